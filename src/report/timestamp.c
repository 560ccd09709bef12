/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/timestamp.h"

#include "report/dsig.h"

#include <openssl/pem.h>
#include <openssl/ts.h>
#include <string.h>

static void
req_free(TS_REQ **p)
{
	TS_REQ_free(*p);
}

static void
resp_free(TS_RESP **p)
{
	TS_RESP_free(*p);
}

static void
pkcs7_free(PKCS7 **p)
{
	PKCS7_free(*p);
}

static void
info_free(TS_TST_INFO **p)
{
	TS_TST_INFO_free(*p);
}

static void
store_free(X509_STORE **p)
{
	X509_STORE_free(*p);
}

static void
integer_free(ASN1_INTEGER **p)
{
	ASN1_INTEGER_free(*p);
}

static ASN1_INTEGER *
nonce_integer(const unsigned char nonce[TIMESTAMP_NONCE])
{
	BIGNUM *n = BN_bin2bn(nonce, TIMESTAMP_NONCE, NULL);
	ASN1_INTEGER *i = n == NULL ? NULL : BN_to_ASN1_INTEGER(n, NULL);

	BN_free(n);
	return i;
}

static int
set_imprint(TS_REQ *q, const unsigned char digest[32])
{
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *a = X509_ALGOR_new();
	unsigned char d[32];
	int ok = 0;

	memcpy(d, digest, sizeof(d));
	if (m != NULL && a != NULL &&
	    X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL))
		ok = TS_MSG_IMPRINT_set_algo(m, a) &&
		    TS_MSG_IMPRINT_set_msg(m, d, sizeof(d)) &&
		    TS_REQ_set_msg_imprint(q, m);
	X509_ALGOR_free(a);
	TS_MSG_IMPRINT_free(m);
	return ok;
}

int
timestamp_request(const unsigned char digest[32],
    const unsigned char nonce[TIMESTAMP_NONCE], struct buf *ret, struct err *e)
{
	AUTO(req_free) TS_REQ *q = TS_REQ_new();
	AUTO(integer_free) ASN1_INTEGER *n = nonce_integer(nonce);
	unsigned char *der = NULL;
	int len = -1;

	if (q != NULL && n != NULL && TS_REQ_set_version(q, 1) &&
	    set_imprint(q, digest) && TS_REQ_set_nonce(q, n) &&
	    TS_REQ_set_cert_req(q, 1))
		len = i2d_TS_REQ(q, &der);
	if (len > 0)
		buf_add(ret, der, (size_t)len);
	OPENSSL_free(der);
	return len > 0 ? 0 :
			 err_set(e, ERR_IO,
			     "no time-stamp request could be "
			     "made");
}

/* Seconds of genTime; OpenSSL has no other way than the difference. */
static int
time_of(const ASN1_TIME *t, utc_t *ret)
{
	ASN1_TIME *zero = ASN1_TIME_set(NULL, 0);
	int days = 0, secs = 0;
	int ok =
	    zero != NULL && t != NULL && ASN1_TIME_diff(&days, &secs, zero, t);

	ASN1_TIME_free(zero);
	if (!ok)
		return -1;
	*ret = (utc_t)days * DAY_SECS + secs;
	return 0;
}

