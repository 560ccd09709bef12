/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uri.h"

#include <string.h>
#include <strings.h>

/* Short for the checks below: the fault where what must be is not. */
#define MUST(what, fault)                                                     \
	do {                                                                  \
		if (!(what))                                                  \
			return (fault);                                       \
	} while (0)
#define TRY(check)                                                            \
	do {                                                                  \
		enum uri_fault f_ = (check);                                  \
		if (f_ != URI_OK)                                             \
			return f_;                                            \
	} while (0)

static bool
alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* RFC 3986 section 2, without '?' and '#': a repository has no queries. */
static enum uri_fault
chars(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		MUST(s.p[i] > ' ' && s.p[i] < 0x7f &&
			(alnum(s.p[i]) ||
			    strchr("-._~!$&'()*+,;=:@/%", s.p[i]) != NULL),
		    URI_CHAR);
	return URI_OK;
}

/* Labels of letters, digits and inner hyphens; then perhaps a port. */
static enum uri_fault
host(struct span h)
{
	struct span name = span_split(&h, ':');
	bool port = h.p != name.p + name.n;
	uint64_t n;

	MUST(name.n != 0 && name.n <= 253, URI_HOST);
	if (port)
		MUST(span_u64(h, 65535, &n) == 0 && n != 0, URI_HOST);
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];

		MUST(alnum(c) || c == '-' || c == '.', URI_HOST);
		if (c == '.')
			MUST(i != 0 && i + 1 != name.n && name.p[i + 1] != '.',
			    URI_HOST);
	}
	return URI_OK;
}

/* A trailing '/' is that of a directory. */
static enum uri_fault
path(struct span p)
{
	MUST(p.n != 0, URI_PATH);
	while (p.n != 0) {
		struct span seg = span_split(&p, '/');

		MUST(seg.n != 0 && !span_is(seg, ".") && !span_is(seg, ".."),
		    URI_PATH);
	}
	return URI_OK;
}

/* What stands between the scheme and the path, and the path. */
static bool
cut(struct span s, const char *scheme, struct span *authority,
    struct span *rest)
{
	size_t n = strlen(scheme);
	const unsigned char *slash;

	if (!span_starts(s, scheme) || s.n < n + 3 ||
	    memcmp(s.p + n, "://", 3) != 0)
		return false;
	s = span_sub(s, n + 3, s.n);
	slash = s.n == 0 ? NULL : memchr(s.p, '/', s.n);
	n = slash == NULL ? s.n : (size_t)(slash - s.p);
	*authority = span_sub(s, 0, n);
	*rest = span_sub(s, n + 1, s.n);
	return true;
}

enum uri_fault
uri_check(struct span s, const char *scheme)
{
	struct span authority, rest;

	MUST(s.n <= URI_MAX, URI_LONG);
	TRY(chars(s));
	MUST(cut(s, scheme, &authority, &rest), URI_SCHEME);
	TRY(host(authority));
	MUST(authority.p + authority.n != s.p + s.n, URI_HOST);
	return path(rest);
}

const char *
uri_fault_text(enum uri_fault f)
{
	static const char *const text[] = { [URI_OK] = "nothing",
		[URI_LONG] = "over 2048 bytes",
		[URI_CHAR] = "a byte that no URI may hold",
		[URI_SCHEME] = "another scheme",
		[URI_HOST] = "no proper host",
		[URI_PATH] = "an empty, '.' or '..' segment in its path" };

	return text[f];
}

bool
uri_same_origin(struct span a, struct span b)
{
	struct span aa, ab, rest, ha, hb;

	if (!cut(a, "https", &aa, &rest) || !cut(b, "https", &ab, &rest))
		return false;
	ha = span_split(&aa, ':');
	hb = span_split(&ab, ':');
	if (aa.n == 0)
		aa = span_of("443");
	if (ab.n == 0)
		ab = span_of("443");
	return ha.n == hb.n &&
	    strncasecmp((const char *)ha.p, (const char *)hb.p, ha.n) == 0 &&
	    span_eq(aa, ab);
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
