/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One repository: its notification judged, its files into the cache. */
#include "cmd/job_rpki.h"

#include "io/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
rpki_repo_fault(struct rpki_repo *r, const char *fmt, ...)
{
	char text[INSPECT_FAULT_MAX + URI_MAX];
	AUTO_BUF all = { 0 };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_fmt(&all, "%s%s%s", r->fault == NULL ? "" : r->fault,
	    r->fault == NULL ? "" : "; ", text);
	free(r->fault);
	r->fault = TAKE(all.p);
}

void
rpki_visit_clear(struct rpki_visit *v)
{
	notified_clear(&v->n);
}

/* What its objects lead to, for the next round. */
static void
collect(struct rpki_work *w, size_t repo, const struct rpki_cache *c)
{
	struct rpki_night *n = w->night;
	uint32_t anchors = n->repos[repo].anchors;
	unsigned round = n->repos[repo].round + 1;

	n->repos[repo].objects = c->n;
	for (size_t i = 0; i < c->n; i++) {
		const char *to = c->v[i].leads;
		struct rpki_repo *r;
		size_t k = 0;

		if (to == NULL)
			continue;
		if (strncmp(to, "https", 5) != 0) {
			n->over |= !rpki_night_rsync(n, to, anchors);
			continue;
		}
		if (!rpki_night_repo(n, to, anchors, round, &k)) {
			n->over = true;
			continue;
		}
		r = &n->repos[repo];
		if (k == repo ||
		    (r->leads_n != 0 && r->leads[r->leads_n - 1] == k))
			continue;
		r->leads = mem_grow(r->leads, &r->leads_cap, r->leads_n + 1,
		    sizeof(*r->leads));
		r->leads[r->leads_n++] = k;
	}
}

/* What was had before; damage is said and costs a snapshot. */
static int
open_cache(struct rpki_work *w, size_t repo, struct rpki_cache *c,
    struct err *e)
{
	struct rpki_repo *r = &w->night->repos[repo];
	int rc = rpki_cache_open(w->root, r->uri, c, e);

	if (rc == 1)
		rpki_repo_fault(r,
		    "what was kept of it is damaged and was had anew");
	return rc < 0 ? -1 : 0;
}

/* The notification need not be: old deltas go from it. */
static int
unchanged(struct rpki_work *w, size_t repo, struct rpki_cache *c,
    struct span notification, struct err *e)
{
	AUTO_FREE char *state = path_join(c->dir, "state");

	if (!span_eq(buf_view(&c->notification), notification) &&
	    (rpki_cache_begin(c, false, e) != 0 ||
		rpki_cache_keep(c, notification, e) != 0))
		return -1;
	file_touch(state);
	w->night->repos[repo].had = HAD_SAME;
	collect(w, repo, c);
	return 0;
}

int
rpki_visit_judge(struct rpki_work *w, struct rpki_visit *v, const char *file,
    struct err *e)
{
	struct rpki_repo *r = &w->night->repos[v->repo];
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO_FREE unsigned char *xml = NULL;
	size_t n = 0;
	int rc;

	if (open_cache(w, v->repo, &c, e) != 0 ||
	    file_read_plain(file, RRDP_NOTIFICATION_MAX, &xml, &n, e) != 0)
		return -1;
	rc = inspect_notification(&w->ask, (struct span){ xml, n },
	    buf_view(&c.notification), r->uri, &v->n, e);
	if (rc > 0)
		rpki_repo_fault(r, "its notification: %s", w->ask.fault);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	r->change = v->n.change;
	r->serial = v->n.serial;
	memcpy(r->session, v->n.session, sizeof(r->session));
	digest_sha256((struct span){ xml, n }, r->notification);
	if (v->n.change == RRDP_SAME)
		return unchanged(w, v->repo, &c, (struct span){ xml, n }, e);
	v->judged = true;
	v->deltas = v->n.change == RRDP_DELTAS;
	return 0;
}

struct feeding {
	struct rpki_work *w;
	struct rpki_cache *c;
	int rc;
	struct err *e;
};

static int
on_object(const struct rrdp_object *o, const char *leads, void *arg,
    struct err *e)
{
	const struct feeding *f = arg;
	struct cache_object x = { o->uri, o->replaces, leads, o->object,
		o->withdrawn };

