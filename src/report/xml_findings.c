/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: observation apart from inference, and what speaks against. */
#include "audit/audit.h"
#include "report/xml_priv.h"

#include <stdio.h>
#include <string.h>

enum part { PART_NEW, PART_PERSISTING, PART_UNOBSERVED, PART_CURED };
static const char *const part_names[] = { "new", "persisting", "unobserved",
	"cured" };

static bool
in_part(const struct finding *f, enum part p)
{
	if (f->outcome == OUT_EXCUSED && p != PART_CURED)
		return false;
	switch (p) {
	case PART_NEW:
		return !f->unobserved && f->fresh;
	case PART_PERSISTING:
		return !f->unobserved && !f->fresh;
	case PART_UNOBSERVED:
		return f->unobserved;
	case PART_CURED:
		return true;
	}
	return false;
}

static void
evidence(struct xmlw *w, const struct finding *f)
{
	for (size_t i = 0; i < f->ev_n; i++) {
		const struct evidence *e = &f->ev[i];

		xmlw_open(w, "evidence");
		xmlw_attr(w, "blob", e->blob);
		xmlw_attr_num(w, "line", e->line);
		xmlw_attr_num(w, "offset", e->offset);
		xmlw_attr(w, "sha256", e->sha256);
		xmlw_attr(w, "source", e->source->id);
		xmlw_text(w, e->text);
		xmlw_close(w);
	}
}

static void
against(struct xmlw *w, const struct finding *f)
{
	bool pair = strcmp(f->rule->id, "U-01") == 0 ||
	    strcmp(f->rule->id, "U-07") == 0;

	xmlw_leaf(w, "exceptionsConsidered",
	    "No entry of the exception register in force covers it.");
	if (pair && !f->simultaneous) {
		xmlw_leaf(w, "alternative",
		    "A transfer in flight: the exchange format allows both to "
		    "list a range while its management moves.");
		xmlw_leaf(w, "alternative",
		    "X1 not examinable: no transfer logs are in this "
		    "snapshot.");
		xmlw_leaf(w, "simultaneity",
		    "Not shown: the instants at which both listed the range "
		    "do not interlock.");
	} else if (pair) {
		xmlw_leaf(w, "alternative",
		    "X1 not examinable: no transfer logs are in this "
		    "snapshot.");
		xmlw_leaf(w, "simultaneity",
		    "Shown: one party listed the range at an instant between "
		    "two at which the other did.");
	} else
		xmlw_leaf(w, "alternative",
		    "An error of publication that the registry's own database "
		    "does not share.");
	xmlw_leaf(w, "independentCopy", "No independent copy.");
}

static void
finding_attrs(struct xmlw *w, const struct finding *f)
{
	char d[DAY_TEXT], pt[PARTIES_TEXT], sev[3] = { 'S',
		(char)('0' + f->severity), '\0' },
	    class[2] = { f->rule->evidence_class, '\0' };

	xmlw_attr_num(w, "days-observed", f->days_observed);
	xmlw_attr_num(w, "days-total", f->days_total);
	xmlw_attr_num(w, "episode", f->episode);
	xmlw_attr(w, "evidence-class", class);
	xmlw_attr_num(w, "evidence-total", f->evidence_total);
	xmlw_attr(w, "first-seen", day_text(f->first_seen, d));
	xmlw_attr(w, "id", f->id);
	xmlw_attr(w, "last-seen", day_text(f->last_seen, d));
	xmlw_attr_num(w, "longest-gap", f->longest_gap);
	xmlw_attr_num(w, "obligation", f->rule->obligation);
	xmlw_attr(w, "outcome", outcome_kind_name(f->outcome));
	xmlw_attr(w, "parties", parties_text(f->parties, pt));
	xmlw_attr(w, "persistence", persistence_name(f->persistence));
	xmlw_attr(w, "rule", f->rule->id);
	xmlw_attr(w, "severity", sev);
}

