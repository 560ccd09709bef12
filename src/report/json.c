/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void
put(json_t *o, const char *key, json_t *v)
{
	int r = json_object_set_new(o, key, v);

	assert(r == 0); /* all our strings are UTF-8 by text_escaped */
}

static json_t *
parties_json(unsigned parties)
{
	json_t *a = json_array();

	for (int p = 0; p < PUB_N; p++)
		if ((parties & 1u << p) != 0)
			json_array_append_new(a,
			    json_string(pub_name((enum publisher)p)));
	return a;
}

static json_t *
subject_json(const struct finding *f)
{
	json_t *o = json_object();
	char t[NUM_TEXT];

	put(o, "type", json_string(subject_type_name(f->type)));
	if (f->type < SUBJ_FILE) {
		enum family fam = (enum family)f->type;

		put(o, "start", json_string(num_text(fam, f->range.lo, t)));
		put(o, "end", json_string(num_text(fam, f->range.hi, t)));
		put(o, "name", json_null());
	} else {
		put(o, "start", json_null());
		put(o, "end", json_null());
		put(o, "name", json_string(f->name));
	}
	return o;
}

static json_t *
evidence_json(const struct finding *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->ev_n; i++) {
		const struct evidence *e = &f->ev[i];
		json_t *o = json_object();

		put(o, "source", json_string(e->source->id));
		put(o, "blob", json_string(e->blob));
		put(o, "line", json_integer(e->line));
		put(o, "offset", json_integer(e->offset));
		put(o, "sha256", json_string(e->sha256));
		put(o, "text", json_string(e->text));
		json_array_append_new(a, o);
	}
	return a;
}

static void
line_out(json_t *o, struct buf *out)
{
	char *s = json_dumps(o, JSON_COMPACT);

	assert(s != NULL);
	buf_str(out, s);
	buf_chr(out, '\n');
	free(s);
	json_decref(o);
}

static json_t *
notice_json(const struct notice *n)
{
	json_t *o = json_object();
	AUTO_BUF path = { 0 };
	char u[UTC_TEXT];

	notice_path(n, &path);
	put(o, "kind", json_string(notice_kind_name(n->kind)));
	put(o, "recorded", json_string(utc_text(n->recorded, u)));
	put(o, "file", json_string(path.p));
	if (n->kind == NOTICE_RETRACTION) {
		put(o, "report", json_string(n->report));
		put(o, "report_sha256", json_string(n->report_sha256));
		put(o, "reason", json_string(n->reason));
	} else {
		put(o, "party",
		    n->party == NULL ? json_null() : json_string(n->party));
		put(o, "media", json_string(n->media));
		put(o, "statement_sha256", json_string(n->statement_sha256));
	}
	return o;
}

static void
notices_json(json_t *o, const struct notices *said, const char *finding)
{
	size_t n = 0;
	const struct notice *v = notices_of(said, finding, &n);
	json_t *a;

	if (n == 0)
		return;
	a = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(a, notice_json(&v[i]));
	put(o, "notices", a);
}

static json_t *
finding_json(const struct finding *f, const struct notices *said)
{
	json_t *o = json_object();
	char s[3] = { 'S', (char)('0' + f->severity), '\0' };
	char d[DAY_TEXT];

	put(o, "id", json_string(f->id));
	put(o, "rule", json_string(f->rule->id));
	put(o, "obligation", json_integer(f->rule->obligation));
	put(o, "severity", json_string(s));
	put(o, "outcome", json_string(outcome_kind_name(f->outcome)));
	put(o, "persistence", json_string(persistence_name(f->persistence)));
	put(o, "parties", parties_json(f->parties));
	put(o, "subject", subject_json(f));
	put(o, "evidence", evidence_json(f));
	put(o, "evidence_total", json_integer(f->evidence_total));
	put(o, "first_seen", json_string(day_text(f->first_seen, d)));
	put(o, "last_seen", json_string(day_text(f->last_seen, d)));
	put(o, "episode", json_integer(f->episode));
	put(o, "days_observed", json_integer(f->days_observed));
	put(o, "days_total", json_integer(f->days_total));
	put(o, "longest_gap", json_integer(f->longest_gap));
	put(o, "new", json_boolean(f->fresh));
	put(o, "exception",
	    f->exception == NULL ? json_null() :
				   json_string(f->exception->id));
	put(o, "observation", json_string(f->observation));
	notices_json(o, said, f->id);
	return o;
}

void
json_findings(const struct audit_result *r, const struct notices *said,
    struct buf *out)
{
	for (size_t i = 0; i < r->open.n; i++)
		if (!r->open.v[i].unobserved)
			line_out(finding_json(&r->open.v[i], said), out);
}

void
json_outcomes(const struct audit_result *r, struct buf *out)
{
	for (size_t i = 0; i < rules_n; i++) {
		const struct rule_result *q = &r->results[i];
		json_t *o = json_object();

		put(o, "rule", json_string(q->rule->id));
		put(o, "outcome", json_string(outcome_kind_name(q->outcome)));
		put(o, "examined", json_integer((json_int_t)q->examined));
		put(o, "fails", json_integer(q->fails));
		put(o, "excused", json_integer(q->excused));
		put(o, "reason",
		    q->reason == NULL ? json_null() : json_string(q->reason));
		line_out(o, out);
	}
}
