/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store_priv.h"

#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* refs/tags/snapshot/NAME is four deep. */
#define REFS_DEPTH_MAX 16

/* Says whether a file of a directory is left over. */
typedef bool stale_fn(const char *dir, const char *name);

static bool
ends_in(const char *name, const char *tail)
{
	size_t n = strlen(name), t = strlen(tail);

	return n > t && strcmp(name + n - t, tail) == 0;
}

static bool
is_lock(const char *dir, const char *name)
{
	(void)dir;
	return ends_in(name, ".lock") && strcmp(name, "nroaudit.lock") != 0;
}

/* git's own temporaries have other names, and may be in use. */
static bool
is_half_object(const char *dir, const char *name)
{
	(void)dir;
	return strncmp(name, "tmp_object_git2_", 16) == 0;
}

/* libgit2's temporary; or of ours, which has a .keep of ours before all else
 * and an .idx last. */
static bool
is_half_pack(const char *dir, const char *name)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF other = { 0 };
	const char *dot = strrchr(name, '.');
	size_t n = 0;

	if (strncmp(name, "pack_git2_", 10) == 0)
		return true;
	if (!ends_in(name, ".keep") && !ends_in(name, ".pack"))
		return false;
	buf_fmt(&other, "%s/%.*s.idx", dir, (int)(dot - name), name);
	if (file_exists(other.p))
		return false;
	other.n = 0;
	buf_fmt(&other, "%s/%.*s.keep", dir, (int)(dot - name), name);
	if (file_read(other.p, 0, &p, &n, NULL) != 0)
		return false;
	return span_starts((struct span){ p, n }, KEEP_OURS);
}

static int
clean_dir(const char *dir, stale_fn *stale, unsigned depth, struct err *e)
{
	struct dirent **d = NULL;
	int n = scandir(dir, &d, NULL, alphasort), r = 0;

	if (n < 0)
		return errno == ENOENT ?
		    0 :
		    err_set(e, ERR_IO, "cannot read %s: %s", dir,
			strerror(errno));
	/* From the end: x.pack goes before the x.keep that tells whose it is. */
	for (int i = n - 1; i >= 0; i--) {
		AUTO_FREE char *path = path_join(dir, d[i]->d_name);
		struct stat st;

		if (r != 0 || d[i]->d_name[0] == '.' || lstat(path, &st) != 0)
			;
		else if (S_ISDIR(st.st_mode))
			r = depth == 0 ? 0 :
					 clean_dir(path, stale, depth - 1, e);
		else if (stale(dir, d[i]->d_name) && unlink(path) != 0 &&
		    errno != ENOENT)
			r = err_set(e, ERR_IO, "cannot remove %s: %s", path,
			    strerror(errno));
		free(d[i]);
	}
	free(d);
	return r;
}

int
store_clean_halves(const char *path, struct err *e)
{
	AUTO_FREE char *objects = path_join(path, "objects");
	AUTO_FREE char *pack = path_join(path, "objects/pack");

	return clean_dir(objects, is_half_object, 0, e) != 0 ||
		clean_dir(pack, is_half_pack, 0, e) != 0 ?
	    -1 :
	    0;
}

int
store_clean(const char *path, struct err *e)
{
	AUTO_FREE char *refs = path_join(path, "refs");
	AUTO_FREE char *staging = path_join(path, STAGING);

	return clean_dir(path, is_lock, 0, e) != 0 ||
		clean_dir(refs, is_lock, REFS_DEPTH_MAX, e) != 0 ||
		store_clean_halves(path, e) != 0 ||
		dir_remove(staging, e) != 0 ?
	    -1 :
	    0;
}
