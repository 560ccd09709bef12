/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/rpki_history.h"

#include "base/work.h"
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
rpki_history_clear(struct rpki_history *h)
{
	if (h->st == NULL)
		return;
	for (size_t i = 0; i < h->n; i++)
		free(h->v[i].uri);
	free(h->v);
	free(h->files);
	for (size_t i = 0; i < h->tals_n; i++)
		tal_clear(&h->tals[i]);
	config_clear(&h->cfg);
	pthread_mutex_destroy(&h->lock);
	memset(h, 0, sizeof(*h));
}

/* The file of that path, whose digest the MANIFEST has. */
struct listed {
	const char *path;
	char sha256[SHA256_HEX];
};

static int
on_path(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct listed *l = arg;

	(void)e;
	if (strcmp(path, l->path) == 0)
		memcpy(l->sha256, sha256, SHA256_HEX);
	return 0;
}

static int
read_listed(struct rpki_history *h, const char *path, unsigned char **ret,
    size_t *n, struct err *e)
{
	struct listed l = { .path = path };
	char blob[SHA1_HEX], hex[SHA256_HEX];
	int r = store_read(h->st, h->commit, path, ret, n, blob, e);

	if (r != 0 || (r = store_list(h->st, h->commit, on_path, &l, e)) != 0)
		return r;
	digest_sha256((struct span){ *ret, *n }, hex);
	return strcmp(hex, l.sha256) == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "%s of %s is not what its MANIFEST lists",
		path, h->commit);
}

static int
read_config(struct rpki_history *h, struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	size_t n = 0;
	int r = read_listed(h, "config/nroaudit.conf", &text, &n, e);

	if (r > 0)
		return err_set(e, ERR_DATA, "%s is no snapshot", h->commit);
	return r < 0 ||
		config_parse((struct span){ text, n }, &h->cfg, e) != 0 ?
	    -1 :
	    0;
}

static char *
copy(struct span s)
{
	return mem_strndup(s.p, s.n);
}

/* What the validator reads: objects, and the anchor's own certificate. */
static void
take_objects(struct rpki_history *h, const struct rpki_state *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct rpki_state_object *o = &s->v[i];
		bool anchor = span_eq(o->uri, s->anchor);
		struct rpki_object_ref *to;

		if (!anchor && !span_starts(o->uri, "rsync://"))
			continue;
		h->v = mem_grow(h->v, &h->cap, h->n + 1, sizeof(*h->v));
		to = &h->v[h->n++];
		to->uri = copy(o->uri);
		to->tal = anchor ? (int32_t)h->tals_n - 1 : -1;
		memcpy(to->sha256, o->sha256.p, SHA256_HEX - 1);
		to->sha256[SHA256_HEX - 1] = '\0';
		memcpy(to->blob, o->blob.p, SHA1_HEX - 1);
		to->blob[SHA1_HEX - 1] = '\0';
	}
}

/* 1: not asked for on that day. */
static int
take_locator(struct rpki_history *h, const struct config_locator *l,
    struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	AUTO_BUF path = { 0 };
	AUTO_BUF tal = { 0 };
	size_t n = 0;
	int r;

	buf_fmt(&path, "rpki/%s/state", l->name);
	r = read_listed(h, path.p, &text, &n, e);
	if (r != 0)
		return r;
	if (rpki_state_parse((struct span){ text, n }, &s, e) != 0)
		return err_wrap(e, "%s of %s", path.p, h->commit);
	buf_fmt(&tal, "%s\n\n%s\n", l->url, l->key);
	if (tal_parse(buf_view(&tal), l->name, &h->tals[h->tals_n], e) != 0)
		return err_wrap(e, "locator %s", l->name);
	h->tals_n++;
	take_objects(h, &s);
	return 0;
}

static int
ref_cmp(const void *a, const void *b)
{
	const struct rpki_object_ref *x = a, *y = b;
	int c = strcmp(x->uri, y->uri);

	/* An anchor's own comes before what another also lists. */
	return c != 0 ? c : (y->tal > x->tal) - (y->tal < x->tal);
}

static void
sort(struct rpki_history *h)
{
	size_t n = 0;

	if (h->n != 0)
		qsort(h->v, h->n, sizeof(*h->v), ref_cmp);
	for (size_t i = 0; i < h->n; i++) {
		if (n != 0 && strcmp(h->v[n - 1].uri, h->v[i].uri) == 0)
			free(h->v[i].uri);
		else
			h->v[n++] = h->v[i];
	}
	h->n = n;
	h->files = mem_resize(NULL, n, sizeof(*h->files));
	for (size_t i = 0; i < n; i++)
		h->files[i] = (struct rpki_file){ h->v[i].uri, h->v[i].tal };
}

int
rpki_history_open(struct store *st, const char *commit,
    struct rpki_history *ret, struct err *e)
{
	struct rpki_history *h = ret;

	memset(h, 0, sizeof(*h));
	h->st = st;
	pthread_mutex_init(&h->lock, NULL);
	memcpy(h->commit, commit, SHA1_HEX);
	if (read_config(h, e) != 0 || store_time(st, commit, &h->at, e) != 0)
		return -1;
	for (size_t i = 0; i < h->cfg.locators_n; i++)
		if (take_locator(h, &h->cfg.locators[i], e) < 0)
			return -1;
	sort(h);
	return h->tals_n == 0;
}

int
rpki_history_read(void *arg, size_t i, struct buf *ret)
{
	struct rpki_history *h = arg;
	char hex[SHA256_HEX];
	int rc;

	pthread_mutex_lock(&h->lock);
	rc = store_object(h->st, h->v[i].blob, OBJECT_MAX + 1, ret, NULL);
	pthread_mutex_unlock(&h->lock);
	if (rc != 0)
		return -1;
	digest_sha256(buf_view(ret), hex);
	return strcmp(hex, h->v[i].sha256) == 0 ? 0 : -1;
}

int
rpki_history_judge(struct rpki_history *h, unsigned threads,
    const struct rpki_priors *p, struct tree *ret, struct err *e)
{
	struct rpki_input in = { .at = h->at,
		.threads = threads,
		.read = rpki_history_read,
		.arg = h,
		.tals = h->tals,
		.tals_n = h->tals_n,
		.files = h->files,
		.files_n = h->n,
		.priors = p == NULL ? NULL : p->in,
		.priors_n = p == NULL ? 0 : p->n };

	return rpki_validate(&in, ret, e);
}

int
rpki_history_validate(struct rpki_history *h, unsigned threads,
    struct tree *ret, struct err *e)
{
	AUTO(rpki_priors_clear) struct rpki_priors p = { 0 };
	int r;

	if (rpki_priors_read(h, &p, e) != 0 ||
	    rpki_history_judge(h, threads, &p, ret, e) != 0)
		return -1;
	r = rpki_priors_confirm(h, threads, ret, &p, e);
	if (r <= 0)
		return r;
	tree_clear(ret);
	return rpki_history_judge(h, threads, &p, ret, e);
}

unsigned
rpki_threads(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 1	     ? 1 :
	    cores > WORK_THREADS_MAX ? WORK_THREADS_MAX + 1 :
				       (unsigned)cores;
}
