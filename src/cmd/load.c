/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"

#include "base/work.h"
#include "io/store_export.h"
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
	free(s->manifest);
	for (size_t i = 0; i < s->owned_n; i++)
		store_blob_free(s->owned[i]);
	free(s->owned);
	memset(s, 0, sizeof(*s));
}

void
snapshot_shed(struct snapshot *s)
{
	dataset_shed(&s->data);
}

/* 1 where it is not there. */
static int
read_owned(struct store *st, const char *id, const char *path,
    struct snapshot *s, struct span *ret, char blob[SHA1_HEX], struct err *e)
{
	struct store_blob *b = NULL;
	int r = store_blob_read(st, id, path, &b, ret, blob, e);

	if (r != 0)
		return r;
	s->owned = mem_grow(s->owned, &s->owned_cap, s->owned_n + 1,
	    sizeof(*s->owned));
	s->owned[s->owned_n++] = b;
	return 0;
}

/* Is this the digest that the MANIFEST of commit id gives the path? */
static int
check_listed(struct span manifest, const char *id, const char *path,
    const char sha256[SHA256_HEX], struct err *e)
{
	AUTO_BUF want = { 0 };

	buf_fmt(&want, "%s  %s", sha256, path);
	while (manifest.n != 0)
		if (span_eq(span_split(&manifest, '\n'), buf_view(&want)))
			return 0;
	return err_set(e, ERR_DATA,
	    "%s of %s is not what its MANIFEST "
	    "lists: the history is damaged",
	    path, id);
}

static struct span
manifest_of(const struct snapshot *s)
{
	return (struct span){ s->manifest, s->manifest_n };
}

/* 1 where it is not there. */
static int
read_listed(struct store *st, const char *id, struct snapshot *s,
    const char *path, struct span *ret, struct err *e)
{
	char blob[SHA1_HEX], hex[SHA256_HEX];
	int r = read_owned(st, id, path, s, ret, blob, e);

	if (r != 0)
		return r;
	digest_sha256(*ret, hex);
	return check_listed(manifest_of(s), id, path, hex, e);
}

/* First of all: it may name sources that this program lacks. */
static int
load_config(struct store *st, const char *id, struct snapshot *s,
    struct err *e)
{
	struct span b;
	int r = read_listed(st, id, s, "config/nroaudit.conf", &b, e);

	if (r > 0)
		return err_set(e, ERR_DATA,
		    "snapshot %s has no config/nroaudit.conf", id);
	if (r < 0)
		return -1;
	s->config_text = mem_strndup(b.p, b.n);
	if (config_parse(b, &s->cfg, e) != 0)
		return err_wrap(e, "snapshot %s", id);
	return 0;
}

static int
load_manifest(struct store *st, const char *id, struct snapshot *s,
    struct err *e)
{
	char blob[SHA1_HEX];

	if (store_read(st, id, "MANIFEST", &s->manifest, &s->manifest_n, blob,
		e) != 0)
		return err_set(e, ERR_DATA, "snapshot %s has no MANIFEST", id);
	digest_sha256(manifest_of(s), s->manifest_sha256);
	return 0;
}

static int
load_meta(struct store *st, const char *id, struct snapshot *s, struct err *e)
{
	struct span b;
	int r = read_listed(st, id, s, "provenance.xml", &b, e);

	if (r > 0)
		return err_set(e, ERR_DATA,
		    "snapshot %s has no provenance.xml", id);
	provenance_clear(&s->data.prov);
	if (r < 0 || provenance_parse(b, &s->data.prov, e) != 0)
		return err_wrap(e, "snapshot %s", id);
	s->data.run = &s->data.prov.run;
	s->data.day = day_of(s->data.run->clock);
	r = read_listed(st, id, s, "config/exceptions", &b, e);
	if (r > 0)
		return err_set(e, ERR_DATA,
		    "snapshot %s has no config/exceptions", id);
	if (r < 0 || exceptions_parse(b, &s->exceptions, e) != 0)
		return err_wrap(e, "snapshot %s", id);
	return 0;
}

/* --- the parts that may run side by side --- */

/* One source, or one file of the ledger. */
struct part {
	struct snapshot *s;
	size_t i;
	struct store_blob *owner; /* the ledger's text */
	struct span text;
	char sha256[SHA256_HEX];
	struct err e;
	int r;
};

static void
part_sha256(void *arg)
{
	struct part *p = arg;
	struct artefact *a = &p->s->data.art[p->i];

	digest_sha256(a->bytes, a->sha256);
}

static void
part_sum(void *arg)
{
	struct part *p = arg;

	dataset_read_sum(&p->s->data, p->i);
}

