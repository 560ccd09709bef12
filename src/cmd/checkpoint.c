/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint: the log of the snapshots' MANIFESTs, shown, proved, compared. */
#include "cmd/box.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/witness.h"
#include "io/file.h"
#include "report/dsig.h"
#include "report/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far the other log goes, as a witness is asked (C2SP tlog-witness,
 * add-checkpoint): "old SIZE", a consistency proof, the checkpoint. */
#define OLD "old "
/* Bytes of a file that is compared. */
#define COMPARE_MAX PROOF_TEXT_MAX

struct asked {
	const struct job *j;
	const char *prove, *since, *compare;
};

static int
prove(struct store *st, const struct log_own *o, const char *rev,
    struct buf *out, struct err *e)
{
	AUTO_BUF tag = { 0 };
	char id[SHA1_HEX];
	size_t i;

	buf_fmt(&tag, "refs/tags/snapshot/%s^{commit}", rev);
	if (store_resolve(st, tag.p, id, NULL) != 0 &&
	    store_resolve(st, rev, id, e) != 0)
		return -1;
	i = seals_log_index(&o->log, id);
	if (i >= o->c->size)
		return err_set(e, ERR_DATA,
		    "%s: no snapshot that the checkpoint is over", rev);
	proof_print(o->log.v, (size_t)o->c->size, i,
	    buf_view(&o->notes.checkpoint), out);
	return 0;
}

static int
since(const struct log_own *o, const char *text, struct buf *out,
    struct err *e)
{
	struct merkle_proof p;
	uint64_t m;

	if (span_u64(span_of(text), INT64_MAX, &m) != 0 || m > o->c->size)
		return err_set(e, ERR_DATA,
		    "--since %s: want a number of snapshots, of the "
		    "checkpoint's %llu",
		    text, (unsigned long long)o->c->size);
	merkle_consistency(o->log.v, (size_t)o->c->size, (size_t)m, &p);
	buf_fmt(out, OLD "%llu\n", (unsigned long long)m);
	for (size_t i = 0; i < p.n; i++) {
		dsig_base64((struct span){ p.v[i].b, MERKLE_HASH }, out);
		buf_chr(out, '\n');
	}
	buf_chr(out, '\n');
	buf_span(out, buf_view(&o->notes.checkpoint));
	return 0;
}

/* --- compared --- */

/* "old SIZE", hashes, an empty line: what is left of *rest is a note. */
static int
read_old(struct span *rest, uint64_t *old, struct merkle_proof *p,
    struct err *e)
{
	struct span line = span_split(rest, '\n');

	p->n = 0;
	if (span_u64(span_sub(line, strlen(OLD), line.n), INT64_MAX, old) != 0)
		return err_set(e, ERR_DATA, "no number behind \"old\"");
	while (rest->n != 0 && (line = span_split(rest, '\n')).n != 0) {
		AUTO_BUF b = { 0 };

		if (p->n == MERKLE_PROOF_MAX ||
		    dsig_base64_read(line, &b) != 0 || b.n != MERKLE_HASH)
			return err_set(e, ERR_DATA,
			    "a line of its proof is no hash, or there are too "
			    "many");
		memcpy(p->v[p->n++].b, b.p, MERKLE_HASH);
	}
	return 0;
}

/* One that goes further than this history: 1 where it cannot be told.  What
 * begins with a part of it may part from it right behind. */
