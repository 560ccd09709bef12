/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integrity, custody, limits, and what is left to the human. */
#include "report/xml_priv.h"

#include <string.h>

#define MANIFEST_PREVIOUS "# previous "

/* The digest that the MANIFEST's second line names; "none" for the first. */
static void
previous_manifest(struct span manifest, char out[SHA256_HEX])
{
	struct span line;

	span_split(&manifest, '\n');
	line = span_split(&manifest, '\n');
	out[0] = '\0';
	if (!span_starts(line, MANIFEST_PREVIOUS))
		return;
	line = span_sub(line, strlen(MANIFEST_PREVIOUS), line.n);
	if (!hex_is(line, SHA256_HEX - 1))
		return;
	memcpy(out, line.p, SHA256_HEX - 1);
	out[SHA256_HEX - 1] = '\0';
}

static void
findings_digest(const struct report_input *in, char out[SHA256_HEX])
{
	AUTO_BUF text = { 0 };

	findings_print(in->data, in->audit, &text);
	digest_sha256(buf_view(&text), out);
}

void
xml_integrity(struct xmlw *w, const struct report_input *in)
{
	char hex[SHA256_HEX], before[SHA256_HEX];

	findings_digest(in, hex);
	previous_manifest(in->manifest, before);
	xmlw_open(w, "integrity");
	xmlw_attr(w, "findings-sha256", hex);
	xmlw_attr(w, "previous-findings-sha256", in->previous_findings_sha256);
	xmlw_attr(w, "previous-manifest-sha256", before);
	xmlw_attr(w, "signature", "XAdES, enveloped");
	xmlw_attr_num(w, "witnesses", (int64_t)in->log.n);
	xmlw_text(w,
	    "The signature covers the whole document. The MANIFEST "
	    "of each snapshot names the digest of the one before, "
	    "and the findings of each snapshot stand in the history "
	    "under the digest given here: what is changed in one "
	    "day breaks every later one.");
	xmlw_close(w);
	xmlw_line(w);
}

struct event {
	const char *name, *actor;
	utc_t from, until;
	const char *before, *after;
};

static void
event(struct xmlw *w, const struct event *v, const char *text)
{
	xmlw_open(w, "event");
	xmlw_attr(w, "actor", v->actor);
	xml_attr_some(w, "after", v->after);
	xml_attr_some(w, "before", v->before);
	xml_attr_time(w, "from", v->from);
	xmlw_attr(w, "name", v->name);
	xml_attr_time(w, "until", v->until);
	xmlw_text(w, text);
	xmlw_close(w);
	xmlw_line(w);
}

/* Fetches: how many, when, and whether the digests still agree. */
struct fetched {
	unsigned asked, got, agree;
	utc_t from, until;
};

static void
count_fetches(const struct dataset *d, struct fetched *c)
{
	*c = (struct fetched){ 0, 0, 0, TIME_NONE, TIME_NONE };
	for (size_t i = 0; i < sources_n; i++) {
		const struct fetch *f = &d->prov.fetches[i];

		if (f->outcome == FO_NONE)
			continue;
		c->asked++;
		c->got += f->sha256[0] != '\0';
		c->agree += f->sha256[0] != '\0' &&
		    strcmp(f->sha256, d->art[i].sha256) == 0;
		if (f->start != TIME_NONE &&
		    (c->from == TIME_NONE || f->start < c->from))
			c->from = f->start;
		if (f->end != TIME_NONE && f->end > c->until)
			c->until = f->end;
	}
}

void
xml_custody(struct xmlw *w, const struct report_input *in)
{
	const struct dataset *d = in->data;
	char hex[SHA256_HEX];
	struct fetched c;
	AUTO_BUF got = { 0 };
	AUTO_BUF agree = { 0 };

	count_fetches(d, &c);
	findings_digest(in, hex);
	buf_fmt(&got,
	    "%u sources were asked for, %u were received; each with "
	    "its digests is an exhibit in the coverage.",
	    c.asked, c.got);
	buf_fmt(&agree,
	    "The bytes in the history were digested again: %u of "
	    "%u agree with what was written down when they were fetched.",
	    c.agree, c.got);
	xmlw_open(w, "custody");
	xmlw_line(w);
	event(w,
	    &(struct event){ "fetched", d->run->engine, c.from, c.until, NULL,
		NULL },
	    got.p);
	event(w,
	    &(struct event){ "committed", d->run->engine, d->run->clock,
		TIME_NONE, NULL, in->manifest_sha256 },
	    "Into the history, signed; the digest is that of the snapshot's "
	    "MANIFEST.");
	event(w,
	    &(struct event){ "verified", "nroaudit", TIME_NONE, TIME_NONE,
		in->manifest_sha256, in->manifest_sha256 },
	    agree.p);
	event(w,
	    &(struct event){ "audited", "nroaudit", TIME_NONE, TIME_NONE,
		in->manifest_sha256, hex },
	    "The digest after is that of the findings.");
	event(w,
	    &(struct event){ "replicated", "operator", TIME_NONE, TIME_NONE,
		NULL, NULL },
	    "Copies of the history are made after this report is sealed; "
	    "none is attested here.");
	event(w,
	    &(struct event){ "exported", "nroaudit", TIME_NONE, TIME_NONE,
		NULL, NULL },
	    "Into this document, at the SigningTime of its signature.");
	xmlw_close(w);
	xmlw_line(w);
}

