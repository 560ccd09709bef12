/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch keys: read, written, and asked before anything is signed. */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

struct four {
	unsigned char *v[4];
	size_t n[4];
};

static const char *const names[4] = { KEYRING_SIGNERS, KEYRING_REVOKED,
	KEYRING_CAS, KEYRING_CRLS };

static void
four_clear(struct four *f)
{
	for (size_t i = 0; i < ARRAY_LEN(f->v); i++)
		free(f->v[i]);
}

int
store_keyring(struct store *s, const char *rev, struct keyring *ret,
    struct err *e)
{
	AUTO(four_clear) struct four f = { 0 };
	struct keyring_text t;
	char id[SHA1_HEX], blob[SHA1_HEX];
	git_oid tip;

	if (rev == NULL &&
	    git_reference_name_to_id(&tip, s->repo,
		"refs/heads/" STORE_KEYS) != 0)
		return 1;
	if (rev == NULL)
		git_oid_tostr(id, sizeof(id), &tip);
	else if (store_resolve(s, rev, id, e) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int r = store_read(s, id, names[i], &f.v[i], &f.n[i], blob, e);

		if (r > 0)
			return err_set(e, ERR_DATA,
			    "history: %s has no file %s", id, names[i]);
		if (r < 0)
			return -1;
	}
	t.signers = (struct span){ f.v[0], f.n[0] };
	t.revoked = (struct span){ f.v[1], f.n[1] };
	t.cas = (struct span){ f.v[2], f.n[2] };
	t.crls = (struct span){ f.v[3], f.n[3] };
	return keyring_parse(&t, ret, e) != 0 ? err_wrap(e, "branch keys") : 0;
}

void
store_keys_message(enum store_keys_what what, utc_t when, struct buf *out)
{
	static const char *const words[] = { "begun", "taken up", "rotated",
		"revoked" };
	char u[UTC_TEXT];

	buf_fmt(out, "keys %s at %s\n", words[what], utc_text(when, u));
}

int
store_keyring_commit(struct store *s, const struct keyring *r,
    enum store_keys_what what, utc_t when, char ret_id[SHA1_HEX],
    struct err *e)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF signers = { 0 };
	AUTO_BUF revoked = { 0 };
	AUTO_BUF message = { 0 };
	struct span v[4];
	int rc = 0;

	keyring_print_signers(r, &signers);
	keyring_print_revoked(r, &revoked);
	v[0] = buf_view(&signers);
	v[1] = buf_view(&revoked);
	v[2] = buf_view(&r->cas);
	v[3] = buf_view(&r->crls);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(names); i++)
		rc = store_tree_add(s, t, names[i], v[i], e);
	store_keys_message(what, when, &message);
	if (rc == 0)
		rc =
		    store_commit(s, STORE_KEYS, t, when, message.p, ret_id, e);
	store_tree_free(t);
	return rc;
}

const unsigned char *
store_signer(const struct store *s)
{
	return s->key == NULL ? NULL : sshkey_bytes(s->key);
}

int
store_may_sign(struct store *s, utc_t when, struct err *e)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	utc_t revoked = TIME_NONE;
	int rc;

	if (s->key == NULL)
		return 0;
	rc = store_keyring(s, NULL, &r, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (keyring_judge(&r, sshkey_bytes(s->key), when, &revoked, e) != 0)
		return err_wrap(e, "the history's key");
	return revoked == TIME_NONE ?
	    0 :
	    err_set(e, ERR_DATA, "the history's key is revoked");
}
