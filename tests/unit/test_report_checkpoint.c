/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checkpoint.h"

#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "example.net/log"
#define WITNESS "witness.example.org/w1"
#define WHEN ((utc_t)1767600000)

/* Made by another implementation, of the private keys 0101... and 0202... */
#define LOG_KEY ORIGIN "+4bc31339+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
#define WITNESS_KEY                                                           \
	WITNESS "+6d7ef907+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
#define TEXT ORIGIN "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define DASH "\xe2\x80\x94 "
#define LOG_LINE                                                                \
	DASH ORIGIN                                                             \
	    " S8MTOUIhOUxAMJ3GbtaRnP5gGzP41Gk5zicHoM/MEe+/Lu4zM7FLI3QQ09U0fo0a" \
	    "mS+txAEphP/X02hzHDgukeYNGQI=\n"
#define WITNESS_LINE                                                            \
	DASH WITNESS                                                            \
	    " bX75BwAAAABpW2+AmfwibTy9ExVjG8Sd3agMA0SKE6zdcdKR1ncVdBUBtRw8acDG" \
	    "5cGCIjQI7PO2lv4lJ/Y7PozAjw9lEwarHufyDg==\n"
#define NOTE TEXT "\n" LOG_LINE

static EVP_PKEY *log_key, *witness_key, *rsa;
static struct checkpoint_key of_log, of_witness;
static struct checkpoint cp; /* the last that was read */

static void
read_note(struct span note)
{
	struct err e = { 0 };

	if (checkpoint_parse(note, &cp, &e) != 0)
		fail_msg("%s", e.msg);
}

static void
said(const struct err *e, const char *why)
{
	assert_int_equal(e->kind, ERR_DATA);
	if (strstr(e->msg, why) == NULL)
		fail_msg("'%s' does not say '%s'", e->msg, why);
}

static void
unreadable(struct span note, const char *why)
{
	struct err e = { 0 };

	assert_int_equal(checkpoint_parse(note, &cp, &e), -1);
	said(&e, why);
}

static void
unverified(const struct checkpoint_key *k, const char *why)
{
	struct err e = { 0 };

	assert_int_equal(checkpoint_verify(&cp, k, &e), -1);
	said(&e, why);
}

static void
uncosigned(const struct checkpoint_key *k, const char *why)
{
	struct err e = { 0 };
	utc_t when = 7;

	assert_int_equal(checkpoint_cosigned(&cp, k, &when, &e), -1);
	assert_int_equal(when, 7);
	said(&e, why);
}

static size_t
witnesses(const struct checkpoint_key *k, size_t n)
{
	struct err e = { 0 };
	size_t got = 0;

	if (checkpoint_witnesses(&cp, k, n, &got, &e) != 0)
		fail_msg("%s", e.msg);
	return got;
}

static void
a_note_of_another_implementation(void **state)
{
	struct err e = { 0 };
	utc_t when;

	(void)state;
	read_note(span_of(NOTE WITNESS_LINE));
	assert_true(span_is(cp.text, TEXT));
	assert_true(span_is(cp.origin, ORIGIN));
	assert_int_equal(cp.size, 8);
	assert_int_equal(cp.root.b[0], 0x5d);
	assert_int_equal(cp.extension.n, 0);
	assert_int_equal(cp.n, 2);
	assert_int_equal(checkpoint_verify(&cp, &of_log, &e), 0);
	assert_int_equal(checkpoint_cosigned(&cp, &of_witness, &when, &e), 0);
	assert_int_equal(when, WHEN);
	assert_int_equal(witnesses(&of_witness, 1), 1);
}

/* Ed25519 is deterministic: the bytes are the other implementation's. */
static void
ours_has_the_same_bytes(void **state)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };
	size_t n;

	(void)state;
	read_note(span_of(NOTE));
	assert_int_equal(
	    checkpoint_make(span_of(ORIGIN), 8, &cp.root, log_key, &out, &e),
	    0);
	assert_string_equal(out.p, NOTE);
	n = out.n;
	assert_int_equal(checkpoint_cosign(cp.text, span_of(WITNESS), WHEN,
			     witness_key, &out, &e),
	    0);
	assert_string_equal(out.p + n, WITNESS_LINE);
}

