/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phases of bundle: all files, then the archive of them. */
#include "cmd/bundle.h"

#include "cmd/parts.h"
#include "cmd/stamp.h"
#include "io/archive.h"
#include "io/file.h"
#include "report/dsig.h"
#include "report/signer.h"

#include <stdlib.h>
#include <string.h>

#define BAGIT "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

static void
collecting_clear(struct collecting *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].name);
		buf_clear(&c->v[i].xml);
		xmlFreeDoc(c->v[i].doc);
	}
	free(c->v);
	free(c->seals);
	buf_clear(&c->engines_lacking);
	stage_clear(&c->stage);
	buf_clear(&c->exhibits);
}

/* Of the newest report and what is asked of it: the same findings of the same
 * reports have the same. */
static void
exhibit_id(const struct collecting *c, struct buf *out)
{
	AUTO_BUF all = { 0 };
	char hex[SHA256_HEX];

	for (size_t i = 0; i < c->b->n; i++)
		buf_fmt(&all, "%s\n", c->b->findings[i]);
	for (size_t i = 0; i < c->n; i++) {
		digest_sha256(buf_view(&c->v[i].xml), hex);
		buf_fmt(&all, "%s\n", hex);
	}
	digest_sha256(buf_view(&all), hex);
	buf_fmt(out, "NRO-%s-%.8s", c->v[0].name, hex);
}

/* A report that had none due was made offline, and so is its exhibit. */
static size_t
bundle_due(const struct collecting *c)
{
	AUTO_BUF names = { 0 };

	return stamps_due(buf_view(&c->v[0].xml), &names) == 0 ?
	    0 :
	    config_tsas_due(c->b->j->cfg);
}

static void
bag_info(struct collecting *c, const char *id, struct buf *out)
{
	uint64_t bytes = 0;
	size_t files = 0;
	char u[UTC_TEXT];

	for (size_t i = 0; i < c->stage.n; i++) {
		bytes += c->stage.v[i].size;
		files++;
	}
	buf_fmt(out,
	    "Bag-Software-Agent: nroaudit\nBagging-Date: %.10s\n"
	    "External-Identifier: %s\nPayload-Oxum: %llu.%zu\n",
	    utc_text(c->b->now, u), id, (unsigned long long)bytes, files);
	buf_fmt(out, "Timestamps-Due: %zu\n", bundle_due(c));
	for (size_t i = 0; i < c->b->n; i++)
		buf_fmt(out, "External-Description: finding %s\n",
		    c->b->findings[i]);
}

static int
put_list(struct collecting *c, const char *begins, const char *to,
    struct err *e)
{
	AUTO_BUF list = { 0 };

	stage_list(&c->stage, begins, &list);
	return stage_put(&c->stage, to, buf_view(&list), e);
}

/* The bag's own files; at their digests the data stand still. */
static int
bag(struct collecting *c, const char *id, struct err *e)
{
	AUTO_BUF info = { 0 };
	AUTO_BUF tags = { 0 };

	bag_info(c, id, &info);
	if (put_list(c, "data/", "manifest-sha256.txt", e) != 0 ||
	    stage_put(&c->stage, "bagit.txt", span_of(BAGIT), e) != 0 ||
	    stage_put(&c->stage, "bag-info.txt", buf_view(&info), e) != 0)
		return -1;
	stage_list(&c->stage, "bag", &tags);
	stage_list(&c->stage, "manifest", &tags);
	return stage_put(&c->stage, "tagmanifest-sha256.txt", buf_view(&tags),
	    e);
}

static int
container(struct collecting *c, struct buf *list, struct err *e)
{
	AUTO_BUF manifest = { 0 };

	stage_list(&c->stage, "", list);
	return asic_manifest(buf_view(list), &manifest, e) != 0 ||
		stage_put(&c->stage, ASIC_MANIFEST, buf_view(&manifest), e) !=
		    0 ||
		stage_put(&c->stage, ASIC_MIMETYPE, span_of(ASIC_MEDIA), e) !=
		    0 ?
	    -1 :
	    0;
}

int
job_bundle(const struct bundling *b, struct store *st, struct buf *out,
    struct err *e)
{
	AUTO(collecting_clear) struct collecting c = { .b = b, .st = st };
	AUTO_FREE char *dir = job_path(b->j, BUNDLE_FILES);
	AUTO_BUF id = { 0 };
	AUTO_BUF list = { 0 };

	if (stage_begin(dir, &c.stage, e) != 0 || bundle_choose(&c, e) != 0)
		return -1;
	exhibit_id(&c, &id);
	for (size_t i = 0; i < c.n; i++)
		if (bundle_sources(&c, &c.v[i], e) != 0 ||
		    bundle_rpki(&c, &c.v[i], e) != 0)
			return -1;
	if (bundle_proofs(&c, e) != 0 || bundle_history(&c, e) != 0 ||
	    bundle_pages(&c, id.p, e) != 0 || bag(&c, id.p, e) != 0 ||
	    container(&c, &list, e) != 0)
		return -1;
	part_add(out, "list", buf_view(&list));
	part_add(out, "engine", buf_view(&c.engines_lacking));
	part_add(out, "due", span_of(bundle_due(&c) == 0 ? "" : "due"));
	part_add(out, "id", buf_view(&id));
	return 0;
}

static void
signer_freep(struct signer **s)
{
	signer_free(*s);
}

int
job_sign_files(const struct job *j, struct span list, utc_t when,
    struct buf *out, struct err *e)
{
	AUTO(signer_freep) struct signer *s = NULL;

	return job_signer_checked(j, when, &s, e) != 0 ?
	    -1 :
	    asic_sign(s, list, when, out, e);
}

struct entries {
	struct archive_source *v;
	size_t n, cap;
	char *dir;
};

static void
entries_clear(struct entries *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free((char *)(uintptr_t)t->v[i].name);
		free((char *)(uintptr_t)t->v[i].file);
	}
	free(t->v);
	free(t->dir);
}

/* mimetype is stored, so that file(1) knows the archive by its first bytes;
 * git's objects are deflated already. */
static void
add_entry(struct entries *t, struct span path)
{
	char *name = mem_strndup(path.p, path.n);

	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = (struct archive_source){
		.name = name,
		.file = path_join(t->dir, name),
		.stored = strcmp(name, ASIC_MIMETYPE) == 0 ||
		    strncmp(name, "data/history.git/objects/", 25) == 0,
	};
}

int
job_bundle_zip(const struct bundling *b, struct err *e)
{
	AUTO(entries_clear) struct entries t = { 0 };
	AUTO_FREE char *zip = job_path(b->j, BUNDLE_ZIP);
	struct span rest = b->list, hex, path;
	int r;

	t.dir = job_path(b->j, BUNDLE_FILES);
	add_entry(&t, span_of(ASIC_MIMETYPE));
	add_entry(&t, span_of(ASIC_MANIFEST));
	add_entry(&t, span_of(ASIC_SIGNATURE));
	while ((r = asic_list_next(&rest, &hex, &path, e)) == 0)
		add_entry(&t, path);
	return r < 0 ? -1 : archive_write(zip, t.v, t.n, e);
}
