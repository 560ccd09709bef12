/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The five together: A-13, C-01, C-10. */
#include "audit/audit.h"
#include "audit/logs.h"

#include <string.h>

#define SKEW_SECS (24 * 3600)
#define SKEW_GRAVE (48 * 3600)
#define RESIDUE_SHOWN 8

/* Everything in a RIR's chosen file, of any status. */
static void
claimed(const struct dataset *d, const struct view *v, size_t rir,
    enum family f, struct rset *ret)
{
	const struct view_file *file = &v->files[d->chosen[rir]];
	AUTO_RSET known = { 0 };

	rset_or(&file->delegated[f], &file->pool[f], &known);
	rset_or(&known, &file->other[f], ret);
}

static void
all_claimed(const struct dataset *d, const struct view *v, enum family f,
    struct rset *ret)
{
	for (size_t r = 0; r < RIR_N; r++) {
		AUTO_RSET one = { 0 };
		struct rset sum = { 0 };

		claimed(d, v, r, f, &one);
		rset_or(ret, &one, &sum);
		rset_clear(ret);
		*ret = sum;
	}
}

/* Absence in a file that shrank today, or is not whole, shows nothing. */
static bool
absence_shows(const struct dataset *d, const struct ledger *l, size_t rir)
{
	size_t c = (size_t)d->chosen[rir];

	return stats_complete(d, c) && !stats_shrunk(d, l, c);
}

static void
add_all(struct rset *to, const struct rset *from)
{
	struct rset sum = { 0 };

	rset_or(to, from, &sum);
	rset_clear(to);
	*to = sum;
}

/*
 * What a registry listed before and does not list today, where the file at
 * hand shows nothing by that: it shrank, is not whole, or is the same as
 * yesterday's, whose loss was told then.
 */
static void
lost_by(const struct dataset *d, const struct probe *p, size_t rir,
    enum family f, struct rset *ret)
{
	const struct ledger *l = probe_ledger(p);
	const struct tenancies *t = l->ten[rir][f];
	size_t c = (size_t)d->chosen[rir];
	AUTO_RSET before = { 0 };
	AUTO_RSET now = { 0 };

	if (absence_shows(d, l, rir) &&
	    strcmp(l->src[c].sha256, d->art[c].sha256) != 0)
		return;
	for (int k = 0; k < CLASS_N; k++)
		for (size_t i = 0; i < t[k].n; i++)
			rset_add(&before, t[k].v[i].r);
	rset_norm(&before);
	claimed(d, probe_view(p), rir, f, &now);
	rset_minus(&before, &now, ret);
}

/* Can anything be said of what is in no file? */
static bool
absence_examinable(const struct dataset *d, const struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (!stats_complete(d, (size_t)d->chosen[r]) &&
		    probe_ledger(p)->base[r] == TIME_NONE)
			return false;
	return true;
}

static void
all_lost(const struct dataset *d, const struct probe *p, enum family f,
    struct rset *ret)
{
	for (size_t r = 0; r < RIR_N; r++) {
		AUTO_RSET one = { 0 };

		lost_by(d, p, r, f, &one);
		add_all(ret, &one);
	}
}

/* Of IANA's allocations to a RIR, what no file lists. */
static void
unclaimed(const struct dataset *d, const struct probe *p, size_t rir,
    enum family f, struct rset *ret)
{
	const struct view *v = probe_view(p);
	AUTO_RSET all = { 0 };
	AUTO_RSET rest = { 0 };

	all_claimed(d, v, f, &all);
	rset_minus(&v->iana_rir[rir][f], &all, &rest);
	/* Documentation and other special ranges are nobody's to list. */
	rset_minus(&rest, &v->iana_special[f], ret);
}

/* The same, less what a loss explains. */
static void
unexplained(const struct dataset *d, const struct probe *p, size_t rir,
    enum family f, struct rset *ret)
{
	AUTO_RSET lost = { 0 };

	unclaimed(d, p, rir, f, ret);
	if (ret->n == 0)
		return;
	all_lost(d, p, f, &lost);
	rset_take(ret, &lost);
}

