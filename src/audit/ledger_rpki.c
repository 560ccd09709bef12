/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of yesterday's trust anchors. */
#include "audit/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANCHOR_FIELDS 13
#define FEED_FIELDS 6

void
rpki_states_clear(struct rpki_states *s)
{
	for (size_t i = 0; i < s->anchors_n; i++) {
		free(s->anchors[i].repo);
		free(s->anchors[i].notify);
	}
	for (size_t i = 0; i < s->feeds_n; i++)
		free(s->feeds[i].uri);
	free(s->anchors);
	free(s->feeds);
	memset(s, 0, sizeof(*s));
}

const struct anchor_state *
rpki_anchor_state(const struct rpki_states *s, const char *name)
{
	for (size_t i = 0; i < s->anchors_n; i++)
		if (strcmp(s->anchors[i].name, name) == 0)
			return &s->anchors[i];
	return NULL;
}

const struct feed_state *
rpki_feed_state(const struct rpki_states *s, const char *name, const char *uri)
{
	for (size_t i = 0; i < s->feeds_n; i++)
		if (strcmp(s->feeds[i].name, name) == 0 &&
		    strcmp(s->feeds[i].uri, uri) == 0)
			return &s->feeds[i];
	return NULL;
}

static struct anchor_state *
anchor_add(struct rpki_states *s)
{
	s->anchors = mem_grow(s->anchors, &s->anchors_cap, s->anchors_n + 1,
	    sizeof(*s->anchors));
	memset(&s->anchors[s->anchors_n], 0, sizeof(*s->anchors));
	return &s->anchors[s->anchors_n++];
}

static struct feed_state *
feed_add(struct rpki_states *s)
{
	s->feeds = mem_grow(s->feeds, &s->feeds_cap, s->feeds_n + 1,
	    sizeof(*s->feeds));
	memset(&s->feeds[s->feeds_n], 0, sizeof(*s->feeds));
	return &s->feeds[s->feeds_n++];
}

static void
anchor_keep(const struct anchor_state *o, struct rpki_states *ret)
{
	struct anchor_state *a = anchor_add(ret);

	*a = *o;
	a->repo = mem_strdup(o->repo);
	a->notify = mem_strdup(o->notify);
}

static void
anchor_take(const struct rpki_ta *t, struct rpki_states *ret)
{
	struct anchor_state *a = anchor_add(ret);

	memcpy(a->name, t->name, sizeof(a->name));
	a->at = t->at;
	a->until = t->until;
	memcpy(a->key, t->key, sizeof(a->key));
	memcpy(a->resources, t->resources, sizeof(a->resources));
	memcpy(a->digest, t->digest, sizeof(a->digest));
	a->repo = mem_strdup(rpki_text(t, t->repo));
	a->notify = mem_strdup(rpki_text(t, t->notify));
	a->cas = t->cas_n;
	a->roas = t->roas_n;
	a->vrps = t->vrps_n;
	a->aspas = t->aspas_n;
}

static void
feeds_take(const struct rpki_ta *t, struct rpki_states *ret)
{
	for (size_t i = 0; i < t->feeds_n; i++) {
		const struct rpki_rrdp *r = &t->feeds[i];
		struct feed_state *f;

		if (r->session[0] == '\0')
			continue;
		f = feed_add(ret);
		memcpy(f->name, t->name, sizeof(f->name));
		memcpy(f->session, r->session, sizeof(f->session));
		f->uri = mem_strdup(rpki_text(t, r->uri));
		f->serial = r->serial;
		f->at = t->at;
	}
}

static int
anchor_cmp(const void *pa, const void *pb)
{
	return strcmp(((const struct anchor_state *)pa)->name,
	    ((const struct anchor_state *)pb)->name);
}

static int
feed_cmp(const void *pa, const void *pb)
{
	const struct feed_state *a = pa, *b = pb;
	int c = strcmp(a->name, b->name);

	return c != 0 ? c : strcmp(a->uri, b->uri);
}

/* What was not had today is as it was. */
void
rpki_states_advance(const struct rpki_states *old, const struct dataset *d,
    struct rpki_states *ret)
{
	for (size_t i = 0; i < d->rpki_n; i++) {
		if (d->rpki[i].valid)
			anchor_take(&d->rpki[i], ret);
		feeds_take(&d->rpki[i], ret);
	}
	for (size_t i = 0; i < old->anchors_n; i++)
		if (rpki_anchor_state(ret, old->anchors[i].name) == NULL)
			anchor_keep(&old->anchors[i], ret);
	for (size_t i = 0; i < old->feeds_n; i++) {
		const struct feed_state *o = &old->feeds[i];
		struct feed_state *f;

		if (rpki_feed_state(ret, o->name, o->uri) != NULL ||
		    day_diff(d->day, day_of(o->at)) > FEED_DAYS)
			continue;
		f = feed_add(ret);
		*f = *o;
		f->uri = mem_strdup(o->uri);
	}
	if (ret->anchors_n != 0)
		qsort(ret->anchors, ret->anchors_n, sizeof(*ret->anchors),
		    anchor_cmp);
	if (ret->feeds_n != 0)
		qsort(ret->feeds, ret->feeds_n, sizeof(*ret->feeds), feed_cmp);
}

