/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rpki/gen.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
gtree_clear(struct gtree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->v[i].uri);
		buf_clear(&t->v[i].bytes);
	}
	free(t->v);
	tal_clear(&t->tal);
	memset(t, 0, sizeof(*t));
}

struct buf *
gtree_add(struct gtree *t, const char *uri)
{
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n] = (struct gfile){ .uri = mem_strdup(uri) };
	return &t->v[t->n++].bytes;
}

struct gfile *
gtree_find(const struct gtree *t, const char *uri)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->v[i].uri, uri) == 0)
			return &t->v[i];
	abort(); /* a test that asks for what was not made */
}

void
gen_init(struct gen *g, const char *twist, size_t keys)
{
	*g = (struct gen){ .twist = twist, .at = GEN_AT };
	gkeys_make(&g->keys, keys);
}

void
gen_clear(struct gen *g)
{
	gkeys_clear(&g->keys);
}

void
gen_tal(const struct gkey *k, const char *uri, struct buf *out)
{
	AUTO_FREE unsigned char *b64 = mem_alloc(k->spki.n * 2);

	EVP_EncodeBlock(b64, (const unsigned char *)k->spki.p, (int)k->spki.n);
	buf_fmt(out, "%s\n\n%s\n", uri, (char *)b64);
}

static void
listed(struct buf *list, const char *name, unsigned tag, struct span bytes,
    bool spoil)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	AUTO_BUF v = { 0 };

	SHA256(bytes.p, bytes.n, hash);
	if (spoil)
		hash[0] ^= 1;
	d_text(&v, tag, name);
	d_bits(&v, (struct span){ hash, sizeof(hash) }, 0);
	d_wrap(list, DER_SEQ, &v);
}

/* What else a manifest may be made to list. */
static void
odd_names(const struct gen *g, struct buf *list)
{
	struct span none = span_of("");

	if (twisted(g, "mft", "missing"))
		listed(list, "gone.roa", DER_IA5, none, false);
	if (twisted(g, "mft", "two-crl"))
		listed(list, "another.crl", DER_IA5, none, false);
	if (twisted(g, "mft", "name-utf8"))
		listed(list, "\xc3\xa4.roa", DER_IA5, none, false);
	if (twisted(g, "mft", "name-dots"))
		listed(list, "../x.roa", DER_IA5, none, false);
	if (twisted(g, "mft", "name-slash"))
		listed(list, "a/b.roa", DER_IA5, none, false);
	if (twisted(g, "mft", "name-type"))
		listed(list, "x.roa", DER_UTF8, none, false);
	if (twisted(g, "mft", "name-empty"))
		listed(list, "", DER_IA5, none, false);
}

static void
files(const struct gen *g, const struct gtree *t, const char *dir,
    struct buf *list)
{
	size_t n = strlen(dir);

	if (twisted(g, "mft", "empty"))
		return;
	for (size_t i = 0; i < t->n; i++) {
		const char *name = t->v[i].uri + n;
		bool roa;

		if (strncmp(t->v[i].uri, dir, n) != 0 ||
		    strchr(name, '/') != NULL || strstr(name, ".mft") != NULL)
			continue;
		if (twisted(g, "mft", "no-crl") && strstr(name, ".crl"))
			continue;
		roa = strcmp(name, "1.roa") == 0;
		listed(list, name, DER_IA5, buf_view(&t->v[i].bytes),
		    roa && twisted(g, "mft", "hash"));
		if (roa && twisted(g, "mft", "twice"))
			listed(list, name, DER_IA5, buf_view(&t->v[i].bytes),
			    false);
	}
	odd_names(g, list);
}

void
g_mft(const struct gen *g, uint64_t number, utc_t this_update,
    utc_t next_update, const struct gtree *t, const char *dir, struct buf *out)
{
	AUTO_BUF v = { 0 };
	AUTO_BUF list = { 0 };

	files(g, t, dir, &list);
	if (twisted(g, "mft", "version"))
		buf_add(&v, "\xa0\x03\x02\x01\x00", 5);
	if (twisted(g, "mft", "number-negative"))
		buf_add(&v, "\x02\x01\xff", 3);
	else if (twisted(g, "mft", "number-long"))
		d_tlv(&v, DER_INT,
		    OID("\x01"
			"01234567890123456789"));
	else
		d_uint(&v, number);
	d_gentime(&v, this_update);
	d_gentime(&v,
	    twisted(g, "mft", "crossed") ? this_update : next_update);
	d_oid(&v, OID_SHA256);
	d_wrap(&v, DER_SEQ, &list);
	d_wrap(out, DER_SEQ, &v);
}

