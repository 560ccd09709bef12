/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trust anchors as they were yesterday: P-03, P-04, P-19, P-25; and U-12. */
#include "audit/rpki.h"

#include <string.h>

/* More than this is a mass loss: of a hundred, or at all. */
#define LOSS_PERCENT 5
#define LOSS_MANY 2000
/* A certificate of a trust anchor that ends within this. */
#define ANCHOR_ENDS (30 * DAY_SECS)
/* A tree in which nothing was signed for so long. */
#define TREE_SILENT DAY_SECS

/* Of the statistics: did the delegated numbers of the registry fall as well? */
static bool
statistics_fell(const struct dataset *d, const struct probe *p, size_t rir)
{
	int c = d->chosen[rir];
	const struct source_state *o;

	if (c < 0)
		return false;
	o = &probe_ledger(p)->src[c];
	for (int f = 0; o->seen && f < FAM_N; f++) {
		num_t was = o->totals[f][0] + o->totals[f][1];
		num_t is = d->stats[c].totals[f][0] + d->stats[c].totals[f][1];

		if (is < was && (was - is) > was / 100 * LOSS_PERCENT)
			return true;
	}
	return false;
}

static bool
lost(uint64_t was, uint64_t is)
{
	return is < was &&
	    (is == 0 || was - is > LOSS_MANY ||
		(was - is) * 100 > was * LOSS_PERCENT);
}

static void
loss_of(const struct dataset *d, struct probe *p, const struct rpki_ta *t,
    const struct anchor_state *o)
{
	struct {
		const char *name, *words;
		uint64_t was, is;
	} counts[] = { { "vrps", "validated ROA payloads", o->vrps,
			   t->vrps_n },
		{ "cas", "valid CA certificates", o->cas, t->cas_n } };
	char a[UTC_TEXT], b[UTC_TEXT];
	bool fell = statistics_fell(d, p, (size_t)t->publisher);

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (!lost(counts[i].was, counts[i].is))
			continue;
		probe_named(p, 1u << t->publisher, SUBJ_REGISTRY, fell ? 4 : 2,
		    "%s:%s", t->name, counts[i].name);
		probe_observe(p,
		    "Under %s's trust anchor %s there were %llu %s as of %s "
		    "and %llu as of %s; %zu objects are refused or missing.%s",
		    pub_title((enum publisher)t->publisher), t->name,
		    (unsigned long long)counts[i].was, counts[i].words,
		    utc_text(o->at, a), (unsigned long long)counts[i].is,
		    utc_text(t->at, b), t->faults_n,
		    fell ?
			" The numbers that its statistics list as delegated "
			"fell as well." :
			"");
	}
}

typedef void anchor_fn(const struct dataset *d, struct probe *p,
    const struct rpki_ta *t, const struct anchor_state *o);

/* Each anchor of a registry that held, with what it was; o NULL: not known. */
static void
each_anchor(const struct dataset *d, struct probe *p, anchor_fn *fn)
{
	rpki_examine(d, p);
	for (size_t i = 0; i < d->rpki_n; i++) {
		const struct rpki_ta *t = &d->rpki[i];

		if (t->valid && t->publisher >= 0)
			fn(d, p, t,
			    rpki_anchor_state(&probe_ledger(p)->rpki,
				t->name));
	}
}

static void
loss_since(const struct dataset *d, struct probe *p, const struct rpki_ta *t,
    const struct anchor_state *o)
{
	if (o != NULL && o->at < t->at && !t->as0)
		loss_of(d, p, t, o);
}

/*
 * P-03.  Obligation 3.  Method: counts with those of the day on which the
 * anchor held last.
 * Not checked: AS0 anchors, which shrink with the pool.
 */
void
rpki_loss(const struct dataset *d, struct probe *p)
{
	each_anchor(d, p, loss_since);
}

static void
feed_event(struct probe *p, const struct rpki_ta *t, const char *uri,
    const char *what)
{
	const char *rest = strstr(uri, "://");
	char sha[SHA256_HEX];

	rest = rest == NULL ? uri : rest + 3;
	if (strlen(rest) > 120) {
		digest_sha256(span_of(uri), sha);
		rest = sha;
	}
	probe_named(p, 1u << t->publisher, SUBJ_FILE, 2, "%s:%s:%s", t->name,
	    rest, what);
}

static void
feed_changed(struct probe *p, const struct rpki_ta *t,
    const struct rpki_rrdp *r)
{
	const char *uri = rpki_text(t, r->uri);
	const struct feed_state *o =
	    rpki_feed_state(&probe_ledger(p)->rpki, t->name, uri);
	const char *who = pub_title((enum publisher)t->publisher);
	char a[UTC_TEXT], b[UTC_TEXT];

	if (r->change == RC_HASH) {
		feed_event(p, t, uri, "hash");
		probe_observe(p,
		    "%s's RRDP repository %s is not as its notification says, "
		    "as of %s: %s.",
		    who, uri, utc_text(t->at, a), rpki_text(t, r->fault));
	}
	if (o == NULL || r->session[0] == '\0')
		return;
	if (strcmp(o->session, r->session) != 0) {
		feed_event(p, t, uri, "session");
		probe_observe(p,
		    "%s's RRDP repository %s had the session %s with serial "
		    "%llu as of %s, and has the session %s with serial %llu as "
		    "of %s.",
		    who, uri, o->session, (unsigned long long)o->serial,
		    utc_text(o->at, a), r->session,
		    (unsigned long long)r->serial, utc_text(t->at, b));
	} else if (r->serial < o->serial) {
		feed_event(p, t, uri, "serial");
		probe_observe(p,
		    "%s's RRDP repository %s had serial %llu as of %s, and has "
		    "%llu as of %s, in one session.",
		    who, uri, (unsigned long long)o->serial,
		    utc_text(o->at, a), (unsigned long long)r->serial,
		    utc_text(t->at, b));
	}
}

