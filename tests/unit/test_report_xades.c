/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unsigned properties of a real signature.  What a timestamp is over is held
 * against what libxmlsec digested and libxml2's canonical form of the real
 * nodes in the whole document.
 */
#include "report/dsig.h"
#include "report/report.h"
#include "report/timestamp.h"
#include "report/xades.h"
#include "tests/tsa/tsa.h"
#include "unit.h"

#include <libxml/c14n.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#define BODY                                                                  \
	"<report xmlns=\"" REPORT_NS "\" version=\"1\">\n"                    \
	"<finding id=\"a\">one &lt; two</finding>\n</report>"

static struct buf good; /* signed, B-B */

static void
sign(void)
{
	AUTO_FREE char *key = here("key");
	AUTO_FREE char *cert = here("cert");
	struct signer *s = NULL;
	struct err e = { 0 };
	FILE *f;
	char k[8192] = { 0 }, c[8192] = { 0 };

	openssl("req -x509 -newkey rsa:2048 -nodes -days 20000 -subj /CN=ca "
		"-keyout @key -out @cert");
	f = fopen(key, "r");
	assert_true(f != NULL && fread(k, 1, sizeof(k) - 1, f) > 0);
	fclose(f);
	f = fopen(cert, "r");
	assert_true(f != NULL && fread(c, 1, sizeof(c) - 1, f) > 0);
	fclose(f);
	if (signer_open(span_of(k), span_of(c), &s, &e) != 0 ||
	    report_sign(s, span_of(BODY), 1767225600, &good, &e) != 0)
		fail_msg("%s", e.msg);
	signer_free(s);
}

static int
setup(void **state)
{
	if (dir_setup(state) != 0)
		return -1;
	sign();
	return 0;
}

static int
teardown(void **state)
{
	buf_clear(&good);
	return dir_teardown(state);
}

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
add_stamp(struct buf *xml, const char *token)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_stamp(buf_view(xml), span_of(token), &out, &e) != 0)
		fail_msg("%s", e.msg);
	buf_clear(xml);
	buf_span(xml, buf_view(&out));
}

static void
add_archive(struct buf *xml, const char *token)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_archive(buf_view(xml), span_of(token), &out, &e) != 0)
		fail_msg("%s", e.msg);
	buf_clear(xml);
	buf_span(xml, buf_view(&out));
}

static void
add_values(struct buf *xml, size_t of, const char *cert, const char *crl)
{
	struct span c = span_of(cert == NULL ? "" : cert);
	struct span l = span_of(crl == NULL ? "" : crl);
	struct xades_values v = { &c, &l, cert != NULL, crl != NULL };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_values(buf_view(xml), of, &v, &out, &e) != 0)
		fail_msg("%s", e.msg);
	buf_clear(xml);
	buf_span(xml, buf_view(&out));
}

static void
read_good(struct span xml, struct xades *x)
{
	struct err e = { 0 };

	if (xades_read(xml, x, &e) != 0)
		fail_msg("%s", e.msg);
}

/* B-T, B-LT, B-LTA, and renewed. */
static void
make_all(struct buf *x)
{
	buf_span(x, buf_view(&good));
	add_stamp(x, "token 1");
	add_values(x, 0, "cert a", NULL);
	add_stamp(x, "token 2");
	add_values(x, 0, "cert b", "crl a");
	add_archive(x, "archive 1");
	add_archive(x, "archive 2");
	add_values(x, 2, NULL, "crl 2");
	add_values(x, 1, "cert 1", "crl 1");
	add_archive(x, "archive 3");
	add_values(x, 3, NULL, "crl 3");
	add_values(x, 1, NULL, "crl 4");
}

static void
canonical(struct span xml)
{
	struct err e = { 0 };
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse(xml, &e);
	bool same = false;

	assert_non_null(doc);
	assert_int_equal(dsig_is_canonical(doc, xml, &same, &e), 0);
	assert_true(same);
}

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
	assert_int_equal(xades_archive_imprint(buf_view(&xml), got, &e), 0);
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

/* The first place of `from` becomes `to`; owned. */
static char *
edit(const char *xml, const char *from, const char *to)
{
	const char *at = strstr(xml, from);
	AUTO_BUF b = { 0 };

	if (at == NULL)
		fail_msg("no '%s' in the report", from);
	buf_add(&b, xml, (size_t)(at - xml));
	buf_str(&b, to);
	buf_str(&b, at + strlen(from));
	return mem_strdup(b.p);
}

static void
refused_edit(const char *xml, const char *from, const char *to,
    const char *reason)
{
	AUTO_FREE char *bad = edit(xml, from, to);
	struct xades x = { 0 };
	struct err e = { 0 };

	if (xades_read(span_of(bad), &x, &e) == 0)
		fail_msg("accepted: '%s' for '%s'", to, from);
	assert_true(says(e.msg, reason));
	assert_int_equal(x.n, 0);
}

