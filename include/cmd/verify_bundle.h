/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERIFY_BUNDLE_H
#define CMD_VERIFY_BUNDLE_H
/* An exhibit, from the archive alone; each step in a box of its own. */
#include "cmd/bundle.h"
#include "cmd/verify_report.h"

/* An exhibit that is taken apart, in a new directory of its own: dir/history is
 * its repository, dir/BUNDLE_FILES its files. */
struct unpacked {
	char *dir, *history; /* owned */
	struct buf list;     /* of all files, as sha256sum(1) writes it */
};
/* ERR_DATA, with the reason, where the archive is not what bundle writes. */
int unpacked_open(const struct job *j, const char *path, struct unpacked *ret,
    struct err *e);
void unpacked_close(struct unpacked *u); /* removes it; NULL-safe */
/* Is a file a zip archive, by its first bytes? */
bool bundle_is(const char *path);
/* SHA-256 begun over all files that are signed, in their order: what an
 * ArchiveTimeStamp of the exhibit's signature is over (report/xades.h). */
int unpacked_digest(const struct unpacked *u, EVP_MD_CTX *ret, struct err *e);
/* The bytes of such a file, at most max, added to *out. */
int unpacked_read(const struct unpacked *u, struct span name, size_t max,
    struct buf *out, struct err *e);
/* How many timestamps were due, as bag-info.txt, which is signed, says it. */
uint64_t unpacked_due(const struct unpacked *u);
/* The reason where there are none of them. */
#define BUNDLE_UNSTAMPED "no timestamp"
/* Of a file below dir/BUNDLE_FILES; owned. */
char *unpacked_path(const struct unpacked *u, const char *name);

/*
 * The container: every file is signed and listed, and the lists agree.  Lines
 * as of verify_boxed.
 */
int bundle_container(const struct unpacked *u, const struct job *j,
    const struct verify_trust *trust, struct buf *out, struct err *e);
/* Of these lines: by when, as its timestamps show that still stand, all that is
 * in it was there; 0 where they do not. */
utc_t bundle_kept(struct span lines);
/* Its cited files against its repository, its page against exhibit.xml, and
 * exhibit.xml against its reports; once the container is good. */
int bundle_contents(const struct unpacked *u, const struct job *j,
    const struct store_seals *fns, struct buf *out, struct err *e);
/* Of that, what is below BUNDLE_SEALS; st is the exhibit's repository. */
int exhibit_seals(const struct unpacked *u, struct store *st,
    const struct store_seals *fns, struct buf *out, bool *ret_bad,
    struct err *e);
/* Of that, how they were fetched and whose keys are shown. */
int exhibit_fetches(const struct unpacked *u, struct store *st,
    struct buf *out, bool *ret_bad, struct err *e);
/* The repository (store_verify_cut). */
int bundle_repository(const struct unpacked *u, const struct job *j,
    const struct store_trust *trust, struct buf *out, struct err *e);

#endif
