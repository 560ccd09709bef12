/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>

void
snapshot_clear(struct snapshot *s)
{
	if (s == NULL)
		return;
	dataset_clear(&s->data);
	exceptions_clear(&s->exceptions);
	ledger_clear(&s->before);
	config_clear(&s->cfg);
	free(s->config_text);
	for (size_t i = 0; i < s->owned_n; i++)
		free(s->owned[i]);
	free(s->owned);
	memset(s, 0, sizeof(*s));
}

/* 1 where it is not there. */
static int
read_owned(struct store *st, const char *id, const char *path,
    struct snapshot *s, struct span *ret, char blob[SHA1_HEX], struct err *e)
{
	unsigned char *p = NULL;
	size_t n = 0;
	int r = store_read(st, id, path, &p, &n, blob, e);

	if (r != 0)
		return r;
	s->owned = mem_grow(s->owned, &s->owned_cap, s->owned_n + 1,
	    sizeof(*s->owned));
	s->owned[s->owned_n++] = p;
	*ret = (struct span){ p, n };
	return 0;
}

static int
load_sources(struct store *st, const char *id, struct snapshot *s,
    struct err *e)
{
	struct dataset *d = &s->data;

	for (size_t i = 0; i < sources_n; i++) {
		struct artefact *a = &d->art[i];
		int r = read_owned(st, id, sources[i].path, s, &a->bytes,
		    a->blob, e);

		if (r < 0)
			return err_wrap(e, "reading %s of snapshot %s",
			    sources[i].path, id);
		if (r != 0)
			continue;
		a->present = true;
		digest_sha256(a->bytes, a->sha256);
	}
	return 0;
}

/* First of all: it may name sources that this program lacks. */
static int
load_config(struct store *st, const char *id, struct snapshot *s,
    struct err *e)
{
	struct span b;
	char blob[SHA1_HEX];

	if (read_owned(st, id, "config/nroaudit.conf", s, &b, blob, e) != 0)
		return err_set(e, ERR_DATA,
		    "snapshot %s has no config/nroaudit.conf", id);
	s->config_text = mem_strndup(b.p, b.n);
	if (config_parse(b, &s->cfg, e) != 0)
		return err_wrap(e, "snapshot %s", id);
	return 0;
}

static int
load_meta(struct store *st, const char *id, struct snapshot *s, struct err *e)
{
	struct span b;
	char blob[SHA1_HEX];

	if (read_owned(st, id, "provenance.xml", s, &b, blob, e) != 0)
		return err_set(e, ERR_DATA,
		    "snapshot %s has no provenance.xml", id);
	provenance_clear(&s->data.prov);
	if (provenance_parse(b, &s->data.prov, e) != 0)
		return err_wrap(e, "snapshot %s", id);
	s->data.run = &s->data.prov.run;
	s->data.day = day_of(s->data.run->clock);
	if (read_owned(st, id, "config/exceptions", s, &b, blob, e) != 0)
		return err_set(e, ERR_DATA,
		    "snapshot %s has no config/exceptions", id);
	if (exceptions_parse(b, &s->exceptions, e) != 0)
		return err_wrap(e, "snapshot %s", id);
	if (read_owned(st, id, "MANIFEST", s, &b, blob, e) != 0)
		return err_set(e, ERR_DATA, "snapshot %s has no MANIFEST", id);
	digest_sha256(b, s->manifest_sha256);
	return 0;
}

struct seek {
	const char *snapshot;
	char *id;
};

static int
seek_findings(const char *id, const char *tree, utc_t when,
    const char *message, void *arg, struct err *e)
{
	struct seek *s = arg;
	struct span m = span_of(message);
	struct span line = span_split(&m, '\n');
	struct span hash = line.n > 40 ? span_sub(line, line.n - 40, 40) :
					 line;

	(void)tree;
	(void)when;
	(void)e;
	/* The subject ends with the snapshot's id. */
	if (span_is(hash, s->snapshot))
		memcpy(s->id, id, SHA1_HEX);
	return 0;
}

int
findings_commit_of(struct store *st, const char *snapshot,
    char ret_id[SHA1_HEX], struct err *e)
{
	struct seek s = { snapshot, ret_id };
	char tip[SHA1_HEX];

	ret_id[0] = '\0';
	if (store_resolve(st, BRANCH_FINDINGS, tip, NULL) != 0)
		return 0;
	return store_walk(st, BRANCH_FINDINGS, seek_findings, &s, e);
}

int
findings_read(struct store *st, const char *snapshot, unsigned char **ret,
    size_t *ret_n, struct err *e)
{
	char id[SHA1_HEX], blob[SHA1_HEX];

	if (findings_commit_of(st, snapshot, id, e) != 0)
		return -1;
	if (id[0] == '\0')
		return 1;
	if (store_read(st, id, "findings", ret, ret_n, blob, e) == 0)
		return 0;
	return err_wrap(e, "findings of snapshot %s", snapshot);
}

static int
load_ledger(struct store *st, struct snapshot *s, struct err *e)
{
	char id[SHA1_HEX];

	ledger_init(&s->before);
	if (s->data.previous[0] == '\0')
		return 0;
	if (findings_commit_of(st, s->data.previous, id, e) != 0)
		return -1;
	if (id[0] == '\0')
		return err_set(e, ERR_DATA, "snapshot %s has not been "
		    "audited: audit it first", s->data.previous);
	for (size_t i = 0; i < LEDGER_FILES; i++) {
		unsigned char *p = NULL;
		size_t n = 0;
		char blob[SHA1_HEX];
		int r = store_read(st, id, ledger_files[i], &p, &n, blob, e);

		if (r == 0)
			r = ledger_parse(&s->before, i, (struct span){ p, n },
			    e);
		else if (r > 0)
			r = err_set(e, ERR_DATA, "findings %s lacks %s", id,
			    ledger_files[i]);
		free(p);
		if (r != 0)
			return -1;
	}
	return 0;
}

int
snapshot_load(struct store *st, const char *id, struct ledger *before,
    struct snapshot *ret, struct err *e)
{
	struct dataset *d = &ret->data;

	memset(ret, 0, sizeof(*ret));
	if (load_config(st, id, ret, e) != 0)
		return -1;
	dataset_init(d);
	memcpy(d->snapshot, id, SHA1_HEX);
	if (store_parent(st, id, d->previous, e) != 0 ||
	    load_meta(st, id, ret, e) != 0 ||
	    load_sources(st, id, ret, e) != 0)
		return -1;
	if (before != NULL) {
		ret->before = *before;
		memset(before, 0, sizeof(*before));
	} else if (load_ledger(st, ret, e) != 0)
		return -1;
	dataset_read(d, &ret->before);
	return 0;
}
