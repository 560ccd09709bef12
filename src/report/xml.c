/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/xml_priv.h"

#include "model/engine.h"

#include <string.h>

void
xml_attr_time(struct xmlw *w, const char *name, utc_t t)
{
	char u[UTC_TEXT];

	if (t != TIME_NONE)
		xmlw_attr(w, name, utc_text(t, u));
}

void
xml_attr_some(struct xmlw *w, const char *name, const char *v)
{
	if (v != NULL && v[0] != '\0')
		xmlw_attr(w, name, v);
}

static void
run_section(struct xmlw *w, const struct report_input *in)
{
	const struct runinfo *r = in->data->run;
	char u[UTC_TEXT];

	xmlw_open(w, "run");
	xmlw_attr(w, "clock", utc_text(r->clock, u));
	xmlw_attr(w, "clock-checked", r->clock_checked ? "true" : "false");
	xmlw_attr(w, "clock-given", r->clock_given ? "true" : "false");
	if (r->clock_checked)
		xmlw_attr_num(w, "clock-skew", r->clock_skew);
	xmlw_attr(w, "complete", r->complete ? "true" : "false");
	xmlw_attr(w, "live", r->mirror == NULL ? "true" : "false");
	xmlw_attr(w, "mirror", r->mirror);
	if (r->mirror == NULL)
		xmlw_text(w,
		    "This run was live: every source was fetched from "
		    "its publisher.");
	else
		xmlw_text(w,
		    r->clock_given ?
			"This run was not live: every source was taken from a "
			"mirror, and the time was given." :
			"This run was not live: every source was taken from a "
			"mirror, and its time is the latest instant that the "
			"mirror's statistics files speak for.");
	xmlw_close(w);
	xmlw_line(w);
}

static void
digest_leaf(struct xmlw *w, const char *name, const char *sha256)
{
	xmlw_open(w, name);
	xmlw_attr(w, "sha256", sha256);
	xmlw_close(w);
	xmlw_line(w);
}

