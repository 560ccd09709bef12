/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/asic.h"

#include "report/dsig.h"
#include "report/sign_priv.h"
#include "report/verify_priv.h"

#include <stdlib.h>
#include <string.h>

#define MANIFEST_NS "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
#define REF_BEGIN "<ds:Reference URI=\""
#define REF_METHOD                                                            \
	"\"><ds:DigestMethod Algorithm=\"" ALG_SHA256                         \
	"\"></ds:DigestMethod><ds:DigestValue>"
#define REF_END "</ds:DigestValue></ds:Reference>"

const struct verify_kind asic_kind = { ASIC_NS, "XAdESSignatures", true };

/* What needs no escape, in XML or in a URI. */
static bool
path_good(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_' || c == '+' ||
			c == '-' || c == '.' || c == '/'))
			return false;
	}
	return s.n != 0 && s.p[0] != '/';
}

int
asic_list_next(struct span *rest, struct span *ret_sha256,
    struct span *ret_path, struct err *e)
{
	struct span all = *rest, line, hex;

	if (rest->n == 0)
		return 1;
	line = span_split(&all, '\n');
	hex = span_sub(line, 0, SHA256_HEX - 1);
	line = span_sub(line, SHA256_HEX - 1, line.n);
	if (!hex_is(hex, SHA256_HEX - 1) || !span_starts(line, "  ") ||
	    !path_good(span_sub(line, 2, line.n)) ||
	    rest->p[rest->n - all.n - 1] != '\n')
		return err_set(e, ERR_DATA, "a list of files is malformed");
	*ret_sha256 = hex;
	*ret_path = span_sub(line, 2, line.n);
	*rest = all;
	return 0;
}

int
asic_manifest(struct span list, struct buf *ret, struct err *e)
{
	struct span hex, path;
	int r;

	buf_str(ret,
	    "<manifest:manifest xmlns:manifest=\"" MANIFEST_NS
	    "\" manifest:version=\"1.2\">\n<manifest:file-entry "
	    "manifest:full-path=\"/\" manifest:media-type=\"" ASIC_MEDIA
	    "\"></manifest:file-entry>\n");
	while ((r = asic_list_next(&list, &hex, &path, e)) == 0) {
		buf_str(ret, "<manifest:file-entry manifest:full-path=\"");
		buf_span(ret, path);
		buf_str(ret,
		    "\" manifest:media-type=\"application/octet-stream\">"
		    "</manifest:file-entry>\n");
	}
	buf_str(ret, "</manifest:manifest>");
	return r < 0 ? -1 : 0;
}

static void
raw_digest(struct span hex, unsigned char ret[32])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++)
		ret[i] =
		    (unsigned char)((strchr(digits, hex.p[2 * i]) - digits)
			    << 4 |
			(strchr(digits, hex.p[2 * i + 1]) - digits));
}

static int
references(struct span list, struct buf *out, struct err *e)
{
	struct span hex, path;
	unsigned char d[32];
	size_t n = 0;
	int r;

	while ((r = asic_list_next(&list, &hex, &path, e)) == 0) {
		if (++n > ASIC_FILES_MAX)
			return err_set(e, ERR_DATA, "over %d files to sign",
			    ASIC_FILES_MAX);
		raw_digest(hex, d);
		buf_str(out, REF_BEGIN);
		buf_span(out, path);
		buf_str(out, REF_METHOD);
		dsig_base64((struct span){ d, sizeof(d) }, out);
		buf_str(out, REF_END);
	}
	return r < 0 ? -1 :
	    n == 0   ? err_set(e, ERR_DATA, "no files to sign") :
		       0;
}

int
asic_sign(const struct signer *s, struct span list, utc_t when,
    struct buf *ret, struct err *e)
{
	AUTO_BUF refs = { 0 };
	AUTO_BUF sig = { 0 };

	if (dsig_start(e) != 0 || references(list, &refs, e) != 0 ||
	    sign_references(s, buf_view(&refs), when, &sig, e) != 0)
		return -1;
	buf_str(ret, "<asic:XAdESSignatures xmlns:asic=\"" ASIC_NS "\">");
	buf_span(ret, buf_view(&sig));
	buf_str(ret, "</asic:XAdESSignatures>");
	return 0;
}

/* --- what is signed against what is there --- */
struct held {
	struct span path;
	char digest[48]; /* base64 */
	bool signed_, there, changed;
};
struct files {
	struct held *v;
	size_t n, cap;
};

