/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The word `dated`: what a night saw under the name of a day. */
#include "tests/rules/run.h"

#include "model/dated.h"

#include <stdio.h>
#include <string.h>

/* "latest": today's extended file has these contents; else a word stands for
 * them. */
static void
contents(struct world *w, struct dated *a, const char *word)
{
	char id[64];
	const struct source *s;

	snprintf(id, sizeof(id), "%s-extended", pub_name(a->rir));
	s = source_find(id);
	if (strcmp(word, "latest") == 0)
		memcpy(a->plain, w->d.art[source_index(s)].sha256, SHA256_HEX);
	else
		digest_sha256(span_of(word), a->plain);
}

void
dated_word(struct world *w, const char *args)
{
	char rir[16], at[16], day[16], what[32], v[32];
	struct dated *a = provenance_dated(&w->d.prov);
	AUTO_BUF url = { 0 };

	if (sscanf(args, "%15s %15s %15s %31s", rir, at, day, what) != 4 ||
	    pub_parse(span_of(rir), &a->rir) != 0 || a->rir >= RIR_N ||
	    pub_parse(span_of(at), &a->at) != 0 ||
	    (strcmp(day, "latest") != 0 &&
		day_parse(span_of(day), &a->day) != 0)) {
		complain(w, "no such dated file", args);
		return;
	}
	dated_url(a->rir, &(struct dated_ask){ a->at, a->day },
	    "https://example.net/stats/latest", &url);
	a->fetch.url = TAKE(url.p);
	if (outcome_parse(span_of(what), &a->fetch.outcome) == 0)
		return;
	a->fetch.outcome = FO_FETCHED;
	if (strcmp(what, "damaged") == 0)
		return;
	contents(w, a, what);
	a->file_day = a->day;
	if (option(args, " header=", v, sizeof(v)) != NULL &&
	    day_parse(span_of(v), &a->file_day) != 0)
		complain(w, "no such day", v);
	if (a->day != 0)
		a->asof = day_start(a->day) + DAY_SECS - 1;
	if (option(args, " modified=", v, sizeof(v)) != NULL &&
	    utc_parse(span_of(v), &a->fetch.last_modified) != 0)
		complain(w, "no such instant", v);
}
