/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sshsig.h"
#include "io/keys.h"
#include "io/signers.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#define SIG_SIZE 64
#define SHA512_SIZE 64
#define ARMOUR_WIDTH 70
#define KEY_TYPE "ssh-ed25519"
#define MAGIC "SSHSIG"
#define BEGIN "-----BEGIN SSH SIGNATURE-----"
#define END "-----END SSH SIGNATURE-----"

struct sshkey {
	EVP_PKEY *pkey;
	unsigned char pub[SSH_PUBLIC_SIZE];
};

static void
md_ctx_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static void
pkey_freep(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

void
sshkey_free(struct sshkey *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey);
	mem_freep(&k);
}

void
sshkey_freep(struct sshkey **k)
{
	sshkey_free(*k);
}

/* A PEM without passphrase: never ask on the terminal. */
static int
no_passphrase(char *p, int size, int rw, void *arg)
{
	(void)p, (void)size, (void)rw, (void)arg;
	return -1;
}

int
sshkey_load(const char *path, struct sshkey **ret, struct err *e)
{
	AUTO(sshkey_freep) struct sshkey *k = mem_alloc(sizeof(*k));
	unsigned char *p;
	size_t n, len = sizeof(k->pub);
	BIO *bio;

	if (key_read(path, &p, &n, e) != 0)
		return -1;
	bio = BIO_new_mem_buf(p, (int)n);
	if (bio != NULL)
		k->pkey =
		    PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	key_forget(p, n);
	if (k->pkey == NULL || EVP_PKEY_get_id(k->pkey) != EVP_PKEY_ED25519)
		return err_set(e, ERR_DATA,
		    "%s: not an unencrypted Ed25519 key in PKCS#8 PEM", path);
	if (EVP_PKEY_get_raw_public_key(k->pkey, k->pub, &len) != 1)
		return err_set(e, ERR_DATA, "%s: no public half", path);
	*ret = TAKE(k);
	return 0;
}

/* RFC 4251 section 5: length in four bytes, most significant first. */
static void
put_string(struct buf *b, const void *p, size_t n)
{
	unsigned char len[4] = { (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8),
		(unsigned char)n };

	buf_add(b, len, sizeof(len));
	buf_add(b, p, n);
}

static int
get_string(struct span *rest, struct span *ret)
{
	size_t n;

	if (rest->n < 4)
		return -1;
	n = (size_t)rest->p[0] << 24 | (size_t)rest->p[1] << 16 |
	    (size_t)rest->p[2] << 8 | rest->p[3];
	if (n > rest->n - 4)
		return -1;
	*ret = span_sub(*rest, 4, n);
	*rest = span_sub(*rest, 4 + n, rest->n);
	return 0;
}

static void
put_public(struct buf *b, const unsigned char pub[SSH_PUBLIC_SIZE])
{
	AUTO_BUF blob;

	buf_init(&blob, 0);
	put_string(&blob, KEY_TYPE, strlen(KEY_TYPE));
	put_string(&blob, pub, SSH_PUBLIC_SIZE);
	buf_add(b, blob.p, blob.n);
}

static void
put_base64(struct buf *b, struct span s)
{
	AUTO_FREE char *t = mem_alloc(s.n / 3 * 4 + 5);
	int n = EVP_EncodeBlock((unsigned char *)t, s.p, (int)s.n);

	buf_add(b, t, (size_t)n);
}

/* Only the form that encoding gives: no blanks, padding in its place. */
static int
get_base64(struct span text, struct buf *out)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF again;
	int n;

	buf_init(&again, 0);
	if (text.n == 0 || text.n % 4 != 0 || text.n > SSHSIG_MAX)
		return -1;
	p = mem_alloc(text.n);
	n = EVP_DecodeBlock(p, text.p, (int)text.n);
	if (n <= 0)
		return -1;
	/* EVP_DecodeBlock counts the padding as bytes. */
	n -= (text.p[text.n - 1] == '=') + (text.p[text.n - 2] == '=');
	put_base64(&again, (struct span){ p, (size_t)n });
	if (!span_eq(buf_view(&again), text))
		return -1;
	buf_add(out, p, (size_t)n);
	return 0;
}

void
ssh_public_print(const unsigned char pub[SSH_PUBLIC_SIZE], struct buf *out)
{
	AUTO_BUF blob;

	buf_init(&blob, 0);
	put_public(&blob, pub);
	buf_str(out, KEY_TYPE " ");
	put_base64(out, buf_view(&blob));
}

EVP_PKEY *
sshkey_private(const struct sshkey *k)
{
	return k->pkey;
}

