/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report's head says of the log, held against the branch seals. */
#include "cmd/verify_cite.h"

#include "cmd/bundle.h"
#include "cmd/seals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void PRINTF_LIKE(3, 4)
    bad(said_fn *said, void *arg, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	said(SAID_BAD, text, arg);
}

/* The checkpoint of a note, NULL where it is none; owned. */
static struct checkpoint *
parsed(const struct buf *note)
{
	struct checkpoint *c = mem_alloc(sizeof(*c));

	if (checkpoint_parse(buf_view(note), c, NULL) == 0)
		return c;
	free(c);
	return NULL;
}

static bool
size_is(const struct checkpoint *c, const char *text)
{
	uint64_t n;

	return c != NULL && span_u64(span_of(text), INT64_MAX, &n) == 0 &&
	    c->size == n;
}

static void
check_witness(const struct seals_notes *s, const xmlNode *n, said_fn *said,
    void *arg)
{
	AUTO_FREE char *name = bundle_attr(n, "name");
	AUTO_FREE char *size = bundle_attr(n, "size");
	AUTO_FREE struct checkpoint *c = NULL;

	for (size_t i = 0; i < s->n && c == NULL; i++)
		if (strcmp(s->v[i].name, name) == 0)
			c = parsed(&s->v[i].note);
	if (!size_is(c, size))
		bad(said, arg,
		    "citation: witness %.64s cosigned no checkpoint of %.20s "
		    "snapshots",
		    name, size);
}

static void
check_notes(const struct seals_notes *s, const xmlNode *n, said_fn *said,
    void *arg)
{
	AUTO_FREE struct checkpoint *c = parsed(&s->checkpoint);
	AUTO_FREE char *size = bundle_attr(n, "size");
	AUTO_FREE char *root = bundle_attr(n, "root");
	char hex[SHA256_HEX] = "";

	if (c != NULL)
		hex_of(c->root.b, MERKLE_HASH, hex);
	if (!size_is(c, size) || strcmp(root, hex) != 0)
		bad(said, arg,
		    "citation: checkpoint: the history has another one there");
	for (const xmlNode *w = n->children; w != NULL; w = w->next)
		if (w->type == XML_ELEMENT_NODE)
			check_witness(s, w, said, arg);
}

void
verify_cited_log(struct store *st, const xmlNode *checkpoint, said_fn *said,
    void *arg)
{
	AUTO(seals_notes_clear) struct seals_notes s = { 0 };
	AUTO_FREE char *commit = bundle_attr(checkpoint, "commit");
	bool known = false;

	if (commit[0] == '\0')
		return; /* there was none yet */
	if (!hex_is(span_of(commit), SHA1_HEX - 1) ||
	    seals_known(st, commit, &known, NULL) != 0 || !known)
		bad(said, arg,
		    "citation: checkpoint: its commit is not on the branch "
		    "seals");
	else if (seals_notes_read(st, commit, &s, NULL) != 0)
		bad(said, arg, "citation: checkpoint: it cannot be read");
	else
		check_notes(&s, checkpoint, said, arg);
}
