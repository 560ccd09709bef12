/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rpki/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
twisted(const struct gen *g, const char *role, const char *what)
{
	size_t n = strlen(role);

	return g->twist != NULL && strncmp(g->twist, role, n) == 0 &&
	    g->twist[n] == ':' && strcmp(g->twist + n + 1, what) == 0;
}

static void
extension(struct buf *out, struct span oid, bool critical, const struct buf *v)
{
	static const unsigned char yes = 0xff;
	AUTO_BUF b = { 0 };

	d_oid(&b, oid);
	if (critical)
		d_tlv(&b, DER_BOOL, (struct span){ &yes, 1 });
	d_wrap(&b, DER_OCTETS, v);
	d_wrap(out, DER_SEQ, &b);
}

static void
basic(const struct gen *g, const struct gcert *c, struct buf *out)
{
	static const unsigned char yes = 0xff;
	AUTO_BUF b = { 0 };
	AUTO_BUF v = { 0 };

	if (!c->ca && !twisted(g, c->role, "bc-ee"))
		return;
	if (twisted(g, c->role, "bc-none"))
		return;
	d_tlv(&b, DER_BOOL, (struct span){ &yes, 1 });
	if (twisted(g, c->role, "bc-path"))
		d_uint(&b, 3);
	d_wrap(&v, DER_SEQ, &b);
	extension(out, OID("\x55\x1d\x13"), true, &v);
}

static void
key_ids(const struct gen *g, const struct gcert *c, struct buf *out)
{
	AUTO_BUF ski = { 0 };
	AUTO_BUF in = { 0 };
	AUTO_BUF aki = { 0 };
	unsigned char id[KEYID_LEN];
	const char *r = c->role;

	memcpy(id, c->key->id, KEYID_LEN);
	if (twisted(g, r, "ski-hash"))
		id[0] ^= 1;
	d_tlv(&ski, DER_OCTETS, (struct span){ id, KEYID_LEN });
	extension(out, OID("\x55\x1d\x0e"), false, &ski);
	if (twisted(g, r, "ext-twice"))
		extension(out, OID("\x55\x1d\x0e"), false, &ski);
	if (c->self || twisted(g, r, "aki-none"))
		return;
	memcpy(id, c->issuer_key->id, KEYID_LEN);
	if (twisted(g, r, "aki-other"))
		id[0] ^= 1;
	if (!twisted(g, r, "aki-nokeyid"))
		d_tlv(&in, DER_CONTEXT_P(0), (struct span){ id, KEYID_LEN });
	if (twisted(g, r, "aki-serial"))
		d_tlv(&in, DER_CONTEXT_P(2), span_of("\x01"));
	d_wrap(&aki, DER_SEQ, &in);
	extension(out, OID("\x55\x1d\x23"), false, &aki);
}

static void
usage(const struct gen *g, const struct gcert *c, struct buf *out)
{
	AUTO_BUF v = { 0 };

	if (twisted(g, c->role, "ku-long"))
		d_bits(&v, OID("\x06\x00\x80"), 7);
	else if (twisted(g, c->role, "ku-huge"))
		d_bits(&v, OID("\x06\0\0\0\0\0\0\0\0\0\0\x01"), 0);
	else if (c->ca)
		d_bits(&v, OID("\x06"), 1);
	else
		d_bits(&v, OID("\x80"), 7);
	if (!twisted(g, c->role, "ku-none"))
		extension(out, OID("\x55\x1d\x0f"), true, &v);
}

static void
crldp(const struct gen *g, const struct gcert *c, struct buf *out)
{
	AUTO_BUF uri = { 0 };
	AUTO_BUF full = { 0 };
	AUTO_BUF name = { 0 };
	AUTO_BUF point = { 0 };
	AUTO_BUF v = { 0 };

	if (c->self)
		return;
	d_text(&uri, DER_CONTEXT_P(6),
	    twisted(g, c->role, "crldp-other") ? "rsync://gen.test/other.crl" :
						 c->crldp);
	d_wrap(&full, DER_CONTEXT(0), &uri);
	d_wrap(&name, DER_CONTEXT(0), &full);
	d_wrap(&point, DER_SEQ, &name);
	d_wrap(&v, DER_SEQ, &point);
	extension(out, OID("\x55\x1d\x1f"), false, &v);
}

static void
access_one(struct buf *out, unsigned method, const char *uri)
{
	unsigned char oid[] = { 0x2b, 6, 1, 5, 5, 7, 0x30, 0 };
	AUTO_BUF b = { 0 };

	if (uri == NULL)
		return;
	oid[7] = (unsigned char)method;
	d_oid(&b, (struct span){ oid, sizeof(oid) });
	d_text(&b, DER_CONTEXT_P(6), uri);
	d_wrap(out, DER_SEQ, &b);
}