static void
part_signature(void *arg)
{
	struct part *p = arg;

	dataset_read_signature(&p->s->data, p->i, p->s->cfg.rir_pgpkey);
}

static void
part_parse(void *arg)
{
	struct part *p = arg;

	dataset_read_stats(&p->s->data, p->i);
	dataset_read_log(&p->s->data, p->i);
	dataset_read_other(&p->s->data, p->i);
}

static void
part_ledger(void *arg)
{
	struct part *p = arg;

	digest_sha256(p->text, p->sha256);
	p->r = ledger_parse(&p->s->before, p->i, p->text, &p->e);
}

static int
load_source(struct store *st, struct snapshot *s, size_t i, struct err *e)
{
	struct artefact *a = &s->data.art[i];
	int r = read_owned(st, s->data.snapshot, sources[i].path, s, &a->bytes,
	    a->blob, e);

	if (r < 0)
		return err_wrap(e, "reading %s of snapshot %s",
		    sources[i].path, s->data.snapshot);
	a->present = r == 0;
	return 0;
}

static bool
is_beside(size_t i)
{
	return sources[i].kind == SK_MD5 || sources[i].kind == SK_ASC;
}

/* Sums and signatures first: a statistics file is compared at once. */
static int
load_sources(struct store *st, struct snapshot *s, struct part *parts,
    struct work *w, struct err *e)
{
	for (int first = 1; first >= 0; first--)
		for (size_t i = 0; i < sources_n; i++) {
			if (is_beside(i) != (first == 1))
				continue;
			if (load_source(st, s, i, e) != 0)
				return -1;
			if (!s->data.art[i].present)
				continue;
			parts[i] = (struct part){ .s = s, .i = i };
			work_add(w, part_parse, &parts[i]);
			work_add(w, part_sum, &parts[i]);
			work_add(w, part_signature, &parts[i]);
			work_add(w, part_sha256, &parts[i]);
		}
	return 0;
}

static int
check_sources(const struct snapshot *s, struct err *e)
{
	for (size_t i = 0; i < sources_n; i++) {
		const struct artefact *a = &s->data.art[i];

		if (a->present &&
		    check_listed(manifest_of(s), s->data.snapshot,
			sources[i].path, a->sha256, e) != 0)
			return -1;
	}
	return 0;
}

/* The subject of a commit on findings ends with its snapshot's id. */
static int
snapshot_of(struct store *st, const char *findings, char ret_id[SHA1_HEX],
    struct err *e)
{
	AUTO_BUF message = { 0 };
	struct span rest, line;

	if (store_message(st, findings, &message, e) != 0)
		return -1;
	rest = buf_view(&message);
	line = span_split(&rest, '\n');
	ret_id[0] = '\0';
	if (line.n >= SHA1_HEX - 1) {
		memcpy(ret_id, line.p + line.n - (SHA1_HEX - 1), SHA1_HEX - 1);
		ret_id[SHA1_HEX - 1] = '\0';
	}
	return 0;
}

/* In an exhibit's repository the ways between commits are cut. */
static int
cited_findings(struct store *st, const char *snapshot, char ret_id[SHA1_HEX],
    struct err *e)
{
	AUTO_BUF ref = { 0 };
	char id[SHA1_HEX], of[SHA1_HEX];

	ret_id[0] = '\0';
	buf_fmt(&ref, REF_CITED_FINDINGS "%s", snapshot);
	if (store_resolve(st, ref.p, id, NULL) != 0)
		return 0;
	if (snapshot_of(st, id, of, e) != 0)
		return -1;
	if (strcmp(of, snapshot) == 0)
		memcpy(ret_id, id, SHA1_HEX);
	return 0;
}

/*
 * Findings are made in the order of the snapshots, so the snapshot sought is
 * the newest one judged, or before it (walk down findings), or after it (walk
 * down main until the newest one judged).  Both at once: the cost is the
 * distance, and a night's is the same on any day.
 */
