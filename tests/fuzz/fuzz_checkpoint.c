/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "report/proof.h"

#include <string.h>

bool accepted;

/* Each span is of the note, within its limits. */
static void
within(const struct checkpoint *c, struct span note)
{
	assert(c->text.n < note.n && c->text.p == note.p);
	assert(c->text.p[c->text.n - 1] == '\n');
	assert(c->origin.n != 0 && c->origin.n <= CHECKPOINT_NAME_MAX);
	assert(c->n != 0 && c->n <= CHECKPOINT_SIGS_MAX);
	assert(c->extension.n < c->text.n);
	for (size_t i = 0; i < c->n; i++)
		assert(c->sigs[i].name.n <= CHECKPOINT_NAME_MAX &&
		    c->sigs[i].base64.n >= 8);
}

/* No outsider can sign for a key that nobody holds. */
static void
nobody_signed(const struct checkpoint *c)
{
	static const unsigned char pub[CHECKPOINT_PUBLIC] = { 2 };
	struct checkpoint_key k[2];
	struct err e = { 0 };
	size_t n = 9;
	utc_t when;

	if (checkpoint_key(CHECKPOINT_LOG, c->sigs[0].name, pub, &k[0], &e) !=
	    0)
		return;
	/* The id of the line, so that its signature is looked at. */
	memcpy(k[0].id, c->sigs[0].id, sizeof(k[0].id));
	k[1] = k[0];
	k[1].type = CHECKPOINT_WITNESS;
	assert(checkpoint_verify(c, &k[0], &e) != 0);
	assert(e.kind == ERR_DATA && e.msg[0] != '\0');
	assert(checkpoint_cosigned(c, &k[1], &when, &e) != 0);
	assert(checkpoint_witnesses(c, &k[1], 1, &n, &e) != 0 && n == 9);
}

static int
note(struct span s)
{
	struct checkpoint c;
	struct err e = { 0 };

	if (checkpoint_parse(s, &c, &e) != 0) {
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
		return -1;
	}
	within(&c, s);
	nobody_signed(&c);
	return 0;
}

static int
key(struct span s)
{
	AUTO_BUF again = { 0 };
	struct checkpoint_key k;
	struct err e = { 0 };

	if (checkpoint_key_parse(s, &k, &e) != 0) {
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
		return -1;
	}
	checkpoint_key_print(&k, &again);
	assert(span_eq(buf_view(&again), s));
	return 0;
}

static uint64_t
number(const unsigned char *p)
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n = n << 8 | p[i];
	return n;
}

static int
proof(bool inclusion, struct span s)
{
	struct merkle_proof p = { 0 };
	struct merkle_hash h[2];
	struct err e = { 0 };
	uint64_t a, b;
	int rc;

	if (s.n < 16 + sizeof(h) || s.n % MERKLE_HASH != 16 ||
	    s.n - 16 - sizeof(h) > sizeof(p.v))
		return -1;
	a = number(s.p);
	b = number(s.p + 8);
	memcpy(h, s.p + 16, sizeof(h));
	p.n = (s.n - 16 - sizeof(h)) / MERKLE_HASH;
	memcpy(p.v, s.p + 16 + sizeof(h), p.n * MERKLE_HASH);
	rc = inclusion ? merkle_included(&p, a, b, &h[0], &h[1], &e) :
			 merkle_extends(&p, a, b, &h[0], &h[1], &e);
	if (rc != 0)
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
	else
		assert(inclusion ? a < b : a <= b);
	return rc;
}

/* A proof as text: what it is parsed to prints it again. */
static int
text(struct span s)
{
	AUTO_BUF again = { 0 };
	struct merkle_hash leaf = { { 1 } };
	struct checkpoint c = { .size = 8 };
	struct proof p;
	struct err e = { 0 };

	if (proof_parse(s, &p, &e) != 0) {
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
		return -1;
	}
	assert(p.path.n <= MERKLE_PROOF_MAX);
	assert(p.note.n < s.n && p.note.p + p.note.n == s.p + s.n);
	proof_print(&leaf, 1, 0, p.note, &again);
	assert(again.n <= s.n);
	/* Nobody finds a path to a root of noughts. */
	assert(proof_holds(&p, &leaf, &c, &e) != 0);
	return 0;
}

/* The first byte chooses: n, k, t, i or c. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { data + 1, size - 1 };

	accepted = false;
	if (size == 0)
		return 0;
	if (data[0] == 'n')
		accepted = note(s) == 0;
	else if (data[0] == 'k')
		accepted = key(s) == 0;
	else if (data[0] == 't')
		accepted = text(s) == 0;
	else
		accepted = proof(data[0] == 'i', s) == 0;
	return 0;
}