/* What made this report: which commit, and built with what. */
static void
software(struct xmlw *w, const struct dataset *d)
{
	AUTO_BUF parts = { 0 };
	char hex[SHA256_HEX];

	xmlw_open(w, "engine");
	xmlw_attr(w, "name", engine_name());
	xmlw_attr(w, "rules", RULESET_VERSION);
	xmlw_attr(w, "snapshot-by",
	    d->run->engine == NULL ? "" : d->run->engine);
	xmlw_close(w);
	xmlw_line(w);
	for (size_t i = 0; i < engine_parts_n; i++)
		buf_fmt(&parts, "%s %s\n", engine_parts[i].name,
		    engine_parts[i].version);
	digest_sha256(buf_view(&parts), hex);
	xmlw_open(w, "software");
	xmlw_attr(w, "sha256", hex);
	for (size_t i = 0; i < engine_parts_n; i++) {
		xmlw_open(w, "part");
		xmlw_attr(w, "name", engine_parts[i].name);
		xmlw_attr(w, "version", engine_parts[i].version);
		xmlw_close(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

static void
epoch_side(struct xmlw *w, const char *name, char *const *v, size_t n)
{
	AUTO_BUF all = { 0 };
	char hex[SHA256_HEX];

	for (size_t i = 0; i < n; i++)
		buf_fmt(&all, "%s\n", v[i]);
	digest_sha256(buf_view(&all), hex);
	xmlw_open(w, name);
	xmlw_attr_num(w, "count", (int64_t)n);
	xmlw_attr(w, "sha256", hex);
	for (size_t i = 0; i < n && i < FINDINGS_SHOWN; i++)
		xmlw_leaf(w, "id", v[i]);
	xmlw_close(w);
	xmlw_line(w);
}

/* What this engine alone finds or drops, compared with the one before. */
static void
epoch_section(struct xmlw *w, const struct epoch *e)
{
	if (e->from == NULL)
		return;
	xmlw_open(w, "epoch");
	xmlw_attr(w, "engine-before", e->from);
	xmlw_line(w);
	epoch_side(w, "added", e->added, e->added_n);
	epoch_side(w, "removed", e->removed, e->removed_n);
	xmlw_close(w);
	xmlw_line(w);
}

/* Who is to stamp this report; what it holds stands behind its signature. */
static void
stamps(struct xmlw *w, const struct config *c)
{
	size_t n = c == NULL ? 0 : c->tsas_n;

	xmlw_open(w, "stamps");
	xmlw_attr_num(w, "due", c == NULL ? 0 : (int64_t)config_tsas_due(c));
	for (size_t i = 0; i < n; i++) {
		if (c->tsas[i].off)
			continue;
		xmlw_open(w, "tsa");
		xmlw_attr(w, "name", c->tsas[i].name);
		xmlw_attr(w, "url", c->tsas[i].url);
		xmlw_close(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

/* How far the snapshots before this one were sealed, and who had seen it. */
static void
log_section(struct xmlw *w, const struct report_log *l)
{
	xmlw_open(w, "checkpoint");
	if (l->commit != NULL) {
		xmlw_attr(w, "commit", l->commit);
		xmlw_attr(w, "root", l->root);
		xmlw_attr_num(w, "size", (int64_t)l->size);
	}
	xmlw_attr_num(w, "witnesses", (int64_t)l->n);
	for (size_t i = 0; i < l->n; i++) {
		xmlw_open(w, "witness");
		xmlw_attr(w, "name", l->v[i].name);
		xmlw_attr_num(w, "size", (int64_t)l->v[i].size);
		xml_attr_time(w, "time", l->v[i].when);
		xmlw_close(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

/* What the signature under this rests on.  The configuration of the snapshot
 * tells it: nothing here knows the key. */
static void
key(struct xmlw *w, const char *config)
{
	bool made = strstr(config, "\nreport.signingkey = ") == NULL;

	xmlw_open(w, "key");
	xmlw_attr(w, "kind", made ? "self-made" : "configured");
	xmlw_text(w,
	    made ? "The key that signs was made by this program. It proves "
		   "that one holder signed all that bears it. It does not "
		   "prove who that is: no one else has checked a name. It "
		   "does not prove when: timestamps do. Nor does it prove "
		   "that nobody else had the key: whoever could read the "
		   "directory keys/ could sign." :
		   "The key that signs is one that the operator names. Who "
		   "its holder is, its certificate says, as far as its CA has "
		   "checked that. It does not prove when: timestamps do.");
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_head(struct xmlw *w, const struct report_input *in)
{
	const struct dataset *d = in->data;
	const char *config = in->config_text == NULL ? "" : in->config_text;
	char hex[SHA256_HEX], day[DAY_TEXT];

	xmlw_open(w, "head");
	xmlw_line(w);
	run_section(w, in);
	xmlw_open(w, "snapshot");
	xmlw_attr(w, "commit", d->snapshot);
	xmlw_attr(w, "day", day_text(d->day, day));
	xmlw_attr(w, "manifest-sha256", in->manifest_sha256);
	xmlw_attr(w, "previous", d->previous);
	xmlw_close(w);
	xmlw_line(w);
	software(w, d);
	epoch_section(w, &in->audit->epoch);
	/* Earlier snapshots do not say. */
	if (d->run->sandbox != NULL) {
		xmlw_leaf(w, "sandbox", d->run->sandbox);
		xmlw_line(w);
	}
	digest_leaf(w, "stylesheet", in->stylesheet_sha256);
	digest_leaf(w, "schema", in->schema_sha256);
	digest_sha256(span_of(config), hex);
	xmlw_open(w, "config");
	xmlw_attr(w, "sha256", hex);
	xmlw_text(w, config);
	xmlw_close(w);
	xmlw_line(w);
	stamps(w, in->config);
	log_section(w, &in->log);
	key(w, config);
	if (in->deviations != NULL && in->deviations[0] != '\0') {
		xmlw_leaf(w, "deviations", in->deviations);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

static void
self_faults(struct xmlw *w, const struct report_input *in)
{
	xmlw_open(w, "selfFaults");
	xmlw_line(w);
	for (size_t i = 0; i < in->audit->faults_n; i++) {
		xmlw_leaf(w, "fault", in->audit->faults[i].text);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

int
report_xml(const struct report_input *in, struct buf *ret, struct err *e)
{
	struct xmlw w;
	char day[DAY_TEXT];

	xmlw_init(&w, ret);
	xmlw_open(&w, "report");
	xmlw_attr(&w, "xmlns", REPORT_NS);
	xmlw_attr(&w, "day", day_text(in->data->day, day));
	xmlw_attr(&w, "language", "en");
	xmlw_attr(&w, "name", in->name);
	xmlw_attr(&w, "version", "1");
	xmlw_line(&w);
	xml_head(&w, in);
	xml_integrity(&w, in);
	xml_custody(&w, in);
	xml_scope(&w, in);
	xml_coverage(&w, in);
	xml_rpki(&w, in);
	self_faults(&w, in);
	xml_notices(&w, in);
	xml_outcomes(&w, in);
	xml_findings(&w, in);
	xml_method(&w, in);
	xmlw_close(&w);
	return ret->over ? err_set(e, ERR_DATA, "the report is too large") : 0;
}
