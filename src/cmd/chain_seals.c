/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain_seals.h"

#include "cmd/parts.h"

#include <stdlib.h>
#include <string.h>

struct given {
	const struct job *j;
	bool again;
	struct span todo, tokens;
};

static int
lacking_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_seals_lacking(v->j, st, v->again, out, e);
}

static int
sealed_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	(void)out;
	return job_store(v->j, true, &st, e) != 0 ?
	    -1 :
	    job_sealed(st, v->todo, v->tokens, e);
}

/* *ret_n digests, at most SEALS_RETRIES_MAX. */
static int
digests_of(struct span todo, unsigned char (*ret)[32], size_t *ret_n,
    struct err *e)
{
	struct span what, line;

	*ret_n = 0;
	while (part_next(&todo, &what, &line, NULL) == 0) {
		AUTO_FREE char *hex = NULL;

		(void)span_split(&line, ' ');
		hex = mem_strndup(line.p, line.n);
		if (*ret_n == SEALS_RETRIES_MAX ||
		    hex_read(hex, ret[*ret_n], 32) != 0)
			return err_set(e, ERR_IO,
			    "the phase 'audit' told of no manifests");
		++*ret_n;
	}
	return 0;
}

static size_t
count(struct span parts, const char *what)
{
	struct span name, bytes;
	size_t n = 0;

	while (part_next(&parts, &name, &bytes, NULL) == 0)
		n += what == NULL || span_is(name, what);
	return n;
}

static int
seal(struct given *v, const char *run, struct buf *faults, bool *ret_whole,
    struct err *e)
{
	AUTO_BUF todo = { 0 };
	AUTO_BUF tokens = { 0 };
	unsigned char d[SEALS_RETRIES_MAX][32];
	size_t n;

	if (box_run(v->j, PHASE_AUDIT, lacking_phase, v, &todo, e) != 0 ||
	    digests_of(buf_view(&todo), d, &n, e) != 0)
		return -1;
	if (n == 0)
		return 0;
	chain_stamp(v->j, run, (const unsigned char(*)[32])d, n, &tokens,
	    faults);
	v->todo = buf_view(&todo);
	v->tokens = buf_view(&tokens);
	/* Each TSA that is asked answers at most once for each. */
	*ret_whole = count(v->tokens, NULL) >= n * config_tsas_due(v->j->cfg);
	if (count(v->todo, "seal") == 0 && tokens.n == 0)
		return 0;
	return box_run(v->j, PHASE_COMMIT, sealed_phase, v, NULL, e);
}

bool
chain_seals(const struct job *j, const char *run, bool again,
    struct buf *faults)
{
	struct given v = { .j = j, .again = again };
	struct err e = { 0 };
	bool whole = true;

	if (seal(&v, run, faults, &whole, &e) != 0) {
		job_fault(faults, run, &e);
		whole = false;
	}
	return whole;
}
