/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trust anchors with each other, and with the statistics files: U-05, U-06. */
#include "audit/logs.h"
#include "audit/rpki.h"

/* What exceptions of X1 match by: whose transfer it is. */
static const char *const moving_tags[RIR_N] = { "moving-afrinic",
	"moving-apnic", "moving-arin", "moving-lacnic", "moving-ripencc" };

/* How long a tree may lag behind a transfer (U-06). */
#define CERTIFIED_GRACE (7 * DAY_SECS)

/* Nothing can be said of what stands under an anchor that did not hold. */
void
rpki_unheld(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < d->rpki_n; i++)
		if (!d->rpki[i].valid && d->rpki[i].publisher >= 0)
			probe_unobserved(p,
			    (enum publisher)d->rpki[i].publisher);
}

void
rpki_examine(const struct dataset *d, struct probe *p)
{
	const struct trees *t = &probe_view(p)->trees;

	for (size_t r = 0; r < RIR_N; r++)
		if (!t->of[r].there)
			probe_unobserved(p, (enum publisher)r);
	rpki_unheld(d, p);
	for (size_t i = 0; i < d->rpki_n; i++)
		if (d->rpki[i].valid && d->rpki[i].publisher >= 0 &&
		    !d->rpki[i].as0)
			probe_examined(p,
			    d->rpki[i].cas_n + d->rpki[i].vrps_n +
				d->rpki[i].aspas_n);
}

bool
rpki_stats_whole(const struct dataset *d, struct probe *p, size_t rir)
{
	if (d->chosen[rir] >= 0 && d->asof[rir] != TIME_NONE &&
	    stats_complete(d, (size_t)d->chosen[rir]) &&
	    !stats_shrunk(d, probe_ledger(p), (size_t)d->chosen[rir]))
		return true;
	probe_unobserved(p, (enum publisher)rir);
	return false;
}

static void
say_more(size_t n, struct buf *out)
{
	if (n > TREE_CITED_MAX)
		buf_fmt(out, "; and %zu more", n - TREE_CITED_MAX);
}

void
rpki_say(const struct dataset *d, struct probe *p, size_t rir, bool as0,
    enum family f, struct range r, struct buf *out)
{
	struct tree_object v[TREE_CITED_MAX];
	size_t n = trees_find(d, &probe_view(p)->trees, rir, as0, f, r, v);
	char t[RANGE_TEXT];

	for (size_t i = 0; i < n && i < TREE_CITED_MAX; i++) {
		buf_str(out, i == 0 ? "" : "; ");
		trees_words(v[i].ta, v[i].object, out);
		buf_fmt(out, ", for %s", range_text(f, v[i].r, t));
	}
	say_more(n, out);
	if (n == 0)
		return;
	buf_str(out, " [");
	trees_commands(v[0].ta, v[0].object, out);
	buf_chr(out, ']');
}

/* A contradiction between registry a's tree and registry b. */
struct cross {
	const struct dataset *d;
	struct probe *p;
	size_t a, b;
	enum family f;
	int severity;
	bool shown; /* that both were so at one time */
	void (*report)(struct cross *x, struct range r, const char *tag);
};

/* Reports what of them moves, and takes it out. */
static void
cross_moving(struct cross *x, struct rset *both, struct rset *moving,
    const char *tag)
{
	AUTO_RSET these = { 0 };

	rset_and(both, moving, &these);
	for (size_t i = 0; i < these.n; i++)
		x->report(x, these.v[i], tag);
	rset_take(both, moving);
}

static void
cross_each(struct cross *x, struct rset *both, utc_t grace)
{
	struct rset m[2] = { { 0 }, { 0 } };
	utc_t now = trees_at(x->d, x->a);

	for (size_t i = 0; i < both->n; i++)
		logs_moving_at(x->p, x->a, x->b, x->f, both->v[i], now, grace,
		    m);
	rset_norm(&m[0]);
	rset_norm(&m[1]);
	cross_moving(x, both, &m[0], moving_tags[x->a]);
	cross_moving(x, both, &m[1], moving_tags[x->b]);
	for (size_t i = 0; i < both->n; i++)
		x->report(x, both->v[i], NULL);
	rset_clear(&m[0]);
	rset_clear(&m[1]);
}

/* Without both logs nobody can tell what is on its way. */
static const char *
logs_words_missing(const struct cross *x)
{
	return dataset_log(x->d, x->a) == NULL ||
		dataset_log(x->d, x->b) == NULL ?
	    " A transfer in flight (X1) is not examinable: not both transfer "
	    "logs are there." :
	    "";
}

static void
report_twice(struct cross *x, struct range r, const char *tag)
{
	char t[RANGE_TEXT], at[UTC_TEXT];
	AUTO_BUF b = { 0 };

	probe_range(x->p, 1u << x->a | 1u << x->b, x->f, r, 2);
	probe_simultaneous(x->p, true);
	if (tag != NULL)
		probe_tag(x->p, tag);
	buf_fmt(&b, "%s: ", pub_title((enum publisher)x->a));
	rpki_say(x->d, x->p, x->a, false, x->f, r, &b);
	buf_fmt(&b, ". %s: ", pub_title((enum publisher)x->b));
	rpki_say(x->d, x->p, x->b, false, x->f, r, &b);
	probe_observe(x->p,
	    "%s is certified under the trust anchors of both %s and %s, "
	    "judged as of %s. %s.%s",
	    range_text(x->f, r, t), pub_title((enum publisher)x->a),
	    pub_title((enum publisher)x->b),
	    utc_text(trees_at(x->d, x->a), at), b.p, logs_words_missing(x));
}

