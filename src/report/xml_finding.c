/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One finding: observation apart from inference, and what speaks against. */
#include "audit/archive.h"
#include "report/site.h"
#include "report/xml_priv.h"

#include <stdio.h>
#include <string.h>

/* What an obligation asks for, and whether published data alone show it
 * (the addendum's words, element by element). */
struct element {
	const char *name;
	bool shown;
	const char *text;
};
static const struct element elements[4][2] = {
	{ { "uniqueness", true,
	      "The cited bytes list the same numbers more than once, or where "
	      "they were not given." },
	    { "action", false,
		"Published data show a state. Which action of which registry "
		"brought it about, they do not show." } },
	{ { "inaccuracy", true,
	      "The cited bytes are inconsistent in the respect stated." },
	    { "effective measures", false,
		"Whether measures were taken is not published. Persistence, "
		"notice, cure and recurrence are stated beside." } },
	{ { "publication", true,
	      "The cited bytes, or their absence, are what was published." },
	    { "effect on timely operations", false,
		"What depended on the publication is not observed." } },
	{ { "inconsistency", true,
	      "The cited publications differ in the respect stated." },
	    { "cooperation", false,
		"What the registries did together is not published." } },
};

/* Rules whose findings depend on two registries' files at one instant. */
static bool
needs_simultaneity(const struct finding *f)
{
	return strcmp(f->rule->id, "U-01") == 0 ||
	    strcmp(f->rule->id, "U-07") == 0;
}

static void
evidence(struct xmlw *w, const struct dataset *d, const struct finding *f)
{
	for (size_t i = 0; i < f->ev_n; i++) {
		const struct evidence *e = &f->ev[i];
		AUTO_BUF exhibit = { 0 };

		buf_fmt(&exhibit, "C-%u", xml_exhibit(d, e->source));
		xmlw_open(w, "evidence");
		xmlw_attr(w, "blob", e->blob);
		xmlw_attr(w, "exhibit", exhibit.p);
		xmlw_attr_num(w, "line", e->line);
		xmlw_attr_num(w, "offset", e->offset);
		xmlw_attr(w, "sha256", e->sha256);
		xmlw_attr(w, "source", e->source->id);
		xmlw_text(w, e->text);
		xmlw_close(w);
		xmlw_line(w);
	}
}

static const char *
why_not(const struct exception *x, const struct finding *f, day_t d)
{
	if ((f->parties & 1u << x->publisher) == 0)
		return "names another publisher";
	if ((x->from != 0 && d < x->from) || (x->until != 0 && d > x->until))
		return "not in force on this day";
	return "covers another subject";
}

static void
considered(struct xmlw *w, const struct report_input *in,
    const struct finding *f)
{
	const struct exceptions *x = in->exceptions;
	unsigned n = 0, shown = 0;

	for (size_t i = 0; x != NULL && i < x->n; i++)
		n += strcmp(x->v[i].rule, f->rule->id) == 0;
	xmlw_open(w, "exceptionsConsidered");
	xmlw_attr_num(w, "total", n);
	for (size_t i = 0; n != 0 && i < x->n && shown < CONSIDERED_SHOWN;
	     i++) {
		const struct exception *one = &x->v[i];

		if (strcmp(one->rule, f->rule->id) != 0)
			continue;
		xmlw_open(w, "considered");
		xmlw_attr(w, "exception", one->id);
		xmlw_attr(w, "why-not", why_not(one, f, in->data->day));
		xmlw_text(w, one->text);
		xmlw_close(w);
		shown++;
	}
	xmlw_close(w);
	xmlw_line(w);
}

