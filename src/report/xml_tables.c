/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage, matrix, outcomes, method: what was looked at, and how. */
#include "report/xml_priv.h"

#include <string.h>

static void
attr_time(struct xmlw *w, const char *name, utc_t t)
{
	char u[UTC_TEXT];

	if (t != TIME_NONE)
		xmlw_attr(w, name, utc_text(t, u));
}

static void
attr_some(struct xmlw *w, const char *name, const char *v)
{
	if (v != NULL && v[0] != '\0')
		xmlw_attr(w, name, v);
}

static void
source_row(struct xmlw *w, const struct dataset *d, size_t i)
{
	const struct fetch *f = &d->prov.fetches[i];
	size_t r = (size_t)sources[i].publisher;
	bool chosen = r < RIR_N && d->chosen[r] == (int)i;

	xmlw_open(w, "source");
	if (chosen)
		attr_time(w, "as-of", d->asof[r]);
	attr_some(w, "blob", d->art[i].present ? d->art[i].blob : NULL);
	if (chosen)
		xmlw_attr(w, "compared", "true");
	attr_time(w, "end", f->end);
	attr_some(w, "final-url", f->final_url);
	xmlw_attr(w, "id", sources[i].id);
	attr_time(w, "last-modified", f->last_modified);
	xmlw_attr(w, "outcome", outcome_name(f->outcome));
	attr_some(w, "peer", f->peer);
	xmlw_attr(w, "publisher", pub_name(sources[i].publisher));
	attr_some(w, "reason", f->reason);
	attr_some(w, "sha256", f->sha256);
	attr_some(w, "sha512", f->sha512);
	xmlw_attr_num(w, "size", (int64_t)f->size);
	attr_time(w, "start", f->start);
	attr_some(w, "tls", f->tls);
	attr_some(w, "url", f->url);
	if (chosen && sources[i].kind == SK_STATS_PLAIN)
		xmlw_text(w, "The plain file stands in for the extended one, "
			     "which is absent; it lists no pool.");
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_coverage(struct xmlw *w, const struct report_input *in)
{
	xmlw_open(w, "coverage");
	xmlw_line(w);
	for (size_t i = 0; i < sources_n; i++)
		if (in->data->prov.fetches[i].outcome != FO_NONE)
			source_row(w, in->data, i);
	xmlw_close(w);
	xmlw_line(w);
}

static const char *const obligations[] = { "Uniqueness", "Accuracy",
	"Publication", "Cooperation in consistent service" };

static void
matrix_cell(struct xmlw *w, const struct report_input *in, int obligation,
    size_t rir)
{
	unsigned n = 0, fresh = 0;
	int worst = 0;

	for (size_t i = 0; i < in->audit->open.n; i++) {
		const struct finding *f = &in->audit->open.v[i];

		if (f->outcome != OUT_FAIL || f->unobserved ||
		    f->rule->obligation != obligation ||
		    (f->parties & (1u << rir)) == 0)
			continue;
		n++;
		fresh += f->fresh;
		if (worst == 0 || f->severity < worst)
			worst = f->severity;
	}
	xmlw_open(w, "cell");
	xmlw_attr_num(w, "fails", n);
	xmlw_attr_num(w, "new", fresh);
	xmlw_attr(w, "present",
	    rir >= RIR_N || in->data->chosen[rir] >= 0 ? "true" : "false");
	xmlw_attr(w, "publisher", pub_name((enum publisher)rir));
	xmlw_attr(w, "title", pub_title((enum publisher)rir));
	xmlw_attr_num(w, "worst", worst);
	xmlw_close(w);
}

static void
matrix(struct xmlw *w, const struct report_input *in)
{
	xmlw_open(w, "matrix");
	xmlw_line(w);
	for (int o = 1; o <= 4; o++) {
		xmlw_open(w, "obligation");
		xmlw_attr_num(w, "number", o);
		xmlw_attr(w, "title", obligations[o - 1]);
		for (size_t r = 0; r < RIR_N; r++)
			matrix_cell(w, in, o, r);
		matrix_cell(w, in, o, PUB_NRO);
		xmlw_close(w);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_outcomes(struct xmlw *w, const struct report_input *in)
{
	matrix(w, in);
	xmlw_open(w, "outcomes");
	xmlw_line(w);
	for (size_t i = 0; i < rules_n; i++) {
		const struct rule_result *q = &in->audit->results[i];

		xmlw_open(w, "outcome");
		xmlw_attr_num(w, "examined", (int64_t)q->examined);
		xmlw_attr_num(w, "excused", q->excused);
		xmlw_attr_num(w, "fails", q->fails);
		xmlw_attr_num(w, "obligation", q->rule->obligation);
		xmlw_attr(w, "result", outcome_kind_name(q->outcome));
		xmlw_attr(w, "rule", q->rule->id);
		xmlw_attr(w, "title", q->rule->title);
		xmlw_text(w, q->reason);
		xmlw_close(w);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_method(struct xmlw *w, const struct report_input *in)
{
	(void)in;
	xmlw_open(w, "method");
	xmlw_line(w);
	for (size_t i = 0; i < rules_n; i++) {
		const struct rule *r = &rules[i];
		char class[2] = { r->evidence_class, '\0' };

		xmlw_open(w, "rule");
		xmlw_attr(w, "evidence-class", class);
		xmlw_attr(w, "id", r->id);
		xmlw_attr(w, "kind",
		    r->kind == KIND_STATE ? "state" : "event");
		xmlw_attr_num(w, "obligation", r->obligation);
		xmlw_leaf(w, "title", r->title);
		xmlw_leaf(w, "text", r->text);
		xmlw_leaf(w, "citation", r->citation);
		xmlw_leaf(w, "measured", r->measured);
		xmlw_close(w);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}
