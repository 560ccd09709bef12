/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs no server: URLs, delays, pairs, chains, compression. */
#include "io/fetch_priv.h"

#include <openssl/ec.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

/* A run with nothing in it but what the functions look at. */
struct fixture {
	struct fetch_options o;
	struct provenance p;
	struct run r;
};

static int
setup(void **state)
{
	struct fixture *x = mem_alloc(sizeof(*x));

	curl_global_init(CURL_GLOBAL_DEFAULT);
	fetch_options_init(&x->o);
	provenance_init(&x->p);
	x->r.o = &x->o;
	x->r.multi = curl_multi_init();
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	hosts_clear(&x->r);
	curl_multi_cleanup(x->r.multi);
	provenance_clear(&x->p);
	free(x);
	return 0;
}

static void
the_host_is_the_one_that_curl_would_ask(void **state)
{
	char h[HOST_MAX];
	char url[URL_MAX * 2];

	(void)state;
	assert_int_equal(url_host("https://ftp.Ripe.NET/pub", h), 0);
	assert_string_equal(h, "ftp.ripe.net");
	assert_int_equal(url_host("https://[2001:DB8::1]:444/x", h), 0);
	assert_string_equal(h, "[2001:db8::1]");
	assert_int_equal(url_host("http://ftp.ripe.net/", h), -1);
	assert_int_equal(url_host("file:///etc/passwd", h), -1);
	assert_int_equal(url_host("ftp.ripe.net/", h), -1);
	assert_int_equal(url_host("https://ftp.ripe.net:80@evil.test/", h),
	    -1);
	assert_int_equal(url_host("https://me@ftp.ripe.net/", h), -1);
	for (size_t n = HOST_MAX - 1; n <= HOST_MAX; n++) {
		snprintf(url, sizeof(url), "https://%0*d/", (int)n - 2, 0);
		/* A name of digits would be an address. */
		memset(url + 8, 'a', n - 2);
		snprintf(url + 8 + n - 2, sizeof(url) - 8 - n, ".b/");
		assert_int_equal(url_host(url, h), n < HOST_MAX ? 0 : -1);
	}
}

static void
redirects_lead_to_hosts_of_sources_only(void **state)
{
	struct fixture *x = *state;
	const char **urls = mem_alloc(sources_n * sizeof(*urls));
	char url[URL_MAX + 1];

	assert_null(url_refused(&x->r, 0, "https://ftp.arin.net/other"));
	assert_null(url_refused(&x->r, 0, "https://WWW.IANA.org:8443/"));
	assert_non_null(url_refused(&x->r, 0, "http://ftp.arin.net/other"));
	assert_non_null(url_refused(&x->r, 0, "https://ftp.arin.net.test/"));
	assert_non_null(url_refused(&x->r, 0, "https://new.example/"));
	urls[3] = "https://new.example/file";
	x->o.url = urls;
	assert_null(url_refused(&x->r, 0, "https://new.example/"));
	x->o.mirror = "https://mirror.example/x";
	assert_non_null(url_refused(&x->r, 0, "https://ftp.arin.net/other"));
	assert_null(url_refused(&x->r, 0, "https://mirror.example/y"));
	snprintf(url, sizeof(url), "https://mirror.example/%0*d",
	    URL_MAX - 1 - (int)strlen("https://mirror.example/"), 0);
	assert_null(url_refused(&x->r, 0, url));
	snprintf(url, sizeof(url), "https://mirror.example/%0*d",
	    URL_MAX - (int)strlen("https://mirror.example/"), 0);
	assert_non_null(url_refused(&x->r, 0, url));
	free(urls);
}

static void
redirects_of_a_list_stay_at_their_origin(void **state)
{
	struct fixture *x = *state;
	const struct fetch_item item = { "x", "https://a.example:444/b", "x",
		9 };

	x->r.items = &item;
	x->r.same_origin = true;
	assert_null(url_refused(&x->r, 0, "https://A.example:444/c"));
	assert_non_null(url_refused(&x->r, 0, "https://a.example/c"));
	assert_non_null(url_refused(&x->r, 0, "https://b.example:444/c"));
	assert_non_null(url_refused(&x->r, 0, "http://a.example:444/c"));
	assert_non_null(url_refused(&x->r, 0, "https://ftp.arin.net/other"));
	x->o.mirror = "https://m.example";
	assert_null(url_refused(&x->r, 0, "https://m.example/c"));
	assert_non_null(url_refused(&x->r, 0, "https://a.example:444/c"));
}

