/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/rpki_state.h"

#include <stdlib.h>
#include <string.h>

void
rpki_state_clear(struct rpki_state *s)
{
	free(s->v);
	free(s->repos);
	memset(s, 0, sizeof(*s));
}

static bool
read_object(struct span line, struct rpki_state *s)
{
	struct rpki_state_object o;

	o.uri = span_split(&line, ' ');
	o.sha256 = span_split(&line, ' ');
	o.blob = line;
	if ((uri_check(o.uri, "rsync") != URI_OK &&
		uri_check(o.uri, "https") != URI_OK) ||
	    !hex_is(o.sha256, SHA256_HEX - 1) ||
	    !hex_is(o.blob, SHA1_HEX - 1) || s->n >= RPKI_STATE_OBJECTS_MAX ||
	    (s->n != 0 && span_cmp(s->v[s->n - 1].uri, o.uri) >= 0))
		return false;
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = o;
	return true;
}

/* URI WHEN HAD SESSION SERIAL CHANGE OBJECTS SHA256 FAULT */
static bool
read_repo(struct span line, struct rpki_state *s)
{
	struct rpki_state_repo r;

	r.uri = span_split(&line, ' ');
	span_split(&line, ' ');
	span_split(&line, ' ');
	r.session = span_split(&line, ' ');
	if (uri_check(r.uri, "https") != URI_OK ||
	    span_u64(span_split(&line, ' '), UINT64_MAX, &r.serial) != 0)
		return false;
	r.change = span_split(&line, ' ');
	span_split(&line, ' ');
	span_split(&line, ' ');
	r.fault = line;
	s->repos = mem_grow(s->repos, &s->repos_cap, s->repos_n + 1,
	    sizeof(*s->repos));
	s->repos[s->repos_n++] = r;
	return true;
}

/* URL WHEN SHA256 FAULT */
static bool
read_anchor(struct span line, struct rpki_state *s)
{
	s->anchor = span_split(&line, ' ');
	span_split(&line, ' ');
	span_split(&line, ' ');
	s->anchor_fault = line;
	return uri_check(s->anchor, "https") == URI_OK;
}

/* The first word tells; others than objects are for readers. */
static bool
read_line(struct span line, struct rpki_state *s)
{
	struct span word = span_split(&line, ' ');

	if (span_is(word, "object"))
		return read_object(line, s);
	if (span_is(word, "anchor"))
		return read_anchor(line, s);
	if (span_is(word, "repository"))
		return read_repo(line, s);
	return span_is(word, "rsync");
}

int
rpki_state_parse(struct span text, struct rpki_state *ret, struct err *e)
{
	struct span rest = text;
	struct rpki_state s = { 0 };
	size_t line = 1;

	if (!span_starts(text, RPKI_STATE_HEAD))
		return err_set(e, ERR_DATA, "line 1: not a state of RPKI");
	span_split(&rest, '\n');
	while (rest.n != 0) {
		line++;
		if (read_line(span_split(&rest, '\n'), &s))
			continue;
		rpki_state_clear(&s);
		return err_set(e, ERR_DATA, "line %zu: malformed", line);
	}
	*ret = s;
	return 0;
}
