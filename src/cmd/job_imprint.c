/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document is to be stamped over, by whom, and what it has. */
#include "cmd/stamp.h"

#include "report/xades.h"

#include <stdio.h>
#include <string.h>

#define STAMPS "<stamps due=\""
#define STAMPS_END "</stamps>"
#define NAME "<tsa name=\""

/* The rest of s behind the first `what`; empty where it has none. */
static struct span
behind(struct span s, const char *what)
{
	const unsigned char *at =
	    s.n == 0 ? NULL : memmem(s.p, s.n, what, strlen(what));

	return at == NULL ?
	    (struct span){ NULL, 0 } :
	    span_sub(s, (size_t)(at - s.p) + strlen(what), s.n);
}

/* In canonical form nothing but a tag begins so. */
bool
stamps_told(struct span xml)
{
	return behind(xml, STAMPS).n != 0;
}

size_t
stamps_due(struct span xml, struct buf *names)
{
	struct span rest = behind(xml, STAMPS), after;
	uint64_t n = 0;

	if (rest.n == 0 || span_u64(span_split(&rest, '"'), TSAS_MAX, &n) != 0)
		return 0;
	after = behind(rest, STAMPS_END);
	rest = span_sub(rest, 0, rest.n - after.n);
	while (names != NULL && (rest = behind(rest, NAME)).n != 0) {
		buf_span(names, span_split(&rest, '"'));
		buf_chr(names, '\n');
	}
	return (size_t)n;
}

int
job_imprint(const struct stamping *s, struct buf *out, struct err *e)
{
	unsigned char d[32];

	if ((s->archive ? xades_archive_imprint(s->xml, s->j->files, d, e) :
			  xades_imprint(s->xml, d, e)) != 0)
		return -1;
	buf_add(out, d, sizeof(d));
	if (!stamps_told(s->xml))
		return 0;
	buf_str(out, "due\n");
	stamps_due(s->xml, out);
	return 0;
}

void
stamped_print(const struct stamped *s, struct buf *out)
{
	char u[UTC_TEXT];

	buf_fmt(out, "%zu %zu %zu %zu %s", s->have, s->due, s->lacks,
	    s->archives, s->until == TIME_NONE ? "-" : utc_text(s->until, u));
}

int
stamped_parse(struct span text, struct stamped *ret)
{
	struct stamped s = { .until = TIME_NONE };
	size_t *const numbers[] = { &s.have, &s.due, &s.lacks, &s.archives };

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		uint64_t n = 0;

		if (span_u64(span_split(&text, ' '), 1000, &n) != 0)
			return -1;
		*numbers[i] = (size_t)n;
	}
	if (!span_is(text, "-") && utc_parse(text, &s.until) != 0)
		return -1;
	*ret = s;
	return 0;
}
