/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The self-made key of the reports, its certificate, its CA and its CRL. */
#include "io/keys_priv.h"

#include "io/file.h"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#define RSA_BITS 3072
#define SERIAL_BITS 127
#define YEAR_SECS ((utc_t)31557600) /* 365.25 days */

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
crl_freep(X509_CRL **c)
{
	X509_CRL_free(*c);
}

static void
bio_freep(BIO **b)
{
	BIO_free(*b);
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
		return keys_ssl_fail(e, "write a certificate");
	n = BIO_get_mem_data(bio, &p);
	return file_write(path, (struct span){ (unsigned char *)p, (size_t)n },
	    KEYS_PUBLIC_MODE, e);
}

static int
crl_number(X509_CRL *c)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	int ok = n != NULL && ASN1_INTEGER_set(n, 1) == 1 &&
	    X509_CRL_add1_ext_i2d(c, NID_crl_number, n, 0, 0) == 1;

	ASN1_INTEGER_free(n);
	return ok;
}

static int
crl_issuer(X509_CRL *c, X509 *ca)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;
	int ok;

	X509V3_set_ctx(&ctx, ca, NULL, NULL, c, 0);
	X509V3_set_ctx_nodb(&ctx);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier,
	    "keyid:always");
	ok = ext != NULL && X509_CRL_add_ext(c, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	return ok;
}

/* Nothing is revoked in it, and nothing ever will be: its CA's key is gone
 * when it is written.  So it is good for as long as the CA is. */
static X509_CRL *
make_crl(const struct validity *v, X509 *ca, EVP_PKEY *ca_key)
{
	AUTO(crl_freep) X509_CRL *c = X509_CRL_new();
	ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)v->from);
	ASN1_TIME *to = ASN1_TIME_set(NULL, (time_t)v->to);
	bool ok = c != NULL && from != NULL && to != NULL &&
	    X509_CRL_set_version(c, X509_CRL_VERSION_2) == 1 &&
	    X509_CRL_set_issuer_name(c, X509_get_subject_name(ca)) == 1 &&
	    X509_CRL_set1_lastUpdate(c, from) == 1 &&
	    X509_CRL_set1_nextUpdate(c, to) == 1 && crl_issuer(c, ca) &&
	    crl_number(c) && X509_CRL_sign(c, ca_key, EVP_sha256()) != 0;

	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	return ok ? TAKE(c) : NULL;
}

static int
write_crl(const char *path, X509_CRL *c, struct err *e)
{
	AUTO(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	long n;

	if (bio == NULL || PEM_write_bio_X509_CRL(bio, c) != 1)
		return keys_ssl_fail(e, "write a CRL");
	n = BIO_get_mem_data(bio, &p);
	return file_write(path, (struct span){ (unsigned char *)p, (size_t)n },
	    KEYS_PUBLIC_MODE, e);
}

static char *
beside(const char *cert_path, const char *name)
{
	const char *slash = strrchr(cert_path, '/');
	AUTO_BUF b;

	buf_init(&b, 0);
	if (slash != NULL)
		buf_add(&b, cert_path, (size_t)(slash - cert_path) + 1);
	buf_str(&b, name);
	return TAKE(b.p);
}

static int
check_asked(const char *common_name, utc_t from, int years, struct err *e)
{
	size_t n = strlen(common_name);

	if (n == 0 || n + strlen(" CA") > COMMON_NAME_MAX)
		return err_set(e, ERR_USAGE,
		    "a common name has 1 to %zu bytes",
		    COMMON_NAME_MAX - strlen(" CA"));
	if (from < 0 || years < 1 || years > X509_YEARS_MAX)
		return err_set(e, ERR_USAGE,
		    "a certificate is valid for 1 to %d years",
		    X509_YEARS_MAX);
	return 0;
}

int
x509_key_make(const char *key_path, const char *cert_path,
    const char *common_name, utc_t from, int years, struct err *e)
{
	AUTO(pkey_freep) EVP_PKEY *ca_key = NULL;
	AUTO(pkey_freep) EVP_PKEY *key = NULL;
	AUTO(x509_freep) X509 *ca = NULL;
	AUTO(x509_freep) X509 *leaf = NULL;
	AUTO(crl_freep) X509_CRL *crl = NULL;
	AUTO_FREE char *ca_file = beside(cert_path, "ca.pem");
	AUTO_FREE char *crl_file = beside(cert_path, "report.crl");
	struct validity v = { common_name, from, from + years * YEAR_SECS };

	if (check_asked(common_name, from, years, e) != 0)
		return -1;
	if (file_exists(key_path))
		return 0;
	ca_key = EVP_RSA_gen(RSA_BITS);
	key = EVP_RSA_gen(RSA_BITS);
	if (ca_key == NULL || key == NULL)
		return keys_ssl_fail(e, "make an RSA key");
	ca = make_ca(&v, ca_key);
	leaf = ca == NULL ? NULL : make_leaf(&v, key, ca, ca_key);
	crl = leaf == NULL ? NULL : make_crl(&v, ca, ca_key);
	if (crl == NULL)
		return keys_ssl_fail(e, "make a certificate");
	if (write_certs(ca_file, ca, NULL, e) != 0 ||
	    write_crl(crl_file, crl, e) != 0 ||
	    write_certs(cert_path, leaf, ca, e) != 0)
		return -1;
	return keys_write_private(key_path, key, e);
}
