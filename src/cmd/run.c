/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run, fetch and report: the nightly job and its two halves. */
#include "cmd/chain_notice.h"
#include "cmd/chain_seals.h"
#include "cmd/cmd.h"
#include "cmd/engines.h"
#include "cmd/stamp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run_args {
	const char *mirror, *as_of, *fail_on;
};

static int
read_args(const char *command, const struct run_args *a, struct config *cfg,
    struct job *j)
{
	j->mirror = a->mirror;
	if (a->as_of != NULL && utc_parse(span_of(a->as_of), &j->as_of) != 0)
		return usage_error(
		    "%s: --as-of wants an RFC 3339 instant such "
		    "as 2026-01-10T07:30:00Z, not '%s'",
		    command, a->as_of);
	if (a->mirror != NULL && strncmp(a->mirror, "file:///", 8) != 0 &&
	    strncmp(a->mirror, "https://", 8) != 0)
		return usage_error("%s: --mirror wants file:///PATH or "
				   "https://HOST/PATH, not '%s'",
		    command, a->mirror);
	/* What is taken from a mirror stays offline. */
	if (a->mirror != NULL)
		config_tsas_named(cfg);
	if (a->fail_on != NULL && strcmp(a->fail_on, "open") != 0 &&
	    strcmp(a->fail_on, "new") != 0)
		return usage_error("%s: --fail-on wants open or new, not '%s'",
		    command, a->fail_on);
	return 0;
}

/* What is absent, for the terminal: the reasons may hold outsiders' words. */
static void
say_absent(const struct buf *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		unsigned char c = (unsigned char)lines->p[i];

		fputc(c == '\n' || (c >= 0x20 && c < 0x7f) ? c : '?', stderr);
	}
}

static int
take_snapshot(const struct job *j, char id[SHA1_HEX], struct err *e)
{
	AUTO_BUF absent = { 0 };
	int r = chain_take(j, wall_clock(), id, &absent, e);

	say_absent(&absent);
	return r;
}

static void
summary(const struct audited *a, const void *arg, struct buf *out)
{
	size_t fresh = 0, open = 0, excused = 0;

	(void)arg;
	for (size_t i = 0; i < a->result.open.n; i++) {
		const struct finding *f = &a->result.open.v[i];

		if (f->outcome == OUT_EXCUSED)
			excused++;
		else if (!f->unobserved) {
			open++;
			fresh += f->fresh;
		}
	}
	buf_fmt(out,
	    "snapshot: %s\nfindings: %zu open, %zu new, %zu cured, "
	    "%zu excused\n",
	    a->snap.data.snapshot, open, fresh, a->result.cured.n, excused);
	for (size_t i = 0; i < a->result.open.n; i++) {
		const struct finding *f = &a->result.open.v[i];

		if (f->fresh && f->outcome != OUT_EXCUSED)
			buf_fmt(out, "new: S%d %s %s\n", f->severity, f->id,
			    f->rule->title);
	}
}

/* audit, sign, publish of a snapshot that is in the history. */
static int
judge_snapshot(const struct job *j, const char *rev, bool all_open,
    char run[REPORT_NAME], struct buf *faults, struct err *e)
{
	AUTO(judging_clear)
	struct judging g = { .rev = rev,
		.pages = true,
		.all_open = all_open,
		.text = summary };
	int r = chain_judge(j, &g, e);

	buf_span(faults, buf_view(&g.faults));
	if (r < 0)
		return -1;
	fwrite(g.said.p, 1, g.said.n, stdout);
	memcpy(run, g.name, REPORT_NAME);
	/* A run that is ended before this is told again by the next. */
	if (fflush(stdout) != 0)
		return err_set(e, ERR_IO, "cannot write to standard output");
	if (chain_seal(j, g.id, e) != 0)
		return -1;
	return r > 0 ? EXIT_NEWS : EXIT_NOTHING_NEW;
}

void
say_faults(const struct buf *faults)
{
	struct span rest = buf_view(faults);

	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');

		fprintf(stderr, "nroaudit: self-fault: %.*s\n", (int)line.n,
		    (const char *)line.p);
	}
}

/* Behind the seal nothing is a failure of the run.  again: what earlier ones
 * lack of timestamps is asked for, too. */
