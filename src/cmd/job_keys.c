/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch keys: begun, held against the keys at hand, and grown. */
#include "cmd/job.h"

#include "cmd/parts.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

/* The last instant that any commit bears; now where that is later. */
static int
last_time(struct store *st, utc_t now, utc_t *ret, struct err *e)
{
	static const char *const all[] = { BRANCH_MAIN, BRANCH_FINDINGS,
		"notices", "keys", "seals", "engines" };

	*ret = now;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		char id[SHA1_HEX];
		utc_t t;

		if (store_resolve(st, all[i], id, NULL) != 0)
			continue;
		if (store_time(st, id, &t, e) != 0)
			return -1;
		if (t > *ret)
			*ret = t;
	}
	return 0;
}

static int
read_public(const struct job *j, const char *below, struct buf *out,
    struct err *e)
{
	AUTO_FREE char *path = job_path(j, below);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (!file_exists(path))
		return 0;
	if (file_read(path, KEYRING_TEXT_MAX, &p, &n, e) != 0)
		return -1;
	buf_add(out, p, n);
	return 0;
}

/* An older history: keys/ may name further keys, which sign no longer, and
 * further CAs. */
static int
begin(const struct job *j, const unsigned char *pub, utc_t now,
    struct keyring *r, struct err *e)
{
	AUTO_BUF signers = { 0 };
	AUTO_BUF cas = { 0 };
	struct span rest;

	memset(r, 0, sizeof(*r));
	keyring_add(r, pub, TIME_NONE);
	if (read_public(j, JOB_SIGNERS, &signers, e) != 0 ||
	    read_public(j, JOB_CAS, &cas, e) != 0)
		return -1;
	keyring_add_pem(&r->cas, buf_view(&cas));
	rest = buf_view(&signers);
	while (rest.n != 0 && r->keys_n < KEYRING_KEYS_MAX) {
		struct signer_line l;

		if (signers_line(span_split(&rest, '\n'), "git", &l) == 0 &&
		    keyring_find(r, l.pub) == NULL)
			keyring_add(r, l.pub, l.from)->is.until = now;
	}
	return 0;
}

static bool
revoked(const struct keyring *r, struct span sha256)
{
	for (size_t i = 0; i < r->certs_n; i++)
		if (span_is(sha256, r->certs[i].sha256))
			return true;
	return false;
}

static int
check(const struct keyring *r, const unsigned char *pub, struct span cert,
    struct err *e)
{
	const struct ring_key *k = keyring_find(r, pub);
	char f[SSH_FINGERPRINT];

	ssh_fingerprint(pub, f);
	if (k == NULL)
		return err_set(e, ERR_DATA,
		    "the history's key %s is not one of this history: its "
		    "branch keys does not name it (see nroaudit-keys(1))",
		    f);
	if (k->revoked != TIME_NONE || k->is.until != TIME_NONE)
		return err_set(e, ERR_DATA,
		    "the history's key %s signs no longer: it was %s", f,
		    k->revoked != TIME_NONE ? "revoked" : "replaced");
	if (revoked(r, cert))
		return err_set(e, ERR_DATA,
		    "the signing certificate %.*s is revoked: name another "
		    "key in report.signingkey",
		    (int)cert.n, (const char *)cert.p);
	return 0;
}

/* What lies in keys/ for readers.  Once a key is revoked, the root alone does
 * not tell the history from one that a thief goes on with: the newest key is
 * named beside it. */
static void
answer(const struct keyring *r, struct buf *out)
{
	AUTO_BUF signers = { 0 };
	AUTO_BUF roots = { 0 };
	char f[SSH_FINGERPRINT];
	bool any = false;

	ssh_fingerprint(r->keys[0].is.pub, f);
	buf_fmt(&roots, "%s\n", f);
	for (size_t i = 0; i < r->keys_n; i++)
		any |= r->keys[i].revoked != TIME_NONE;
	ssh_fingerprint(r->keys[r->keys_n - 1].is.pub, f);
	if (any && r->keys[r->keys_n - 1].revoked == TIME_NONE)
		buf_fmt(&roots, "%s\n", f);
	keyring_print_signers(r, &signers);
	part_add(out, "roots", buf_view(&roots));
	part_add(out, "signers", buf_view(&signers));
	part_add(out, "cas", buf_view(&r->cas));
}

