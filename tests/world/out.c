/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
out_path(const char *source_id)
{
	const struct source *s = source_find(source_id);

	assert(s != NULL && strncmp(s->url, "https://", 8) == 0);
	return s->url + 8;
}

const char *
source_name(size_t rir, int kind)
{
	static const char *const v[RIR_N][KIND_N] = { { "afrinic-extended",
							  "afrinic-plain" },
		{ "apnic-extended", "apnic-plain" },
		{ "arin-extended", "arin-plain" },
		{ "lacnic-extended", "lacnic-plain" },
		{ "ripencc-extended", "ripencc-plain" } };

	return v[rir][kind];
}

static int
directories(char *path, struct err *e)
{
	for (char *p = path + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			return err_set(e, ERR_IO, "%s: %s", path,
			    strerror(errno));
		*p = '/';
	}
	return 0;
}

int
out_file(const char *dir, const char *path, struct span text, utc_t mtime,
    struct err *e)
{
	AUTO_BUF b = { 0 };
	struct timespec t[2] = { { .tv_sec = mtime }, { .tv_sec = mtime } };
	FILE *f;
	bool bad;

	buf_fmt(&b, "%s/%s", dir, path);
	if (directories(b.p, e) != 0)
		return -1;
	f = fopen(b.p, "wb");
	if (f == NULL)
		return err_set(e, ERR_IO, "%s: %s", b.p, strerror(errno));
	bad = text.n != 0 && fwrite(text.p, 1, text.n, f) != text.n;
	bad = fclose(f) != 0 || bad;
	if (bad || utimensat(AT_FDCWD, b.p, t, 0) != 0)
		return err_set(e, ERR_IO, "%s: cannot write", b.p);
	return 0;
}
