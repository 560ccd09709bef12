/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_ASIC_H
#define REPORT_ASIC_H
/*
 * ASiC-E containers (ETSI EN 319 162-1): one XAdES signature, detached, with a
 * reference to each file's bytes by SHA-256, in the profile of reports (RSA,
 * canonical on disk, SignedProperties, KeyInfo).  Every file is signed but
 * `mimetype` and those in META-INF/.  A list of files is a text as
 * sha256sum(1) writes it: 64 digits, two blanks, a path, a line end; sorted.
 */
#include "report/report.h"

#define ASIC_NS "http://uri.etsi.org/02918/v1.2.1#"
#define ASIC_MEDIA "application/vnd.etsi.asic-e+zip"
#define ASIC_MIMETYPE "mimetype"
#define ASIC_META "META-INF/"
#define ASIC_MANIFEST ASIC_META "manifest.xml"
#define ASIC_SIGNATURE ASIC_META "signatures001.xml"
#define ASIC_FILES_MAX 20000

extern const struct verify_kind asic_kind;

/* The bytes of ASIC_MANIFEST and of ASIC_SIGNATURE; ERR_DATA where list is
 * none. */
int asic_manifest(struct span list, struct buf *ret, struct err *e);
int asic_sign(const struct signer *s, struct span list, utc_t when,
    struct buf *ret, struct err *e);

/*
 * list: of every file that there is, but mimetype and META-INF/.  Strict: as
 * report_verify, and each file is signed, and each that is signed is there.
 * Reasons about files name them: changed, added, removed, renamed.
 */
void asic_verify(struct span xml, struct span list,
    const struct verify_trust *trust, struct verify_result *ret);

/* One line leaves *rest: 0, 1 at the end, -1 ERR_DATA. */
int asic_list_next(struct span *rest, struct span *ret_sha256,
    struct span *ret_path, struct err *e);

#endif