static int
goes_on(const struct log_own *o, const struct checkpoint *c, bool has_old,
    uint64_t old, const struct merkle_proof *p, struct buf *out, struct err *e)
{
	struct merkle_hash root;

	if (!has_old || old > o->log.n) {
		buf_fmt(out,
		    "UNDECIDED: it is over %llu snapshots, of which this "
		    "history has %zu; `nroaudit checkpoint --since %zu` there "
		    "gives what decides it\n",
		    (unsigned long long)c->size, o->log.n, o->log.n);
		return 1;
	}
	merkle_root(o->log.v, (size_t)old, &root);
	if (merkle_extends(p, old, c->size, &root, &c->root, e) != 0)
		return err_wrap(e,
		    "it does not go on from the first %llu snapshots of this "
		    "history",
		    (unsigned long long)old);
	buf_fmt(out,
	    "%s: its %llu snapshots begin with the first %llu of this "
	    "history's %zu",
	    old == o->log.n ? "OK" : "UNDECIDED", (unsigned long long)c->size,
	    (unsigned long long)old, o->log.n);
	if (old != o->log.n)
		buf_fmt(out,
		    ", and of the rest nothing is shown; `nroaudit checkpoint "
		    "--since %zu` there gives what decides it",
		    o->log.n);
	buf_chr(out, '\n');
	return old != o->log.n;
}

static int
compare(const struct log_own *o, struct span text, struct buf *out,
    struct err *e)
{
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	bool has_old = span_starts(text, OLD), known;
	struct merkle_proof p;
	uint64_t old = 0;

	if (has_old && read_old(&text, &old, &p, e) != 0)
		return -1;
	if (checkpoint_parse(text, c, e) != 0 ||
	    log_checkpoint(&o->log, &o->ring, c, &known, e) != 0)
		return -1;
	if (!known)
		return goes_on(o, c, has_old, old, &p, out, e);
	buf_fmt(out, "OK: its %llu snapshots are %sthis history's %zu\n",
	    (unsigned long long)c->size,
	    c->size == o->log.n ? "" : "the first of ", o->log.n);
	return 0;
}

static int
compare_file(const struct log_own *o, const char *path, struct buf *out,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	struct err why = { 0 };
	size_t n = 0;
	int r;

	if (file_read_plain(path, COMPARE_MAX, &p, &n, e) != 0)
		return -1;
	r = compare(o, (struct span){ p, n }, out, &why);
	if (r < 0)
		buf_fmt(out, "BAD: %s\n", why.msg);
	return r < 0 ? 2 : r;
}

static int
asked_phase(void *arg, struct buf *out, struct err *e)
{
	const struct asked *a = arg;
	AUTO(store_freep) struct store *st = NULL;
	AUTO(log_own_clear) struct log_own o = { 0 };

	if (job_store(a->j, false, &st, e) != 0 ||
	    log_own_read(st, &o, e) != 0)
		return -1;
	if (a->compare != NULL)
		return compare_file(&o, a->compare, out, e);
	if (a->prove != NULL)
		return prove(st, &o, a->prove, out, e);
	if (a->since != NULL)
		return since(&o, a->since, out, e);
	buf_span(out, buf_view(&o.notes.checkpoint));
	return 0;
}

int
cmd_checkpoint(struct ctx *c, int argc, char **argv)
{
	struct asked a = { 0 };
	const struct option_row o[] = {
		{ "prove", "SNAPSHOT", "that it is in the log", NULL,
		    &a.prove },
		{ "since", "SIZE", "that the log goes on from that size", NULL,
		    &a.since },
		{ "compare", "FILE",
		    "another auditor's checkpoint with this history", NULL,
		    &a.compare },
	};
	AUTO_BUF out = { 0 };
	struct err e = { 0 };
	struct job j;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if ((a.prove != NULL) + (a.since != NULL) + (a.compare != NULL) > 1)
		return usage_error("checkpoint: one of --prove, --since and "
				   "--compare");
	job_of(c, &j);
	j.statement = a.compare;
	a.j = &j;
	r = box_run(&j, PHASE_WITNESS, asked_phase, &a, &out, &e);
	if (r < 0)
		return failed(&e);
	if (a.compare != NULL)
		printf("%s: ", a.compare);
	fwrite(out.p, 1, out.n, stdout);
	if (fflush(stdout) != 0)
		return EXIT_FAILED;
	return r == 0 ? EXIT_NOTHING_NEW : r == 1 ? EXIT_NEWS : EXIT_FAILED;
}