int
findings_commit_of(struct store *st, const char *snapshot,
    char ret_id[SHA1_HEX], struct err *e)
{
	char at[SHA1_HEX], judged[SHA1_HEX], newest[SHA1_HEX];
	char before[SHA1_HEX];

	if (cited_findings(st, snapshot, ret_id, e) != 0)
		return -1;
	if (ret_id[0] != '\0' ||
	    store_resolve(st, BRANCH_FINDINGS, at, NULL) != 0)
		return 0;
	if (snapshot_of(st, at, newest, e) != 0)
		return -1;
	memcpy(judged, newest, SHA1_HEX);
	memcpy(before, snapshot, SHA1_HEX);
	while (strcmp(judged, snapshot) != 0) {
		if (before[0] != '\0' &&
		    store_parent(st, before, before, e) != 0)
			return -1;
		if (strcmp(before, newest) == 0)
			return 0;
		if (store_parent(st, at, at, e) != 0)
			return -1;
		if (at[0] == '\0')
			return 0;
		if (snapshot_of(st, at, judged, e) != 0)
			return -1;
	}
	memcpy(ret_id, at, SHA1_HEX);
	return 0;
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

struct ledger_load {
	char id[SHA1_HEX]; /* commit on findings, "" for none */
	unsigned char *manifest;
	size_t manifest_n;
	struct part parts[LEDGER_FILES];
};

static void
ledger_load_clear(struct ledger_load *l)
{
	for (size_t i = 0; i < LEDGER_FILES; i++)
		store_blob_free(l->parts[i].owner);
	free(l->manifest);
}

/* Does their MANIFEST list that file? */
static bool
is_listed(const struct ledger_load *l, const char *path)
{
	AUTO_BUF end = { 0 };

	buf_fmt(&end, "  %s\n", path);
	return memmem(l->manifest, l->manifest_n, end.p, end.n) != NULL;
}

static int
load_ledger(struct store *st, struct snapshot *s, struct ledger_load *l,
    struct work *w, struct err *e)
{
	char blob[SHA1_HEX];

	ledger_init(&s->before);
	if (s->data.previous[0] == '\0')
		return 0;
	if (findings_commit_of(st, s->data.previous, l->id, e) != 0)
		return -1;
	if (l->id[0] == '\0')
		return err_set(e, ERR_DATA,
		    "snapshot %s has not been "
		    "audited: audit it first",
		    s->data.previous);
	if (store_read(st, l->id, "MANIFEST", &l->manifest, &l->manifest_n,
		blob, e) != 0)
		return err_set(e, ERR_DATA, "findings %s has no MANIFEST",
		    l->id);
	for (size_t i = 0; i < LEDGER_FILES; i++) {
		struct part *p = &l->parts[i];
		int r = store_blob_read(st, l->id, ledger_files[i], &p->owner,
		    &p->text, blob, e);

		if (r > 0 && i >= LEDGER_RECORDS &&
		    !is_listed(l, ledger_files[i]))
			continue; /* an older engine's */
		if (r != 0)
			return r < 0 ?
			    -1 :
			    err_set(e, ERR_DATA, "findings %s lacks %s", l->id,
				ledger_files[i]);
		p->s = s;
		p->i = i;
		work_add(w, part_ledger, p);
	}
	return 0;
}

/* The first fault in the order of the files, whoever met it first. */
static int
check_ledger(const struct ledger_load *l, struct err *e)
{
	struct span manifest = { l->manifest, l->manifest_n };

	for (size_t i = 0; l->id[0] != '\0' && i < LEDGER_FILES; i++) {
		const struct part *p = &l->parts[i];

		if (p->owner == NULL)
			continue;
		if (check_listed(manifest, l->id, ledger_files[i], p->sha256,
			e) != 0)
			return -1;
		if (p->r != 0) {
			*e = p->e;
			return -1;
		}
	}
	return 0;
}

/* Everything that is large: by as many threads as there are. */
static int
load_parts(struct store *st, struct snapshot *s, struct ledger *before,
    struct err *e)
{
	AUTO(ledger_load_clear) struct ledger_load ledger = { 0 };
	AUTO_FREE struct part *parts = mem_alloc(sources_n * sizeof(*parts));
	struct work *w = work_new();
	int r = 0;

	if (before != NULL) {
		s->before = *before;
		memset(before, 0, sizeof(*before));
	} else
		r = load_ledger(st, s, &ledger, w, e);
	if (r == 0)
		r = load_sources(st, s, parts, w, e);
	work_finish(w);
	return r != 0 || check_ledger(&ledger, e) != 0 ||
		check_sources(s, e) != 0 ?
	    -1 :
	    0;
}

int
snapshot_load(struct store *st, const char *id, struct ledger *before,
    struct snapshot *ret, struct err *e)
{
	struct dataset *d = &ret->data;

	memset(ret, 0, sizeof(*ret));
	if (load_manifest(st, id, ret, e) != 0 ||
	    load_config(st, id, ret, e) != 0)
		return -1;
	dataset_init(d);
	memcpy(d->snapshot, id, SHA1_HEX);
	if (store_parent(st, id, d->previous, e) != 0 ||
	    load_meta(st, id, ret, e) != 0 ||
	    load_parts(st, ret, before, e) != 0 ||
	    dataset_read_rpki(st, id, d, e) != 0)
		return -1;
	dataset_read_rest(d, &ret->before);
	return 0;
}