/* Faults of URIs that a path would be made of. */
static const char *
bad_uri(const struct gen *g, const struct gcert *c, const char *uri,
    char *long_uri)
{
	const char *r = c->role;

	if (twisted(g, r, "uri-host-dots"))
		return "rsync://../../etc/ca.mft";
	if (twisted(g, r, "uri-host-dot"))
		return "rsync://./ca.mft";
	if (twisted(g, r, "uri-path-dots"))
		return "rsync://gen.test/a/../../ca.mft";
	if (twisted(g, r, "uri-path-empty"))
		return "rsync://gen.test//etc/ca.mft";
	if (twisted(g, r, "uri-nul"))
		return "rsync://gen.test/ca\x01.mft";
	if (twisted(g, r, "uri-utf8"))
		return "rsync://gen.test/c\xc3\xa4.mft";
	if (twisted(g, r, "uri-scheme"))
		return "file:///etc/passwd";
	if (twisted(g, r, "uri-long")) {
		memset(long_uri, 'a', 2049);
		memcpy(long_uri, "rsync://gen.test/", 17);
		return long_uri;
	}
	return uri;
}

static void
accesses(const struct gen *g, const struct gcert *c, struct buf *out)
{
	char long_uri[2050] = "";
	AUTO_BUF aia = { 0 };
	AUTO_BUF sia = { 0 };
	AUTO_BUF v = { 0 };
	AUTO_BUF w = { 0 };

	if (!c->self) {
		access_one(&aia, 2, c->aia);
		d_wrap(&v, DER_SEQ, &aia);
		extension(out, OID("\x2b\x06\x01\x05\x05\x07\x01\x01"), false,
		    &v);
	}
	access_one(&sia, 5, c->repo);
	access_one(&sia, 10,
	    c->mft == NULL ? NULL : bad_uri(g, c, c->mft, long_uri));
	access_one(&sia, 11, c->object);
	access_one(&sia, 13, c->notify);
	d_wrap(&w, DER_SEQ, &sia);
	extension(out, OID("\x2b\x06\x01\x05\x05\x07\x01\x0b"), false, &w);
}

static void
policies(struct buf *out)
{
	AUTO_BUF oid = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF v = { 0 };

	d_oid(&oid, OID("\x2b\x06\x01\x05\x05\x07\x0e\x02"));
	d_wrap(&one, DER_SEQ, &oid);
	d_wrap(&v, DER_SEQ, &one);
	extension(out, OID("\x55\x1d\x20"), true, &v);
}

static void
ip(const struct gres *r, struct buf *out)
{
	unsigned char a[4];
	AUTO_BUF fam = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF v = { 0 };

	if (!r->v4)
		return;
	for (unsigned i = 0; i < 4; i++)
		a[i] = (unsigned char)(r->addr >> (24 - 8 * i));
	d_tlv(&fam, DER_OCTETS, OID("\x00\x01"));
	if (r->inherit)
		d_tlv(&fam, DER_NULL, (struct span){ NULL, 0 });
	else {
		d_bits(&list, (struct span){ a, (r->len + 7) / 8 },
		    (8 - r->len % 8) % 8);
		d_wrap(&fam, DER_SEQ, &list);
	}
	d_wrap(&one, DER_SEQ, &fam);
	d_wrap(&v, DER_SEQ, &one);
	extension(out, OID("\x2b\x06\x01\x05\x05\x07\x01\x07"), true, &v);
}

static void
as(const struct gres *r, struct buf *out)
{
	AUTO_BUF range = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF choice = { 0 };
	AUTO_BUF in = { 0 };
	AUTO_BUF v = { 0 };

	if (!r->as)
		return;
	d_uint(&range, r->as_lo);
	if (r->as_lo != r->as_hi) {
		d_uint(&range, r->as_hi);
		d_wrap(&list, DER_SEQ, &range);
	} else
		buf_span(&list, buf_view(&range));
	if (r->inherit)
		d_tlv(&choice, DER_NULL, (struct span){ NULL, 0 });
	else
		d_wrap(&choice, DER_SEQ, &list);
	d_wrap(&in, DER_CONTEXT(0), &choice);
	d_wrap(&v, DER_SEQ, &in);
	extension(out, OID("\x2b\x06\x01\x05\x05\x07\x01\x08"), true, &v);
}

static void
extensions(const struct gen *g, const struct gcert *c, struct buf *out)
{
	struct gres res = c->res;
	AUTO_BUF list = { 0 };
	AUTO_BUF seq = { 0 };

	if (twisted(g, c->role, "overclaim-ip"))
		res.addr = 0x0b000000;
	if (twisted(g, c->role, "overclaim-as"))
		res.as_hi += 100000;
	if (twisted(g, c->role, "explicit"))
		res.inherit = false;
	if (twisted(g, c->role, "ee-as"))
		res.as = true;
	basic(g, c, &list);
	key_ids(g, c, &list);
	usage(g, c, &list);
	crldp(g, c, &list);
	accesses(g, c, &list);
	policies(&list);
	ip(&res, &list);
	as(&res, &list);
	d_wrap(&seq, DER_SEQ, &list);
	d_wrap(out, DER_CONTEXT(3), &seq);
}

