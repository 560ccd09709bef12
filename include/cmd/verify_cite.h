/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERIFY_CITE_H
#define CMD_VERIFY_CITE_H
/* What a report says of the history, held against the history. */
#include "cmd/verify_notices.h"

#include <libxml/tree.h>

#define CITATION_FAULTS_MAX 32 /* that are told of one report */

/*
 * Of a report whose signature is good: its snapshot, MANIFESTs and findings,
 * each source of the coverage, and each cited line: path, blob, SHA-256, line
 * number, offset, bytes.  must: it is said to be of this history, and BAD
 * where its snapshot is not there; else that is a note.  cut: what was before
 * the snapshot is not there, and not missed.
 */
int verify_citations(struct store *st, xmlDoc *doc, bool must, bool cut,
    said_fn *said, void *arg, struct err *e);

/* Of that, the element checkpoint of its head, and that its witnesses cosigned
 * by the keys of the snapshot's configuration; not for an exhibit's history,
 * which has the newest seal alone. */
void verify_cited_log(struct store *st, const char *snapshot,
    const xmlNode *checkpoint, said_fn *said, void *arg);

/* --- within verify --- */
/* A file of the snapshot, and where each of its lines begins. */
struct cited {
	char *path;
	char sha256[SHA256_HEX]; /* as the MANIFEST says */
	char blob[SHA1_HEX];
	struct store_blob *owner; /* NULL until it is read */
	struct span bytes;
	uint32_t *line;
	size_t lines, cap;
};
/* Why the report's text does not stand at that line and byte, or NULL. */
const char *cited_wrong(const struct cited *f, uint32_t line, uint32_t offset,
    const char *text);

#endif
