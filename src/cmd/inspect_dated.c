/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/inspect_dated.h"

#include "io/unpack.h"
#include "parse/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
judge(const struct source *src, struct span packed, struct dated_said *ret)
{
	AUTO(statsfile_clear) struct statsfile f = { 0 };
	AUTO_BUF plain = { 0 };
	const char *why = NULL;

	ret->asof = TIME_NONE;
	if (unpack(packed, DATED_PLAIN_MAX, &plain, &why) != 0) {
		snprintf(ret->fault, sizeof(ret->fault), "%s", why);
		return;
	}
	digest_sha256(buf_view(&plain), ret->sha256);
	ret->size = plain.n;
	stats_parse(buf_view(&plain), src, &f);
	if (f.notes[SN_HTML].count != 0)
		why = "a web page";
	else if (!f.has_header || f.notes[SN_REGISTRY].count != 0)
		why = "no statistics of this registry";
	else if (statsfile_short(&f))
		why = "fewer records than it declares";
	snprintf(ret->fault, sizeof(ret->fault), "%s", why == NULL ? "" : why);
	ret->whole = why == NULL;
	ret->day = statsfile_day(&f);
	ret->asof = statsfile_asof(&f);
}

bool
inspect_dated_serve(int in, int out, const struct question *q)
{
	AUTO_FREE unsigned char *p = NULL;
	struct dated_said said;

	/* Its padding goes through the pipe, too. */
	memset(&said, 0, sizeof(said));
	if (q->a >= sources_n || q->b > DATED_PLAIN_MAX || q->c != 0)
		return false;
	p = mem_alloc((size_t)q->b + 1);
	if (pipe_read(in, p, (size_t)q->b) != 0)
		return false;
	judge(&sources[q->a], (struct span){ p, (size_t)q->b }, &said);
	return pipe_write(out, &said, sizeof(said)) == 0;
}

/* No more is believed of an answer than its form. */
static bool
formed(const struct dated_said *s)
{
	size_t n = strnlen(s->fault, sizeof(s->fault));

	return n < sizeof(s->fault) && span_plain(span_of(s->fault)) &&
	    (s->whole == 0 || s->whole == 1) &&
	    (s->whole == 0 ||
		(s->sha256[SHA256_HEX - 1] == '\0' &&
		    hex_is(span_of(s->sha256), SHA256_HEX - 1))) &&
	    (s->day == 0 || day_valid(s->day)) &&
	    (s->asof == TIME_NONE ||
		(s->asof >= UTC_FIRST && s->asof <= UTC_LAST)) &&
	    s->size <= DATED_PLAIN_MAX;
}

int
inspect_dated(const struct service *s, size_t source, struct span file,
    struct dated_said *ret)
{
	struct question q = { INSPECT_DATED, source, file.n, 0 };

	return pipe_write(s->to, &q, sizeof(q)) == 0 &&
		pipe_write(s->to, file.p, file.n) == 0 &&
		pipe_read(s->from, ret, sizeof(*ret)) == 0 && formed(ret) ?
	    0 :
	    -1;
}
