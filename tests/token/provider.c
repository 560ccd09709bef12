/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An OpenSSL provider that stands in for a PKCS#11 token's: under any URI
 * `pkcs11:...` lies one RSA key, which signs once the PIN was given and which
 * no call exports.  OpenSSL's configuration tells key (a PEM file that is
 * opened when the key is asked for), cert (may be missing) and pin.
 */
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct token {
	OSSL_LIB_CTX *lib;
	char *key, *cert, *pin;
};

struct loader {
	const struct token *t;
	int next; /* 0: the key, 1: the certificate, 2: the end */
};

static BIO *
open_file(const char *path)
{
	return path == NULL ? NULL : BIO_new_file(path, "r");
}

static void *
store_open(void *prov, const char *uri)
{
	struct loader *l = calloc(1, sizeof(*l));

	(void)uri;
	if (l != NULL)
		l->t = prov;
	return l;
}

static int
store_set(void *ctx, const OSSL_PARAM params[])
{
	(void)ctx;
	(void)params;
	return 1;
}

static const OSSL_PARAM *
store_settable(void *prov)
{
	static const OSSL_PARAM none[] = { OSSL_PARAM_END };

	(void)prov;
	return none;
}

static int
give(OSSL_CALLBACK *cb, void *arg, int type, const char *data_type, int by,
    void *p, size_t n)
{
	OSSL_PARAM v[4];
	const char *how =
	    by ? OSSL_OBJECT_PARAM_REFERENCE : OSSL_OBJECT_PARAM_DATA;

	v[0] = OSSL_PARAM_construct_int(OSSL_OBJECT_PARAM_TYPE, &type);
	v[1] = OSSL_PARAM_construct_octet_string(how, p, n);
	v[2] = OSSL_PARAM_construct_end();
	if (data_type != NULL) {
		union {
			const char *from;
			char *to;
		} u = { data_type };

		v[2] = OSSL_PARAM_construct_utf8_string(
		    OSSL_OBJECT_PARAM_DATA_TYPE, u.to, 0);
		v[3] = OSSL_PARAM_construct_end();
	}
	return cb(v, arg);
}

static int
give_key(const struct token *t, OSSL_CALLBACK *cb, void *arg,
    OSSL_PASSPHRASE_CALLBACK *ask, void *ask_arg)
{
	char pin[64];
	size_t n = 0;
	BIO *b;
	EVP_PKEY *k = NULL;
	int r;

	if (ask(pin, sizeof(pin), &n, NULL, ask_arg) != 1 ||
	    n != strlen(t->pin) || memcmp(pin, t->pin, n) != 0)
		return 0;
	b = open_file(t->key);
	if (b != NULL)
		k = PEM_read_bio_PrivateKey_ex(b, NULL, NULL, NULL, t->lib,
		    NULL);
	BIO_free(b);
	if (k == NULL)
		return 0;
	r = give(cb, arg, OSSL_OBJECT_PKEY, "RSA", 1, &k, sizeof(k));
	EVP_PKEY_free(k); /* what took it has its own hold on it */
	return r;
}

static int
give_cert(const struct token *t, OSSL_CALLBACK *cb, void *arg)
{
	BIO *b = open_file(t->cert);
	X509 *x = b == NULL ? NULL : PEM_read_bio_X509(b, NULL, NULL, NULL);
	unsigned char *der = NULL;
	int n = x == NULL ? 0 : i2d_X509(x, &der), r = 0;

	BIO_free(b);
	X509_free(x);
	if (n > 0)
		r = give(cb, arg, OSSL_OBJECT_CERT, NULL, 0, der, (size_t)n);
	OPENSSL_free(der);
	return r;
}

static int
store_load(void *ctx, OSSL_CALLBACK *cb, void *arg,
    OSSL_PASSPHRASE_CALLBACK *ask, void *ask_arg)
{
	struct loader *l = ctx;

	if (l->next++ == 0)
		return give_key(l->t, cb, arg, ask, ask_arg);
	return give_cert(l->t, cb, arg);
}

static int
store_eof(void *ctx)
{
	const struct loader *l = ctx;

	return l->next >= (l->t->cert == NULL ? 1 : 2);
}

static int
store_close(void *ctx)
{
	free(ctx);
	return 1;
}

static void *
key_load(const void *reference, size_t n)
{
	EVP_PKEY *k = NULL;

	if (n != sizeof(k))
		return NULL;
	memcpy(&k, reference, sizeof(k));
	return EVP_PKEY_up_ref(k) == 1 ? k : NULL;
}

static void
key_free(void *k)
{
	EVP_PKEY_free(k);
}

static int
key_has(const void *k, int selection)
{
	(void)selection;
	return k != NULL;
}

/* The public half alone; asked for more, nothing. */
static int
key_export(void *k, int selection, OSSL_CALLBACK *cb, void *arg)
{
	OSSL_PARAM *p = NULL;
	int r;

	if ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0 ||
	    EVP_PKEY_todata(k, EVP_PKEY_PUBLIC_KEY, &p) != 1)
		return 0;
	r = cb(p, arg);
	OSSL_PARAM_free(p);
	return r;
}

static const OSSL_PARAM *
key_types(int selection)
{
	static const OSSL_PARAM v[] = {
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, NULL, 0),
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, NULL, 0), OSSL_PARAM_END
	};

	return (selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0 ? NULL : v;
}

static int
key_get(void *k, OSSL_PARAM params[])
{
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_BITS);

	if (p != NULL && !OSSL_PARAM_set_int(p, EVP_PKEY_get_bits(k)))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_SECURITY_BITS);
	if (p != NULL && !OSSL_PARAM_set_int(p, EVP_PKEY_get_security_bits(k)))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_MAX_SIZE);
	return p == NULL || OSSL_PARAM_set_int(p, EVP_PKEY_get_size(k));
}