static void
public_key(const struct gen *g, const struct gcert *c, struct buf *out)
{
	AUTO_BUF v = { 0 };

	if (twisted(g, c->role, "spki-bits")) {
		d_alg(&v, OID_RSA);
		d_bits(&v, OID("\x30\x03\x02\x01"), 0);
		d_wrap(out, DER_SEQ, &v);
	} else if (twisted(g, c->role, "spki-none")) {
		d_alg(&v, OID_RSA);
		d_bits(&v, (struct span){ NULL, 0 }, 0);
		d_wrap(out, DER_SEQ, &v);
	} else if (twisted(g, c->role, "spki-zero")) {
		AUTO_BUF key = { 0 };
		AUTO_BUF seq = { 0 };

		d_uint(&key, 0);
		d_uint(&key, 0);
		d_wrap(&seq, DER_SEQ, &key);
		d_alg(&v, OID_RSA);
		d_bits(&v, buf_view(&seq), 0);
		d_wrap(out, DER_SEQ, &v);
	} else
		buf_span(out, buf_view(&c->key->spki));
}

static void
tbs(const struct gen *g, const struct gcert *c, struct buf *out)
{
	bool past = twisted(g, c->role, "expired");
	bool early = twisted(g, c->role, "not-yet");
	AUTO_BUF v = { 0 };
	AUTO_BUF version = { 0 };
	AUTO_BUF validity = { 0 };

	d_uint(&version, 2);
	d_wrap(&v, DER_CONTEXT(0), &version);
	d_uint(&v, c->serial);
	d_alg(&v, OID_RSA_SHA256);
	d_name(&v, twisted(g, c->role, "issuer") ? "another" : c->issuer);
	d_time(&validity, early ? g->at + 1 : c->from);
	d_time(&validity, past ? g->at - 1 : c->to);
	d_wrap(&v, DER_SEQ, &validity);
	d_name(&v, c->subject);
	public_key(g, c, &v);
	extensions(g, c, &v);
	d_wrap(out, DER_SEQ, &v);
}

/* tbs and its signature by that key, wrapped. */
static void
sign(const struct gkey *k, const struct buf *t, bool spoil, struct buf *out)
{
	unsigned char sig[RSA_BYTES];
	AUTO_BUF v = { 0 };

	gkey_sign(k, buf_view(t), sig);
	if (spoil)
		sig[100] ^= 1;
	buf_span(&v, buf_view(t));
	d_alg(&v, OID_RSA_SHA256);
	d_bits(&v, (struct span){ sig, RSA_BYTES }, 0);
	d_wrap(out, DER_SEQ, &v);
}

void
g_cert(const struct gen *g, const struct gcert *c, struct buf *out)
{
	AUTO_BUF t = { 0 };

	tbs(g, c, &t);
	sign(c->issuer_key, &t, twisted(g, c->role, "sig"), out);
}

static void
crl_extensions(const struct gen *g, const struct gcert *ca, uint64_t number,
    struct buf *out)
{
	AUTO_BUF id = { 0 };
	AUTO_BUF aki = { 0 };
	AUTO_BUF num = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF seq = { 0 };

	d_tlv(&id, DER_CONTEXT_P(0), (struct span){ ca->key->id, KEYID_LEN });
	d_wrap(&aki, DER_SEQ, &id);
	if (!twisted(g, "crl", "no-aki"))
		extension(&list, OID("\x55\x1d\x23"), false, &aki);
	d_uint(&num, number);
	if (!twisted(g, "crl", "no-number"))
		extension(&list, OID("\x55\x1d\x14"), false, &num);
	d_wrap(&seq, DER_SEQ, &list);
	d_wrap(out, DER_CONTEXT(0), &seq);
}

void
g_crl(const struct gen *g, const struct gcert *ca, uint64_t number,
    const uint64_t *revoked, size_t n, struct buf *out)
{
	/* Faults are of the inner CA's list. */
	bool inner = strcmp(ca->role, "ca") == 0;
	AUTO_BUF v = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF t = { 0 };

	d_uint(&v, 1);
	d_alg(&v, OID_RSA_SHA256);
	d_name(&v, ca->subject);
	d_time(&v,
	    inner && twisted(g, "crl", "premature") ? g->at + 1 :
						      g->at - 3600);
	d_time(&v,
	    inner && twisted(g, "crl", "stale") ? g->at - 1 :
						  g->at + DAY_SECS);
	for (size_t i = 0; i < n; i++) {
		AUTO_BUF one = { 0 };

		d_uint(&one, revoked[i]);
		d_time(&one, g->at - 7200);
		d_wrap(&list, DER_SEQ, &one);
	}
	if (n != 0)
		d_wrap(&v, DER_SEQ, &list);
	crl_extensions(g, ca, number, &v);
	d_wrap(&t, DER_SEQ, &v);
	sign(ca->key, &t, inner && twisted(g, "crl", "sig"), out);
}
