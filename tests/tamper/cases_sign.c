/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the holder of a key can do: the signer's own, or another's. */
#include "tests/tamper/tamper.h"

#include <openssl/ec.h>
#include <openssl/objects.h>
#include <string.h>

#define CASE(id) static void id(struct forge *f, struct buf *out)
#define LT buf_view(&f->lt)

/* The body of the program's report, signed by that recipe. */
static void
resign(struct forge *f, struct span report, const struct recipe *r,
    struct buf *out)
{
	AUTO_BUF body = { 0 };

	unsign(report, &body);
	sign(f, buf_view(&body), r, out);
}
#define SIGNED(id, ...)                                                       \
	CASE(id)                                                              \
	{                                                                     \
		const struct recipe r = { __VA_ARGS__ };                      \
                                                                              \
		resign(f, LT, &r, out);                                       \
	}
#define OURS .key = "report.key", .chain = "report.pem", .stamped = true

SIGNED(good_by_test, OURS)
SIGNED(good_rsa, .key = "deep.key", .chain = "deep.pem", .crl = "deep.der",
    .stamped = true)
SIGNED(rogue_ca, .key = "rogue.key", .chain = "rogue.pem", .stamped = true)
SIGNED(tsa_signs, .key = "tsu.key", .chain = "tsu.pem", .stamped = true)
SIGNED(foreign_tsa_signs, .key = "tsu2.key", .chain = "tsu2.pem",
    .stamped = true)
SIGNED(hmac, .key = "report.pem", .chain = "report.pem", .stamped = true,
    .twist = TWIST_HMAC)
SIGNED(sha1, OURS, .twist = TWIST_SHA1)
SIGNED(only_properties, OURS, .twist = TWIST_PROPS)
SIGNED(no_properties, OURS, .twist = TWIST_NO_PROPS)
SIGNED(future, OURS, .when = DAY_SECS)
/* It says a time at which the certificate was valid. */
SIGNED(expired_stamped, .key = "expired.key", .chain = "expired.pem",
    .stamped = true, .when = -5 * 365 * DAY_SECS)
CASE(expired)
{
	const struct recipe r = { .key = "expired.key",
		.chain = "expired.pem",
		.when = -5 * 365 * DAY_SECS };

	resign(f, buf_view(&f->bb), &r, out);
}

/* What the XPath hid is changed. */
CASE(hidden)
{
	const struct recipe r = { OURS, .twist = TWIST_XPATH };
	AUTO_BUF good = { 0 };

	resign(f, LT, &r, &good);
	flip(buf_view(&good), "<observation>", out);
}

static void
by_id(struct forge *f, struct buf *out)
{
	const struct recipe r = { OURS, .twist = TWIST_BY_ID };
	AUTO_BUF named = { 0 };

	swap(LT, FINDINGS, "<findings Id=\"findings\" ", &named);
	resign(f, buf_view(&named), &r, out);
}
CASE(signed_by_id)
{
	by_id(f, out);
}
/* The signed findings stand elsewhere, others in their place. */
CASE(moved_by_id)
{
	AUTO_BUF good = { 0 };
	AUTO_BUF other = { 0 };
	AUTO_BUF body = { 0 };
	AUTO_BUF object = { 0 };
	struct span moved;
	size_t at;

	by_id(f, &good);
	moved = part(buf_view(&good), FINDINGS, "</findings>");
	buf_str(&object, "<ds:Object>");
	buf_span(&object, moved);
	buf_str(&object, "</ds:Object>");
	evil(LT, &other);
	at = (size_t)(moved.p - (const unsigned char *)good.p);
	splice(buf_view(&good), at, at + moved.n, buf_view(&other), &body);
	before(buf_view(&body), SIG_END, object.p, out);
}

/* The signer's certificate is another one's. */
static void
substitute(struct forge *f, const char *chain, struct buf *out)
{
	const struct recipe r = { .key = "report.key", .chain = chain };
	AUTO_BUF other = { 0 };
	struct span cert = content(LT, CERT), with;

	resign(f, LT, &r, &other);
	with = content(buf_view(&other), CERT);
	splice(LT, (size_t)(cert.p - LT.p), (size_t)(cert.p - LT.p) + cert.n,
	    with, out);
}
CASE(same_key)
{
	substitute(f, "same.pem", out);
}
CASE(other_key)
{
	substitute(f, "other.pem", out);
}

