/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/uri.h"

static enum reason
reason_of(enum uri_fault f)
{
	static const enum reason of[] = { [URI_OK] = RR_OK,
		[URI_LONG] = RR_URI_LONG,
		[URI_CHAR] = RR_URI_CHAR,
		[URI_SCHEME] = RR_URI_SCHEME,
		[URI_HOST] = RR_URI_HOST,
		[URI_PATH] = RR_URI_PATH };

	return of[f];
}

enum reason
uri_rsync(struct span s)
{
	return reason_of(uri_check(s, "rsync"));
}

enum reason
uri_https(struct span s)
{
	return reason_of(uri_check(s, "https"));
}
