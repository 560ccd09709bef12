/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ARCHIVE_H
#define IO_ARCHIVE_H
/*
 * Zip archives (PKWARE's APPNOTE.TXT 6.3), of which only one form is written
 * and read: entries one behind the other from the first byte on, each a plain
 * file, stored or deflated, with one fixed time, no extra fields, no comments,
 * no data descriptors, not encrypted, no Zip64; then the central directory in
 * the same order; then its end, which ends the file.  So nothing can hide
 * between entries, and every reader sees the same files.
 */
#include "base/base.h"

#define ARCHIVE_ENTRIES_MAX 20000
#define ARCHIVE_NAME_MAX 512
#define ARCHIVE_FILE_MAX ((size_t)512 << 20)	/* an entry, unpacked */
#define ARCHIVE_PACKED_MAX ((size_t)2047 << 20) /* the archive itself */
#define ARCHIVE_TOTAL_MAX ((size_t)3 << 30)	/* all entries, unpacked */
#define ARCHIVE_RATIO_MAX 250 /* of an entry's size to its packed one */
#define ARCHIVE_RATIO_FROM ((size_t)1 << 20) /* smaller entries may be over */
#define ARCHIVE_LINKS_MAX 16		     /* directories of a name */

/* [A-Za-z0-9._+-] between slashes, no part empty or beginning with a dot, at
 * most ARCHIVE_NAME_MAX bytes. */
bool archive_name_good(struct span name);

/* What goes in: the file of that path, read as it is written. */
struct archive_source {
	const char *name, *file;
	bool stored; /* not deflated */
};
/* In that order; path appears whole or not at all, beside PATH.tmp, and is a
 * pure function of names and bytes. */
int archive_write(const char *path, const struct archive_source *v, size_t n,
    struct err *e);

struct archive_entry {
	struct span name;   /* in the archive's bytes */
	struct span packed; /* the same */
	size_t size;
	uint32_t crc;
	bool stored;
};
struct archive {
	struct archive_entry *v; /* owned; in the archive's order */
	size_t n, cap;
};
/* Strict, and for hostile bytes, which are borrowed; ERR_DATA with the
 * reason: it reads the directory and each header, no contents. */
int archive_read(struct span bytes, struct archive *ret, struct err *e);
void archive_clear(struct archive *a);
const struct archive_entry *archive_find(const struct archive *a,
    const char *name); /* NULL where there is none */

/* The contents in pieces, their size and CRC-32 checked; what sink answers
 * but 0 ends it. */
typedef int archive_sink_fn(struct span piece, void *arg, struct err *e);
int archive_contents(const struct archive_entry *x, archive_sink_fn *sink,
    void *arg, struct err *e);

/* All of a file's entries, in their order, into a stage (io/stage.h); path is
 * read strictly first. */
struct stage;
int archive_unpack(const char *path, struct stage *to, struct err *e);

#endif
