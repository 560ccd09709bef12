/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/timestamp.h"
#include "tests/tsa/tsa.h"

#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NOW ((utc_t)1767600000)
#define FROM (NOW - 86400)

static struct tsa honest, rogue;
static struct buf trusted;
static const unsigned char digest[32] = { 1, 2, 3 };
static const unsigned char other[32] = { 9 };
static const unsigned char nonce[TIMESTAMP_NONCE] = { 0x80, 7 };
static const unsigned char nonce2[TIMESTAMP_NONCE] = { 0x81, 7 };

static void
ask(struct tsa *t, const unsigned char d[32], const unsigned char *n,
    struct buf *reply)
{
	AUTO_BUF q = { 0 };
	struct err e = { 0 };

	if (timestamp_request(d, n, &q, &e) != 0)
		fail_msg("%s", e.msg);
	t->now = NOW;
	tsa_answer(t, buf_view(&q), reply);
}

static int
take(struct span reply, utc_t now, struct buf *token, struct timestamp *t,
    struct err *e)
{
	return timestamp_reply(reply, digest, nonce, buf_view(&trusted), now,
	    300, token, t, e);
}

static void
refused(struct span reply, utc_t now, const char *why)
{
	AUTO_BUF token = { 0 };
	struct timestamp t;
	struct err e = { 0 };

	assert_int_equal(take(reply, now, &token, &t, &e), -1);
	assert_int_equal(token.n, 0);
	if (strstr(e.msg, why) == NULL)
		fail_msg("'%s' does not say '%s'", e.msg, why);
}

static void
a_good_reply_gives_a_token_that_stands_alone(void **state)
{
	AUTO_BUF reply = { 0 };
	AUTO_BUF token = { 0 };
	struct timestamp t, again;
	struct err e = { 0 };

	(void)state;
	ask(&honest, digest, nonce, &reply);
	if (take(buf_view(&reply), NOW + 5, &token, &t, &e) != 0)
		fail_msg("%s", e.msg);
	assert_int_equal(t.when, NOW);
	assert_int_equal(strlen(t.tsa), 64);
	assert_int_equal(t.tsa_until, FROM + (utc_t)2 * 365 * DAY_SECS);
	assert_int_equal(timestamp_verify(buf_view(&token), digest,
			     buf_view(&trusted), &again, &e),
	    0);
	assert_int_equal(again.when, NOW);
	assert_string_equal(again.tsa, t.tsa);
	assert_string_equal(again.serial, t.serial);
}

static void
what_a_tsa_may_not_do_is_refused(void **state)
{
	AUTO_BUF a = { 0 };
	AUTO_BUF b = { 0 };
	AUTO_BUF c = { 0 };
	AUTO_BUF d = { 0 };
	AUTO_BUF long_one = { 0 };

	(void)state;
	ask(&honest, other, nonce, &a);
	refused(buf_view(&a), NOW, "another digest");
	ask(&honest, digest, nonce2, &b);
	refused(buf_view(&b), NOW, "another request");
	ask(&rogue, digest, nonce, &c);
	refused(buf_view(&c), NOW, "certificate or chain");
	ask(&honest, digest, nonce, &d);
	refused(buf_view(&d), NOW + 301, "clock is -301 s");
	refused(buf_view(&d), NOW - 301, "clock is 301 s");
	refused(span_of("<html>busy</html>"), NOW, "no time-stamp reply");
	refused((struct span){ NULL, 0 }, NOW, "no time-stamp reply");
	refused(span_sub(buf_view(&d), 0, d.n - 1), NOW, "no time-stamp");
	buf_span(&long_one, buf_view(&d));
	buf_chr(&long_one, 'x');
	refused(buf_view(&long_one), NOW, "no time-stamp reply");
	while (long_one.n <= TIMESTAMP_TOKEN_MAX)
		buf_chr(&long_one, 'x');
	refused(buf_view(&long_one), NOW, "no time-stamp reply");
}

static void
a_rejection_is_told(void **state)
{
	AUTO_BUF reply = { 0 };

	(void)state;
	tsa_answer(&honest, span_of("no request"), &reply);
	refused(buf_view(&reply), NOW, "rejected");
}

/* Each byte of a token counts, but for those that no one signs. */
static void
an_altered_token_is_refused(void **state)
{
	AUTO_BUF reply = { 0 };
	AUTO_BUF token = { 0 };
	struct timestamp t;
	struct err e = { 0 };
	size_t passed = 0;

	(void)state;
	ask(&honest, digest, nonce, &reply);
	assert_int_equal(take(buf_view(&reply), NOW, &token, &t, &e), 0);
	for (size_t i = 0; i < token.n; i++) {
		struct timestamp got = { 0 };

		token.p[i] = (char)(token.p[i] ^ 1);
		if (timestamp_verify(buf_view(&token), digest,
			buf_view(&trusted), &got, &e) == 0) {
			passed++;
			/* What it says must still be what was signed. */
			assert_int_equal(got.when, t.when);
			assert_string_equal(got.serial, t.serial);
			assert_string_equal(got.tsa, t.tsa);
		}
		token.p[i] = (char)(token.p[i] ^ 1);
	}
	assert_true(passed < token.n / 2);
	assert_int_equal(
	    timestamp_verify(span_sub(buf_view(&token), 0, token.n / 2),
		digest, buf_view(&trusted), &t, &e),
	    -1);
	assert_string_equal(e.msg, "timestamp DER");
}