static void
other_forms_are_refused(void **state)
{
	static const char odd[] = "unexpected unsigned property";
	AUTO_BUF all = { 0 };

	(void)state;
	make_all(&all);
	refused_edit(all.p, "<xades:SignatureTimeStamp>",
	    "<xades:SignatureTimeStamp Id=\"x\">", odd);
	refused_edit(all.p, "<xades:UnsignedProperties>",
	    "<xades:UnsignedProperties><finding></finding>", odd);
	refused_edit(all.p, "<xades:CRLValues>", "<xades:CRLValues>\n", odd);
	refused_edit(all.p, "</xades:EncapsulatedCRLValue>", "", odd);
	refused_edit(all.p, "-archive-1\">", "-archive-2\">", odd);
	refused_edit(all.p, "-archive-1\">", "-archive-01\">", odd);
	refused_edit(all.p, "-archive-1\">", "-archive-65\">", odd);
	refused_edit(all.p, "URI=\"#sig-archive-1\"", "URI=\"#sig-archive-3\"",
	    "values of no ArchiveTimeStamp");
	refused_edit(all.p, "URI=\"#sig-archive-2\"", "URI=\"#sig-archive-1\"",
	    odd);
	refused_edit(all.p, "dG9rZW4g", "dG9 ZW4g", "not base64");
	refused_edit(all.p, "dG9rZW4gMQ==", "dG9rZW4gMR==", "not base64");
	refused_edit(all.p, "dG9rZW4gMQ==", "dG9rZW4gMQ=", "not base64");
	refused_edit(all.p, "dG9rZW4gMQ==", "", "empty or too long");
	refused_edit(all.p, "<xades:EncapsulatedTimeStamp>",
	    "<xades:EncapsulatedTimeStamp><!-- -->", "no signature");
	refused_edit(all.p, "<finding id", "<?x y?><finding id",
	    "no signature");
	refused_edit(all.p, "</ds:Object>", "</ds:Object>\n", "no signature");
	refused_edit(all.p, "<ds:Signature xmlns", "<ds:Signature  xmlns",
	    "no signed properties");
	refused_edit(all.p, "</xades:SignedProperties>", "",
	    "no signed properties");
	refused_edit(all.p, "<ds:SignatureValue>", "<ds:SignatureValue><x/>",
	    "no signature value");
	refused_edit(all.p, "<ds:KeyInfo",
	    "<ds:Object></ds:Object><ds:KeyInfo",
	    "unexpected element in ds:Signature");
	refused_edit(BODY, "one", "two", "no signature");
}

static void
refused_stamp(const struct buf *xml, struct span token, const char *reason)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	assert_int_equal(xades_add_stamp(buf_view(xml), token, &out, &e), -1);
	assert_true(says(e.msg, reason));
	assert_int_equal(out.n, 0);
}

static void
refused_values(const struct buf *xml, size_t of, struct span cert,
    struct span crl, const char *reason)
{
	struct xades_values v = { &cert, &crl, cert.p != NULL, crl.p != NULL };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	assert_int_equal(xades_add_values(buf_view(xml), of, &v, &out, &e),
	    -1);
	assert_true(says(e.msg, reason));
	assert_int_equal(out.n, 0);
}

static void
the_order_is_kept(void **state)
{
	struct span none = { NULL, 0 };
	AUTO_BUF all = { 0 };
	AUTO_BUF first = { 0 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	(void)state;
	make_all(&all);
	refused_stamp(&all, span_of("late"), "behind an ArchiveTimeStamp");
	refused_values(&all, 0, none, span_of("x"), "of no ArchiveTimeStamp");
	refused_values(&all, 4, none, span_of("x"), "of no ArchiveTimeStamp");
	refused_values(&good, 0, none, span_of("x"), "without a");
	assert_int_equal(
	    xades_add_archive(buf_view(&good), span_of("x"), &out, &e), -1);
	assert_true(says(e.msg, "without a SignatureTimeStamp"));
	buf_span(&first, buf_view(&good));
	add_stamp(&first, "token");
	refused_values(&first, 1, none, span_of("x"), "of no Archive");
}

static void
sizes_have_limits(void **state)
{
	struct span none = { NULL, 0 };
	AUTO_BUF xml = { 0 };
	AUTO_FREE char *big = mem_alloc(XADES_CRL_MAX + 1);
	unsigned char *p = (unsigned char *)big;

	(void)state;
	memset(big, 'x', XADES_CRL_MAX + 1);
	buf_span(&xml, buf_view(&good));
	refused_stamp(&xml, (struct span){ p, TIMESTAMP_TOKEN_MAX + 1 },
	    "too long");
	refused_stamp(&xml, (struct span){ p, 0 }, "empty");
	add_stamp(&xml, "token");
	refused_values(&xml, 0, (struct span){ p, XADES_CERT_MAX + 1 }, none,
	    "too long");
	refused_values(&xml, 0, none, (struct span){ p, XADES_CRL_MAX + 1 },
	    "too long");
	big[XADES_CRL_MAX] = '\0';
	add_values(&xml, 0, NULL, big);
	big[XADES_CERT_MAX] = '\0';
	add_values(&xml, 0, big, NULL);
	big[TIMESTAMP_TOKEN_MAX] = '\0';
	add_stamp(&xml, big);
	canonical(buf_view(&xml));
}

static void
counts_have_limits(void **state)
{
	AUTO_BUF xml = { 0 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };
	char name[32];

	(void)state;
	buf_span(&xml, buf_view(&good));
	for (int i = 0; i < XADES_STAMPS_MAX; i++)
		add_stamp(&xml, "token");
	refused_stamp(&xml, span_of("token"), "too many timestamps");
	for (int i = 0; i < XADES_VALUES_MAX; i++) {
		snprintf(name, sizeof(name), "value %d", i);
		add_values(&xml, 0, i % 2 ? name : NULL, i % 2 ? NULL : name);
	}
	refused_values(&xml, 0, span_of("x"), (struct span){ NULL, 0 },
	    "too many certificates");
	for (int i = 0; i < XADES_ARCHIVES_MAX; i++)
		add_archive(&xml, "archive");
	assert_int_equal(
	    xades_add_archive(buf_view(&xml), span_of("x"), &out, &e), -1);
	assert_true(says(e.msg, "too many timestamps"));
	canonical(buf_view(&xml));
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
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(the_order_is_kept),
		cmocka_unit_test(sizes_have_limits),
		cmocka_unit_test(counts_have_limits),
		cmocka_unit_test(any_root_will_do),
		cmocka_unit_test(a_token_verifies_from_the_document),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report xades", t, setup, teardown);
}
