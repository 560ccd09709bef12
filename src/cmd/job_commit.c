/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What enters the history: opaque bytes, and the configuration in force. */
#include "cmd/job_rpki.h"

#include "cmd/job_dated.h"
#include "cmd/parts.h"
#include "io/file.h"
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

static int
add_text(struct store *st, struct store_tree *t, const char *path,
    const struct buf *b, struct err *e)
{
	return store_tree_add(st, t, path, buf_view(b), e);
}

static int
add_config(const struct job *j, struct store *st, struct store_tree *t,
    struct err *e)
{
	AUTO(exceptions_clear) struct exceptions x = { 0 };
	AUTO_BUF conf = { 0 };
	AUTO_BUF exc = { 0 };

	exceptions_default(&x);
	for (size_t i = 0; i < j->cfg->exceptions_n; i++) {
		const struct config_exception *c = &j->cfg->exceptions[i];
		struct exception one = { 0 };

		one.id = c->id;
		one.xclass = c->xclass;
		one.rule = c->rule;
		one.subject = c->subject;
		one.citation = c->citation;
		one.text = c->reason;
		one.publisher = c->publisher;
		one.from = c->from;
		one.until = c->until;
		one.recorded = c->recorded;
		if (exceptions_add(&x, &one, e) != 0)
			return -1;
	}
	exceptions_print(&x, &exc);
	config_print(j->cfg, &conf);
	return add_text(st, t, "config/exceptions", &exc, e) != 0 ||
		add_text(st, t, "config/nroaudit.conf", &conf, e) != 0 ?
	    -1 :
	    0;
}

/* A fetch that was taken over names no path but a source's or a host's. */
static bool
expected(struct span path)
{
	if (span_starts(path, "tls/"))
		return memchr(path.p + 4, '/', path.n - 4) == NULL;
	for (size_t i = 0; i < sources_n; i++)
		if (span_is(path, sources[i].path))
			return true;
	return false;
}

static int
add_spooled(const struct job *j, struct store *st, struct store_tree *t,
    struct span parts, struct err *e)
{
	AUTO_FREE char *spool = job_path(j, "spool");
	struct span name, path;
	int r;

	while ((r = part_next(&parts, &name, &path, e)) == 0) {
		AUTO_FREE char *p = mem_strndup(path.p, path.n);
		AUTO_FREE char *file = path_join(spool, p);

		if (!span_is(name, "file"))
			continue;
		if (!expected(path))
			return err_set(e, ERR_DATA,
			    "the fetched '%s' is no source's", p);
		if (store_tree_add_file(st, t, p, file, NULL, e) != 0)
			return -1;
	}
	return r < 0 ? -1 : 0;
}

/*
 * A dated file's bytes enter the history only where it has their contents
 * nowhere: compressed anew they would cost megabytes a night and say no more.
 * The ledger's digests are of contents that an earlier snapshot has, as
 * `latest` or as such a file.
 */
static bool
ledger_has(struct store *st, struct span sha256)
{
	AUTO_FREE unsigned char *text = NULL;
	char id[SHA1_HEX], blob[SHA1_HEX];
	size_t n = 0;
	struct span rest;

	if (store_resolve(st, BRANCH_FINDINGS, id, NULL) != 0 ||
	    store_read(st, id, "ledger/dated", &text, &n, blob, NULL) != 0)
		return false;
	rest = (struct span){ text, n };
	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');

		for (int i = 0; i < 3; i++)
			span_split(&line, '|');
		if (span_eq(span_split(&line, '|'), sha256))
			return true;
	}
	return false;
}

static int
add_dated(const struct job *j, struct store *st, struct store_tree *t,
    struct span parts, struct err *e)
{
	AUTO_FREE char *spool = job_path(j, "spool");
	struct span name, line;
	int r;