static void
finding(struct xmlw *w, const struct report_input *in,
    const struct finding *f, bool whole)
{
	AUTO_FREE char *s = subject_text(f->type, f->range, f->name);
	AUTO_BUF command = { 0 };

	xmlw_open(w, "finding");
	finding_attrs(w, f);
	xmlw_line(w);
	xmlw_leaf(w, "title", f->rule->title);
	xmlw_open(w, "subject");
	xmlw_attr(w, "type", subject_type_name(f->type));
	xmlw_text(w, s);
	xmlw_close(w);
	xmlw_line(w);
	if (whole) {
		xmlw_leaf(w, "observation", f->observation);
		xmlw_line(w);
		evidence(w, f);
		xmlw_line(w);
		xmlw_leaf(w, "inference", f->rule->text);
		xmlw_line(w);
		against(w, f);
		xmlw_line(w);
		buf_fmt(&command, "nroaudit -C DIR audit --snapshot %s --json",
		    in->data->snapshot);
		xmlw_leaf(w, "reproduce", command.p);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

/* How many of v stand in this part with the rule and parties of v[i]. */
static size_t
like(const struct findings *v, size_t i, enum part p)
{
	size_t n = 0;

	for (size_t k = 0; k < v->n; k++)
		n += in_part(&v->v[k], p) && v->v[k].rule == v->v[i].rule &&
		    v->v[k].parties == v->v[i].parties;
	return n;
}

static void
collapsed(struct xmlw *w, const struct report_input *in,
    const struct findings *v, size_t i, enum part p, size_t n)
{
	AUTO_BUF ids = { 0 };
	char hex[SHA256_HEX], pt[PARTIES_TEXT];
	size_t shown = 0;

	for (size_t k = 0; k < v->n; k++)
		if (in_part(&v->v[k], p) && v->v[k].rule == v->v[i].rule &&
		    v->v[k].parties == v->v[i].parties)
			buf_fmt(&ids, "%s\n", v->v[k].id);
	digest_sha256(buf_view(&ids), hex);
	xmlw_open(w, "collapsed");
	xmlw_attr_num(w, "count", (int64_t)n);
	xmlw_attr(w, "ids-sha256", hex);
	xmlw_attr(w, "parties", parties_text(v->v[i].parties, pt));
	xmlw_attr(w, "rule", v->v[i].rule->id);
	xmlw_attr(w, "title", v->v[i].rule->title);
	xmlw_line(w);
	for (size_t k = i; k < v->n && shown < COLLAPSED_SHOWN; k++)
		if (in_part(&v->v[k], p) && v->v[k].rule == v->v[i].rule &&
		    v->v[k].parties == v->v[i].parties) {
			finding(w, in, &v->v[k], p != PART_CURED);
			shown++;
		}
	xmlw_close(w);
	xmlw_line(w);
}

static bool
first_alike(const struct findings *v, size_t i, enum part p)
{
	for (size_t k = 0; k < i; k++)
		if (in_part(&v->v[k], p) && v->v[k].rule == v->v[i].rule &&
		    v->v[k].parties == v->v[i].parties)
			return false;
	return true;
}

static void
part(struct xmlw *w, const struct report_input *in, enum part p)
{
	const struct findings *v =
	    p == PART_CURED ? &in->audit->cured : &in->audit->open;
	size_t count = 0;

	for (size_t i = 0; i < v->n; i++)
		count += in_part(&v->v[i], p);
	xmlw_open(w, "findings");
	xmlw_attr_num(w, "count", (int64_t)count);
	xmlw_attr(w, "state", part_names[p]);
	xmlw_line(w);
	for (size_t i = 0; i < v->n; i++) {
		size_t n;

		if (!in_part(&v->v[i], p))
			continue;
		n = count > FINDINGS_SHOWN ? like(v, i, p) : 1;
		if (n <= FINDINGS_SHOWN)
			finding(w, in, &v->v[i],
			    p == PART_NEW || p == PART_PERSISTING);
		else if (first_alike(v, i, p))
			collapsed(w, in, v, i, p, n);
	}
	xmlw_close(w);
	xmlw_line(w);
}

static bool
same_excuse(const struct finding *a, const struct finding *b)
{
	return a->exception == b->exception && a->rule == b->rule &&
	    a->parties == b->parties && !a->unobserved;
}

/* One element a (rule, exception, parties). */
static void
excused_group(struct xmlw *w, const struct findings *v, size_t i)
{
	const struct finding *f = &v->v[i];
	const struct exception *x = f->exception;
	AUTO_BUF ids = { 0 };
	char hex[SHA256_HEX], pt[PARTIES_TEXT], d[DAY_TEXT];
	size_t n = 0;

	for (size_t k = i; k < v->n; k++)
		if (same_excuse(&v->v[k], f)) {
			buf_fmt(&ids, "%s\n", v->v[k].id);
			n++;
		}
	digest_sha256(buf_view(&ids), hex);
	xmlw_open(w, "excused");
	xmlw_attr(w, "class", x->xclass);
	xmlw_attr_num(w, "count", (int64_t)n);
	xmlw_attr(w, "exception", x->id);
	xmlw_attr(w, "ids-sha256", hex);
	xmlw_attr(w, "late", exception_late(x) ? "true" : "false");
	xmlw_attr(w, "parties", parties_text(f->parties, pt));
	xmlw_attr(w, "recorded", x->recorded == 0 ? "" :
						    day_text(x->recorded, d));
	xmlw_attr(w, "rule", f->rule->id);
	xmlw_attr(w, "valid-from", x->from == 0 ? "" : day_text(x->from, d));
	xmlw_attr(w, "valid-until", x->until == 0 ? "" :
						    day_text(x->until, d));
	xmlw_leaf(w, "title", f->rule->title);
	xmlw_leaf(w, "reason", x->text);
	xmlw_leaf(w, "citation", x->citation);
	for (size_t k = i, shown = 0; k < v->n && shown < COLLAPSED_SHOWN; k++)
		if (same_excuse(&v->v[k], f)) {
			xmlw_leaf(w, "id", v->v[k].id);
			shown++;
		}
	xmlw_close(w);
	xmlw_line(w);
}

static bool
group_starts(const struct findings *v, size_t i)
{
	const struct finding *f = &v->v[i];

	if (f->outcome != OUT_EXCUSED || f->unobserved)
		return false;
	for (size_t k = 0; k < i; k++)
		if (same_excuse(&v->v[k], f))
			return false;
	return true;
}

void
xml_findings(struct xmlw *w, const struct report_input *in)
{
	for (int p = PART_NEW; p <= PART_CURED; p++)
		part(w, in, (enum part)p);
	xmlw_open(w, "exceptions");
	xmlw_line(w);
	for (size_t i = 0; i < in->audit->open.n; i++)
		if (group_starts(&in->audit->open, i))
			excused_group(w, &in->audit->open, i);
	xmlw_close(w);
	xmlw_line(w);
}
