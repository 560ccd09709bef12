/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file.h"
#include "io/keys.h"
#include "io/sshsig.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static struct err e;

static int
reads(const char *name)
{
	AUTO_FREE char *path = here(name);
	unsigned char *p = NULL;
	size_t n = 0;
	int r;

	memset(&e, 0, sizeof(e));
	r = key_read(path, &p, &n, &e);
	key_forget(p, n);
	if (r != 0)
		assert_true(says(e.msg, path));
	return r;
}

static void
only_the_owner_may_read_a_key(void **state)
{
	static const struct {
		unsigned mode;
		int want;
	} v[] = { { 0600, 0 }, { 0400, 0 }, { 0700, 0 }, { 0640, -1 },
		{ 0604, -1 }, { 0644, -1 }, { 0620, -1 }, { 0610, -1 },
		{ 0601, -1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		put_file("k", "secret", v[i].mode);
		assert_int_equal(reads("k"), v[i].want);
		if (v[i].want != 0)
			assert_true(says(e.msg, "chmod 600"));
	}
}

static void
a_key_is_a_file(void **state)
{
	AUTO_FREE char *dir = here("d");
	AUTO_FREE char *fifo = here("fifo");
	AUTO_FREE char *good = here("good");
	AUTO_FREE char *open_ = here("open");
	AUTO_FREE char *l1 = here("link-good");
	AUTO_FREE char *l2 = here("link-open");

	(void)state;
	assert_int_equal(reads("none"), -1);
	assert_true(says(e.msg, "no private key at"));
	assert_int_equal(dir_make(dir, 0700, &e), 0);
	assert_int_equal(reads("d"), -1);
	assert_true(says(e.msg, "is not a file"));
	/* Not opened: that would wait for a writer. */
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(reads("fifo"), -1);
	/* A link is as good as what it points at, no better. */
	put_file("good", "secret", 0600);
	put_file("open", "secret", 0644);
	assert_int_equal(symlink(good, l1), 0);
	assert_int_equal(symlink(open_, l2), 0);
	assert_int_equal(reads("link-good"), 0);
	assert_int_equal(reads("link-open"), -1);
}

static void
a_key_has_a_size(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	while (b.n < KEY_FILE_MAX)
		buf_chr(&b, 'x');
	put_file("k", b.p, 0600);
	assert_int_equal(reads("k"), 0);
	buf_chr(&b, 'x');
	put_file("k", b.p, 0600);
	assert_int_equal(reads("k"), -1);
	assert_true(says(e.msg, "longer than 65536 bytes"));
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void
an_ssh_key_is_made_once(void **state)
{
	AUTO_FREE char *k = here("ssh");
	AUTO_FREE char *p = here("ssh.pub");
	AUTO_FREE unsigned char *a = NULL;
	AUTO_FREE unsigned char *b = NULL;
	size_t n = 0, m = 0;

	(void)state;
	assert_int_equal(ssh_key_make(k, p, "a comment", &e), 0);
	assert_int_equal(mode_of(k), 0600);
	assert_int_equal(mode_of(p), 0644);
	assert_int_equal(file_read(p, 0, &a, &n, &e), 0);
	assert_true(span_starts((struct span){ a, n }, "ssh-ed25519 AAAA"));
	assert_true(says((char *)a, " a comment\n"));
	/* The public line comes back, the same. */
	assert_int_equal(unlink(p), 0);
	assert_int_equal(ssh_key_make(k, p, "a comment", &e), 0);
	assert_int_equal(file_read(p, 0, &b, &m, &e), 0);
	assert_string_equal((char *)a, (char *)b);
	assert_int_equal(ssh_key_make(k, p, "two\nlines", &e), -1);
}

static void
what_is_no_ed25519_key_is_refused(void **state)
{
	struct sshkey *k = NULL;
	AUTO_FREE char *path = here("rubbish");
	AUTO_FREE char *rsa = here("rsa.key");
	AUTO_FREE char *cert = here("rsa.pem");

	(void)state;
	put_file("rubbish", "-----BEGIN PRIVATE KEY-----\nAAAA\n", 0600);
	assert_int_equal(sshkey_load(path, &k, &e), -1);
	assert_int_equal(x509_key_make(rsa, cert, "n", 0, 1, &e), 0);
	assert_int_equal(sshkey_load(rsa, &k, &e), -1);
	assert_true(says(e.msg, "not an unencrypted Ed25519 key"));
	assert_null(k);
}

static void
openssl_accepts_the_certificates(void **state)
{
	AUTO_FREE char *key = here("r.key");
	AUTO_FREE char *cert = here("r.pem");
	AUTO_FREE char *ca = here("ca.pem");
	AUTO_FREE char *crl = here("report.crl");
	AUTO_FREE unsigned char *before = NULL;
	AUTO_FREE unsigned char *after = NULL;
	size_t n = 0;
	const char *verify[] = { "openssl", "verify", "-x509_strict",
		"-no-CApath", "-CAfile", ca, "-attime", "1700000000",
		"-crl_check", "-CRLfile", crl, cert, NULL };

	(void)state;
	assert_int_equal(
	    x509_key_make(key, cert, "an auditor", 1690000000, 2, &e), 0);
	assert_int_equal(mode_of(key), 0600);
	assert_int_equal(run(verify, NULL, NULL), 0);
	/* The CRL is good for as long as its CA. */
	verify[7] = "1753000000";
	assert_int_equal(run(verify, NULL, NULL), 0);
	verify[7] = "1600000000"; /* before it is valid */
	assert_int_not_equal(run(verify, NULL, NULL), 0);
	assert_int_equal(file_read(cert, 0, &before, &n, &e), 0);
	assert_int_equal(x509_key_make(key, cert, "another", 0, 1, &e), 0);
	assert_int_equal(file_read(cert, 0, &after, &n, &e), 0);
	assert_string_equal((char *)before, (char *)after);
}

static void
names_and_years_have_limits(void **state)
{
	AUTO_FREE char *key = here("no.key");
	AUTO_FREE char *cert = here("no.pem");
	AUTO_BUF name = { 0 };

	(void)state;
	while (name.n < COMMON_NAME_MAX - 2)
		buf_chr(&name, 'x');
	assert_int_equal(x509_key_make(key, cert, name.p, 0, 1, &e), -1);
	assert_true(says(e.msg, "1 to 61 bytes"));
	assert_int_equal(x509_key_make(key, cert, "", 0, 1, &e), -1);
	assert_int_equal(x509_key_make(key, cert, "n", 0, 0, &e), -1);
	assert_int_equal(
	    x509_key_make(key, cert, "n", 0, X509_YEARS_MAX + 1, &e), -1);
	assert_int_equal(x509_key_make(key, cert, "n", -1, 1, &e), -1);
	assert_true(says(e.msg, "1 to 100 years"));
	assert_false(file_exists(key));
}

static void
a_principal_is_one_plain_word(void **state)
{
	static const char *const bad[] = { "", "a b", "a,b", "*", "a?", "!a",
		"#a", "\"a\"", "a\nb" };
	struct span line = span_of("ssh-ed25519 AAAA comment");
	AUTO_BUF b = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(allowed_signers(bad[i], line, &b, &e), -1);
	assert_int_equal(
	    allowed_signers("a@b", span_of("ssh-rsa AAAA"), &b, &e), -1);
	assert_int_equal(allowed_signers("a@b", span_of(""), &b, &e), -1);
	assert_int_equal(b.n, 0);
	assert_int_equal(allowed_signers("a@b", line, &b, &e), 0);
	assert_string_equal(b.p, "a@b namespaces=\"git\" ssh-ed25519 AAAA\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_owner_may_read_a_key),
		cmocka_unit_test(a_key_is_a_file),
		cmocka_unit_test(a_key_has_a_size),
		cmocka_unit_test(an_ssh_key_is_made_once),
		cmocka_unit_test(what_is_no_ed25519_key_is_refused),
		cmocka_unit_test(openssl_accepts_the_certificates),
		cmocka_unit_test(names_and_years_have_limits),
		cmocka_unit_test(a_principal_is_one_plain_word),
	};

	return cmocka_run_group_tests_name("keys", tests, dir_setup,
	    dir_teardown);
}
