/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rpkigen: trees and fuzzing corpora.
 *   rpkigen tiny DIR [TWIST]         DIR/<host>/..., locator at DIR/gen.tal
 *   rpkigen nights DIR N NOTIFY NOTIFY-CA [TWIST]
 *                                    DIR/1/ to DIR/N/, each night another,
 *                                    the last with a fault
 *   rpkigen chain DIR DEPTH NOTIFY   a CA below the other, each with its RRDP
 *   rpkigen rrdp TREE PREFIX OUT BASE SESSION SERIAL [OLD-TREE]
 *                                    OUT/notification.xml, and what it names
 *   rpkigen scale DIR ANCHORS CAS ROAS EE-KEYS CA-KEYS THREADS [NOTIFY]
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

static unsigned
number(const char *s)
{
	return (unsigned)strtoul(s, NULL, 10);
}

/* The same keys every night; the last of them may have a fault. */
static int
nights(int words, char **w)
{
	unsigned n = number(w[1]);
	struct gen g;
	int rc = 0;

	gen_init(&g, NULL, 9);
	g.notify = w[2][0] == '-' ? NULL : w[2];
	g.notify_ca = w[3][0] == '-' ? NULL : w[3];
	for (unsigned i = 1; i <= n && rc == 0; i++) {
		AUTO_BUF at = { 0 };

		g.revision = i;
		g.twist = i == n && words > 4 ? w[4] : NULL;
		buf_fmt(&at, "%s/%u", w[0], i);
		rc = one(&g, at.p);
	}
	gen_clear(&g);
	return rc;
}

static int
scale(char **argv, const char *notify)
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
			     .threads = n[5],
			     .notify = notify },
	    argv[0]);
}

/* The words behind the command's. */
static int
rrdp(int n, char **w)
{
	return gen_rrdp(&(struct grrdp){ .tree = w[0],
	    .prefix = w[1],
	    .out = w[2],
	    .base = w[3],
	    .session = w[4],
	    .serial = number(w[5]),
	    .old = n > 6 ? w[6] : NULL });
}

static int
trees(const char *name, int n, char **w)
{
	if (n >= 1 && strcmp(name, "tiny") == 0)
		return tiny(w[0], n > 1 ? w[1] : NULL);
	if (n == 3 && strcmp(name, "chain") == 0)
		return chain(w[0], number(w[1]), w[2]);
	if (n >= 4 && strcmp(name, "nights") == 0)
		return nights(n, w);
	return (n == 7 || n == 8) && strcmp(name, "scale") == 0 ?
	    scale(w, n == 8 ? w[7] : NULL) :
	    -1;
}

static int
command(const char *name, int n, char **w)
{
	if (n >= 6 && strcmp(name, "rrdp") == 0)
		return rrdp(n, w);
	if (n == 1 && strcmp(name, "corpus") == 0)
		return gen_corpus(w[0]);
	return trees(name, n, w);
}

int
main(int argc, char **argv)
{
	int rc = argc < 2 ? -1 : command(argv[1], argc - 2, argv + 2);

	if (rc != 0)
		fputs("rpkigen: bad arguments, or a file that could not be "
		      "written\n",
		    stderr);
	return rc == 0 ? 0 : 1;
}
