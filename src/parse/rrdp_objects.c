/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshot and delta files (RFC 8182 sections 3.5.2 and 3.5.3). */
#include "parse/rrdp_priv.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Base64 of an object at its limit. */
#define TEXT_MAX ((RRDP_OBJECT_MAX + 2) / 3 * 4)

/* Half a SHA-256 of a URI: enough to tell two apart. */
struct seen {
	unsigned char d[16];
};

struct rrdp_reader {
	enum rrdp_kind kind;
	char session[RRDP_SESSION];
	uint64_t serial;
	rrdp_object_fn *fn;
	void *arg;
	struct rrdp_xml *xml;
	/* The element at hand. */
	char uri[URI_MAX + 1];
	char replaces[SHA256_HEX];
	bool withdrawn;
	struct buf text; /* base64, without white space */
	struct buf object;
	struct seen *seen;
	size_t n, cap;
};

static int
root(const struct rrdp_reader *r, const struct rrdp_element *el, struct err *e)
{
	char session[RRDP_SESSION];
	uint64_t serial;

	if (rrdp_root(el, r->kind == RRDP_SNAPSHOT_FILE ? "snapshot" : "delta",
		session, &serial, e) != 0)
		return -1;
	if (strcmp(session, r->session) != 0)
		return err_set(e, ERR_DATA,
		    "session_id is not the notification's");
	if (serial != r->serial)
		return err_set(e, ERR_DATA,
		    "serial is %llu, not the notification's %llu",
		    (unsigned long long)serial, (unsigned long long)r->serial);
	return 0;
}

static int
remember(struct rrdp_reader *r, struct span uri, struct err *e)
{
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	int ok;

	if (r->n >= RRDP_OBJECTS_MAX)
		return err_set(e, ERR_DATA, "over %d objects",
		    RRDP_OBJECTS_MAX);
	ok = EVP_Digest(uri.p, uri.n, d, &n, EVP_sha256(), NULL);
	assert(ok == 1);
	r->seen = mem_grow(r->seen, &r->cap, r->n + 1, sizeof(*r->seen));
	memcpy(r->seen[r->n++].d, d, sizeof(r->seen->d));
	return 0;
}

/* Which attributes beside uri: none, or hash. */
static int
element(struct rrdp_reader *r, const struct rrdp_element *el, struct err *e)
{
	bool hash = el->n == 2;
	struct span uri;

	r->withdrawn = strcmp(el->name, "withdraw") == 0;
	if (!r->withdrawn && strcmp(el->name, "publish") != 0)
		return err_set(e, ERR_DATA, "<%s> where none may be",
		    el->name);
	if (r->kind == RRDP_SNAPSHOT_FILE && (r->withdrawn || el->n != 1))
		return err_set(e, ERR_DATA, "<%s> of a delta in a snapshot",
		    el->name);
	if (el->n > 2 || (r->withdrawn && !hash))
		return err_set(e, ERR_DATA,
		    "<%s>: attributes that differ "
		    "from the specification's",
		    el->name);
	if (rrdp_uri(el, "rsync", &uri, e) != 0 ||
	    (hash && rrdp_hash(el, r->replaces, e) != 0))
		return -1;
	if (!hash)
		r->replaces[0] = '\0';
	memcpy(r->uri, uri.p, uri.n);
	r->uri[uri.n] = '\0';
	r->text.n = 0;
	return remember(r, uri, e);
}

static int
start(void *arg, const struct rrdp_element *el, struct err *e)
{
	struct rrdp_reader *r = arg;

	if (el->depth == 0)
		return root(r, el, e);
	if (el->depth == 1)
		return element(r, el, e);
	return err_set(e, ERR_DATA, "<%s> inside an object", el->name);
}

static bool
base64_char(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

static int
text(void *arg, struct span s, struct err *e)
{
	struct rrdp_reader *r = arg;
	size_t from = 0;

	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && base64_char(s.p[i]))
			continue;
		buf_span(&r->text, span_sub(s, from, i - from));
		from = i + 1;
		if (i < s.n && strchr(" \t\r\n", s.p[i]) == NULL)
			return err_set(e, ERR_DATA,
			    "a byte that is no base64");
	}
	if (r->text.over)
		return err_set(e, ERR_DATA, "an object of over %zu bytes",
		    RRDP_OBJECT_MAX);
	return 0;
}

/* RFC 4648 section 4: whole groups, padded at the end alone. */
static int
decode(struct rrdp_reader *r, struct err *e)
{
	const char *t = r->text.p;
	size_t n = r->text.n, pad = 0;
	int k;

	while (pad < 2 && pad < n && t[n - 1 - pad] == '=')
		pad++;
	r->object.n = 0;
	if (n == 0) /* no object of any type, but proper RRDP */
		return 0;
	if (n % 4 != 0 || memchr(t, '=', n - pad) != NULL)
		return err_set(e, ERR_DATA, "no proper base64");
	buf_add(&r->object, t, n / 4 * 3); /* room */
	k = EVP_DecodeBlock((unsigned char *)r->object.p,
	    (const unsigned char *)t, (int)n);
	if (k < (int)pad)
		return err_set(e, ERR_DATA, "no proper base64");
	r->object.n = (size_t)k - pad;
	return 0;
}

static int
end(void *arg, int depth, struct err *e)
{
	struct rrdp_reader *r = arg;
	struct rrdp_object o = { r->uri, r->replaces, { NULL, 0 },
		r->withdrawn };

	if (depth != 1)
		return 0;
	if (r->withdrawn && r->text.n != 0)
		return err_set(e, ERR_DATA, "text in <withdraw>");
	if (!r->withdrawn) {
		if (decode(r, e) != 0)
			return -1;
		o.object = buf_view(&r->object);
	}
	return r->fn(&o, r->arg, e);
}

struct rrdp_reader *
rrdp_open(enum rrdp_kind kind, const char *session, uint64_t serial,
    rrdp_object_fn *fn, void *arg)
{
	struct rrdp_reader *r = mem_alloc(sizeof(*r));
	struct rrdp_handler h = { start, text, end, r, 0 };

	assert(strlen(session) == RRDP_SESSION - 1);
	r->kind = kind;
	memcpy(r->session, session, RRDP_SESSION);
	r->serial = serial;
	r->fn = fn;
	r->arg = arg;
	buf_init(&r->text, TEXT_MAX);
	buf_init(&r->object, 0);
	r->xml = rrdp_xml_open(&h);
	return r;
}

int
rrdp_feed(struct rrdp_reader *r, struct span bytes, struct err *e)
{
	return rrdp_xml_feed(r->xml, bytes, e);
}

static int
seen_cmp(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct seen));
}

int
rrdp_end(struct rrdp_reader *r, struct err *e)
{
	if (rrdp_xml_end(r->xml, e) != 0)
		return -1;
	if (r->n != 0)
		qsort(r->seen, r->n, sizeof(*r->seen), seen_cmp);
	for (size_t i = 1; i < r->n; i++)
		if (seen_cmp(&r->seen[i - 1], &r->seen[i]) == 0)
			return err_set(e, ERR_DATA,
			    "a URI that stands there twice");
	return 0;
}

void
rrdp_free(struct rrdp_reader *r)
{
	if (r == NULL)
		return;
	rrdp_xml_free(r->xml);
	buf_clear(&r->text);
	buf_clear(&r->object);
	free(r->seen);
	free(r);
}
