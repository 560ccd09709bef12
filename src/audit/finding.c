/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/audit.h"
#include "audit/probe.h"
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

const char *
outcome_kind_name(enum outcome_kind o)
{
	static const char *const n[] = { "PASS", "FAIL", "EXCUSED", "NO_INPUT",
		"NOT_IN_FORCE", "SKEW" };

	return n[o];
}

const char *
persistence_name(enum persistence p)
{
	static const char *const n[] = { "OBSERVED", "PERSISTENT", "AGED",
		"CHRONIC" };

	return n[p];
}

const char *
subject_type_name(enum subject_type t)
{
	static const char *const n[] = { "asn", "ipv4", "ipv6", "file",
		"source", "registry" };

	return n[t];
}

void
finding_clear(struct finding *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->ev_n; i++)
		free(f->ev[i].text);
	free(f->ev);
	free(f->name);
	free(f->observation);
	free(f->id);
	memset(f, 0, sizeof(*f));
}

void
findings_clear(struct findings *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n; i++)
		finding_clear(&f->v[i]);
	free(f->v);
	memset(f, 0, sizeof(*f));
}

void
audit_result_clear(struct audit_result *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; r->results != NULL && i < rules_n; i++)
		free(r->results[i].reason);
	free(r->results);
	findings_clear(&r->open);
	findings_clear(&r->cured);
	for (size_t i = 0; i < r->faults_n; i++)
		free(r->faults[i].text);
	free(r->faults);
	epoch_clear(&r->epoch);
	memset(r, 0, sizeof(*r));
}

const char *
parties_text(unsigned parties, char out[PARTIES_TEXT])
{
	size_t n = 0;

	for (int p = 0; p < PUB_N; p++) {
		const char *s = pub_name((enum publisher)p);
		size_t len = strlen(s);

		if ((parties & 1u << p) == 0)
			continue;
		if (n != 0)
			out[n++] = '+';
		memcpy(out + n, s, len);
		n += len;
	}
	if (n == 0)
		out[n++] = '-';
	out[n] = '\0';
	return out;
}

int
parties_parse(struct span s, unsigned *ret)
{
	unsigned v = 0;

	if (span_is(s, "-")) {
		*ret = 0;
		return 0;
	}
	if (s.n != 0 && s.p[s.n - 1] == '+')
		return -1;
	while (s.n != 0) {
		enum publisher p;

		if (pub_parse(span_split(&s, '+'), &p) != 0 ||
		    v >= 1u << p) /* ascending, each once */
			return -1;
		v |= 1u << p;
	}
	*ret = v;
	return v == 0 ? -1 : 0;
}

char *
subject_text(enum subject_type t, struct range r, const char *name)
{
	char s[RANGE_TEXT];

	if (t >= SUBJ_FILE)
		return mem_strdup(name);
	return mem_strdup(range_text((enum family)t, r, s));
}

static void
field(struct buf *b, const char *s)
{
	AUTO_FREE char *t = text_escaped(span_of(s == NULL ? "" : s));

	for (const char *c = t; *c != '\0'; c++)
		if (*c == '|')
			buf_str(b, "\\x7c");
		else
			buf_chr(b, *c);
}

static void
print_short(struct buf *b, const char *kind, const struct finding *f)
{
	char pt[PARTIES_TEXT], d1[DAY_TEXT], d2[DAY_TEXT];

	buf_fmt(b, "%s|%s|%s|%s|%s|%s|%s\n", kind, f->id, f->rule->id,
	    parties_text(f->parties, pt), day_text(f->first_seen, d1),
	    day_text(f->last_seen, d2),
	    f->exception == NULL ? "" : f->exception->id);
}

static void
print_finding(struct buf *b, const struct finding *f)
{
	char pt[PARTIES_TEXT], d1[DAY_TEXT], d2[DAY_TEXT];
	AUTO_FREE char *subject = subject_text(f->type, f->range, f->name);

	if (f->unobserved) {
		print_short(b, "unobserved", f);
		return;
	}
	buf_fmt(b,
	    "finding|%s|%s|%d|S%d|%s|%s|%s|%s|%s|%s|%s|%s|%d|%u|%u|%u|"
	    "%d|",
	    f->id, f->rule->id, f->rule->obligation, f->severity,
	    outcome_kind_name(f->outcome),
	    f->exception == NULL ? "" : f->exception->id,
	    persistence_name(f->persistence), parties_text(f->parties, pt),
	    subject_type_name(f->type), subject, day_text(f->first_seen, d1),
	    day_text(f->last_seen, d2), f->episode, f->days_observed,
	    f->days_total, f->longest_gap, f->fresh);
	field(b, f->observation);
	buf_chr(b, '\n');
	if (f->noticed != 0)
		buf_fmt(b, "notice|%s|%s\n", f->id, day_text(f->noticed, d1));
}

static void
print_epoch(const struct epoch *e, struct buf *out)
{
	if (e->from == NULL)
		return;
	buf_fmt(out, "epoch|%s|%zu|%zu\n", e->from, e->added_n, e->removed_n);
	for (size_t i = 0; i < e->added_n; i++)
		buf_fmt(out, "epoch-added|%s\n", e->added[i]);
	for (size_t i = 0; i < e->removed_n; i++)
		buf_fmt(out, "epoch-removed|%s\n", e->removed[i]);
}

void
findings_print(const struct dataset *d, const struct audit_result *r,
    struct buf *out)
{
	buf_fmt(out,
	    "# nroaudit findings 1\n# snapshot %s\n# engine %s\n"
	    "# rules %s\n",
	    d->snapshot, engine_name(), RULESET_VERSION);
	print_epoch(&r->epoch, out);
	for (size_t i = 0; i < rules_n; i++) {
		const struct rule_result *q = &r->results[i];

		buf_fmt(out, "outcome|%s|%s|%llu|", q->rule->id,
		    outcome_kind_name(q->outcome),
		    (unsigned long long)q->examined);
		field(out, q->reason);
		buf_chr(out, '\n');
	}
	for (size_t i = 0; i < r->open.n; i++)
		print_finding(out, &r->open.v[i]);
	for (size_t i = 0; i < r->cured.n; i++)
		print_short(out, "cured", &r->cured.v[i]);
	for (size_t i = 0; i < r->faults_n; i++) {
		buf_str(out, "self|");
		field(out, r->faults[i].text);
		buf_chr(out, '\n');
	}
}
