/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may have signed what.  The branch keys is followed from its root, whose
 * key the reader knows from elsewhere: each commit on it is signed by a key
 * that was good in the one before, and takes nothing back.
 */
#include "io/store_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
check_keys_message(struct span message, utc_t when)
{
	for (int what = STORE_KEYS_BEGUN; what <= STORE_KEYS_REVOKED; what++) {
		AUTO_BUF want = { 0 };

		store_keys_message((enum store_keys_what)what, when, &want);
		if (span_eq(message, buf_view(&want)))
			return true;
	}
	return false;
}

static int
check_root(struct check *c, const struct checked *x, const struct keyring *r,
    struct err *e)
{
	const struct ring_key *k = &r->keys[0];

	if (!x->has_signer ||
	    memcmp(k->is.pub, x->signer, SSH_PUBLIC_SIZE) != 0)
		return err_set(e, ERR_DATA,
		    "the first commit is not signed by its first key");
	if (c->trust.roots == NULL &&
	    !signers_admit(span_of(c->trust.signers), "git", x->signer))
		return err_set(e, ERR_DATA,
		    "the root key is not among the allowed signers");
	return 0;
}

/* A key may revoke itself: whoever holds it can do no worse. */
static int
check_step(const struct checked *x, const struct keyring *before,
    const struct keyring *now, struct err *e)
{
	utc_t revoked = TIME_NONE;

	if (!x->has_signer)
		return 0; /* told with the commit */
	if (keyring_judge(before, x->signer, x->when, &revoked, e) != 0)
		return -1;
	if (revoked != TIME_NONE)
		return err_set(e, ERR_DATA,
		    "it is signed by a key that was revoked before");
	return keyring_grown(before, now, e);
}

void
check_keys(struct check *c)
{
	struct err e = { 0 };

	for (size_t i = 0; i < c->keys.n; i++) {
		const struct checked *x = &c->keys.v[i];
		struct keyring now = { 0 };
		char id[SHA1_HEX];

		git_oid_tostr(id, sizeof(id), &x->id);
		(void)snprintf(c->at, sizeof(c->at), "%.12s", id);
		if (store_keyring(c->s, id, &now, &e) != 0 ||
		    (i == 0 ? check_root(c, x, &now, &e) :
			      check_step(x, &c->ring, &now, &e)) != 0)
			check_fault(c, "%s", e.msg);
		if (now.keys_n == 0)
			continue;
		keyring_clear(&c->ring);
		c->ring = now;
	}
	(void)snprintf(c->at, sizeof(c->at), "refs/heads/" STORE_KEYS);
	if (c->keys.n != 0 && c->ring.keys_n != 0 && c->trust.roots != NULL &&
	    keyring_rooted(&c->ring, span_of(c->trust.roots), &e) != 0)
		check_fault(c, "%s", e.msg);
}

/* Without a branch keys: the signers or fingerprints that were given. */
static bool
admitted(const struct check *c, const unsigned char pub[SSH_PUBLIC_SIZE])
{
	char f[SSH_FINGERPRINT];

	ssh_fingerprint(pub, f);
	if (c->trust.roots != NULL)
		return strstr(c->trust.roots, f) != NULL;
	return signers_admit(span_of(c->trust.signers), "git", pub);
}

void
check_signer(struct check *c, const unsigned char pub[SSH_PUBLIC_SIZE],
    utc_t when, utc_t proved, bool vouched)
{
	utc_t revoked = TIME_NONE;
	struct err e = { 0 };
	char u[UTC_TEXT];

	if (c->ring.keys_n == 0) {
		if (!admitted(c, pub))
			check_fault(c,
			    "the signing key is not among the allowed "
			    "signers");
		return;
	}
	if (keyring_judge(&c->ring, pub, when, &revoked, &e) != 0) {
		check_fault(c, "%s", e.msg);
		return;
	}
	if (revoked == TIME_NONE || vouched)
		return;
	if (proved == 0 || proved >= revoked)
		check_fault(c,
		    "signed by a key that is revoked since %s, and no "
		    "timestamp proves that it was there before",
		    utc_text(revoked, u));
}

/* Of the snapshot that it names. */
static utc_t
proved_of(const struct check *c, const struct checked *x)
{
	git_oid id;

	if (x->subject[0] == '\0' || git_oid_fromstr(&id, x->subject) != 0)
		return 0;
	for (size_t i = 0; i < c->main.n; i++)
		if (git_oid_equal(&c->main.v[i].id, &id))
			return c->main.v[i].proved;
	return 0;
}

/* What a key that is not revoked was put upon, its holder vouches for: all but
 * the snapshots, which are what only a timestamp can prove. */
void
check_signers(struct check *c, const struct branch *b)
{
	bool vouched = false;

	for (size_t i = b->n; i > 0; i--) {
		const struct checked *x = &b->v[i - 1];
		const struct ring_key *k;

		if (!x->has_signer)
			continue;
		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&x->id));
		check_signer(c, x->signer, x->when,
		    b == &c->main ? x->proved : proved_of(c, x), vouched);
		k = keyring_find(&c->ring, x->signer);
		vouched |=
		    b != &c->main && k != NULL && k->revoked == TIME_NONE;
	}
}