static void
keep(const struct job *j, const char *run, bool again, struct buf *faults)
{
	if (again) {
		restamp_missing(j, run, faults);
		chain_notices_stamp(j, run, faults);
	}
	chain_seals(j, run, again, faults);
	chain_engine(j, run, faults);
	chain_keep(j, run, faults);
	say_faults(faults);
}

int
cmd_run(struct ctx *c, int argc, char **argv)
{
	struct run_args a = { NULL, NULL, NULL };
	const struct option_row o[] = {
		{ "mirror", "URL", "take every source from URL/HOST/PATH",
		    NULL, &a.mirror },
		{ "as-of", "RFC3339", "what the run takes as now", NULL,
		    &a.as_of },
		{ "fail-on", "open|new",
		    "exit 1 for all open findings, or "
		    "new ones only",
		    NULL, &a.fail_on },
	};
	struct err e = { 0 };
	struct job j;
	struct store *st = NULL;
	AUTO_BUF faults = { 0 };
	char id[SHA1_HEX], run[REPORT_NAME];
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	job_of(c, &j);
	r = read_args("run", &a, &c->cfg, &j);
	if (r != 0)
		return r;
	if (init_keys(c, &j, &st, &e) != 0)
		return failed(&e);
	r = take_snapshot(&j, id, &e);
	if (r == 0)
		r = judge_snapshot(&j, id,
		    a.fail_on != NULL && a.fail_on[0] == 'o', run, &faults,
		    &e);
	if (r >= 0)
		keep(&j, run, true, &faults);
	store_free(st);
	return r < 0 ? failed(&e) : r;
}

int
cmd_fetch(struct ctx *c, int argc, char **argv)
{
	struct run_args a = { NULL, NULL, NULL };
	const struct option_row o[] = {
		{ "mirror", "URL", "take every source from URL/HOST/PATH",
		    NULL, &a.mirror },
		{ "as-of", "RFC3339", "what the run takes as now", NULL,
		    &a.as_of },
	};
	struct err e = { 0 };
	struct job j;
	struct store *st = NULL;
	char id[SHA1_HEX];
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	job_of(c, &j);
	r = read_args("fetch", &a, &c->cfg, &j);
	if (r != 0)
		return r;
	if (init_keys(c, &j, &st, &e) != 0)
		return failed(&e);
	r = take_snapshot(&j, id, &e);
	store_free(st);
	if (r != 0)
		return failed(&e);
	printf("snapshot: %s\n", id);
	return EXIT_NOTHING_NEW;
}

/* The report before signing, on standard output. */
static int
print_unsigned(const struct job *j, const char *rev, struct err *e)
{
	AUTO(judging_clear) struct judging g = { .rev = rev };

	if (chain_judge(j, &g, e) < 0)
		return -1;
	return fwrite(g.said.p, 1, g.said.n, stdout) == g.said.n &&
		fflush(stdout) == 0 ?
	    EXIT_NOTHING_NEW :
	    err_set(e, ERR_IO, "standard output: %s", strerror(errno));
}

int
cmd_report(struct ctx *c, int argc, char **argv)
{
	const char *rev = BRANCH_MAIN;
	bool plain = false;
	const struct option_row o[] = {
		{ "snapshot", "REV", "which one (default: the newest)", NULL,
		    &rev },
		{ "unsigned", NULL, "print it before signing, and write none",
		    &plain, NULL },
	};
	struct err e = { 0 };
	struct job j;
	struct store *st = NULL;
	AUTO_BUF faults = { 0 };
	char run[REPORT_NAME];
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	job_of(c, &j);
	/* Nothing is signed in a copy whose keys are elsewhere. */
	r = !plain		 ? init_keys(c, &j, &st, &e) :
	    init_dir(c, &e) != 0 ? -1 :
				   job_lock(&j, &st, &e);
	if (r != 0)
		return failed(&e);
	r = plain ? print_unsigned(&j, rev, &e) :
		    judge_snapshot(&j, rev, false, run, &faults, &e);
	if (r >= 0 && !plain)
		keep(&j, run, false, &faults);
	else
		say_faults(&faults);
	store_free(st);
	return r < 0 ? failed(&e) : r;
}
