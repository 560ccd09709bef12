/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of phases that stamp: ask without reading, read without asking. */
#include "cmd/chain.h"
#include "cmd/parts.h"
#include "cmd/stamp.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define PHASE(name, job)                                                      \
	static int name(void *arg, struct buf *out, struct err *e)            \
	{                                                                     \
		return job(arg, out, e);                                      \
	}
PHASE(ask_phase, job_ask)
PHASE(get_phase, job_get)
PHASE(tokens_phase, job_tokens)
PHASE(imprint_phase, job_imprint)
PHASE(needs_phase, job_needs)
PHASE(apply_phase, job_apply)
PHASE(archive_phase, job_archive)
PHASE(state_phase, job_state)

static int
fill_random(void *p, size_t n, struct err *e)
{
	unsigned char *at = p;

	while (n != 0) {
		ssize_t k = getrandom(at, n < 256 ? n : 256, 0);

		if (k <= 0)
			return err_set(e, ERR_IO, "no random numbers");
		at += k;
		n -= (size_t)k;
	}
	return 0;
}

static void
tell(struct buf *faults, const char *run, struct span text)
{
	AUTO_BUF line = { 0 };
	struct err e = { 0 };

	err_set(&e, ERR_NET, "%.*s", (int)text.n, (const char *)text.p);
	job_fault(&line, run, &e);
	/* Once a run is enough. */
	if (faults->n == 0 || strstr(faults->p, line.p) == NULL)
		buf_span(faults, buf_view(&line));
}

/* The faults go to whoever reads them, the rest to parts. */
static void
sort_out(struct span answer, const char *run, struct buf *parts,
    struct buf *faults)
{
	struct span name, bytes;

	while (part_next(&answer, &name, &bytes, NULL) == 0) {
		AUTO_FREE char *n = mem_strndup(name.p, name.n);

		if (span_is(name, "fault"))
			tell(faults, run, bytes);
		else if (parts != NULL)
			part_add(parts, n, bytes);
	}
}

/* Requests out, tokens back. */
static int
ask(struct stamping *s, const char *run, struct buf *parts, struct buf *faults,
    struct err *e)
{
	size_t n = TSAS_MAX * s->n * TIMESTAMP_NONCE;
	AUTO_FREE unsigned char *random = mem_alloc(n);
	AUTO_BUF replies = { 0 };
	AUTO_BUF tokens = { 0 };

	if (s->n == 0 || config_tsas_due(s->j->cfg) == 0)
		return 0;
	if (fill_random(random, n, e) != 0)
		return -1;
	s->nonces = (unsigned char(*)[TIMESTAMP_NONCE])(void *)random;
	if (box_run(s->j, PHASE_STAMP, ask_phase, s, &replies, e) != 0)
		return -1;
	s->bytes = buf_view(&replies);
	if (box_run(s->j, PHASE_TOKENS, tokens_phase, s, &tokens, e) != 0)
		return -1;
	s->bytes = (struct span){ NULL, 0 };
	sort_out(buf_view(&tokens), run, parts, faults);
	return 0;
}

void
chain_stamp(const struct job *j, const char *run,
    const unsigned char (*digests)[32], size_t n, struct buf *parts,
    struct buf *faults)
{
	struct stamping s = { .j = j,
		.now = wall_clock(),
		.digests = digests,
		.n = n };
	struct err e = { 0 };

	if (ask(&s, run, parts, faults, &e) != 0)
		job_fault(faults, run, &e);
}

/* Who is due is told only where it is said. */
static int
imprint(struct stamping *s, unsigned char ret[32], struct buf *due,
    struct err *e)
{
	AUTO_BUF d = { 0 };
	struct span rest;

	if (box_run(s->j, PHASE_TOKENS, imprint_phase, s, &d, e) != 0)
		return -1;
	if (d.n < 32)
		return err_set(e, ERR_IO,
		    "the phase 'tokens' answered no digest");
	memcpy(ret, d.p, 32);
	rest = span_sub(buf_view(&d), 32, d.n);
	s->by_due = due != NULL && span_is(span_split(&rest, '\n'), "due");
	if (s->by_due) {
		buf_span(due, rest);
		s->due = buf_view(due);
	}
	return 0;
}

/* What the phases gave for a document. */
static int
take_document(struct span answer, struct buf *ret, struct stamped *state,
    struct err *e)
{
	struct span xml, text;

	if (part_find(answer, "xml", &xml, e) != 0 ||
	    part_find(answer, "state", &text, e) != 0)
		return -1;
	if (stamped_parse(text, state) != 0)
		return err_set(e, ERR_IO,
		    "the phase 'tokens' answered no state");
	buf_clear(ret);
	buf_span(ret, xml);
	return 0;
}

