/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_VERIFY_H
#define REPORT_VERIFY_H
/*
 * The strict verifier of what the profile signs: reports, notices.  Pure; for
 * hostile bytes.  Reasons are stable words (the manual lists them), the first
 * is the first that was found.
 */
#include "report/timestamp.h"

#include <libxml/tree.h>

#define VERIFY_REASONS_MAX 32
#define VERIFY_TOKENS_MAX 80   /* of one document, the archive's too */
#define VERIFY_CLOCK_SLACK 300 /* seconds that honest clocks may differ */
#define VERIFY_SIGNERS_MAX 256 /* CA certificates that are trusted */

/* The document's root element. */
struct verify_kind {
	const char *ns, *root;
	/* The signature is detached: over files, not over the document (see
	 * report/asic.h). */
	bool files;
};
extern const struct verify_kind verify_report_kind;

/* What this certificate signed stands only where it is proved by a timestamp
 * to have been there before since. */
struct verify_revoked {
	char sha256[SHA256_HEX]; /* of the certificate */
	utc_t since;
};

/* What the verifier has from elsewhere, never from the document. */
struct verify_trust {
	/* CAs that signers' chains end in, or signers' certificates. */
	struct span signers_pem;
	struct span tsas_pem; /* CAs that TSAs' chains end in; may be empty */
	struct span crls_pem; /* beside those in the document; may be empty */
	utc_t now;
	const struct verify_revoked *revoked;
	size_t revoked_n;
	/* By when the document is known from elsewhere to have been there, by
	 * timestamps that still stand; 0: it is not. */
	utc_t kept;
	/* Of a detached signature: what it is over (report/xades.h). */
	const EVP_MD_CTX *files;
};

/* A token that is good, in the document's order. */
struct verify_token {
	bool archive; /* over all before it; else over the signature */
	struct timestamp stamp;
	char *tsa; /* the subject of its certificate, printable; owned */
};

enum verify_state { VERIFY_OK, VERIFY_RESAVED, VERIFY_BAD };
struct verify_result {
	enum verify_state state;
	char *reasons[VERIFY_REASONS_MAX]; /* why it is not OK; owned */
	size_t n;
	char *notes[VERIFY_REASONS_MAX]; /* what a reader should know; owned */
	size_t notes_n;
	utc_t signing_time;		/* by the signer's clock */
	char signer_sha256[SHA256_HEX]; /* of the certificate */
	char *signer; /* its subject, printable; owned, or NULL */
	unsigned due; /* timestamps that the document says were asked for */
	struct verify_token tokens[VERIFY_TOKENS_MAX];
	size_t tokens_n;
	/* The signature was there by then: the earliest good timestamp over
	 * it, TIME_NONE where there is none. */
	utc_t proved;
};
void verify_result_clear(struct verify_result *v); /* NULL-safe */
void report_verify(struct span xml, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *ret);
/* The same, and the document where it is OK, else NULL; owned (xmlFreeDoc). */
xmlDoc *report_verify_doc(struct span xml, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *ret);

#endif