void
rpki_states_print(const struct rpki_states *s, struct buf *out)
{
	char at[UTC_TEXT], until[UTC_TEXT];

	for (size_t i = 0; i < s->anchors_n; i++) {
		const struct anchor_state *a = &s->anchors[i];

		buf_fmt(out,
		    "anchor|%s|%s|%s|%s|%s|%s|%s|%llu|%llu|%llu|%llu|%s\n",
		    a->name, utc_text(a->at, at), utc_text(a->until, until),
		    a->key, a->resources, a->repo, a->notify,
		    (unsigned long long)a->cas, (unsigned long long)a->roas,
		    (unsigned long long)a->vrps, (unsigned long long)a->aspas,
		    a->digest);
	}
	for (size_t i = 0; i < s->feeds_n; i++) {
		const struct feed_state *f = &s->feeds[i];

		buf_fmt(out, "feed|%s|%s|%s|%llu|%s\n", f->name, f->uri,
		    f->session, (unsigned long long)f->serial,
		    utc_text(f->at, at));
	}
}

static int
name_parse(struct span s, char ret[RPKI_NAME_MAX])
{
	if (s.n == 0 || s.n >= RPKI_NAME_MAX || !span_plain(s))
		return -1;
	memset(ret, 0, RPKI_NAME_MAX);
	memcpy(ret, s.p, s.n);
	return 0;
}

static int
hex_parse(struct span s, char ret[SHA256_HEX])
{
	if (!hex_is(s, SHA256_HEX - 1))
		return -1;
	memcpy(ret, s.p, SHA256_HEX - 1);
	ret[SHA256_HEX - 1] = '\0';
	return 0;
}

static int
anchor_line(struct rpki_states *s, const struct span f[ANCHOR_FIELDS])
{
	struct anchor_state a = { 0 };

	if (name_parse(f[1], a.name) != 0 || utc_parse(f[2], &a.at) != 0 ||
	    utc_parse(f[3], &a.until) != 0 || hex_parse(f[4], a.key) != 0 ||
	    hex_parse(f[5], a.resources) != 0 || !span_plain(f[6]) ||
	    !span_plain(f[7]) || span_u64(f[8], UINT64_MAX, &a.cas) != 0 ||
	    span_u64(f[9], UINT64_MAX, &a.roas) != 0 ||
	    span_u64(f[10], UINT64_MAX, &a.vrps) != 0 ||
	    span_u64(f[11], UINT64_MAX, &a.aspas) != 0 ||
	    hex_parse(f[12], a.digest) != 0)
		return -1;
	if (s->anchors_n != 0 &&
	    strcmp(s->anchors[s->anchors_n - 1].name, a.name) >= 0)
		return -1;
	a.repo = mem_strndup(f[6].p, f[6].n);
	a.notify = mem_strndup(f[7].p, f[7].n);
	*anchor_add(s) = a;
	return 0;
}

static int
feed_line(struct rpki_states *s, const struct span f[FEED_FIELDS])
{
	struct feed_state q = { 0 };

	if (name_parse(f[1], q.name) != 0 || f[2].n == 0 ||
	    !span_plain(f[2]) || f[3].n != RPKI_SESSION - 1 ||
	    !span_plain(f[3]) || span_u64(f[4], UINT64_MAX, &q.serial) != 0 ||
	    utc_parse(f[5], &q.at) != 0)
		return -1;
	memcpy(q.session, f[3].p, f[3].n);
	q.uri = mem_strndup(f[2].p, f[2].n);
	*feed_add(s) = q;
	if (s->feeds_n > 1 &&
	    feed_cmp(&s->feeds[s->feeds_n - 2], &s->feeds[s->feeds_n - 1]) >=
		0)
		return -1;
	return 0;
}

int
rpki_states_line(struct rpki_states *s, struct span line)
{
	struct span f[ANCHOR_FIELDS];

	if (ledger_split(line, f, ANCHOR_FIELDS) == 0 &&
	    span_is(f[0], "anchor"))
		return s->feeds_n == 0 ? anchor_line(s, f) : -1;
	if (ledger_split(line, f, FEED_FIELDS) == 0 && span_is(f[0], "feed"))
		return feed_line(s, f);
	return -1;
}
