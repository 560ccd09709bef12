/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .asc beside its file: what its signatures come to. */
#include "parse/pgp_priv.h"

#include <string.h>

/* Of a document, by means that we have. */
static bool
can_judge(const struct pgp_signature *s)
{
	switch (s->algorithm) {
	case PGP_RSA:
	case PGP_RSA_SIGN:
	case PGP_DSA:
	case PGP_ECDSA:
	case PGP_EDDSA:
		return pgp_hash_known(s->hash) && !s->unknown;
	}
	return false;
}

/* Who says to have signed: the longest name that is told. */
static void
describe(const struct pgp_signature *s, struct detached *ret)
{
	struct span id = s->fingerprint.n != 0 ? s->fingerprint : s->issuer;

	_Static_assert(SIGNER_TEXT == 2 * PGP_FINGERPRINT + 1, "fingerprint");
	hex_of(id.p, id.n, ret->signer);
	ret->made = s->made;
}

static enum sig_state
state_of(const struct pgp_signature *s, struct span file,
    const struct pgp_keys *keys, struct detached *ret)
{
	bool named = false;

	for (size_t i = 0; i < keys->n; i++) {
		const struct pgp_key *k = &keys->v[i];

		if (!pgp_key_is(k, s))
			continue;
		named = true;
		if (!can_judge(s))
			return SIG_UNSUPPORTED;
		if (!pgp_made_by(s, file, k))
			continue;
		hex_of(k->fingerprint, PGP_FINGERPRINT, ret->signer);
		return SIG_GOOD;
	}
	return named && s->issuer.n + s->fingerprint.n != 0 ? SIG_BAD :
							      SIG_OTHER_KEY;
}

/* The more is known, the later; good is best. */
static int
weight(enum sig_state s)
{
	static const enum sig_state order[] = { SIG_ABSENT, SIG_UNJUDGED,
		SIG_OTHER_KEY, SIG_UNSUPPORTED, SIG_BAD, SIG_GOOD };

	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (order[i] == s)
			return (int)i;
	return -1;
}

static void
judge_one(const struct pgp_signature *s, bool read, struct span file,
    const struct pgp_keys *keys, struct detached *ret)
{
	struct detached one = { .made = TIME_NONE };

	if (read)
		describe(s, &one);
	one.state = keys->n == 0 ? SIG_UNJUDGED :
	    !read		 ? SIG_UNSUPPORTED :
				   state_of(s, file, keys, &one);
	if (weight(one.state) > weight(ret->state))
		*ret = one;
}

/* Signatures and nothing else; what has another kind signs no document. */
static int
signatures(struct span rest, struct span file, const struct pgp_keys *keys,
    struct detached *ret)
{
	struct pgp_signature s;
	struct span body;
	int tag, more, r;
	size_t n = 0;

	while ((more = pgp_packet(&rest, &tag, &body)) == 0) {
		if (tag == PGP_TAG_MARKER)
			continue;
		if (tag != PGP_TAG_SIGNATURE || ++n > PGP_SIGNATURES_MAX)
			return -1;
		r = pgp_signature_read(body, &s);
		if (r < 0 ||
		    (r == 0 && s.type != PGP_DOCUMENT && s.type != PGP_TEXT))
			return -1;
		judge_one(&s, r == 0, file, keys, ret);
	}
	return more < 0 || n == 0 ? -1 : 0;
}

void
pgp_judge(struct span asc, struct span file, const char *pinned,
    struct detached *ret)
{
	AUTO(pgp_keys_clear) struct pgp_keys keys = { 0 };
	AUTO_BUF packets = { 0 };

	memset(ret, 0, sizeof(*ret));
	ret->made = TIME_NONE;
	/* What is no key was refused with the configuration. */
	if (pinned != NULL && pgp_keys_read(pinned, &keys, NULL) != 0)
		pgp_keys_clear(&keys);
	if (pgp_dearmour(asc, &packets) != 0 ||
	    signatures(buf_view(&packets), file, &keys, ret) != 0) {
		memset(ret, 0, sizeof(*ret));
		ret->made = TIME_NONE;
		ret->state = SIG_MALFORMED;
	}
}
