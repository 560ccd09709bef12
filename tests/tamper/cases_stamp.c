/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the timestamps: they are not signed by the signer. */
#include "tests/tamper/tamper.h"

#include <openssl/ts.h>
#include <string.h>

#define CASE(id) static void id(struct forge *f, struct buf *out)
#define LT buf_view(&f->lt)
#define LTA buf_view(&f->lta)

/* The first token's bytes, altered, in its place. */
static void
with_token(struct span report, struct span der, struct buf *out)
{
	struct span t = content(report, TOKEN);
	size_t at = (size_t)(t.p - report.p);
	AUTO_BUF text = { 0 };

	to_base64(der, &text);
	splice(report, at, at + t.n, buf_view(&text), out);
}

CASE(of_another)
{
	static const unsigned char other[32] = { 7 };
	AUTO_BUF der = { 0 };

	token(&f->tsa[0], other, &der);
	with_token(LT, buf_view(&der), out);
}
/* Both, by an authority that calls itself like the first. */
CASE(by_rogue)
{
	struct tsa *by[2] = { &f->rogue, &f->rogue };
	AUTO_BUF plain = { 0 };

	without(LT, UNSIGNED, UNSIGNED_END, &plain);
	stamp(f, buf_view(&plain), by, out);
}
CASE(removed)
{
	without(LT, UNSIGNED, UNSIGNED_END, out);
}
CASE(gentime)
{
	AUTO_BUF der = { 0 };
	unsigned char *at;

	from_base64(content(LT, TOKEN), &der);
	/* The first GeneralizedTime of 15 bytes is genTime. */
	at = memmem(der.p, der.n, "\x18\x0f", 2);
	if (at == NULL || at[5] < '0' || at[5] > '9')
		die("no genTime");
	at[5] = at[5] == '0' ? '1' : (unsigned char)(at[5] - 1);
	with_token(LT, buf_view(&der), out);
}
CASE(cut_off)
{
	AUTO_BUF der = { 0 };

	from_base64(content(LT, TOKEN), &der);
	with_token(LT, span_sub(buf_view(&der), 0, der.n / 2), out);
}
CASE(one_is_rogue)
{
	struct tsa *by[2] = { &f->tsa[0], &f->rogue };
	AUTO_BUF plain = { 0 };

	without(LT, UNSIGNED, UNSIGNED_END, &plain);
	stamp(f, buf_view(&plain), by, out);
}
CASE(reply_for_token)
{
	AUTO_BUF der = { 0 };
	const unsigned char *p;
	unsigned char *reply = NULL;
	TS_RESP *r = TS_RESP_new();
	TS_STATUS_INFO *s = TS_STATUS_INFO_new();
	PKCS7 *t;
	int n;

	/* The TSA's whole reply is no token. */
	from_base64(content(LT, TOKEN), &der);
	p = buf_view(&der).p;
	t = d2i_PKCS7(NULL, &p, (long)der.n);
	TS_STATUS_INFO_set_status(s, TS_STATUS_GRANTED);
	TS_RESP_set_status_info(r, s);
	TS_RESP_set_tst_info(r, t, PKCS7_to_TS_TST_INFO(t));
	n = i2d_TS_RESP(r, &reply);
	with_token(LT, (struct span){ reply, (size_t)n }, out);
	OPENSSL_free(reply);
	TS_STATUS_INFO_free(s);
	TS_RESP_free(r);
}

CASE(crl_removed)
{
	without(LTA, VALUES, VALUES_END, out);
}
CASE(stamp_removed)
{
	without(LTA, STAMP, STAMP_END, out);
}
CASE(archive_of_another)
{
	static const unsigned char other[32] = { 7 };
	size_t at = find(LTA, 0, "<xades141:ArchiveTimeStamp");
	AUTO_BUF der = { 0 };
	AUTO_BUF tail = { 0 };

	token(&f->tsa[0], other, &der);
	with_token(span_sub(LTA, at, LTA.n), buf_view(&der), &tail);
	splice(LTA, at, LTA.n, buf_view(&tail), out);
}

const struct forgery forged_stamp[] = {
	{ "32-timestamp-of-another-signature", "BAD", "timestamp token",
	    of_another },
	{ "33-timestamp-by-rogue-TSA", "BAD", "timestamp token", by_rogue },
	{ "34-timestamp-removed", "BAD", "no timestamp", removed },
	{ "35-timestamp-gentime-edited", "BAD", "timestamp token", gentime },
	{ "36-timestamp-truncated", "BAD", "timestamp DER", cut_off },
	{ "37-LTA-crl-removed-under-archive-ts", "BAD", "timestamp token",
	    crl_removed },
	{ "38-LTA-signature-ts-removed", "BAD", "timestamp token",
	    stamp_removed },
	{ "51-one-of-two-timestamps-by-rogue-TSA", "BAD", "timestamp token",
	    one_is_rogue },
	{ "52-whole-reply-for-a-token", "BAD", "timestamp (DER|token)",
	    reply_for_token },
	{ "53-archive-timestamp-of-another-report", "BAD", "timestamp token",
	    archive_of_another },
	{ NULL, NULL, NULL, NULL },
};
