/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_NOTICE_H
#define MODEL_NOTICE_H
/*
 * What is said of a finding after it was reported: a retraction by who
 * reported it, or the statement of a party.  Kept on the branch notices of
 * the history, where nothing is ever removed or edited.
 */
#include "base/base.h"
#include "base/date.h"
#include "base/digest.h"

enum notice_kind { NOTICE_RETRACTION, NOTICE_RESPONSE };
const char *notice_kind_name(enum notice_kind k); /* "retraction" */

#define FINDING_ID_MAX 512
#define NOTICE_REASON_MAX 4096 /* bytes, one paragraph */
#define NOTICE_PARTY_MAX 200
#define NOTICE_STATEMENT_MAX ((size_t)1 << 20)
#define NOTICE_NUMBER_MAX 1000 /* of one kind about one finding */
/* A statement that is plain text and no longer is told in whole. */
#define NOTICE_INLINE_MAX 8192

/* Who is to stamp a notice. */
struct notice_tsa {
	char *name, *url;
};
#define NOTICE_TSAS_MAX 8

/* Strings are owned.  What is of the other kind is NULL or "". */
struct notice {
	enum notice_kind kind;
	char *finding;	 /* its id */
	unsigned number; /* 1, then +1, of this kind about this finding */
	utc_t recorded;	 /* by our own clock */
	struct notice_tsa tsas[NOTICE_TSAS_MAX];
	size_t tsas_n; /* 0 too where that is not told */
	char *engine;  /* that wrote it; NULL where that is not told */
	/* a retraction */
	char report_sha256[SHA256_HEX]; /* of the file that is corrected */
	char *report;			/* its name, "2013-04-09" */
	char *reason;
	/* a response */
	char *party; /* as given, not proved; NULL: not given */
	char statement_sha256[SHA256_HEX];
	size_t statement_n;
	const char *media; /* of notice_media, static */
	char *text; /* NULL where it is not plain text, or over the limit */
};
void notice_clear(struct notice *n);
/* Copies both; what is beyond NOTICE_TSAS_MAX is an error (-1). */
int notice_tsa_add(struct notice *n, const char *name, const char *url);

/* Sorted by finding, then kind, then number. */
struct notices {
	struct notice *v;
	size_t n, cap;
};
void notices_clear(struct notices *s);
struct notice *notices_add(struct notices *s); /* zeroed, at the end */
void notices_sort(struct notices *s);
/* Those about one finding; *n is 0 where there is none. */
const struct notice *notices_of(const struct notices *s, const char *finding,
    size_t *n);

/*
 * What kind of file a statement is, from an allow-list by its first bytes;
 * what is not on it is application/octet-stream.  text/plain is printable
 * UTF-8 with blanks, tabs and line ends.  Static.
 */
const char *notice_media(struct span statement);
/* The known name, static, or NULL. */
const char *notice_media_known(const char *name);
const char *notice_media_ending(const char *media); /* "txt", ..., "bin" */

/* Paths on the branch: "retractions/SHA256-N.xml",
 * "responses/SHA256-N/notice.xml" and beside it "statement.ENDING". */
void notice_path(const struct notice *n, struct buf *out);
void notice_statement_path(const struct notice *n, struct buf *out);

#endif
