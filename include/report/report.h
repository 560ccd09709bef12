/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
/*
 * Findings to bytes.  report.xml is written in its own canonical form
 * (exclusive C14N 1.0, UTF-8, no DTD, no comments) and is a pure function of
 * its inputs; HTML is XSLT of the signed XML and nothing else.
 */
#include "audit/audit.h"
#include "model/config.h"
#include "model/notice.h"
#include "report/verify.h"

#define REPORT_NS "https://nroaudit.org/ns/report/1"

/* The log of the history as it was when the snapshot was taken. */
struct report_log {
	const char *commit; /* on seals; NULL: there was no checkpoint yet */
	uint64_t size;	    /* snapshots that the checkpoint is over */
	const char *root;   /* SHA-256, hexadecimal */
	const struct report_witness {
		const char *name;
		uint64_t size; /* of the checkpoint that it cosigned */
		utc_t when;
	} * v; /* external ones that cosigned, whose keys are configured */
	size_t n;
};

struct report_input {
	const struct dataset *data;
	const struct audit_result *audit;
	const struct exceptions *exceptions; /* in force at the snapshot */
	const char *config_text;     /* effective configuration, no secrets */
	const struct config *config; /* the same; NULL: no TSA is asked */
	const char *deviations;	     /* from the default thresholds, or NULL */
	const char *manifest_sha256; /* of the snapshot's MANIFEST */
	struct span manifest;	     /* its text; empty if unknown */
	/* of the findings file of the snapshot before; "" if none */
	const char *previous_findings_sha256;
	const char *stylesheet_sha256, *schema_sha256;
	const char *name;	       /* "2013-04-09" or "2013-04-09-2" */
	const struct notices *notices; /* recorded before; NULL: none */
	const char *notices_commit;    /* that holds them, if any */
	struct report_log log;
	const struct rpki_states *rpki_before; /* NULL: not known */
};
/* Unsigned, canonical bytes. */
int report_xml(const struct report_input *in, struct buf *ret, struct err *e);

/* XAdES-B-B, enveloped, in the profile of the manual's EVIDENCE section.
 * key and chain are PEM; signing_time is written as SigningTime.  xml: a
 * document in its canonical form, of any root element, without a signature. */
struct signer;
int signer_open(struct span key_pem, struct span chain_pem,
    struct signer **ret, struct err *e);
void signer_free(struct signer *s);
int report_sign(const struct signer *s, struct span xml, utc_t signing_time,
    struct buf *ret, struct err *e);

/* XSLT to "<!DOCTYPE html>\n" and canonical bytes. */
int html_render(struct span xml, struct span stylesheet, struct buf *ret,
    struct err *e);

/* The same with the notices.xml that lies beside it, or nothing: the
 * stylesheet's parameter `notices` then names it. */
int html_render_noted(struct span xml, struct span notices,
    struct span stylesheet, struct buf *ret, struct err *e);

/* One document and one stylesheet for many pages. */
struct html;
int html_open(struct span xml, struct span stylesheet, struct html **ret,
    struct err *e);
void html_free(struct html *h); /* NULL-safe */
/* Another document in the place of the first. */
int html_document(struct html *h, struct span xml, struct err *e);
/* The stylesheet's parameters `page` and `of`, as strings.  Without doctype
 * the output is plain XML. */
int html_page(struct html *h, const char *page, const char *of, bool doctype,
    struct buf *ret, struct err *e);

#endif
