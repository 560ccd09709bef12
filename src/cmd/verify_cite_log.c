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

struct citing_log {
	struct seals_notes notes;
	struct span config; /* of the snapshot */
	struct checkpoint_key keys[CHECKPOINT_WITNESSES_MAX];
	size_t n; /* that cosigned */
	said_fn *said;
	void *arg;
};

/* What the snapshot's configuration gives as that witness's. */
static int
key_of(struct span config, const char *name, struct checkpoint_key *ret,
    struct err *e)
{
	AUTO_BUF begin = { 0 };

	buf_fmt(&begin, "witness.%s.key = ", name);
	while (config.n != 0) {
		struct span line = span_split(&config, '\n');

		if (span_starts(line, begin.p))
			return checkpoint_key_parse(
			    span_sub(line, begin.n, line.n), ret, e);
	}
	return err_set(e, ERR_DATA,
	    "the snapshot's configuration has no key "
	    "of it");
}

/* One key counts once, under whatever names. */
static int
count_key(struct citing_log *l, const struct checkpoint_key *k, struct err *e)
{
	for (size_t i = 0; i < l->n; i++)
		if (memcmp(l->keys[i].pub, k->pub, sizeof(k->pub)) == 0)
			return err_set(e, ERR_DATA,
			    "its key is counted "
			    "already");
	if (l->n == CHECKPOINT_WITNESSES_MAX)
		return err_set(e, ERR_DATA, "too many witnesses");
	l->keys[l->n++] = *k;
	return 0;
}

static int
cosigned(struct citing_log *l, const struct checkpoint *c, const char *name,
    const char *time, struct err *e)
{
	struct checkpoint_key k;
	char text[UTC_TEXT];
	utc_t when;

	if (key_of(l->config, name, &k, e) != 0 ||
	    checkpoint_cosigned(c, &k, &when, e) != 0 ||
	    count_key(l, &k, e) != 0)
		return -1;
	return strcmp(utc_text(when, text), time) == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "it cosigned at %s", text);
}

static void
check_witness(struct citing_log *l, const xmlNode *n)
{
	AUTO_FREE char *name = bundle_attr(n, "name");
	AUTO_FREE char *size = bundle_attr(n, "size");
	AUTO_FREE char *time = bundle_attr(n, "time");
	AUTO_FREE struct checkpoint *c = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < l->notes.n && c == NULL; i++)
		if (strcmp(l->notes.v[i].name, name) == 0)
			c = parsed(&l->notes.v[i].note);
	if (!size_is(c, size))
		bad(l->said, l->arg,
		    "citation: witness %.64s cosigned no checkpoint of %.20s "
		    "snapshots",
		    name, size);
	else if (cosigned(l, c, name, time, &e) != 0)
		bad(l->said, l->arg, "citation: witness %.64s: %s", name,
		    e.msg);
}

static void
check_witnesses(struct citing_log *l, const xmlNode *n)
{
	AUTO_FREE char *counted = bundle_attr(n, "witnesses");
	char want[24];
	size_t named = 0;

	for (const xmlNode *w = n->children; w != NULL; w = w->next) {
		if (w->type != XML_ELEMENT_NODE)
			continue;
		named++;
		check_witness(l, w);
	}
	(void)snprintf(want, sizeof(want), "%zu", named);
	if (strcmp(counted, want) != 0)
		bad(l->said, l->arg,
		    "citation: checkpoint: it counts %.20s witnesses and "
		    "names %s",
		    counted, want);
}

static void
check_checkpoint(const struct citing_log *l, const xmlNode *n)
{
	AUTO_FREE struct checkpoint *c = parsed(&l->notes.checkpoint);
	AUTO_FREE char *size = bundle_attr(n, "size");
	AUTO_FREE char *root = bundle_attr(n, "root");
	char hex[SHA256_HEX] = "";

	if (c != NULL)
		hex_of(c->root.b, MERKLE_HASH, hex);
	if (!size_is(c, size) || strcmp(root, hex) != 0)
		bad(l->said, l->arg,
		    "citation: checkpoint: the history has another one there");
}

/* 1 where the report names none: there was none yet. */
static int
read_named(struct store *st, const char *commit, struct seals_notes *ret,
    const char **why)
{
	bool known = false;

	if (commit[0] == '\0')
		return 1;
	*why = "its commit is not on the branch seals";
	if (!hex_is(span_of(commit), SHA1_HEX - 1) ||
	    seals_known(st, commit, &known, NULL) != 0 || !known)
		return -1;
	*why = "it cannot be read";
	return seals_notes_read(st, commit, ret, NULL);
}

void
verify_cited_log(struct store *st, const char *snapshot,
    const xmlNode *checkpoint, said_fn *said, void *arg)
{
	AUTO_FREE struct citing_log *l = mem_alloc(sizeof(*l));
	AUTO_FREE char *commit = bundle_attr(checkpoint, "commit");
	AUTO_FREE unsigned char *config = NULL;
	char blob[SHA1_HEX];
	const char *why = "";
	size_t n = 0;
	int r;

	memset(l, 0, sizeof(*l));
	l->said = said;
	l->arg = arg;
	r = read_named(st, commit, &l->notes, &why);
	if (r < 0)
		bad(said, arg, "citation: checkpoint: %s", why);
	else if (r == 0)
		check_checkpoint(l, checkpoint);
	if (r >= 0 &&
	    store_read(st, snapshot, "config/nroaudit.conf", &config, &n, blob,
		NULL) == 0)
		l->config = (struct span){ config, n };
	if (r >= 0)
		check_witnesses(l, checkpoint);
	seals_notes_clear(&l->notes);
}
