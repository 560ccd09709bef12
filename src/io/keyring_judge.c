/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keyring.h"

#include <string.h>

int
keyring_judge(const struct keyring *r,
    const unsigned char pub[SSH_PUBLIC_SIZE], utc_t when, utc_t *ret_revoked,
    struct err *e)
{
	const struct ring_key *k = keyring_find(r, pub);
	char f[SSH_FINGERPRINT], u[UTC_TEXT];

	if (k == NULL)
		return err_set(e, ERR_DATA,
		    "the signing key is not among the allowed signers");
	ssh_fingerprint(pub, f);
	if (k->is.from != TIME_NONE && when < k->is.from)
		return err_set(e, ERR_DATA,
		    "the signing key %s is valid only from %s on", f,
		    utc_text(k->is.from, u));
	if (k->revoked == TIME_NONE && k->is.until != TIME_NONE &&
	    when > k->is.until)
		return err_set(e, ERR_DATA,
		    "the signing key %s was valid only until %s", f,
		    utc_text(k->is.until, u));
	*ret_revoked = k->revoked;
	return 0;
}

/* TIME_NONE is no end at all. */
static bool
later(utc_t a, utc_t b)
{
	return b != TIME_NONE && (a == TIME_NONE || a > b);
}

static int
keys_grown(const struct keyring *before, const struct keyring *now,
    struct err *e)
{
	char f[SSH_FINGERPRINT];

	for (size_t i = 0; i < before->keys_n; i++) {
		const struct ring_key *a = &before->keys[i];
		const struct ring_key *b = keyring_find(now, a->is.pub);

		ssh_fingerprint(a->is.pub, f);
		if (b == NULL)
			return err_set(e, ERR_DATA, "key %s was removed", f);
		if (b->is.from != a->is.from ||
		    later(b->is.until, a->is.until))
			return err_set(e, ERR_DATA,
			    "key %s was made valid for longer", f);
		if (a->revoked != TIME_NONE && later(b->revoked, a->revoked))
			return err_set(e, ERR_DATA,
			    "the revocation of key %s was weakened", f);
	}
	return 0;
}

static int
certs_grown(const struct keyring *before, const struct keyring *now,
    struct err *e)
{
	for (size_t i = 0; i < before->certs_n; i++) {
		const struct ring_cert *a = &before->certs[i];
		bool kept = false;

		for (size_t k = 0; k < now->certs_n && !kept; k++)
			kept = strcmp(now->certs[k].sha256, a->sha256) == 0 &&
			    now->certs[k].since <= a->since;
		if (!kept)
			return err_set(e, ERR_DATA,
			    "the revocation of certificate %.12s was weakened",
			    a->sha256);
	}
	return 0;
}

int
keyring_grown(const struct keyring *before, const struct keyring *now,
    struct err *e)
{
	if (keys_grown(before, now, e) != 0 ||
	    certs_grown(before, now, e) != 0)
		return -1;
	if (now->cas.n < before->cas.n ||
	    !span_eq(span_sub(buf_view(&now->cas), 0, before->cas.n),
		buf_view(&before->cas)))
		return err_set(e, ERR_DATA, "a CA was removed or changed");
	return 0;
}

static struct span
next_root(struct span *rest)
{
	struct span s = *rest;
	size_t n = 0;

	while (s.n != 0 && s.p[0] != 0 && strchr(" \t\r\n,", s.p[0]) != NULL)
		s = span_sub(s, 1, s.n);
	while (n < s.n && (s.p[n] == 0 || strchr(" \t\r\n,", s.p[n]) == NULL))
		n++;
	*rest = span_sub(s, n, s.n);
	return span_sub(s, 0, n);
}

int
keyring_rooted(const struct keyring *r, struct span roots, struct err *e)
{
	char f[SSH_FINGERPRINT];
	struct span one;
	size_t n = 0;

	while ((one = next_root(&roots)).n != 0) {
		AUTO_FREE char *name = mem_strndup(one.p, one.n);
		const struct ring_key *k = keyring_named(r, name);

		if (n++ == 0) {
			ssh_fingerprint(r->keys[0].is.pub, f);
			if (strcmp(f, name) != 0)
				return err_set(e, ERR_DATA,
				    "the root key is %s, not the one that "
				    "was given (%.60s)",
				    f, name);
		} else if (k == NULL || k->revoked != TIME_NONE)
			return err_set(e, ERR_DATA,
			    "the given key %.60s is not in the history, or "
			    "revoked",
			    name);
	}
	return n != 0 ? 0 :
			err_set(e, ERR_DATA, "no root fingerprint was given");
}
