/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of a repository's objects, as a file. */
#include "io/rpki_cache_priv.h"

#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
cache_state_print(const struct rpki_cache *c, struct buf *out)
{
	char hex[SHA256_HEX];

	buf_fmt(out, "%s\nuri %s\npack %llu %llu\nnotification %zu\n",
	    CACHE_HEAD, c->uri, (unsigned long long)c->pack,
	    (unsigned long long)c->pack_n, c->notification.n);
	buf_span(out, buf_view(&c->notification));
	buf_fmt(out, "\nobjects %zu\n", c->n);
	for (size_t i = 0; i < c->n; i++) {
		const struct cached *o = &c->v[i];

		buf_fmt(out, "%s %llu %u %s %s\n", o->sha256,
		    (unsigned long long)o->at, (unsigned)o->n, o->uri,
		    o->leads == NULL ? "-" : o->leads);
	}
	digest_sha256(buf_view(out), hex);
	buf_fmt(out, "end %s\n", hex);
}

#define END_LINE (strlen("end \n") + SHA256_HEX - 1)

/* Without its last line, which is the digest of the rest. */
static int
whole(struct span *text)
{
	char hex[SHA256_HEX];
	struct span last;

	if (text->n < END_LINE)
		return -1;
	last = span_sub(*text, text->n - END_LINE, END_LINE);
	text->n -= END_LINE;
	digest_sha256(*text, hex);
	return span_starts(last, "end ") &&
		memcmp(last.p + 4, hex, SHA256_HEX - 1) == 0 &&
		last.p[END_LINE - 1] == '\n' ?
	    0 :
	    -1;
}

/* "WORD N": the number, with more behind it into *ret_rest. */
static int
word_number(struct span line, const char *word, uint64_t *ret,
    struct span *ret_rest)
{
	struct span w = span_split(&line, ' ');
	struct span n = span_split(&line, ' ');

	*ret_rest = line;
	return span_is(w, word) && span_u64(n, INT64_MAX, ret) == 0 ? 0 : -1;
}

static int
read_head(struct span *text, struct rpki_cache *c, uint64_t *ret_n)
{
	struct span head = span_split(text, '\n');
	struct span uri = span_split(text, '\n');
	struct span none;
	uint64_t n = 0;

	if (!span_is(head, CACHE_HEAD) || !span_starts(uri, "uri ") ||
	    !span_is(span_sub(uri, 4, uri.n), c->uri) ||
	    word_number(span_split(text, '\n'), "pack", &c->pack, &none) !=
		0 ||
	    span_u64(none, INT64_MAX, &c->pack_n) != 0 ||
	    word_number(span_split(text, '\n'), "notification", &n, &none) !=
		0 ||
	    n >= text->n)
		return -1;
	buf_span(&c->notification, span_sub(*text, 0, n));
	*text = span_sub(*text, n, text->n);
	span_split(text, '\n');
	return word_number(span_split(text, '\n'), "objects", ret_n, &none);
}

static int
read_object(struct span line, const struct rpki_cache *c, struct cached *ret)
{
	struct span sha = span_split(&line, ' ');
	struct span at = span_split(&line, ' ');
	struct span n = span_split(&line, ' ');
	struct span uri = span_split(&line, ' ');
	uint64_t size = 0;

	if (!hex_is(sha, SHA256_HEX - 1) ||
	    span_u64(at, c->pack_n, &ret->at) != 0 ||
	    span_u64(n, c->pack_n - ret->at, &size) != 0 ||
	    size > UINT32_MAX || uri_check(uri, "rsync") != URI_OK ||
	    line.n == 0)
		return -1;
	memcpy(ret->sha256, sha.p, SHA256_HEX - 1);
	ret->n = (uint32_t)size;
	ret->uri = mem_strndup(uri.p, uri.n);
	ret->leads = span_is(line, "-") ? NULL : mem_strndup(line.p, line.n);
	return 0;
}

int
cache_state_parse(struct span text, struct rpki_cache *c, struct err *e)
{
	uint64_t n = 0;
	bool good = whole(&text) == 0 && read_head(&text, c, &n) == 0 &&
	    n <= CACHE_OBJECTS_MAX;

	if (good)
		c->v = mem_grow(NULL, &c->cap, (size_t)n, sizeof(*c->v));
	for (uint64_t i = 0; good && i < n; i++) {
		struct cached o = { 0 };

		good = read_object(span_split(&text, '\n'), c, &o) == 0;
		if (!good)
			break;
		c->v[c->n++] = o;
		good = i == 0 || strcmp(c->v[i - 1].uri, o.uri) < 0;
	}
	return good && text.n == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "%s/%s is damaged", c->dir, CACHE_STATE);
}

/* The pack has all that the index speaks of. */
static int
open_pack(struct rpki_cache *c, struct err *e)
{
	AUTO_FREE char *path = cache_pack_path(c, c->pack);
	struct stat st;

	c->fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (c->fd < 0 && errno == EACCES)
		c->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (c->fd < 0 || fstat(c->fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size < c->pack_n)
		return err_set(e, ERR_DATA, "%s is cut or missing", path);
	return 0;
}

int
rpki_cache_open(const char *root, const char *uri, struct rpki_cache *ret,
    struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	AUTO_FREE char *path = NULL;
	size_t n = 0;

	memset(ret, 0, sizeof(*ret));
	ret->fd = -1;
	ret->dir = rpki_cache_path(root, uri);
	ret->uri = mem_strdup(uri);
	buf_init(&ret->notification, 0);
	path = path_join(ret->dir, CACHE_STATE);
	if (!file_exists(path))
		return 0;
	if (file_read_plain(path, BUF_MAX, &text, &n, e) == 0 &&
	    cache_state_parse((struct span){ text, n }, ret, e) == 0 &&
	    open_pack(ret, e) == 0)
		return 0;
	/* The number of the pack stays: the next one gets another. */
	cache_forget(ret);
	buf_clear(&ret->notification);
	buf_init(&ret->notification, 0);
	return 1;
}
