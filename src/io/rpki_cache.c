/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A repository's objects between two runs: how they change. */
#include "io/rpki_cache_priv.h"

#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct cache_change {
	struct cached to;
	char replaces[SHA256_HEX];
	bool withdrawn;
};

char *
rpki_cache_path(const char *root, const char *uri)
{
	char hex[SHA256_HEX];

	digest_sha256(span_of(uri), hex);
	return path_join(root, hex);
}

char *
cache_pack_path(const struct rpki_cache *c, uint64_t pack)
{
	AUTO_BUF name = { 0 };

	buf_fmt(&name, "%s/pack.%llu", c->dir, (unsigned long long)pack);
	return TAKE(name.p);
}

static void
cached_clear(struct cached *o)
{
	free(o->uri);
	free(o->leads);
}

void
cache_forget(struct rpki_cache *c)
{
	for (size_t i = 0; i < c->n; i++)
		cached_clear(&c->v[i]);
	free(c->v);
	c->v = NULL;
	c->n = c->cap = 0;
}

static void
changes_clear(struct rpki_cache *c)
{
	for (size_t i = 0; i < c->changes_n; i++)
		cached_clear(&c->changes[i].to);
	c->changes_n = 0;
}

void
rpki_cache_clear(struct rpki_cache *c)
{
	if (c == NULL || c->dir == NULL)
		return;
	cache_forget(c);
	changes_clear(c);
	free(c->changes);
	buf_clear(&c->pending);
	buf_clear(&c->notification);
	free(c->dir);
	free(c->uri);
	if (c->fd >= 0)
		close(c->fd);
	memset(c, 0, sizeof(*c));
	c->fd = -1;
}

static int
io_fault(struct err *e, const char *doing, const char *path)
{
	return err_set(e, ERR_IO, "cannot %s %s: %s", doing, path,
	    strerror(errno));
}

int
rpki_cache_begin(struct rpki_cache *c, bool afresh, struct err *e)
{
	AUTO_FREE char *path = NULL;

	if (dir_make(c->dir, 0700, e) != 0)
		return -1;
	changes_clear(c);
	if (afresh) {
		cache_forget(c);
		c->pack++;
		c->pack_n = 0;
	}
	if (c->fd >= 0)
		close(c->fd);
	path = cache_pack_path(c, c->pack);
	c->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	/* What lies behind was written by one that was killed. */
	if (c->fd < 0 || ftruncate(c->fd, (off_t)c->pack_n) != 0)
		return io_fault(e, "write", path);
	c->written = c->pack_n;
	c->pending.n = 0;
	return 0;
}

/* Objects are many and small. */
#define WRITE_AT ((size_t)1 << 20)