CASE(second_signature)
{
	const struct recipe r = { .key = "rogue.key", .chain = "rogue.pem" };
	AUTO_BUF rogue = { 0 };
	struct span sig;

	resign(f, LT, &r, &rogue);
	sig = part(buf_view(&rogue), SIG, SIG_END);
	splice(LT, find(LT, 0, "</report>"), find(LT, 0, "</report>"), sig,
	    out);
}

/* (r, n - s) is as good as (r, s) to ECDSA: the value and its imprint are
 * others, the signature holds. */
static void
malleate(struct buf *rs)
{
	EC_GROUP *g = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	BIGNUM *s = BN_bin2bn((unsigned char *)rs->p + 32, 32, NULL);

	if (rs->n != 64 || BN_sub(s, EC_GROUP_get0_order(g), s) != 1 ||
	    BN_bn2binpad(s, (unsigned char *)rs->p + 32, 32) != 32)
		die("no ECDSA signature");
	BN_free(s);
	EC_GROUP_free(g);
}
CASE(malleated)
{
	const struct recipe r = { .key = "ec.key",
		.chain = "ec.pem",
		.stamped = true,
		.twist = TWIST_ECDSA };
	AUTO_BUF good = { 0 };
	AUTO_BUF rs = { 0 };
	AUTO_BUF text = { 0 };
	struct span v;
	size_t at;

	resign(f, LT, &r, &good);
	v = content(buf_view(&good), "<ds:SignatureValue>");
	from_base64(v, &rs);
	malleate(&rs);
	to_base64(buf_view(&rs), &text);
	at = (size_t)(v.p - (const unsigned char *)good.p);
	splice(buf_view(&good), at, at + v.n, buf_view(&text), out);
}

const struct forgery forged_signature[] = {
	{ "00-good-RSA-BT", "OK", "", good_rsa },
	{ "00-good-signed-by-the-test", "OK", "", good_by_test },
	{ "17-ecdsa-malleated", "BAD", "signature method not allowed",
	    malleated },
	{ "18-cert-substituted-same-key-same-CA", "BAD",
	    "SigningCertificateV2 does not match", same_key },
	{ "19-cert-replaced-other-key", "BAD",
	    "SigningCertificateV2 does not match", other_key },
	{ "20-signed-by-rogue-CA", "BAD", "signer certificate chain",
	    rogue_ca },
	{ "21-hmac-confusion", "BAD", "signature method not allowed", hmac },
	{ "31-second-signature-by-rogue", "BAD",
	    "there must be exactly one ds:Signature", second_signature },
	{ "39-expired-cert-no-ts", "BAD", "signer certificate chain",
	    expired },
	{ "40-expired-cert-fresh-ts", "BAD", "signer certificate chain",
	    expired_stamped },
	{ "41-tsa-cert-used-as-signer", "BAD", "signer certificate chain",
	    tsa_signs },
	{ "41-tsa-cert-of-a-TSA-used-as-signer", "BAD",
	    "signer certificate chain", foreign_tsa_signs },
	{ "42-signed-with-xpath-hiding-findings", "BAD", "transform", hidden },
	{ "43-signed-sha1-digest", "BAD", "digest method", sha1 },
	{ "44-signed-only-SignedProperties", "BAD", "exactly three references",
	    only_properties },
	{ "45-signed-without-SignedProperties-ref", "BAD",
	    "exactly three references", no_properties },
	{ "46-signed-by-Id-only-findings", "BAD",
	    "reference 1 must be the whole document", signed_by_id },
	{ "47-xsw-by-Id", "BAD", "unexpected element in ds:Signature",
	    moved_by_id },
	{ "48-signed-future-SigningTime", "BAD",
	    "signing time after the timestamp", future },
	{ NULL, NULL, NULL, NULL },
};
