/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/audit.h"
#include "audit/probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
absence(const struct dataset *d, size_t rir)
{
	for (size_t i = 0; i < sources_n; i++) {
		const struct fetch *f = &d->prov.fetches[i];

		if (sources[i].publisher == (enum publisher)rir &&
		    sources[i].kind == SK_STATS_EXTENDED)
			return f->outcome == FO_NOT_IN_MIRROR ?
			    "not in this mirror" :
			    f->reason != NULL ? f->reason :
						outcome_name(f->outcome);
	}
	return "no source";
}

static bool
need_rirs(const struct dataset *d, struct probe *p, bool extended)
{
	bool ok = true;

	for (size_t r = 0; r < RIR_N; r++) {
		int c = d->chosen[r];

		if (c < 0) {
			probe_no_input(p, "%s: %s",
			    pub_title((enum publisher)r), absence(d, r));
			ok = false;
		} else if (extended && sources[c].kind != SK_STATS_EXTENDED) {
			probe_no_input(p,
			    "%s: no extended file, and a plain "
			    "one lists no pool",
			    pub_title((enum publisher)r));
			ok = false;
		}
	}
	return ok;
}

static bool
need_stats(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (d->chosen[r] >= 0)
			return true;
	probe_no_input(p, "no registry's statistics in this snapshot");
	return false;
}

static bool
need_logs(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (dataset_log(d, r) != NULL)
			return true;
	probe_no_input(p, "no transfer log in this snapshot");
	return false;
}

/* A production anchor, of any RIR. */
static bool
need_rpki(const struct dataset *d, struct probe *p)
{
	AUTO_BUF why = { 0 };

	for (size_t i = 0; i < d->rpki_n; i++) {
		const struct rpki_ta *t = &d->rpki[i];

		if (t->valid && t->publisher >= 0)
			return true;
		buf_fmt(&why, "%s %s: %s", why.n == 0 ? "" : ";", t->name,
		    t->reason == NULL ? "of no known registry" : t->reason);
	}
	if (d->rpki_n == 0)
		probe_no_input(p, "no trust anchor in this snapshot");
	else
		probe_no_input(p, "no trust anchor held:%s", why.p);
	return false;
}

static bool
need_clock(const struct dataset *d, struct probe *p)
{
	if (d->run->clock_given)
		return true;
	probe_no_input(p, "a mirror without a given time");
	return false;
}

static bool
need_steady(const struct dataset *d, struct probe *p)
{
	if (!runinfo_clock_off(d->run))
		return true;
	probe_no_input(p, "our clock is %lld s from the publishers'",
	    (long long)d->run->clock_skew);
	return false;
}

static bool
has_needs(const struct dataset *d, struct probe *p, unsigned needs)
{
	bool ok = true;

	if (needs & NEED_STATS)
		ok = need_stats(d, p) && ok;
	if (needs & NEED_LOGS)
		ok = need_logs(d, p) && ok;
	if (needs & NEED_RPKI)
		ok = need_rpki(d, p) && ok;
	if (needs & (NEED_ALL_RIRS | NEED_EXTENDED))
		ok = need_rirs(d, p, (needs & NEED_EXTENDED) != 0) && ok;
	if ((needs & NEED_IANA) && !p->view->have_iana) {
		probe_no_input(p,
		    "not all of IANA's registries are in this "
		    "snapshot");
		ok = false;
	}
	if (needs & NEED_CLOCK)
		ok = need_clock(d, p) && ok;
	if (needs & (NEED_CLOCK | NEED_STEADY))
		ok = need_steady(d, p) && ok;
	return ok;
}

static void
outcome_of(struct rule_result *res, const struct audit_result *ret,
    size_t from, bool no_input)
{
	for (size_t i = from; i < ret->open.n; i++) {
		const struct finding *f = &ret->open.v[i];

		if (f->unobserved)
			continue;
		if (f->outcome == OUT_EXCUSED)
			res->excused++;
		else
			res->fails++;
	}
	if (no_input || res->outcome == OUT_NOT_IN_FORCE)
		return;
	res->outcome = res->fails != 0 ? OUT_FAIL :
	    res->excused != 0	       ? OUT_EXCUSED :
					 OUT_PASS;
}

/* What was not written down was seen all the same: nothing is cured by it. */
static void
say_beyond(struct probe *p)
{
	probe_self_fault(p,
	    "%s: %llu findings beyond the first %d are counted "
	    "here and not listed",
	    p->rule->id, (unsigned long long)p->beyond, RULE_FINDINGS_MAX);
	p->un.parties = (1u << PUB_N) - 1;
}

static char *
not_in_force(day_t from)
{
	AUTO_BUF b = { 0 };
	char day[DAY_TEXT];

	if (from == RULE_WAITS)
		return mem_strdup("nobody publishes yet what it is about");
	buf_fmt(&b, "not before %s", day_text(from, day));
	return mem_strdup(b.p);
}

static void
run_rule(struct lifecycle *lc, const struct view *v, size_t i)
{
	const struct rule *rule = &rules[i];
	struct rule_result *res = &lc->ret->results[i];
	size_t from = lc->ret->open.n;
	struct probe p = { .d = lc->d,
		.view = v,
		.ledger = lc->old,
		.today = lc->next,
		.rule = rule,
		.ret = lc->ret,
		.res = res };

	res->rule = rule;
	p.un.source = mem_alloc(SOURCES_MAX * sizeof(*p.un.source));
	if (rule->in_force != 0 && lc->d->day < rule->in_force) {
		res->reason = not_in_force(rule->in_force);
		res->outcome = OUT_NOT_IN_FORCE;
	} else if (has_needs(lc->d, &p, rule->needs)) {
		rule->fn(lc->d, &p);
		if (res->examined == 0)
			probe_no_input(&p, "nothing to examine");
	}
	if (p.no_input) {
		assert(p.raw.n == 0);
		res->outcome = OUT_NO_INPUT;
	} else if (res->outcome != OUT_NOT_IN_FORCE)
		res->outcome = OUT_PASS;
	if (p.beyond != 0)
		say_beyond(&p);
	lifecycle_rule(lc, rule, &p.raw, res, &p.un);
	outcome_of(res, lc->ret, from, p.no_input);
	findings_clear(&p.raw);
	finding_clear(&p.spare);
	free(p.un.source);
}

/* What the run says of itself stands before what the rules found of it. */
static void
copy_faults(const struct runinfo *r, struct audit_result *ret)
{
	if (r->faults_n == 0)
		return;
	ret->faults = mem_grow(NULL, &ret->faults_cap, r->faults_n,
	    sizeof(*ret->faults));
	for (size_t i = 0; i < r->faults_n; i++)
		ret->faults[ret->faults_n++].text = mem_strdup(r->faults[i]);
}

void
audit_run(const struct dataset *d, const struct ledger *old,
    const struct exceptions *x, const struct thresholds *t,
    struct audit_result *ret, struct ledger *next)
{
	struct lifecycle lc = { d, old, x, t, ret, next };
	struct view v;

	memset(ret, 0, sizeof(*ret));
	copy_faults(d->run, ret);
	ret->results = mem_alloc(rules_n * sizeof(*ret->results));
	view_make(d, &v);
	/* Today's listings first: a rule asks since when a range was listed,
	 * today included; what it reads of yesterday is lc.old. */
	ledger_advance(old, d, &v, next);
	for (size_t i = 0; i < rules_n; i++)
		run_rule(&lc, &v, i);
	lifecycle_finish(&lc);
	findings_notice(ret, next);
	view_clear(&v);
}
