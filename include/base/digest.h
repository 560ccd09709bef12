/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H
/* Digests by OpenSSL's EVP, as lower-case hexadecimal text. */
#include "base/base.h"

#define SHA256_HEX 65
#define SHA512_HEX 129
#define SHA1_HEX 41
#define MD5_HEX 33

void hex_of(const unsigned char *p, size_t n, char *out); /* 2n+1 bytes */
bool hex_is(struct span s, size_t digits); /* exactly so many [0-9a-f] */
/* The way back: n bytes of exactly 2n [0-9a-f]; -1 for anything else. */
int hex_read(const char *hex, unsigned char *ret, size_t n);
void digest_sha256(struct span s, char out[SHA256_HEX]);
void digest_sha512(struct span s, char out[SHA512_HEX]);
void digest_md5(struct span s, char out[MD5_HEX]);
/* The id git gives a blob of these bytes. */
void digest_git_blob(struct span s, char out[SHA1_HEX]);

#endif