static void
limit(struct xmlw *w, const char *text)
{
	xmlw_leaf(w, "limit", text);
	xmlw_line(w);
}

/* What it bears of third parties comes after its own text. */
static void
limit_time(struct xmlw *w, const struct config *c)
{
	size_t due = c == NULL ? 0 : config_tsas_due(c);
	AUTO_BUF b = { 0 };

	buf_str(&b,
	    "Unless its owner says otherwise, the signing key is self-made: "
	    "it proves that one holder signed everything, not who that holder "
	    "is, nor when. ");
	if (due == 0)
		buf_str(&b,
		    "No timestamp of a third party is in this report.");
	else
		buf_fmt(&b,
		    "When, the timestamps of third parties prove, of which "
		    "%zu %s due: they are put to the signature after it was "
		    "made, so that this text cannot say which were given.",
		    due, due == 1 ? "is" : "are");
	limit(w, b.p);
}

static void
limit_witnesses(struct xmlw *w, size_t n)
{
	AUTO_BUF b = { 0 };

	if (n == 0)
		buf_str(&b,
		    "No witness cosigned a checkpoint of the history (0 "
		    "external witnesses): that nobody was shown another one, "
		    "its keeper alone says.");
	else
		buf_fmt(&b,
		    "%zu external witness%s cosigned a checkpoint of the "
		    "history: each says that it was shown one history, which "
		    "only grew, not that what is in it is true.",
		    n, n == 1 ? "" : "es");
	limit(w, b.p);
}

static void
limits(struct xmlw *w, const struct report_input *in)
{
	xmlw_open(w, "limits");
	xmlw_line(w);
	limit(w,
	    "What nobody proves: that the server sent the bytes. TLS does not "
	    "sign what it carries, so this cannot be shown to anyone who was "
	    "not there. The report proves what the collector stored, and that "
	    "it has not changed since.");
	limit_time(w, in->config);
	limit_witnesses(w, in->log.n);
	limit(w,
	    "No independent copy of the cited files was compared, so that no "
	    "finding is above S2.");
	limit(w,
	    "Findings state facts about published data. Whether an obligation "
	    "was breached is for others to say.");
	xmlw_close(w);
	xmlw_line(w);
}

static void
questions(struct xmlw *w)
{
	static const char *const asked[] = {
		"Do the published data show the same number as held under "
		"more than one registration?",
		"Are the published data correct by their own declarations, "
		"and complete against what IANA allocated?",
		"Was what the registries undertook to publish published, in "
		"the published format and in time?",
		"Are the five registries' data consistent with each other?",
	};

	xmlw_open(w, "questionsPut");
	xmlw_line(w);
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		xmlw_open(w, "question");
		xmlw_attr_num(w, "obligation", (int64_t)i + 1);
		xmlw_text(w, asked[i]);
		xmlw_close(w);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

/* The empty ones are the human's (IBA Rules, article 5). */
void
xml_scope(struct xmlw *w, const struct report_input *in)
{
	static const char *const human[] = { "expert", "independence",
		"opinion", "statementOfTruth" };

	limits(w, in);
	xmlw_leaf(w, "mandate",
	    "To compare what the five Regional Internet Registries and IANA "
	    "publish with the obligations of the August 2020 addendum to the "
	    "NRO Memorandum of Understanding: uniqueness, accuracy, "
	    "publication, and cooperation in consistent service.");
	xmlw_line(w);
	questions(w);
	for (size_t i = 0; i < ARRAY_LEN(human); i++) {
		xmlw_leaf(w, human[i], "");
		xmlw_line(w);
	}
}
