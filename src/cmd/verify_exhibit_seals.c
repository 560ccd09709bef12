/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exhibit's data/seals/: each MANIFEST is the snapshot's, each token over
 * it, and each proof leads from it to the checkpoint of the repository. */
#include "cmd/verify_bundle.h"

#include "cmd/verify_seals.h"
#include "cmd/witness.h"
#include "report/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WITNESSES "witnesses"
#define TOKEN_MAX ((size_t)1 << 20) /* what a file is read to */

struct sealed {
	const struct unpacked *u;
	struct store *st;
	const struct store_seals *fns;
	struct seals_notes notes;
	struct keyring ring;
	struct buf *out;
	bool bad;
};

static void
sealed_clear(struct sealed *s)
{
	seals_notes_clear(&s->notes);
	keyring_clear(&s->ring);
}

static int
bad(struct sealed *s, struct span path, const char *why)
{
	s->bad = true;
	buf_fmt(s->out, "BAD %.*s: %s\n", (int)path.n, (const char *)path.p,
	    why);
	return 0;
}

/* The MANIFEST of the snapshot that is called so. */
static int
manifest_of(const struct sealed *s, struct span name, struct buf *ret)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF ref = { 0 };
	char commit[SHA1_HEX], blob[SHA1_HEX];
	size_t n = 0;

	buf_fmt(&ref, "refs/tags/snapshot/%.*s^{commit}", (int)name.n,
	    (const char *)name.p);
	if (!archive_name_good(name) ||
	    store_resolve(s->st, ref.p, commit, NULL) != 0 ||
	    store_read(s->st, commit, "MANIFEST", &p, &n, blob, NULL) != 0)
		return -1;
	buf_add(ret, p, n);
	return 0;
}

/* For a log that one of the history's keys began, and by one of them. */
static int
log_signed(const struct sealed *s, const struct checkpoint *c, struct err *e)
{
	struct seals_log none = { 0 };

	for (size_t i = 0; i < s->ring.keys_n; i++) {
		bool known;

		seals_origin(s->ring.keys[i].is.pub, none.origin);
		if (span_is(c->origin, none.origin))
			return log_checkpoint(&none, &s->ring, c, &known, e);
	}
	return err_set(e, ERR_DATA, "log origin: it is of another log");
}

static int
check_proof(struct sealed *s, struct span path, struct span manifest,
    struct span text)
{
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	struct merkle_hash leaf;
	struct proof p;
	struct err e = { 0 };

	merkle_leaf(manifest, &leaf);
	if (proof_parse(text, &p, &e) != 0 ||
	    checkpoint_parse(p.note, c, &e) != 0 ||
	    log_signed(s, c, &e) != 0 || proof_holds(&p, &leaf, c, &e) != 0)
		return bad(s, path, e.msg);
	return span_eq(p.note, buf_view(&s->notes.checkpoint)) ?
	    0 :
	    bad(s, path,
		"its checkpoint is not that of the exhibit's repository");
}

static int
check_witness(struct sealed *s, struct span path, struct span name,
    struct span bytes)
{
	for (size_t i = 0; i < s->notes.n; i++)
		if (span_is(name, s->notes.v[i].name) &&
		    span_eq(bytes, buf_view(&s->notes.v[i].note)))
			return 0;
	return bad(s, path, "it is not in the exhibit's repository");
}

static int
check_one(struct sealed *s, struct span path)
{
	AUTO_BUF bytes = { 0 };
	AUTO_BUF manifest = { 0 };
	struct span rest = span_sub(path, strlen(BUNDLE_SEALS), path.n);
	struct span dir = span_split(&rest, '/');
	unsigned char digest[32];
	char hex[SHA256_HEX];
	struct err e = { 0 };
	utc_t when;

	if (unpacked_read(s->u, path, TOKEN_MAX, &bytes, NULL) != 0)
		return bad(s, path, "cannot be read");
	if (span_is(dir, WITNESSES))
		return check_witness(s, path, rest, buf_view(&bytes));
	if (manifest_of(s, dir, &manifest) != 0)
		return bad(s, path, "there is no such snapshot");
	if (span_is(rest, "MANIFEST"))
		return span_eq(buf_view(&bytes), buf_view(&manifest)) ?
		    0 :
		    bad(s, path, "it is not that of the snapshot");
	if (span_is(rest, BUNDLE_PROOF))
		return check_proof(s, path, buf_view(&manifest),
		    buf_view(&bytes));
	digest_sha256(buf_view(&manifest), hex);
	(void)hex_read(hex, digest, sizeof(digest));
	return s->fns->token(digest, buf_view(&bytes), s->fns->arg, &when,
		   &e) == 0 ?
	    0 :
	    bad(s, path, e.msg);
}

int
exhibit_seals(const struct unpacked *u, struct store *st,
    const struct store_seals *fns, struct buf *out, bool *ret_bad,
    struct err *e)
{
	AUTO(sealed_clear)
	struct sealed s = { .u = u, .st = st, .fns = fns, .out = out };
	struct span rest = buf_view(&u->list), hex, path;
	char tip[SHA1_HEX];
	int r;

	seals_tip(st, tip);
	if (tip[0] != '\0' &&
	    (seals_notes_read(st, tip, &s.notes, e) != 0 ||
		store_keyring(st, NULL, &s.ring, e) < 0))
		return -1;
	while ((r = asic_list_next(&rest, &hex, &path, e)) == 0)
		if (span_starts(path, BUNDLE_SEALS))
			check_one(&s, path);
	*ret_bad |= s.bad;
	return r < 0 ? -1 : 0;
}
