/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TSA_H
#define IO_TSA_H
/*
 * HTTP to time-stamping authorities (RFC 3161 section 3.4) and to where CRLs
 * are published.  Bytes pass through: nobody here looks at what they say.
 */
#include "base/base.h"

#define TSA_REPLY_MAX ((size_t)64 << 10) /* bytes */
#define TSA_CRL_MAX ((size_t)4 << 20)
#define TSA_REDIRECTS_MAX 3

struct tsa_http {
	int seconds;	     /* for one exchange, from name to last byte */
	const char *ca_file; /* further CAs for https, or NULL */
};

/* Sends a TimeStampReq; what came back with status 200 is added to ret.
 * ERR_NET with the reason alone: the caller knows whom it asked. */
int tsa_post(const struct tsa_http *o, const char *url, struct span request,
    struct buf *ret, struct err *e);
/* The same for a CRL. */
int tsa_get(const struct tsa_http *o, const char *url, struct buf *ret,
    struct err *e);

#endif
