/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stamp --witness: cosignatures that somebody handed in. */
#include "cmd/witness.h"

#include "cmd/box.h"
#include "cmd/load.h"
#include "cmd/parts.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "

struct taking {
	struct log_own own;
	struct witness_keys keys;
	struct buf note; /* what was handed in, a whole note */
};

static void
taking_clear(struct taking *t)
{
	log_own_clear(&t->own);
	witness_keys_clear(&t->keys);
	buf_clear(&t->note);
}

struct sought {
	const char *snapshot;
	bool found;
};

static int
seek_seal(const char *id, const char *tree, utc_t when, const char *message,
    void *arg, struct err *e)
{
	struct sought *s = arg;
	struct seals_subject is;

	(void)id;
	(void)tree;
	(void)when;
	(void)e;
	s->found |= store_seals_subject(span_of(message), &is) == 0 &&
	    is.what == STORE_SEALED && strcmp(is.snapshot, s->snapshot) == 0;
	return 0;
}

/* Has the branch a checkpoint of that size?  No verifier takes another's. */
static int
seal_found(struct store *st, const struct seals_log *l, uint64_t size,
    struct err *e)
{
	struct sought s = { "", false };

	if (size > 0 && size <= l->n) {
		s.snapshot = l->ids[size - 1];
		if (store_walk(st, BRANCH_SEALS, seek_seal, &s, e) != 0)
			return -1;
	}
	return s.found ? 0 :
			 err_set(e, ERR_DATA, "no seal is over %llu snapshots",
			     (unsigned long long)size);
}

/* Lines alone are for the newest checkpoint. */
static int
read_given(const char *path, struct taking *t, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read_plain(path, SEALS_NOTE_MAX, &p, &n, e) != 0)
		return -1;
	if (span_starts((struct span){ p, n }, DASH))
		buf_span(&t->note, buf_view(&t->own.notes.checkpoint));
	buf_add(&t->note, p, n);
	return 0;
}

/* The line of the log, then that of the witness. */
static void
put_note(const struct checkpoint *c, const struct checkpoint_key *k,
    struct buf *out)
{
	size_t log = 0;
	bool mine = false;

	buf_span(out, c->text);
	buf_chr(out, '\n');
	for (size_t i = 0; i < c->n; i++) {
		const struct checkpoint_sig *s = &c->sigs[i];
		bool of_log = span_eq(s->name, c->origin) && log++ == 0;
		bool of_witness = !mine && span_is(s->name, k->name) &&
		    memcmp(s->id, k->id, CHECKPOINT_KEY_ID) == 0;

		mine |= of_witness;
		if (of_log || of_witness)
			buf_fmt(out, DASH "%.*s %.*s\n", (int)s->name.n,
			    (const char *)s->name.p, (int)s->base64.n,
			    (const char *)s->base64.p);
	}
}

/* Is what we have of it newer? */
static bool
older(const struct seals_notes *s, const char *name, uint64_t size)
{
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));

	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0 &&
		    checkpoint_parse(buf_view(&s->v[i].note), c, NULL) == 0)
			return c->size >= size;
	return false;
}

static size_t
take_all(const struct job *j, const struct taking *t,
    const struct checkpoint *c, struct buf *out, struct buf *why)
{
	size_t taken = 0;

	for (size_t i = 0; i < t->keys.n; i++) {
		const char *name = j->cfg->witnesses[i].name;
		AUTO_BUF size = { 0 };
		AUTO_BUF note = { 0 };
		struct err e = { 0 };
		utc_t when;

		if (older(&t->own.notes, name, c->size)) {
			buf_fmt(why, "; %s: it cosigned %llu or more already",
			    name, (unsigned long long)c->size);
			continue;
		}
		if (checkpoint_cosigned(c, &t->keys.v[i], &when, &e) != 0) {
			buf_fmt(why, "; %s: %s", name, e.msg);
			continue;
		}
		put_note(c, &t->keys.v[i], &note);
		buf_fmt(&size, "%llu", (unsigned long long)c->size);
		part_add(out, "name", span_of(name));
		part_add(out, "size", buf_view(&size));
		part_add(out, "note", buf_view(&note));
		taken++;
	}
	return taken;
}

int
job_witness(const struct job *j, struct store *st, struct buf *out,
    struct err *e)
{
	AUTO(taking_clear) struct taking t = { 0 };
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	AUTO_BUF why = { 0 };
	bool known;

	if (j->cfg->witnesses_n == 0)
		return err_set(e, ERR_DATA,
		    "no [witness \"NAME\"] is configured: whose cosignatures "
		    "should count?");
	if (log_own_read(st, &t.own, e) != 0 ||
	    witness_keys(j->cfg, &t.keys, e) != 0 ||
	    read_given(j->statement, &t, e) != 0)
		return -1;
	if (checkpoint_parse(buf_view(&t.note), c, e) != 0 ||
	    log_checkpoint(&t.own.log, &t.own.ring, c, &known, e) != 0 ||
	    seal_found(st, &t.own.log, c->size, e) != 0)
		return err_wrap(e, "%s", j->statement);
	if (take_all(j, &t, c, out, &why) == 0)
		return err_set(e, ERR_DATA,
		    "%s: no cosignature that is new and of a configured "
		    "witness%s",
		    j->statement, why.p == NULL ? "" : why.p);
	return 0;
}

static int
witnessed_one(struct store *st, struct span name, struct span size,
    struct span note, struct err *e)
{
	struct seals_subject is = { .what = STORE_WITNESSED };
	AUTO_BUF message = { 0 };
	AUTO_BUF path = { 0 };
	struct store_tree *t;
	char id[SHA1_HEX];
	int r;

	if (!store_witness_good(name) ||
	    span_u64(size, INT64_MAX, &is.size) != 0)
		return err_set(e, ERR_IO,
		    "the phase 'witness' gave a witness no name");
	memcpy(is.witness, name.p, name.n);
	t = seals_tree(st, true, is.witness, e);
	if (t == NULL)
		return -1;
	buf_fmt(&path, SEALS_WITNESSES "%s", is.witness);
	store_seals_message(&is, &message);
	r = store_tree_add(st, t, path.p, note, e) != 0 ?
	    -1 :
	    store_commit(st, BRANCH_SEALS, t, wall_clock(), message.p, id, e);
	store_tree_free(t);
	return r;
}

int
job_witnessed(struct store *st, struct span parts, struct err *e)
{
	struct span what, name, size, note;
	int r;

	while ((r = part_next(&parts, &what, &name, e)) == 0)
		if (part_next(&parts, &what, &size, e) != 0 ||
		    part_next(&parts, &what, &note, e) != 0 ||
		    witnessed_one(st, name, size, note, e) != 0)
			return -1;
	return r < 0 ? -1 : 0;
}

struct given {
	const struct job *j;
	struct span parts;
};

static int
witness_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_witness(v->j, st, out, e);
}

static int
witnessed_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	(void)out;
	return job_store(v->j, true, &st, e) != 0 ?
	    -1 :
	    job_witnessed(st, v->parts, e);
}

int
chain_witness(const struct job *j, struct err *e)
{
	struct given v = { .j = j };
	AUTO_BUF parts = { 0 };

	if (box_run(j, PHASE_WITNESS, witness_phase, &v, &parts, e) != 0)
		return -1;
	v.parts = buf_view(&parts);
	return box_run(j, PHASE_COMMIT, witnessed_phase, &v, NULL, e);
}
