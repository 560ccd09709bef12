/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SSHSIG_H
#define IO_SSHSIG_H
/*
 * SSH signatures over bytes (OpenSSH's PROTOCOL.sshsig): Ed25519 (RFC 8032,
 * wire form RFC 8709) over SHA-512, armoured.  What ssh-keygen -Y sign makes
 * and -Y verify accepts.
 */
#include "base/digest.h"

#include <openssl/evp.h>

#define SSH_PUBLIC_SIZE 32
#define SSHSIG_MAX 4096	       /* armoured bytes that are looked at */
#define SIGNERS_MAX (1u << 20) /* bytes of an allowed-signers text */

struct sshkey;

/* Unencrypted PKCS#8 PEM, owner-only; ERR_IO, ERR_DATA. */
int sshkey_load(const char *path, struct sshkey **ret, struct err *e);
void sshkey_free(struct sshkey *k);
void sshkey_freep(struct sshkey **k);
/* "ssh-ed25519 BASE64 COMMENT", no newline. */
void sshkey_public(const struct sshkey *k, const char *comment,
    struct buf *out);

/* The key itself, for what else it signs; valid as long as k. */
EVP_PKEY *sshkey_private(const struct sshkey *k);
/* Its public half, valid as long as k. */
const unsigned char *sshkey_bytes(const struct sshkey *k);

/* "ssh-ed25519 BASE64", both ways; -1 for anything else. */
void ssh_public_print(const unsigned char pub[SSH_PUBLIC_SIZE],
    struct buf *out);
int ssh_public_parse(struct span text, unsigned char ret[SSH_PUBLIC_SIZE]);
/* "SHA256:" and base64 without padding, as ssh-keygen -l prints it. */
#define SSH_FINGERPRINT 51
void ssh_fingerprint(const unsigned char pub[SSH_PUBLIC_SIZE],
    char ret[SSH_FINGERPRINT]);
/* The same 32 bytes in hexadecimal. */
void ssh_fingerprint_hex(const unsigned char pub[SSH_PUBLIC_SIZE],
    char ret[SHA256_HEX]);

/* Appends the armoured signature, which ends in a newline. */
int sshsig_sign(const struct sshkey *k, const char *name_space,
    struct span msg, struct buf *out, struct err *e);
/* Whose signature over msg it is: 0 where it is a good one of some key,
 * ERR_DATA with the reason otherwise. */
int sshsig_signer(struct span sig, const char *name_space, struct span msg,
    unsigned char ret[SSH_PUBLIC_SIZE], struct err *e);
/* The same, and that the key is one that the allowed signers (io/signers.h)
 * admit, at whatever time. */
int sshsig_verify(struct span sig, const char *name_space, struct span msg,
    struct span allowed, struct err *e);

#endif