static void
what_cannot_be_made(void **state)
{
	AUTO_BUF out = { 0 };
	struct merkle_hash root = { { 1 } };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    checkpoint_make(span_of("a b"), 1, &root, log_key, &out, &e), -1);
	said(&e, "not a key's name");
	assert_int_equal(
	    checkpoint_make(span_of("a"), 0, &root, log_key, &out, &e), -1);
	said(&e, "empty tree");
	assert_int_equal(
	    checkpoint_make(span_of("a"), 1, &root, rsa, &out, &e), -1);
	said(&e, "not an Ed25519 key");
	assert_int_equal(checkpoint_cosign(span_of(TEXT), span_of("a"), -1,
			     witness_key, &out, &e),
	    -1);
	said(&e, "before 1970");
	assert_int_equal(checkpoint_cosign(span_of(TEXT), span_of(""), WHEN,
			     witness_key, &out, &e),
	    -1);
	said(&e, "not a key's name");
	assert_int_equal(out.n, 0);
}

/* Of a note and a cosignature no byte can be another. */
static void
an_altered_note_is_refused(void **state)
{
	char t[] = NOTE WITNESS_LINE;
	struct err e = { 0 };
	utc_t when;

	(void)state;
	for (size_t i = 0; i < sizeof(t) - 1; i++) {
		for (int bit = 0; bit < 8; bit++) {
			t[i] = (char)(t[i] ^ 1 << bit);
			assert_false(
			    checkpoint_parse((struct span){ (unsigned char *)t,
						 sizeof(t) - 1 },
				&cp, &e) == 0 &&
			    checkpoint_verify(&cp, &of_log, &e) == 0 &&
			    checkpoint_cosigned(&cp, &of_witness, &when, &e) ==
				0);
			t[i] = (char)(t[i] ^ 1 << bit);
		}
		assert_int_equal(
		    checkpoint_parse(span_sub(span_of(NOTE), 0, i), &cp, &e),
		    i >= sizeof(NOTE) - 1 ? 0 : -1);
	}
}

static void
what_is_no_checkpoint(void **state)
{
	(void)state;
	unreadable((struct span){ NULL, 0 }, "no blank line");
	unreadable(span_of(TEXT), "no blank line");
	unreadable(span_of(TEXT "\n"), "no signature");
	unreadable(span_of("\n\n" LOG_LINE), "no origin");
	unreadable(span_of("a\n\n" LOG_LINE), "no tree size");
	unreadable(span_of("a\n08\n\n" LOG_LINE), "no tree size");
	unreadable(span_of("a\n8\n\n" LOG_LINE), "no root hash");
	unreadable(span_of("a\n8\nXcna\n\n" LOG_LINE), "no root hash");
	unreadable(span_of(TEXT "a\tb\n\n" LOG_LINE), "extension line");
	unreadable(span_of(NOTE "\n" LOG_LINE), "not a signature line");
	unreadable(span_of(TEXT "\n- a AAAAAAAA\n"), "not a signature line");
	unreadable(span_of(TEXT "\n" DASH "a AAAA\n"), "not a signature");
	unreadable(span_of(TEXT "\n" DASH " AAAAAAAA\n"), "not a signature");
	unreadable(span_of(TEXT "\n" DASH "a AAAAAAAA"), "not a signature");
	unreadable(
	    span_of(
		"a\n0\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" DASH
		"a AAAAAAAA\n"),
	    "empty tree");
}

static void
lines_of_others_are_passed_over(void **state)
{
	struct err e = { 0 };

	(void)state;
	/* The same name with another id, the same id with another name. */
	read_note(span_of(
	    TEXT "\n" DASH ORIGIN " AAAAAAAA\n" DASH "a S8MTOQAA\n" LOG_LINE));
	assert_int_equal(checkpoint_verify(&cp, &of_log, &e), 0);
	assert_int_equal(witnesses(&of_witness, 1), 0);
	uncosigned(&of_witness, "not signed by " WITNESS);
	uncosigned(&of_log, "not a witness's key");
	unverified(&of_witness, "not a log's key");
	read_note(span_of(TEXT "\n" DASH ORIGIN " AAAAAAAA\n"));
	unverified(&of_log, "not signed by " ORIGIN);
	read_note(span_of("a" NOTE));
	unverified(&of_log, "another origin");
	read_note(span_of(TEXT "extension\n\n" LOG_LINE));
	assert_true(span_is(cp.extension, "extension\n"));
	unverified(&of_log, "by " ORIGIN " is bad");
}

