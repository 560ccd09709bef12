/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nroaudit rpki vrps: what a snapshot's RPKI comes to. */
#include "cmd/box.h"
#include "cmd/cmd.h"
#include "cmd/rpki.h"
#include "cmd/rpki_history.h"

#include <stdio.h>

struct vrps {
	struct job job;
	const char *snapshot;
	bool csv, json;
};

/* In a box that only reads the history; it prints where its parent would. */
static int
vrps_phase(void *arg, struct buf *out, struct err *e)
{
	const struct vrps *o = arg;
	AUTO(store_freep) struct store *st = NULL;
	AUTO(rpki_history_clear) struct rpki_history h = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	char id[SHA1_HEX];
	int r;

	(void)out;
	if (job_store(&o->job, false, &st, e) != 0 ||
	    store_resolve(st, o->snapshot, id, e) != 0)
		return -1;
	r = rpki_history_open(st, id, &h, e);
	if (r > 0)
		return err_set(e, ERR_DATA, "snapshot %s has no RPKI", id);
	if (r < 0 || rpki_history_validate(&h, rpki_threads(), &t, e) != 0)
		return -1;
	if (t.unread != 0)
		return err_set(e, ERR_DATA,
		    "%llu objects of snapshot %s are not what it lists: the "
		    "history is damaged",
		    (unsigned long long)t.unread, id);
	if (o->json)
		rpki_print_json(&t, h.tals);
	else
		rpki_print_csv(&t, h.tals);
	return fflush(stdout) == 0 ?
	    0 :
	    err_set(e, ERR_IO, "cannot write to standard output");
}

int
rpki_vrps(struct ctx *c, int argc, char **argv)
{
	struct vrps v = { .snapshot = BRANCH_MAIN };
	const struct option_row o[] = {
		{ "snapshot", "REV", "which one (default: the newest)", NULL,
		    &v.snapshot },
		{ "csv", NULL, "validated ROA payloads (the default)", &v.csv,
		    NULL },
		{ "json", NULL, "every object, one a line", &v.json, NULL },
	};
	struct err e = { 0 };
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (v.csv && v.json)
		return usage_error("rpki vrps: --csv and --json exclude each "
				   "other");
	job_of(c, &v.job);
	return box_run(&v.job, PHASE_AUDIT, vrps_phase, &v, NULL, &e) != 0 ?
	    failed(&e) :
	    EXIT_NOTHING_NEW;
}
