/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_PARSE_H
#define PARSE_PARSE_H
/*
 * Bytes to model.  Pure: input is (pointer, length), not NUL-terminated; no
 * file, clock or network.  A parser never stops at the first bad record:
 * what is odd is noted with its place.
 */
#include "model/config.h"
#include "model/dataset.h"
#include "model/transfer.h"

/* Limits; each has a test. */
#define STATS_LINE_MAX 4096
#define STATS_ROWS_MAX 8000000 /* what is beyond is counted: SN_ROWS_MAX */
#define SUM_FILE_MAX 4096
#define IANA_ROWS_MAX 20000 /* a registry; theirs have under a thousand */
#define PROVENANCE_MAX ((size_t)16 << 20)

/*
 * The RIR statistics exchange format, versions 2 and 2.3.  publisher is who
 * must have produced it.  Always succeeds: a file that is none has
 * SN_HEADER_MISSING (and SN_HTML).  *ret must be zeroed or cleared.
 */
void stats_parse(struct span bytes, const struct source *src,
    struct statsfile *ret);
/* A quick look at the top, for the inspecting phase: is this HTML? */
bool stats_looks_html(struct span bytes);

/* Checksum file in either grammar; hex is set unless MALFORMED. */
enum sum_grammar { SUM_BSD, SUM_MD5SUM, SUM_MALFORMED };
struct sumfile {
	enum sum_grammar grammar;
	char hex[MD5_HEX];
	struct span name; /* the file that it names */
	bool no_newline;
};
void sums_parse(struct span bytes, struct sumfile *ret);

/* One of IANA's registries, added to *ret.  -1 where it is no such XML
 * document (DTD, malformed, over its limits). */
int iana_parse(struct span bytes, const struct source *src, struct iana *ret,
    struct err *e);

/*
 * A transfer log: JSON, formats 4.0 and the draft 5.0, or APNIC's pipe format
 * (resource_type|resource|from org|from cc|from rir|delegated|to org|to cc|
 * to rir|transferred|type).  Always succeeds: what is none has TN_NO_LOG.  An
 * entry that cannot be read costs no other.  *ret must be zeroed or cleared.
 */
#define TRANSFERS_MAX 2000000
#define TRANSFER_RANGES_MAX 8000000
void transfers_parse(struct span bytes, const struct source *src,
    struct transferlog *ret);

/* Our own provenance.xml; strict. */
int provenance_parse(struct span xml, struct provenance *ret, struct err *e);

/* The canonical configuration of a snapshot (config_print); secrets stay at
 * their defaults.  *ret is initialised here, and cleared by the caller in any
 * case.  ERR_DATA names the line. */
#define CONFIG_TEXT_MAX ((size_t)4 << 20)
int config_parse(struct span text, struct config *ret, struct err *e);

/* Country codes: ISO 3166-1 assigned on that day (0: ever), or AP EU UK ZZ. */
bool cc_known(const char cc[3], day_t d);

#endif
