/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SSHSIG_H
#define IO_SSHSIG_H
/*
 * SSH signatures over bytes (OpenSSH's PROTOCOL.sshsig): Ed25519 (RFC 8032,
 * wire form RFC 8709) over SHA-512, armoured.  What ssh-keygen -Y sign makes
 * and -Y verify accepts.
 */
#include "base/base.h"

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

/* Appends the armoured signature, which ends in a newline. */
int sshsig_sign(const struct sshkey *k, const char *name_space,
    struct span msg, struct buf *out, struct err *e);
/*
 * 0 where sig is a good signature over msg by a key that allowed (see
 * ssh-keygen(1), ALLOWED SIGNERS) admits for the namespace; ERR_DATA with the
 * reason otherwise.  Of the options only namespaces="a,b" is understood,
 * without patterns; a line with any other option admits nobody.
 */
int sshsig_verify(struct span sig, const char *name_space, struct span msg,
    struct span allowed, struct err *e);

#endif