/* How far the parties' logs could tell of a transfer. */
static const char *
transfer_words(const struct dataset *d, const struct finding *f)
{
	size_t parties = 0, logs = 0;

	for (size_t r = 0; r < RIR_N; r++) {
		const struct transferlog *l = dataset_log(d, r);

		if ((f->parties & 1u << r) == 0)
			continue;
		parties++;
		logs += l != NULL && transferlog_whole(l);
	}
	if (logs == 0)
		return "X1 not examinable: no whole transfer log of a party is "
		       "in this snapshot.";
	if (logs < parties)
		return "X1 examined in part: the transfer log of one party is "
		       "missing or not whole, and the other shows no transfer "
		       "of the range under way.";
	return "X1 examined: no entry of the parties' transfer logs shows the "
	       "range as moving between them.";
}

/* Where else the contents of each cited file are, as of this run. */
static void
independent_copy(struct xmlw *w, const struct dataset *d,
    const struct finding *f)
{
	AUTO_BUF text = { 0 };
	bool any = false;

	buf_str(&text, "");
	for (size_t i = 0; i < f->ev_n; i++) {
		const struct source *s = f->ev[i].source;
		const struct dated *copy = dated_copy(d, source_index(s));
		bool told = false;

		for (size_t k = 0; k < i && !told; k++)
			told = f->ev[k].source == s;
		if (told)
			continue;
		any |= copy != NULL;
		buf_fmt(&text, "%s%s: %s", text.n == 0 ? "" : "; ", s->id,
		    copy == NULL		? "none" :
			copy->fetch.url == NULL ? "a mirror" :
						  copy->fetch.url);
	}
	xmlw_leaf(w, "independentCopy", any ? text.p : "none");
}

static void
alternatives(struct xmlw *w, const struct report_input *in,
    const struct finding *f)
{
	xmlw_open(w, "alternativeExplanations");
	if (needs_simultaneity(f) && !f->simultaneous)
		xmlw_leaf(w, "alternative",
		    "A transfer in flight: the exchange format allows both to "
		    "list a range while its management moves.");
	if (needs_simultaneity(f) && f->exception == NULL)
		xmlw_leaf(w, "alternative", transfer_words(in->data, f));
	xmlw_leaf(w, "alternative",
	    "An error of publication that the registry's own database does "
	    "not share.");
	xmlw_close(w);
	xmlw_line(w);
	if (needs_simultaneity(f))
		xmlw_leaf(w, "simultaneity",
		    f->simultaneous ?
			"Shown: one party listed the range at an instant "
			"between two at which the other did." :
			"Not shown: the instants at which both listed the "
			"range do not interlock.");
	independent_copy(w, in->data, f);
	xmlw_line(w);
}