static void
one_bad_line_of_a_known_key_is_enough(void **state)
{
	struct err e = { 0 };
	size_t n = 7;

	(void)state;
	read_note(span_of(NOTE DASH ORIGIN " S8MTOQAA\n"));
	unverified(&of_log, "is bad");
	read_note(span_of(NOTE WITNESS_LINE DASH WITNESS " bX75BwAA\n"));
	uncosigned(&of_witness, "is bad");
	assert_int_equal(checkpoint_witnesses(&cp, &of_witness, 1, &n, &e),
	    -1);
	said(&e, "is bad");
	assert_int_equal(checkpoint_witnesses(&cp, &of_log, 1, &n, &e), -1);
	said(&e, "not a witness's key");
	assert_int_equal(n, 7);
}

static void
a_witness_counts_once(void **state)
{
	AUTO_BUF t = { 0 };
	struct checkpoint_key k[4] = { of_witness };
	struct err e = { 0 };
	utc_t when;

	(void)state;
	/* One key by two names, one witness that is also the log's, and one
	 * that did not sign. */
	assert_int_equal(checkpoint_key(CHECKPOINT_WITNESS, span_of("w2"),
			     of_witness.pub, &k[1], &e),
	    0);
	assert_int_equal(checkpoint_key(CHECKPOINT_WITNESS, span_of("w3"),
			     of_log.pub, &k[2], &e),
	    0);
	assert_int_equal(checkpoint_key(CHECKPOINT_WITNESS, span_of("w4"),
			     of_log.pub, &k[3], &e),
	    0);
	buf_str(&t, NOTE WITNESS_LINE);
	assert_int_equal(checkpoint_cosign(span_of(TEXT), span_of("w2"),
			     WHEN + 5, witness_key, &t, &e),
	    0);
	assert_int_equal(checkpoint_cosign(span_of(TEXT), span_of("w3"), 0,
			     log_key, &t, &e),
	    0);
	assert_int_equal(checkpoint_cosign(span_of(TEXT), span_of(WITNESS),
			     WHEN - 5, witness_key, &t, &e),
	    0);
	read_note(buf_view(&t));
	assert_int_equal(cp.n, 5);
	assert_int_equal(witnesses(k, 4), 2);
	assert_int_equal(witnesses(k, 2), 1);
	assert_int_equal(witnesses(k, 0), 0);
	assert_int_equal(checkpoint_cosigned(&cp, &k[0], &when, &e), 0);
	assert_int_equal(when, WHEN - 5);
}

static void
no_key(const char *text, const char *why)
{
	struct checkpoint_key k;
	struct err e = { 0 };

	assert_int_equal(checkpoint_key_parse(span_of(text), &k, &e), -1);
	said(&e, why);
}

static void
keys_as_text(void **state)
{
	AUTO_BUF out = { 0 };
	struct checkpoint_key k;
	struct err e = { 0 };
	/* The specification's first implementation has this one. */
	const char *go = "PeterNeumann+c74f20a3+"
			 "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

	(void)state;
	checkpoint_key_print(&of_witness, &out);
	assert_string_equal(out.p, WITNESS_KEY);
	assert_int_equal(checkpoint_key_parse(span_of(go), &k, &e), 0);
	assert_string_equal(k.name, "PeterNeumann");
	assert_int_equal(k.type, CHECKPOINT_LOG);
	no_key("", "NAME+ID+BASE64");
	no_key(ORIGIN "+4bc31339+AYqI", "NAME+ID+BASE64");
	no_key(LOG_KEY "\n", "NAME+ID+BASE64");
	no_key("x" LOG_KEY, "another id");
	no_key("+4bc31339+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
	    "not a key's name");
	no_key("a\xe2\x80\x83z+4bc31339+AYqI4910CfGV/VLbLTy6XXLKZwm/"
	       "HZQSG/N0iAG0D29c",
	    "not a key's name");
	no_key(ORIGIN "+4bc31339+AoqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
	    "another type");
}

