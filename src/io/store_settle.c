/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pack that was made in STAGING, into its place. */
#include "io/store_priv.h"

#include "io/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
settle(const char *staging, const char *pack, const char *name,
    const char *tail, struct err *e)
{
	AUTO_BUF from = { 0 };
	AUTO_BUF to = { 0 };

	buf_fmt(&from, "%s/pack-%s.%s", staging, name, tail);
	buf_fmt(&to, "%s/pack-%s.%s", pack, name, tail);
	if (file_sync(from.p, e) != 0)
		return -1;
	if (rename(from.p, to.p) != 0)
		return err_set(e, ERR_IO, "cannot rename %s: %s", from.p,
		    strerror(errno));
	return file_sync(pack, e);
}

int
store_staging(const struct store *s, char **ret, struct err *e)
{
	AUTO_FREE char *staging = path_join(s->path, STAGING);

	if (dir_remove(staging, e) != 0 || dir_make(staging, 0755, e) != 0)
		return -1;
	*ret = TAKE(staging);
	return 0;
}

int
store_settle(const struct store *s, const char *name, const char *keep,
    struct err *e)
{
	AUTO_FREE char *staging = path_join(s->path, STAGING);
	AUTO_FREE char *pack = path_join(s->path, "objects/pack");
	AUTO_BUF path = { 0 };

	buf_fmt(&path, "%s/pack-%s.keep", pack, name);
	if (dir_make(pack, 0755, e) != 0 ||
	    file_write(path.p, span_of(keep), 0444, e) != 0 ||
	    settle(staging, pack, name, "pack", e) != 0 ||
	    settle(staging, pack, name, "idx", e) != 0)
		return -1;
	return dir_remove(staging, e);
}
