/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What anybody can do who has the file: its text, and what is wrapped. */
#include "tests/tamper/tamper.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define CASE(id) static void id(struct forge *f, struct buf *out)
#define LT buf_view(&f->lt)
/* Its first finding. */
#define FINDING "<finding "
#define FINDING_END "</finding>"

CASE(good_bb)
{
	buf_span(out, buf_view(&f->bb));
}
CASE(good_lt)
{
	buf_span(out, LT);
}
CASE(good_lta)
{
	buf_span(out, buf_view(&f->lta));
}
CASE(good_bt)
{
	without(LT, VALUES, VALUES_END, out);
}
CASE(good_one_token)
{
	without(LT, STAMP, STAMP_END, out);
}

static void
saved_as(struct span in, const char *encoding, struct buf *out)
{
	xmlDoc *doc = xmlReadMemory((const char *)in.p, (int)in.n, NULL, NULL,
	    XML_PARSE_HUGE);
	xmlChar *p = NULL;
	int n = 0;

	xmlDocDumpMemoryEnc(doc, &p, &n, encoding);
	buf_add(out, p, (size_t)n);
	xmlFree(p);
	xmlFreeDoc(doc);
}
CASE(reserialised)
{
	saved_as(LT, "UTF-8", out);
}
CASE(utf16)
{
	saved_as(LT, "UTF-16", out);
}

CASE(text_changed)
{
	flip(LT, "<observation>", out);
}
CASE(attribute_changed)
{
	size_t at = find(LT, find(LT, 0, FINDING), " severity=\"S") + 12;

	splice(LT, at, at + 1, span_of(LT.p[at] == '4' ? "3" : "4"), out);
}
CASE(element_removed)
{
	without(LT, FINDING, FINDING_END, out);
}
CASE(element_duplicated)
{
	struct span one = part(LT, FINDING, FINDING_END);
	size_t at = find(LT, 0, FINDING);

	splice(LT, at, at, one, out);
}
CASE(elements_reordered)
{
	size_t at = find(LT, 0, FINDING), to;
	struct span one = part(LT, FINDING, FINDING_END), two;
	AUTO_BUF both = { 0 };

	to = at + one.n;
	two = part(span_sub(LT, to, LT.n), FINDING, FINDING_END);
	buf_span(&both, two);
	buf_span(&both, one);
	splice(LT, at, find(LT, to, FINDING_END) + strlen(FINDING_END),
	    buf_view(&both), out);
}
CASE(whitespace_added)
{
	before(LT, FINDING, " ", out);
}
CASE(comment_splits)
{
	size_t at = find(LT, 0, "<observation>") + 15;

	splice(LT, at, at, span_of("<!-- not -->"), out);
}
CASE(pi_inside)
{
	before(LT, FINDING, "<?show no?>", out);
}
CASE(pi_before)
{
	before(LT, "<report ",
	    "<?xml-stylesheet href=\"other.xsl\" type=\"text/xsl\"?>\n", out);
}
CASE(doctype_added)
{
	before(LT, "<report ", "<!DOCTYPE report>\n", out);
}
CASE(entity_added)
{
	struct span text = content(LT, "<observation>");
	AUTO_BUF one = { 0 };
	AUTO_BUF dtd = { 0 };

	/* The same text, by way of an entity. */
	buf_str(&dtd, "<!DOCTYPE report [<!ENTITY e \"");
	buf_span(&dtd, text);
	buf_str(&dtd, "\">]>\n");
	splice(LT, (size_t)(text.p - LT.p), (size_t)(text.p - LT.p) + text.n,
	    span_of("&e;"), &one);
	before(buf_view(&one), "<report ", dtd.p, out);
}
CASE(root_attribute)
{
	before(LT, " version=", " valid=\"no\"", out);
}
CASE(time_changed)
{
	size_t at = find(LT, 0, "<xades:SigningTime>") +
	    strlen("<xades:SigningTime>2026-01-01T00:00:0");

	splice(LT, at, at + 1, span_of(LT.p[at] == '1' ? "2" : "1"), out);
}
CASE(cert_digest)
{
	struct span s = part(LT, "<xades:CertDigest>", "</xades:CertDigest>");
	AUTO_BUF other = { 0 };

	flip(s, "<ds:DigestValue>", &other);
	splice(LT, (size_t)(s.p - LT.p), (size_t)(s.p - LT.p) + s.n,
	    buf_view(&other), out);
}
CASE(digest_changed)
{
	flip(LT, "<ds:DigestValue>", out);
}
CASE(value_changed)
{
	flip(LT, "<ds:SignatureValue>", out);
}
CASE(value_removed)
{
	without(LT, "<ds:SignatureValue>", "</ds:SignatureValue>", out);
}
CASE(unsigned_)
{
	unsign(LT, out);
}
CASE(truncated)
{
	buf_span(out, span_sub(LT, 0, LT.n / 2));
}
CASE(trailing)
{
	buf_span(out, LT);
	buf_str(out, "<finding></finding>");
}

