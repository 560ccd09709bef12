/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_NOTICE_H
#define REPORT_NOTICE_H
/*
 * Notices in XML: each a document of its own, signed in the same profile as
 * the reports, and told as an element wherever its finding is named.  The
 * schema is templates/notice.xsd.
 */
#include "model/notice.h"
#include "report/xmlw.h"

#define NOTICE_NS "https://nroaudit.org/ns/notice/1"
#define NOTICE_XML_MAX ((size_t)1 << 20) /* signed and stamped */
/* Of one finding; more of them are counted. */
#define NOTICES_TOLD 16

/* RULE/SUBJECT/PARTIES@DAY, and #N behind it for the N-th episode.  ERR_DATA
 * with what is wrong. */
int finding_id_check(struct span id, struct err *e);
/* Is that what the holder of our key may say: one paragraph of printable
 * UTF-8, not empty, at most max bytes? */
int notice_words_check(const char *what, const char *s, size_t max,
    struct err *e);

/* The unsigned document, canonical. */
void notice_print(const struct notice *n, struct buf *out);
/* Only what notice_print wrote, with a signature or none, which is verified
 * apart (report_verify). */
int notice_read(struct span xml, struct notice *ret, struct err *e);

/* Those that a report tells of beside its findings, or that a notices.xml
 * lists.  Only their form is checked; ERR_DATA. */
int notices_told(struct span xml, struct notices *ret, struct err *e);

/* As an element of the document that w writes, with the words of a statement
 * where they are short and plain.  uuid may be NULL. */
void notice_element(struct xmlw *w, const struct notice *n, bool words,
    const char *uuid);
/* notices.xml, which lies beside a report that does not know of them. */
void notices_print(const struct notice *const *v, size_t n, const char *report,
    struct buf *out);

#endif