/* The tokens, and the CRLs behind them and the signature, into s->xml. */
static int
complete(struct stamping *s, const char *run, struct buf *tokens,
    struct buf *ret, struct stamped *state, struct buf *faults, struct err *e)
{
	AUTO_BUF urls = { 0 };
	AUTO_BUF crls = { 0 };
	AUTO_BUF answer = { 0 };

	s->bytes = buf_view(tokens);
	if (box_run(s->j, PHASE_TOKENS, needs_phase, s, &urls, e) != 0)
		return -1;
	s->bytes = buf_view(&urls);
	if (urls.n != 0 &&
	    box_run(s->j, PHASE_STAMP, get_phase, s, &crls, e) != 0)
		return -1;
	sort_out(buf_view(&crls), run, tokens, faults);
	s->bytes = buf_view(tokens);
	if (box_run(s->j, PHASE_TOKENS, apply_phase, s, &answer, e) != 0 ||
	    take_document(buf_view(&answer), ret, state, e) != 0)
		return -1;
	sort_out(buf_view(&answer), run, NULL, faults);
	return 0;
}

void
chain_stamp_document(const struct job *j, const char *run, struct span xml,
    struct buf *ret, struct stamped *state, struct buf *faults)
{
	struct stamping s = { .j = j, .now = wall_clock(), .xml = xml };
	AUTO_BUF tokens = { 0 };
	unsigned char d[1][32];
	AUTO_BUF due = { 0 };
	struct err e = { 0 };
	int r = imprint(&s, d[0], &due, &e);

	memset(state, 0, sizeof(*state));
	state->until = TIME_NONE;
	s.digests = (const unsigned char(*)[32])d;
	s.n = 1;
	if (r == 0)
		r = ask(&s, run, &tokens, faults, &e);
	if (r == 0)
		r = complete(&s, run, &tokens, ret, state, faults, &e);
	if (r == 0)
		return;
	/* Not whole, whatever it has: it is looked at again. */
	state->lacks = 1;
	job_fault(faults, run, &e);
	buf_clear(ret);
	buf_span(ret, xml);
}

int
chain_stamped(const struct job *j, struct span xml, struct stamped *state,
    struct err *e)
{
	struct stamping s = { .j = j, .now = wall_clock(), .xml = xml };
	AUTO_BUF answer = { 0 };
	AUTO_BUF same = { 0 };

	return box_run(j, PHASE_TOKENS, state_phase, &s, &answer, e) != 0 ?
	    -1 :
	    take_document(buf_view(&answer), &same, state, e);
}

/* Each is over those before it. */
static int
archive_by(struct stamping *s, const char *run, struct buf *xml,
    struct stamped *state, struct buf *faults, struct err *e)
{
	AUTO_BUF tokens = { 0 };
	AUTO_BUF answer = { 0 };
	unsigned char d[1][32];

	s->xml = buf_view(xml);
	if (imprint(s, d[0], NULL, e) != 0)
		return -1;
	s->digests = (const unsigned char(*)[32])d;
	s->n = 1;
	if (ask(s, run, &tokens, faults, e) != 0)
		return -1;
	s->bytes = buf_view(&tokens);
	return tokens.n == 0 ? 0 :
	    box_run(s->j, PHASE_TOKENS, archive_phase, s, &answer, e) != 0 ?
			       -1 :
			       take_document(buf_view(&answer), xml, state, e);
}

int
chain_archive(const struct job *j, const char *run, struct span xml,
    struct buf *ret, struct stamped *state, struct buf *faults, struct err *e)
{
	struct stamping s = { .j = j,
		.now = wall_clock(),
		.xml = xml,
		.archive = true };
	AUTO_BUF none = { 0 };
	AUTO_BUF doc = { 0 };
	size_t before;

	if (complete(&s, run, &none, &doc, state, faults, e) != 0)
		return -1;
	before = state->archives;
	for (size_t i = 0; i < j->cfg->tsas_n; i++) {
		s.only = j->cfg->tsas[i].name;
		if (!j->cfg->tsas[i].off &&
		    archive_by(&s, run, &doc, state, faults, e) != 0)
			return -1;
	}
	if (state->archives == before)
		return err_set(e, ERR_NET, "no TSA gave an ArchiveTimeStamp");
	s.archive = false;
	s.xml = buf_view(&doc);
	none.n = 0;
	return complete(&s, run, &none, ret, state, faults, e);
}
