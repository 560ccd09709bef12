/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage, matrix, outcomes, method: what was looked at, and how. */
#include "report/xml_priv.h"

#include <string.h>

/* The SHA-256 that the MANIFEST gives a path; "" where it has none. */
static void
manifest_digest(struct span manifest, const char *path, char out[SHA256_HEX])
{
	out[0] = '\0';
	while (manifest.n != 0) {
		struct span line = span_split(&manifest, '\n');
		struct span hex = span_sub(line, 0, SHA256_HEX - 1);

		if (!span_is(span_sub(line, SHA256_HEX + 1, line.n), path) ||
		    !hex_is(hex, SHA256_HEX - 1))
			continue;
		memcpy(out, hex.p, hex.n);
		out[hex.n] = '\0';
	}
}

unsigned
xml_exhibit(const struct dataset *d, const struct source *s)
{
	unsigned n = 0;

	for (size_t i = 0; i <= source_index(s); i++)
		n += d->prov.fetches[i].outcome != FO_NONE;
	return d->prov.fetches[source_index(s)].outcome == FO_NONE ? 0 : n;
}

static void
exhibit_attr(struct xmlw *w, const struct dataset *d, const struct source *s)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "C-%u", xml_exhibit(d, s));
	xmlw_attr(w, "exhibit", b.p);
}

static void
tls_attrs(struct xmlw *w, const struct report_input *in, const struct fetch *f)
{
	char hex[SHA256_HEX];

	xml_attr_some(w, "tls", f->tls);
	if (f->tls_file == NULL)
		return;
	manifest_digest(in->manifest, f->tls_file, hex);
	xml_attr_some(w, "tls-chain-sha256", hex);
	xmlw_attr(w, "tls-file", f->tls_file);
}

static void
source_attrs(struct xmlw *w, const struct report_input *in, size_t i,
    bool chosen)
{
	const struct dataset *d = in->data;
	const struct fetch *f = &d->prov.fetches[i];

	if (chosen)
		xml_attr_time(w, "as-of", d->asof[sources[i].publisher]);
	xmlw_attr_num(w, "attempts", f->attempts);
	xml_attr_some(w, "blob", d->art[i].present ? d->art[i].blob : NULL);
	if (chosen)
		xmlw_attr(w, "compared", "true");
	xml_attr_some(w, "dns", f->dns);
	xml_attr_time(w, "end", f->end);
	exhibit_attr(w, d, &sources[i]);
	xml_attr_some(w, "final-url", f->final_url);
	xmlw_attr(w, "id", sources[i].id);
	xml_attr_time(w, "last-modified", f->last_modified);
	xmlw_attr(w, "outcome", outcome_name(f->outcome));
	xmlw_attr(w, "path", sources[i].path);
	xml_attr_some(w, "peer", f->peer);
	xmlw_attr(w, "publisher", pub_name(sources[i].publisher));
	xml_attr_some(w, "reason", f->reason);
	xml_attr_time(w, "server-date", f->server_date);
	xml_attr_some(w, "sha256", f->sha256);
	xml_attr_some(w, "sha256-first", f->sha256_first);
	xml_attr_some(w, "sha512", f->sha512);
	xmlw_attr_num(w, "size", (int64_t)f->size);
	xml_attr_time(w, "start", f->start);
	if (f->status != 0)
		xmlw_attr_num(w, "status", f->status);
	tls_attrs(w, in, f);
	xml_attr_some(w, "url", f->url);
}

/* The publishers' terms are not fetched yet; what is known is said. */
static const char *
terms(const struct source *s)
{
	return s->publisher == PUB_IANA ?
	    "IANA publishes its registries for public use. Its terms were not "
	    "captured in this snapshot." :
	    "The registries publish these files for anyone to download and "
	    "use, with a disclaimer of liability. The publisher's own terms "
	    "were not captured in this snapshot.";
}

static void
source_row(struct xmlw *w, const struct report_input *in, size_t i)
{
	const struct dataset *d = in->data;
	const struct fetch *f = &d->prov.fetches[i];
	size_t r = (size_t)sources[i].publisher;
	bool chosen = r < RIR_N && d->chosen[r] == (int)i;

	xmlw_open(w, "source");
	source_attrs(w, in, i, chosen);
	if (f->headers != NULL && f->headers[0] != '\0')
		xmlw_leaf(w, "headers", f->headers);
	if (chosen && sources[i].kind == SK_STATS_PLAIN)
		xmlw_leaf(w, "standIn",
		    "The plain file stands in for the extended one, which is "
		    "absent or cannot be read; it lists no pool.");
	xmlw_leaf(w, "terms", terms(&sources[i]));
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
			source_row(w, in, i);
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
		xmlw_attr(w, "version", RULESET_VERSION);
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
