/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a cited line stand where the report says? */
#include "audit/probe.h"
#include "audit/withheld.h"
#include "cmd/verify_cite.h"

#include <stdlib.h>
#include <string.h>

/* Do those bytes, as text_escaped writes them, stand at the offset?  ret_end:
 * behind them. */
static bool
stands(struct span bytes, const char *text, size_t *ret_end)
{
	size_t want = strlen(text), n = 0, done = 0;

	while (done < want) {
		size_t k = span_printable(span_sub(bytes, n, bytes.n));
		AUTO_FREE char *one = NULL;
		size_t len;

		if (n >= bytes.n)
			return false;
		if (k == 0)
			k = 1;
		one = text_escaped(span_sub(bytes, n, k));
		len = strlen(one);
		if (len > want - done || memcmp(one, text + done, len) != 0)
			return false;
		done += len;
		n += k;
	}
	*ret_end = n;
	return true;
}

/* Statistics are cited by whole lines, documents by what stands in them. */
static bool
by_lines(const char *path)
{
	size_t n = strlen(path);

	return strncmp(path, "stats/", 6) == 0 &&
	    (n < 4 ||
		(strcmp(path + n - 4, ".md5") != 0 &&
		    strcmp(path + n - 4, ".asc") != 0));
}

/* An entry of a transfer log or of a feed, cited without the names in it. */
static bool
withheld(const char *path, struct span rest, const char *text)
{
	static const struct source log = { .kind = SK_TRANSFERS };
	AUTO_FREE char *is = NULL;

	if (strncmp(path, "transfers/", 10) != 0 &&
	    strncmp(path, "changes/", 8) != 0)
		return false;
	is = evidence_text(&log, evidence_entry(rest), false);
	return strcmp(is, text) == 0;
}

const char *
cited_wrong(const struct cited *f, uint32_t line, uint32_t offset,
    const char *text)
{
	struct span rest = span_sub(f->bytes, offset, f->bytes.n);
	bool whole = by_lines(f->path);
	size_t end = 0;

	if (line > f->lines || offset < f->line[line - 1] ||
	    (line < f->lines && offset >= f->line[line]) ||
	    offset >= f->bytes.n || (whole && offset != f->line[line - 1]))
		return "is not at that byte";
	if (withheld(f->path, rest, text))
		return NULL;
	if (!stands(rest, text, &end))
		return "says something else";
	rest = span_sub(rest, end, rest.n);
	if (whole && rest.n != 0 && rest.p[0] != '\n' && rest.p[0] != '\r')
		return "goes on";
	return NULL;
}