const unsigned char *
sshkey_bytes(const struct sshkey *k)
{
	return k->pub;
}

void
ssh_fingerprint_hex(const unsigned char pub[SSH_PUBLIC_SIZE],
    char ret[SHA256_HEX])
{
	AUTO_BUF blob = { 0 };

	put_public(&blob, pub);
	digest_sha256(buf_view(&blob), ret);
}

void
ssh_fingerprint(const unsigned char pub[SSH_PUBLIC_SIZE],
    char ret[SSH_FINGERPRINT])
{
	AUTO_BUF blob;
	AUTO_BUF text;
	unsigned char md[32];
	size_t n = 0;
	int ok;

	buf_init(&blob, 0);
	buf_init(&text, 0);
	put_public(&blob, pub);
	ok = EVP_Q_digest(NULL, "SHA256", NULL, blob.p, blob.n, md, &n);
	assert(ok == 1);
	buf_str(&text, "SHA256:");
	put_base64(&text, (struct span){ md, sizeof(md) });
	/* As ssh-keygen prints it: without the padding, one byte here. */
	memcpy(ret, text.p, SSH_FINGERPRINT - 1);
	ret[SSH_FINGERPRINT - 1] = '\0';
}

void
sshkey_public(const struct sshkey *k, const char *comment, struct buf *out)
{
	ssh_public_print(k->pub, out);
	if (comment != NULL && *comment != '\0')
		buf_fmt(out, " %s", comment);
}

/* What is signed in the place of msg. */
static int
signed_text(const char *name_space, struct span msg, struct buf *out,
    struct err *e)
{
	unsigned char md[SHA512_SIZE];
	size_t n = 0;

	if (EVP_Q_digest(NULL, "SHA512", NULL, msg.p, msg.n, md, &n) != 1)
		return err_set(e, ERR_IO, "SHA-512 failed");
	buf_str(out, MAGIC);
	put_string(out, name_space, strlen(name_space));
	put_string(out, "", 0);
	put_string(out, "sha512", strlen("sha512"));
	put_string(out, md, sizeof(md));
	return 0;
}

static void
armour(struct span body, struct buf *out)
{
	AUTO_BUF text;

	buf_init(&text, 0);
	put_base64(&text, body);
	buf_str(out, BEGIN "\n");
	for (size_t i = 0; i < text.n; i += ARMOUR_WIDTH) {
		buf_span(out, span_sub(buf_view(&text), i, ARMOUR_WIDTH));
		buf_chr(out, '\n');
	}
	buf_str(out, END "\n");
}

static int
raw_sign(const struct sshkey *k, struct span text, unsigned char sig[SIG_SIZE],
    struct err *e)
{
	AUTO(md_ctx_freep) EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = SIG_SIZE;

	if (c == NULL ||
	    EVP_DigestSignInit(c, NULL, NULL, NULL, k->pkey) != 1 ||
	    EVP_DigestSign(c, sig, &n, text.p, text.n) != 1 || n != SIG_SIZE)
		return err_set(e, ERR_IO, "Ed25519 signing failed");
	return 0;
}

int
sshsig_sign(const struct sshkey *k, const char *name_space, struct span msg,
    struct buf *out, struct err *e)
{
	AUTO_BUF text;
	AUTO_BUF body;
	AUTO_BUF part;
	unsigned char sig[SIG_SIZE];

	buf_init(&text, 0);
	buf_init(&body, 0);
	buf_init(&part, 0);
	if (signed_text(name_space, msg, &text, e) != 0 ||
	    raw_sign(k, buf_view(&text), sig, e) != 0)
		return -1;
	buf_add(&body, MAGIC "\0\0\0\1", strlen(MAGIC) + 4);
	put_public(&part, k->pub);
	put_string(&body, part.p, part.n);
	put_string(&body, name_space, strlen(name_space));
	put_string(&body, "", 0);
	put_string(&body, "sha512", strlen("sha512"));
	part.n = 0;
	put_string(&part, KEY_TYPE, strlen(KEY_TYPE));
	put_string(&part, sig, sizeof(sig));
	put_string(&body, part.p, part.n);
	armour(buf_view(&body), out);
	return 0;
}

