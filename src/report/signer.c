/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/signer.h"

#include "report/report.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static void
bio_freep(BIO **b)
{
	BIO_free(*b);
}

static void
md_ctx_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static void
p12_freep(PKCS12 **p)
{
	PKCS12_free(*p);
}

void
signer_free(struct signer *s)
{
	if (s == NULL)
		return;
	EVP_PKEY_free(s->key);
	sk_X509_pop_free(s->chain, X509_free);
	free(s);
}

static void
signer_freep(struct signer **s)
{
	signer_free(*s);
}

/* Never asked on the terminal: -1 where there is none, or too long a one. */
static int
passphrase(char *to, int size, int writing, void *arg)
{
	const struct span *s = arg;

	(void)writing;
	if (s->n == 0 || size < 0 || s->n > (size_t)size)
		return -1;
	memcpy(to, s->p, s->n);
	return (int)s->n;
}

static int
key_pem(const struct signer_source *from, struct signer *s, struct err *e)
{
	AUTO(bio_freep)
	BIO *b = BIO_new_mem_buf(from->key.p, (int)from->key.n);
	struct span pass = from->passphrase;

	if (b != NULL)
		s->key = PEM_read_bio_PrivateKey(b, NULL, passphrase, &pass);
	return s->key != NULL ? 0 :
				err_set(e, ERR_DATA,
				    "the signing key cannot be read: no "
				    "private key in PEM, or the passphrase "
				    "does not fit");
}

static void
push_all(STACK_OF(X509) * to, STACK_OF(X509) * from)
{
	for (int i = 0; from != NULL && i < sk_X509_num(from) &&
	     sk_X509_num(to) < CHAIN_MAX;
	     i++)
		if (X509_up_ref(sk_X509_value(from, i)) == 1)
			sk_X509_push(to, sk_X509_value(from, i));
}

static int
key_pkcs12(const struct signer_source *from, PKCS12 *p, struct signer *s,
    struct err *e)
{
	AUTO_FREE char *pass =
	    mem_strndup(from->passphrase.p, from->passphrase.n);
	X509 *leaf = NULL;
	STACK_OF(X509) *above = NULL;
	bool good = PKCS12_parse(p, from->passphrase.n == 0 ? NULL : pass,
			&s->key, &leaf, &above) == 1 &&
	    s->key != NULL;

	OPENSSL_cleanse(pass, from->passphrase.n);
	if (good && leaf != NULL)
		sk_X509_push(s->chain, leaf);
	else
		X509_free(leaf);
	push_all(s->chain, above);
	sk_X509_pop_free(above, X509_free);
	return good ? 0 :
		      err_set(e, ERR_DATA,
			  "the PKCS#12 file cannot be opened: the passphrase "
			  "does not fit, it holds no key, or it is encrypted "
			  "in a way that OpenSSL no longer reads");
}

/* A token's key: it stays where it is. */
static int
key_token(const struct signer_source *from, struct signer *s, struct err *e)
{
	struct span pin = from->passphrase;
	UI_METHOD *ui = UI_UTIL_wrap_read_pem_callback(passphrase, 0);
	OSSL_STORE_CTX *c = ui == NULL ?
	    NULL :
	    OSSL_STORE_open(from->uri, ui, &pin, NULL, NULL);

	while (c != NULL && !OSSL_STORE_eof(c)) {
		OSSL_STORE_INFO *i = OSSL_STORE_load(c);
		int type = i == NULL ? 0 : OSSL_STORE_INFO_get_type(i);

		if (type == OSSL_STORE_INFO_PKEY && s->key == NULL)
			s->key = OSSL_STORE_INFO_get1_PKEY(i);
		else if (type == OSSL_STORE_INFO_CERT &&
		    sk_X509_num(s->chain) < CHAIN_MAX)
			sk_X509_push(s->chain, OSSL_STORE_INFO_get1_CERT(i));
		OSSL_STORE_INFO_free(i);
		if (i == NULL && OSSL_STORE_error(c))
			break;
	}
	OSSL_STORE_close(c);
	UI_destroy_method(ui);
	/* Its URI may hold a PIN. */
	return s->key != NULL ? 0 :
				err_set(e, ERR_DATA,
				    "no private key under the URI in "
				    "report.signingkey: OpenSSL's "
				    "configuration loads no provider for it, "
				    "the token is not there, or the PIN does "
				    "not fit");
}