/*
 * U-05.  Obligation 1.  Method: of each RIR's production trees, the first
 * certificates below those that hold all numbers of a family, as sets, in
 * pairs.
 * Not checked: which of the two is right.
 */
void
certified_twice(const struct dataset *d, struct probe *p)
{
	const struct trees *t = &probe_view(p)->trees;

	rpki_examine(d, p);
	for (size_t a = 0; a < RIR_N; a++)
		for (size_t b = a + 1; b < RIR_N; b++)
			for (int f = 0; f < FAM_N; f++) {
				struct cross x = { d, p, a, b, (enum family)f,
					2, true, report_twice };
				AUTO_RSET both = { 0 };

				rset_and(&t->of[a].first[f],
				    &t->of[b].first[f], &both);
				cross_each(&x, &both, MOVE_GRACE);
			}
}

static void
report_elsewhere(struct cross *x, struct range r, const char *tag)
{
	char t[RANGE_TEXT], at[UTC_TEXT], ia[UTC_TEXT], ib[UTC_TEXT];
	AUTO_BUF b = { 0 };

	probe_range(x->p, 1u << x->a | 1u << x->b, x->f, r, x->severity);
	probe_simultaneous(x->p, x->shown);
	if (tag != NULL)
		probe_tag(x->p, tag);
	rpki_say(x->d, x->p, x->a, false, x->f, r, &b);
	probe_observe(x->p,
	    "%s's trust anchor has objects for %s, judged as of %s: %s. %s's "
	    "file as of %s does not list it as delegated; %s's as of %s does; "
	    "%s.%s",
	    pub_title((enum publisher)x->a), range_text(x->f, r, t),
	    utc_text(trees_at(x->d, x->a), at), b.p,
	    pub_title((enum publisher)x->a), utc_text(x->d->asof[x->a], ia),
	    pub_title((enum publisher)x->b), utc_text(x->d->asof[x->b], ib),
	    x->shown ?
		"both files speak for a time within the objects' validity" :
		"simultaneity not shown",
	    logs_words_missing(x));
	cite_records(x->d, x->p, (size_t)x->d->chosen[x->b], x->f, r,
	    CITE_DELEGATED);
}

/* What the tree certified before both files spoke, if it does so after. */
static void
bracketed(const struct cross *x, struct rset *ret)
{
	utc_t a = x->d->asof[x->a], b = x->d->asof[x->b];
	utc_t at = trees_at(x->d, x->a);

	if (a <= at && b <= at && !runinfo_clock_off(x->d->run))
		trees_since(x->d, x->a, x->f, a < b ? a : b, ret);
}

/* Of what a's tree says (these), what b delegates and a does not. */
static void
elsewhere(struct cross *x, const struct rset *these, const struct rset *mine,
    const struct rset *theirs, int severity)
{
	AUTO_RSET left = { 0 };
	AUTO_RSET both = { 0 };
	AUTO_RSET older = { 0 };
	AUTO_RSET shown = { 0 };
	AUTO_RSET rest = { 0 };

	rset_minus(these, mine, &left);
	rset_and(&left, theirs, &both);
	if (both.n == 0)
		return;
	bracketed(x, &older);
	rset_and(&both, &older, &shown);
	rset_minus(&both, &older, &rest);
	x->shown = true;
	x->severity = severity;
	cross_each(x, &shown, CERTIFIED_GRACE);
	x->shown = false;
	x->severity = 3;
	cross_each(x, &rest, CERTIFIED_GRACE);
}

static void
elsewhere_of(const struct dataset *d, struct probe *p, size_t a, size_t b,
    enum family f)
{
	const struct view *v = probe_view(p);
	const struct tree_sets *s = &v->trees.of[a];
	const struct rset *mine = &v->files[d->chosen[a]].delegated[f];
	const struct rset *theirs = &v->files[d->chosen[b]].delegated[f];
	struct cross x = { d, p, a, b, f, 2, false, report_elsewhere };
	AUTO_RSET given = { 0 };
	AUTO_RSET above = { 0 };

	rset_or(&s->given[f], &s->zero[f], &given);
	rset_minus(&s->above[f], &given, &above);
	elsewhere(&x, &given, mine, theirs, 2);
	elsewhere(&x, &above, mine, theirs, 3);
}

/*
 * U-06.  Obligations 1 and 2.  Method: what each RIR's production trees
 * certify or authorise, less what its own file delegates, with what the files
 * of the others delegate.
 * A national registry's certificates stand in its RIR's tree, and its numbers
 * in its RIR's file (X7): they contradict nothing.
 */
void
certified_elsewhere(const struct dataset *d, struct probe *p)
{
	bool whole[RIR_N];

	rpki_examine(d, p);
	for (size_t r = 0; r < RIR_N; r++)
		whole[r] = rpki_stats_whole(d, p, r);
	for (size_t a = 0; a < RIR_N; a++)
		for (size_t b = 0; b < RIR_N; b++)
			for (int f = 0; f < FAM_N; f++)
				if (a != b && whole[a] && whole[b] &&
				    probe_view(p)->trees.of[a].there)
					elsewhere_of(d, p, a, b,
					    (enum family)f);
}
