/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rpkigen: trees and fuzzing corpora.
 *   rpkigen tiny DIR [TWIST]         DIR/<host>/..., locator at DIR/gen.tal
 *   rpkigen nights DIR N NOTIFY NOTIFY-CA
 *                                    DIR/1/ to DIR/N/, each night another
 *   rpkigen chain DIR DEPTH NOTIFY   a CA below the other, each with its RRDP
 *   rpkigen rrdp TREE PREFIX OUT BASE SESSION SERIAL [OLD-TREE]
 *                                    OUT/notification.xml, and what it names
 *   rpkigen scale DIR ANCHORS CAS ROAS EE-KEYS CA-KEYS THREADS
 *                                    DIR/<host>/..., locators DIR/../tals/
 *   rpkigen corpus DIR               DIR/<parser>/...
 */
#include "tests/rpki/gen.h"

#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
store(const char *dir, const char *path, struct span bytes)
{
	AUTO_BUF at = { 0 };
	struct err e;
	char *slash;

	buf_fmt(&at, "%s/%s", dir, path);
	slash = strrchr(at.p, '/');
	*slash = '\0';
	if (dir_make(at.p, 0755, &e) != 0)
		return -1;
	*slash = '/';
	return file_write(at.p, bytes, 0644, &e);
}

static int
store_tree(const struct gen *g, const struct gtree *t, const char *dir)
{
	AUTO_BUF tal = { 0 };
	int rc;

	gen_tal(&g->keys.v[0], GEN_TA, &tal);
	rc = store(dir, "gen.tal", buf_view(&tal));
	for (size_t i = 0; i < t->n && rc == 0; i++)
		rc = store(dir, t->v[i].uri + strlen("rsync://"),
		    buf_view(&t->v[i].bytes));
	return rc;
}

static int
one(const struct gen *g, const char *dir)
{
	AUTO(gtree_clear) struct gtree t = { 0 };

	gen_tiny(g, &t);
	return store_tree(g, &t, dir);
}

static int
chain(const char *dir, unsigned depth, const char *notify)
{
	AUTO(gtree_clear) struct gtree t = { 0 };
	struct gen g;
	int rc;

	gen_init(&g, NULL, depth + 2);
	g.notify = notify;
	gen_chain(&g, depth, &t);
	rc = store_tree(&g, &t, dir);
	gen_clear(&g);
	return rc;
}

static int
tiny(const char *dir, const char *twist)
{
	struct gen g;
	int rc;

	gen_init(&g, twist, 9);
	rc = one(&g, dir);
	gen_clear(&g);
	return rc;
}

/* The same keys every night. */
static int
nights(const char *dir, unsigned n, const char *notify, const char *notify_ca)
{
	struct gen g;
	int rc = 0;

	gen_init(&g, NULL, 9);
	g.notify = notify[0] == '-' ? NULL : notify;
	g.notify_ca = notify_ca[0] == '-' ? NULL : notify_ca;
	for (unsigned i = 1; i <= n && rc == 0; i++) {
		AUTO_BUF at = { 0 };

		g.revision = i;
		buf_fmt(&at, "%s/%u", dir, i);
		rc = one(&g, at.p);
	}
	gen_clear(&g);
	return rc;
}

static int
scale(char **argv)
{
	unsigned n[6];

	for (size_t i = 0; i < 6; i++) {
		uint64_t v;

		if (span_u64(span_of(argv[i + 1]), 10000000, &v) != 0 ||
		    v == 0)
			return -1;
		n[i] = (unsigned)v;
	}
	return gen_scale(&(struct gscale){ .anchors = n[0],
			     .cas = n[1],
			     .roas = n[2],
			     .ee_keys = n[3],
			     .ca_keys = n[4],
			     .threads = n[5] },
	    argv[0]);
}

int
main(int argc, char **argv)
{
	int rc = -1;

	if (argc >= 3 && strcmp(argv[1], "tiny") == 0)
		rc = tiny(argv[2], argc > 3 ? argv[3] : NULL);
	else if (argc == 5 && strcmp(argv[1], "chain") == 0)
		rc = chain(argv[2], (unsigned)strtoul(argv[3], NULL, 10),
		    argv[4]);
	else if (argc == 6 && strcmp(argv[1], "nights") == 0)
		rc = nights(argv[2], (unsigned)strtoul(argv[3], NULL, 10),
		    argv[4], argv[5]);
	else if (argc >= 8 && strcmp(argv[1], "rrdp") == 0)
		rc = gen_rrdp(&(struct grrdp){ .tree = argv[2],
		    .prefix = argv[3],
		    .out = argv[4],
		    .base = argv[5],
		    .session = argv[6],
		    .serial = (unsigned)strtoul(argv[7], NULL, 10),
		    .old = argc > 8 ? argv[8] : NULL });
	else if (argc == 9 && strcmp(argv[1], "scale") == 0)
		rc = scale(argv + 2);
	else if (argc == 3 && strcmp(argv[1], "corpus") == 0)
		rc = gen_corpus(argv[2]);
	if (rc != 0)
		fputs("rpkigen: bad arguments, or a file that could not be "
		      "written\n",
		    stderr);
	return rc == 0 ? 0 : 1;
}