static void
an_item_has_one_url_in_a_run(void **state)
{
	struct fixture *x = *state;
	struct fetch_item item = { "x", "https://a.example/b", "x", 9 };
	char url[URL_MAX];

	x->r.items = &item;
	assert_int_equal(item_url(&x->r, 0, url), 0);
	assert_string_equal(url, "https://a.example/b");
	x->o.mirror = "https://m.example/";
	assert_int_equal(item_url(&x->r, 0, url), 0);
	assert_string_equal(url, "https://m.example/a.example/b");
	item.url = "https://a.example/../b";
	assert_int_equal(item_url(&x->r, 0, url), -1);
	item.url = "https://me:word@a.example/b";
	assert_int_equal(item_url(&x->r, 0, url), -1);
}

static void
delays_grow_and_jitter(void **state)
{
	bool differ = false;

	(void)state;
	for (int n = 1; n < RETRY_DOUBLINGS + 4; n++) {
		int k = n - 1 < RETRY_DOUBLINGS ? n - 1 : RETRY_DOUBLINGS;
		int64_t least = (int64_t)2000 << k, last = 0;

		for (int i = 0; i < 100; i++) {
			int64_t d = retry_delay(2000, n);

			assert_true(d >= least && d <= least + least / 2);
			differ |= i != 0 && d != last;
			last = d;
		}
	}
	assert_true(differ);
	assert_int_equal(retry_delay(0, 3), 0);
}

static void
is_value(const char *headers, const char *name, const char *want)
{
	struct span v = header_value(span_of(headers), name);

	assert_true(span_is(v, want));
}

static void
headers_are_read_by_their_last(void **state)
{
	(void)state;
	is_value("HTTP/1.1 200 OK\r\nDate: a\r\n\r\n", "date", "a");
	is_value("dAtE:  b \t\r\n", "Date", "b");
	is_value("Date: a\r\nDate: b\r\n", "date", "b");
	is_value("Date-Not: a\r\n", "date", "");
	is_value("Date\r\n", "date", "");
	is_value("Date:", "date", "");
	is_value("X: y", "x", "y");
}

static void
files_go_with_their_sums(void **state)
{
	bool *wanted = mem_alloc(sources_n * sizeof(*wanted));
	struct pair *v = mem_alloc(sources_n * sizeof(*v));
	size_t file = source_index(source_find("apnic-plain"));
	size_t sum = source_index(source_find("apnic-plain-md5"));

	(void)state;
	assert_int_equal(pairs_make(wanted, v), 0);
	wanted[file] = wanted[sum] = wanted[sources_n - 1] = true;
	assert_int_equal(pairs_make(wanted, v), 2);
	assert_int_equal(v[0].file, file);
	assert_int_equal(v[0].sum, sum);
	assert_int_equal(v[1].file, sources_n - 1);
	assert_true(v[1].sum == NO_SUM);
	wanted[file] = false;
	assert_int_equal(pairs_make(wanted, v), 2);
	assert_int_equal(v[0].file, sum);
	assert_true(v[0].sum == NO_SUM);
	free(wanted);
	free(v);
}

static void
x509_free(X509 **x)
{
	X509_free(*x);
}

static void
add_chain(struct host *h, EVP_PKEY *key, long serial)
{
	AUTO(x509_free) X509 *x = X509_new();
	STACK_OF(X509) *chain = sk_X509_new_null();

	ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_set_pubkey(x, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_ASC, (const unsigned char *)"x", -1, -1, 0);
	assert_int_not_equal(X509_sign(x, key, EVP_sha256()), 0);
	sk_X509_push(chain, x);
	host_chain(h, chain);
	host_chain(h, chain);
	sk_X509_free(chain);
}

static void
a_hosts_certificates_are_kept_once_and_within_limits(void **state)
{
	struct fixture *x = *state;
	struct host *h = host_of(&x->r, "https://name.example/");
	EVP_PKEY *key = EVP_EC_gen("P-256");
	size_t one, n = 0;

	host_chain(h, NULL);
	assert_int_equal(h->chains.n, 0);
	add_chain(h, key, 1000);
	one = h->chains.n;
	assert_true(one > 100);
	add_chain(h, key, 1001);
	assert_true(h->chains.n > one && h->chains.n < 3 * one);
	for (size_t i = 0; i < CHAINS_MAX / one + 10; i++)
		add_chain(h, key, 2000 + (long)i);
	assert_true(h->chains.n <= CHAINS_MAX);
	assert_true(h->chains.n > CHAINS_MAX - 2 * one);
	assert_false(h->chains.over);
	for (const char *p = h->chains.p;
	     (p = strstr(p, "-----BEGIN")) != NULL; p++)
		n++;
	for (const char *p = h->chains.p; (p = strstr(p, "-----END")) != NULL;
	     p++)
		n--;
	assert_int_equal(n, 0);
	EVP_PKEY_free(key);
}

