/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unsigned properties of a real signature.  What a timestamp is over is held
 * against what libxmlsec digested and libxml2's canonical form of the real
 * nodes in the whole document.
 */
#include "xades_fixture.h"

#include "tests/tsa/tsa.h"

#include <libxml/c14n.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

/* --- the other way to the same bytes --- */

static xmlXPathContext *
xpath(xmlDoc *doc)
{
	xmlXPathContext *x = xmlXPathNewContext(doc);

	xmlXPathRegisterNs(x, (const xmlChar *)"ds", (const xmlChar *)NS_DS);
	xmlXPathRegisterNs(x, (const xmlChar *)"xades",
	    (const xmlChar *)NS_XADES);
	xmlXPathRegisterNs(x, (const xmlChar *)"xades141",
	    (const xmlChar *)NS_XADES141);
	return x;
}

/* Canonical form of the node set below path, in its own document. */
static void
node_c14n(xmlDoc *doc, const char *path, struct buf *out)
{
	xmlXPathContext *x = xpath(doc);
	AUTO_BUF expr = { 0 };
	xmlXPathObject *o;
	xmlChar *p = NULL;
	int n;

	buf_fmt(&expr,
	    "(%s)/descendant-or-self::node() | "
	    "(%s)/descendant-or-self::*/@* | "
	    "(%s)/descendant-or-self::*/namespace::*",
	    path, path, path);
	o = xmlXPathEval((const xmlChar *)expr.p, x);
	assert_true(
	    o != NULL && o->nodesetval != NULL && o->nodesetval->nodeNr > 0);
	n = xmlC14NDocDumpMemory(doc, o->nodesetval, XML_C14N_EXCLUSIVE_1_0,
	    NULL, 0, &p);
	assert_true(n > 0);
	buf_add(out, p, (size_t)n);
	xmlFree(p);
	xmlXPathFreeObject(o);
	xmlXPathFreeContext(x);
}

/* What libxmlsec digested for the references, and signed. */
static void
xmlsec_octets(xmlDoc *doc, struct buf *refs, struct buf *info)
{
	AUTO_FREE char *cert = here("cert");
	xmlNode *sig = xmlGetLastChild(xmlDocGetRootElement(doc));
	xmlSecDSigCtxPtr c = xmlSecDSigCtxCreate(NULL);
	xmlSecBufferPtr b;

	c->signKey = xmlSecCryptoAppKeyLoad(cert, xmlSecKeyDataFormatCertPem,
	    NULL, NULL, NULL);
	c->flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES |
	    XMLSEC_DSIG_FLAGS_STORE_SIGNATURE;
	assert_true(xmlSecDSigCtxVerify(c, sig) == 0);
	assert_int_equal(c->status, xmlSecDSigStatusSucceeded);
	for (xmlSecSize i = 0;
	     i < xmlSecPtrListGetSize(&c->signedInfoReferences); i++) {
		b = xmlSecDSigReferenceCtxGetPreDigestBuffer(
		    xmlSecPtrListGetItem(&c->signedInfoReferences, i));
		buf_add(refs, xmlSecBufferGetData(b), xmlSecBufferGetSize(b));
	}
	b = xmlSecDSigCtxGetPreSignBuffer(c);
	buf_add(info, xmlSecBufferGetData(b), xmlSecBufferGetSize(b));
	xmlSecDSigCtxDestroy(c);
}

/* Section 5.5.2.2, before the n-th of the unsigned properties (from 1). */
static void
archive_octets(struct span xml, int n, unsigned char ret[32])
{
	struct err e = { 0 };
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse(xml, &e);
	AUTO_BUF all = { 0 };
	AUTO_BUF info = { 0 };

	assert_non_null(doc);
	xmlsec_octets(doc, &all, &info);
	buf_span(&all, buf_view(&info));
	node_c14n(doc, "//ds:SignatureValue", &all);
	node_c14n(doc, "//ds:KeyInfo", &all);
	for (int i = 1; i < n; i++) {
		AUTO_BUF path = { 0 };

		buf_fmt(&path, "//xades:UnsignedSignatureProperties/*[%d]", i);
		node_c14n(doc, path.p, &all);
	}
	dsig_sha256(buf_view(&all), ret);
}

/* --- */

