/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_KEYS_H
#define IO_KEYS_H
/*
 * Key files.  A self-made key proves that one holder signed everything, not
 * who that is.
 */
#include "base/date.h"

#define KEY_FILE_MAX 65536
#define X509_YEARS_MAX 100
#define COMMON_NAME_MAX 64 /* RFC 5280 appendix A, ub-common-name */

/* Reads a private key's file; refused unless it is a regular file that only
 * its owner can read (0600, 0400).  Owned; give it to key_forget. */
int key_read(const char *path, unsigned char **ret, size_t *n, struct err *e);
void key_forget(unsigned char *p, size_t n); /* wipes and frees */

/*
 * An Ed25519 key: PKCS#8 PEM without a passphrase (0600), and the OpenSSH
 * public line (0644).  A private key that is there is kept, and its public
 * line written again.
 */
int ssh_key_make(const char *private_path, const char *public_path,
    const char *comment, struct err *e);
/* The line for git's gpg.ssh.allowedSignersFile, with newline:
 * PRINCIPAL namespaces="git" ssh-ed25519 BASE64.  ERR_DATA where public_line
 * is not an Ed25519 line. */
int allowed_signers(const char *principal, struct span public_line,
    struct buf *out, struct err *e);

/*
 * An RSA-3072 key (key_path, 0600) for signing reports, certified by a CA
 * made for this one certificate and whose key is then thrown away.
 * cert_path holds the leaf, then the CA; beside it ca.pem holds the CA alone
 * and report.crl its CRL (PEM): empty, and good for as long as the CA is, since
 * nobody can make another.  What is revoked stands in the history's keys.
 * Valid from `from` for years (1-100).  Where key_path is there nothing is
 * changed; it is written last, so that its presence means all are there.
 */
int x509_key_make(const char *key_path, const char *cert_path,
    const char *common_name, utc_t from, int years, struct err *e);

#endif
