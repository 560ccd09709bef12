/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retract, respond: what is said of a finding after it was reported. */
#include "cmd/chain_keys.h"
#include "cmd/chain_notice.h"
#include "cmd/cmd.h"
#include "cmd/stamp.h"
#include "report/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
record(struct ctx *c, struct job *j, struct noting *g)
{
	AUTO(noted_clear) struct noted made = { 0 };
	struct err e = { 0 };
	struct store *st = NULL;
	int r;

	(void)c;
	g->now = wall_clock();
	if (job_lock(j, &st, &e) != 0)
		return failed(&e);
	r = chain_keys(j, &e);
	if (r == 0)
		r = chain_notice(j, g, &made, &e);
	store_free(st);
	say_faults(&made.faults);
	if (made.commit[0] != '\0')
		printf("%s: %s\ncommit: %s\n", notice_kind_name(g->kind),
		    made.path, made.commit);
	if (r != 0 && made.commit[0] != '\0')
		fprintf(stderr,
		    "nroaudit: the notice is recorded, but no page shows it "
		    "yet; the next run makes them\n");
	return r != 0 ? failed(&e) : EXIT_NOTHING_NEW;
}

int
cmd_retract(struct ctx *c, int argc, char **argv)
{
	struct noting g = { .kind = NOTICE_RETRACTION };
	const struct option_row o[] = {
		{ "report", "SHA256", "the report's file that is corrected",
		    NULL, &g.report_sha256 },
		{ "reason", "TEXT", "why, in one paragraph", NULL, &g.reason },
	};
	const char *rest[1] = { NULL };
	struct err e = { 0 };
	struct job j;
	size_t n = 0;
	int r =
	    options_parse(argc, argv, o, ARRAY_LEN(o), "FINDING", rest, 1, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (n != 1 || g.report_sha256 == NULL || g.reason == NULL)
		return usage_error("retract wants a finding's id, --report "
				   "and --reason");
	if (!hex_is(span_of(g.report_sha256), SHA256_HEX - 1))
		return usage_error("retract: --report wants the SHA-256 of a "
				   "report.xml, 64 hexadecimal digits");
	if (finding_id_check(span_of(rest[0]), &e) != 0 ||
	    notice_words_check("the reason", g.reason, NOTICE_REASON_MAX,
		&e) != 0)
		return usage_error("retract: %s", e.msg);
	g.finding = rest[0];
	job_of(c, &j);
	return record(c, &j, &g);
}

int
cmd_respond(struct ctx *c, int argc, char **argv)
{
	struct noting g = { .kind = NOTICE_RESPONSE };
	const struct option_row o[] = {
		{ "party", "NAME", "who says it: a registry, or any name",
		    NULL, &g.party },
	};
	const char *rest[2] = { NULL, NULL };
	enum publisher p;
	struct err e = { 0 };
	struct job j;
	size_t n = 0;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "FINDING FILE",
	    rest, 2, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (n != 2)
		return usage_error("respond wants a finding's id and a file");
	if (finding_id_check(span_of(rest[0]), &e) != 0 ||
	    (g.party != NULL &&
		notice_words_check("the party", g.party, NOTICE_PARTY_MAX,
		    &e) != 0))
		return usage_error("respond: %s", e.msg);
	if (g.party != NULL && pub_parse(span_of(g.party), &p) == 0)
		g.party = pub_title(p);
	g.finding = rest[0];
	job_of(c, &j);
	j.statement = rest[1];
	return record(c, &j, &g);
}
