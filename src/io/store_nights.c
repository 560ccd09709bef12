/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs of single nights (store_bulk) beside those of months. */
#include "io/store_priv.h"

#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <git2/sys/odb_backend.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The yyyymm of a night's pack, 0 of any other; base is without .idx. */
static int
night_of(const char *base)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF path = { 0 };
	struct span s;
	uint64_t y = 0, m = 0;
	size_t n = 0;

	buf_fmt(&path, "%s.keep", base);
	if (file_read(path.p, 0, &p, &n, NULL) != 0)
		return 0;
	s = (struct span){ p, n };
	if (!span_starts(s, NIGHT_LINE))
		return 0;
	s = span_sub(s, strlen(NIGHT_LINE), s.n);
	return span_u64(span_split(&s, '-'), 9999, &y) == 0 &&
		span_u64(span_split(&s, '\n'), 12, &m) == 0 ?
	    (int)(y * 100 + m) :
	    0;
}

typedef int pack_fn(const char *base, int night, void *arg, struct err *e);

static int
each_pack(const struct store *s, pack_fn *fn, void *arg, struct err *e)
{
	AUTO_FREE char *dir = path_join(s->path, "objects/pack");
	struct dirent **d = NULL;
	int n = scandir(dir, &d, NULL, alphasort), r = 0;

	if (n < 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "cannot read %s: %s", dir,
		    strerror(errno));
	for (int i = 0; i < n; i++) {
		AUTO_FREE char *base = path_join(dir, d[i]->d_name);
		size_t k = strlen(base);

		if (r == 0 && k > 4 && strcmp(base + k - 4, ".idx") == 0) {
			base[k - 4] = '\0';
			r = fn(base, night_of(base), arg, e);
		}
		free(d[i]);
	}
	free(d);
	return r;
}

static int
add_pack(git_odb *odb, const char *base, struct err *e)
{
	AUTO_BUF idx = { 0 };
	git_odb_backend *b = NULL;

	buf_fmt(&idx, "%s.idx", base);
	return git_odb_backend_one_pack(&b, idx.p) != 0 ||
		git_odb_add_backend(odb, b, 1) != 0 ?
	    store_error(e, "packs") :
	    0;
}

struct opening {
	git_odb *odb;
	bool nights;
};

static int
open_one(const char *base, int night, void *arg, struct err *e)
{
	const struct opening *o = arg;

	return (night != 0) == o->nights ? add_pack(o->odb, base, e) : 0;
}

int
store_packs_open(const struct store *s, bool nights, git_odb **ret,
    struct err *e)
{
	struct opening o = { .nights = nights };

	if (git_odb_new(&o.odb) != 0)
		return store_error(e, "packs");
	if (each_pack(s, open_one, &o, e) != 0) {
		git_odb_free(o.odb);
		return -1;
	}
	*ret = o.odb;
	return 0;
}

struct removing {
	git_odb *months;
	int before;
};

/* Anything but 0 ends it: not all is elsewhere. */
static int
is_elsewhere(const git_oid *id, void *arg)
{
	return git_odb_exists_ext(arg, id, GIT_ODB_LOOKUP_NO_REFRESH) ? 0 : 1;
}

static int
remove_pack(const char *base, struct err *e)
{
	/* Readers go by .idx; what .keep is beside is ours to remove. */
	static const char *const tails[] = { "idx", "pack", "keep" };

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		AUTO_BUF path = { 0 };

		buf_fmt(&path, "%s.%s", base, tails[i]);
		if (unlink(path.p) != 0 && errno != ENOENT)
			return err_set(e, ERR_IO, "cannot remove %s: %s",
			    path.p, strerror(errno));
	}
	return 0;
}

static int
remove_one(const char *base, int night, void *arg, struct err *e)
{
	const struct removing *v = arg;
	git_odb *own = NULL;
	int r;

	if (night == 0 || night >= v->before)
		return 0;
	if (git_odb_new(&own) != 0)
		return store_error(e, "packs");
	r = add_pack(own, base, e);
	if (r == 0)
		r = git_odb_foreach(own, is_elsewhere, v->months);
	git_odb_free(own);
	/* One of a run that was killed has what no commit names: it stays. */
	return r < 0 ? -1 : r > 0 ? 0 : remove_pack(base, e);
}

int
store_nights_remove(const struct store *s, int before, struct err *e)
{
	struct removing v = { .before = before };
	int r = store_packs_open(s, false, &v.months, e);

	if (r == 0)
		r = each_pack(s, remove_one, &v, e);
	git_odb_free(v.months);
	return r;
}
