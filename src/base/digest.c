/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

void
hex_of(const unsigned char *p, size_t n, char *out)
{
	static const char d[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = d[p[i] >> 4];
		out[2 * i + 1] = d[p[i] & 15];
	}
	out[2 * n] = '\0';
}

bool
hex_is(struct span s, size_t n)
{
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') ||
			(s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return true;
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
				      -1;
}

int
hex_read(const char *hex, unsigned char *ret, size_t n)
{
	if (!hex_is(span_of(hex), 2 * n))
		return -1;
	for (size_t i = 0; i < n; i++)
		ret[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 |
		    hex_value(hex[2 * i + 1]));
	return 0;
}

static void
digest(const EVP_MD *md, struct span head, struct span s, char *out)
{
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok = c != NULL && EVP_DigestInit_ex(c, md, NULL) == 1 &&
	    EVP_DigestUpdate(c, head.p, head.n) == 1 &&
	    EVP_DigestUpdate(c, s.p, s.n) == 1 &&
	    EVP_DigestFinal_ex(c, d, &n) == 1;

	EVP_MD_CTX_free(c);
	assert(ok); /* OpenSSL without its default provider is no OpenSSL */
	hex_of(d, n, out);
}

void
digest_sha256(struct span s, char out[SHA256_HEX])
{
	digest(EVP_sha256(), (struct span){ NULL, 0 }, s, out);
}

void
digest_sha512(struct span s, char out[SHA512_HEX])
{
	digest(EVP_sha512(), (struct span){ NULL, 0 }, s, out);
}

void
digest_md5(struct span s, char out[MD5_HEX])
{
	digest(EVP_md5(), (struct span){ NULL, 0 }, s, out);
}

void
digest_git_blob(struct span s, char out[SHA1_HEX])
{
	char h[32];
	int n = snprintf(h, sizeof(h), "blob %zu", s.n);

	digest(EVP_sha1(),
	    (struct span){ (const unsigned char *)h, (size_t)n + 1 }, s, out);
}
