/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tsa/tsa.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

static void
extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX c;
	X509_EXTENSION *e;

	X509V3_set_ctx(&c, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &c, nid, value);
	assert(e != NULL);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

static X509 *
certificate(EVP_PKEY *key, const char *name, const struct tsa *by, utc_t from,
    int days, long serial)
{
	X509 *x = X509_new();
	X509_NAME *n = X509_get_subject_name(x);

	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
	X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(x,
	    by->ca == NULL ? n : X509_get_subject_name(by->ca));
	ASN1_TIME_set(X509_getm_notBefore(x), (time_t)from);
	ASN1_TIME_set(X509_getm_notAfter(x),
	    (time_t)(from + (utc_t)days * DAY_SECS));
	X509_set_pubkey(x, key);
	return x;
}

void
tsa_make_ca(struct tsa *t, const char *name, utc_t from, int days)
{
	X509 *x;

	memset(t, 0, sizeof(*t));
	t->ca_key = EVP_RSA_gen(2048);
	x = certificate(t->ca_key, name, t, from, days, 1);
	extension(x, x, NID_basic_constraints, "critical,CA:TRUE");
	extension(x, x, NID_key_usage, "critical,keyCertSign,cRLSign");
	extension(x, x, NID_subject_key_identifier, "hash");
	X509_sign(x, t->ca_key, EVP_sha256());
	t->ca = x;
}

void
tsa_make_unit(struct tsa *t, const char *name, const char *crl_url,
    long serial, utc_t from, int days)
{
	AUTO_BUF point = { 0 };
	X509 *x;

	X509_free(t->cert);
	if (t->key == NULL)
		t->key = EVP_RSA_gen(2048);
	x = certificate(t->key, name, t, from, days, serial);
	extension(x, t->ca, NID_key_usage, "critical,digitalSignature");
	extension(x, t->ca, NID_ext_key_usage, "critical,timeStamping");
	extension(x, t->ca, NID_authority_key_identifier, "keyid");
	if (crl_url != NULL) {
		buf_fmt(&point, "URI:%s", crl_url);
		extension(x, t->ca, NID_crl_distribution_points, point.p);
	}
	X509_sign(x, t->ca_key, EVP_sha256());
	t->cert = x;
}

void
tsa_make(struct tsa *t, utc_t from, int years)
{
	tsa_make_ca(t, "Test TSA root", from, years * 365);
	tsa_make_unit(t, "Test TSA", NULL, 2, from, years * 365);
}

static void
revoke(X509_CRL *crl, long serial, ASN1_TIME *when)
{
	X509_REVOKED *r = X509_REVOKED_new();
	ASN1_INTEGER *i = ASN1_INTEGER_new();

	ASN1_INTEGER_set(i, serial);
	X509_REVOKED_set_serialNumber(r, i);
	X509_REVOKED_set_revocationDate(r, when);
	X509_CRL_add0_revoked(crl, r);
	ASN1_INTEGER_free(i);
}

void
tsa_crl(const struct tsa *t, long serial, utc_t from, utc_t next,
    struct buf *out)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *a = ASN1_TIME_set(NULL, (time_t)from);
	ASN1_TIME *b = ASN1_TIME_set(NULL, (time_t)next);
	unsigned char *der = NULL;
	int n;

	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(t->ca));
	X509_CRL_set1_lastUpdate(crl, a);
	X509_CRL_set1_nextUpdate(crl, b);
	if (serial != 0)
		revoke(crl, serial, a);
	X509_CRL_sign(crl, t->ca_key, EVP_sha256());
	n = i2d_X509_CRL(crl, &der);
	assert(n > 0);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	ASN1_TIME_free(a);
	ASN1_TIME_free(b);
	X509_CRL_free(crl);
}

void
tsa_clear(struct tsa *t)
{
	EVP_PKEY_free(t->ca_key);
	EVP_PKEY_free(t->key);
	X509_free(t->ca);
	X509_free(t->cert);
	memset(t, 0, sizeof(*t));
}

void
tsa_trust(const struct tsa *t, struct buf *pem)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;

	PEM_write_bio_X509(b, t->ca);
	n = BIO_get_mem_data(b, &p);
	buf_add(pem, p, (size_t)n);
	BIO_free(b);
}

static ASN1_INTEGER *
next_serial(TS_RESP_CTX *c, void *arg)
{
	struct tsa *t = arg;
	ASN1_INTEGER *i = ASN1_INTEGER_new();

	(void)c;
	ASN1_INTEGER_set_uint64(i, ++t->serial);
	return i;
}

static int
clock_of(TS_RESP_CTX *c, void *arg, long *sec, long *usec)
{
	const struct tsa *t = arg;

	(void)c;
	*sec = t->now != 0 ? (long)t->now : (long)time(NULL);
	*usec = 0;
	return 1;
}

void
tsa_answer(struct tsa *t, struct span request, struct buf *reply)
{
	BIO *in = BIO_new_mem_buf(request.p, (int)request.n);
	TS_RESP_CTX *c = TS_RESP_CTX_new();
	STACK_OF(X509) *chain = sk_X509_new_null();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4.1", 1);
	TS_RESP *r;
	unsigned char *der = NULL;
	int n;

	sk_X509_push(chain, t->ca);
	TS_RESP_CTX_set_serial_cb(c, next_serial, t);
	TS_RESP_CTX_set_time_cb(c, clock_of, t);
	TS_RESP_CTX_set_signer_cert(c, t->cert);
	TS_RESP_CTX_set_signer_key(c, t->key);
	TS_RESP_CTX_set_signer_digest(c, EVP_sha256());
	TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256());
	TS_RESP_CTX_set_certs(c, chain);
	TS_RESP_CTX_set_def_policy(c, policy);
	TS_RESP_CTX_add_md(c, EVP_sha256());
	r = TS_RESP_create_response(c, in);
	n = r == NULL ? 0 : i2d_TS_RESP(r, &der);
	if (n > 0)
		buf_add(reply, der, (size_t)n);
	OPENSSL_free(der);
	TS_RESP_free(r);
	ASN1_OBJECT_free(policy);
	sk_X509_free(chain);
	TS_RESP_CTX_free(c);
	BIO_free(in);
}