/* Trust for time-stamping, judged at one instant. */
static X509_STORE *
trust(struct span pem, utc_t when)
{
	X509_STORE *st = X509_STORE_new();
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509_VERIFY_PARAM *p = st == NULL ? NULL : X509_STORE_get0_param(st);
	X509 *x;
	int n = 0;

	while (p != NULL && b != NULL && n < TIMESTAMP_TRUST_MAX &&
	    (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		X509_STORE_add_cert(st, x);
		X509_free(x);
		n++;
	}
	BIO_free(b);
	if (n == 0 ||
	    X509_VERIFY_PARAM_set_purpose(p, X509_PURPOSE_TIMESTAMP_SIGN) !=
		1) {
		X509_STORE_free(st);
		return NULL;
	}
	X509_VERIFY_PARAM_set_time(p, (time_t)when);
	return st;
}

static int
refused(struct err *e, const char *what)
{
	return err_set(e, ERR_DATA, "timestamp token: %s", what);
}

/* The signature, the signer's certificate and its chain at that time. */
static int
check_signer(PKCS7 *token, struct span trusted, struct timestamp *t,
    struct err *e)
{
	AUTO(store_free) X509_STORE *st = trust(trusted, t->when);
	AUTO_BUF der = { 0 };
	X509 *signer = NULL;

	if (st == NULL)
		return refused(e, "no TSA is trusted");
	if (TS_RESP_verify_signature(token, NULL, st, &signer) != 1)
		return refused(e, "signature, certificate or chain");
	if (dsig_der(signer, &der) == 0)
		digest_sha256(buf_view(&der), t->tsa);
	if (time_of(X509_get0_notAfter(signer), &t->tsa_until) != 0)
		t->tsa_until = TIME_NONE;
	X509_free(signer);
	return 0;
}

static int
check_imprint(TS_TST_INFO *info, const unsigned char digest[32], struct err *e)
{
	TS_MSG_IMPRINT *m = TS_TST_INFO_get_msg_imprint(info);
	const ASN1_OCTET_STRING *s =
	    m == NULL ? NULL : TS_MSG_IMPRINT_get_msg(m);
	const X509_ALGOR *a = m == NULL ? NULL : TS_MSG_IMPRINT_get_algo(m);
	const ASN1_OBJECT *o = NULL;

	if (a != NULL)
		X509_ALGOR_get0(&o, NULL, NULL, a);
	if (s == NULL || o == NULL || OBJ_obj2nid(o) != NID_sha256 ||
	    ASN1_STRING_length(s) != 32 ||
	    memcmp(ASN1_STRING_get0_data(s), digest, 32) != 0)
		return refused(e, "it is over another digest");
	return 0;
}

static int
check_token(PKCS7 *token, const unsigned char digest[32],
    const ASN1_INTEGER *nonce, struct span trusted, struct timestamp *ret,
    struct err *e)
{
	AUTO(info_free) TS_TST_INFO *info = PKCS7_to_TS_TST_INFO(token);
	struct timestamp t = { 0 };
	const ASN1_INTEGER *serial, *got;

	if (info == NULL || TS_TST_INFO_get_version(info) != 1)
		return refused(e, "no TSTInfo of version 1");
	if (check_imprint(info, digest, e) != 0)
		return -1;
	got = TS_TST_INFO_get_nonce(info);
	if (nonce != NULL &&
	    (got == NULL || ASN1_INTEGER_cmp(nonce, got) != 0))
		return refused(e, "it answers another request");
	if (time_of(TS_TST_INFO_get_time(info), &t.when) != 0)
		return refused(e, "genTime");
	if (check_signer(token, trusted, &t, e) != 0)
		return -1;
	serial = TS_TST_INFO_get_serial(info);
	if (serial == NULL || serial->length > 20 || serial->length <= 0)
		return refused(e, "serial number");
	hex_of(serial->data, (size_t)serial->length, t.serial);
	*ret = t;
	return 0;
}

static PKCS7 *
read_token(struct span der, struct err *e)
{
	const unsigned char *p = der.p;
	PKCS7 *t = NULL;

	if (der.n != 0 && der.n <= TIMESTAMP_TOKEN_MAX)
		t = d2i_PKCS7(NULL, &p, (long)der.n);
	if (t != NULL && p != der.p + der.n) {
		PKCS7_free(t);
		t = NULL;
	}
	if (t == NULL)
		err_set(e, ERR_DATA, "timestamp DER");
	return t;
}

int
timestamp_verify(struct span token, const unsigned char digest[32],
    struct span trusted, struct timestamp *ret, struct err *e)
{
	AUTO(pkcs7_free) PKCS7 *t = read_token(token, e);

	return t == NULL ? -1 : check_token(t, digest, NULL, trusted, ret, e);
}

/* The first signer's chain. */
static STACK_OF(X509) * chain_of(PKCS7 *t, struct span trusted, utc_t when)
{
	AUTO(store_free) X509_STORE *st = trust(trusted, when);
	STACK_OF(X509) *signers = PKCS7_get0_signers(t, NULL, 0);
	X509_STORE_CTX *c = X509_STORE_CTX_new();
	STACK_OF(X509) *ret = NULL;

	if (st != NULL && c != NULL && sk_X509_num(signers) == 1 &&
	    X509_STORE_CTX_init(c, st, sk_X509_value(signers, 0),
		t->d.sign->cert) == 1 &&
	    X509_verify_cert(c) == 1)
		ret = X509_STORE_CTX_get1_chain(c);
	X509_STORE_CTX_free(c);
	sk_X509_free(signers);
	return ret;
}

STACK_OF(X509) *
    timestamp_chain(struct span token, struct span trusted, struct err *e)
{
	AUTO(pkcs7_free) PKCS7 *t = read_token(token, e);
	AUTO(info_free) TS_TST_INFO *info = NULL;
	STACK_OF(X509) *ret = NULL;
	utc_t when;

	if (t == NULL)
		return NULL;
	info = PKCS7_type_is_signed(t) ? PKCS7_to_TS_TST_INFO(t) : NULL;
	if (info != NULL && time_of(TS_TST_INFO_get_time(info), &when) == 0)
		ret = chain_of(t, trusted, when);
	if (ret == NULL)
		refused(e, "signature, certificate or chain");
	return ret;
}

int
timestamp_authority(struct span token, char ret[SHA256_HEX], struct err *e)
{
	AUTO(pkcs7_free) PKCS7 *t = read_token(token, e);
	STACK_OF(X509) *signers = NULL;
	unsigned char d[32];
	unsigned n = sizeof(d);
	int ok = 0;

	if (t == NULL)
		return -1;
	if (PKCS7_type_is_signed(t))
		signers = PKCS7_get0_signers(t, NULL, 0);
	if (sk_X509_num(signers) == 1)
		ok = X509_NAME_digest(
		    X509_get_issuer_name(sk_X509_value(signers, 0)),
		    EVP_sha256(), d, &n);
	sk_X509_free(signers);
	if (ok != 1)
		return refused(e, "no signer");
	hex_of(d, sizeof(d), ret);
	return 0;
}

bool
timestamp_holds(struct span token, const X509 *cert)
{
	struct err e = { 0 };
	AUTO(pkcs7_free) PKCS7 *t = read_token(token, &e);
	STACK_OF(X509) *in =
	    t != NULL && PKCS7_type_is_signed(t) ? t->d.sign->cert : NULL;

	for (int i = 0; i < sk_X509_num(in); i++)
		if (X509_cmp(sk_X509_value(in, i), cert) == 0)
			return true;
	return false;
}

static const char *
status_words(TS_RESP *r)
{
	const TS_STATUS_INFO *s = TS_RESP_get_status_info(r);
	long n =
	    s == NULL ? -1 : ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(s));

	return n == TS_STATUS_GRANTED || n == TS_STATUS_GRANTED_WITH_MODS ?
	    NULL :
	    n == TS_STATUS_REJECTION ? "the TSA rejected the request" :
	    n == TS_STATUS_WAITING   ? "the TSA asks to wait" :
				       "the TSA did not grant it";
}