/* The manifest of that CA over what is in the tree, into the tree. */
static void
publish_mft(const struct gen *g, const struct gcert *ca, const char *role,
    const struct gkey *key, uint64_t number, struct gtree *t)
{
	/* The twists of contents are the inner CA's alone. */
	const struct gen plain = { .at = g->at };
	const struct gen *mine = strcmp(role, "mft") == 0 ? g : &plain;
	struct gcert ee = { .role = role,
		.key = key,
		.issuer_key = ca->key,
		.issuer = ca->subject,
		.subject = "mft",
		.serial = 1000 + number,
		.from = g->at - 3600,
		.to = g->at + DAY_SECS,
		.aia = ca->self ? GEN_TA : GEN_CA,
		.object = ca->mft,
		.res = { .inherit = true,
		    .v4 = true,
		    .as = true,
		    .len = 16,
		    .addr = 0x0a010000,
		    .as_lo = 64500,
		    .as_hi = 64500 } };
	AUTO_BUF crl = { 0 };
	AUTO_BUF content = { 0 };
	/* A revision of the CA's is a second later than the one before. */
	utc_t later = g->at - 3600 + (number > 7 ? (utc_t)number - 7 : 0);

	buf_fmt(&crl, "%s%s.crl", ca->repo, ca->subject);
	ee.crldp = crl.p;
	g_mft(mine, number,
	    twisted(mine, "mft", "premature") ? g->at + 1 : later,
	    twisted(mine, "mft", "stale") ? g->at - 1 : g->at + DAY_SECS, t,
	    ca->repo, &content);
	g_signed(mine, &ee, CT_MFT, buf_view(&content), gtree_add(t, ca->mft));
}

static void
publish(const struct gen *g, const struct gcert *ca, const char *role,
    size_t key, const char *name, const struct gres *res, struct span type,
    const struct buf *content, struct gtree *t)
{
	AUTO_BUF uri = { 0 };
	AUTO_BUF crl = { 0 };
	struct gcert ee = { .role = role,
		.key = &g->keys.v[key],
		.issuer_key = ca->key,
		.issuer = ca->subject,
		.subject = "ee",
		.serial = 100 + key,
		.from = g->at - 3600,
		.to = g->at + DAY_SECS,
		.aia = ca->self ? GEN_TA : GEN_CA,
		.res = *res };

	buf_fmt(&uri, "%s%s", ca->repo, name);
	buf_fmt(&crl, "%s%s.crl", ca->repo, ca->subject);
	ee.object = uri.p;
	ee.crldp = crl.p;
	g_signed(g, &ee, type, buf_view(content), gtree_add(t, uri.p));
}

static void
leaves(const struct gen *g, const struct gcert *ca, struct gtree *t)
{
	struct gres ip = { .v4 = true, .addr = 0x0a010200, .len = 24 };
	struct gres as = { .as = true, .as_lo = 64500, .as_hi = 64500 };
	uint32_t addr =
	    twisted(g, "roa", "overclaim-ip") ? 0x0b000000 : 0x0a010200;
	const struct gen plain = { .at = g->at,
		.keys = g->keys,
		.revision = g->revision };
	AUTO_BUF roa = { 0 };
	AUTO_BUF roa2 = { 0 };
	AUTO_BUF aspa = { 0 };

	if (twisted(g, "roa", "ee-as"))
		ip.as_lo = ip.as_hi = 64500;
	if (twisted(g, "roa", "inherit"))
		ip.inherit = true;
	if (twisted(g, "asa", "ee-ip")) {
		as.v4 = true;
		as.addr = 0x0a010000;
		as.len = 16;
	}
	if (twisted(g, "asa", "inherit"))
		as.inherit = true;
	g_roa(g, 64500, addr, 24, 25, &roa);
	publish(g, ca, "roa", 2, "1.roa", &ip, CT_ROA, &roa, t);
	ip = (struct gres){ .v4 = true, .addr = 0x0a010300, .len = 24 };
	g_roa(&plain, 64501 + g->revision, 0x0a010300, 24, 24, &roa2);
	publish(&plain, ca, "roa", 7, "2.roa", &ip, CT_ROA, &roa2, t);
	g_aspa(g, &aspa);
	publish(g, ca, "asa", 3, "1.asa", &as, CT_ASPA, &aspa, t);
	buf_str(gtree_add(t, GEN_GBR), "BEGIN:VCARD: not looked into");
}

/* A CA below the inner one: its own, one of the anchor's key, or one of the
 * inner CA's own key. */
