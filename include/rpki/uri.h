/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_URI_H
#define RPKI_URI_H
/* URIs as RPKI objects hold them.  What passes here is safe as a path below
 * a directory: printable ASCII, a proper host, no "." or ".." segment. */
#include "base/base.h"
#include "rpki/reason.h"

#define URI_MAX 2048

enum reason uri_rsync(struct span s); /* rsync://host[:port]/path */
enum reason uri_https(struct span s);

/* A file name on a manifest (RFC 9286 section 4.2.2). */
bool uri_file_name(struct span s);
/* Up to and with the last '/', or nothing. */
struct span uri_dir(struct span s);

#endif
