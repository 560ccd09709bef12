/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Altered reports, each refused with its own reason; made with the project's
 * own signer, and where a liar would sign anew, with libxmlsec.
 */
#include "report_fixture.h"

#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

static void
what_we_sign_verifies(void **state)
{
	AUTO_FREE char *x = here("r.xml");
	AUTO_FREE char *c = here("ca.pem");
	const char *argv[] = { "xmlsec1", "--verify", "--trusted-pem", c, x,
		NULL };

	(void)state;
	assert_int_equal(verify(good), VERIFY_OK);
	assert_int_equal(res.n, 0);
	assert_true(res.proved == TIME_NONE && res.due == 0);
	assert_int_equal(res.notes_n, 1);
	assert_true(says(res.notes[0], "no timestamp: when it was signed"));
	assert_string_equal(res.signer, "CN=signer");
	assert_true(res.signing_time == begin());
	assert_true(hex_is(span_of(res.signer_sha256), 64));
	put_file("r.xml", good, 0644);
	assert_int_equal(run(argv, NULL, NULL), 0);
}

static void
altered_content_is_refused(void **state)
{
	static const char *const v[][2] = {
		{ ">one<", ">One<" },
		{ "id=\"a\"", "id=\"c\"" },
		{ "<finding id=\"b\">two</finding>\n", "" },
		{ "<finding id=\"a\">one</finding>\n",
		    "<finding id=\"a\">one</finding>\n"
		    "<finding id=\"a\">one</finding>\n" },
		{ "<finding id=\"a\">one</finding>\n"
		  "<finding id=\"b\">two</finding>\n",
		    "<finding id=\"b\">two</finding>\n"
		    "<finding id=\"a\">one</finding>\n" },
		{ "<findings>\n", "<findings>\n\n" },
		{ " version=\"1\"", " version=\"1\" x=\"2\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		refused_edit(v[i][0], v[i][1], "XML signature");
	refused_edit("<xades:SigningTime>20", "<xades:SigningTime>21",
	    "XML signature");
	refused_edit("one", "o<!-- -->ne", "not in canonical form: comments");
	refused_edit("one", "o<?x y?>ne", "XML signature");
	refused_edit("one", "o<?x y?>ne", "an instruction inside");
	refused_edit("<report", "<?xml-stylesheet href='x'?><report",
	    "beside the root element");
	refused_edit("<report", "<!DOCTYPE report><report", "DTD refused");
	refused_edit("<report", "<!DOCTYPE r [<!ENTITY e 'one'>]><report",
	    "DTD refused");
	refused_edit("</report>", "</report>x", "parse: ");
	refused_edit("</report>", "", "parse: ");
	refused_edit("</report>", "</report><report/>", "parse: ");
	refused("", "parse: ");
}

static void
re_saved_is_not_tampered(void **state)
{
	AUTO_FREE char *x = edit(good, "version=\"1\"", "version='1'");
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	xmlChar *p = NULL;
	int n = 0;

	(void)state;
	assert_int_equal(verify(x), VERIFY_RESAVED);
	assert_true(says(res.reasons[0], "re-saved, signature still valid"));
	doc = dsig_parse(span_of(good), NULL);
	xmlDocDumpMemoryEnc(doc, &p, &n, "UTF-16");
	verify_bytes((struct span){ p, (size_t)n }, ca);
	xmlFree(p);
	assert_int_equal(res.state, VERIFY_RESAVED);
	assert_true(says(res.reasons[0], "not in canonical form"));
}

/* No byte of a report can be another one. */
static void
every_byte_matters(void **state)
{
	size_t n = strlen(good);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		char was = good[i];

		/* Inside the certificates now and then. */
		if (i % 5 != 0 && strchr("<>\"=/: ", was) == NULL && i > n / 4)
			continue;
		good[i] = was == 'A' ? 'B' : 'A';
		if (verify(good) == VERIFY_OK)
			fail_msg("byte %zu", i);
		good[i] = was;
	}
}

static void
altered_signatures_are_refused(void **state)
{
	AUTO_FREE char *value =
	    part(good, "<ds:SignatureValue>", "</ds:SignatureValue>");
	AUTO_FREE char *sig = part(good, "<ds:Signature ", "</ds:Signature>");
	AUTO_FREE char *props =
	    part(good, "<xades:SignedProperties", "</xades:SignedProperties>");
	AUTO_BUF b = { 0 };

	(void)state;
	refused_edit("<ds:DigestValue>", "<ds:DigestValue>A", "XML signature");
	refused_edit("<ds:SignatureValue>", "<ds:SignatureValue>A",
	    "XML signature");
	refused_edit(ALG_RSA_SHA256,
	    "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
	    "signature method not allowed");
	refused_edit(value, "", "unexpected element in ds:Signature");
	refused_edit(sig, "", "exactly one ds:Signature");
	refused_edit("</ds:Signature>",
	    "<ds:Object><findings/></ds:Object></ds:Signature>",
	    "unexpected element in ds:Signature");
	refused_edit("<ds:X509Data>", "<findings></findings><ds:X509Data>",
	    "report content inside ds:Signature");
	refused_edit("</xades:SignedProperties>",
	    "</xades:SignedProperties><xades:UnsignedProperties>"
	    "<findings/></xades:UnsignedProperties>",
	    "unexpected unsigned property");
	buf_fmt(&b, "%s%s", props, props);
	refused_edit(props, b.p, "exactly one SignedProperties");
	b.n = 0;
	buf_fmt(&b, "%s%s", sig, sig);
	refused_edit(sig, b.p, "exactly one ds:Signature");
	b.n = 0;
	buf_fmt(&b, "<evil>%s</evil>", good);
	refused(b.p, "Signature is not a child of the root");
	b.n = 0;
	buf_fmt(&b, "<report xmlns=\"" REPORT_NS "\">%s</report>", good);
	refused(b.p, "Signature is not a child of the root");
	refused_edit("<findings>",
	    "<ds:Signature xmlns:ds=\"" NS_DS "\"></ds:Signature><findings>",
	    "exactly one ds:Signature");
	refused_edit("</ds:Signature>", "</ds:Signature><findings></findings>",
	    "Signature is not the last child of the root");
	{
		AUTO_FREE char *moved = edit(good, sig, "");

		b.n = 0;
		buf_fmt(&b, "<findings>%s", sig);
		{
			AUTO_FREE char *x = edit(moved, "<findings>", b.p);

			refused(x, "Signature is not a child of the root");
		}
	}
}

/* Signs whatever profile the text has, with the auditor's own key. */
static char *
signed_anew(const char *xml)
{
	struct err e = { 0 };
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse(span_of(xml), &e);
	xmlSecDSigCtxPtr c = xmlSecDSigCtxCreate(NULL);
	AUTO_BUF b = { 0 };
	xmlNode *sig;

	if (doc == NULL)
		fail_msg("%s", e.msg);
	sig = xmlSecFindNode(xmlDocGetRootElement(doc),
	    (const xmlChar *)"Signature", (const xmlChar *)NS_DS);
	c->signKey = xmlSecCryptoAppKeyLoadMemory((const unsigned char *)key,
	    (xmlSecSize)strlen(key), xmlSecKeyDataFormatPem, NULL, NULL, NULL);
	assert_true(xmlSecDSigCtxSign(c, sig) >= 0);
	xmlSecDSigCtxDestroy(c);
	assert_int_equal(dsig_canonical(doc, &b, &e), 0);
	return mem_strdup(b.p);
}

static void
refused_anew(const char *from, const char *to, const char *reason)
{
	AUTO_FREE char *x = edit(good, from, to);
	AUTO_FREE char *y = signed_anew(x);

	refused(y, reason);
}

/* A valid signature over less than the report is none. */
static void
other_profiles_are_refused(void **state)
{
	AUTO_FREE char *same = signed_anew(good);
	AUTO_FREE char *whole =
	    part(good, "<ds:Reference URI=\"\"", "</ds:Reference>");
	AUTO_FREE char *props =
	    part(good, "<ds:Reference Type=", "</ds:Reference>");
	AUTO_FREE char *by_key = part(good,
	    "<ds:Reference URI=\"#sig-keyinfo\"", "</ds:Reference>");
	AUTO_BUF b = { 0 };

	(void)state;
	assert_string_equal(same, good); /* the way is not the reason */
	refused_anew("<ds:Transform Algorithm=\"" ALG_ENVELOPED,
	    "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/"
	    "REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::*["
	    "local-name()='findings'])</ds:XPath></ds:Transform>"
	    "<ds:Transform Algorithm=\"" ALG_ENVELOPED,
	    "transform");
	refused_anew("<ds:DigestMethod Algorithm=\"" ALG_SHA256,
	    "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/"
	    "xmldsig#sha1",
	    "digest method");
	refused_anew(ALG_RSA_SHA256,
	    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
	    "signature method not allowed");
	refused_anew("<ds:CanonicalizationMethod Algorithm=\"" ALG_EXC_C14N,
	    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/"
	    "2001/REC-xml-c14n-20010315",
	    "canonicalization method");
	refused_anew(whole, "", "exactly three references");
	refused_anew(props, "", "exactly three references");
	refused_anew(by_key, "", "exactly three references");
	buf_fmt(&b, "%s%s", by_key, by_key);
	refused_anew(by_key, b.p, "exactly three references");
	refused_anew("<ds:Reference URI=\"\"",
	    "<ds:Reference URI=\"#sig-properties\"",
	    "reference 1 must be the whole document");
}

static void
other_signers_are_refused(void **state)
{
	AUTO_FREE char *b64 =
	    part(good, "<ds:X509Certificate>", "</ds:X509Certificate>");
	AUTO_FREE char *sub = signed_by(key, again, begin());
	AUTO_FREE char *other =
	    part(sub, "<ds:X509Certificate>", "</ds:X509Certificate>");
	AUTO_FREE char *evil = signed_by(rogue_key, rogue, begin());
	AUTO_FREE char *evil_cert =
	    part(evil, "<ds:X509Certificate>", "</ds:X509Certificate>");
	AUTO_FREE char *late =
	    signed_by(key, leaf, begin() + (utc_t)10001 * DAY_SECS);
	AUTO_FREE char *early = signed_by(key, leaf, WHEN - DAY_SECS * 9000);
	AUTO_FREE char *stamp = signed_by(tsa_key, tsa, begin());

	(void)state;
	assert_int_equal(verify(sub), VERIFY_OK);
	refused_edit(b64, other, "SigningCertificateV2 does not match");
	refused_edit(b64, evil_cert, "SigningCertificateV2 does not match");
	refused_edit(b64, "", "no signer certificate");
	refused_edit(b64, "<ds:X509Certificate>QUJD</ds:X509Certificate>",
	    "no signer certificate");
	refused(evil, "signer certificate chain");
	refused(late, "signer certificate chain");
	refused(early, "signer certificate chain");
	refused(stamp, "a TSA's certificate");
	assert_int_equal(verify_bytes(span_of(good), ""), VERIFY_BAD);
	assert_true(says(res.reasons[0], "nothing is trusted"));
}

/* Without a timestamp the time that the signer writes proves nothing. */
static void
an_expired_signer_needs_a_timestamp(void **state)
{
	struct verify_trust t = { .signers_pem = span_of(ca),
		.now = begin() + (utc_t)10001 * DAY_SECS };

	(void)state;
	assert_int_equal(verify(good), VERIFY_OK);
	verify_result_clear(&res);
	report_verify(span_of(good), &verify_report_kind, &t, &res);
	assert_int_equal(res.state, VERIFY_BAD);
	assert_true(says(res.reasons[0], "signer certificate chain"));
}

static void
lengths_have_limits(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF certs = { 0 };
	AUTO_FREE unsigned char *huge = mem_alloc(REPORT_MAX + 1);
	AUTO_FREE char *cert =
	    part(good, "<ds:X509Certificate>", "</ds:X509Certificate>");

	(void)state;
	verify_bytes((struct span){ huge, REPORT_MAX + 1 }, ca);
	assert_true(says(res.reasons[0], "over 67108864 bytes"));
	for (int i = 0; i <= CHAIN_MAX; i++)
		buf_str(&certs, cert);
	refused_edit(cert, certs.p, "report content inside ds:Signature");
	for (int i = 0; i < CHAIN_MAX + 4; i++)
		buf_str(&b, ca);
	{
		AUTO(dsig_certs_free)
		STACK_OF(X509) *s = dsig_certs(buf_view(&b), NULL);

		assert_int_equal(sk_X509_num(s), CHAIN_MAX);
	}
}

/* Notices, and whatever else the profile will sign. */
static void
any_root_element_is_signed(void **state)
{
	static const struct verify_kind kind = { "urn:n", "notice", false };
	struct verify_trust t = { .signers_pem = span_of(ca),
		.now = begin() + DAY_SECS };
	struct signer *s = NULL;
	AUTO_BUF b = { 0 };

	(void)state;
	assert_int_equal(signer_open(span_of(key), span_of(leaf), &s, NULL),
	    0);
	assert_int_equal(
	    report_sign(s, span_of("<notice xmlns=\"urn:n\"><a></a></notice>"),
		begin(), &b, NULL),
	    0);
	signer_free(s);
	assert_true(says(b.p, "</ds:Signature></notice>"));
	verify_result_clear(&res);
	report_verify(buf_view(&b), &kind, &t, &res);
	assert_int_equal(res.state, VERIFY_OK);
	verify_result_clear(&res);
	report_verify(buf_view(&b), &verify_report_kind, &t, &res);
	assert_string_equal(res.reasons[0], "not a report");
}

static void
what_cannot_be_signed_is_refused(void **state)
{
	struct signer *s = NULL;
	struct err e = { 0 };
	AUTO_BUF b = { 0 };
	static const char *const bad[] = { "", "<report/>", "</report>",
		"<x></report>", "<report><a></report>", "<report>x",
		"<report></report>\n" };

	(void)state;
	assert_int_equal(signer_open(span_of(key), span_of(rogue), &s, &e),
	    -1);
	assert_true(says(e.msg, "another key's"));
	assert_int_equal(signer_open(span_of(key), span_of(""), &s, &e), -1);
	assert_int_equal(signer_open(span_of(""), span_of(leaf), &s, &e), -1);
	assert_int_equal(signer_open(span_of(key), span_of(leaf), &s, &e), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(report_sign(s, span_of(bad[i]), WHEN, &b, &e),
		    -1);
	assert_int_equal(report_sign(s, span_of(good), WHEN, &b, &e), -1);
	assert_true(says(e.msg, "signed already"));
	signer_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_we_sign_verifies),
		cmocka_unit_test(altered_content_is_refused),
		cmocka_unit_test(re_saved_is_not_tampered),
		cmocka_unit_test(every_byte_matters),
		cmocka_unit_test(altered_signatures_are_refused),
		cmocka_unit_test(other_profiles_are_refused),
		cmocka_unit_test(other_signers_are_refused),
		cmocka_unit_test(an_expired_signer_needs_a_timestamp),
		cmocka_unit_test(lengths_have_limits),
		cmocka_unit_test(any_root_element_is_signed),
		cmocka_unit_test(what_cannot_be_signed_is_refused),
	};
	int r = cmocka_run_group_tests_name("verify", tests, setup, teardown);

	verify_result_clear(&res);
	return r;
}
