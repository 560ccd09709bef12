/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timestamps that a notice could not have when it was recorded. */
#include "cmd/job.h"

#include "cmd/notices.h"
#include "cmd/parts.h"
#include "report/xades.h"

#include <stdlib.h>
#include <string.h>

static int
newest_first(const void *pa, const void *pb)
{
	const struct notice *a = *(const struct notice *const *)pa,
			    *b = *(const struct notice *const *)pb;

	if (a->recorded != b->recorded)
		return a->recorded > b->recorded ? -1 : 1;
	return (a > b) - (a < b); /* of one array */
}

/* 1: it has what is due. */
static int
lacking(struct store *st, const char *tip, const struct notice *n,
    struct buf *out, struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF path = { 0 };
	char blob[SHA1_HEX];
	size_t len = 0;

	if (n->tsas_n == 0)
		return 1;
	notice_path(n, &path);
	if (store_read(st, tip, path.p, &p, &len, blob, e) != 0 ||
	    xades_read((struct span){ p, len }, &x, e) != 0)
		return err_wrap(e, "notices: %s", path.p);
	if (x.stamps >= n->tsas_n || x.archives != 0)
		return 1;
	part_add(out, "path", buf_view(&path));
	part_add(out, "xml", (struct span){ p, len });
	return 0;
}

int
job_notices_lacking(struct store *st, size_t max, struct buf *out,
    struct err *e)
{
	AUTO(notices_clear) struct notices all = { 0 };
	AUTO_FREE const struct notice **v = NULL;
	char tip[SHA1_HEX];
	size_t found = 0;

	if (notices_tip(st, tip, e) != 0 ||
	    notices_load(st, tip, &all, e) != 0)
		return -1;
	v = mem_alloc((all.n + 1) * sizeof(*v));
	for (size_t i = 0; i < all.n; i++)
		v[i] = &all.v[i];
	if (all.n != 0)
		qsort(v, all.n, sizeof(*v), newest_first);
	for (size_t i = 0; i < all.n && found < max; i++) {
		int r = lacking(st, tip, v[i], out, e);

		if (r < 0)
			return -1;
		found += r == 0;
	}
	return 0;
}

/* Into t, where nothing of it but timestamps is new. */
static int
take(struct store *st, struct store_tree *t, const char *tip, struct span path,
    struct span xml, struct err *e)
{
	AUTO_FREE char *name = mem_strndup(path.p, path.n);
	AUTO_FREE unsigned char *p = NULL;
	char blob[SHA1_HEX];
	size_t n = 0;
	int r = store_read(st, tip, name, &p, &n, blob, e);

	if (r < 0)
		return -1;
	if (r > 0 || !store_grown((struct span){ p, n }, xml))
		return err_set(e, ERR_DATA,
		    "notices: %s: stamping changed what was signed", name);
	return store_tree_add(st, t, name, xml, e);
}

int
job_notices_stamped(struct store *st, struct span parts, utc_t now,
    struct err *e)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	struct span name, path, xml;
	char tip[SHA1_HEX], id[SHA1_HEX];
	int r = notices_tip(st, tip, e), more = r;

	while (r == 0 && (more = part_next(&parts, &name, &path, e)) == 0)
		r = part_next(&parts, &name, &xml, e) == 0 ?
		    take(st, t, tip, path, xml, e) :
		    -1;
	store_notice_message(false, 0, "", &message);
	if (r == 0 && more > 0 && store_carry(st, tip, t, e) == 0)
		r = store_commit(st, BRANCH_NOTICES, t, now, message.p, id, e);
	else
		r = -1;
	store_tree_free(t);
	return r;
}