	while ((r = part_next(&parts, &name, &line, e)) == 0) {
		struct span sha256 = span_split(&line, ' ');
		AUTO_FREE char *p = mem_strndup(line.p, line.n);
		AUTO_FREE char *file = path_join(spool, p);

		if (!span_is(name, DATED_PART))
			continue;
		if (!hex_is(sha256, SHA256_HEX - 1) || !dated_path_good(line))
			return err_set(e, ERR_DATA,
			    "the fetched '%s' is no dated file", p);
		if (!ledger_has(st, sha256) &&
		    store_tree_add_file(st, t, p, file, NULL, e) != 0)
			return -1;
	}
	return r < 0 ? -1 : 0;
}

int
job_commit(const struct job *j, struct store *st, struct span parts,
    char ret_id[SHA1_HEX], struct err *e)
{
	struct store_tree *t;
	AUTO_BUF message = { 0 };
	struct span prov, clock;
	utc_t when;
	char u[UTC_TEXT];
	int r;

	if (part_find(parts, "provenance", &prov, e) != 0 ||
	    part_find(parts, "clock", &clock, e) != 0)
		return -1;
	if (utc_parse(clock, &when) != 0)
		return err_set(e, ERR_DATA, "the fetch has no clock");
	buf_fmt(&message, "snapshot of %s\n", utc_text(when, u));
	t = store_tree_new();
	r = add_spooled(j, st, t, parts, e);
	if (r == 0)
		r = job_commit_rpki(j, st, t, parts, when, e);
	if (r == 0)
		r = add_dated(j, st, t, parts, e);
	if (r == 0)
		r = store_tree_add(st, t, "provenance.xml", prov, e);
	if (r == 0)
		r = add_config(j, st, t, e);
	if (r == 0)
		r = store_commit(st, BRANCH_MAIN, t, when, message.p, ret_id,
		    e);
	store_tree_free(t);
	return r;
}

/* Within one engine a replay gives the same bytes; across engines only the
 * findings are compared. */
static int
compare_findings(struct span stored, struct span now, const char *snapshot,
    bool *ret_same, struct err *e)
{
	AUTO_FREE char *engine = findings_engine(stored);

	*ret_same = findings_equal(stored, now);
	if (engine != NULL && strcmp(engine, engine_name()) == 0 &&
	    !span_eq(stored, now))
		return err_set(e, ERR_DATA,
		    "the findings of snapshot %s in "
		    "the history are this engine's (%s) and differ from what "
		    "it finds now: they cannot be reproduced",
		    snapshot, engine);
	return 0;
}

static int
add_findings(struct store *st, struct store_tree *t, struct span parts,
    struct err *e)
{
	struct span b;

	if (part_find(parts, "findings", &b, e) != 0 ||
	    store_tree_add(st, t, "findings", b, e) != 0)
		return -1;
	for (size_t i = 0; i < LEDGER_FILES; i++)
		if (part_find(parts, ledger_files[i], &b, e) != 0 ||
		    store_tree_add(st, t, ledger_files[i], b, e) != 0)
			return -1;
	return 0;
}

int
job_findings(struct store *st, const char *snapshot, struct span parts,
    bool *ret_same, struct err *e)
{
	AUTO_BUF message = { 0 };
	AUTO_FREE unsigned char *stored = NULL;
	struct store_tree *t;
	struct span text, clock;
	char id[SHA1_HEX];
	size_t n = 0;
	utc_t when;
	int r;

	if (part_find(parts, "findings", &text, e) != 0 ||
	    part_find(parts, "clock", &clock, e) != 0)
		return -1;
	if (utc_parse(clock, &when) != 0)
		return err_set(e, ERR_DATA, "the audit has no clock");
	*ret_same = true;
	r = findings_read(st, snapshot, &stored, &n, e);
	if (r <= 0)
		return r < 0 ? -1 :
			       compare_findings((struct span){ stored, n },
				   text, snapshot, ret_same, e);
	buf_fmt(&message, "findings of snapshot %s\n", snapshot);
	t = store_tree_new();
	r = add_findings(st, t, parts, e);
	if (r == 0)
		r = store_commit(st, BRANCH_FINDINGS, t, when, message.p, id,
		    e);
	store_tree_free(t);
	return r;
}