int
job_keys_look(const struct job *j, struct store *st, struct span parts,
    utc_t now, struct buf *out, struct err *e)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	const unsigned char *pub = store_signer(st);
	struct span cert, anchor, crl;
	char id[SHA1_HEX];
	size_t had;
	utc_t when;
	int there;

	if (pub == NULL)
		return err_set(e, ERR_IO, "no key to sign the history with");
	if (part_find(parts, "certificate", &cert, e) != 0 ||
	    part_find(parts, "anchor", &anchor, e) != 0 ||
	    part_find(parts, "crl", &crl, e) != 0 ||
	    last_time(st, now, &when, e) != 0)
		return -1;
	there = store_keyring(st, NULL, &r, e);
	if (there < 0 || (there > 0 && begin(j, pub, when, &r, e) != 0) ||
	    check(&r, pub, cert, e) != 0)
		return -1;
	had = r.cas.n + r.crls.n;
	keyring_add_pem(&r.cas, anchor);
	keyring_add_pem(&r.crls, crl);
	if ((there > 0 || r.cas.n + r.crls.n != had) &&
	    store_keyring_commit(st, &r,
		there > 0 ? STORE_KEYS_BEGUN : STORE_KEYS_TAKEN, when, id,
		e) != 0)
		return -1;
	answer(&r, out);
	return 0;
}

/* A key may sign from the oldest thing on that is still to be signed: the tag
 * of a snapshot whose run was ended, or a second run of the same instant. */
static int
from_when(struct store *st, utc_t *ret, struct err *e)
{
	char id[SHA1_HEX], name[STORE_NAME_MAX];
	bool sealed = false;

	*ret = TIME_NONE;
	if (store_resolve(st, BRANCH_MAIN, id, NULL) != 0)
		return 0;
	while (id[0] != '\0' && !sealed) {
		utc_t t;

		if (store_time(st, id, &t, e) != 0 ||
		    store_name(st, id, name, &sealed, e) != 0)
			return -1;
		if (*ret == TIME_NONE || t < *ret)
			*ret = t;
		if (store_parent(st, id, id, e) != 0)
			return -1;
	}
	return 0;
}

static int
revoke(struct keyring *r, const struct keys_change *g, struct err *e)
{
	struct ring_key *k;

	if (g->ssh != NULL) {
		k = keyring_named(r, g->ssh);
		if (k == NULL)
			return err_set(e, ERR_USAGE,
			    "%s is no key of this history", g->ssh);
		keyring_revoke_key(k, g->since);
	}
	if (g->certificate != NULL)
		keyring_revoke_cert(r, g->certificate, g->since);
	return 0;
}

int
job_keys_change(struct store *st, struct span parts,
    const struct keys_change *g, struct buf *out, struct err *e)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	unsigned char pub[SSH_PUBLIC_SIZE];
	struct span ssh, anchor, crl;
	struct ring_key *old;
	char id[SHA1_HEX];
	utc_t when, from;

	if (part_find(parts, "ssh", &ssh, e) != 0 ||
	    part_find(parts, "anchor", &anchor, e) != 0 ||
	    part_find(parts, "crl", &crl, e) != 0 ||
	    last_time(st, g->now, &when, e) != 0 ||
	    from_when(st, &from, e) != 0)
		return -1;
	if (store_signer(st) == NULL || store_keyring(st, NULL, &r, e) != 0)
		return err_set(e, ERR_DATA, "the history has no keys yet");
	old = keyring_find(&r, store_signer(st));
	if (old != NULL && ssh.n != 0) {
		old->is.until = when;
		if (ssh_public_parse(ssh, pub) != 0)
			return err_set(e, ERR_IO, "no new key was made");
		keyring_add(&r, pub, from);
	}
	keyring_add_pem(&r.cas, anchor);
	keyring_add_pem(&r.crls, crl);
	if (revoke(&r, g, e) != 0 ||
	    store_keyring_commit(st, &r,
		g->since == TIME_NONE ? STORE_KEYS_ROTATED :
					STORE_KEYS_REVOKED,
		when, id, e) != 0)
		return -1;
	answer(&r, out);
	return 0;
}

int
job_keys_changed(struct store *st, struct span parts, struct buf *out,
    struct err *e)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	unsigned char pub[SSH_PUBLIC_SIZE];
	struct span ssh, anchor;
	int there = store_keyring(st, NULL, &r, e);

	if (there < 0 || part_find(parts, "ssh", &ssh, e) != 0 ||
	    part_find(parts, "anchor", &anchor, e) != 0)
		return -1;
	if (there > 0)
		return 1;
	if ((ssh.n != 0 &&
		(ssh_public_parse(ssh, pub) != 0 ||
		    keyring_find(&r, pub) == NULL)) ||
	    (anchor.n != 0 &&
		(r.cas.n == 0 ||
		    memmem(r.cas.p, r.cas.n, anchor.p, anchor.n) == NULL)))
		return 1;
	answer(&r, out);
	return 0;
}