static int
flush(struct rpki_cache *c, struct err *e)
{
	struct span s = buf_view(&c->pending);
	uint64_t at = c->written - s.n;

	while (s.n != 0) {
		ssize_t k = pwrite(c->fd, s.p, s.n, (off_t)at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return io_fault(e, "write objects below", c->dir);
		at += (uint64_t)k;
		s = span_sub(s, (size_t)k, s.n);
	}
	c->pending.n = 0;
	return 0;
}

static int
append(struct rpki_cache *c, struct span s, struct err *e)
{
	buf_span(&c->pending, s);
	c->written += s.n;
	return c->pending.n < WRITE_AT ? 0 : flush(c, e);
}

static bool
leads_good(const char *leads)
{
	return leads == NULL || uri_check(span_of(leads), "https") == URI_OK ||
	    uri_check(span_of(leads), "rsync") == URI_OK;
}

int
rpki_cache_object(struct rpki_cache *c, const struct cache_object *o,
    struct err *e)
{
	struct cache_change *x;

	if (uri_check(span_of(o->uri), "rsync") != URI_OK ||
	    !leads_good(o->leads) || o->object.n > UINT32_MAX)
		return err_set(e, ERR_DATA, "an object without a proper URI");
	if (c->changes_n >= CACHE_OBJECTS_MAX)
		return err_set(e, ERR_DATA, "over %d objects",
		    CACHE_OBJECTS_MAX);
	c->changes = mem_grow(c->changes, &c->changes_cap, c->changes_n + 1,
	    sizeof(*c->changes));
	x = &c->changes[c->changes_n++];
	memset(x, 0, sizeof(*x));
	x->to.uri = mem_strdup(o->uri);
	x->withdrawn = o->withdrawn;
	snprintf(x->replaces, sizeof(x->replaces), "%s", o->replaces);
	if (o->withdrawn)
		return 0;
	x->to.leads = o->leads == NULL ? NULL : mem_strdup(o->leads);
	x->to.at = c->written;
	x->to.n = (uint32_t)o->object.n;
	digest_sha256(o->object, x->to.sha256);
	return append(c, o->object, e);
}

static int
change_cmp(const void *a, const void *b)
{
	return strcmp(((const struct cache_change *)a)->to.uri,
	    ((const struct cache_change *)b)->to.uri);
}

/* What a change says of what is there; NULL: nothing is. */
static int
change_fits(const struct cache_change *x, const struct cached *there,
    struct err *e)
{
	if (there == NULL && x->replaces[0] == '\0' && !x->withdrawn)
		return 0;
	if (there == NULL)
		return err_set(e, ERR_DATA, "%s: replaced, and was not there",
		    x->to.uri);
	if (x->replaces[0] == '\0')
		return err_set(e, ERR_DATA,
		    "%s: published without a hash where an object is",
		    x->to.uri);
	if (strcmp(x->replaces, there->sha256) != 0)
		return err_set(e, ERR_DATA,
		    "%s: replaced by a hash that the object there has not",
		    x->to.uri);
	return 0;
}

/* Both are sorted; *ret_n: how many there will be. */
static int
changes_fit(const struct rpki_cache *c, size_t *ret_n, struct err *e)
{
	size_t i = 0, n = c->n;

	for (size_t k = 0; k < c->changes_n; k++) {
		const struct cache_change *x = &c->changes[k];
		bool there;

		if (k > 0 && change_cmp(&c->changes[k - 1], x) == 0)
			return err_set(e, ERR_DATA, "%s stands there twice",
			    x->to.uri);
		while (i < c->n && strcmp(c->v[i].uri, x->to.uri) < 0)
			i++;
		there = i < c->n && strcmp(c->v[i].uri, x->to.uri) == 0;
		if (change_fits(x, there ? &c->v[i] : NULL, e) != 0)
			return -1;
		n = n + !there - x->withdrawn;
	}
	if (n > CACHE_OBJECTS_MAX)
		return err_set(e, ERR_DATA, "over %d objects",
		    CACHE_OBJECTS_MAX);
	*ret_n = n;
	return 0;
}

static void
merge(struct rpki_cache *c, size_t total)
{
	struct cached *to = mem_alloc((total + 1) * sizeof(*to));
	size_t i = 0, n = 0;

	for (size_t k = 0; k < c->changes_n; k++) {
		struct cache_change *x = &c->changes[k];

		while (i < c->n && strcmp(c->v[i].uri, x->to.uri) < 0)
			to[n++] = c->v[i++];
		if (i < c->n && strcmp(c->v[i].uri, x->to.uri) == 0)
			cached_clear(&c->v[i++]);
		if (x->withdrawn)
			cached_clear(&x->to);
		else
			to[n++] = x->to;
	}
	while (i < c->n)
		to[n++] = c->v[i++];
	assert(n == total);
	c->changes_n = 0;
	free(c->v);
	c->v = to;
	c->n = n;
	c->cap = total + 1;
}

int
rpki_cache_apply(struct rpki_cache *c, struct err *e)
{
	size_t n = 0;

	if (flush(c, e) != 0)
		return -1;
	if (c->changes_n != 0)
		qsort(c->changes, c->changes_n, sizeof(*c->changes),
		    change_cmp);
	if (changes_fit(c, &n, e) != 0) {
		changes_clear(c);
		return -1;
	}
	merge(c, n);
	return 0;
}

uint64_t
rpki_cache_bytes(const struct rpki_cache *c)
{
	uint64_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->v[i].n;
	return n;
}

/* Only what is in use, into the next pack. */
static int
compact(struct rpki_cache *c, struct err *e)
{
	AUTO_FREE char *path = cache_pack_path(c, c->pack + 1);
	AUTO_BUF b = { 0 };
	int old = c->fd;
	int fd = open(path,
	    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return io_fault(e, "write", path);
	c->written = 0;
	for (size_t i = 0; i < c->n; i++) {
		uint64_t at = c->written;

		b.n = 0;
		c->fd = old;
		if (rpki_cache_read(c, i, &b, e) != 0) {
			close(fd);
			return -1;
		}
		c->fd = fd;
		if (append(c, buf_view(&b), e) != 0) {
			close(old);
			return -1;
		}
		c->v[i].at = at;
	}
	c->fd = fd;
	close(old);
	c->pack++;
	return flush(c, e);
}

/* Of what is no longer named. */
static void
remove_others(const struct rpki_cache *c)
{
	AUTO_BUF own = { 0 };
	DIR *d = opendir(c->dir);
	const struct dirent *x;

	buf_fmt(&own, "pack.%llu", (unsigned long long)c->pack);
	while (d != NULL && (x = readdir(d)) != NULL)
		if (strncmp(x->d_name, "pack.", 5) == 0 &&
		    strcmp(x->d_name, own.p) != 0)
			unlinkat(dirfd(d), x->d_name, 0);
	if (d != NULL)
		closedir(d);
}

int
rpki_cache_keep(struct rpki_cache *c, struct span notification, struct err *e)
{
	AUTO_FREE char *path = path_join(c->dir, CACHE_STATE);
	AUTO_BUF text = { 0 };
	uint64_t used = rpki_cache_bytes(c);

	assert(c->fd >= 0 && c->changes_n == 0);
	if (c->written - used > used && c->written - used >= CACHE_WASTE_MIN &&
	    compact(c, e) != 0)
		return -1;
	c->pack_n = c->written;
	buf_clear(&c->notification);
	buf_init(&c->notification, 0);
	buf_span(&c->notification, notification);
	if (fsync(c->fd) != 0)
		return io_fault(e, "write objects below", c->dir);
	cache_state_print(c, &text);
	if (text.over)
		return err_set(e, ERR_DATA, "%s: the index is too large",
		    c->uri);
	if (file_write(path, buf_view(&text), 0600, e) != 0)
		return -1;
	remove_others(c);
	return 0;
}

int
rpki_cache_read(const struct rpki_cache *c, size_t i, struct buf *ret,
    struct err *e)
{
	const struct cached *o = &c->v[i];
	AUTO_FREE unsigned char *p = mem_alloc((size_t)o->n + 1);
	char hex[SHA256_HEX];
	size_t have = 0;

	while (have < o->n) {
		ssize_t k =
		    pread(c->fd, p + have, o->n - have, (off_t)(o->at + have));

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		have += (size_t)k;
	}
	digest_sha256((struct span){ p, have }, hex);
	if (have != o->n || strcmp(hex, o->sha256) != 0)
		return err_set(e, ERR_DATA,
		    "%s: what is kept of it is damaged", o->uri);
	buf_add(ret, p, have);
	return 0;
}

int
rpki_cache_sweep(const char *root, int64_t since, struct err *e)
{
	DIR *d = opendir(root);
	const struct dirent *x;
	int rc = 0;

	while (d != NULL && (x = readdir(d)) != NULL && rc == 0) {
		AUTO_FREE char *dir = path_join(root, x->d_name);
		AUTO_FREE char *state = path_join(dir, CACHE_STATE);
		struct stat st;

		if (!hex_is(span_of(x->d_name), SHA256_HEX - 1))
			continue;
		if (stat(state, &st) != 0 || st.st_mtim.tv_sec < since)
			rc = dir_remove(dir, e);
	}
	if (d != NULL)
		closedir(d);
	return rc;
}
