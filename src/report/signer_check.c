/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a certificate may sign reports: asked before anything is fetched. */
#include "report/signer.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static void
bio_freep(BIO **b)
{
	BIO_free(*b);
}

static void
store_freep(X509_STORE **s)
{
	X509_STORE_free(*s);
}

static void
store_ctx_freep(X509_STORE_CTX **c)
{
	X509_STORE_CTX_free(*c);
}

/* Its subject, for a message: '?' for what is not plain. */
static void
name_of(X509 *x, struct buf *out)
{
	AUTO(bio_freep) BIO *b = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;

	if (b == NULL ||
	    X509_NAME_print_ex(b, X509_get_subject_name(x), 0,
		XN_FLAG_RFC2253) < 0)
		return;
	n = BIO_get_mem_data(b, &p);
	for (long i = 0; i < n && i < 200; i++)
		buf_chr(out, p[i] >= ' ' && p[i] <= '~' ? p[i] : '?');
}

static int
bad(struct err *e, X509 *x, const char *why)
{
	AUTO_BUF name = { 0 };

	name_of(x, &name);
	return err_set(e, ERR_DATA, "the signing certificate (%s) %s",
	    name.p == NULL ? "" : name.p, why);
}

static utc_t
time_of(const ASN1_TIME *t)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, secs = 0;

	ASN1_TIME_diff(&days, &secs, epoch, t);
	ASN1_TIME_free(epoch);
	return (utc_t)days * DAY_SECS + secs;
}

static int
check_dates(X509 *x, utc_t now, struct err *e)
{
	utc_t from = time_of(X509_get0_notBefore(x));
	utc_t to = time_of(X509_get0_notAfter(x));
	AUTO_BUF why = { 0 };
	char u[UTC_TEXT];

	if (now < from)
		buf_fmt(&why, "is not valid before %s", utc_text(from, u));
	else if (now > to)
		buf_fmt(&why, "expired on %s", utc_text(to, u));
	return why.n == 0 ? 0 : bad(e, x, why.p);
}

/* RFC 9336; and what certificates for persons have instead of it. */
static bool
purpose_signs(const EXTENDED_KEY_USAGE *eku)
{
	static const char *const good[] = { "1.3.6.1.5.5.7.3.36",
		"1.3.6.1.4.1.311.10.3.12", "1.3.6.1.5.5.7.3.4",
		"2.5.29.37.0" };

	for (int i = 0; i < sk_ASN1_OBJECT_num(eku); i++) {
		char oid[80] = "";

		OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(eku, i), 1);
		for (size_t k = 0; k < ARRAY_LEN(good); k++)
			if (strcmp(oid, good[k]) == 0)
				return true;
	}
	return false;
}

