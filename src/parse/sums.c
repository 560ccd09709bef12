/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checksum files: RIR statistics exchange format, section 7, and md5sum's. */
#include "parse/parse.h"

#include <string.h>

static bool
hex32(struct span s, char out[MD5_HEX])
{
	if (s.n != MD5_HEX - 1)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];

		if (c >= 'A' && c <= 'F')
			c = (unsigned char)(c + 32);
		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return false;
		out[i] = (char)c;
	}
	out[s.n] = '\0';
	return true;
}

/* MD5 (name) = hex */
static bool
bsd(struct span s, struct sumfile *ret)
{
	size_t i;

	if (!span_starts(s, "MD5 (") || s.n < 9 + 32)
		return false;
	i = s.n - 32;
	if (memcmp(s.p + i - 4, ") = ", 4) != 0)
		return false;
	ret->name = span_sub(s, 5, i - 9);
	return hex32(span_sub(s, i, 32), ret->hex);
}

/* hex, a blank, a blank or '*', name */
static bool
md5sum(struct span s, struct sumfile *ret)
{
	if (s.n < 35 || s.p[32] != ' ' || (s.p[33] != ' ' && s.p[33] != '*'))
		return false;
	ret->name = span_sub(s, 34, s.n);
	return hex32(span_sub(s, 0, 32), ret->hex);
}

void
sums_parse(struct span bytes, struct sumfile *ret)
{
	struct span rest = bytes, line;

	memset(ret, 0, sizeof(*ret));
	ret->grammar = SUM_MALFORMED;
	if (bytes.n == 0 || bytes.n > SUM_FILE_MAX)
		return;
	ret->no_newline = bytes.p[bytes.n - 1] != '\n';
	line = span_split(&rest, '\n');
	while (line.n != 0 &&
	    (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' '))
		line.n--;
	if (rest.n != 0)
		return; /* one line, no more */
	if (bsd(line, ret))
		ret->grammar = SUM_BSD;
	else if (md5sum(line, ret))
		ret->grammar = SUM_MD5SUM;
}
