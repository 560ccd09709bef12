/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures that GnuPG made, and signatures that nobody should have made. */
#include "parse/pgp_priv.h"
#include "tests/pgp/pgp_make.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DIR "tests/pgp/made-by-gnupg/"
#define MADE 1700000000

/* What GnuPG signed there. */
static const char document[] = "one\ntwo \r\nthree";

static void
read_file(const char *name, struct buf *ret)
{
	char path[128], part[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), DIR "%s", name);
	f = fopen(path, "r");
	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) != 0)
		buf_add(ret, part, n);
	fclose(f);
}

static struct detached
judged(const char *asc, const char *data, const char *key)
{
	AUTO_BUF a = { 0 };
	AUTO_BUF k = { 0 };
	struct detached d;

	read_file(asc, &a);
	if (key != NULL)
		read_file(key, &k);
	pgp_judge(buf_view(&a), span_of(data), k.p, &d);
	return d;
}

static void
gnupgs_are_good(void **state)
{
	static const struct {
		const char *asc, *key;
	} v[] = { { "rsa2048.asc", "rsa2048.key" },
		{ "dsa2048.asc", "dsa2048.key" },
		{ "nistp256.asc", "nistp256.key" },
		{ "nistp384.asc", "nistp384.key" },
		{ "ed25519.asc", "ed25519.key" },
		{ "sub.asc", "sub.key" }, /* by a subkey */
		{ "text.asc", "rsa2048.key" }, { "sha1.asc", "rsa2048.key" },
		{ "sha384.asc", "rsa2048.key" },
		{ "sha512.asc", "ed25519.key" },
		{ "bin.sig", "rsa2048.key" }, /* no armour */
		{ "two.asc", "rsa2048.key" }, /* of two keys, either */
		{ "two.asc", "ed25519.key" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct detached d = judged(v[i].asc, document, v[i].key);

		if (d.state != SIG_GOOD)
			fail_msg("%s is %d", v[i].asc, (int)d.state);
		assert_int_equal(strlen(d.signer), SIGNER_TEXT - 1);
		assert_true(d.made > 1700000000 && d.made < 2000000000);
	}
}

static void
of_other_bytes_is_bad(void **state)
{
	static const char *const v[] = { "rsa2048", "dsa2048", "nistp256",
		"nistp384", "ed25519", "sub" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_BUF asc = { 0 };
		AUTO_BUF key = { 0 };

		buf_fmt(&asc, "%s.asc", v[i]);
		buf_fmt(&key, "%s.key", v[i]);
		assert_int_equal(
		    judged(asc.p, "one\ntwo \r\nthree!", key.p).state,
		    SIG_BAD);
	}
	/* Line ends are not data in a signature of text, and only there. */
	assert_int_equal(
	    judged("text.asc", "one\r\ntwo \nthree", "rsa2048.key").state,
	    SIG_GOOD);
	assert_int_equal(
	    judged("rsa2048.asc", "one\r\ntwo \nthree", "rsa2048.key").state,
	    SIG_BAD);
	assert_int_equal(
	    judged("text.asc", "one\ntwo \nthree.", "rsa2048.key").state,
	    SIG_BAD);
}

static void
of_another_key_is_told(void **state)
{
	struct detached d = judged("rsa2048.asc", document, "ed25519.key");
	struct detached same = judged("rsa2048.asc", document, "rsa2048.key");

	(void)state;
	assert_int_equal(d.state, SIG_OTHER_KEY);
	assert_string_equal(d.signer, same.signer);
	/* A subkey's signature is not its primary key's. */
	assert_int_equal(judged("sub.asc", document, "rsa2048.key").state,
	    SIG_OTHER_KEY);
	d = judged("rsa2048.asc", document, NULL);
	assert_int_equal(d.state, SIG_UNJUDGED);
	assert_string_equal(d.signer, same.signer);
}

/* Seed 1 is pinned. */
static struct detached
judge_bytes(struct span asc, const char *data)
{
	AUTO_BUF pin = { 0 };
	struct detached d;

	pgp_make_pin(1, &pin);
	pgp_judge(asc, span_of(data), pin.p, &d);
	return d;
}

static struct detached
judge_odd(unsigned char seed, const struct pgp_odd *odd, const char *data)
{
	AUTO_BUF packet = { 0 };

	pgp_make_signature(seed, span_of("data"), MADE, odd, &packet);
	return judge_bytes(buf_view(&packet), data);
}

static void
versions_and_types(void **state)
{
	struct detached d = judge_odd(1, NULL, "data");
	char f[41];

	(void)state;
	pgp_make_fingerprint(1, f);
	assert_int_equal(d.state, SIG_GOOD);
	assert_string_equal(d.signer, f);
	assert_int_equal(d.made, MADE);
	/* The old form, as GnuPG made it twenty years ago. */
	d = judge_odd(1, &(struct pgp_odd){ .version = 3 }, "data");
	assert_int_equal(d.state, SIG_GOOD);
	assert_string_equal(d.signer, f);
	assert_int_equal(d.made, MADE);
	assert_int_equal(
	    judge_odd(1, &(struct pgp_odd){ .version = 3 }, "date").state,
	    SIG_BAD);
	/* Of a key and not of a document, though the digest is one. */
	for (unsigned t = 2; t < 256; t++)
		assert_int_equal(
		    judge_odd(1, &(struct pgp_odd){ .type = (unsigned char)t },
			"data")
			.state,
		    SIG_MALFORMED);
	/* Of a time to come. */
	assert_int_equal(
	    judge_odd(1, &(struct pgp_odd){ .version = 6 }, "data").state,
	    SIG_UNSUPPORTED);
	assert_int_equal(
	    judge_odd(1, &(struct pgp_odd){ .hash = 1 }, "data").state,
	    SIG_UNSUPPORTED);
	assert_int_equal(
	    judge_odd(2, &(struct pgp_odd){ .hash = 1 }, "data").state,
	    SIG_OTHER_KEY);
	/* Who names no key may have any, and proves one alone. */
	assert_int_equal(
	    judge_odd(1, &(struct pgp_odd){ .nameless = true }, "data").state,
	    SIG_GOOD);
	assert_int_equal(
	    judge_odd(1, &(struct pgp_odd){ .nameless = true }, "date").state,
	    SIG_OTHER_KEY);
}

static void
subpackets(void **state)
{
	static const struct {
		const char *hex;
		enum sig_state want;
	} v[] = { { "05030000000a", SIG_GOOD },	 /* it expires: not asked */
		{ "02e400", SIG_UNSUPPORTED },	 /* 100, critical */
		{ "026400", SIG_GOOD },		 /* the same, not critical */
		{ "029400", SIG_UNSUPPORTED },	 /* a critical notation */
		{ "00", SIG_MALFORMED },	 /* without a type */
		{ "0502000000", SIG_MALFORMED }, /* cut */
		{ "0402000000", SIG_MALFORMED }, /* a short time */
		{ "ffffffffff", SIG_MALFORMED } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct pgp_odd odd = { .hashed = v[i].hex };

		if (judge_odd(1, &odd, "data").state != v[i].want)
			fail_msg("subpacket %s", v[i].hex);
	}
}

static struct detached
judge_text(const char *text)
{
	return judge_bytes(span_of(text), "data");
}

static void
armour(void **state)
{
	AUTO_BUF asc = { 0 };
	AUTO_BUF b = { 0 };
	const char *body;

	(void)state;
	pgp_make_asc(1, span_of("data"), MADE, &asc);
	assert_int_equal(judge_text(asc.p).state, SIG_GOOD);
	body = strchr(asc.p, '\n') + 2;
	/* As others write it. */
	buf_fmt(&b,
	    "hello\r\n-----BEGIN PGP SIGNATURE----- \r\nVersion: x\r\n"
	    "Comment:\n \t\n%.*s\r\n%.*s=AAAA\n%s\ntail\n",
	    10, body, (int)(strchr(body + 10, '-') - body - 10), body + 10,
	    strstr(body, "-----END"));
	assert_int_equal(judge_text(b.p).state, SIG_GOOD);
	/* Without its end, its empty line, its packets. */
	asc.p[asc.n - 3] = 'x';
	assert_int_equal(judge_text(asc.p).state, SIG_MALFORMED);
	b.n = 0;
	buf_fmt(&b, "-----BEGIN PGP SIGNATURE-----\n%s", body);
	assert_int_equal(judge_text(b.p).state, SIG_MALFORMED);
	assert_int_equal(judge_text("-----BEGIN PGP SIGNATURE-----\n\n"
				    "-----END PGP SIGNATURE-----\n")
			     .state,
	    SIG_MALFORMED);
	assert_int_equal(judge_text("<html>not found</html>\n").state,
	    SIG_MALFORMED);
	assert_int_equal(judge_text("").state, SIG_MALFORMED);
	/* A message that is signed is no signature beside a file. */
	assert_int_equal(judged("clear.asc", document, "ed25519.key").state,
	    SIG_BAD);
}

static void
base64_is_strict(void **state)
{
	static const char *const bad[] = { "", "A", "AAA", "AAAAA",
		"A===", "====", "AA=A", "AAA ", " AAA", "AA==AAAA", "AAA\n",
		"AA%A" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO_BUF out = { 0 };

		if (pgp_base64(span_of(bad[i]), &out) == 0)
			fail_msg("'%s' was read", bad[i]);
	}
}

/* Each prefix, and each bit: never good but as it was made. */
static void
altered_bytes_are_never_good(void **state)
{
	AUTO_BUF p = { 0 };

	(void)state;
	pgp_make_signature(1, span_of("data"), MADE, NULL, &p);
	for (size_t n = 0; n < p.n; n++)
		assert_int_equal(
		    judge_bytes((struct span){ (unsigned char *)p.p, n },
			"data")
			.state,
		    SIG_MALFORMED);
	for (size_t i = 0; i < p.n * 8; i++) {
		enum sig_state s;

		p.p[i / 8] ^= (char)(1 << i % 8);
		s = judge_bytes(buf_view(&p), "data").state;
		p.p[i / 8] ^= (char)(1 << i % 8);
		/* Two octets of the digest, and the issuer that is not
		 * hashed, are hints. */
		if (s == SIG_GOOD &&
		    (i / 8 < 3 + 4 + 2 + 29 || i / 8 >= p.n - 68))
			fail_msg("bit %zu does not matter", i);
	}
	assert_int_equal(judge_bytes(buf_view(&p), "data").state, SIG_GOOD);
}

static void
limits_are_kept(void **state)
{
	AUTO_BUF one = { 0 };
	AUTO_BUF many = { 0 };
	AUTO_BUF text = { 0 };
	AUTO_BUF head = { 0 };
	struct span rest, mpi;

	(void)state;
	/* PGP_SIGNATURES_MAX, and one more. */
	pgp_make_signature(1, span_of("data"), MADE, NULL, &one);
	for (int i = 0; i < PGP_SIGNATURES_MAX; i++)
		buf_span(&many, buf_view(&one));
	assert_int_equal(judge_bytes(buf_view(&many), "data").state, SIG_GOOD);
	buf_span(&many, buf_view(&one));
	assert_int_equal(judge_bytes(buf_view(&many), "data").state,
	    SIG_MALFORMED);
	/* PGP_FILE_MAX, and one more. */
	pgp_make_asc(1, span_of("data"), MADE, &text);
	while (text.n < PGP_FILE_MAX)
		buf_chr(&text, '\n');
	assert_int_equal(judge_text(text.p).state, SIG_GOOD);
	buf_chr(&text, '\n');
	assert_int_equal(judge_text(text.p).state, SIG_MALFORMED);
	/* PGP_MPI_MAX, and one more. */
	buf_add(&head, "\x40\x00", 2);
	while (head.n < 2 + PGP_MPI_MAX)
		buf_chr(&head, '\x80');
	rest = buf_view(&head);
	assert_int_equal(pgp_mpi(&rest, &mpi), 0);
	assert_int_equal(mpi.n, PGP_MPI_MAX);
	head.p[1] = 1;
	buf_chr(&head, 0);
	rest = buf_view(&head);
	assert_int_equal(pgp_mpi(&rest, &mpi), -1);
}

static void
pin_packets(struct span packets, struct buf *out)
{
	AUTO_BUF armour = { 0 };
	struct span rest, line;

	pgp_make_armour(packets, &armour);
	rest = buf_view(&armour);
	while (rest.n != 0) {
		line = span_split(&rest, '\n');
		if (!span_starts(line, "-----") && !span_starts(line, "="))
			buf_span(out, line);
	}
}

static void
pinned_keys_are_checked(void **state)
{
	AUTO_BUF ring = { 0 };
	AUTO_BUF pin = { 0 };
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < PGP_KEYS_MAX; i++)
		pgp_make_key((unsigned char)(i + 1), &ring);
	pin_packets(buf_view(&ring), &pin);
	assert_int_equal(pgp_pinned_check(pin.p, &e), 0);
	pgp_make_key(PGP_KEYS_MAX + 1, &ring);
	pin.n = 0;
	pin_packets(buf_view(&ring), &pin);
	assert_int_equal(pgp_pinned_check(pin.p, &e), -1);
	assert_non_null(strstr(e.msg, "over 32 keys"));
	/* Armour, nothing, a signature, a key that is cut, a secret one. */
	assert_int_equal(pgp_pinned_check("-----BEGIN PGP", &e), -1);
	assert_non_null(strstr(e.msg, "no base64"));
	assert_int_equal(pgp_pinned_check("", &e), -1);
	pin.n = ring.n = 0;
	pgp_make_signature(1, span_of("data"), MADE, NULL, &ring);
	pin_packets(buf_view(&ring), &pin);
	assert_int_equal(pgp_pinned_check(pin.p, &e), -1);
	assert_non_null(strstr(e.msg, "no public key"));
	pin.n = ring.n = 0;
	pgp_make_key(1, &ring);
	pin_packets((struct span){ (unsigned char *)ring.p, ring.n - 1 },
	    &pin);
	assert_int_equal(pgp_pinned_check(pin.p, &e), -1);
	assert_non_null(strstr(e.msg, "cut"));
	pin.n = 0;
	ring.p[0] = (char)0x94;
	pin_packets(buf_view(&ring), &pin);
	assert_int_equal(pgp_pinned_check(pin.p, &e), -1);
	assert_non_null(strstr(e.msg, "secret key"));
}