static void
child(const struct gen *g, const struct gcert *ca, struct gtree *t)
{
	bool loop = twisted(g, "child", "loop");
	bool self = twisted(g, "child", "self");
	bool claim = twisted(g, "child", "claims-manifest");
	struct gcert c = { .role = "child",
		.key = &g->keys.v[loop ? 0 :
			self	       ? 1 :
					 8],
		.issuer_key = ca->key,
		.issuer = ca->subject,
		.subject = "child",
		.serial = 77,
		.from = g->at - 3600,
		.to = g->at + DAY_SECS,
		.ca = true,
		.crldp = GEN_CRL,
		.aia = GEN_CA,
		.repo =
		    loop ? "rsync://gen.test/ta/" : "rsync://gen.test/child/",
		.mft = loop	  ? GEN_TA_MFT :
		    self || claim ? GEN_MFT :
				    "rsync://gen.test/child/child.mft",
		.res = { .v4 = true, .addr = 0x0a010000, .len = 17 } };

	if (g->twist != NULL && strncmp(g->twist, "child:", 6) == 0)
		g_cert(g, &c, gtree_add(t, GEN_CHILD));
}

static void
tal_of(const struct gen *g, struct gtree *t)
{
	AUTO_BUF text = { 0 };
	int rc;

	gen_tal(&g->keys.v[twisted(g, "tal", "key") ? 8 : 0], GEN_TA, &text);
	rc = tal_parse(buf_view(&text), "gen", &t->tal, NULL);
	assert(rc == 0);
}

static void
spoil_files(const struct gen *g, struct gtree *t)
{
	if (twisted(g, "roa", "gone")) {
		struct gfile *f = gtree_find(t, GEN_ROA);

		free(f->uri);
		f->uri = mem_strdup("rsync://gen.test/zz/elsewhere.roa");
	}
	if (twisted(g, "gbr", "hash"))
		buf_chr(&gtree_find(t, GEN_GBR)->bytes, '!');
	if (twisted(g, "mft", "gone")) {
		struct gfile *f = gtree_find(t, GEN_MFT);

		free(f->uri);
		f->uri = mem_strdup("rsync://gen.test/zz/elsewhere.mft");
	}
}

static struct gcert
tiny_ta(const struct gen *g)
{
	struct gcert c = { .role = "ta",
		.key = &g->keys.v[0],
		.issuer_key = &g->keys.v[0],
		.issuer = "ta",
		.subject = "ta",
		.serial = 1,
		.from = g->at - 3600,
		.to = g->at + 3650 * (utc_t)DAY_SECS,
		.ca = true,
		.self = true,
		.repo = "rsync://gen.test/ta/",
		.mft = GEN_TA_MFT,
		.notify = g->notify,
		.res = { .v4 = true,
		    .addr = 0x0a000000,
		    .len = 8,
		    .as = true,
		    .as_lo = 64496,
		    .as_hi = 65551 } };

	return c;
}

static struct gcert
tiny_ca(const struct gen *g)
{
	struct gcert c = { .role = "ca",
		.key = &g->keys.v[1],
		.issuer_key = &g->keys.v[0],
		.issuer = "ta",
		.subject = "ca",
		.serial = 5,
		.from = g->at - 3600,
		.to = g->at + DAY_SECS,
		.ca = true,
		.crldp = GEN_TA_CRL,
		.aia = GEN_TA,
		.repo = "rsync://gen.test/ca/",
		.mft = GEN_MFT,
		.notify = g->notify_ca,
		.res = { .v4 = true,
		    .addr = 0x0a010000,
		    .len = 16,
		    .as = true,
		    .as_lo = 64500,
		    .as_hi = 64510 } };

	return c;
}

