/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keys.h"
#include "io/file.h"
#include "io/sshsig.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RSA_BITS 3072
#define SERIAL_BITS 127
#define YEAR_SECS ((utc_t)31557600) /* 365.25 days */
#define PRIVATE_MODE 0600
#define PUBLIC_MODE 0644

static void
pkey_freep(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

static void
x509_freep(X509 **x)
{
	X509_free(*x);
}

static void
bio_freep(BIO **b)
{
	BIO_free(*b);
}

static int
ssl_fail(struct err *e, const char *what)
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

static int
write_private(const char *path, EVP_PKEY *k, struct err *e)
{
	AUTO(bio_freep) BIO *b = BIO_new(BIO_s_secmem());
	char *p;
	long n;

	if (b == NULL ||
	    PEM_write_bio_PKCS8PrivateKey(b, k, NULL, NULL, 0, NULL, NULL) !=
		1)
		return ssl_fail(e, "write a private key");
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
			return ssl_fail(e, "make an Ed25519 key");
		if (write_private(private_path, k, e) != 0)
			return -1;
	}
	if (sshkey_load(private_path, &made, e) != 0)
		return -1;
	sshkey_public(made, comment, &line);
	buf_chr(&line, '\n');
	return file_write(public_path, buf_view(&line), PUBLIC_MODE, e);
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

static int
set_serial(X509 *x)
{
	BIGNUM *bn = BN_new();
	int ok = bn != NULL &&
	    BN_rand(bn, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
	    BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x)) != NULL;

	BN_free(bn);
	return ok;
}

static int
set_name(X509 *x, const char *name, const char *suffix)
{
	AUTO_BUF cn;

	buf_init(&cn, 0);
	buf_str(&cn, name);
	buf_str(&cn, suffix);
	return X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const unsigned char *)cn.p, (int)cn.n, -1, 0);
}

static int
add_ext(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;
	int ok;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	X509V3_set_ctx_nodb(&ctx);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = ext != NULL && X509_add_ext(x, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	return ok;
}

struct validity {
	const char *name;
	utc_t from, to;
};

/* A certificate for key without extensions and signature. */
static X509 *
new_cert(const struct validity *v, const char *suffix, EVP_PKEY *key)
{
	AUTO(x509_freep) X509 *x = X509_new();

	if (x == NULL || X509_set_version(x, X509_VERSION_3) != 1 ||
	    !set_serial(x) || !set_name(x, v->name, suffix) ||
	    ASN1_TIME_set(X509_getm_notBefore(x), (time_t)v->from) == NULL ||
	    ASN1_TIME_set(X509_getm_notAfter(x), (time_t)v->to) == NULL ||
	    X509_set_pubkey(x, key) != 1)
		return NULL;
	return TAKE(x);
}

static X509 *
make_ca(const struct validity *v, EVP_PKEY *key)
{
	AUTO(x509_freep) X509 *x = new_cert(v, " CA", key);

	if (x == NULL ||
	    X509_set_issuer_name(x, X509_get_subject_name(x)) != 1 ||
	    !add_ext(x, x, NID_basic_constraints,
		"critical,CA:TRUE,pathlen:0") ||
	    !add_ext(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") ||
	    !add_ext(x, x, NID_subject_key_identifier, "hash") ||
	    !add_ext(x, x, NID_authority_key_identifier, "keyid:always") ||
	    X509_sign(x, key, EVP_sha256()) == 0)
		return NULL;
	return TAKE(x);
}

static X509 *
make_leaf(const struct validity *v, EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key)
{
	AUTO(x509_freep) X509 *x = new_cert(v, "", key);

	if (x == NULL ||
	    X509_set_issuer_name(x, X509_get_subject_name(ca)) != 1 ||
	    !add_ext(x, ca, NID_basic_constraints, "critical,CA:FALSE") ||
	    !add_ext(x, ca, NID_key_usage,
		"critical,digitalSignature,nonRepudiation") ||
	    !add_ext(x, ca, NID_subject_key_identifier, "hash") ||
	    !add_ext(x, ca, NID_authority_key_identifier, "keyid:always") ||
	    X509_sign(x, ca_key, EVP_sha256()) == 0)
		return NULL;
	return TAKE(x);
}

static int
write_certs(const char *path, X509 *a, X509 *b, struct err *e)
{
	AUTO(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	long n;

	if (bio == NULL || PEM_write_bio_X509(bio, a) != 1 ||
	    (b != NULL && PEM_write_bio_X509(bio, b) != 1))
		return ssl_fail(e, "write a certificate");
	n = BIO_get_mem_data(bio, &p);
	return file_write(path, (struct span){ (unsigned char *)p, (size_t)n },
	    PUBLIC_MODE, e);
}

static char *
ca_path(const char *cert_path)
{
	const char *slash = strrchr(cert_path, '/');
	AUTO_BUF b;

	buf_init(&b, 0);
	if (slash != NULL)
		buf_add(&b, cert_path, (size_t)(slash - cert_path) + 1);
	buf_str(&b, "ca.pem");
	return TAKE(b.p);
}

int
x509_key_make(const char *key_path, const char *cert_path,
    const char *common_name, utc_t from, int years, struct err *e)
{
	AUTO(pkey_freep) EVP_PKEY *ca_key = NULL;
	AUTO(pkey_freep) EVP_PKEY *key = NULL;
	AUTO(x509_freep) X509 *ca = NULL;
	AUTO(x509_freep) X509 *leaf = NULL;
	AUTO_FREE char *ca_file = ca_path(cert_path);
	struct validity v = { common_name, from, from + years * YEAR_SECS };
	size_t n = strlen(common_name);

	if (n == 0 || n + strlen(" CA") > COMMON_NAME_MAX)
		return err_set(e, ERR_USAGE,
		    "a common name has 1 to %zu bytes",
		    COMMON_NAME_MAX - strlen(" CA"));
	if (from < 0 || years < 1 || years > X509_YEARS_MAX)
		return err_set(e, ERR_USAGE,
		    "a certificate is valid for 1 to %d years",
		    X509_YEARS_MAX);
	if (file_exists(key_path))
		return 0;
	ca_key = EVP_RSA_gen(RSA_BITS);
	key = EVP_RSA_gen(RSA_BITS);
	if (ca_key == NULL || key == NULL)
		return ssl_fail(e, "make an RSA key");
	ca = make_ca(&v, ca_key);
	leaf = ca == NULL ? NULL : make_leaf(&v, key, ca, ca_key);
	if (leaf == NULL)
		return ssl_fail(e, "make a certificate");
	if (write_certs(ca_file, ca, NULL, e) != 0 ||
	    write_certs(cert_path, leaf, ca, e) != 0)
		return -1;
	return write_private(key_path, key, e);
}
