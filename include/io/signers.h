/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SIGNERS_H
#define IO_SIGNERS_H
/*
 * Allowed signers (ssh-keygen(1)), Ed25519 keys only.  Of the options
 * namespaces="a,b" (without patterns), valid-after="YYYYMMDDHHMMSSZ" and
 * valid-before are understood; a line with any other admits nobody.
 */
#include "base/date.h"
#include "io/sshsig.h"

struct signer_line {
	unsigned char pub[SSH_PUBLIC_SIZE];
	/* The first and the last second; TIME_NONE: open. */
	utc_t from, until;
};

/* A line, without its end; -1 where it admits nobody for that namespace. */
int signers_line(struct span line, const char *name_space,
    struct signer_line *ret);
/* PRINCIPAL namespaces="git"[,valid-...] ssh-ed25519 BASE64 and a newline. */
void signers_line_print(const char *principal, const struct signer_line *l,
    struct buf *out);
/* Does any line admit the key, at whatever time? */
bool signers_admit(struct span text, const char *name_space,
    const unsigned char pub[SSH_PUBLIC_SIZE]);

#endif