	return rpki_cache_object(f->c, &x, e);
}

static void
on_piece(struct span piece, void *arg)
{
	struct feeding *f = arg;

	if (f->rc == 0)
		f->rc = inspect_piece(&f->w->ask, piece, on_object, f, f->e);
}

/* One file, whose digest is right.  1: it is at fault, and r tells it. */
static int
feed(struct rpki_work *w, struct rpki_repo *r, struct rpki_cache *c,
    const struct notified *n, uint64_t serial, bool delta, const char *path,
    struct err *e)
{
	struct feeding f = { w, c, 0, e };
	int rc;

	f.rc = inspect_open(&w->ask,
	    delta ? RRDP_DELTA_FILE : RRDP_SNAPSHOT_FILE, n, serial, e);
	if (f.rc == 0 && file_pieces(path, on_piece, &f, e) != 0)
		return -1;
	rc = f.rc;
	if (rc == 0)
		rc = inspect_end(&w->ask, e);
	if (rc == 1)
		rpki_repo_fault(r, "its %s of serial %llu: %s",
		    delta ? "delta" : "snapshot", (unsigned long long)serial,
		    w->ask.fault);
	if (rc == 0)
		rc = rpki_cache_apply(c, e);
	if (rc < 0 && e->kind == ERR_DATA) {
		rpki_repo_fault(r, "its %s of serial %llu: %s",
		    delta ? "delta" : "snapshot", (unsigned long long)serial,
		    e->msg);
		return 1;
	}
	return rc;
}

/* It came, and is what the notification says. */
static bool
came(struct rpki_repo *r, const struct fetch *f, const char *hash,
    uint64_t serial, bool delta)
{
	const char *what = delta ? "delta" : "snapshot";

	if (f->outcome != FO_FETCHED) {
		rpki_repo_fault(r, "%s", f->reason);
		return false;
	}
	if (strcmp(f->sha256, hash) == 0)
		return true;
	rpki_repo_fault(r,
	    "its %s of serial %llu: the SHA-256 is %s, not the "
	    "notification's %s",
	    what, (unsigned long long)serial, f->sha256, hash);
	return false;
}

static int
take_files(struct rpki_work *w, struct rpki_visit *v, struct rpki_cache *c,
    const struct fetch_item *items, const struct fetch *got, struct err *e)
{
	struct rpki_repo *r = &w->night->repos[v->repo];
	const struct notified *n = &v->n;
	int rc = rpki_cache_begin(c, !v->deltas, e);

	for (size_t i = 0; i < v->files && rc == 0; i++) {
		AUTO_FREE char *path =
		    path_join(w->spool, items[v->first + i].path);
		uint64_t serial = v->deltas ? n->deltas[i].serial : n->serial;

		rc = !came(r, &got[v->first + i],
			 v->deltas ? n->deltas[i].hash : n->snapshot_hash,
			 serial, v->deltas) ?
		    1 :
		    feed(w, r, c, n, serial, v->deltas, path, e);
	}
	return rc;
}

int
rpki_visit_take(struct rpki_work *w, struct rpki_visit *v,
    const char *notification, const struct fetch_item *items,
    const struct fetch *got, bool *again, struct err *e)
{
	struct rpki_repo *r = &w->night->repos[v->repo];
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO_FREE unsigned char *xml = NULL;
	size_t n = 0;
	int rc;

	*again = false;
	if (rpki_cache_open(w->root, r->uri, &c, e) < 0 ||
	    file_read_plain(notification, RRDP_NOTIFICATION_MAX, &xml, &n,
		e) != 0)
		return -1;
	rc = take_files(w, v, &c, items, got, e);
	if (rc > 0 && v->deltas) {
		rpki_repo_fault(r, "so it was taken from the snapshot");
		*again = true;
		v->deltas = false;
	}
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (rpki_cache_keep(&c, (struct span){ xml, n }, e) != 0)
		return -1;
	r->had = v->deltas ? HAD_DELTAS : HAD_SNAPSHOT;
	collect(w, v->repo, &c);
	return 0;
}
