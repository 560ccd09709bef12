/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is certified, and by the registry's own word should not be: A-15,
 * A-16, U-10, U-13. */
#include "audit/logs.h"
#include "audit/rpki.h"

/* What comes back to a registry is quarantined, with its certificates. */
#define POOL_GRACE (30 * DAY_SECS)
/* What an AS0 tree may lag behind a new delegation. */
#define AS0_LAG DAY_SECS

/* What a registry's files have listed in that class since `until` at least. */
static void
listed_since(const struct probe *p, size_t rir, enum family f, enum class c,
    utc_t until, struct rset *ret)
{
	const struct tenancies *t = &probe_today(p)->ten[rir][f][c];

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].since <= until)
			rset_add(ret, t->v[i].r);
	rset_norm(ret);
}

static void
in_pool(const struct dataset *d, struct probe *p, size_t rir, enum family f)
{
	const struct view *v = probe_view(p);
	utc_t at = trees_at(d, rir);
	char t[RANGE_TEXT], when[UTC_TEXT], is[UTC_TEXT];
	AUTO_RSET old = { 0 };
	AUTO_RSET pool = { 0 };
	AUTO_RSET both = { 0 };

	listed_since(p, rir, f, CLASS_POOL, at - POOL_GRACE, &old);
	rset_and(&old, &v->files[d->chosen[rir]].pool[f], &pool);
	rset_and(&pool, &v->trees.of[rir].given[f], &both);
	for (size_t i = 0; i < both.n; i++) {
		AUTO_BUF b = { 0 };

		probe_range(p, 1u << rir, f, both.v[i], 2);
		rpki_say(d, p, rir, false, f, both.v[i], &b);
		probe_observe(p,
		    "%s's trust anchor has objects for %s, judged as of %s: "
		    "%s. Its file as of %s lists it as available or reserved, "
		    "and has for 30 days or more.",
		    pub_title((enum publisher)rir),
		    range_text(f, both.v[i], t), utc_text(at, when), b.p,
		    utc_text(d->asof[rir], is));
		cite_records(d, p, (size_t)d->chosen[rir], f, both.v[i],
		    CITE_POOL);
	}
}

/*
 * Obligation 2.  Method: CA certificates with no CA below them, ROAs of
 * other than AS 0 and ASPAs, with what the same registry's files have listed
 * as its pool for 30 days.
 * Not checked: CAs with others below them, which are a registry's own.
 */
void
pool_certified(const struct dataset *d, struct probe *p)
{
	rpki_examine(d, p);
	for (size_t r = 0; r < RIR_N; r++) {
		if (!probe_view(p)->trees.of[r].there ||
		    !rpki_stats_whole(d, p, r))
			continue;
		if (sources[d->chosen[r]].kind != SK_STATS_EXTENDED) {
			probe_unobserved(p, (enum publisher)r);
			continue;
		}
		for (int f = 0; f < FAM_N; f++)
			in_pool(d, p, r, (enum family)f);
	}
}

static void
say_moved(const struct dataset *d, struct probe *p, enum family f,
    const struct move *m, const struct rset *these, int severity)
{
	size_t from = (size_t)m->t->from;
	char t[RANGE_TEXT], at[UTC_TEXT];

	for (size_t i = 0; i < these->n; i++) {
		AUTO_BUF said = { 0 };
		AUTO_BUF b = { 0 };

		logs_words(f, these->v[i], m, &said);
		rpki_say(d, p, from, false, f, these->v[i], &b);
		logs_range(p, m, f, these->v[i], severity);
		probe_observe(p,
		    "%s; %s's trust anchor still has objects for %s, judged "
		    "as of %s: %s.",
		    said.p, pub_title((enum publisher)from),
		    range_text(f, these->v[i], t),
		    utc_text(trees_at(d, from), at), b.p);
		logs_cite(d, p, m);
	}
}

static void
moved_on(const struct dataset *d, struct probe *p, enum family f,
    const struct move *m)
{
	const struct tree_sets *s;
	utc_t at;
	AUTO_RSET left = { 0 };
	AUTO_RSET given = { 0 };
	AUTO_RSET these = { 0 };
	AUTO_RSET rest = { 0 };
	AUTO_RSET above = { 0 };

	if (!move_done(m) || m->t->date == TIME_NONE || !logs_both_whole(d, m))
		return;
	s = &probe_view(p)->trees.of[m->t->from];
	at = trees_at(d, (size_t)m->t->from);
	if (!s->there || at < m->t->date + MOVE_GRACE)
		return;
	logs_last(p, f, m, &left);
	rset_or(&s->given[f], &s->zero[f], &given);
	rset_and(&left, &given, &these);
	say_moved(d, p, f, m, &these, 2);
	rset_minus(&left, &these, &rest);
	rset_and(&rest, &s->above[f], &above);
	say_moved(d, p, f, m, &above, 3);
}

