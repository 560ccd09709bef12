/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_URI_H
#define RPKI_URI_H
/* URIs of model/uri.h, with the reason where one is refused. */
#include "model/uri.h"
#include "rpki/reason.h"

enum reason uri_rsync(struct span s); /* rsync://host[:port]/path */
enum reason uri_https(struct span s);

#endif
