/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLs behind certificates: which are needed, where they are, which fit. */
#include "report/values.h"

#include "report/dsig.h"
#include "report/timestamp.h"
#include "tests/tsa/tsa.h"
#include "unit.h"

#include <openssl/pem.h>

#define NOW ((utc_t)1767600000)
#define URL "http://127.0.0.1:9/crl"

static struct tsa one, rogue, other;
static struct buf trust, token;

static void
stamp_trusting(struct tsa *t, struct span pem, struct buf *ret)
{
	static const unsigned char digest[32] = { 1 };
	static const unsigned char nonce[TIMESTAMP_NONCE] = { 1 };
	AUTO_BUF q = { 0 };
	AUTO_BUF reply = { 0 };
	struct timestamp ts;
	struct err e = { 0 };

	t->now = NOW;
	assert_int_equal(timestamp_request(digest, nonce, &q, &e), 0);
	tsa_answer(t, buf_view(&q), &reply);
	if (timestamp_reply(buf_view(&reply), digest, nonce, pem, NOW, 1, ret,
		&ts, &e) != 0)
		fail_msg("%s", e.msg);
}

static void
stamp(struct tsa *t, struct buf *ret)
{
	AUTO_BUF pem = { 0 };

	tsa_trust(t, &pem);
	stamp_trusting(t, buf_view(&pem), ret);
}

static int
start(void **state)
{
	(void)state;
	tsa_make_ca(&one, "root one", NOW - DAY_SECS, 700);
	tsa_make_unit(&one, "one", URL, 7, NOW - DAY_SECS, 600);
	tsa_make_ca(&rogue, "root one", NOW - DAY_SECS, 700);
	tsa_make_unit(&rogue, "one", URL, 7, NOW - DAY_SECS, 600);
	tsa_make_ca(&other, "root", NOW - DAY_SECS, 700);
	tsa_trust(&one, &trust);
	stamp(&one, &token);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	tsa_clear(&one);
	tsa_clear(&rogue);
	tsa_clear(&other);
	buf_clear(&trust);
	buf_clear(&token);
	return 0;
}

static void
begin(struct values *v)
{
	struct err e = { 0 };

	values_init(v, NOW);
	if (values_add_token(v, 3, buf_view(&token), buf_view(&trust), &e) !=
	    0)
		fail_msg("%s", e.msg);
}

static size_t
offer(struct values *v, const struct tsa *t, long serial, utc_t from,
    utc_t next, bool fresh)
{
	AUTO_BUF crl = { 0 };

	tsa_crl(t, serial, from, next, &crl);
	return values_offer(v, buf_view(&crl), fresh);
}

static void
a_token_needs_the_crl_of_its_ca(void **state)
{
	AUTO(values_clear) struct values v;
	AUTO(values_ders_clear) struct values_ders crls = { 0 };
	AUTO_BUF urls = { 0 };
	AUTO_BUF all = { 0 };
	AUTO_BUF none = { 0 };
	AUTO_FREE char *lack = NULL;

	(void)state;
	begin(&v);
	assert_int_equal(v.n, 1);
	values_urls(&v, false, &urls);
	assert_string_equal(urls.p, URL "\n");
	assert_int_equal(values_lacks(&v), 1);
	lack = values_lack(&v, 3);
	assert_string_equal(lack, "/CN=root one");
	assert_null(values_lack(&v, 4));
	assert_int_equal(offer(&v, &one, 0, NOW - 10, NOW + 10, true), 1);
	assert_int_equal(values_lacks(&v), 0);
	assert_null(values_lack(&v, 3));
	values_urls(&v, false, &none);
	assert_int_equal(none.n, 0);
	values_urls(&v, true, &all);
	assert_string_equal(all.p, URL "\n");
	values_crls(&v, 3, &crls);
	values_crls(&v, 3, &crls);
	assert_int_equal(crls.n, 1);
	values_drop(&v, 4);
	assert_int_equal(v.n, 1);
	values_drop(&v, 3);
	assert_int_equal(v.n, 0);
}

static void
another_s_a_late_and_an_early_one_are_not_taken(void **state)
{
	AUTO(values_clear) struct values v;

	(void)state;
	begin(&v);
	assert_int_equal(offer(&v, &rogue, 0, NOW - 10, NOW + 10, true), 0);
	assert_int_equal(offer(&v, &one, 0, NOW - 10, NOW - 1, true), 0);
	assert_int_equal(
	    offer(&v, &one, 0, NOW + VALUES_SLACK + 1, NOW + 9999, true), 0);
	assert_int_equal(values_offer(&v, span_of("<html>"), true), 0);
	assert_int_equal(values_offer(&v, (struct span){ NULL, 0 }, true), 0);
	assert_int_equal(values_lacks(&v), 1);
	/* One that a report has had for long is there. */
	assert_int_equal(offer(&v, &one, 0, NOW - 10, NOW - 1, false), 1);
	assert_int_equal(values_lacks(&v), 0);
	assert_int_equal(
	    offer(&v, &one, 0, NOW + VALUES_SLACK - 1, NOW + 9999, true), 1);
}

