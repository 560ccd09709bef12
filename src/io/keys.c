/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keys_priv.h"

#include "io/file.h"
#include "io/sshsig.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PRIVATE_MODE 0600

static void
pkey_freep(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

static void
bio_freep(BIO **b)
{
	BIO_free(*b);
}

int
keys_ssl_fail(struct err *e, const char *what)
{
	return err_set(e, ERR_IO, "OpenSSL: cannot %s", what);
}

void
key_forget(unsigned char *p, size_t n)
{
	if (p != NULL)
		OPENSSL_cleanse(p, n);
	free(p);
}

int
key_read(const char *path, unsigned char **ret, size_t *n, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(e, ERR_IO, "no private key at %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "%s is not a file", path);
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_IO,
		    "%s can be read by others (mode %03o): chmod 600 it", path,
		    (unsigned)(st.st_mode & 0777));
	return file_read(path, KEY_FILE_MAX, ret, n, e);
}

int
keys_write_private(const char *path, EVP_PKEY *k, struct err *e)
{
	AUTO(bio_freep) BIO *b = BIO_new(BIO_s_secmem());
	char *p;
	long n;

	if (b == NULL ||
	    PEM_write_bio_PKCS8PrivateKey(b, k, NULL, NULL, 0, NULL, NULL) !=
		1)
		return keys_ssl_fail(e, "write a private key");
	n = BIO_get_mem_data(b, &p);
	return file_write(path, (struct span){ (unsigned char *)p, (size_t)n },
	    PRIVATE_MODE, e);
}

int
ssh_key_make(const char *private_path, const char *public_path,
    const char *comment, struct err *e)
{
	AUTO(pkey_freep) EVP_PKEY *k = NULL;
	AUTO(sshkey_freep) struct sshkey *made = NULL;
	AUTO_BUF line;

	buf_init(&line, 0);
	if (strpbrk(comment, "\r\n") != NULL)
		return err_set(e, ERR_USAGE, "a key's comment is one line");
	if (!file_exists(private_path)) {
		k = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		if (k == NULL)
			return keys_ssl_fail(e, "make an Ed25519 key");
		if (keys_write_private(private_path, k, e) != 0)
			return -1;
	}
	if (sshkey_load(private_path, &made, e) != 0)
		return -1;
	sshkey_public(made, comment, &line);
	buf_chr(&line, '\n');
	return file_write(public_path, buf_view(&line), KEYS_PUBLIC_MODE, e);
}

int
allowed_signers(const char *principal, struct span public_line,
    struct buf *out, struct err *e)
{
	struct span line = span_split(&public_line, '\n');
	struct span type = span_split(&line, ' ');
	struct span key = span_split(&line, ' ');

	if (!span_is(type, "ssh-ed25519") || key.n == 0)
		return err_set(e, ERR_DATA, "not an ssh-ed25519 public key");
	if (*principal == '\0' || *principal == '#' ||
	    strpbrk(principal, " \t\r\n\",*?!") != NULL)
		return err_set(e, ERR_USAGE, "not a principal: %s", principal);
	buf_fmt(out, "%s namespaces=\"git\" ssh-ed25519 ", principal);
	buf_span(out, key);
	buf_chr(out, '\n');
	return 0;
}
