/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures against OpenSSH's own program, and against those who lie. */
#include "io/file.h"
#include "io/keys.h"
#include "io/sshsig.h"
#include "unit.h"

#include <openssl/evp.h>

#define MSG "a message\n"

static struct sshkey *key;
static char *signers; /* text that admits key for git */
static struct err e;

static int
setup(void **state)
{
	AUTO_FREE unsigned char *pub = NULL;
	AUTO_BUF b = { 0 };
	size_t n = 0;

	if (dir_setup(state) != 0)
		return -1;
	{
		AUTO_FREE char *path = here("key");
		AUTO_FREE char *line = here("key.pub");

		if (ssh_key_make(path, line, "c", &e) != 0 ||
		    sshkey_load(path, &key, &e) != 0 ||
		    file_read(line, 0, &pub, &n, &e) != 0 ||
		    allowed_signers("me@here", (struct span){ pub, n }, &b,
			&e) != 0)
			return -1;
	}
	signers = mem_strdup(b.p);
	put_file("signers", signers, 0644);
	put_file("msg", MSG, 0644);
	return 0;
}

static int
teardown(void **state)
{
	sshkey_free(key);
	free(signers);
	return dir_teardown(state);
}

static char *
sign(void)
{
	AUTO_BUF b = { 0 };

	assert_int_equal(sshsig_sign(key, "git", span_of(MSG), &b, &e), 0);
	return mem_strdup(b.p);
}

static int
verify(const char *sig, const char *allowed)
{
	memset(&e, 0, sizeof(e));
	return sshsig_verify(span_of(sig), "git", span_of(MSG),
	    span_of(allowed), &e);
}

static void
openssh_accepts_ours(void **state)
{
	AUTO_FREE char *sig = sign();
	AUTO_FREE char *s = here("sig");
	AUTO_FREE char *a = here("signers");
	AUTO_FREE char *m = here("msg");
	const char *argv[] = { "ssh-keygen", "-Y", "verify", "-f", a, "-I",
		"me@here", "-n", "git", "-s", s, NULL };

	(void)state;
	put_file("sig", sig, 0644);
	assert_int_equal(run(argv, m, NULL), 0);
	put_file("msg2", MSG "x", 0644);
	{
		AUTO_FREE char *m2 = here("msg2");

		assert_int_not_equal(run(argv, m2, NULL), 0);
	}
}

static void
ours_accepts_openssh(void **state)
{
	AUTO_FREE char *k = here("theirs");
	AUTO_FREE char *m = here("msg");
	AUTO_FREE char *s = here("theirs.sig");
	AUTO_FREE char *p = here("theirs.pub");
	AUTO_FREE unsigned char *sig = NULL;
	AUTO_FREE unsigned char *pub = NULL;
	AUTO_BUF allowed = { 0 };
	size_t n = 0;
	const char *gen[] = { "ssh-keygen", "-q", "-t", "ed25519", "-N", "",
		"-f", k, NULL };
	const char *sgn[] = { "ssh-keygen", "-Y", "sign", "-f", k, "-n", "git",
		NULL };

	(void)state;
	assert_int_equal(run(gen, NULL, NULL), 0);
	assert_int_equal(run(sgn, m, s), 0);
	assert_int_equal(file_read(s, 0, &sig, &n, &e), 0);
	assert_int_equal(file_read(p, 0, &pub, &n, &e), 0);
	assert_int_equal(
	    allowed_signers("x", (struct span){ pub, n }, &allowed, &e), 0);
	assert_int_equal(verify((char *)sig, allowed.p), 0);
	assert_int_equal(verify((char *)sig, signers), -1);
	assert_true(says(e.msg, "not among the allowed signers"));
}

static void
who_may_sign_is_told_by_line(void **state)
{
	AUTO_FREE char *sig = sign();
	struct span rest = span_of(signers);
	AUTO_FREE char *k64 = NULL;
	static const struct {
		const char *before, *behind;
		int want;
	} v[] = {
		{ "x ssh-ed25519 ", "", 0 },
		{ "x namespaces=\"git\" ssh-ed25519 ", " comment", 0 },
		{ "# none\n\n\tx namespaces=\"file,git\" ssh-ed25519 ", "\r",
		    0 },
		{ "\"a b\" ssh-ed25519 ", "", 0 },
		{ "# x ssh-ed25519 ", "", -1 },
		{ "x namespaces=\"file\" ssh-ed25519 ", "", -1 },
		{ "x namespaces=\"\" ssh-ed25519 ", "", -1 },
		{ "x namespaces=\"gi,it\" ssh-ed25519 ", "", -1 },
		{ "x namespaces=\"g*\" ssh-ed25519 ", "", -1 },
		{ "x namespaces=git ssh-ed25519 ", "", -1 },
		{ "x cert-authority ssh-ed25519 ", "", -1 },
		{ "x valid-before=\"20200101\" ssh-ed25519 ", "", -1 },
		{ "x namespaces=\"git\",valid-before=\"20200101\" "
		  "ssh-ed25519 ",
		    "", -1 },
		{ "x ssh-rsa ", "", -1 },
		{ "ssh-ed25519 ", "", -1 }, /* a key without a principal */
		{ "x ssh-ed25519 A", "", -1 },
		{ "x ssh-ed25519 ", "=", -1 },
	};

	(void)state;
	for (int i = 0; i < 3; i++)
		span_split(&rest, ' ');
	k64 = mem_strndup(rest.p, rest.n - 1);
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_BUF b = { 0 };

		buf_fmt(&b, "%s%s%s\n", v[i].before, k64, v[i].behind);
		if (verify(sig, b.p) != v[i].want)
			fail_msg("%s", b.p);
	}
	assert_int_equal(verify(sig, ""), -1);
}

