/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a file changed in place. */
#include "audit/history.h"

#include <string.h>

/* More than this part of a file's records a day, and no fewer than so many. */
#define BULK_PART 100
#define BULK_LEAST 10
#define BULK_CITED 8

/* What of a file's records changed. */
struct bulk {
	uint64_t records, changed;
	uint64_t holder, cc, date, status; /* of those changed */
	int days;			   /* between the two files, begun */
};

static bool
in_place(const struct change *c)
{
	return c->was != NULL && c->is != NULL;
}

static void
count_kinds(const struct change *c, bool kind[4])
{
	const struct registration *a = c->was, *b = c->is;
	bool both = history_delegated(a) && history_delegated(b);

	kind[0] |= both && !history_same_holder(c);
	kind[1] |= both && strcmp(a->cc, b->cc) != 0;
	kind[2] |= both && a->date != b->date;
	kind[3] |= a->status != b->status;
}

/* Does any of the changes from j on touch the record in place? */
static bool
record_changed(const struct changes *c, size_t j, struct range r,
    struct bulk *b)
{
	bool kind[4] = { false, false, false, false };
	bool any = false;

	for (; j < c->n && c->v[j].r.lo <= r.hi; j++)
		if (range_meets(c->v[j].r, r) && in_place(&c->v[j])) {
			count_kinds(&c->v[j], kind);
			any = true;
		}
	b->holder += kind[0];
	b->cc += kind[1];
	b->date += kind[2];
	b->status += kind[3];
	return any;
}

static void
bulk_of(const struct history *h, struct bulk *ret)
{
	const struct view_file *file =
	    &probe_view(h->p)->files[h->d->chosen[h->rir]];
	utc_t between = h->today->held_at[h->rir] - h->old->held_at[h->rir];

	memset(ret, 0, sizeof(*ret));
	ret->days = between <= DAY_SECS ?
	    1 :
	    (int)((between + DAY_SECS - 1) / DAY_SECS);
	for (int f = 0; f < FAM_N; f++) {
		const struct view_order *o = &file->by[f];
		const struct changes *c = &h->today->changed[h->rir][f];
		size_t j = 0;

		ret->records += o->n;
		for (size_t i = 0; i < o->n; i++) {
			struct range r = o->v[o->order[i]].r;

			/* Records are by lo, and changes disjoint. */
			while (j < c->n && c->v[j].r.hi < r.lo)
				j++;
			ret->changed += record_changed(c, j, r, ret);
		}
	}
}

static bool
is_bulk(const struct bulk *b)
{
	return b->changed >= BULK_LEAST &&
	    b->changed * BULK_PART > b->records * (uint64_t)b->days;
}

bool
history_bulk(const struct history *h)
{
	struct bulk b;

	bulk_of(h, &b);
	return is_bulk(&b);
}

static void
cite_some(const struct history *h)
{
	struct history one = *h;
	size_t n = 0;

	for (int f = 0; f < FAM_N; f++) {
		const struct changes *c = &h->today->changed[h->rir][f];

		one.f = (enum family)f;
		for (size_t i = 0; i < c->n && n < BULK_CITED; i++)
			if (in_place(&c->v[i])) {
				history_cite(&one, c->v[i].r);
				n++;
			}
	}
}

static void
bulk_file(const struct history *h)
{
	struct bulk b;
	char a[UTC_TEXT], z[UTC_TEXT];

	bulk_of(h, &b);
	if (!is_bulk(&b))
		return;
	probe_named(h->p, 1u << h->rir, SUBJ_SOURCE, 2, "%s",
	    sources[h->d->chosen[h->rir]].id);
	probe_observe(h->p,
	    "%llu of %llu records of %s's file as of %s differ from what its "
	    "files up to that as of %s last said of the same numbers, within "
	    "%d day%s: the opaque-id of %llu, the country of %llu, the date of "
	    "%llu, the status of %llu. Single findings of changed dates (A-10) "
	    "and holders (A-23) are not listed beside it.",
	    (unsigned long long)b.changed, (unsigned long long)b.records,
	    pub_title((enum publisher)h->rir),
	    utc_text(h->today->held_at[h->rir], a),
	    utc_text(h->old->held_at[h->rir], z), b.days,
	    b.days == 1 ? "" : "s", (unsigned long long)b.holder,
	    (unsigned long long)b.cc, (unsigned long long)b.date,
	    (unsigned long long)b.status);
	cite_some(h);
}

/*
 * Obligation 2.  Method: records that hold numbers of which the file
 * before said another thing.  Not checked: announcements, which are entries
 * of X6.
 */
void
bulk_rewrite(const struct dataset *d, struct probe *p)
{
	history_each_file(d, p, bulk_file);
}

static bool
holder_changed(const struct change *c)
{
	return history_delegated(c->was) && history_delegated(c->is) &&
	    c->was->holder != 0 && c->is->holder != 0 &&
	    !history_same_holder(c);
}

static void
holders_file(const struct history *h)
{
	struct history one = *h;
	size_t ranges[FAM_N] = { 0 };
	num_t numbers[FAM_N] = { 0 };
	char a[UTC_TEXT], z[UTC_TEXT], n[FAM_N][COUNT_TEXT];
	bool begun = false;

	if (history_bulk(h))
		return;
	for (int f = 0; f < FAM_N; f++) {
		const struct changes *c = &h->today->changed[h->rir][f];

		one.f = (enum family)f;
		for (size_t i = 0; i < c->n; i++) {
			if (!holder_changed(&c->v[i]))
				continue;
			if (!begun)
				probe_named(h->p, 1u << h->rir, SUBJ_SOURCE, 4,
				    "%s", sources[h->d->chosen[h->rir]].id);
			begun = true;
			ranges[f]++;
			numbers[f] += c->v[i].r.hi - c->v[i].r.lo + 1;
			if (probe_cited(h->p) < EVIDENCE_COUNT_MAX)
				history_cite(&one, c->v[i].r);
		}
	}
	if (!begun)
		return;
	for (int f = 0; f < FAM_N; f++)
		num_decimal(f == FAM_IPV6 ? numbers[f] >> 64 : numbers[f],
		    n[f]);
	probe_observe(h->p,
	    "%s's file as of %s gives %s AS numbers in %zu ranges, %s IPv4 "
	    "addresses in %zu and %s IPv6 /64s in %zu to another opaque-id "
	    "than its files up to that as of %s last did.",
	    pub_title((enum publisher)h->rir),
	    utc_text(h->today->held_at[h->rir], a), n[FAM_ASN],
	    ranges[FAM_ASN], n[FAM_IPV4], ranges[FAM_IPV4], n[FAM_IPV6],
	    ranges[FAM_IPV6], utc_text(h->old->held_at[h->rir], z));
}

/*
 * Obligation 2.  Method: delegated then and now, two opaque-ids; a
 * count for each file.  Not checked: whether the holder is another: an
 * opaque-id is not promised to stay.
 */
void
holders_changed(const struct dataset *d, struct probe *p)
{
	history_each_file(d, p, holders_file);
}