int
timestamp_reply(struct span reply, const unsigned char digest[32],
    const unsigned char nonce[TIMESTAMP_NONCE], struct span trusted, utc_t now,
    int slack, struct buf *ret_token, struct timestamp *ret, struct err *e)
{
	const unsigned char *p = reply.p;
	AUTO(resp_free) TS_RESP *r = NULL;
	AUTO(integer_free) ASN1_INTEGER *n = nonce_integer(nonce);
	struct timestamp t;
	unsigned char *der = NULL;
	int len;

	if (reply.n != 0 && reply.n <= TIMESTAMP_TOKEN_MAX)
		r = d2i_TS_RESP(NULL, &p, (long)reply.n);
	if (r == NULL || n == NULL || p != reply.p + reply.n)
		return err_set(e, ERR_DATA, "no time-stamp reply");
	if (status_words(r) != NULL)
		return err_set(e, ERR_DATA, "%s", status_words(r));
	if (TS_RESP_get_token(r) == NULL)
		return err_set(e, ERR_DATA, "granted without a token");
	if (check_token(TS_RESP_get_token(r), digest, n, trusted, &t, e) != 0)
		return -1;
	if (t.when > now + slack || t.when < now - slack)
		return err_set(e, ERR_DATA,
		    "the TSA's clock is %lld s from "
		    "ours",
		    (long long)(t.when - now));
	len = i2d_PKCS7(TS_RESP_get_token(r), &der);
	if (len <= 0)
		return err_set(e, ERR_DATA, "timestamp DER");
	buf_add(ret_token, der, (size_t)len);
	OPENSSL_free(der);
	*ret = t;
	return 0;
}
