/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keyring.h"
#include "unit.h"

#define A                                                                     \
	"AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define B                                                                     \
	"AAAAC3NzaC1lZDI1NTE5AAAAIEBBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5f"
#define WHO "nroaudit@localhost namespaces=\"git\""
#define LINE_A WHO " ssh-ed25519 " A "\n"
#define LINE_B                                                                  \
	WHO ",valid-after=\"20260110073000Z\",valid-before=\"20260210000000Z\"" \
	    " ssh-ed25519 " B "\n"
#define JAN_10 ((utc_t)1768030200)
#define FEB_10 ((utc_t)1770681600)

static struct err e;

static int
parse(const char *signers, const char *revoked, struct keyring *r)
{
	struct keyring_text t = { span_of(signers), span_of(revoked),
		span_of(""), span_of("") };

	memset(r, 0, sizeof(*r));
	memset(&e, 0, sizeof(e));
	return keyring_parse(&t, r, &e);
}

static void
good(const char *signers, const char *revoked, struct keyring *r)
{
	if (parse(signers, revoked, r) != 0)
		fail_msg("%s", e.msg);
}

static void
what_is_printed_is_read(void **state)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	AUTO_BUF revoked = { 0 };
	AUTO_BUF s = { 0 };
	AUTO_BUF v = { 0 };
	char f[SSH_FINGERPRINT], hex[SHA256_HEX];

	(void)state;
	good(LINE_A LINE_B, "", &r);
	assert_int_equal(r.keys_n, 2);
	assert_true(r.keys[0].is.from == TIME_NONE);
	assert_true(r.keys[1].is.from == JAN_10);
	assert_true(r.keys[1].is.until == FEB_10);
	ssh_fingerprint(r.keys[1].is.pub, f);
	assert_ptr_equal(keyring_named(&r, f), &r.keys[1]);
	digest_sha256(span_of("a certificate"), hex);
	buf_fmt(&revoked,
	    "ssh %s since 2026-01-20T00:00:00Z\n"
	    "certificate %s since 2026-01-20T00:00:00Z\n",
	    f, hex);
	keyring_clear(&r);
	good(LINE_A LINE_B, revoked.p, &r);
	assert_true(r.keys[1].revoked > JAN_10);
	assert_int_equal(r.certs_n, 1);
	keyring_print_signers(&r, &s);
	keyring_print_revoked(&r, &v);
	assert_string_equal(s.p, LINE_A LINE_B);
	assert_string_equal(v.p, revoked.p);
}

static void
another_form_is_refused(void **state)
{
	static const struct {
		const char *signers, *revoked, *why;
	} v[] = {
		{ "", "", "allowed_signers: line 1: no key" },
		{ LINE_A LINE_A, "", "line 2: a key twice" },
		{ LINE_A "\n", "", "line 2: not an Ed25519 key" },
		{ WHO " ssh-ed25519 " A, "", "line 1: not in the form" },
		{ "# a comment\n" LINE_A, "", "line 1: not an Ed25519 key" },
		{ WHO " ssh-rsa " A "\n", "", "not an Ed25519 key" },
		{ WHO ",cert-authority ssh-ed25519 " A "\n", "",
		    "not an Ed25519 key" },
		{ "nroaudit@localhost namespaces=\"file\" ssh-ed25519 " A "\n",
		    "", "not an Ed25519 key" },
		{ "nroaudit@localhost ssh-ed25519 " A "\n", "",
		    "not in the form" },
		{ "somebody namespaces=\"git\" ssh-ed25519 " A "\n", "",
		    "not in the form" },
		{ WHO " ssh-ed25519 " A " a comment\n", "",
		    "not in the form" },
		{ WHO ",valid-before=\"20260110\" ssh-ed25519 " A "\n", "",
		    "not an Ed25519 key" },
		{ WHO ",valid-before=\"20261310000000Z\" ssh-ed25519 " A "\n",
		    "", "not an Ed25519 key" },
		{ WHO ",valid-before=\"20260110000000Z\","
		      "valid-after=\"20260110000000Z\" ssh-ed25519 " A "\n",
		    "", "not in the form" },
		{ LINE_A, "ssh SHA256:x since 2026-01-20T00:00:00Z\n",
		    "revoked: line 1: neither" },
		{ LINE_A, "certificate 12 since 2026-01-20T00:00:00Z\n",
		    "revoked: line 1: neither" },
		{ LINE_A, "ssh SHA256:x\n", "no 'since TIME'" },
		{ LINE_A, "\n", "no 'since TIME'" },
	};
	struct keyring r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		assert_int_equal(parse(v[i].signers, v[i].revoked, &r), -1);
		assert_true(says(e.msg, v[i].why));
	}
}

