/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/signers.h"

#include <string.h>

#define STAMP_DIGITS 14

static struct span
trim(struct span s)
{
	while (s.n != 0 && s.p[0] != 0 && strchr(" \t\r", s.p[0]) != NULL)
		s = span_sub(s, 1, s.n);
	while (s.n != 0 && s.p[s.n - 1] != 0 &&
	    strchr(" \t\r", s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

/* Up to a sep that stands outside of quotes. */
static struct span
piece(struct span *rest, const char *seps)
{
	bool quoted = false;
	struct span s = *rest;
	size_t n;

	for (n = 0; n < s.n; n++) {
		if (s.p[n] == '"')
			quoted = !quoted;
		else if (!quoted && s.p[n] != 0 &&
		    strchr(seps, s.p[n]) != NULL)
			break;
	}
	*rest = span_sub(s, n + 1, s.n);
	return span_sub(s, 0, n);
}

static struct span
word(struct span *line)
{
	struct span w;

	*line = trim(*line);
	w = piece(line, " \t");
	return w;
}

/* NAME="VALUE" */
static bool
option(struct span s, const char *name, struct span *ret)
{
	size_t n = strlen(name);

	if (!span_starts(s, name) || s.n < n + 3 || s.p[n] != '=' ||
	    s.p[n + 1] != '"' || s.p[s.n - 1] != '"')
		return false;
	*ret = span_sub(s, n + 2, s.n - n - 3);
	return true;
}

static bool
listed(struct span list, const char *name)
{
	while (list.n != 0)
		if (span_is(span_split(&list, ','), name))
			return true;
	return false;
}

/* YYYYMMDDHHMMSSZ */
static int
stamp(struct span s, utc_t *ret)
{
	AUTO_BUF text = { 0 };
	static const char *const between[] = { "-", "-", "T", ":", ":", "Z" };
	size_t at = 0;

	if (s.n != STAMP_DIGITS + 1 || s.p[STAMP_DIGITS] != 'Z')
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(between); i++) {
		size_t n = i == 0 ? 4 : 2;

		buf_span(&text, span_sub(s, at, n));
		buf_str(&text, between[i]);
		at += n;
	}
	return utc_parse(buf_view(&text), ret);
}

/* A list of options; -1 where one is not understood. */
static int
options(struct span all, const char *name_space, struct signer_line *l)
{
	while (all.n != 0) {
		struct span o = piece(&all, ","), v;

		if (option(o, "namespaces", &v)) {
			if (!listed(v, name_space))
				return -1;
		} else if (option(o, "valid-after", &v)) {
			if (stamp(v, &l->from) != 0)
				return -1;
		} else if (option(o, "valid-before", &v)) {
			if (stamp(v, &l->until) != 0)
				return -1;
		} else
			return -1;
	}
	return 0;
}

int
signers_line(struct span line, const char *name_space, struct signer_line *ret)
{
	struct signer_line l = { { 0 }, TIME_NONE, TIME_NONE };
	struct span w = word(&line), key;
	AUTO_BUF text = { 0 };

	if (w.n == 0 || w.p[0] == '#')
		return -1;
	w = word(&line);
	if (!span_is(w, "ssh-ed25519")) {
		if (options(w, name_space, &l) != 0 ||
		    !span_is(word(&line), "ssh-ed25519"))
			return -1;
	}
	key = word(&line);
	buf_str(&text, "ssh-ed25519 ");
	buf_span(&text, key);
	if (ssh_public_parse(buf_view(&text), l.pub) != 0)
		return -1;
	*ret = l;
	return 0;
}

static void
stamp_print(const char *name, utc_t t, struct buf *out)
{
	char u[UTC_TEXT];

	if (t == TIME_NONE)
		return;
	buf_fmt(out, ",%s=\"", name);
	for (const char *c = utc_text(t, u); *c != '\0'; c++)
		if (*c == 'Z' || (*c >= '0' && *c <= '9'))
			buf_chr(out, *c);
	buf_chr(out, '"');
}

void
signers_line_print(const char *principal, const struct signer_line *l,
    struct buf *out)
{
	buf_fmt(out, "%s namespaces=\"git\"", principal);
	stamp_print("valid-after", l->from, out);
	stamp_print("valid-before", l->until, out);
	buf_chr(out, ' ');
	ssh_public_print(l->pub, out);
	buf_chr(out, '\n');
}

bool
signers_admit(struct span text, const char *name_space,
    const unsigned char pub[SSH_PUBLIC_SIZE])
{
	struct signer_line l;

	while (text.n != 0)
		if (signers_line(span_split(&text, '\n'), name_space, &l) ==
			0 &&
		    memcmp(l.pub, pub, SSH_PUBLIC_SIZE) == 0)
			return true;
	return false;
}
