/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uniqueness: U-01, U-02, U-04, U-07. */
#include "audit/logs.h"

#include <stdio.h>

static void
examine_chosen(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		if (d->chosen[r] < 0 ||
		    !stats_complete(d, (size_t)d->chosen[r]))
			probe_unobserved(p, (enum publisher)r);
		if (d->chosen[r] >= 0)
			probe_examined(p, d->stats[d->chosen[r]].n);
	}
}

/* The listings interlock: somebody's instant lies within the other's. */
static bool
interlock(const struct dataset *d, const struct ledger *l, size_t a, size_t b,
    enum family f, bool pool_b, struct range r)
{
	utc_t sa = ledger_since(l, a, f, CLASS_DELEGATED, r);
	utc_t sb =
	    ledger_since(l, b, f, pool_b ? CLASS_POOL : CLASS_DELEGATED, r);

	if (d->asof[a] == TIME_NONE || d->asof[b] == TIME_NONE ||
	    runinfo_clock_off(d->run))
		return false;
	if (sa == TIME_NONE || sa > d->asof[a])
		sa = d->asof[a];
	if (sb == TIME_NONE || sb > d->asof[b])
		sb = d->asof[b];
	return sa <= d->asof[b] && sb <= d->asof[a];
}

struct pair {
	size_t a, b; /* RIRs; a delegated */
	enum family f;
	bool pool; /* b: pool, else delegated */
};

/* What exceptions of X1 match by: whose reserve, and whose transfer. */
static const char *const parked_tags[RIR_N] = { "parked-afrinic",
	"parked-apnic", "parked-arin", "parked-lacnic", "parked-ripencc" };
static const char *const logged_tags[RIR_N] = { "logged-afrinic",
	"logged-apnic", "logged-arin", "logged-lacnic", "logged-ripencc" };

static void
report_pair(const struct dataset *d, struct probe *p, const struct pair *q,
    struct range r, const char *tag)
{
	char t[RANGE_TEXT], ia[UTC_TEXT], ib[UTC_TEXT];
	bool both =
	    interlock(d, probe_ledger(p), q->a, q->b, q->f, q->pool, r);

	probe_range(p, 1u << q->a | 1u << q->b, q->f, r, both ? 2 : 3);
	probe_simultaneous(p, both);
	if (both && !q->pool)
		probe_direct(p);
	if (d->asof[q->a] == TIME_NONE || d->asof[q->b] == TIME_NONE)
		probe_skew(p);
	if (tag != NULL)
		probe_tag(p, tag);
	probe_observe(p,
	    "%s and %s both list %s: %s as delegated (file as of "
	    "%s), %s as %s (file as of %s); %s.",
	    pub_title((enum publisher)q->a), pub_title((enum publisher)q->b),
	    range_text(q->f, r, t), pub_title((enum publisher)q->a),
	    d->asof[q->a] == TIME_NONE ? "unknown" :
					 utc_text(d->asof[q->a], ia),
	    pub_title((enum publisher)q->b),
	    q->pool ? "available or reserved" : "delegated",
	    d->asof[q->b] == TIME_NONE ? "unknown" :
					 utc_text(d->asof[q->b], ib),
	    both ? "the listings interlock in time" :
		   "simultaneity not shown");
	cite_records(d, p, (size_t)d->chosen[q->a], q->f, r, CITE_DELEGATED);
	cite_records(d, p, (size_t)d->chosen[q->b], q->f, r,
	    q->pool ? CITE_POOL : CITE_DELEGATED);
}

/* Reports what of them moves, and takes it out. */
static void
report_moving(const struct dataset *d, struct probe *p, const struct pair *q,
    struct rset *both, struct rset *moving, const char *tag)
{
	AUTO_RSET these = { 0 };

	rset_norm(moving);
	rset_and(both, moving, &these);
	for (size_t i = 0; i < these.n; i++)
		report_pair(d, p, q, these.v[i], tag);
	rset_take(both, moving);
}

/* Both list it as delegated: what a log says of it, either way. */
static void
report_logged(const struct dataset *d, struct probe *p, const struct pair *q,
    struct rset *both)
{
	struct rset m[2] = { { 0 }, { 0 } };