static int
collect(struct span s, void *arg)
{
	buf_span(arg, s);
	return 0;
}

static int
refuse(struct span s, void *arg)
{
	(void)s;
	(void)arg;
	return -1;
}

static void
compressed_pieces_make_the_whole(void **state)
{
	unsigned char plain[100000], packed[4096];
	uLongf n = sizeof(packed);
	struct decoder *d;

	(void)state;
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (unsigned char)(i / 1000);
	assert_int_equal(compress(packed, &n, plain, sizeof(plain)), Z_OK);
	for (size_t step = 1; step <= n; step = step * 3 + 1) {
		AUTO_BUF b = { 0 };

		assert_int_equal(decoder_new(span_of("deflate"), &d), 0);
		for (size_t i = 0; i < n; i += step) {
			assert_non_null(decoder_fault(d));
			assert_int_equal(
			    decoder_add(d,
				span_sub((struct span){ packed, n }, i, step),
				collect, &b),
			    0);
		}
		assert_null(decoder_fault(d));
		assert_int_equal(b.n, sizeof(plain));
		assert_memory_equal(b.p, plain, b.n);
		decoder_free(d);
	}
	assert_int_equal(decoder_new(span_of("deflate"), &d), 0);
	assert_int_equal(
	    decoder_add(d, (struct span){ packed, n }, refuse, NULL), -1);
	decoder_free(d);
}

static void
damage_is_told_from_an_early_end(void **state)
{
	struct decoder *d;
	AUTO_BUF b = { 0 };

	(void)state;
	assert_int_equal(decoder_new(span_of(""), &d), 0);
	assert_null(d);
	assert_null(decoder_fault(d));
	assert_int_equal(decoder_new(span_of("Identity"), &d), 0);
	assert_null(d);
	assert_int_equal(decoder_new(span_of("br"), &d), -1);
	assert_int_equal(decoder_new(span_of("gzip, gzip"), &d), -1);
	assert_int_equal(decoder_new(span_of("GZIP"), &d), 0);
	assert_string_equal(decoder_fault(d),
	    "the compressed data end too soon");
	assert_int_equal(decoder_add(d, span_of("no gzip"), collect, &b), -1);
	assert_string_equal(decoder_fault(d),
	    "the compressed data are damaged");
	decoder_free(d);
}

/* How much of so many zero bytes is handed on. */
static size_t
unpacked(size_t n, bool *bomb)
{
	AUTO_FREE unsigned char *plain = mem_alloc(n);
	AUTO_FREE unsigned char *packed = mem_alloc(n);
	AUTO_BUF b = { 0 };
	struct decoder *d;
	uLongf k = n;

	assert_int_equal(compress2(packed, &k, plain, n, 9), Z_OK);
	assert_int_equal(decoder_new(span_of("deflate"), &d), 0);
	*bomb = decoder_add(d, (struct span){ packed, k }, collect, &b) != 0;
	assert_true(decoder_bomb(d) == *bomb);
	decoder_free(d);
	return b.n;
}

static void
what_is_compressed_too_well_is_no_text(void **state)
{
	bool bomb;

	(void)state;
	assert_false(decoder_bomb(NULL));
	/* Zeros are some 1000 to one. */
	assert_true(DECODE_RATIO_MAX < 1000);
	assert_int_equal(unpacked(DECODE_FREE, &bomb), DECODE_FREE);
	assert_false(bomb);
	assert_in_range(unpacked((size_t)8 << 20, &bomb), DECODE_FREE / 2,
	    (size_t)2 << 20);
	assert_true(bomb);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(the_host_is_the_one_that_curl_would_ask),
		T(redirects_lead_to_hosts_of_sources_only),
		T(an_item_has_one_url_in_a_run),
		T(redirects_of_a_list_stay_at_their_origin),
		T(delays_grow_and_jitter),
		T(headers_are_read_by_their_last),
		T(files_go_with_their_sums),
		T(a_hosts_certificates_are_kept_once_and_within_limits),
		T(compressed_pieces_make_the_whole),
		T(damage_is_told_from_an_early_end),
		T(what_is_compressed_too_well_is_no_text),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("io_fetch", tests, NULL, NULL);
}