static int
key_any(const struct signer_source *from, struct signer *s, struct err *e)
{
	const unsigned char *p = from->key.p;
	AUTO(p12_freep)
	PKCS12 *p12 = from->uri != NULL || from->key.n == 0 || p[0] != 0x30 ?
	    NULL :
	    d2i_PKCS12(NULL, &p, (long)from->key.n);

	if (from->uri != NULL)
		return key_token(from, s, e);
	return p12 != NULL ? key_pkcs12(from, p12, s, e) : key_pem(from, s, e);
}

/* A token that lets nothing be compared can still show whose key it is. */
static bool
shows_itself(const struct signer *s, X509 *leaf)
{
	static const unsigned char text[] = "nroaudit: whose key is this?";
	AUTO(md_ctx_freep) EVP_MD_CTX *a = EVP_MD_CTX_new();
	AUTO(md_ctx_freep) EVP_MD_CTX *b = EVP_MD_CTX_new();
	AUTO_FREE unsigned char *sig = NULL;
	size_t n = 0;

	if (a == NULL || b == NULL ||
	    EVP_DigestSignInit_ex(a, NULL, "SHA256", NULL, NULL, s->key,
		NULL) != 1)
		return false;
	n = (size_t)EVP_PKEY_get_size(s->key);
	sig = mem_alloc(n);
	return EVP_DigestSign(a, sig, &n, text, sizeof(text)) == 1 &&
	    EVP_DigestVerifyInit_ex(b, NULL, "SHA256", NULL, NULL,
		X509_get0_pubkey(leaf), NULL) == 1 &&
	    EVP_DigestVerify(b, sig, n, text, sizeof(text)) == 1;
}

static bool
fits(const struct signer *s, X509 *leaf)
{
	return X509_check_private_key(leaf, s->key) == 1 ||
	    shows_itself(s, leaf);
}

/* Each behind the one that it issued; what issued none is left out. */
static void
put_in_order(struct signer *s)
{
	STACK_OF(X509) *had = s->chain;
	X509 *at = NULL;

	s->chain = sk_X509_new_null();
	for (int i = 0; i < sk_X509_num(had) && at == NULL; i++)
		if (fits(s, sk_X509_value(had, i)))
			at = sk_X509_value(had, i);
	while (at != NULL && sk_X509_num(s->chain) < CHAIN_MAX) {
		X509 *next = NULL;

		X509_up_ref(at);
		sk_X509_push(s->chain, at);
		for (int i = 0; i < sk_X509_num(had) && next == NULL; i++)
			if (X509_cmp(sk_X509_value(had, i), at) != 0 &&
			    X509_check_issued(sk_X509_value(had, i), at) ==
				X509_V_OK)
				next = sk_X509_value(had, i);
		at = next;
	}
	sk_X509_pop_free(had, X509_free);
}

int
signer_load(const struct signer_source *from, struct signer **ret,
    struct err *e)
{
	AUTO(signer_freep) struct signer *s = mem_alloc(sizeof(*s));

	s->chain = sk_X509_new_null();
	if (s->chain == NULL || key_any(from, s, e) != 0)
		return s->chain == NULL ? err_set(e, ERR_IO, "no memory") : -1;
	if (from->chain.n != 0) {
		sk_X509_pop_free(s->chain, X509_free);
		s->chain = dsig_certs(from->chain, e);
		if (s->chain == NULL)
			return err_wrap(e, "the signing certificate");
	} else
		put_in_order(s);
	if (sk_X509_num(s->chain) == 0)
		return err_set(e, ERR_DATA,
		    "no certificate comes with the signing key: name its "
		    "chain in report.signingchain");
	if (!fits(s, sk_X509_value(s->chain, 0)))
		return err_set(e, ERR_DATA,
		    "the signing certificate is another key's: "
		    "report.signingkey and the first certificate of "
		    "report.signingchain do not belong together");
	if (!EVP_PKEY_is_a(s->key, "RSA"))
		return err_set(e, ERR_DATA,
		    "the signing key is not an RSA key, which is what every "
		    "verifier of XML signatures reads");
	*ret = TAKE(s);
	return 0;
}

int
signer_open(struct span key, struct span chain, struct signer **ret,
    struct err *e)
{
	struct signer_source from = { key, NULL, chain, { NULL, 0 } };

	if (dsig_start(e) != 0)
		return -1;
	if (chain.n == 0)
		return err_set(e, ERR_DATA, "no certificate in PEM");
	return signer_load(&from, ret, e);
}