/*
 * Obligations 1 and 2.  Method: the last entry of both logs for each
 * number, a fortnight and more after its day, with the tree of its source.
 * Not checked: what A-03 passes over, too.
 */
void
moved_certified(const struct dataset *d, struct probe *p)
{
	rpki_examine(d, p);
	logs_examine(d, p);
	for (int f = 0; f < FAM_N; f++) {
		const struct moves *m = &probe_view(p)->moves[f];

		for (size_t i = 0; i < m->n; i++)
			moved_on(d, p, (enum family)f, &m->v[i]);
	}
}

static utc_t
as0_at(const struct dataset *d, size_t rir)
{
	for (size_t i = 0; i < d->rpki_n; i++)
		if (d->rpki[i].valid && d->rpki[i].as0 &&
		    d->rpki[i].publisher == (int)rir)
			return d->rpki[i].at;
	return TIME_NONE;
}

static void
as0_over(const struct dataset *d, struct probe *p, size_t a, size_t b,
    enum family f)
{
	const struct view *v = probe_view(p);
	utc_t at = as0_at(d, a);
	char t[RANGE_TEXT], when[UTC_TEXT], is[UTC_TEXT];
	AUTO_RSET old = { 0 };
	AUTO_RSET now = { 0 };
	AUTO_RSET both = { 0 };

	listed_since(p, b, f, CLASS_DELEGATED, at - AS0_LAG, &old);
	rset_and(&old, &v->files[d->chosen[b]].delegated[f], &now);
	rset_and(&now, &v->trees.as0[a][f], &both);
	for (size_t i = 0; i < both.n; i++) {
		AUTO_BUF w = { 0 };

		probe_range(p, 1u << a | 1u << b, f, both.v[i], 2);
		rpki_say(d, p, a, true, f, both.v[i], &w);
		probe_observe(p,
		    "%s's AS0 trust anchor says of %s that nobody may announce "
		    "it, judged as of %s: %s. %s's file as of %s lists it as "
		    "delegated, and did the day before.",
		    pub_title((enum publisher)a), range_text(f, both.v[i], t),
		    utc_text(at, when), w.p, pub_title((enum publisher)b),
		    utc_text(d->asof[b], is));
		cite_records(d, p, (size_t)d->chosen[b], f, both.v[i],
		    CITE_DELEGATED);
	}
}

/*
 * U-10.  Obligations 1 and 2.  Method: ROAs of AS 0 under the AS0 anchors with
 * what any registry's files have listed as delegated for a day.
 */
void
as0_delegated(const struct dataset *d, struct probe *p)
{
	bool whole[RIR_N], any = false;

	rpki_unheld(d, p);
	for (size_t r = 0; r < RIR_N; r++)
		whole[r] = rpki_stats_whole(d, p, r);
	for (size_t a = 0; a < RIR_N; a++) {
		if (as0_at(d, a) == TIME_NONE)
			continue;
		any = true;
		probe_examined(p, 1);
		for (size_t b = 0; b < RIR_N; b++)
			for (int f = FAM_IPV4; whole[b] && f < FAM_N; f++)
				as0_over(d, p, a, b, (enum family)f);
	}
	if (!any)
		probe_no_input(p, "no AS0 trust anchor was had");
}

static void
not_given(const struct dataset *d, struct probe *p, size_t rir, enum family f,
    const struct rset *bad, const char *what)
{
	char t[RANGE_TEXT], at[UTC_TEXT];
	AUTO_RSET both = { 0 };

	rset_and(&probe_view(p)->trees.of[rir].given[f], bad, &both);
	for (size_t i = 0; i < both.n; i++) {
		AUTO_BUF b = { 0 };

		probe_range(p, 1u << rir | 1u << PUB_IANA, f, both.v[i], 2);
		rpki_say(d, p, rir, false, f, both.v[i], &b);
		probe_observe(p,
		    "%s's trust anchor has objects for %s, judged as of %s: "
		    "%s. IANA's registries show it as %s.",
		    pub_title((enum publisher)rir),
		    range_text(f, both.v[i], t),
		    utc_text(trees_at(d, rir), at), b.p, what);
		for (size_t k = 0; k < d->iana.n; k++) {
			const struct iana_block *q = &d->iana.v[k];

			if (q->fam == f && range_meets(q->r, both.v[i]))
				probe_cite(p, &d->art[source_index(q->source)],
				    q->at);
		}
	}
}

/*
 * U-13.  Obligation 1.  Method: CA certificates with no CA below them, ROAs of
 * other than AS 0 and ASPAs, with what IANA has given to nobody.
 */
void
certified_not_given(const struct dataset *d, struct probe *p)
{
	const struct view *v = probe_view(p);

	rpki_examine(d, p);
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; v->trees.of[r].there && f < FAM_N; f++) {
			not_given(d, p, r, (enum family)f,
			    &v->iana_withheld[f], "unallocated or reserved");
			not_given(d, p, r, (enum family)f, &v->iana_special[f],
			    "special-purpose");
		}
}
