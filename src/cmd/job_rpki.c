/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rounds: what is known is asked for, and tells of more. */
#include "cmd/job_rpki.h"

#include "cmd/parts.h"
#include "io/file.h"
#include "rpki/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
at_most(int n, int max)
{
	return n > max ? max : n;
}

void
rpki_limits(const struct rpki_work *w, struct fetch_options *o)
{
	int64_t left = w->until_ms - monotonic_ms();

	*o = *w->options;
	o->deadline_secs = left < 1000 ? 1 : (int)(left / 1000);
	o->connect_secs = at_most(o->connect_secs, RPKI_CONNECT_MAX);
	o->low_speed_secs = at_most(o->low_speed_secs, RPKI_SILENCE_MAX);
	o->bytes_max = w->bytes == 0 ? 1 : w->bytes;
}

int
rpki_fetch(struct rpki_work *w, const struct fetch_item *items, size_t n,
    struct fetch *ret, struct err *e)
{
	struct fetch_options o;
	uint64_t had = 0;
	int rc;

	rpki_limits(w, &o);
	rc = fetch_list(&o, items, n, ret, e);
	for (size_t i = 0; i < n && rc == 0; i++)
		had += ret[i].size;
	w->bytes -= had < w->bytes ? had : w->bytes;
	return rc;
}

/* A list that grows, its strings, and what became of it. */
struct list {
	struct fetch_item *v;
	struct fetch *got;
	size_t n, cap;
};

static void
list_clear(struct list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		char *path, *id;

		memcpy(&path, &l->v[i].path, sizeof(path));
		memcpy(&id, &l->v[i].id, sizeof(id));
		free(path);
		free(id);
		if (l->got != NULL)
			fetch_clear(&l->got[i]);
	}
	free(l->v);
	free(l->got);
	memset(l, 0, sizeof(*l));
}

/* url is borrowed.  The file is rpki/KIND.NUMBER in the spool.  A serial is
 * told with it; 0: none. */
static void
list_add(struct list *l, const char *url, size_t max, const char *kind,
    size_t number, uint64_t serial)
{
	AUTO_BUF path = { 0 };
	AUTO_BUF id = { 0 };
	struct fetch_item *it;

	buf_fmt(&path, "rpki/%s.%zu", kind, number);
	buf_fmt(&id, "its %s", kind);
	if (serial != 0)
		buf_fmt(&id, " of serial %llu", (unsigned long long)serial);
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	it = &l->v[l->n++];
	it->id = TAKE(id.p);
	it->url = url;
	it->path = TAKE(path.p);
	it->max = max;
}

static int
list_fetch(struct rpki_work *w, struct list *l, struct err *e)
{
	l->got = mem_alloc((l->n + 1) * sizeof(*l->got));
	return l->n == 0 ? 0 : rpki_fetch(w, l->v, l->n, l->got, e);
}

/* Anchors' files stay for the commit; the others are in the cache. */
static void
list_remove(const struct rpki_work *w, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		AUTO_FREE char *path = path_join(w->spool, l->v[i].path);

		remove(path);
	}
}

/* Where it leads, if it is the locator's. */
static int
take_anchor(struct rpki_work *w, size_t i, const char *file, struct err *e)
{
	struct rpki_anchor *a = &w->night->anchors[i];
	AUTO_FREE unsigned char *p = NULL;
	struct anchor_sia sia;
	size_t n = 0, k;
	int rc;

	if (file_read_plain(file, RPKI_ANCHOR_MAX, &p, &n, e) != 0)
		return -1;
	rc = inspect_anchor(&w->ask, (struct span){ p, n }, a->locator->url,
	    a->locator->key, &sia, e);
	if (rc > 0)
		a->fault = mem_strdup(w->ask.fault);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	digest_sha256((struct span){ p, n }, a->sha256);
	if (sia.notify[0] != '\0')
		rpki_night_repo(w->night, sia.notify, UINT32_C(1) << i, 0, &k);
	else
		memcpy(a->repo, sia.repo, sizeof(a->repo));
	return 0;
}

/* A mirror need not have any. */
static bool
not_there(const struct rpki_work *w, const struct fetch *f)
{
	return w->job->mirror != NULL &&
	    (f->outcome == FO_NOT_IN_MIRROR || f->outcome == FO_NOT_FOUND);
}

static int
anchors(struct rpki_work *w, struct err *e)
{
	AUTO(list_clear) struct list l = { 0 };
	struct rpki_night *n = w->night;

	for (size_t i = 0; i < w->job->cfg->locators_n; i++) {
		const struct config_locator *c = &w->job->cfg->locators[i];

		if (c->off)
			continue;
		n->anchors[n->anchors_n].locator = c;
		n->anchors_n++;
		list_add(&l, c->url, RPKI_ANCHOR_MAX, "certificate", i, 0);
	}
	if (list_fetch(w, &l, e) != 0)
		return -1;
	for (size_t i = 0; i < n->anchors_n; i++) {
		AUTO_FREE char *file = path_join(w->spool, l.v[i].path);
		struct rpki_anchor *a = &n->anchors[i];

		a->when = l.got[i].start;
		if (not_there(w, &l.got[i]))
			continue;
		if (l.got[i].outcome != FO_FETCHED)
			a->fault = mem_strdup(l.got[i].reason);
		else if (take_anchor(w, i, file, e) != 0)
			return -1;
	}
	return 0;
}

struct round {
	struct rpki_visit *v;
	size_t n;
};