static void
trust_is_needed(void **state)
{
	AUTO_BUF reply = { 0 };
	AUTO_BUF token = { 0 };
	struct timestamp t;
	struct err e = { 0 };

	(void)state;
	ask(&honest, digest, nonce, &reply);
	assert_int_equal(timestamp_reply(buf_view(&reply), digest, nonce,
			     span_of("nothing"), NOW, 300, &token, &t, &e),
	    -1);
	assert_non_null(strstr(e.msg, "no TSA is trusted"));
}

/* A certificate of another name. */
static void
unrelated(struct buf *pem)
{
	X509 *x = X509_dup(rogue.ca);
	BIO *b = BIO_new(BIO_s_mem());
	X509_NAME *n = X509_NAME_new();
	char *p;

	assert_true(x != NULL && b != NULL && n != NULL);
	assert_int_equal(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC,
			     (const unsigned char *)"unrelated", -1, -1, 0),
	    1);
	assert_int_equal(X509_set_subject_name(x, n), 1);
	assert_true(i2d_re_X509_tbs(x, NULL) > 0); /* not the old bytes */
	assert_int_equal(PEM_write_bio_X509(b, x), 1);
	{
		long len = BIO_get_mem_data(b, &p);

		buf_add(pem, p, (size_t)len);
	}
	X509_NAME_free(n);
	X509_free(x);
	BIO_free(b);
}

/* Behind as many others it is not looked at any more. */
static void
trust_has_a_limit(void **state)
{
	AUTO_BUF reply = { 0 };
	AUTO_BUF token = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF many = { 0 };
	struct timestamp t;
	struct err e = { 0 };

	(void)state;
	ask(&honest, digest, nonce, &reply);
	unrelated(&one);
	for (int i = 0; i + 1 < TIMESTAMP_TRUST_MAX; i++)
		buf_span(&many, buf_view(&one));
	buf_span(&many, buf_view(&trusted));
	if (timestamp_reply(buf_view(&reply), digest, nonce, buf_view(&many),
		NOW, 300, &token, &t, &e) != 0)
		fail_msg("%s", e.msg);
	buf_clear(&many);
	for (int i = 0; i < TIMESTAMP_TRUST_MAX; i++)
		buf_span(&many, buf_view(&one));
	buf_span(&many, buf_view(&trusted));
	assert_int_equal(timestamp_reply(buf_view(&reply), digest, nonce,
			     buf_view(&many), NOW, 300, &token, &t, &e),
	    -1);
}

static int
start(void **state)
{
	(void)state;
	tsa_make(&honest, FROM, 2);
	tsa_make(&rogue, FROM, 2);
	tsa_trust(&honest, &trusted);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	tsa_clear(&honest);
	tsa_clear(&rogue);
	buf_clear(&trusted);
	return 0;
}

static void
narrowed(struct span from, struct span token, struct buf *ret)
{
	struct timestamp t;
	struct err e = { 0 };

	timestamp_narrow(from, &token, 1, ret);
	/* It decides as all of them do. */
	assert_int_equal(
	    timestamp_verify(token, digest, buf_view(ret), &t, &e),
	    timestamp_verify(token, digest, from, &t, NULL));
}

static void
trust_is_narrowed_to_what_a_token_needs(void **state)
{
	AUTO_BUF reply = { 0 };
	AUTO_BUF token = { 0 };
	AUTO_BUF both = { 0 };
	AUTO_BUF few = { 0 };
	AUTO_BUF odd = { 0 };
	struct timestamp t;
	struct err e = { 0 };

	(void)state;
	ask(&honest, digest, nonce, &reply);
	assert_int_equal(take(buf_view(&reply), NOW, &token, &t, &e), 0);
	tsa_trust(&rogue, &both);
	buf_str(&both, "# and some words\n");
	buf_span(&both, buf_view(&trusted));
	narrowed(buf_view(&both), buf_view(&token), &few);
	assert_true(few.n < both.n && few.n >= trusted.n);
	assert_non_null(memmem(few.p, few.n, trusted.p, trusted.n - 1));
	/* Of somebody who is not there all are asked. */
	few.n = both.n = 0;
	tsa_trust(&rogue, &both);
	narrowed(buf_view(&both), buf_view(&token), &few);
	assert_true(span_eq(buf_view(&few), buf_view(&both)));
	/* So they are for what is no token, and where PEM is not plain. */
	few.n = 0;
	narrowed(buf_view(&trusted), span_of("no token"), &few);
	assert_true(span_eq(buf_view(&few), buf_view(&trusted)));
	few.n = 0;
	buf_str(&odd,
	    "-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n"
	    "-----END TRUSTED CERTIFICATE-----\n");
	buf_span(&odd, buf_view(&trusted));
	narrowed(buf_view(&odd), buf_view(&token), &few);
	assert_true(span_eq(buf_view(&few), buf_view(&odd)));
	few.n = odd.n = 0;
	buf_str(&odd,
	    "-----BEGIN CERTIFICATE-----\n\xff\n"
	    "-----END CERTIFICATE-----\n");
	buf_span(&odd, buf_view(&trusted));
	narrowed(buf_view(&odd), buf_view(&token), &few);
	assert_true(span_eq(buf_view(&few), buf_view(&odd)));
	few.n = 0;
	narrowed(span_of(""), buf_view(&token), &few);
	assert_int_equal(few.n, 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_good_reply_gives_a_token_that_stands_alone),
		cmocka_unit_test(what_a_tsa_may_not_do_is_refused),
		cmocka_unit_test(a_rejection_is_told),
		cmocka_unit_test(an_altered_token_is_refused),
		cmocka_unit_test(trust_is_needed),
		cmocka_unit_test(trust_has_a_limit),
		cmocka_unit_test(trust_is_narrowed_to_what_a_token_needs),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report timestamp", t, start, end);
}