static void
the_imprint_is_that_of_the_real_node(void **state)
{
	struct err e = { 0 };
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse(buf_view(&good), &e);
	AUTO_BUF text = { 0 };
	unsigned char want[32], got[32];

	(void)state;
	node_c14n(doc, "//ds:SignatureValue", &text);
	dsig_sha256(buf_view(&text), want);
	assert_int_equal(xades_imprint(buf_view(&good), got, &e), 0);
	assert_memory_equal(got, want, 32);
}

static void
what_was_spliced_in_is_read_in_order(void **state)
{
	static const struct {
		enum xades_kind kind;
		const char *der;
		size_t of;
	} want[] = {
		{ XADES_STAMP, "token 1", 0 },
		{ XADES_STAMP, "token 2", 0 },
		{ XADES_CERT, "cert a", 0 },
		{ XADES_CERT, "cert b", 0 },
		{ XADES_CRL, "crl a", 0 },
		{ XADES_ARCHIVE, "archive 1", 0 },
		{ XADES_ARCHIVE, "archive 2", 0 },
		{ XADES_CERT, "cert 1", 1 },
		{ XADES_CRL, "crl 1", 1 },
		{ XADES_CRL, "crl 2", 2 },
		{ XADES_ARCHIVE, "archive 3", 0 },
		{ XADES_CRL, "crl 4", 1 },
		{ XADES_CRL, "crl 3", 3 },
	};
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO_BUF xml = { 0 };

	(void)state;
	make_all(&xml);
	canonical(buf_view(&xml));
	read_good(buf_view(&xml), &x);
	assert_int_equal(x.n, ARRAY_LEN(want));
	assert_int_equal(x.stamps, 2);
	assert_int_equal(x.archives, 3);
	for (size_t i = 0; i < x.n; i++) {
		assert_int_equal(x.v[i].kind, want[i].kind);
		assert_int_equal(x.v[i].of, want[i].of);
		assert_true(span_is(buf_view(&x.v[i].der), want[i].der));
	}
}

/* Nothing of it is signed, and nothing signed has changed. */
static void
the_signature_still_stands(void **state)
{
	AUTO_FREE char *file = here("r.xml");
	AUTO_FREE char *cert = here("cert");
	const char *argv[] = { "xmlsec1", "--verify", "--trusted-pem", cert,
		file, NULL };
	AUTO_BUF xml = { 0 };

	(void)state;
	make_all(&xml);
	put_file("r.xml", xml.p, 0644);
	assert_int_equal(run(argv, NULL, NULL), 0);
}

static void
archive_imprints_are_what_others_compute(void **state)
{
	static const int at[] = { 5, 6, 9 }; /* of the unsigned properties */
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO_BUF xml = { 0 };
	unsigned char want[32], got[32];
	struct err e = { 0 };
	size_t k = 0;

	(void)state;
	make_all(&xml);
	read_good(buf_view(&xml), &x);
	for (size_t i = 0; i < x.n; i++) {
		if (x.v[i].kind != XADES_ARCHIVE)
			continue;
		archive_octets(buf_view(&xml), at[k++], want);
		assert_memory_equal(x.v[i].imprint, want, 32);
	}
	assert_int_equal(k, ARRAY_LEN(at));
	archive_octets(buf_view(&xml), 12, want);
	assert_int_equal(xades_archive_imprint(buf_view(&xml), NULL, got, &e),
	    0);
	assert_memory_equal(got, want, 32);
	/* The next one is over that. */
	add_archive(&xml, "archive 4");
	xades_clear(&x);
	read_good(buf_view(&xml), &x);
	assert_memory_equal(x.v[x.n - 1].imprint, want, 32);
}

static void
a_stamp_is_over_the_signature_value(void **state)
{
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO_BUF xml = { 0 };
	unsigned char d[32];
	struct err e = { 0 };

	(void)state;
	make_all(&xml);
	assert_int_equal(xades_imprint(buf_view(&good), d, &e), 0);
	read_good(buf_view(&xml), &x);
	assert_memory_equal(x.v[0].imprint, d, 32);
	assert_memory_equal(x.v[1].imprint, d, 32);
}

static void
what_is_there_is_not_added_again(void **state)
{
	AUTO_BUF xml = { 0 };
	AUTO_BUF twice = { 0 };

	(void)state;
	make_all(&xml);
	buf_span(&twice, buf_view(&xml));
	add_values(&twice, 3, "cert a", "crl 3");
	assert_string_equal(twice.p, xml.p);
}