static void
round_clear(struct round *r)
{
	for (size_t i = 0; i < r->n; i++)
		rpki_visit_clear(&r->v[i]);
	free(r->v);
}

/* The notifications of those found in the round before. */
static int
notifications(struct rpki_work *w, struct round *r, size_t from,
    struct list *l, struct err *e)
{
	struct rpki_night *n = w->night;

	r->v = mem_alloc((n->repos_n - from + 1) * sizeof(*r->v));
	for (size_t k = from; k < n->repos_n; k++) {
		size_t i = r->n;

		if (n->repos[k].refused)
			continue;
		r->v[r->n++].repo = k;
		list_add(l, n->repos[k].uri, RRDP_NOTIFICATION_MAX,
		    "notification", i, 0);
	}
	if (list_fetch(w, l, e) != 0)
		return -1;
	for (size_t i = 0; i < r->n; i++) {
		struct rpki_repo *repo = &n->repos[r->v[i].repo];
		AUTO_FREE char *file = path_join(w->spool, l->v[i].path);

		repo->when = l->got[i].start;
		if (l->got[i].outcome != FO_FETCHED)
			rpki_repo_fault(repo, "%s", l->got[i].reason);
		else if (rpki_visit_judge(w, &r->v[i], file, e) != 0)
			return -1;
	}
	return 0;
}

static void
list_visit(const struct rpki_work *w, struct rpki_visit *v, struct list *l)
{
	const struct rpki_repo *r = &w->night->repos[v->repo];

	v->first = l->n;
	v->files = v->deltas ? v->n.n : 1;
	for (size_t i = 0; v->deltas && i < v->files; i++)
		list_add(l, v->n.deltas[i].uri, RPKI_DELTA_MAX, "delta", l->n,
		    v->n.deltas[i].serial);
	if (!v->deltas)
		list_add(l, v->n.snapshot, rpki_snapshot_max(r->round),
		    "snapshot", l->n, v->n.serial);
}

/* What the visits want, into the cache; *again: some want a snapshot now. */
static int
files(struct rpki_work *w, struct round *r, const struct list *notified,
    bool *again, struct err *e)
{
	AUTO(list_clear) struct list l = { 0 };
	int rc;

	*again = false;
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].judged)
			list_visit(w, &r->v[i], &l);
	rc = list_fetch(w, &l, e);
	for (size_t i = 0; i < r->n && rc == 0; i++) {
		AUTO_FREE char *file =
		    path_join(w->spool, notified->v[i].path);
		bool more = false;

		if (!r->v[i].judged)
			continue;
		rc = rpki_visit_take(w, &r->v[i], file, l.v, l.got, &more, e);
		r->v[i].judged = more;
		*again |= more;
	}
	list_remove(w, &l);
	return rc;
}

static int
one_round(struct rpki_work *w, size_t from, struct err *e)
{
	AUTO(round_clear) struct round r = { 0 };
	AUTO(list_clear) struct list l = { 0 };
	bool again = true;
	int rc = notifications(w, &r, from, &l, e);

	while (rc == 0 && again)
		rc = files(w, &r, &l, &again, e);
	list_remove(w, &l);
	return rc;
}

static void
leave(struct rpki_night *n, size_t from, const char *why)
{
	for (size_t i = from; i < n->repos_n; i++)
		if (!n->repos[i].refused)
			rpki_repo_fault(&n->repos[i], "%s", why);
}

static int
rounds(struct rpki_work *w, struct err *e)
{
	struct rpki_night *n = w->night;
	size_t from = 0;

	for (unsigned round = 0; from < n->repos_n; round++) {
		size_t next = n->repos_n;

		if (round > CA_DEPTH_MAX) {
			n->over = true;
			leave(n, from, "behind too many others");
			break;
		}
		if (monotonic_ms() >= w->until_ms) {
			leave(n, from, "not asked: the time for RPKI is over");
			break;
		}
		if (one_round(w, from, e) != 0)
			return -1;
		from = next;
	}
	rpki_night_spread(n);
	return 0;
}

static int
work(struct rpki_work *w, struct err *e)
{
	AUTO_FREE char *dir = path_join(w->spool, "rpki");

	if (dir_make(dir, 0700, e) != 0 || anchors(w, e) != 0 ||
	    rounds(w, e) != 0)
		return -1;
	return rpki_cache_sweep(w->root,
	    w->now - RPKI_KEEP_DAYS * (utc_t)DAY_SECS, e);
}

void
job_rpki(const struct job *j, const struct fetch_options *base,
    const struct service *inspector, struct runinfo *run, struct buf *out)
{
	AUTO(rpki_night_clear) struct rpki_night night = { 0 };
	AUTO_FREE char *root = job_path(j, RPKI_CACHE);
	struct rpki_work w = { .job = j,
		.options = base,
		.spool = base->spool,
		.root = root,
		.ask = { .server = inspector },
		.night = &night,
		.until_ms =
		    monotonic_ms() + (int64_t)j->cfg->rpki_deadline * 1000,
		.bytes = RPKI_NIGHT_MAX,
		.now = wall_clock() };
	AUTO_BUF why = { 0 };
	struct err e = { ERR_NONE, "" };

	if (work(&w, &e) != 0) {
		buf_fmt(&why, "RPKI: not fetched to its end: %s", e.msg);
		runinfo_fault(run, why.p);
	}
	rpki_night_say(&night, run);
	rpki_night_part(&night, out);
}