/*
 * P-04.  Obligation 3.  Method: notifications of the registry's own
 * repositories with those of the day before, and snapshot and deltas with the
 * hashes that their notification gives.
 * Not checked: rsync, which is not fetched.
 */
void
rrdp_inconsistent(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < d->rpki_n; i++) {
		const struct rpki_ta *t = &d->rpki[i];

		for (size_t k = 0; t->publisher >= 0 && k < t->feeds_n; k++) {
			if (!t->feeds[k].own)
				continue;
			probe_examined(p, 1);
			feed_changed(p, t, &t->feeds[k]);
		}
	}
}

static void
anchor_event(struct probe *p, const struct rpki_ta *t, const char *what)
{
	probe_named(p, 1u << t->publisher, SUBJ_REGISTRY, 3, "%s:%s", t->name,
	    what);
}

static void
anchor_changed(struct probe *p, const struct rpki_ta *t, const char *what,
    const char *was, const char *is, utc_t then)
{
	char a[UTC_TEXT], b[UTC_TEXT];

	if (strcmp(was, is) == 0)
		return;
	anchor_event(p, t, what);
	probe_observe(p,
	    "The %s of %s's trust anchor %s was %s as of %s, and is %s as of "
	    "%s.",
	    what, pub_title((enum publisher)t->publisher), t->name,
	    was[0] == '\0' ? "none" : was, utc_text(then, a),
	    is[0] == '\0' ? "none" : is, utc_text(t->at, b));
}

static void
anchor_now(const struct dataset *d, struct probe *p, const struct rpki_ta *t,
    const struct anchor_state *o)
{
	char a[UTC_TEXT], b[UTC_TEXT];

	(void)d;
	if (o != NULL) {
		anchor_changed(p, t, "key", o->key, t->key, o->at);
		anchor_changed(p, t, "resources", o->resources, t->resources,
		    o->at);
		anchor_changed(p, t, "repository", o->repo,
		    rpki_text(t, t->repo), o->at);
		anchor_changed(p, t, "notification", o->notify,
		    rpki_text(t, t->notify), o->at);
	}
	/* Once, when it is first seen so near to its end. */
	if (t->until == TIME_NONE || t->until - t->at >= ANCHOR_ENDS ||
	    (o != NULL && o->until == t->until &&
		o->until - o->at < ANCHOR_ENDS))
		return;
	anchor_event(p, t, "ends");
	probe_observe(p,
	    "The certificate of %s's trust anchor %s ends %s, less than 30 "
	    "days after %s.",
	    pub_title((enum publisher)t->publisher), t->name,
	    utc_text(t->until, a), utc_text(t->at, b));
}

/*
 * P-19.  Obligations 3 and 4.  Method: key, resources and SIA of each trust
 * anchor's certificate with those of the day on which it held last.
 */
void
anchor_change(const struct dataset *d, struct probe *p)
{
	each_anchor(d, p, anchor_now);
}

static void
anchor_silent(const struct dataset *d, struct probe *p,
    const struct rpki_ta *t, const struct anchor_state *o)
{
	utc_t newest = TIME_NONE;
	char a[UTC_TEXT], b[UTC_TEXT];

	(void)d;
	(void)o;
	for (size_t i = 0; i < t->cas_n; i++)
		if (t->cas[i].own && t->cas[i].mft_this != TIME_NONE &&
		    t->cas[i].mft_this > newest)
			newest = t->cas[i].mft_this;
	if (t->as0 || newest == TIME_NONE || t->at - newest <= TREE_SILENT)
		return;
	probe_named(p, 1u << t->publisher, SUBJ_REGISTRY, 3, "%s:newest",
	    t->name);
	probe_observe(p,
	    "The newest manifest in the own repositories of %s's trust anchor "
	    "%s is of %s; %s is %lld hours later.",
	    pub_title((enum publisher)t->publisher), t->name,
	    utc_text(newest, a), utc_text(t->at, b),
	    (long long)(t->at - newest) / 3600);
}

/*
 * P-25.  Obligation 3.  Method: the newest thisUpdate of all manifests in the
 * registry's own repositories.
 */
void
rpki_silent(const struct dataset *d, struct probe *p)
{
	each_anchor(d, p, anchor_silent);
}

/*
 * U-12.  Obligations 1 and 4.  Nobody publishes such statements: when somebody
 * does, their form will be known, and this rule written.
 */
void
anchors_constrained(const struct dataset *d, struct probe *p)
{
	(void)d;
	probe_no_input(p, "no trust anchor has published such a statement");
}
