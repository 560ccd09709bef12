/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain.h"
#include "cmd/cmd.h"

#include "report/json.h"

#include <stdio.h>
#include <string.h>

struct audit_args {
	const char *snapshot, *fail_on;
	bool json, outcomes;
};

static void
print_notices(const struct notices *said, const char *finding, struct buf *b)
{
	size_t n = 0;
	const struct notice *v = notices_of(said, finding, &n);
	char d[DAY_TEXT];

	for (size_t i = 0; i < n; i++) {
		day_text(day_of(v[i].recorded), d);
		if (v[i].kind == NOTICE_RETRACTION)
			buf_fmt(b, "    retracted on %s: %s\n", d,
			    v[i].reason);
		else
			buf_fmt(b, "    statement recorded on %s%s%s\n", d,
			    v[i].party == NULL ? "" : ", said to be of ",
			    v[i].party == NULL ? "" : v[i].party);
	}
}

static void
print_finding(const struct finding *f, const struct notices *said,
    struct buf *b)
{
	char d[DAY_TEXT];

	buf_fmt(b, "%s S%d %-10s %s%s\n", outcome_kind_name(f->outcome),
	    f->severity, persistence_name(f->persistence), f->id,
	    f->fresh ? " (new)" : "");
	buf_fmt(b, "    %s\n", f->observation);
	if (f->unobserved)
		buf_fmt(b, "    not examinable today, last seen %s\n",
		    day_text(f->last_seen, d));
	print_notices(said, f->id, b);
}

static void
print_text(const struct audited *a, bool outcomes, struct buf *b)
{
	const struct audit_result *r = &a->result;

	for (size_t i = 0; outcomes && i < rules_n; i++)
		buf_fmt(b, "%s %-12s %llu examined%s%s\n", rules[i].id,
		    outcome_kind_name(r->results[i].outcome),
		    (unsigned long long)r->results[i].examined,
		    r->results[i].reason == NULL ? "" : ": ",
		    r->results[i].reason == NULL ? "" : r->results[i].reason);
	for (size_t i = 0; !outcomes && i < r->open.n; i++)
		if (!r->open.v[i].unobserved)
			print_finding(&r->open.v[i], &a->said, b);
}

static void
print_audited(const struct audited *a, const void *arg, struct buf *b)
{
	const struct audit_args *args = arg;

	if (!args->json)
		print_text(a, args->outcomes, b);
	else if (args->outcomes)
		json_outcomes(&a->result, b);
	else
		json_findings(&a->result, &a->said, b);
}

static int
audit_snapshot(struct ctx *c, const struct audit_args *args, bool all_open)
{
	struct err e = { 0 };
	struct job j;
	AUTO(judging_clear)
	struct judging g = { .rev = args->snapshot,
		.all_open = all_open,
		.text = print_audited,
		.arg = args };
	int r;

	job_of(c, &j);
	r = chain_judge(&j, &g, &e);
	if (r < 0)
		return failed(&e);
	fwrite(g.said.p, 1, g.said.n, stdout);
	if (!g.same)
		fprintf(stderr,
		    "nroaudit: the findings of %s in the history "
		    "are another engine's and differ\n",
		    g.id);
	if (fflush(stdout) != 0)
		return EXIT_FAILED;
	return r > 0 ? EXIT_NEWS : EXIT_NOTHING_NEW;
}

int
cmd_audit(struct ctx *c, int argc, char **argv)
{
	struct audit_args a = { BRANCH_MAIN, NULL, false, false };
	const struct option_row o[] = {
		{ "snapshot", "REV", "which one (default: the newest)", NULL,
		    &a.snapshot },
		{ "outcomes", NULL, "every rule, not the findings",
		    &a.outcomes, NULL },
		{ "fail-on", "open|new",
		    "exit 1 for all open findings, or "
		    "new ones only",
		    NULL, &a.fail_on },
		{ "json", NULL, "one JSON object a line", &a.json, NULL },
	};
	const char *rest[1] = { NULL };
	size_t n = 0;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "[SNAPSHOT]", rest,
	    1, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (n == 1)
		a.snapshot = rest[0];
	if (a.fail_on != NULL && strcmp(a.fail_on, "open") != 0 &&
	    strcmp(a.fail_on, "new") != 0)
		return usage_error("audit: --fail-on wants open or new, not "
				   "'%s'",
		    a.fail_on);
	return audit_snapshot(c, &a, a.fail_on != NULL && a.fail_on[0] == 'o');
}