	for (size_t i = 0; i < both->n; i++)
		logs_moving(d, p, q->a, q->b, q->f, both->v[i], m);
	report_moving(d, p, q, both, &m[0], logged_tags[q->a]);
	report_moving(d, p, q, both, &m[1], logged_tags[q->b]);
	rset_clear(&m[0]);
	rset_clear(&m[1]);
}

static void
compare_pair(const struct dataset *d, struct probe *p, const struct pair *q)
{
	const struct view *v = probe_view(p);
	const struct view_file *fa, *fb;
	AUTO_RSET both = { 0 };
	AUTO_RSET moving = { 0 };

	if (d->chosen[q->a] < 0 || d->chosen[q->b] < 0)
		return;
	fa = &v->files[d->chosen[q->a]];
	fb = &v->files[d->chosen[q->b]];
	rset_and(&fa->delegated[q->f],
	    q->pool ? &fb->pool[q->f] : &fb->delegated[q->f], &both);
	if (!q->pool)
		report_logged(d, p, q, &both);
	for (size_t i = 0; i < both.n && q->pool; i++)
		transfers_in(d, p, q->a, q->b, q->f, both.v[i], &moving);
	report_moving(d, p, q, &both, &moving, parked_tags[q->b]);
	for (size_t i = 0; i < both.n; i++)
		report_pair(d, p, q, both.v[i], NULL);
}

/*
 * U-01.  Obligation 1, "not to take action that would violate uniqueness".
 * Method: delegated sets of each pair of registries' chosen files.
 * Not checked: which of the two is right; transfers under way.
 */
void
double_delegation(const struct dataset *d, struct probe *p)
{
	examine_chosen(d, p);
	for (size_t a = 0; a < RIR_N; a++)
		for (size_t b = a + 1; b < RIR_N; b++)
			for (int f = 0; f < FAM_N; f++)
				compare_pair(d, p,
				    &(struct pair){ a, b, (enum family)f,
					false });
}

/*
 * U-07.  Obligation 1.  Method: delegated set of each registry with the pool
 * of each other.  Plain files list no pools: there is nothing to compare.
 */
void
delegated_and_pool(const struct dataset *d, struct probe *p)
{
	examine_chosen(d, p);
	for (size_t b = 0; b < RIR_N; b++) {
		if (d->chosen[b] < 0)
			continue;
		if (sources[d->chosen[b]].kind != SK_STATS_EXTENDED) {
			probe_unobserved(p, (enum publisher)b);
			continue;
		}
		for (size_t a = 0; a < RIR_N; a++)
			for (int f = 0; a != b && f < FAM_N; f++)
				compare_pair(d, p,
				    &(struct pair){ a, b, (enum family)f,
					true });
	}
}

static int
contradiction_severity(const struct record *a, const struct record *b)
{
	bool da = status_delegated((enum status)a->status);
	bool db = status_delegated((enum status)b->status);

	return da || db ? 2 : 3;
}

/* Delegated to two. */
static bool
two_holders(const struct statsfile *f, const struct record *a,
    const struct record *b)
{
	struct span ha = record_holder(f, a), hb = record_holder(f, b);

	return status_delegated((enum status)a->status) &&
	    status_delegated((enum status)b->status) && ha.n != 0 &&
	    hb.n != 0 && !span_eq(ha, hb);
}

static const char *
contradiction_words(const struct statsfile *f, const struct record *a,
    const struct record *b)
{
	bool da = status_delegated((enum status)a->status);
	bool db = status_delegated((enum status)b->status);

	if (a->status == ST_OTHER || b->status == ST_OTHER)
		return "twice, once or more with a status of no known kind";
	if (da && db)
		return span_eq(record_holder(f, a), record_holder(f, b)) ?
		    "twice as delegated, with the same holder or none named" :
		    "twice as delegated, to different opaque-ids";
	return da || db ? "both as delegated and in the pool" :
			  "twice in the pool";
}

