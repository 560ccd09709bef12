/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rpki/gen.h"

#include "base/digest.h"
#include "io/file.h"

#include <dirent.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NS "http://www.ripe.net/rpki/rrdp"

static int
by_uri(const void *a, const void *b)
{
	return strcmp(((const struct gfile *)a)->uri,
	    ((const struct gfile *)b)->uri);
}

/* All files below dir/path that lie in a directory of a host's. */
static void
scan(const char *dir, const char *path, struct gtree *t)
{
	AUTO_FREE char *at = path_join(dir, path);
	DIR *d = opendir(at);
	const struct dirent *x;

	while (d != NULL && (x = readdir(d)) != NULL) {
		AUTO_BUF below = { 0 };
		AUTO_BUF uri = { 0 };
		AUTO_FREE unsigned char *p = NULL;
		size_t n = 0;

		if (x->d_name[0] == '.')
			continue;
		buf_fmt(&below, "%s%s%s", path, path[0] == '\0' ? "" : "/",
		    x->d_name);
		if (x->d_type == DT_DIR) {
			scan(dir, below.p, t);
			continue;
		}
		buf_fmt(&uri, "rsync://%s", below.p);
		if (path[0] == '\0' || strchr(path, '/') == NULL)
			continue;
		buf_str(&below, "");
		{
			AUTO_FREE char *file = path_join(dir, below.p);

			if (file_read(file, 0, &p, &n, NULL) != 0)
				abort();
		}
		buf_add(gtree_add(t, uri.p), p, n);
	}
	if (d != NULL)
		closedir(d);
}

/* Only what begins so. */
static void
load(const char *dir, const char *prefix, struct gtree *t)
{
	size_t n = 0;

	scan(dir, "", t);
	for (size_t i = 0; i < t->n; i++) {
		if (strncmp(t->v[i].uri + strlen("rsync://"), prefix,
			strlen(prefix)) == 0) {
			t->v[n++] = t->v[i];
			continue;
		}
		free(t->v[i].uri);
		buf_clear(&t->v[i].bytes);
	}
	t->n = n;
	if (n != 0)
		qsort(t->v, n, sizeof(*t->v), by_uri);
}

static void
root(const struct grrdp *r, const char *name, struct buf *out)
{
	buf_fmt(out,
	    "<%s xmlns=\"" NS "\" version=\"1\" session_id=\"%s\" "
	    "serial=\"%u\">\n",
	    name, r->session, r->serial);
}

static void
publish(const struct gfile *f, const char *hash, struct buf *out)
{
	AUTO_FREE unsigned char *b64 = mem_alloc(f->bytes.n * 2 + 8);

	EVP_EncodeBlock(b64, (const unsigned char *)f->bytes.p,
	    (int)f->bytes.n);
	buf_fmt(out, "<publish uri=\"%s\"", f->uri);
	if (hash != NULL)
		buf_fmt(out, " hash=\"%s\"", hash);
	buf_fmt(out, ">%s</publish>\n", (char *)b64);
}

static void
changes(const struct gtree *old, const struct gtree *now, struct buf *out)
{
	size_t i = 0, k = 0;

	while (i < old->n || k < now->n) {
		int c = i == old->n ? 1 :
		    k == now->n	    ? -1 :
				      by_uri(&old->v[i], &now->v[k]);
		char hash[SHA256_HEX] = "";

		if (c <= 0)
			digest_sha256(buf_view(&old->v[i].bytes), hash);
		if (c < 0)
			buf_fmt(out, "<withdraw uri=\"%s\" hash=\"%s\"/>\n",
			    old->v[i].uri, hash);
		else if (c > 0)
			publish(&now->v[k], NULL, out);
		else if (!span_eq(buf_view(&old->v[i].bytes),
			     buf_view(&now->v[k].bytes)))
			publish(&now->v[k], hash, out);
		i += c <= 0;
		k += c >= 0;
	}
}

static int
write_to(const struct grrdp *r, const char *name, const struct buf *b)
{
	AUTO_FREE char *path = path_join(r->out, name);

	return dir_make(r->out, 0755, NULL) != 0 ||
		file_write(path, buf_view(b), 0644, NULL) != 0 ?
	    -1 :
	    0;
}

/* " uri hash" of a file that was written. */
static bool
location(const struct grrdp *r, const char *name, struct buf *out)
{
	AUTO_FREE char *path = path_join(r->out, name);
	AUTO_FREE unsigned char *p = NULL;
	char hash[SHA256_HEX];
	size_t n = 0;

	if (file_read(path, 0, &p, &n, NULL) != 0)
		return false;
	digest_sha256((struct span){ p, n }, hash);
	buf_fmt(out, " uri=\"%s/%s\" hash=\"%s\"/>\n", r->base, name, hash);
	return true;
}

static int
notification(const struct grrdp *r)
{
	AUTO_BUF all = { 0 };
	char name[64];

	root(r, "notification", &all);
	snprintf(name, sizeof(name), "snapshot.%u.xml", r->serial);
	buf_str(&all, "<snapshot");
	location(r, name, &all);
	for (unsigned s = r->serial; s > 1; s--) {
		AUTO_BUF one = { 0 };

		snprintf(name, sizeof(name), "delta.%u.xml", s);
		buf_fmt(&one, "<delta serial=\"%u\"", s);
		if (!location(r, name, &one))
			break;
		buf_span(&all, buf_view(&one));
	}
	buf_str(&all, "</notification>\n");
	return write_to(r, "notification.xml", &all);
}

int
gen_rrdp(const struct grrdp *r)
{
	AUTO(gtree_clear) struct gtree now = { 0 };
	AUTO(gtree_clear) struct gtree old = { 0 };
	AUTO_BUF snapshot = { 0 };
	AUTO_BUF delta = { 0 };
	char name[64];

	load(r->tree, r->prefix, &now);
	root(r, "snapshot", &snapshot);
	for (size_t i = 0; i < now.n; i++)
		publish(&now.v[i], NULL, &snapshot);
	buf_str(&snapshot, "</snapshot>\n");
	snprintf(name, sizeof(name), "snapshot.%u.xml", r->serial);
	if (write_to(r, name, &snapshot) != 0)
		return -1;
	snprintf(name, sizeof(name), "delta.%u.xml", r->serial);
	if (r->old != NULL) {
		load(r->old, r->prefix, &old);
		root(r, "delta", &delta);
		changes(&old, &now, &delta);
		buf_str(&delta, "</delta>\n");
		if (write_to(r, name, &delta) != 0)
			return -1;
	}
	return notification(r);
}