/* A prefix, another name, a default namespace: the root is not ours. */
static void
any_root_will_do(void **state)
{
	AUTO_FREE char *a = edit(good.p, "<report xmlns=\"" REPORT_NS "\"",
	    "<n:notice xmlns:n=\"urn:n\"");
	AUTO_FREE char *b = edit(a, "</report>", "</n:notice>");
	AUTO_BUF xml = { 0 };
	AUTO(xades_clear) struct xades x = { 0 };
	unsigned char d[32];
	struct err e = { 0 };

	(void)state;
	buf_str(&xml, b);
	add_stamp(&xml, "token");
	add_archive(&xml, "archive");
	canonical(buf_view(&xml));
	read_good(buf_view(&xml), &x);
	assert_int_equal(x.n, 2);
	assert_int_equal(xades_imprint(buf_view(&good), d, &e), 0);
	assert_memory_equal(x.v[0].imprint, d, 32);
}

/* A real authority: its token stands where it must. */
static void
a_token_verifies_from_the_document(void **state)
{
	static const unsigned char nonce[TIMESTAMP_NONCE] = { 1 };
	AUTO(tsa_clear) struct tsa t;
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO_BUF q = { 0 };
	AUTO_BUF reply = { 0 };
	AUTO_BUF token = { 0 };
	AUTO_BUF trust = { 0 };
	AUTO_BUF xml = { 0 };
	struct timestamp ts;
	unsigned char d[32];
	struct err e = { 0 };

	(void)state;
	tsa_make(&t, 1767000000, 1);
	t.now = 1767600000;
	tsa_trust(&t, &trust);
	assert_int_equal(xades_imprint(buf_view(&good), d, &e), 0);
	assert_int_equal(timestamp_request(d, nonce, &q, &e), 0);
	tsa_answer(&t, buf_view(&q), &reply);
	assert_int_equal(timestamp_reply(buf_view(&reply), d, nonce,
			     buf_view(&trust), t.now, 1, &token, &ts, &e),
	    0);
	assert_int_equal(
	    xades_add_stamp(buf_view(&good), buf_view(&token), &xml, &e), 0);
	read_good(buf_view(&xml), &x);
	assert_int_equal(timestamp_verify(buf_view(&x.v[0].der),
			     x.v[0].imprint, buf_view(&trust), &ts, &e),
	    0);
	assert_int_equal(ts.when, t.now);
}

static void
the_signer_s_certificates_are_read(void **state)
{
	AUTO_FREE char *two = edit(good.p, "</ds:X509Data>",
	    "<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>");
	AUTO_FREE char *none = edit(good.p, "<ds:X509Data>", "");
	AUTO_FREE char *odd = edit(good.p, "</ds:X509Certificate>", "");
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO(xades_clear) struct xades y = { 0 };
	struct err e = { 0 };
	const unsigned char *p;
	X509 *cert;

	(void)state;
	assert_int_equal(xades_signer(buf_view(&good), &x, &e), 0);
	assert_int_equal(x.n, 1);
	p = (const unsigned char *)x.v[0].der.p;
	cert = d2i_X509(NULL, &p, (long)x.v[0].der.n);
	assert_non_null(cert);
	X509_free(cert);
	assert_int_equal(xades_signer(span_of(two), &y, &e), 0);
	assert_int_equal(y.n, 2);
	assert_int_equal(xades_signer(span_of(none), &y, &e), -1);
	assert_true(says(e.msg, "no signer certificate"));
	assert_int_equal(xades_signer(span_of(odd), &y, &e), -1);
	assert_true(says(e.msg, "unexpected"));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(the_imprint_is_that_of_the_real_node),
		cmocka_unit_test(what_was_spliced_in_is_read_in_order),
		cmocka_unit_test(the_signature_still_stands),
		cmocka_unit_test(archive_imprints_are_what_others_compute),
		cmocka_unit_test(a_stamp_is_over_the_signature_value),
		cmocka_unit_test(what_is_there_is_not_added_again),
		cmocka_unit_test(any_root_will_do),
		cmocka_unit_test(a_token_verifies_from_the_document),
		cmocka_unit_test(the_signer_s_certificates_are_read),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report xades", t, setup, teardown);
}