static void
report_contradiction(const struct dataset *d, struct probe *p, size_t source,
    const struct record *a, const struct record *b)
{
	char t[RANGE_TEXT];
	struct range both = range_and(a->r, b->r);

	probe_range(p, 1u << sources[source].publisher, (enum family)a->fam,
	    both, contradiction_severity(a, b));
	if (two_holders(&d->stats[source], a, b))
		probe_direct(p);
	probe_observe(p, "One file of %s lists %s %s (lines %u and %u of %s).",
	    pub_title(sources[source].publisher),
	    range_text((enum family)a->fam, both, t),
	    contradiction_words(&d->stats[source], a, b), a->at.line,
	    b->at.line, sources[source].id);
	probe_cite(p, &d->art[source], a->at);
	probe_cite(p, &d->art[source], b->at);
}

struct contradictions {
	const struct dataset *d;
	struct probe *p;
	size_t source;
	uint64_t n;
};

static bool
contradiction(const struct sweep_item *a, const struct sweep_item *b,
    struct range both, void *arg)
{
	struct contradictions *c = arg;
	const struct record *v = c->d->stats[c->source].v;

	(void)both;
	if (probe_room(c->p) == 0)
		return false;
	report_contradiction(c->d, c->p, c->source, &v[a->ref], &v[b->ref]);
	c->n++;
	return true;
}

/* A file of a million equal rows has half a billion pairs or more: those that
 * cannot be reported are counted, not visited. */
static void
contradictions_in(const struct dataset *d, struct probe *p, size_t source,
    enum family f)
{
	const struct view_order *o = &probe_view(p)->files[source].by[f];
	struct contradictions c = { d, p, source, 0 };
	AUTO_FREE struct sweep_item *v = NULL;
	uint64_t pairs;

	if (o->disjoint)
		return;
	v = mem_resize(NULL, o->n, sizeof(*v));
	for (size_t i = 0; i < o->n; i++)
		v[i] =
		    (struct sweep_item){ o->v[o->order[i]].r, 0, o->order[i] };
	pairs = sweep_pairs(v, o->n);
	sweep_overlaps(v, o->n, contradiction, &c);
	probe_beyond(p, pairs - c.n);
}

/*
 * U-02.  Obligations 1 and 2.  Method: a sweep over each statistics file of
 * its own, extended and plain.
 */
void
file_contradicts_itself(const struct dataset *d, struct probe *p)
{
	mark_unexamined(d, p);
	for (size_t i = 0; i < sources_n; i++) {
		probe_examined(p, d->stats[i].n);
		for (int f = 0; f < FAM_N && d->stats[i].n != 0; f++)
			contradictions_in(d, p, i, (enum family)f);
	}
}

static void
not_given(const struct dataset *d, struct probe *p, size_t rir, enum family f,
    const struct rset *bad, const char *what)
{
	const struct view *v = probe_view(p);
	size_t source = (size_t)d->chosen[rir];
	AUTO_RSET both = { 0 };
	char t[RANGE_TEXT];

	rset_and(&v->files[source].delegated[f], bad, &both);
	for (size_t i = 0; i < both.n; i++) {
		probe_range(p, 1u << rir | 1u << PUB_IANA, f, both.v[i], 2);
		probe_observe(p,
		    "%s lists %s as delegated; IANA's registries "
		    "show it as %s.",
		    pub_title((enum publisher)rir),
		    range_text(f, both.v[i], t), what);
		cite_records(d, p, source, f, both.v[i], CITE_DELEGATED);
		for (size_t k = 0; k < d->iana.n; k++) {
			const struct iana_block *b = &d->iana.v[k];

			if (b->fam == f && range_meets(b->r, both.v[i]))
				probe_cite(p, &d->art[source_index(b->source)],
				    b->at);
		}
	}
}

/*
 * U-04.  Obligation 1.  Method: delegated sets with the complement of what
 * IANA gave out, and with the special-purpose registries.
 */
void
delegated_not_given(const struct dataset *d, struct probe *p)
{
	const struct view *v = probe_view(p);

	examine_chosen(d, p);
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; d->chosen[r] >= 0 && f < FAM_N; f++) {
			not_given(d, p, r, (enum family)f,
			    &v->iana_withheld[f], "unallocated or reserved");
			not_given(d, p, r, (enum family)f, &v->iana_special[f],
			    "special-purpose");
		}
}