static struct held *
held_add(struct files *f, struct span path)
{
	f->v = mem_grow(f->v, &f->cap, f->n + 1, sizeof(*f->v));
	memset(&f->v[f->n], 0, sizeof(*f->v));
	f->v[f->n].path = path;
	return &f->v[f->n++];
}

static void
files_clear(struct files *f)
{
	free(f->v);
}

static int
by_path(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int r = span_cmp(x->path, y->path);

	return r != 0 ? r : (int)x->there - (int)y->there;
}

/* The file references, as they stand in canonical bytes of known shape. */
static int
read_signed(struct span xml, struct files *f)
{
	struct span rest = xml;
	const unsigned char *at;

	while ((at = memmem(rest.p, rest.n, REF_BEGIN,
		    sizeof(REF_BEGIN) - 1)) != NULL) {
		struct span path, digest;
		struct held *h;

		rest = span_sub(rest,
		    (size_t)(at - rest.p) + sizeof(REF_BEGIN) - 1, rest.n);
		path = span_split(&rest, '"');
		if (span_starts(path, "#"))
			continue;
		if (!span_starts((struct span){ path.p + path.n, rest.n + 1 },
			REF_METHOD))
			return -1;
		rest = span_sub(rest, sizeof(REF_METHOD) - 2, rest.n);
		digest = span_split(&rest, '<');
		if (digest.n >= sizeof(h->digest) || f->n == ASIC_FILES_MAX)
			return -1;
		h = held_add(f, path);
		h->signed_ = true;
		memcpy(h->digest, digest.p, digest.n);
	}
	return 0;
}

static int
read_there(struct span list, struct files *f, struct err *e)
{
	struct span hex, path;
	int r;

	while ((r = asic_list_next(&list, &hex, &path, e)) == 0) {
		struct held *h = held_add(f, path);
		AUTO_BUF b64 = { 0 };
		unsigned char d[32];

		raw_digest(hex, d);
		dsig_base64((struct span){ d, sizeof(d) }, &b64);
		memcpy(h->digest, b64.p, b64.n);
		h->there = true;
	}
	return r < 0 ? -1 : 0;
}

/* The same bytes under a name that is not signed; NULL where there are none. */
static const struct held *
elsewhere(const struct files *f, const struct held *lost)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].there && !f->v[i].signed_ &&
		    strcmp(f->v[i].digest, lost->digest) == 0)
			return &f->v[i];
	return NULL;
}

/* Two neighbours of one path become one. */
static void
join(struct files *f, struct verify_result *v)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct held *h = &f->v[i];

		if (n == 0 || !span_eq(f->v[n - 1].path, h->path)) {
			f->v[n++] = *h;
			continue;
		}
		if (f->v[n - 1].there || !h->there)
			verify_bad(v, "%.*s: twice", (int)h->path.n,
			    (const char *)h->path.p);
		f->v[n - 1].changed =
		    strcmp(f->v[n - 1].digest, h->digest) != 0;
		f->v[n - 1].there = true;
	}
	f->n = n;
}

static void
compare(struct files *f, struct verify_result *v)
{
	qsort(f->v, f->n, sizeof(*f->v), by_path);
	join(f, v);
	for (size_t i = 0; i < f->n; i++) {
		const struct held *h = &f->v[i], *now;
		int n = (int)h->path.n;
		const char *p = (const char *)h->path.p;

		if (h->signed_ && h->there)
			continue;
		now = h->signed_ ? elsewhere(f, h) : NULL;
		if (!h->signed_)
			verify_bad(v, "%.*s was added: it is not signed", n,
			    p);
		else if (now != NULL)
			verify_bad(v, "%.*s was renamed to %.*s", n, p,
			    (int)now->path.n, (const char *)now->path.p);
		else
			verify_bad(v, "%.*s was removed", n, p);
	}
	/* Last: a list of files changes with them. */
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].changed)
			verify_bad(v, "%.*s was changed", (int)f->v[i].path.n,
			    (const char *)f->v[i].path.p);
}

void
asic_verify(struct span xml, struct span list,
    const struct verify_trust *trust, struct verify_result *ret)
{
	AUTO(files_clear) struct files f = { 0 };
	struct err e = { 0 };

	report_verify(xml, &asic_kind, trust, ret);
	if (ret->state == VERIFY_RESAVED)
		verify_bad(ret, "the container's signature was re-saved");
	if (read_signed(xml, &f) != 0)
		verify_bad(ret, "reference to a file");
	else if (read_there(list, &f, &e) != 0)
		verify_bad(ret, "%s", e.msg);
	else
		compare(&f, ret);
}
