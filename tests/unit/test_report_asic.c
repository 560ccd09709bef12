/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/asic.h"
#include "report_fixture.h"

#define ONE "data/one.txt"
#define TWO "data/sources/two+2.txt"

static char *container; /* the signature over two files */
static char one[SHA256_HEX], two[SHA256_HEX], other[SHA256_HEX];

static void
add(struct buf *list, const char *hex, const char *path)
{
	buf_fmt(list, "%s  %s\n", hex, path);
}

static int
begin_all(void **state)
{
	AUTO_BUF list = { 0 };
	AUTO_BUF out = { 0 };
	struct signer *s = NULL;
	struct err e = { 0 };

	if (setup(state) != 0)
		return -1;
	digest_sha256(span_of("first\n"), one);
	digest_sha256(span_of("second\n"), two);
	digest_sha256(span_of("third\n"), other);
	add(&list, one, ONE);
	add(&list, two, TWO);
	if (signer_open(span_of(key), span_of(leaf), &s, &e) != 0 ||
	    asic_sign(s, buf_view(&list), begin(), &out, &e) != 0)
		fail_msg("%s", e.msg);
	signer_free(s);
	container = mem_strdup(out.p);
	return 0;
}

static int
end_all(void **state)
{
	free(container);
	return teardown(state);
}

static void
check(const char *xml, const char *list)
{
	struct verify_trust t = { .signers_pem = span_of(ca),
		.now = begin() + DAY_SECS };

	verify_result_clear(&res);
	asic_verify(span_of(xml), span_of(list), &t, &res);
}

static void
both(struct buf *list)
{
	add(list, one, ONE);
	add(list, two, TWO);
}

static void
what_is_signed_verifies(void **state)
{
	AUTO_BUF list = { 0 };

	(void)state;
	both(&list);
	check(container, list.p);
	for (size_t i = 0; i < res.n; i++)
		print_error("%s\n", res.reasons[i]);
	assert_int_equal(res.state, VERIFY_OK);
	assert_string_equal(res.signer, "CN=signer");
}

/* By a program that fetches the files that the references name. */
static void
xmlsec_says_the_same(void **state)
{
	AUTO_FREE char *d = here("data/sources");
	AUTO_FREE char *top = here("");
	AUTO_BUF command = { 0 };
	const char *argv[] = { "sh", "-c", NULL, NULL };

	(void)state;
	assert_int_equal(dir_make(d, 0700, NULL), 0);
	put_file(ONE, "first\n", 0644);
	put_file(TWO, "second\n", 0644);
	put_file("s.xml", container, 0644);
	buf_fmt(&command,
	    "cd '%s' && xmlsec1 --verify --trusted-pem ca.pem "
	    "--enabled-reference-uris same-doc,remote "
	    "--id-attr:Id %sSignedProperties s.xml",
	    top, NS_XADES ":");
	argv[2] = command.p;
	assert_int_equal(run(argv, NULL, NULL), 0);
	put_file(TWO, "third\n", 0644);
	assert_int_not_equal(run(argv, NULL, NULL), 0);
}

static void
files_that_differ_are_named(void **state)
{
	AUTO_BUF list = { 0 };

	(void)state;
#define SAYS(why)                                                             \
	do {                                                                  \
		check(container, list.p);                                     \
		assert_int_equal(res.state, VERIFY_BAD);                      \
		assert_int_equal(res.n, 1);                                   \
		assert_string_equal(res.reasons[0], why);                     \
		list.n = 0;                                                   \
	} while (0)
	add(&list, other, ONE);
	add(&list, two, TWO);
	SAYS(ONE " was changed");
	both(&list);
	add(&list, other, "three");
	SAYS("three was added: it is not signed");
	add(&list, one, ONE);
	SAYS(TWO " was removed");
	both(&list);
	add(&list, one, ONE);
	SAYS(ONE ": twice");
	add(&list, one, ONE);
	add(&list, two, "data/sources/zwei.txt");
	check(container, list.p);
	assert_int_equal(res.n, 2);
	assert_string_equal(res.reasons[0],
	    TWO " was renamed to data/sources/zwei.txt");
	list.n = 0;
	both(&list);
	buf_str(&list, "no list\n");
	SAYS("a list of files is malformed");
}

static void
bad(char *xml, const char *why)
{
	AUTO_BUF list = { 0 };
	AUTO_FREE char *x = xml;

	both(&list);
	check(x, list.p);
	assert_int_equal(res.state, VERIFY_BAD);
	assert_true(res.n != 0 && says(res.reasons[0], why));
}