static const OSSL_PARAM *
key_gettable(void *prov)
{
	static const OSSL_PARAM v[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL), OSSL_PARAM_END
	};

	(void)prov;
	return v;
}

struct signing {
	const struct token *t;
	EVP_PKEY *k;
	char md[32];
};

static void *
sign_new(void *prov, const char *properties)
{
	struct signing *s = calloc(1, sizeof(*s));

	(void)properties;
	if (s != NULL)
		s->t = prov;
	return s;
}

static void
sign_free(void *ctx)
{
	free(ctx);
}

static int
sign_init(void *ctx, const char *md, void *key, const OSSL_PARAM params[])
{
	struct signing *s = ctx;

	(void)params;
	if (md == NULL || strlen(md) >= sizeof(s->md))
		return 0;
	memcpy(s->md, md, strlen(md) + 1);
	s->k = key;
	return 1;
}

static int
sign_once(void *ctx, unsigned char *sig, size_t *n, size_t size,
    const unsigned char *text, size_t len)
{
	struct signing *s = ctx;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int r;

	*n = size;
	r = c != NULL &&
	    EVP_DigestSignInit_ex(c, NULL, s->md, s->t->lib, NULL, s->k,
		NULL) == 1 &&
	    EVP_DigestSign(c, sig, n, text, len) == 1;
	EVP_MD_CTX_free(c);
	return r;
}

#define FN(id, f)                                                             \
	{                                                                     \
		id, (void (*)(void))(f)                                       \
	}
#define FN_END                                                                \
	{                                                                     \
		0, NULL                                                       \
	}

static const OSSL_DISPATCH store_fns[] = { FN(OSSL_FUNC_STORE_OPEN,
					       store_open),
	FN(OSSL_FUNC_STORE_SETTABLE_CTX_PARAMS, store_settable),
	FN(OSSL_FUNC_STORE_SET_CTX_PARAMS, store_set),
	FN(OSSL_FUNC_STORE_LOAD, store_load),
	FN(OSSL_FUNC_STORE_EOF, store_eof),
	FN(OSSL_FUNC_STORE_CLOSE, store_close), FN_END };
static const OSSL_DISPATCH key_fns[] = { FN(OSSL_FUNC_KEYMGMT_LOAD, key_load),
	FN(OSSL_FUNC_KEYMGMT_FREE, key_free),
	FN(OSSL_FUNC_KEYMGMT_HAS, key_has),
	FN(OSSL_FUNC_KEYMGMT_EXPORT, key_export),
	FN(OSSL_FUNC_KEYMGMT_EXPORT_TYPES, key_types),
	FN(OSSL_FUNC_KEYMGMT_GET_PARAMS, key_get),
	FN(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, key_gettable), FN_END };
static const OSSL_DISPATCH sign_fns[] = { FN(OSSL_FUNC_SIGNATURE_NEWCTX,
					      sign_new),
	FN(OSSL_FUNC_SIGNATURE_FREECTX, sign_free),
	FN(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, sign_init),
	FN(OSSL_FUNC_SIGNATURE_DIGEST_SIGN, sign_once), FN_END };

static const OSSL_ALGORITHM *
query(void *prov, int operation, int *no_cache)
{
	static const OSSL_ALGORITHM stores[] = {
		{ "pkcs11", "provider=testtoken", store_fns, NULL },
		{ NULL, NULL, NULL, NULL }
	};
	static const OSSL_ALGORITHM keys[] = {
		{ "RSA:rsaEncryption", "provider=testtoken", key_fns, NULL },
		{ NULL, NULL, NULL, NULL }
	};
	static const OSSL_ALGORITHM signatures[] = {
		{ "RSA:rsaEncryption", "provider=testtoken", sign_fns, NULL },
		{ NULL, NULL, NULL, NULL }
	};

	(void)prov;
	*no_cache = 0;
	return operation == OSSL_OP_STORE  ? stores :
	    operation == OSSL_OP_KEYMGMT   ? keys :
	    operation == OSSL_OP_SIGNATURE ? signatures :
					     NULL;
}

static void
teardown(void *prov)
{
	struct token *t = prov;

	OSSL_LIB_CTX_free(t->lib);
	free(t->key);
	free(t->cert);
	free(t->pin);
	free(t);
}

static char *
copy(const char *s)
{
	return s == NULL ? NULL : strdup(s);
}

extern int OSSL_provider_init(const OSSL_CORE_HANDLE *core,
    const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **prov);
int
OSSL_provider_init(const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in,
    const OSSL_DISPATCH **out, void **prov)
{
	static const OSSL_DISPATCH fns[] = { FN(OSSL_FUNC_PROVIDER_TEARDOWN,
						 teardown),
		FN(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), FN_END };
	OSSL_FUNC_core_get_params_fn *get = NULL;
	char *key = NULL, *cert = NULL, *pin = NULL;
	OSSL_PARAM v[] = { OSSL_PARAM_utf8_ptr("key", &key, 0),
		OSSL_PARAM_utf8_ptr("cert", &cert, 0),
		OSSL_PARAM_utf8_ptr("pin", &pin, 0), OSSL_PARAM_END };
	struct token *t;

	for (; in->function_id != 0; in++)
		if (in->function_id == OSSL_FUNC_CORE_GET_PARAMS)
			get = OSSL_FUNC_core_get_params(in);
	if (get == NULL || get(core, v) != 1 || key == NULL || pin == NULL)
		return 0;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return 0;
	t->lib = OSSL_LIB_CTX_new();
	t->key = copy(key);
	t->cert = copy(cert);
	t->pin = copy(pin);
	*out = fns;
	*prov = t;
	return 1;
}