/* Each byte of the signature matters, and nothing may stand around it. */
static void
hostile_armour_is_refused(void **state)
{
	AUTO_FREE char *sig = sign();
	size_t n = strlen(sig);
	AUTO_BUF b = { 0 };

	(void)state;
	for (size_t i = 0; i < n - 1; i++) {
		char was = sig[i];

		sig[i] = was == 'A' ? 'B' : 'A';
		if (verify(sig, signers) == 0)
			fail_msg("byte %zu changed, accepted", i);
		sig[i] = was;
	}
	for (size_t i = 0; i < n - 1; i++) {
		AUTO_FREE char *cut = mem_strndup(sig, i);

		if (verify(cut, signers) == 0)
			fail_msg("cut at %zu, accepted", i);
	}
	buf_fmt(&b, "%sx", sig);
	assert_int_equal(verify(b.p, signers), -1);
	b.n = 0;
	buf_fmt(&b, "x\n%s", sig);
	assert_int_equal(verify(b.p, signers), -1);
	b.n = 0;
	buf_fmt(&b, "%s%s", sig, sig);
	assert_int_equal(verify(b.p, signers), -1);
	b.n = 0;
	buf_fmt(&b, "\n \n%s\n", sig); /* as git stores it, with blanks */
	assert_int_equal(verify(b.p, signers), 0);
}

static void
another_purpose_is_refused(void **state)
{
	AUTO_FREE char *sig = sign();

	(void)state;
	assert_int_equal(sshsig_verify(span_of(sig), "file", span_of(MSG),
			     span_of(signers), &e),
	    -1);
	assert_true(says(e.msg, "not an Ed25519 SSH signature for file"));
	assert_int_equal(sshsig_verify(span_of(sig), "git", span_of(MSG "\n"),
			     span_of(signers), &e),
	    -1);
	assert_true(says(e.msg, "does not fit the signed bytes"));
}

static void
lengths_have_limits(void **state)
{
	AUTO_FREE char *sig = sign();
	AUTO_BUF b = { 0 };
	AUTO_BUF a = { 0 };

	(void)state;
	buf_str(&b, sig);
	while (b.n < SSHSIG_MAX)
		buf_chr(&b, '\n');
	assert_int_equal(verify(b.p, signers), 0);
	buf_chr(&b, '\n');
	assert_int_equal(verify(b.p, signers), -1);
	buf_str(&a, signers);
	while (a.n < SIGNERS_MAX)
		buf_chr(&a, '\n');
	assert_int_equal(verify(sig, a.p), 0);
	buf_chr(&a, '\n');
	assert_int_equal(verify(sig, a.p), -1);
	assert_true(says(e.msg, "longer than 1048576 bytes"));
}

/* A length inside the blob that leads out of it. */
static void
lengths_inside_are_checked(void **state)
{
	static const unsigned char blob[] = { 'S', 'S', 'H', 'S', 'I', 'G', 0,
		0, 0, 1, 0xff, 0xff, 0xff, 0xff, 1, 2 };
	unsigned char out[64];
	AUTO_BUF b = { 0 };

	(void)state;
	for (size_t n = 1; n <= sizeof(blob); n++) {
		EVP_EncodeBlock(out, blob, (int)n);
		b.n = 0;
		buf_fmt(&b,
		    "-----BEGIN SSH SIGNATURE-----\n%s\n"
		    "-----END SSH SIGNATURE-----\n",
		    (char *)out);
		assert_int_equal(verify(b.p, signers), -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssh_accepts_ours),
		cmocka_unit_test(ours_accepts_openssh),
		cmocka_unit_test(who_may_sign_is_told_by_line),
		cmocka_unit_test(hostile_armour_is_refused),
		cmocka_unit_test(another_purpose_is_refused),
		cmocka_unit_test(lengths_have_limits),
		cmocka_unit_test(lengths_inside_are_checked),
	};

	return cmocka_run_group_tests_name("sshsig", tests, setup, teardown);
}
