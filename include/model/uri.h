/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_URI_H
#define MODEL_URI_H
/* URIs as RPKI objects and RRDP files hold them.  What passes here is safe as
 * a path below a directory: printable ASCII, a proper host, no "." or ".."
 * segment. */
#include "base/base.h"

#define URI_MAX 2048

enum uri_fault {
	URI_OK,
	URI_LONG,   /* over URI_MAX bytes */
	URI_CHAR,   /* a byte that no URI may hold (RFC 3986 section 2) */
	URI_SCHEME, /* of another scheme */
	URI_HOST,   /* no proper host (RFC 3986 section 3.2.2) */
	URI_PATH    /* an empty, "." or ".." segment */
};
const char *uri_fault_text(enum uri_fault f);
/* scheme://host[:port]/path; scheme as "https". */
enum uri_fault uri_check(struct span s, const char *scheme);

/* Scheme, host and port are the same (RFC 6454 section 5): host names in any
 * case, a port written out or not.  Both must be URI_OK with https. */
bool uri_same_origin(struct span a, struct span b);

/* A file name on a manifest (RFC 9286 section 4.2.2). */
bool uri_file_name(struct span s);
/* Up to and with the last '/', or nothing. */
struct span uri_dir(struct span s);

#endif