static void
names_have_a_limit(void **state)
{
	AUTO_BUF name = { 0 };
	AUTO_BUF out = { 0 };
	struct merkle_hash root = { { 1 } };
	struct err e = { 0 };

	(void)state;
	while (name.n < CHECKPOINT_NAME_MAX)
		buf_chr(&name, 'n');
	assert_int_equal(checkpoint_make(buf_view(&name), UINT64_MAX, &root,
			     log_key, &out, &e),
	    0);
	read_note(buf_view(&out));
	assert_true(cp.size == UINT64_MAX);
	buf_chr(&name, 'n');
	assert_int_equal(
	    checkpoint_make(buf_view(&name), 1, &root, log_key, &out, &e), -1);
	said(&e, "not a key's name");
	buf_chr(&name, '\n');
	buf_span(&name, buf_view(&out));
	unreadable(buf_view(&name), "no origin line");
}

static void
notes_have_limits(void **state)
{
	AUTO_BUF t = { 0 };
	AUTO_BUF whole = { 0 };
	struct checkpoint_key k[CHECKPOINT_WITNESSES_MAX + 1];
	struct err e = { 0 };
	size_t n;

	(void)state;
	buf_str(&t, NOTE);
	for (n = 1; n < CHECKPOINT_SIGS_MAX; n++)
		buf_str(&t, DASH "a AAAAAAAA\n");
	read_note(buf_view(&t));
	assert_int_equal(cp.n, CHECKPOINT_SIGS_MAX);
	buf_str(&t, DASH "a AAAAAAAA\n");
	unreadable(buf_view(&t), "too many signatures");

	buf_str(&whole, TEXT);
	while (whole.n < CHECKPOINT_MAX - strlen(LOG_LINE) - 2)
		buf_chr(&whole, 'x');
	buf_str(&whole, "\n\n" LOG_LINE);
	assert_int_equal(whole.n, CHECKPOINT_MAX);
	read_note(buf_view(&whole));
	buf_chr(&whole, '\n');
	unreadable(buf_view(&whole), "too long");
	assert_int_equal(checkpoint_key_parse(buf_view(&whole), k, &e), -1);
	said(&e, "too long");

	for (n = 0; n < ARRAY_LEN(k); n++)
		k[n] = of_witness;
	read_note(span_of(NOTE WITNESS_LINE));
	assert_int_equal(witnesses(k, CHECKPOINT_WITNESSES_MAX), 1);
	assert_int_equal(
	    checkpoint_witnesses(&cp, k, CHECKPOINT_WITNESSES_MAX + 1, &n, &e),
	    -1);
	said(&e, "too many witnesses");
}

static EVP_PKEY *
private_key(int byte)
{
	unsigned char p[32];

	memset(p, byte, sizeof(p));
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, p,
	    sizeof(p));
}

static int
start(void **state)
{
	struct err e = { 0 };

	(void)state;
	log_key = private_key(1);
	witness_key = private_key(2);
	rsa = EVP_RSA_gen(2048);
	return log_key == NULL || witness_key == NULL || rsa == NULL ||
	    checkpoint_key_parse(span_of(LOG_KEY), &of_log, &e) != 0 ||
	    checkpoint_key_parse(span_of(WITNESS_KEY), &of_witness, &e) != 0;
}

static int
end(void **state)
{
	(void)state;
	EVP_PKEY_free(log_key);
	EVP_PKEY_free(witness_key);
	EVP_PKEY_free(rsa);
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_note_of_another_implementation),
		cmocka_unit_test(ours_has_the_same_bytes),
		cmocka_unit_test(what_cannot_be_made),
		cmocka_unit_test(an_altered_note_is_refused),
		cmocka_unit_test(what_is_no_checkpoint),
		cmocka_unit_test(lines_of_others_are_passed_over),
		cmocka_unit_test(one_bad_line_of_a_known_key_is_enough),
		cmocka_unit_test(a_witness_counts_once),
		cmocka_unit_test(keys_as_text),
		cmocka_unit_test(names_have_a_limit),
		cmocka_unit_test(notes_have_limits),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report checkpoint", t, start, end);
}
