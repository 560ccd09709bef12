/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/tal.h"

#include "rpki/uri.h"

#include <stdlib.h>
#include <string.h>

void
tal_clear(struct tal *t)
{
	if (t == NULL)
		return;
	free(t->name);
	for (size_t i = 0; i < t->uris_n; i++)
		free(t->uris[i]);
	free(t->spki);
	memset(t, 0, sizeof(*t));
}

static struct span
line(struct span *rest, unsigned *n)
{
	struct span l = span_split(rest, '\n');

	if (l.n != 0 && l.p[l.n - 1] == '\r')
		l.n--;
	++*n;
	return l;
}

static int
digit(unsigned char c)
{
	static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c == '\0' ? NULL : strchr(abc, c);

	return p == NULL ? -1 : (int)(p - abc);
}

/* Base64 over any number of lines (RFC 4648 section 4), padded. */
static int
base64(struct span s, unsigned char *out, size_t *ret)
{
	unsigned acc = 0, bits = 0;
	size_t n = 0, chars = 0, pad = 0;

	for (size_t i = 0; i < s.n; i++) {
		int d = digit(s.p[i]);

		if (s.p[i] == '\n' || s.p[i] == '\r')
			continue;
		chars++;
		if (s.p[i] == '=') {
			pad++;
			continue;
		}
		if (d < 0 || pad != 0)
			return -1;
		acc = (acc << 6 | (unsigned)d) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (unsigned char)(acc >> bits);
		}
	}
	if (chars % 4 != 0 || pad > 2 || (acc & ((1u << bits) - 1)) != 0)
		return -1;
	*ret = n;
	return 0;
}

/* Lines of '#', then of URIs, up to an empty one. */
static int
uris(struct span *rest, unsigned *n, struct tal *t, struct err *e)
{
	for (;;) {
		struct span l = line(rest, n);

		if (t->uris_n == 0 && l.n != 0 && l.p[0] == '#')
			continue;
		if (l.n == 0)
			break;
		if (uri_https(l) != RR_OK && uri_rsync(l) != RR_OK)
			return err_set(e, ERR_DATA,
			    "line %u: no https or "
			    "rsync URI (RFC 8630 section 2.2)",
			    *n);
		if (t->uris_n == TAL_URIS_MAX)
			return err_set(e, ERR_DATA,
			    "line %u: more than %d "
			    "URIs",
			    *n, TAL_URIS_MAX);
		t->uris[t->uris_n++] = mem_strndup(l.p, l.n);
	}
	if (t->uris_n == 0)
		return err_set(e, ERR_DATA,
		    "line %u: no URI (RFC 8630 "
		    "section 2.2)",
		    *n);
	return 0;
}

static int
parse(struct span text, struct tal *t, struct err *e)
{
	unsigned n = 0;
	struct span key;

	if (text.n > TAL_MAX)
		return err_set(e, ERR_DATA, "more than %d bytes", TAL_MAX);
	if (uris(&text, &n, t, e) != 0)
		return -1;
	t->spki = mem_alloc(text.n + 1);
	if (base64(text, t->spki, &t->spki_n) != 0)
		return err_set(e, ERR_DATA,
		    "line %u: no base64 (RFC 8630 "
		    "section 2.2)",
		    n + 1);
	key = (struct span){ t->spki, t->spki_n };
	if (der_check(key) != RR_OK || key_parse(key, &key) != RR_OK)
		return err_set(e, ERR_DATA,
		    "line %u: no RSA key of 2048 bits "
		    "(RFC 8630 section 2.2, RFC 7935 section 3)",
		    n + 1);
	return 0;
}

int
tal_parse(struct span text, const char *name, struct tal *ret, struct err *e)
{
	AUTO(tal_clear) struct tal t = { 0 };

	t.name = mem_strdup(name);
	if (parse(text, &t, e) != 0)
		return -1;
	*ret = t;
	memset(&t, 0, sizeof(t));
	return 0;
}
