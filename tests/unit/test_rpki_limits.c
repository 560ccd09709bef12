/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every limit, at it and one beyond; URIs, names and locators. */
#include "rpki/uri.h"
#include "tests/rpki/gen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum reason
uri(const char *s)
{
	return uri_rsync(span_of(s));
}

static void
uris_make_safe_paths(void **state)
{
	(void)state;
	assert_int_equal(uri("rsync://rpki.example/repo/a.roa"), RR_OK);
	assert_int_equal(uri("rsync://rpki.example:8873/repo/"), RR_OK);
	assert_int_equal(uri("rsync://rpki.example/"), RR_URI_PATH);
	assert_int_equal(uri("rsync://rpki.example"), RR_URI_HOST);
	assert_int_equal(uri("rsync:///repo/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://../repo/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://./repo/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://a..b/repo/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://user@host/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://host:0/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://host:/a.roa"), RR_URI_HOST);
	assert_int_equal(uri("rsync://h/a/../b.roa"), RR_URI_PATH);
	assert_int_equal(uri("rsync://h/.."), RR_URI_PATH);
	assert_int_equal(uri("rsync://h/./b.roa"), RR_URI_PATH);
	assert_int_equal(uri("rsync://h/a//b.roa"), RR_URI_PATH);
	assert_int_equal(uri("rsync://h/a b"), RR_URI_CHAR);
	assert_int_equal(uri("rsync://h/a\\b"), RR_URI_CHAR);
	assert_int_equal(uri("rsync://h/a?b"), RR_URI_CHAR);
	assert_int_equal(uri("https://h/a"), RR_URI_SCHEME);
	assert_int_equal(uri_https(span_of("https://h/a")), RR_OK);
	assert_int_equal(uri_https(span_of("http://h/a")), RR_URI_SCHEME);
	assert_int_equal(uri_rsync((struct span){
			     (const unsigned char *)"rsync://h/a\0b", 13 }),
	    RR_URI_CHAR);
}

static void
a_uri_has_2048_bytes(void **state)
{
	char s[URI_MAX + 2];

	(void)state;
	memset(s, 'a', sizeof(s));
	memcpy(s, "rsync://h/", 10);
	s[URI_MAX] = '\0';
	assert_int_equal(uri(s), RR_OK);
	s[URI_MAX] = 'a';
	s[URI_MAX + 1] = '\0';
	assert_int_equal(uri(s), RR_URI_LONG);
}