static void
the_newest_tells_what_is_revoked(void **state)
{
	AUTO(values_clear) struct values v;

	(void)state;
	begin(&v);
	offer(&v, &one, 8, NOW - 20, NOW + 10, true);
	assert_false(values_revoked(&v, 3));
	offer(&v, &one, 7, NOW - 10, NOW + 10, true);
	assert_true(values_revoked(&v, 3));
	assert_false(values_revoked(&v, 2));
	offer(&v, &one, 0, NOW - 15, NOW + 10, true);
	assert_true(values_revoked(&v, 3));
}

static void
pem_will_do(void **state)
{
	AUTO(values_clear) struct values v;
	AUTO_BUF der = { 0 };
	const unsigned char *p;
	X509_CRL *c;
	BIO *b = BIO_new(BIO_s_mem());
	char *text;
	long n;

	(void)state;
	begin(&v);
	tsa_crl(&one, 0, NOW - 1, NOW + 9, &der);
	p = (const unsigned char *)der.p;
	c = d2i_X509_CRL(NULL, &p, (long)der.n);
	PEM_write_bio_X509_CRL(b, c);
	n = BIO_get_mem_data(b, &text);
	assert_int_equal(values_offer(&v,
			     (struct span){ (unsigned char *)text, (size_t)n },
			     true),
	    1);
	X509_CRL_free(c);
	BIO_free(b);
}

static void
a_foreign_token_has_no_chain(void **state)
{
	AUTO(values_clear) struct values v;
	AUTO_BUF tst = { 0 };
	struct err e = { 0 };

	(void)state;
	values_init(&v, NOW);
	stamp(&rogue, &tst);
	assert_int_equal(
	    values_add_token(&v, 0, buf_view(&tst), buf_view(&trust), &e), -1);
	assert_true(says(e.msg, "certificate or chain"));
	assert_int_equal(v.n, 0);
}

/* The CA of `below` is certified by that of `above`, no more by itself. */
static void
put_below(struct tsa *below, const struct tsa *above)
{
	X509_set_issuer_name(below->ca, X509_get_subject_name(above->ca));
	assert_true(X509_sign(below->ca, above->ca_key, EVP_sha256()) > 0);
}

/* Two CAs between: the token holds the lower, the reader's file the upper. */
static void
what_the_token_lacks_of_its_chain_is_told(void **state)
{
	AUTO(tsa_clear) struct tsa top;
	AUTO(tsa_clear) struct tsa upper;
	AUTO(tsa_clear) struct tsa lower;
	AUTO(values_clear) struct values v;
	AUTO(values_ders_clear) struct values_ders certs = { 0 };
	AUTO_BUF pem = { 0 };
	AUTO_BUF tst = { 0 };
	AUTO_BUF want = { 0 };
	struct err e = { 0 };

	(void)state;
	tsa_make_ca(&top, "top", NOW - DAY_SECS, 700);
	tsa_make_ca(&upper, "upper", NOW - DAY_SECS, 700);
	tsa_make_ca(&lower, "lower", NOW - DAY_SECS, 700);
	put_below(&upper, &top);
	put_below(&lower, &upper);
	tsa_make_unit(&lower, "unit", URL, 7, NOW - DAY_SECS, 600);
	tsa_trust(&lower, &pem);
	tsa_trust(&upper, &pem);
	tsa_trust(&top, &pem);
	stamp_trusting(&lower, buf_view(&pem), &tst);
	values_init(&v, NOW);
	assert_int_equal(
	    values_add_token(&v, 1, buf_view(&tst), buf_view(&pem), &e), 0);
	assert_int_equal(v.n, 3);
	values_certs(&v, &certs);
	assert_int_equal(certs.n, 1);
	assert_int_equal(dsig_der(upper.ca, &want), 0);
	assert_true(span_eq(buf_view(&certs.v[0]), buf_view(&want)));
	/* Each CRL is for what its CA certified. */
	assert_int_equal(offer(&v, &top, 0, NOW - 1, NOW + 9, true), 1);
	assert_int_equal(offer(&v, &upper, 0, NOW - 1, NOW + 9, true), 1);
	assert_int_equal(values_lacks(&v), 1);
	assert_int_equal(offer(&v, &lower, 0, NOW - 1, NOW + 9, true), 1);
	assert_int_equal(values_lacks(&v), 0);
}

