/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of fetch that asks for dated files and mirrors. */
#include "cmd/job_dated.h"

#include "cmd/inspect_dated.h"
#include "cmd/parts.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A night's list; both arrays are as long. */
struct night {
	const char *spool;
	const struct service *inspector; /* NULL: it was lost */
	struct provenance *p;
	struct fetch_item items[DATED_MAX];
	struct fetch got[DATED_MAX];
	struct dated_ask asks[DATED_MAX];
	enum publisher rirs[DATED_MAX];
	size_t n;
	char latest[RIR_N][SHA256_HEX]; /* of the file at `latest` */
};

static void
night_clear(struct night *w)
{
	for (size_t i = 0; i < w->n; i++) {
		char *owned[3];

		memcpy(&owned[0], &w->items[i].id, sizeof(char *));
		memcpy(&owned[1], &w->items[i].url, sizeof(char *));
		memcpy(&owned[2], &w->items[i].path, sizeof(char *));
		for (size_t k = 0; k < ARRAY_LEN(owned); k++)
			free(owned[k]);
		fetch_clear(&w->got[i]);
	}
}

static size_t
extended_of(size_t rir)
{
	for (size_t i = 0; i < sources_built_in(); i++)
		if (sources[i].publisher == (enum publisher)rir &&
		    sources[i].kind == SK_STATS_EXTENDED)
			return i;
	assert(false);
	return 0;
}

/* From when the server is lost nothing is known of any file. */
static bool
ask_of(struct night *w, size_t rir, const char *path, struct dated_said *ret)
{
	AUTO_FREE char *file = path_join(w->spool, path);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (w->inspector == NULL ||
	    file_read_plain(file, DATED_PLAIN_MAX, &p, &n, NULL) != 0)
		return false;
	if (inspect_dated(w->inspector, extended_of(rir),
		(struct span){ p, n }, ret) == 0)
		return true;
	w->inspector = NULL;
	return false;
}

static void
add(struct night *w, size_t rir, const struct dated_ask *a, const char *latest)
{
	AUTO_BUF id = { 0 };
	AUTO_BUF url = { 0 };
	AUTO_BUF path = { 0 };
	struct fetch_item *item;

	dated_name((enum publisher)rir, a->day, &id);
	buf_fmt(&id, " at %s", pub_title(a->at));
	dated_url((enum publisher)rir, a, latest, &url);
	dated_path((enum publisher)rir, a, &path);
	item = &w->items[w->n];
	item->id = TAKE(id.p);
	item->url = TAKE(url.p);
	item->path = TAKE(path.p);
	item->max = DATED_PACKED_MAX;
	w->asks[w->n] = *a;
	w->rirs[w->n++] = (enum publisher)rir;
}

static void
plan(struct night *w, const struct job *j, const struct provenance *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		struct dated_ask asks[DATED_ASKS_MAX];
		struct dated_said said = { .day = 0 };
		size_t i = extended_of(r), n;
		const char *url = j->cfg->source_url[i];

		if (j->cfg->source_off[i])
			continue;
		if (p->fetches[i].outcome == FO_FETCHED &&
		    ask_of(w, r, sources[i].path, &said) && said.whole)
			memcpy(w->latest[r], said.sha256, SHA256_HEX);
		n = dated_plan((enum publisher)r, said.whole ? said.day : 0,
		    day_of(p->run.clock), asks);
		for (size_t k = 0; k < n; k++)
			add(w, r, &asks[k],
			    url != NULL ? url : sources[i].url);
	}
}

/* Has the night the same contents already, as a source's or another name's? */
static bool
had(const struct night *w, const struct dated *d)
{
	if (strcmp(w->latest[d->rir], d->plain) == 0)
		return true;
	for (size_t i = 0; i < w->p->dated_n; i++) {
		const struct dated *o = &w->p->dated[i];

		if (o == d)
			break;
		if (o->rir == d->rir && strcmp(o->plain, d->plain) == 0)
			return true;
	}
	return false;
}

/* What became of one; its bytes stay in the spool only where they are new. */
static void
take(struct night *w, size_t i, struct buf *out)
{
	struct dated *d = provenance_dated(w->p);
	AUTO_FREE char *file = path_join(w->spool, w->items[i].path);
	AUTO_BUF line = { 0 };
	struct dated_said said = { .whole = 0 };

	d->rir = w->rirs[i];
	d->at = w->asks[i].at;
	d->day = w->asks[i].day;
	d->fetch = w->got[i];
	memset(&w->got[i], 0, sizeof(w->got[i]));
	if (d->fetch.outcome != FO_FETCHED)
		return;
	if (ask_of(w, d->rir, w->items[i].path, &said) && said.whole) {
		memcpy(d->plain, said.sha256, SHA256_HEX);
		d->plain_size = (size_t)said.size;
		d->file_day = said.day;
		d->asof = said.asof;
	} else
		d->fetch.reason = mem_strdup(
		    said.fault[0] != '\0' ? said.fault : "not looked at");
	if (d->plain[0] == '\0' || had(w, d)) {
		remove(file);
		return;
	}
	buf_fmt(&line, "%s %s", d->plain, w->items[i].path);
	part_add(out, DATED_PART, buf_view(&line));
}

/* One of ours, unlike a file that is not there. */
static bool
failed(const struct fetch *f)
{
	return f->outcome != FO_FETCHED && f->outcome != FO_NOT_FOUND &&
	    f->outcome != FO_NOT_IN_MIRROR;
}

static void
say(const struct night *w, struct runinfo *run)
{
	const struct fetch *first = NULL;
	AUTO_BUF b = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < w->p->dated_n; i++) {
		const struct fetch *f = &w->p->dated[i].fetch;

		if (!failed(f))
			continue;
		first = first == NULL ? f : first;
		n++;
	}
	if (n != 0) {
		buf_fmt(&b, "dated files: %zu of %zu were not fetched; %s", n,
		    w->p->dated_n, first->reason);
		runinfo_fault(run, b.p);
	}
	if (w->inspector == NULL)
		runinfo_fault(run,
		    "dated files: the inspecting phase was lost");
}

static int
fetch(struct night *w, const struct job *j, const struct fetch_options *base,
    struct err *e)
{
	struct fetch_options o = *base;

	o.deadline_secs = j->cfg->dated_deadline;
	o.bytes_max = DATED_NIGHT_MAX;
	if (o.retries > DATED_RETRIES_MAX)
		o.retries = DATED_RETRIES_MAX;
	return fetch_list(&o, w->items, w->n, w->got, e);
}

void
job_dated(const struct job *j, const struct fetch_options *base,
    const struct service *inspector, struct provenance *p, struct buf *out)
{
	AUTO_FREE struct night *w = mem_alloc(sizeof(*w));
	AUTO_BUF why = { 0 };
	struct err e = { ERR_NONE, "" };

	w->spool = base->spool;
	w->inspector = inspector;
	w->p = p;
	plan(w, j, p);
	if (w->n != 0 && fetch(w, j, base, &e) != 0) {
		buf_fmt(&why, "dated files: %s", e.msg);
		runinfo_fault(&p->run, why.p);
	} else {
		for (size_t i = 0; i < w->n; i++)
			take(w, i, out);
		say(w, &p->run);
	}
	night_clear(w);
}