static void
file_names_are_plain(void **state)
{
	static const char *const good[] = { "a.roa", "A-b_9.CER", "1.mft" };
	static const char *const bad[] = { "", ".roa", "aroa", "a.ro", "a.b.c",
		"../a.roa", "a/b.roa", "a.r-a", "\xc3\xa4.roa", "a .roa",
		"a..roa" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(uri_file_name(span_of(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (uri_file_name(span_of(bad[i])))
			fail_msg("'%s' passed", bad[i]);
}

/* A manifest of n files; the first is its CRL. */
static enum reason
manifest_of(size_t n)
{
	static const unsigned char hash[DIGEST_LEN];
	const struct res ee = { .ip = true, .inherit = { [FAM_IPV4] = true } };
	AUTO_BUF list = { 0 };
	AUTO_BUF v = { 0 };
	AUTO_BUF out = { 0 };
	struct mft *m = NULL;
	enum reason r;

	for (size_t i = 0; i < n; i++) {
		AUTO_BUF f = { 0 };
		char name[32];

		snprintf(name, sizeof(name), "%zu.%s", i,
		    i == 0 ? "crl" : "roa");
		d_text(&f, DER_IA5, name);
		d_bits(&f, (struct span){ hash, DIGEST_LEN }, 0);
		d_wrap(&list, DER_SEQ, &f);
	}
	d_uint(&v, 1);
	d_gentime(&v, 0);
	d_gentime(&v, 1);
	d_oid(&v, OID_SHA256);
	d_wrap(&v, DER_SEQ, &list);
	d_wrap(&out, DER_SEQ, &v);
	r = mft_parse(buf_view(&out), &ee, &m);
	if (r == RR_OK)
		assert_int_equal(m->n, n);
	mft_free(m);
	return r;
}

static void
a_manifest_has_100000_files(void **state)
{
	(void)state;
	assert_int_equal(manifest_of(MFT_FILES_MAX), RR_OK);
	assert_int_equal(manifest_of(MFT_FILES_MAX + 1), RR_MFT_MANY);
}

/* Every other AS number, so that none could be one with the next. */
static enum reason
as_of(size_t n)
{
	AUTO(res_clear) struct res r = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF seq = { 0 };
	AUTO_BUF in = { 0 };
	AUTO_BUF out = { 0 };

	for (size_t i = 0; i < n; i++)
		d_uint(&list, 2 * i);
	d_wrap(&seq, DER_SEQ, &list);
	d_wrap(&in, DER_CONTEXT(0), &seq);
	d_wrap(&out, DER_SEQ, &in);
	return res_as_parse(buf_view(&out), &r);
}

static void
a_certificate_has_200000_resources(void **state)
{
	(void)state;
	assert_int_equal(as_of(RES_ENTRIES_MAX), RR_OK);
	assert_int_equal(as_of(RES_ENTRIES_MAX + 1), RR_RES_MANY);
}

static enum reason
roa_of(size_t n)
{
	struct range all = { 0, num_max(FAM_IPV4) };
	const struct res ee = { .ip = true,
		.set = { [FAM_IPV4] = { &all, 1, 1, false } } };
	AUTO_BUF one = { 0 };
	AUTO_BUF bits = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF fam = { 0 };
	AUTO_BUF blocks = { 0 };
	AUTO_BUF v = { 0 };
	AUTO_BUF out = { 0 };
	struct roa *r = NULL;
	enum reason why;

	d_bits(&bits, span_of("\x0a"), 0);
	d_wrap(&one, DER_SEQ, &bits);
	for (size_t i = 0; i < n; i++)
		buf_span(&list, buf_view(&one));
	d_tlv(&fam, DER_OCTETS, OID("\x00\x01"));
	d_wrap(&fam, DER_SEQ, &list);
	d_wrap(&blocks, DER_SEQ, &fam);
	d_uint(&v, 1);
	d_wrap(&v, DER_SEQ, &blocks);
	d_wrap(&out, DER_SEQ, &v);
	why = roa_parse(buf_view(&out), &ee, &r);
	roa_free(r);
	return why;
}

static void
a_roa_has_200000_prefixes(void **state)
{
	(void)state;
	assert_int_equal(roa_of(ROA_PREFIXES_MAX), RR_OK);
	assert_int_equal(roa_of(ROA_PREFIXES_MAX + 1), RR_ROA_MANY);
}

static enum reason
aspa_of(size_t n)
{
	struct range all = { 0, num_max(FAM_ASN) };
	const struct res ee = { .as = true,
		.set = { [FAM_ASN] = { &all, 1, 1, false } } };
	AUTO_BUF version = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF v = { 0 };
	AUTO_BUF out = { 0 };
	struct aspa *a = NULL;
	enum reason r;

	d_uint(&version, 1);
	d_wrap(&v, DER_CONTEXT(0), &version);
	d_uint(&v, 100000);
	for (size_t i = 0; i < n; i++)
		d_uint(&list, i + 1);
	d_wrap(&v, DER_SEQ, &list);
	d_wrap(&out, DER_SEQ, &v);
	r = aspa_parse(buf_view(&out), &ee, &a);
	aspa_free(a);
	return r;
}

static void
an_aspa_has_16380_providers(void **state)
{
	(void)state;
	assert_int_equal(aspa_of(ASPA_PROVIDERS_MAX), RR_OK);
	assert_int_equal(aspa_of(ASPA_PROVIDERS_MAX + 1), RR_ASPA_MANY);
}

static enum reason
object_of(size_t n)
{
	AUTO_FREE unsigned char *p = mem_alloc(n);
	AUTO(worker_clear) struct worker w = { .v = verifier_new() };
	const struct keys none = { 0 };
	struct object o = { .type = OBJ_ROA };

	object_parse(&w, (struct span){ p, n }, &none, &o);
	return o.reason;
}

static void
an_object_has_100_bytes_to_8_mib(void **state)
{
	(void)state;
	assert_int_equal(object_of(OBJECT_MIN - 1), RR_OBJECT_SMALL);
	assert_int_equal(object_of(OBJECT_MIN), RR_DER_TAG);
	assert_int_equal(object_of(OBJECT_MAX), RR_DER_TAG);
	assert_int_equal(object_of(OBJECT_MAX + 1), RR_OBJECT_LARGE);
}

static void
a_tree_has_4000000_files(void **state)
{
	struct rpki_input in = { .files_n = RPKI_FILES_MAX + 1 };
	struct tree t = { 0 };
	struct err e = { ERR_NONE, "" };

	(void)state;
	assert_int_equal(rpki_validate(&in, &t, &e), -1);
	assert_string_equal(e.msg, "more than 4000000 files");
}

/* A TAK with so many URIs. */
static enum reason
tak_of(const struct gkey *k, size_t n)
{
	const struct res ee = { .ip = true, .inherit = { [FAM_IPV4] = true } };
	AUTO_BUF uris = { 0 };
	AUTO_BUF key = { 0 };
	AUTO_BUF v = { 0 };
	AUTO_BUF out = { 0 };
	struct tak *t = NULL;
	enum reason r;

	for (size_t i = 0; i < n; i++)
		d_text(&uris, DER_IA5, GEN_TA);
	d_tlv(&key, DER_SEQ, (struct span){ NULL, 0 });
	d_wrap(&key, DER_SEQ, &uris);
	buf_span(&key, buf_view(&k->spki));
	d_wrap(&v, DER_SEQ, &key);
	d_wrap(&out, DER_SEQ, &v);
	r = tak_parse(buf_view(&out), &ee, &t);
	tak_free(t);
	return r;
}

static int
tal_of(const struct gkey *k, size_t uris, struct err *e)
{
	AUTO(tal_clear) struct tal t = { 0 };
	AUTO_BUF text = { 0 };

	for (size_t i = 1; i < uris; i++)
		buf_str(&text, GEN_TA "\n");
	gen_tal(k, GEN_TA, &text);
	return tal_parse(buf_view(&text), "t", &t, e);
}

static void
locators_and_keys_have_16_uris(void **state)
{
	struct gkeys k = { 0 };
	struct err e = { ERR_NONE, "" };

	(void)state;
	gkeys_make(&k, 1);
	assert_int_equal(tal_of(&k.v[0], TAL_URIS_MAX, &e), 0);
	assert_int_equal(tal_of(&k.v[0], TAL_URIS_MAX + 1, &e), -1);
	assert_string_equal(e.msg, "line 17: more than 16 URIs");
	assert_int_equal(tak_of(&k.v[0], 0), RR_TAK_URI);
	assert_int_equal(tak_of(&k.v[0], TAK_URIS_MAX), RR_OK);
	assert_int_equal(tak_of(&k.v[0], TAK_URIS_MAX + 1), RR_TAK_URI);
	gkeys_clear(&k);
}

static void
tal_refused(const char *text, const char *why)
{
	AUTO(tal_clear) struct tal t = { 0 };
	struct err e = { ERR_NONE, "" };

	assert_int_equal(tal_parse(span_of(text), "t", &t, &e), -1);
	assert_non_null(strstr(e.msg, why));
}

static void
a_bad_locator_is_told_by_its_line(void **state)
{
	AUTO_FREE char *big = mem_alloc(TAL_MAX + 2);

	(void)state;
	tal_refused("", "line 1: no URI");
	tal_refused("# only a comment\n\nAAAA\n", "line 2: no URI");
	tal_refused("ftp://h/ta.cer\n\nAAAA\n", "line 1: no https or rsync");
	tal_refused("rsync://h/../ta.cer\n\nAAAA\n", "line 1: no https");
	tal_refused("rsync://h/ta.cer\n\nA*AA\n", "line 3: no base64");
	tal_refused("rsync://h/ta.cer\n\nAAA\n", "line 3: no base64");
	tal_refused("rsync://h/ta.cer\n\nAAAA\n", "line 3: no RSA key");
	tal_refused("rsync://h/ta.cer\n", "no RSA key");
	memset(big, '#', TAL_MAX + 1);
	tal_refused(big, "more than 65536 bytes");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uris_make_safe_paths),
		cmocka_unit_test(a_uri_has_2048_bytes),
		cmocka_unit_test(file_names_are_plain),
		cmocka_unit_test(a_manifest_has_100000_files),
		cmocka_unit_test(a_certificate_has_200000_resources),
		cmocka_unit_test(a_roa_has_200000_prefixes),
		cmocka_unit_test(an_aspa_has_16380_providers),
		cmocka_unit_test(an_object_has_100_bytes_to_8_mib),
		cmocka_unit_test(a_tree_has_4000000_files),
		cmocka_unit_test(locators_and_keys_have_16_uris),
		cmocka_unit_test(a_bad_locator_is_told_by_its_line),
	};

	return cmocka_run_group_tests_name("rpki limits", tests, NULL, NULL);
}