static void
obligation_elements(struct xmlw *w, const struct finding *f)
{
	xmlw_open(w, "elements");
	for (size_t i = 0; i < 2; i++) {
		const struct element *e =
		    &elements[f->rule->obligation - 1][i];
		bool apart =
		    e->shown && needs_simultaneity(f) && !f->simultaneous;

		xmlw_open(w, "element");
		xmlw_attr(w, "name", e->name);
		xmlw_attr(w, "shown", e->shown && !apart ? "true" : "false");
		xmlw_text(w,
		    apart ? "Each file lists the numbers; that both "
			    "did at one instant is not shown." :
			    e->text);
		xmlw_close(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

static void
notice_known(struct xmlw *w, const struct finding *f)
{
	AUTO_BUF said = { 0 };
	char d[DAY_TEXT] = "";

	if (f->noticed == 0)
		buf_str(&said,
		    "No notice to the parties is recorded in this history.");
	else
		buf_fmt(&said,
		    "The NRO's public daily lists have had all of it since "
		    "the report of %s; so has the newest that was seen.",
		    day_text(f->noticed, d));
	xmlw_open(w, "noticeKnownSince");
	xmlw_attr(w, "day", d);
	xmlw_text(w, said.p);
	xmlw_close(w);
	xmlw_line(w);
}

/* For a POSIX shell, between single quotes. */
static void
shell_quoted(struct buf *b, const char *s)
{
	buf_chr(b, '\'');
	for (; *s != '\0'; s++)
		if (*s == '\'')
			buf_str(b, "'\\''");
		else
			buf_chr(b, *s);
	buf_chr(b, '\'');
}

static void
reproduce(struct xmlw *w, const struct report_input *in,
    const struct finding *f)
{
	AUTO_BUF want = { 0 };
	AUTO_BUF command = { 0 };

	buf_str(&want, "\"id\":\"");
	for (const char *s = f->id; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_chr(&want, '\\');
		buf_chr(&want, *s);
	}
	buf_chr(&want, '"');
	buf_fmt(&command,
	    "nroaudit -C DIR audit --snapshot %s --json | "
	    "grep -F ",
	    in->data->snapshot);
	shell_quoted(&command, want.p);
	xmlw_leaf(w, "reproduce", command.p);
	xmlw_line(w);
}

static void
finding_attrs(struct xmlw *w, const struct finding *f, unsigned number)
{
	char d[DAY_TEXT], pt[PARTIES_TEXT], page[SITE_PAGE],
	    sev[3] = { 'S', (char)('0' + f->severity), '\0' },
	    class[2] = { f->rule->evidence_class, '\0' };

	xmlw_attr_num(w, "days-observed", f->days_observed);
	xmlw_attr_num(w, "days-total", f->days_total);
	xmlw_attr_num(w, "episode", f->episode);
	xmlw_attr(w, "evidence-class", class);
	xmlw_attr_num(w, "evidence-total", f->evidence_total);
	if (f->exception != NULL)
		xmlw_attr(w, "exception", f->exception->id);
	xmlw_attr(w, "first-seen", day_text(f->first_seen, d));
	xmlw_attr(w, "id", f->id);
	xmlw_attr(w, "last-seen", day_text(f->last_seen, d));
	xmlw_attr_num(w, "longest-gap", f->longest_gap);
	xmlw_attr_num(w, "number", number);
	xmlw_attr_num(w, "obligation", f->rule->obligation);
	xmlw_attr(w, "outcome", outcome_kind_name(f->outcome));
	xmlw_attr(w, "page", site_page(span_of(f->id), page));
	xmlw_attr(w, "parties", parties_text(f->parties, pt));
	xmlw_attr(w, "persistence", persistence_name(f->persistence));
	xmlw_attr(w, "rule", f->rule->id);
	xmlw_attr(w, "severity", sev);
}

static void
fate(struct xmlw *w, const struct report_input *in, const struct finding *f,
    bool cured)
{
	char day[DAY_TEXT];

	xmlw_open(w, "cure");
	xmlw_attr(w, "day", cured ? day_text(in->data->day, day) : "");
	xmlw_text(w,
	    cured ? "Its whole subject was examined in this snapshot "
		    "and no longer fails." :
		    "Not cured.");
	xmlw_close(w);
	xmlw_open(w, "recurrence");
	xmlw_attr_num(w, "count", f->episode > 0 ? f->episode - 1 : 0);
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_finding(struct xmlw *w, const struct report_input *in,
    const struct finding *f, unsigned number, enum telling how)
{
	AUTO_FREE char *s = subject_text(f->type, f->range, f->name);

	xmlw_open(w, "finding");
	finding_attrs(w, f, number);
	xmlw_line(w);
	xmlw_leaf(w, "title", f->rule->title);
	xmlw_open(w, "subject");
	xmlw_attr(w, "type", subject_type_name(f->type));
	xmlw_text(w, s);
	xmlw_close(w);
	xmlw_line(w);
	fate(w, in, f, how == TELL_CURED);
	xml_notices_of(w, in, f->id);
	if (how == TELL_WHOLE) {
		xmlw_leaf(w, "observation", f->observation);
		xmlw_line(w);
		evidence(w, in->data, f);
		xmlw_open(w, "inference");
		xmlw_attr(w, "rule-set", RULESET_VERSION);
		xmlw_text(w, f->rule->text);
		xmlw_close(w);
		xmlw_line(w);
		considered(w, in, f);
		alternatives(w, in, f);
		obligation_elements(w, f);
		notice_known(w, f);
		reproduce(w, in, f);
	}
	xmlw_close(w);
	xmlw_line(w);
}