static void
altered_signatures_are_refused(void **state)
{

	(void)state;
#define EDIT(from, to, why) bad(edit(container, from, to), why)
	EDIT(ONE, "data/two.txt", "XML signature");
	EDIT("<xades:SigningTime>20", "<xades:SigningTime>21",
	    "XML signature");
	EDIT("URI=\"#sig-keyinfo\"", "URI=\"#sig-properties\"", "exactly");
	EDIT("<ds:Reference URI=\"" ONE "\">",
	    "<ds:Reference URI=\"" ONE "\" Type=\"x\">",
	    "reference to a file");
	EDIT("<ds:Reference URI=\"" ONE "\">",
	    "<ds:Reference URI=\"" ONE "\"><ds:Transforms></ds:Transforms>",
	    "digest method");
	EDIT("xmlenc#sha256", "xmlenc#sha512", "digest method");
	EDIT("rsa-sha256", "hmac-sha256", "signature method");
	EDIT("asic:XAdESSignatures xmlns:asic=\"" ASIC_NS "\"",
	    "asic:XAdESSignatures xmlns:asic=\"urn:x\"", "not a XAdESSig");
	EDIT("<ds:SignedInfo>", "<ds:SignedInfo Id=\"x\">", "reference to a");
	EDIT("<ds:Object>", "<ds:Object Id=\"x\">", "unexpected element");
	EDIT("<ds:SignatureValue>", "<ds:SignatureValue>AAAA",
	    "XML signature");
	EDIT("<ds:KeyInfo Id", "<ds:KeyInfo  Id", "not in canonical form");
	/* A report is no container, nor a container a report. */
	bad(mem_strdup(good), "not a XAdESSignatures");
	assert_int_equal(verify(container), VERIFY_BAD);
}

static void
no_byte_can_be_another(void **state)
{
	AUTO_FREE char *x = mem_strdup(container);
	AUTO_BUF list = { 0 };
	size_t end = (size_t)(strstr(x, "<ds:KeyInfo") - x);

	(void)state;
	both(&list);
	for (size_t i = 0; i < end; i++) {
		char was = x[i];

		x[i] = was == 'A' ? 'B' : 'A';
		check(x, list.p);
		if (res.state == VERIFY_OK)
			fail_msg("byte %zu", i);
		x[i] = was;
	}
}

static void
lists_that_are_none_are_refused(void **state)
{
	static const char *const bads[] = { "abc  x\n", "", "%s  ../x y\n",
		"%s  /x\n", "%s x\n", "%s  x", "%s  a\"b\n", "%s  \n" };
	AUTO_BUF out = { 0 };
	AUTO_BUF list = { 0 };
	struct signer *s = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(signer_open(span_of(key), span_of(leaf), &s, &e), 0);
	for (size_t i = 0; i < ARRAY_LEN(bads); i++) {
		const char *rest = strstr(bads[i], "%s");

		list.n = 0;
		buf_str(&list, "");
		if (rest != NULL)
			buf_fmt(&list, "%s%s", one, rest + 2);
		else
			buf_str(&list, bads[i]);
		assert_int_equal(
		    asic_sign(s, buf_view(&list), begin(), &out, &e), -1);
		assert_int_equal(e.kind, ERR_DATA);
		assert_int_equal(out.n, 0);
	}
	list.n = 0;
	for (int i = 0; i <= ASIC_FILES_MAX; i++)
		buf_fmt(&list, "%s  f%d\n", one, i);
	assert_int_equal(asic_sign(s, buf_view(&list), begin(), &out, &e), -1);
	assert_true(says(e.msg, "over 20000 files"));
	signer_free(s);
}

static void
the_manifest_names_each_file(void **state)
{
	AUTO_BUF list = { 0 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	(void)state;
	both(&list);
	assert_int_equal(asic_manifest(buf_view(&list), &out, &e), 0);
	assert_non_null(strstr(out.p, "full-path=\"" ONE "\""));
	assert_non_null(strstr(out.p, "full-path=\"" TWO "\""));
	assert_non_null(strstr(out.p, ASIC_MEDIA));
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(what_is_signed_verifies),
		cmocka_unit_test(xmlsec_says_the_same),
		cmocka_unit_test(files_that_differ_are_named),
		cmocka_unit_test(altered_signatures_are_refused),
		cmocka_unit_test(no_byte_can_be_another),
		cmocka_unit_test(lists_that_are_none_are_refused),
		cmocka_unit_test(the_manifest_names_each_file),
	};

	return cmocka_run_group_tests(t, begin_all, end_all);
}
