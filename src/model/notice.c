/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/notice.h"

#include <stdlib.h>
#include <string.h>

const char *
notice_kind_name(enum notice_kind k)
{
	return k == NOTICE_RETRACTION ? "retraction" : "response";
}

void
notice_clear(struct notice *n)
{
	free(n->finding);
	free(n->engine);
	for (size_t i = 0; i < n->tsas_n; i++) {
		free(n->tsas[i].name);
		free(n->tsas[i].url);
	}
	free(n->report);
	free(n->reason);
	free(n->party);
	free(n->text);
	memset(n, 0, sizeof(*n));
}

int
notice_tsa_add(struct notice *n, const char *name, const char *url)
{
	struct notice_tsa *t;

	if (n->tsas_n == NOTICE_TSAS_MAX)
		return -1;
	t = &n->tsas[n->tsas_n++];
	t->name = mem_strdup(name);
	t->url = mem_strdup(url);
	return 0;
}

void
notices_clear(struct notices *s)
{
	for (size_t i = 0; i < s->n; i++)
		notice_clear(&s->v[i]);
	free(s->v);
	memset(s, 0, sizeof(*s));
}

struct notice *
notices_add(struct notices *s)
{
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(*s->v));
	memset(&s->v[s->n], 0, sizeof(*s->v));
	return &s->v[s->n++];
}

static int
notice_cmp(const void *pa, const void *pb)
{
	const struct notice *a = pa, *b = pb;
	int c = strcmp(a->finding, b->finding);

	if (c != 0)
		return c;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

void
notices_sort(struct notices *s)
{
	if (s->n != 0)
		qsort(s->v, s->n, sizeof(*s->v), notice_cmp);
}

const struct notice *
notices_of(const struct notices *s, const char *finding, size_t *n)
{
	size_t lo = 0, hi = s == NULL ? 0 : s->n, end;

	*n = 0;
	if (s == NULL)
		return NULL;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(s->v[mid].finding, finding) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < s->n && strcmp(s->v[end].finding, finding) == 0;
	     end++)
		;
	*n = end - lo;
	return end == lo ? NULL : &s->v[lo];
}

#define PLAIN "text/plain"
#define OPAQUE "application/octet-stream"

static const struct {
	const char *name, *ending;
	const char *magic;
	size_t magic_n;
} media[] = {
	{ "application/pdf", "pdf", "%PDF-", 5 },
	{ "image/png", "png", "\x89PNG\r\n\x1a\n", 8 },
	{ "image/jpeg", "jpg", "\xff\xd8\xff", 3 },
	{ "application/zip", "zip", "PK\x03\x04", 4 },
	{ PLAIN, "txt", NULL, 0 },
	{ OPAQUE, "bin", NULL, 0 },
};

static bool
is_text(struct span s)
{
	while (s.n != 0) {
		size_t n = span_printable(s);

		if (n == 0 && s.p[0] != '\n' && s.p[0] != '\t' &&
		    s.p[0] != '\r')
			return false;
		s = span_sub(s, n == 0 ? 1 : n, s.n);
	}
	return true;
}

const char *
notice_media_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(media); i++)
		if (strcmp(media[i].name, name) == 0)
			return media[i].name;
	return NULL;
}

const char *
notice_media(struct span s)
{
	for (size_t i = 0; i < ARRAY_LEN(media); i++)
		if (media[i].magic != NULL && s.n >= media[i].magic_n &&
		    memcmp(s.p, media[i].magic, media[i].magic_n) == 0)
			return media[i].name;
	return notice_media_known(is_text(s) ? PLAIN : OPAQUE);
}

const char *
notice_media_ending(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(media); i++)
		if (strcmp(media[i].name, name) == 0)
			return media[i].ending;
	return "bin";
}

/* All of the path that does not depend on what lies there. */
static void
path_stem(const struct notice *n, struct buf *out)
{
	char hex[SHA256_HEX];

	digest_sha256(span_of(n->finding), hex);
	buf_fmt(out, "%ss/%s-%u", notice_kind_name(n->kind), hex, n->number);
}

void
notice_path(const struct notice *n, struct buf *out)
{
	path_stem(n, out);
	buf_str(out, n->kind == NOTICE_RETRACTION ? ".xml" : "/notice.xml");
}

void
notice_statement_path(const struct notice *n, struct buf *out)
{
	assert(n->kind == NOTICE_RESPONSE);
	path_stem(n, out);
	buf_fmt(out, "/statement.%s", notice_media_ending(n->media));
}