static struct span
trim(struct span s)
{
	while (s.n != 0 && strchr(" \t\r\n", s.p[0]) != NULL && s.p[0] != 0)
		s = span_sub(s, 1, s.n);
	while (s.n != 0 && s.p[s.n - 1] != 0 &&
	    strchr(" \t\r\n", s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

static int
unarmour(struct span sig, struct buf *out)
{
	AUTO_BUF text;
	struct span line;
	bool end = false;

	buf_init(&text, SSHSIG_MAX);
	if (sig.n > SSHSIG_MAX)
		return -1;
	sig = trim(sig);
	if (!span_is(span_split(&sig, '\n'), BEGIN))
		return -1;
	while (sig.n != 0 && !end) {
		line = span_split(&sig, '\n');
		end = span_is(line, END);
		if (!end)
			buf_span(&text, line);
	}
	if (!end || sig.n != 0)
		return -1;
	return get_base64(buf_view(&text), out);
}

/* key type and one string, nothing behind */
static int
get_typed(struct span blob, size_t size, struct span *ret)
{
	struct span type;

	if (get_string(&blob, &type) != 0 || !span_is(type, KEY_TYPE) ||
	    get_string(&blob, ret) != 0 || ret->n != size || blob.n != 0)
		return -1;
	return 0;
}

int
ssh_public_parse(struct span text, unsigned char ret[SSH_PUBLIC_SIZE])
{
	AUTO_BUF blob;
	struct span key;

	buf_init(&blob, 0);
	if (!span_is(span_split(&text, ' '), KEY_TYPE) ||
	    get_base64(text, &blob) != 0 ||
	    get_typed(buf_view(&blob), SSH_PUBLIC_SIZE, &key) != 0)
		return -1;
	memcpy(ret, key.p, SSH_PUBLIC_SIZE);
	return 0;
}

struct parsed {
	struct span key_blob, key, sig;
};

static int
parse_sig(struct span b, const char *name_space, struct parsed *ret)
{
	static const unsigned char head[] = { 'S', 'S', 'H', 'S', 'I', 'G', 0,
		0, 0, 1 };
	struct span s;

	if (b.n < sizeof(head) || memcmp(b.p, head, sizeof(head)) != 0)
		return -1;
	b = span_sub(b, sizeof(head), b.n);
	if (get_string(&b, &ret->key_blob) != 0 ||
	    get_typed(ret->key_blob, SSH_PUBLIC_SIZE, &ret->key) != 0)
		return -1;
	if (get_string(&b, &s) != 0 || !span_is(s, name_space))
		return -1;
	if (get_string(&b, &s) != 0 || s.n != 0)
		return -1;
	if (get_string(&b, &s) != 0 || !span_is(s, "sha512"))
		return -1;
	if (get_string(&b, &s) != 0 || b.n != 0)
		return -1;
	return get_typed(s, SIG_SIZE, &ret->sig);
}

static int
raw_verify(const struct parsed *p, struct span text)
{
	AUTO(pkey_freep)
	EVP_PKEY *k = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
	    p->key.p, p->key.n);
	AUTO(md_ctx_freep) EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (k == NULL || c == NULL ||
	    EVP_DigestVerifyInit(c, NULL, NULL, NULL, k) != 1)
		return -1;
	return EVP_DigestVerify(c, p->sig.p, p->sig.n, text.p, text.n) == 1 ?
	    0 :
	    -1;
}

int
sshsig_signer(struct span sig, const char *name_space, struct span msg,
    unsigned char ret[SSH_PUBLIC_SIZE], struct err *e)
{
	AUTO_BUF body;
	AUTO_BUF text;
	struct parsed p;

	buf_init(&body, 0);
	buf_init(&text, 0);
	if (unarmour(sig, &body) != 0 ||
	    parse_sig(buf_view(&body), name_space, &p) != 0)
		return err_set(e, ERR_DATA,
		    "not an Ed25519 SSH signature for %s", name_space);
	if (signed_text(name_space, msg, &text, e) != 0)
		return -1;
	if (raw_verify(&p, buf_view(&text)) != 0)
		return err_set(e, ERR_DATA,
		    "the signature does not fit the signed bytes");
	memcpy(ret, p.key.p, SSH_PUBLIC_SIZE);
	return 0;
}

int
sshsig_verify(struct span sig, const char *name_space, struct span msg,
    struct span allowed, struct err *e)
{
	unsigned char pub[SSH_PUBLIC_SIZE];

	if (allowed.n > SIGNERS_MAX)
		return err_set(e, ERR_DATA,
		    "allowed signers are longer than %u bytes", SIGNERS_MAX);
	if (sshsig_signer(sig, name_space, msg, pub, e) != 0)
		return -1;
	return signers_admit(allowed, name_space, pub) ?
	    0 :
	    err_set(e, ERR_DATA,
		"the signing key is not among the allowed signers");
}
