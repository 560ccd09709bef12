/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of zip archives: libzip's, told all that it would choose. */
#include "io/archive.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define DOS_DATE 0x21 /* 1980-01-01, the first that there is */
#define LEVEL 6
#define MODE_FILE 0100644u

static int
add(zip_t *z, const struct archive_source *s, struct err *e)
{
	zip_source_t *from;
	zip_int64_t i;

	if (!archive_name_good(span_of(s->name)))
		return err_set(e, ERR_DATA,
		    "archive: %s: not a name of a file in an exhibit",
		    s->name);
	from = zip_source_file(z, s->file, 0, -1);
	i = from == NULL ? -1 : zip_file_add(z, s->name, from, 0);
	if (i < 0) {
		zip_source_free(from);
		return err_set(e, ERR_IO, "archive: %s: %s", s->name,
		    zip_strerror(z));
	}
	if (zip_set_file_compression(z, (zip_uint64_t)i,
		s->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
		s->stored ? 0 : LEVEL) != 0 ||
	    zip_file_set_dostime(z, (zip_uint64_t)i, 0, DOS_DATE, 0) != 0 ||
	    zip_file_set_external_attributes(z, (zip_uint64_t)i, 0,
		ZIP_OPSYS_UNIX, MODE_FILE << 16) != 0)
		return err_set(e, ERR_IO, "archive: %s: %s", s->name,
		    zip_strerror(z));
	return 0;
}

static int
fill(const char *tmp, const struct archive_source *v, size_t n, struct err *e)
{
	int code = 0, r = 0;
	zip_t *z = zip_open(tmp, ZIP_CREATE | ZIP_EXCL, &code);

	if (z == NULL)
		return err_set(e, ERR_IO, "%s: cannot be written", tmp);
	for (size_t i = 0; i < n && r == 0; i++)
		r = add(z, &v[i], e);
	if (r == 0 && zip_close(z) == 0)
		return 0;
	if (r == 0)
		err_set(e, ERR_IO, "archive: %s", zip_strerror(z));
	zip_discard(z);
	return -1;
}

int
archive_write(const char *path, const struct archive_source *v, size_t n,
    struct err *e)
{
	AUTO_BUF tmp = { 0 };

	if (n > ARCHIVE_ENTRIES_MAX)
		return err_set(e, ERR_DATA, "archive: over %d entries",
		    ARCHIVE_ENTRIES_MAX);
	buf_fmt(&tmp, "%s.tmp", path);
	unlink(tmp.p);
	if (fill(tmp.p, v, n, e) != 0 || chmod(tmp.p, 0644) != 0 ||
	    file_sync(tmp.p, e) != 0 || file_move(tmp.p, path, e) != 0) {
		unlink(tmp.p);
		return -1;
	}
	return 0;
}