void
gen_tiny(const struct gen *g, struct gtree *ret)
{
	struct gcert ta = tiny_ta(g), ca = tiny_ca(g);
	struct gres all = { .inherit = true, .v4 = true, .as = true };
	uint64_t dead[] = { twisted(g, "roa", "revoked") ? 102 : 990,
		twisted(g, "mft", "revoked") ? 1007 : 991, 992 };
	uint64_t dead_ta[] = { twisted(g, "ca", "revoked") ? 5 : 993 };
	AUTO_BUF tak = { 0 };

	*ret = (struct gtree){ 0 };
	g_cert(g, &ta, gtree_add(ret, GEN_TA));
	if (twisted(g, "evil", "claims-manifest")) {
		struct gcert evil = ca;

		evil.role = "evil";
		evil.key = &g->keys.v[8];
		evil.subject = "evil";
		g_cert(g, &evil, gtree_add(ret, GEN_EVIL));
	}
	g_cert(g, &ca, gtree_add(ret, GEN_CA));
	g_crl(g, &ta, 3, dead_ta, 1, gtree_add(ret, GEN_TA_CRL));
	g_tak(g, twisted(g, "tak", "other") ? ca.key : ta.key, &tak);
	publish(g, &ta, "tak", 6, "ta.tak", &all, CT_TAK, &tak, ret);
	publish_mft(g, &ta, "tamft", &g->keys.v[5], 7, ret);
	leaves(g, &ca, ret);
	child(g, &ca, ret);
	g_crl(g, &ca, 4, dead, ARRAY_LEN(dead), gtree_add(ret, GEN_CRL));
	publish_mft(g, &ca, "mft", &g->keys.v[4], 7 + g->revision, ret);
	spoil_files(g, ret);
	tal_of(g, ret);
}

void
gen_chain(const struct gen *g, unsigned depth, struct gtree *ret)
{
	char dir[2][64], mft[2][80], crl[2][80], name[2][16], cer[2][80];
	char notify[256];

	*ret = (struct gtree){ 0 };
	for (unsigned i = 0; i <= depth; i++) {
		unsigned me = i % 2, up = 1 - me;
		struct gcert c = { .role = "link",
			.key = &g->keys.v[i],
			.issuer_key = &g->keys.v[i == 0 ? 0 : i - 1],
			.issuer = i == 0 ? "c0" : name[up],
			.subject = name[me],
			.serial = 9,
			.from = g->at - 3600,
			.to = g->at + DAY_SECS,
			.ca = true,
			.self = i == 0,
			.crldp = crl[up],
			.aia = cer[up],
			.repo = dir[me],
			.mft = mft[me],
			.notify = g->notify == NULL ? NULL : notify,
			.res = { .v4 = true, .addr = 0x0a000000, .len = 8 } };

		snprintf(notify, sizeof(notify), "%s/%u/notification.xml",
		    g->notify == NULL ? "" : g->notify, i);
		snprintf(name[me], sizeof(name[me]), "c%u", i);
		snprintf(dir[me], sizeof(dir[me]), "rsync://gen.test/%u/", i);
		snprintf(mft[me], sizeof(mft[me]), "%sm.mft", dir[me]);
		snprintf(crl[me], sizeof(crl[me]), "%s%s.crl", dir[me],
		    name[me]);
		snprintf(cer[me], sizeof(cer[me]), "%s%s",
		    i == 0 ? GEN_TA : dir[up], i == 0 ? "" : "next.cer");
		g_cert(g, &c, gtree_add(ret, cer[me]));
		g_crl(g, &c, 1, NULL, 0, gtree_add(ret, crl[me]));
	}
	/* Manifests last: each lists the certificate of the next. */
	for (unsigned i = 0; i <= depth; i++) {
		struct gcert c = { .role = "link",
			.key = &g->keys.v[i],
			.subject = name[0],
			.self = i == 0,
			.repo = dir[0],
			.mft = mft[0] };

		snprintf(name[0], sizeof(name[0]), "c%u", i);
		snprintf(dir[0], sizeof(dir[0]), "rsync://gen.test/%u/", i);
		snprintf(mft[0], sizeof(mft[0]), "%sm.mft", dir[0]);
		publish_mft(g, &c, "mft", &g->keys.v[depth + 1], 1, ret);
	}
	tal_of(g, ret);
}

static int
read_file(void *arg, size_t i, struct buf *ret)
{
	const struct gtree *t = arg;

	buf_span(ret, buf_view(&t->v[i].bytes));
	return 0;
}

static int
file_cmp(const void *a, const void *b)
{
	return strcmp(((const struct gfile *)a)->uri,
	    ((const struct gfile *)b)->uri);
}

int
gtree_validate(struct gtree *t, struct rpki_input *in, struct tree *ret)
{
	AUTO_FREE struct rpki_file *f = mem_alloc((t->n + 1) * sizeof(*f));
	struct err e = { ERR_NONE, "" };

	qsort(t->v, t->n, sizeof(*t->v), file_cmp);
	for (size_t i = 0; i < t->n; i++)
		f[i] = (struct rpki_file){ t->v[i].uri,
			strcmp(t->v[i].uri, GEN_TA) == 0 ? 0 : -1 };
	in->files = f;
	in->files_n = t->n;
	in->tals = &t->tal;
	in->tals_n = 1;
	in->read = read_file;
	in->arg = t;
	return rpki_validate(in, ret, &e);
}
