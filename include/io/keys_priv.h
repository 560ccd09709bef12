/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_KEYS_PRIV_H
#define IO_KEYS_PRIV_H
/* Between the files that make keys. */
#include "io/keys.h"

#include <openssl/evp.h>

#define KEYS_PUBLIC_MODE 0644

int keys_ssl_fail(struct err *e, const char *what);
/* PKCS#8 PEM without a passphrase, owner-only. */
int keys_write_private(const char *path, EVP_PKEY *k, struct err *e);

#endif