size_t
loss_explains(const struct dataset *d, const struct probe *p, size_t rir)
{
	size_t n = 0;

	if (!probe_view(p)->have_iana)
		return 0;
	for (size_t r = 0; r < RIR_N; r++)
		if (d->chosen[r] < 0 ||
		    sources[d->chosen[r]].kind != SK_STATS_EXTENDED)
			return 0;
	for (int f = 0; f < FAM_N; f++) {
		AUTO_RSET lost = { 0 };

		lost_by(d, p, rir, (enum family)f, &lost);
		for (size_t r = 0; r < RIR_N && lost.n != 0; r++) {
			AUTO_RSET holes = { 0 };
			AUTO_RSET both = { 0 };

			unclaimed(d, p, r, (enum family)f, &holes);
			rset_and(&holes, &lost, &both);
			n += both.n;
		}
	}
	return n;
}

static void
cite_iana(const struct dataset *d, struct probe *p, enum family f,
    struct range r)
{
	for (size_t k = 0; k < d->iana.n; k++) {
		const struct iana_block *b = &d->iana.v[k];

		if (b->fam == f && b->rir >= 0 && range_meets(b->r, r))
			probe_cite(p, &d->art[source_index(b->source)], b->at);
	}
}

/*
 * Obligation 2.  Method: IANA's allocations to each RIR, less the
 * records of all five.  Severity rises with persistence in the report only.
 */
void
space_unclaimed(const struct dataset *d, struct probe *p)
{
	const struct view *v = probe_view(p);
	bool examinable = absence_examinable(d, p);
	char t[RANGE_TEXT];

	for (size_t r = 0; r < RIR_N; r++) {
		if (!examinable || !absence_shows(d, probe_ledger(p), r)) {
			probe_unobserved(p, (enum publisher)r);
			continue;
		}
		for (int f = 0; f < FAM_N; f++) {
			AUTO_RSET holes = { 0 };

			probe_examined(p, v->iana_rir[r][f].n);
			unexplained(d, p, r, (enum family)f, &holes);
			for (size_t i = 0; i < holes.n; i++) {
				probe_range(p, 1u << r | 1u << PUB_IANA,
				    (enum family)f, holes.v[i], 3);
				probe_observe(p,
				    "IANA's registry shows %s in "
				    "space of %s; none of the five files "
				    "lists it.",
				    range_text((enum family)f, holes.v[i], t),
				    pub_title((enum publisher)r));
				cite_iana(d, p, (enum family)f, holes.v[i]);
			}
		}
	}
}

static void
multiple(const struct dataset *d, const struct view *v, enum family f,
    struct rset *ret)
{
	AUTO_RSET seen = { 0 };

	for (size_t r = 0; r < RIR_N; r++) {
		AUTO_RSET one = { 0 };
		AUTO_RSET twice = { 0 };
		AUTO_RSET withheld = { 0 };

		claimed(d, v, r, f, &one);
		rset_and(&one, &seen, &twice);
		rset_and(&one, &v->iana_withheld[f], &withheld);
		add_all(ret, &twice);
		add_all(ret, &withheld);
		add_all(&seen, &one);
	}
}

/* What the logs show as moving between two that both list it as delegated. */
static void
logged_between(const struct dataset *d, const struct probe *p, size_t a,
    size_t b, enum family f, struct rset *more)
{
	const struct view *v = probe_view(p);
	AUTO_RSET both = { 0 };
	struct rset m[2] = { { 0 }, { 0 } };

	rset_and(&v->files[d->chosen[a]].delegated[f],
	    &v->files[d->chosen[b]].delegated[f], &both);
	for (size_t i = 0; i < both.n; i++)
		logs_moving(d, p, a, b, f, both.v[i], m);
	rset_take(more, &m[0]);
	rset_take(more, &m[1]);
	rset_clear(&m[0]);
	rset_clear(&m[1]);
}

/* A transfer under way is no residue. */
static void
less_transfers(const struct dataset *d, const struct probe *p, enum family f,
    struct rset *more)
{
	const struct view *v = probe_view(p);

	for (size_t a = 0; a < RIR_N; a++)
		for (size_t b = 0; b < RIR_N && more->n != 0; b++) {
			AUTO_RSET both = { 0 };
			AUTO_RSET moving = { 0 };

			if (a == b)
				continue;
			rset_and(&v->files[d->chosen[a]].delegated[f],
			    &v->files[d->chosen[b]].pool[f], &both);
			for (size_t i = 0; i < both.n; i++)
				transfers_in(d, p, a, b, f, both.v[i],
				    &moving);
			rset_take(more, &moving);
			if (a < b)
				logged_between(d, p, a, b, f, more);
		}
}