/* --- wrapped --- */
static void
evil_in(struct forge *f, const char *place, const char *open,
    const char *close, struct buf *out)
{
	AUTO_BUF what = { 0 };

	buf_str(&what, open);
	evil(LT, &what);
	buf_str(&what, close);
	before(LT, place, what.p, out);
}
CASE(in_object)
{
	evil_in(f, SIG_END, "<ds:Object>", "</ds:Object>", out);
}
CASE(in_keyinfo)
{
	evil_in(f, "</ds:KeyInfo>", "", "", out);
}
CASE(in_unsigned)
{
	evil_in(f, "</xades:UnsignedSignatureProperties>", "", "", out);
}
static void
properties_twice(struct forge *f, bool first, struct buf *out)
{
	struct span p = part(LT, "<xades:SignedProperties ", SIGNED_END);
	AUTO_BUF other = { 0 };

	/* Signed an hour that never was. */
	swap(p, "<xades:SigningTime>20", "<xades:SigningTime>19", &other);
	if (first)
		before(LT, "<xades:SignedProperties ", other.p, out);
	else
		behind(LT, SIGNED_END, other.p, out);
}
CASE(properties_first)
{
	properties_twice(f, true, out);
}
CASE(properties_last)
{
	properties_twice(f, false, out);
}
/* Unsigned, with other findings. */
static void
evil_body(struct forge *f, struct buf *out)
{
	AUTO_BUF body = { 0 };
	size_t at = find(LT, 0, FINDINGS);
	AUTO_BUF other = { 0 };

	evil(LT, &other);
	splice(LT, at, find(LT, at, "</findings>") + strlen("</findings>"),
	    buf_view(&other), &body);
	unsign(buf_view(&body), out);
}
CASE(inside_evil)
{
	AUTO_BUF body = { 0 };

	evil_body(f, &body);
	before(buf_view(&body), "</report>", f->lt.p, out);
}
CASE(original_in_object)
{
	AUTO_BUF body = { 0 };
	AUTO_BUF good = { 0 };
	AUTO_BUF object = { 0 };
	AUTO_BUF sig = { 0 };

	evil_body(f, &body);
	unsign(LT, &good);
	buf_fmt(&object, "<ds:Object>%s</ds:Object>", good.p);
	before(part(LT, SIG, SIG_END), SIG_END, object.p, &sig);
	before(buf_view(&body), "</report>", sig.p, out);
}

const struct forgery forged_text[] = {
	{ "00-good-BB", "OK", "", good_bb },
	{ "00-good-BT", "OK", "", good_bt },
	{ "00-good-LT", "OK", "", good_lt },
	{ "00-good-LTA", "OK", "", good_lta },
	{ "00-good-one-of-two-tokens", "OK", "", good_one_token },
	{ "00-reserialised", "RESAVED", "file is not in canonical form",
	    reserialised },
	{ "00-utf16", "RESAVED", "file is not in canonical form", utf16 },
	{ "01-text-changed", "BAD", "XML signature", text_changed },
	{ "02-attribute-changed", "BAD", "XML signature", attribute_changed },
	{ "03-element-removed", "BAD", "XML signature", element_removed },
	{ "04-element-duplicated", "BAD", "XML signature",
	    element_duplicated },
	{ "05-elements-reordered", "BAD", "XML signature",
	    elements_reordered },
	{ "06-whitespace-added", "BAD", "XML signature", whitespace_added },
	{ "07-comment-splits-text", "BAD", "file is not in canonical form",
	    comment_splits },
	{ "08-pi-inside", "BAD", "XML signature", pi_inside },
	{ "09-stylesheet-pi-before-root", "BAD", "XML signature", pi_before },
	{ "10-doctype-added", "BAD", "DTD refused", doctype_added },
	{ "11-entity-added", "BAD", "DTD refused", entity_added },
	{ "12-root-attribute-added", "BAD", "XML signature", root_attribute },
	{ "13-signingtime-changed", "BAD", "XML signature", time_changed },
	{ "14-signingcert-digest-changed", "BAD",
	    "SigningCertificateV2 does not match", cert_digest },
	{ "15-digestvalue-changed", "BAD", "XML signature", digest_changed },
	{ "16-signaturevalue-changed", "BAD", "XML signature", value_changed },
	{ "22-signaturevalue-removed", "BAD",
	    "unexpected element in ds:Signature", value_removed },
	{ "23-signature-removed", "BAD",
	    "there must be exactly one ds:Signature", unsigned_ },
	{ "24-xsw-findings-in-extra-Object", "BAD",
	    "unexpected element in ds:Signature", in_object },
	{ "25-xsw-findings-in-KeyInfo", "BAD",
	    "report content inside ds:Signature", in_keyinfo },
	{ "26-xsw-findings-in-UnsignedProperties", "BAD",
	    "unexpected unsigned property", in_unsigned },
	{ "27-xsw-duplicate-SignedProperties-first", "BAD",
	    "exactly one SignedProperties", properties_first },
	{ "28-xsw-duplicate-SignedProperties-last", "BAD",
	    "exactly one SignedProperties", properties_last },
	{ "29-xsw-signed-report-inside-evil", "BAD",
	    "Signature is not (a|the last) child of the root", inside_evil },
	{ "30-xsw-original-in-Object", "BAD",
	    "unexpected element in ds:Signature", original_in_object },
	{ "49-truncated", "BAD", "parse", truncated },
	{ "50-trailing-data", "BAD", "parse", trailing },
	{ NULL, NULL, NULL, NULL },
};
