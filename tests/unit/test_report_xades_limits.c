/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unsigned properties that are not ours, and where each ceiling is. */
#include "xades_fixture.h"

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

	assert_int_equal(
	    xades_add_values(buf_view(xml), NULL, of, &v, &out, &e), -1);
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
	    xades_add_archive(buf_view(&good), NULL, span_of("x"), &out, &e),
	    -1);
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
	    xades_add_archive(buf_view(&xml), NULL, span_of("x"), &out, &e),
	    -1);
	assert_true(says(e.msg, "too many timestamps"));
	canonical(buf_view(&xml));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(the_order_is_kept),
		cmocka_unit_test(sizes_have_limits),
		cmocka_unit_test(counts_have_limits),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report xades limits", t, setup,
	    teardown);
}
