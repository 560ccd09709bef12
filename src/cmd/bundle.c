/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bundle: the exhibit of findings, for whoever has nothing of ours. */
#include "cmd/bundle.h"

#include "cmd/chain_keys.h"
#include "cmd/cmd.h"
#include "cmd/parts.h"
#include "cmd/stamp.h"
#include "io/file.h"
#include "report/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
collect_phase(void *arg, struct buf *out, struct err *e)
{
	const struct bundling *b = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(b->j, false, &st, e) != 0 ? -1 :
						     job_bundle(b, st, out, e);
}

static int
sign_phase(void *arg, struct buf *out, struct err *e)
{
	const struct bundling *b = arg;

	return job_sign_files(b->j, b->list, b->now, out, e);
}

static int
zip_phase(void *arg, struct buf *out, struct err *e)
{
	(void)out;
	return job_bundle_zip(arg, e);
}

/* Signed, and stamped as reports are. */
static int
sign(struct bundling *b, const char *id, bool due, struct buf *faults,
    struct stamped *state, struct err *e)
{
	AUTO_FREE char *path = job_path(b->j, BUNDLE_FILES "/" ASIC_SIGNATURE);
	AUTO_BUF plain = { 0 };
	AUTO_BUF xml = { 0 };

	memset(state, 0, sizeof(*state));
	if (box_run(b->j,
		job_report_token(b->j) ? PHASE_SIGN_TOKEN : PHASE_SIGN,
		sign_phase, b, &plain, e) != 0)
		return -1;
	if (due)
		chain_stamp_document(b->j, id, buf_view(&plain), &xml, state,
		    faults);
	else
		buf_span(&xml, buf_view(&plain));
	return file_write(path, buf_view(&xml), 0644, e);
}

static int
make(struct bundling *b, const char *to, struct buf *said, struct buf *faults,
    struct err *e)
{
	AUTO_FREE char *zip = job_path(b->j, BUNDLE_ZIP);
	AUTO_BUF parts = { 0 };
	AUTO_BUF name = { 0 };
	AUTO_FREE char *out = NULL;
	struct span id, due, engine;
	struct stamped state;
	size_t want;

	if (box_run(b->j, PHASE_COLLECT, collect_phase, b, &parts, e) != 0 ||
	    part_find(buf_view(&parts), "list", &b->list, e) != 0 ||
	    part_find(buf_view(&parts), "id", &id, e) != 0 ||
	    part_find(buf_view(&parts), "due", &due, e) != 0 ||
	    part_find(buf_view(&parts), "engine", &engine, e) != 0)
		return -1;
	buf_span(&name, id);
	if (sign(b, name.p, due.n != 0, faults, &state, e) != 0 ||
	    box_run(b->j, PHASE_ZIP, zip_phase, b, NULL, e) != 0)
		return -1;
	buf_str(&name, ".zip");
	out = mem_strdup(to == NULL ? name.p : to);
	if (file_copy(zip, out, 0644, e) != 0)
		return -1;
	if (engine.n != 0)
		buf_fmt(said,
		    "note: the sources of an engine that made a report of it "
		    "are not at hand, and not in it: %.*s\n",
		    (int)engine.n, (const char *)engine.p);
	buf_fmt(said, "exhibit: %.*s\nbundle: %s\n", (int)id.n,
	    (const char *)id.p, out);
	want = due.n == 0 ? 0 : config_tsas_due(b->j->cfg);
	if (state.have < want)
		buf_fmt(said,
		    "note: it has %zu of %zu timestamps: `nroaudit stamp %s` "
		    "asks again\n",
		    state.have, want, out);
	return state.have < want;
}

static int
bundle(struct bundling *b, const char *to, struct err *e)
{
	AUTO_FREE char *stage = job_path(b->j, BUNDLE_STAGE);
	AUTO_FREE char *files = job_path(b->j, BUNDLE_FILES);
	AUTO(store_freep) struct store *st = NULL;
	AUTO_BUF said = { 0 };
	AUTO_BUF faults = { 0 };
	int r;

	if (job_lock(b->j, &st, e) != 0 || chain_keys(b->j, e) != 0 ||
	    dir_remove(stage, e) != 0 || dir_make(files, 0700, e) != 0)
		return -1;
	r = make(b, to, &said, &faults, e);
	dir_remove(stage, NULL);
	say_faults(&faults);
	if (r >= 0)
		fputs(said.p, stdout);
	return r;
}

int
cmd_bundle(struct ctx *c, int argc, char **argv)
{
	const char *to = NULL;
	const struct option_row o[] = {
		{ "output", "FILE",
		    "where to (default: its exhibit number.zip, here)", NULL,
		    &to },
	};
	const char *rest[BUNDLE_FINDINGS_MAX];
	struct bundling b = { .findings = rest };
	struct err e = { 0 };
	struct job j;
	static char output[] = "--output";
	int r;

	/* As other programs that write one file call it. */
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "-o") == 0)
			argv[i] = output;
	r = options_parse(argc, argv, o, ARRAY_LEN(o), "FINDING...", rest,
	    BUNDLE_FINDINGS_MAX, &b.n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (b.n == 0)
		return usage_error("bundle wants a finding's id");
	for (size_t i = 0; i < b.n; i++)
		if (finding_id_check(span_of(rest[i]), &e) != 0)
			return usage_error("bundle: %s", e.msg);
	b.now = wall_clock();
	job_of(c, &j);
	b.j = &j;
	r = bundle(&b, to, &e);
	return r < 0 ? failed(&e) : r > 0 ? EXIT_FAILED : EXIT_NOTHING_NEW;
}