static int
check_usage(X509 *x, struct err *e)
{
	uint32_t usage = X509_get_key_usage(x); /* all ones: none is named */
	EXTENDED_KEY_USAGE *eku;
	bool signs;

	if (X509_get_extended_key_usage(x) != UINT32_MAX &&
	    (X509_get_extended_key_usage(x) & XKU_TIMESTAMP))
		return bad(e, x, "is a time-stamping authority's");
	/* A certificate that signs itself and names no role is no CA's. */
	if (X509_get_extension_flags(x) & EXFLAG_CA)
		return bad(e, x, "is a CA's");
	if ((usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
		return bad(e, x, "has a key usage without digitalSignature");
	eku = X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);
	signs = eku == NULL || purpose_signs(eku);
	EXTENDED_KEY_USAGE_free(eku);
	return signs ? 0 :
		       bad(e, x,
			   "has an extended key usage that is not the "
			   "signing of documents");
}

static int
check_key(X509 *x, struct err *e)
{
	EVP_PKEY *k = X509_get0_pubkey(x);
	AUTO_BUF why = { 0 };

	if (k == NULL || !EVP_PKEY_is_a(k, "RSA"))
		return bad(e, x, "has no RSA key");
	if (EVP_PKEY_get_bits(k) >= SIGNER_BITS_MIN)
		return 0;
	buf_fmt(&why, "has a key of %d bits: want %d or more",
	    EVP_PKEY_get_bits(k), SIGNER_BITS_MIN);
	return bad(e, x, why.p);
}

static bool
self_signed(X509 *x)
{
	return X509_self_signed(x, 1) == 1;
}

/* The chain's own root, and what the configuration trusts. */
static int
anchors(const struct signer *s, struct span trusted, X509_STORE *ret,
    struct err *e)
{
	for (int i = 0; i < sk_X509_num(s->chain); i++)
		if (self_signed(sk_X509_value(s->chain, i)))
			X509_STORE_add_cert(ret, sk_X509_value(s->chain, i));
	if (trusted.n != 0) {
		AUTO(dsig_certs_free)
		STACK_OF(X509) *more = dsig_certs(trusted, e);

		if (more == NULL)
			return err_wrap(e, "report.trusted");
		for (int i = 0; i < sk_X509_num(more); i++)
			X509_STORE_add_cert(ret, sk_X509_value(more, i));
	}
	return 0;
}

/* *ret: the chain as it was found, to be freed; now TIME_NONE: at any time. */
static int
build(const struct signer *s, struct span trusted, utc_t now,
    STACK_OF(X509) * *ret, struct err *e)
{
	AUTO(store_freep) X509_STORE *st = X509_STORE_new();
	AUTO(store_ctx_freep) X509_STORE_CTX *c = X509_STORE_CTX_new();
	X509 *leaf = sk_X509_value(s->chain, 0);
	AUTO_BUF why = { 0 };
	int code;

	if (st == NULL || c == NULL)
		return err_set(e, ERR_IO, "no memory");
	if (anchors(s, trusted, st, e) != 0)
		return -1;
	if (X509_STORE_CTX_init(c, st, leaf, s->chain) != 1)
		return err_set(e, ERR_IO, "OpenSSL: cannot check a chain");
	if (now == TIME_NONE)
		X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(c),
		    X509_V_FLAG_NO_CHECK_TIME);
	else
		X509_STORE_CTX_set_time(c, 0, (time_t)now);
	if (X509_verify_cert(c) == 1) {
		*ret = X509_STORE_CTX_get1_chain(c);
		return 0;
	}
	code = X509_STORE_CTX_get_error(c);
	buf_fmt(&why, "has no good chain: %s",
	    X509_verify_cert_error_string(code));
	if (X509_STORE_CTX_get_current_cert(c) != NULL &&
	    X509_STORE_CTX_get_error_depth(c) > 0) {
		buf_str(&why, ": ");
		name_of(X509_STORE_CTX_get_current_cert(c), &why);
	}
	return bad(e, leaf, why.p);
}

int
signer_check(const struct signer *s, struct span trusted_pem, utc_t now,
    struct err *e)
{
	X509 *leaf = sk_X509_value(s->chain, 0);
	STACK_OF(X509) *found = NULL;

	if (check_dates(leaf, now, e) != 0 || check_key(leaf, e) != 0 ||
	    check_usage(leaf, e) != 0 ||
	    build(s, trusted_pem, now, &found, e) != 0)
		return -1;
	sk_X509_pop_free(found, X509_free);
	return 0;
}

void
signer_sha256(const struct signer *s, char ret[SHA256_HEX])
{
	AUTO_BUF der = { 0 };
	int r = dsig_der(sk_X509_value(s->chain, 0), &der);

	assert(r == 0);
	digest_sha256(buf_view(&der), ret);
}

void
signer_dates(const struct signer *s, utc_t *ret_from, utc_t *ret_until)
{
	X509 *leaf = sk_X509_value(s->chain, 0);

	*ret_from = time_of(X509_get0_notBefore(leaf));
	*ret_until = time_of(X509_get0_notAfter(leaf));
}

int
signer_anchor(const struct signer *s, struct span trusted_pem, struct buf *out,
    struct err *e)
{
	AUTO(bio_freep) BIO *b = BIO_new(BIO_s_mem());
	STACK_OF(X509) *found = NULL;
	char *p = NULL;
	long n;
	int r;

	if (build(s, trusted_pem, TIME_NONE, &found, e) != 0)
		return -1;
	r = b == NULL ? 0 :
			PEM_write_bio_X509(b,
			    sk_X509_value(found, sk_X509_num(found) - 1));
	sk_X509_pop_free(found, X509_free);
	if (r != 1)
		return err_set(e, ERR_IO, "OpenSSL: cannot write PEM");
	n = BIO_get_mem_data(b, &p);
	buf_add(out, p, (size_t)n);
	return 0;
}
