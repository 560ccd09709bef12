/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/proof.h"

#include "report/dsig.h"

#include <inttypes.h>
#include <string.h>

#define INDEX "index "

void
proof_print(const struct merkle_hash *leaves, size_t n, size_t index,
    struct span note, struct buf *out)
{
	struct merkle_proof p;

	merkle_inclusion(leaves, n, index, &p);
	buf_fmt(out, PROOF_HEAD INDEX "%zu\n", index);
	for (size_t i = 0; i < p.n; i++) {
		dsig_base64((struct span){ p.v[i].b, MERKLE_HASH }, out);
		buf_chr(out, '\n');
	}
	buf_chr(out, '\n');
	buf_span(out, note);
}

static int
refused(struct err *e, const char *why)
{
	return err_set(e, ERR_DATA, "proof: %s", why);
}

static int
read_index(struct span line, uint64_t *ret)
{
	size_t n = strlen(INDEX);

	if (!span_starts(line, INDEX))
		return -1;
	line = span_sub(line, n, line.n);
	return (line.n > 1 && line.p[0] == '0') ?
	    -1 :
	    span_u64(line, INT64_MAX, ret);
}

static int
read_hash(struct span line, struct merkle_hash *ret)
{
	AUTO_BUF b = { 0 };

	if (dsig_base64_read(line, &b) != 0 || b.n != MERKLE_HASH)
		return -1;
	memcpy(ret->b, b.p, MERKLE_HASH);
	return 0;
}

/* A line that ends; -1 where the text does before it. */
static int
line_of(struct span *rest, struct span *line)
{
	if (rest->n == 0 || memchr(rest->p, '\n', rest->n) == NULL)
		return -1;
	*line = span_split(rest, '\n');
	return 0;
}

int
proof_parse(struct span text, struct proof *ret, struct err *e)
{
	struct proof p = { 0 };
	struct span rest, line;

	if (text.n > PROOF_TEXT_MAX)
		return refused(e, "too long");
	if (!span_starts(text, PROOF_HEAD))
		return refused(e, "not of C2SP tlog-proof, version 1");
	rest = span_sub(text, strlen(PROOF_HEAD), text.n);
	if (line_of(&rest, &line) != 0 || read_index(line, &p.index) != 0)
		return refused(e, "no index");
	for (;;) {
		if (line_of(&rest, &line) != 0)
			return refused(e, "no checkpoint");
		if (line.n == 0)
			break;
		if (p.path.n == MERKLE_PROOF_MAX)
			return refused(e, "a path that is too long");
		if (read_hash(line, &p.path.v[p.path.n++]) != 0)
			return refused(e, "a line of the path is no hash");
	}
	p.note = rest;
	*ret = p;
	return 0;
}

int
proof_holds(const struct proof *p, const struct merkle_hash *leaf,
    const struct checkpoint *c, struct err *e)
{
	return merkle_included(&p->path, p->index, c->size, leaf, &c->root, e);
}