static void
a_keyring_has_limits(void **state)
{
	AUTO_BUF many = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF long_ = { 0 };
	struct keyring r = { 0 };
	unsigned char pub[SSH_PUBLIC_SIZE] = { 0 };

	(void)state;
	for (unsigned i = 0; i < KEYRING_KEYS_MAX; i++) {
		pub[0] = (unsigned char)i;
		pub[1] = (unsigned char)(i >> 8);
		keyring_add(&r, pub, TIME_NONE);
	}
	keyring_print_signers(&r, &many);
	keyring_clear(&r);
	good(many.p, "", &r);
	assert_int_equal(r.keys_n, KEYRING_KEYS_MAX);
	keyring_clear(&r);
	buf_str(&many, LINE_B);
	assert_int_equal(parse(many.p, "", &r), -1);
	assert_true(says(e.msg, "line 1001: too many keys"));

	for (unsigned i = 0; i <= KEYRING_KEYS_MAX; i++) {
		char hex[SHA256_HEX];

		buf_fmt(&one, "%u", i);
		digest_sha256(buf_view(&one), hex);
		buf_fmt(&long_, "certificate %s since 2026-01-20T00:00:00Z\n",
		    hex);
	}
	assert_int_equal(parse(LINE_A, long_.p, &r), -1);
	assert_true(says(e.msg, "line 1001: too many"));
	while (long_.n <= KEYRING_TEXT_MAX)
		buf_chr(&long_, 'x');
	assert_int_equal(parse(LINE_A, long_.p, &r), -1);
	assert_true(says(e.msg, "over 1048576 bytes"));
}

static void
a_key_signs_within_its_dates(void **state)
{
	static const struct {
		utc_t at;
		const char *why; /* NULL: it may */
	} v[] = { { JAN_10 - 1, "valid only from 2026-01-10T07:30:00Z" },
		{ JAN_10, NULL }, { FEB_10, NULL },
		{ FEB_10 + 1, "valid only until 2026-02-10T00:00:00Z" } };
	AUTO(keyring_clear) struct keyring r = { 0 };
	unsigned char none[SSH_PUBLIC_SIZE] = { 0 };
	utc_t since = 0;

	(void)state;
	good(LINE_A LINE_B, "", &r);
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		int got =
		    keyring_judge(&r, r.keys[1].is.pub, v[i].at, &since, &e);

		assert_int_equal(got, v[i].why == NULL ? 0 : -1);
		if (v[i].why != NULL)
			assert_true(says(e.msg, v[i].why));
	}
	assert_int_equal(
	    keyring_judge(&r, r.keys[0].is.pub, UTC_FIRST, &since, &e), 0);
	assert_int_equal(keyring_judge(&r, none, JAN_10, &since, &e), -1);
	assert_true(says(e.msg, "not among the allowed signers"));
	/* Revoked: another must say what was there before. */
	keyring_revoke_key(&r.keys[1], JAN_10 + 60);
	assert_int_equal(
	    keyring_judge(&r, r.keys[1].is.pub, FEB_10 + 1, &since, &e), 0);
	assert_true(since == JAN_10 + 60);
	assert_true(r.keys[1].is.until == JAN_10 + 60);
	keyring_revoke_key(&r.keys[1], FEB_10);
	assert_true(r.keys[1].revoked == JAN_10 + 60);
}