static void
one_authority_is_told_from_another(void **state)
{
	AUTO(tsa_clear) struct tsa two;
	AUTO_BUF tst = { 0 };
	AUTO_BUF again = { 0 };
	char a[SHA256_HEX], b[SHA256_HEX], c[SHA256_HEX];
	struct err e = { 0 };

	(void)state;
	tsa_make_ca(&two, "root two", NOW - DAY_SECS, 700);
	tsa_make_unit(&two, "one", URL, 7, NOW - DAY_SECS, 600);
	stamp(&two, &tst);
	stamp(&one, &again);
	assert_int_equal(timestamp_authority(buf_view(&token), a, &e), 0);
	assert_int_equal(timestamp_authority(buf_view(&again), b, &e), 0);
	assert_int_equal(timestamp_authority(buf_view(&tst), c, &e), 0);
	assert_string_equal(a, b);
	assert_string_not_equal(a, c);
	assert_int_equal(timestamp_authority(span_of("x"), c, &e), -1);
}

/* A chain's certificates, DER, the first below the second and so on. */
static void
chain(struct buf der[2], struct span ret[2])
{
	assert_int_equal(dsig_der(one.cert, &der[0]), 0);
	assert_int_equal(dsig_der(one.ca, &der[1]), 0);
	ret[0] = buf_view(&der[0]);
	ret[1] = buf_view(&der[1]);
}

static void
chains_have_a_ceiling(void **state)
{
	AUTO(values_clear) struct values v;
	struct buf der[2] = { { 0 }, { 0 } };
	struct span s[2];
	struct err e = { 0 };

	(void)state;
	chain(der, s);
	values_init(&v, NOW);
	for (size_t i = 0; i < VALUES_NEEDS_MAX; i++)
		assert_int_equal(values_add_chain(&v, i, s, 2, &e), 0);
	assert_int_equal(values_add_chain(&v, 0, s, 2, &e), -1);
	assert_true(says(e.msg, "more than"));
	s[1] = span_of("x");
	assert_int_equal(values_add_chain(&v, 0, s, 2, &e), -1);
	assert_true(says(e.msg, "not DER"));
	buf_clear(&der[0]);
	buf_clear(&der[1]);
}

/* Its certificate names that URL. */
static void
with_url(struct values *v, size_t of, const char *url)
{
	AUTO_BUF pem = { 0 };
	AUTO_BUF tst = { 0 };
	struct err e = { 0 };

	tsa_make_unit(&other, "unit", url, 7, NOW - DAY_SECS, 600);
	tsa_trust(&other, &pem);
	stamp(&other, &tst);
	assert_int_equal(
	    values_add_token(v, of, buf_view(&tst), buf_view(&pem), &e), 0);
}

static void
only_urls_that_we_take_are_told(void **state)
{
	AUTO(values_clear) struct values v;
	AUTO_BUF url = { 0 };
	AUTO_BUF urls = { 0 };

	(void)state;
	values_init(&v, NOW);
	with_url(&v, 1, "ldap://x/");
	with_url(&v, 1, "file:///etc/passwd");
	with_url(&v, 1, NULL);
	with_url(&v, 2, URL);
	with_url(&v, 2, URL);
	buf_str(&url, "http://");
	while (url.n < VALUES_URL_MAX)
		buf_chr(&url, 'x');
	with_url(&v, 2, url.p);
	buf_chr(&url, 'x');
	with_url(&v, 2, url.p);
	values_urls(&v, true, &urls);
	url.p[VALUES_URL_MAX] = '\0';
	assert_int_equal(urls.n, strlen(URL) + VALUES_URL_MAX + 2);
	assert_non_null(strstr(urls.p, url.p));
	/* None is lacking where none is published. */
	assert_null(values_lack(&v, 1));
	assert_int_equal(values_lacks(&v), 3);
}

static void
not_too_many_urls(void **state)
{
	AUTO(values_clear) struct values v;
	AUTO_BUF urls = { 0 };
	size_t n = 0;

	(void)state;
	values_init(&v, NOW);
	for (size_t i = 0; i < VALUES_URLS_MAX + 1; i++) {
		AUTO_BUF url = { 0 };

		buf_fmt(&url, "http://x/%zu", i);
		with_url(&v, 1, url.p);
	}
	values_urls(&v, true, &urls);
	for (size_t i = 0; i < urls.n; i++)
		n += urls.p[i] == '\n';
	assert_int_equal(n, VALUES_URLS_MAX);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_token_needs_the_crl_of_its_ca),
		cmocka_unit_test(
		    another_s_a_late_and_an_early_one_are_not_taken),
		cmocka_unit_test(the_newest_tells_what_is_revoked),
		cmocka_unit_test(pem_will_do),
		cmocka_unit_test(a_foreign_token_has_no_chain),
		cmocka_unit_test(what_the_token_lacks_of_its_chain_is_told),
		cmocka_unit_test(one_authority_is_told_from_another),
		cmocka_unit_test(chains_have_a_ceiling),
		cmocka_unit_test(only_urls_that_we_take_are_told),
		cmocka_unit_test(not_too_many_urls),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report values", t, start, end);
}
