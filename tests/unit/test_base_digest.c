/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"
#include "unit.h"

/* FIPS 180-4's and RFC 1321's own examples, and git's. */
static void
digests_are_those_of_the_standards(void **state)
{
	char s256[SHA256_HEX], s512[SHA512_HEX], m[MD5_HEX], g[SHA1_HEX];

	(void)state;
	digest_sha256(span_of("abc"), s256);
	assert_string_equal(s256,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_sha256((struct span){ NULL, 0 }, s256);
	assert_string_equal(s256,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_sha512(span_of("abc"), s512);
	assert_memory_equal(s512, "ddaf35a193617abacc417349ae204131", 32);
	assert_int_equal(strlen(s512), 128);
	digest_md5(span_of("message digest"), m);
	assert_string_equal(m, "f96b697d7cb7938d525a2f31aaf161d0");
	digest_git_blob(span_of(""), g);
	assert_string_equal(g, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	digest_git_blob(span_of("hello\n"), g);
	assert_string_equal(g, "ce013625030ba8dba906f756967f9e9ca394464a");
}

static void
hexadecimal_is_lower_case(void **state)
{
	char out[5];

	(void)state;
	hex_of((const unsigned char *)"\x0f\xa0", 2, out);
	assert_string_equal(out, "0fa0");
	assert_true(hex_is(span_of("0fa0"), 4));
	assert_false(hex_is(span_of("0fa0"), 3));
	assert_false(hex_is(span_of("0FA0"), 4));
	assert_false(hex_is(span_of("0fag"), 4));
	assert_true(hex_is(span_of(""), 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standards),
		cmocka_unit_test(hexadecimal_is_lower_case),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