static void
nothing_is_taken_back(void **state)
{
	AUTO(keyring_clear) struct keyring a = { 0 };
	AUTO(keyring_clear) struct keyring b = { 0 };
	char hex[SHA256_HEX];

	(void)state;
	digest_sha256(span_of("x"), hex);
	good(LINE_A LINE_B, "", &a);
	good(LINE_A LINE_B, "", &b);
	assert_int_equal(keyring_grown(&a, &b, &e), 0);
	b.keys[0].is.until = JAN_10;
	assert_int_equal(keyring_grown(&a, &b, &e), 0);
	assert_int_equal(keyring_grown(&b, &a, &e), -1);
	assert_true(says(e.msg, "valid for longer"));
	keyring_revoke_key(&b.keys[1], JAN_10);
	keyring_revoke_cert(&b, hex, JAN_10);
	keyring_add_pem(&b.cas,
	    span_of("-----BEGIN X-----\na\n-----END X-----\n"));
	assert_int_equal(keyring_grown(&a, &b, &e), 0);
	keyring_clear(&a);
	good(LINE_A LINE_B, "", &a);
	a.keys[0].is.until = JAN_10;
	a.keys[1].is.until = JAN_10;
	assert_int_equal(keyring_grown(&b, &a, &e), -1);
	assert_true(says(e.msg, "the revocation of key"));
	keyring_revoke_key(&a.keys[1], JAN_10);
	assert_int_equal(keyring_grown(&b, &a, &e), -1);
	assert_true(says(e.msg, "the revocation of certificate"));
	keyring_revoke_cert(&a, hex, JAN_10);
	assert_int_equal(keyring_grown(&b, &a, &e), -1);
	assert_true(says(e.msg, "a CA was removed"));
	a.keys_n = 1;
	assert_int_equal(keyring_grown(&b, &a, &e), -1);
	assert_true(says(e.msg, "was removed"));
}

static void
pem_is_added_once(void **state)
{
	AUTO_BUF b = { 0 };
	static const char one[] = "-----BEGIN X-----\na\n-----END X-----\n";
	static const char two[] = "-----BEGIN X-----\nb\n-----END X-----\n";

	(void)state;
	keyring_add_pem(&b, span_of(one));
	keyring_add_pem(&b,
	    span_of("words\n-----BEGIN X-----\na\n"
		    "-----END X-----\nmore words\n"));
	assert_string_equal(b.p, one);
	keyring_add_pem(&b, span_of("-----BEGIN X-----\nb\n-----END X-----"));
	assert_true(says(b.p, two));
	keyring_add_pem(&b, span_of("-----BEGIN X-----\nno end"));
	assert_int_equal(b.n, 2 * (sizeof(one) - 1));
}

static void
a_root_comes_from_outside(void **state)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	AUTO_BUF both = { 0 };
	char a[SSH_FINGERPRINT], b[SSH_FINGERPRINT];

	(void)state;
	good(LINE_A LINE_B, "", &r);
	ssh_fingerprint(r.keys[0].is.pub, a);
	ssh_fingerprint(r.keys[1].is.pub, b);
	assert_int_equal(keyring_rooted(&r, span_of(a), &e), 0);
	assert_int_equal(keyring_rooted(&r, span_of(b), &e), -1);
	assert_true(says(e.msg, "not the one that was given"));
	assert_int_equal(keyring_rooted(&r, span_of(" \n"), &e), -1);
	buf_fmt(&both, "%s, %s\n", a, b);
	assert_int_equal(keyring_rooted(&r, buf_view(&both), &e), 0);
	keyring_revoke_key(&r.keys[1], JAN_10);
	assert_int_equal(keyring_rooted(&r, buf_view(&both), &e), -1);
	assert_true(says(e.msg, "not in the history, or revoked"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_is_read),
		cmocka_unit_test(another_form_is_refused),
		cmocka_unit_test(a_keyring_has_limits),
		cmocka_unit_test(a_key_signs_within_its_dates),
		cmocka_unit_test(nothing_is_taken_back),
		cmocka_unit_test(pem_is_added_once),
		cmocka_unit_test(a_root_comes_from_outside),
	};

	return cmocka_run_group_tests_name("keyring", tests, NULL, NULL);
}
