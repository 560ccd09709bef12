/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_BUNDLE_H
#define CMD_BUNDLE_H
/*
 * The exhibit: one zip archive that is an ASiC-E container and a BagIt bag at
 * once.  nroaudit-formats(7) has its layout.
 */
#include "cmd/chain.h"
#include "io/stage.h"
#include "report/asic.h"

#include <libxml/tree.h>

#define BUNDLE_FINDINGS_MAX 64
#define BUNDLE_STAGE "bundle.tmp" /* below -C, while it is made */
#define BUNDLE_FILES BUNDLE_STAGE "/files"
#define BUNDLE_ZIP BUNDLE_STAGE "/bundle.zip"

struct bundling {
	const struct job *j;
	const char *const *findings;
	size_t n;
	utc_t now;
	struct span
	    list; /* zip: of the files, but for META-INF and mimetype */
};

/* collect: every file but the signature, in the stage.  Parts: list (of what
 * is to be signed), id (the exhibit's), due (empty where it is not to be
 * stamped), engine (the names of those that made its reports and whose sources
 * are not at hand). */
int job_bundle(const struct bundling *b, struct store *st, struct buf *out,
    struct err *e);
/* zip: the archive of what is in the stage. */
int job_bundle_zip(const struct bundling *b, struct err *e);
/* sign: the container's signature. */
int job_sign_files(const struct job *j, struct span list, utc_t when,
    struct buf *out, struct err *e);

/* --- what job_bundle is made of --- */
struct chosen {	    /* a report that tells of a finding */
	char *name; /* owned */
	char commit[SHA1_HEX];
	struct buf xml;
	xmlDoc *doc;
};
struct collecting {
	const struct bundling *b;
	struct store *st;
	struct stage stage;
	struct chosen *v; /* newest first */
	size_t n, cap;
	struct buf exhibits;	 /* <file> elements of exhibit.xml */
	unsigned stamps;	 /* of all reports */
	char (*seals)[SHA1_HEX]; /* commits that seal or stamp the snapshots */
	size_t seals_n, seals_cap;
	unsigned engines_missing;   /* whose sources are not at hand */
	struct buf engines_lacking; /* their names */
};
/* Fills v: for each finding the newest report that tells of it, and that in
 * which it was first seen. */
int bundle_choose(struct collecting *c, struct err *e);
/* What a report's findings cite of its snapshot. */
int bundle_sources(struct collecting *c, const struct chosen *r,
    struct err *e);
/* The objects of the snapshot's RPKI that they cite: data/rpki/NAME/, by the
 * digest, each with the certificates, manifests and CRLs up to its trust
 * anchor; and objects.txt, a line each. */
int bundle_rpki(struct collecting *c, const struct chosen *r, struct err *e);
/* What the branch seals has of the snapshots, in BUNDLE_SEALS: a directory for
 * each with the timestamps of its MANIFEST, that itself, and BUNDLE_PROOF (C2SP
 * tlog-proof); and witnesses/.  Each token is shown to fn, too. */
#define BUNDLE_SEALS "data/seals/"
#define BUNDLE_PROOF "log.tlog-proof"
typedef int bundle_token_fn(void *arg, const char *path, struct span token,
    struct err *e);
int bundle_seals(struct collecting *c, bundle_token_fn *fn, void *arg,
    struct err *e);
/* The element of that source in a provenance.xml; NULL. */
const xmlNode *bundle_fetch(const xmlDoc *provenance, const char *id);
/* What it records, a line each, then the raw headers. */
void bundle_http(const xmlNode *fetch, struct buf *out);
int bundle_history(struct collecting *c, struct err *e);
/* Certificates, keys, timestamps, notices, the engine. */
int bundle_proofs(struct collecting *c, struct err *e);
/* The exhibit's own pages, and what a human fills in. */
int bundle_pages(struct collecting *c, const char *id, struct err *e);
/* data/ of the first, data/reports/NAME/ of the others. */
char *bundle_place(const struct collecting *c, const struct chosen *r,
    const char *name);
bool bundle_cites(const struct collecting *c, const xmlNode *finding);
typedef int bundle_finding_fn(xmlNode *finding, void *arg, struct err *e);
/* Each chosen finding of a report. */
int bundle_each(const struct collecting *c, const struct chosen *r,
    bundle_finding_fn *fn, void *arg, struct err *e);
/* An attribute, "" where there is none; owned. */
char *bundle_attr(const xmlNode *n, const char *name);
xmlNode *bundle_child(const xmlNode *n, const char *name);
/* Text for XML, canonical. */
void bundle_escape(struct buf *out, const char *s);
int bundle_template(const char *name, struct buf *out, struct err *e);

#endif
