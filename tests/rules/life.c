/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a case says of a finding's life. */
#include "tests/rules/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* PARTIES SUBJECT of a finding of the tested rule. */
static bool
is_it(const struct world *w, const struct finding *f, const char *parties,
    const char *subject)
{
	AUTO_FREE char *s = subject_text(f->type, f->range, f->name);
	char p[PARTIES_TEXT];

	return strcmp(f->rule->id, w->rule) == 0 &&
	    strcmp(parties_text(f->parties, p), parties) == 0 &&
	    strcmp(s, subject) == 0;
}

static void
number(struct world *w, const char *args, const char *name, uint32_t got)
{
	char want[16], text[64];

	if (option(args, name, want, sizeof(want)) == NULL)
		return;
	w->checks++;
	snprintf(text, sizeof(text), "%s%u, want %s", name, got, want);
	if (strtoul(want, NULL, 10) != got)
		complain(w, "life", text);
}

/* first= and last= count the case's days from 1. */
static void
nth_day(struct world *w, const char *args, const char *name, day_t got)
{
	uint32_t n = 0;

	while (n < w->days_n && w->days[n] != got)
		n++;
	number(w, args, name, n + 1);
}

static void
judge(struct world *w, const char *args, const struct finding *f)
{
	char want[24], noticed[DAY_TEXT] = "-";

	if (f->noticed != 0)
		day_text(f->noticed, noticed);
	if (option(args, "noticed=", want, sizeof(want)) != NULL) {
		w->checks++;
		if (strcmp(want, noticed) != 0)
			complain(w, "noticed", noticed);
	}
	nth_day(w, args, "first=", f->first_seen);
	nth_day(w, args, "last=", f->last_seen);
	number(w, args, "episode=", (uint32_t)f->episode);
	number(w, args, "observed=", f->days_observed);
	number(w, args, "total=", f->days_total);
	number(w, args, "gap=", f->longest_gap);
	number(w, args, "new=", f->fresh);
	number(w, args, "simultaneous=", f->simultaneous);
	if (option(args, "persistence=", want, sizeof(want)) == NULL)
		return;
	w->checks++;
	if (strcmp(want, persistence_name(f->persistence)) != 0)
		complain(w, "persistence", persistence_name(f->persistence));
}

static void
word_life(struct world *w, char *args)
{
	char parties[64], subject[128];

	audit_day(w);
	if (sscanf(args, "%63s %127s", parties, subject) != 2) {
		complain(w, "life wants parties and subject", args);
		return;
	}
	for (size_t i = 0; i < w->res.open.n; i++)
		if (is_it(w, &w->res.open.v[i], parties, subject)) {
			judge(w, args, &w->res.open.v[i]);
			return;
		}
	complain(w, "not open", args);
}

static void
word_cured(struct world *w, char *args)
{
	char parties[64], subject[128];

	audit_day(w);
	w->checks++;
	if (sscanf(args, "%63s %127s", parties, subject) != 2) {
		complain(w, "cured wants parties and subject", args);
		return;
	}
	for (size_t i = 0; i < w->res.cured.n; i++)
		if (is_it(w, &w->res.cured.v[i], parties, subject))
			return;
	complain(w, "not cured", args);
}

static void
word_exception(struct world *w, char *args)
{
	char id[32], class[16], rule[8], pub[16], subject[64], from[16],
	    until[16], empty[] = "case";
	struct exception e = { 0 };
	struct err err;

	if (sscanf(args, "%31s %15s %7s %15s %63s %15s %15s", id, class, rule,
		pub, subject, from, until) != 7 ||
	    pub_parse(span_of(pub), &e.publisher) != 0 ||
	    day_parse(span_of(from), &e.from) != 0 ||
	    day_parse(span_of(until), &e.until) != 0) {
		complain(w, "bad exception", args);
		return;
	}
	e.id = id;
	e.xclass = class;
	e.rule = rule;
	e.subject = subject;
	e.citation = e.text = empty;
	if (exceptions_add(&w->x, &e, &err) != 0)
		complain(w, "bad exception", err.msg);
}

/* How many faults of our own stand in the report. */
static void
word_self_faults(struct world *w, char *args)
{
	audit_day(w);
	w->checks++;
	if (w->res.faults_n != strtoul(args, NULL, 10))
		complain(w, "self-faults differ", args);
}

static void
word_no_engine(struct world *w, char *args)
{
	(void)args;
	w->d.run->engine[0] = '\0';
}

static void
word_no_sha512(struct world *w, char *args)
{
	(void)args;
	for (size_t i = 0; i < sources_n; i++)
		w->d.prov.fetches[i].sha512[0] = '\0';
}

static void
word_dated(struct world *w, char *args)
{
	dated_word(w, args);
}

bool
word_more(struct world *w, const char *word, char *args)
{
	static const struct {
		const char *word;
		void (*fn)(struct world *w, char *args);
	} words[] = { { "life", word_life }, { "cured", word_cured },
		{ "exception", word_exception }, { "pin", word_pin },
		{ "asc", word_asc }, { "self-faults", word_self_faults },
		{ "no-engine", word_no_engine },
		{ "no-sha512", word_no_sha512 }, { "dated", word_dated } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(word, words[i].word) == 0) {
			words[i].fn(w, args);
			return true;
		}
	return false;
}

bool
word_block(struct world *w, FILE *f, const char *word, char *args)
{
	if (strcmp(word, "dated") == 0)
		dated_word(w, args);
	else if (strcmp(word, "rpki") == 0)
		rpki_block(w, f, args);
	else if (strcmp(word, "nro") == 0)
		nro_block(w, f, args);
	else
		return false;
	return true;
}