/* What a stranger appends to a key binds nothing. */
static void
a_subkey_needs_its_binding(void **state)
{
	AUTO_BUF ring = { 0 };
	AUTO_BUF pin = { 0 };
	AUTO_BUF asc = { 0 };
	struct detached d;

	(void)state;
	pgp_make_key(1, &ring);
	pgp_make_key(2, &ring);
	ring.p[ring.n / 2] = (char)0xb8; /* the second is a subkey */
	pgp_make_asc(2, span_of("data"), MADE, &asc);
	pin_packets(buf_view(&ring), &pin);
	pgp_judge(buf_view(&asc), span_of("data"), pin.p, &d);
	assert_int_equal(d.state, SIG_OTHER_KEY);
	/* Nor does it with a signature of another. */
	pgp_make_signature(2, span_of("data"), MADE,
	    &(struct pgp_odd){ .type = PGP_SUBKEY }, &ring);
	pgp_make_signature(1, span_of("data"), MADE,
	    &(struct pgp_odd){ .type = PGP_SUBKEY }, &ring);
	pin.n = 0;
	pin_packets(buf_view(&ring), &pin);
	pgp_judge(buf_view(&asc), span_of("data"), pin.p, &d);
	assert_int_equal(d.state, SIG_OTHER_KEY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gnupgs_are_good),
		cmocka_unit_test(of_other_bytes_is_bad),
		cmocka_unit_test(of_another_key_is_told),
		cmocka_unit_test(versions_and_types),
		cmocka_unit_test(subpackets),
		cmocka_unit_test(armour),
		cmocka_unit_test(base64_is_strict),
		cmocka_unit_test(altered_bytes_are_never_good),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(pinned_keys_are_checked),
		cmocka_unit_test(a_subkey_needs_its_binding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