static void
report_residue(const struct dataset *d, struct probe *p, enum family f,
    const struct rset *s, const char *what, const char *words)
{
	AUTO_BUF b = { 0 };
	char t[RANGE_TEXT], n[COUNT_TEXT];

	if (s->n == 0)
		return;
	buf_fmt(&b, "%s %s numbers in %zu ranges are %s:",
	    num_decimal(rset_count(s), n), fam_name(f), s->n, words);
	for (size_t i = 0; i < s->n && i < RESIDUE_SHOWN; i++)
		buf_fmt(&b, " %s", range_text(f, s->v[i], t));
	if (s->n > RESIDUE_SHOWN)
		buf_str(&b, " and more");
	buf_chr(&b, '.');
	probe_named(p, 1u << PUB_NRO, SUBJ_REGISTRY, 3, "%s:%s", fam_name(f),
	    what);
	probe_observe(p, "%s", b.p);
	for (size_t r = 0; r < RIR_N; r++)
		probe_cite(p, &d->art[d->chosen[r]],
		    d->stats[d->chosen[r]].header_at);
}

/*
 * C-01.  Obligations 1 and 4.  Method: what is claimed more than once, and
 * what IANA gave out and nobody claims.  Not checked: transfers under way (X1), and
 * what a loss explains.
 */
void
space_balance(const struct dataset *d, struct probe *p)
{
	const struct view *v = probe_view(p);
	bool examinable = absence_examinable(d, p);

	for (int f = 0; f < FAM_N; f++) {
		AUTO_RSET more = { 0 };
		AUTO_RSET less = { 0 };

		multiple(d, v, (enum family)f, &more);
		less_transfers(d, p, (enum family)f, &more);
		for (size_t r = 0; r < RIR_N; r++) {
			AUTO_RSET one = { 0 };

			probe_examined(p, v->files[d->chosen[r]].by[f].n);
			if (!examinable ||
			    !absence_shows(d, probe_ledger(p), r)) {
				probe_unobserved(p, PUB_NRO);
				continue;
			}
			unexplained(d, p, r, (enum family)f, &one);
			add_all(&less, &one);
		}
		report_residue(d, p, (enum family)f, &more, "multiple",
		    "claimed more than once");
		report_residue(d, p, (enum family)f, &less, "unclaimed",
		    "allocated by IANA and in none of the five files");
	}
}

/* C-10.  Obligation 4.  Method: spread of the five as-of instants. */
void
snapshot_skew(const struct dataset *d, struct probe *p)
{
	size_t lo = 0, hi = 0;
	char a[UTC_TEXT], b[UTC_TEXT];

	for (size_t r = 0; r < RIR_N; r++) {
		if (d->asof[r] == TIME_NONE) {
			probe_no_input(p, "%s: as-of unknown",
			    pub_title((enum publisher)r));
			return;
		}
		probe_examined(p, 1);
		if (d->asof[r] < d->asof[lo])
			lo = r;
		if (d->asof[r] > d->asof[hi])
			hi = r;
	}
	if (d->asof[hi] - d->asof[lo] <= SKEW_SECS)
		return;
	probe_named(p, 1u << PUB_NRO, SUBJ_REGISTRY, 4, "stats");
	probe_observe(p,
	    "The files of %s and %s speak for %s and %s, %lld "
	    "hours apart: more than %d.",
	    pub_title((enum publisher)lo), pub_title((enum publisher)hi),
	    utc_text(d->asof[lo], a), utc_text(d->asof[hi], b),
	    (long long)((d->asof[hi] - d->asof[lo]) / 3600),
	    d->asof[hi] - d->asof[lo] > SKEW_GRAVE ? 48 : 24);
	probe_cite(p, &d->art[d->chosen[lo]],
	    d->stats[d->chosen[lo]].header_at);
	probe_cite(p, &d->art[d->chosen[hi]],
	    d->stats[d->chosen[hi]].header_at);
}
