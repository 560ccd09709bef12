/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/uri.h"

#include <string.h>

static bool
alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* RFC 3986 section 2, without '?' and '#': a repository has no queries. */
static enum reason
chars(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		MUST(s.p[i] > ' ' && s.p[i] < 0x7f &&
			(alnum(s.p[i]) ||
			    strchr("-._~!$&'()*+,;=:@/%", s.p[i]) != NULL),
		    RR_URI_CHAR);
	return RR_OK;
}

/* Labels of letters, digits and inner hyphens; then perhaps a port. */
static enum reason
host(struct span h)
{
	struct span name = span_split(&h, ':');
	bool port = h.p != name.p + name.n;
	uint64_t n;

	MUST(name.n != 0 && name.n <= 253, RR_URI_HOST);
	if (port)
		MUST(span_u64(h, 65535, &n) == 0 && n != 0, RR_URI_HOST);
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];

		MUST(alnum(c) || c == '-' || c == '.', RR_URI_HOST);
		if (c == '.')
			MUST(i != 0 && i + 1 != name.n && name.p[i + 1] != '.',
			    RR_URI_HOST);
	}
	return RR_OK;
}

/* A trailing '/' is that of a directory. */
static enum reason
path(struct span p)
{
	MUST(p.n != 0, RR_URI_PATH);
	while (p.n != 0) {
		struct span seg = span_split(&p, '/');

		MUST(seg.n != 0 && !span_is(seg, ".") && !span_is(seg, ".."),
		    RR_URI_PATH);
	}
	return RR_OK;
}

static enum reason
uri(struct span s, const char *scheme)
{
	size_t n = strlen(scheme);
	const unsigned char *slash;
	struct span rest;
	size_t k;

	MUST(s.n <= URI_MAX, RR_URI_LONG);
	TRY(chars(s));
	MUST(span_starts(s, scheme), RR_URI_SCHEME);
	rest = span_sub(s, n, s.n);
	slash = rest.n == 0 ? NULL : memchr(rest.p, '/', rest.n);
	MUST(slash != NULL, RR_URI_HOST);
	k = (size_t)(slash - rest.p);
	TRY(host(span_sub(rest, 0, k)));
	return path(span_sub(rest, k + 1, rest.n));
}

enum reason
uri_rsync(struct span s)
{
	return uri(s, "rsync://");
}

enum reason
uri_https(struct span s)
{
	return uri(s, "https://");
}

bool
uri_file_name(struct span s)
{
	if (s.n < 5 || s.n > 255 || s.p[s.n - 4] != '.')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		bool extension = i + 3 >= s.n;

		if (i + 4 == s.n)
			continue;
		if (!alnum(c) && (extension || (c != '-' && c != '_')))
			return false;
	}
	return true;
}

struct span
uri_dir(struct span s)
{
	while (s.n != 0 && s.p[s.n - 1] != '/')
		s.n--;
	return s;
}
