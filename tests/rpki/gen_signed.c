/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rpki/gen.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PKCS9(n) OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09" n)

static void
attribute(struct buf *out, struct span oid, const struct buf *value)
{
	AUTO_BUF set = { 0 };
	AUTO_BUF v = { 0 };

	d_wrap(&set, DER_SET, value);
	d_oid(&v, oid);
	buf_span(&v, buf_view(&set));
	d_wrap(out, DER_SEQ, &v);
}

/* In DER order, which is that of their lengths. */
static void
attributes(const struct gen *g, const char *role, struct span type,
    struct span content, struct buf *out)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	AUTO_BUF t = { 0 };
	AUTO_BUF d = { 0 };
	AUTO_BUF s = { 0 };
	bool swap = twisted(g, role, "attrs-order");

	if (twisted(g, role, "attrs-empty"))
		return;
	SHA256(content.p, content.n, hash);
	if (twisted(g, role, "content-hash"))
		hash[0] ^= 1;
	d_oid(&t, type);
	d_time(&s, g->at - 3600);
	d_tlv(&d, DER_OCTETS, (struct span){ hash, sizeof(hash) });
	if (swap)
		attribute(out, PKCS9("\x04"), &d);
	attribute(out, PKCS9("\x03"), &t);
	if (!twisted(g, role, "no-time"))
		attribute(out, PKCS9("\x05"), &s);
	if (!swap)
		attribute(out, PKCS9("\x04"), &d);
}

static void
signer(const struct gen *g, const struct gcert *ee, struct span type,
    struct span content, struct buf *out)
{
	unsigned char sig[RSA_BYTES];
	AUTO_BUF attrs = { 0 };
	AUTO_BUF set = { 0 };
	AUTO_BUF v = { 0 };
	AUTO_BUF seq = { 0 };

	attributes(g, ee->role, type, content, &attrs);
	d_wrap(&set, DER_SET, &attrs);
	gkey_sign(ee->key, buf_view(&set), sig);
	if (twisted(g, ee->role, "cms-sig"))
		sig[100] ^= 1;
	d_uint(&v, 3);
	d_tlv(&v, DER_CONTEXT_P(0), (struct span){ ee->key->id, KEYID_LEN });
	d_alg(&v, OID_SHA256);
	if (!twisted(g, ee->role, "attrs-none"))
		d_wrap(&v, DER_CONTEXT(0), &attrs);
	d_alg(&v, OID_RSA);
	d_tlv(&v, DER_OCTETS, (struct span){ sig, RSA_BYTES });
	d_wrap(&seq, DER_SEQ, &v);
	d_wrap(out, DER_SET, &seq);
}

static void
content_info(const struct gen *g, const char *role, struct span type,
    struct span content, struct buf *out)
{
	AUTO_BUF v = { 0 };
	AUTO_BUF in = { 0 };
	AUTO_BUF oct = { 0 };

	d_oid(&v, type);
	if (twisted(g, role, "econtent-pieces")) {
		d_tlv(&in, DER_OCTETS, content);
		d_wrap(&oct, 0x24, &in);
	} else if (twisted(g, role, "econtent-empty"))
		d_tlv(&oct, DER_OCTETS, (struct span){ NULL, 0 });
	else
		d_tlv(&oct, DER_OCTETS, content);
	if (!twisted(g, role, "econtent-null"))
		d_wrap(&v, DER_CONTEXT(0), &oct);
	d_wrap(out, DER_SEQ, &v);
}

static void
signed_data(const struct gen *g, const struct gcert *ee, struct span type,
    struct span content, struct buf *out)
{
	AUTO_BUF alg = { 0 };
	AUTO_BUF cert = { 0 };
	AUTO_BUF v = { 0 };

	d_uint(&v, 3);
	d_alg(&alg, OID_SHA256);
	d_wrap(&v, DER_SET, &alg);
	content_info(g, ee->role, type, content, &v);
	g_cert(g, ee, &cert);
	if (!twisted(g, ee->role, "certs-none"))
		d_wrap(&v, DER_CONTEXT(0), &cert);
	signer(g, ee, type, content, &v);
	d_wrap(out, DER_SEQ, &v);
}

/* The same in BER that is no DER. */
static void
outer(const struct gen *g, const char *role, const struct buf *v,
    struct buf *out)
{
	if (twisted(g, role, "ber-indefinite")) {
		buf_add(out, "\x30\x80", 2);
		buf_span(out, buf_view(v));
		buf_add(out, "\0\0", 2);
	} else if (twisted(g, role, "ber-length")) {
		buf_add(out, "\x30\x83\x00", 3);
		buf_chr(out, (char)(v->n >> 8));
		buf_chr(out, (char)v->n);
		buf_span(out, buf_view(v));
	} else
		d_wrap(out, DER_SEQ, v);
	if (twisted(g, role, "trailing"))
		buf_chr(out, '\0');
	if (twisted(g, role, "cut"))
		out->n--;
}

void
g_signed(const struct gen *g, const struct gcert *ee, struct span type,
    struct span content, struct buf *out)
{
	AUTO_BUF data = { 0 };
	AUTO_BUF v = { 0 };

	signed_data(g, ee, type, content, &data);
	d_oid(&v, OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"));
	d_wrap(&v, DER_CONTEXT(0), &data);
	outer(g, ee->role, &v, out);
}

void
g_roa(const struct gen *g, uint32_t asn, uint32_t addr, unsigned len,
    unsigned maxlen, struct buf *out)
{
	unsigned char a[4];
	AUTO_BUF ip = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF fam = { 0 };
	AUTO_BUF v = { 0 };

	if (twisted(g, "roa", "holds"))
		addr ^= 1u << 16;
	if (twisted(g, "roa", "maxlen-short"))
		maxlen = len - 1;
	if (twisted(g, "roa", "maxlen-long"))
		maxlen = 33;
	for (unsigned i = 0; i < 4; i++)
		a[i] = (unsigned char)(addr >> (24 - 8 * i));
	d_bits(&ip, (struct span){ a, (len + 7) / 8 }, (8 - len % 8) % 8);
	if (maxlen != len)
		d_uint(&ip, maxlen);
	d_wrap(&one, DER_SEQ, &ip);
	d_tlv(&fam, DER_OCTETS, OID("\x00\x01"));
	d_wrap(&fam, DER_SEQ, &one);
	d_wrap(&list, DER_SEQ, &fam);
	if (twisted(g, "roa", "family-twice"))
		d_wrap(&list, DER_SEQ, &fam);
	if (twisted(g, "roa", "version")) {
		AUTO_BUF n = { 0 };

		d_uint(&n, 0);
		d_wrap(&v, DER_CONTEXT(0), &n);
	}
	d_uint(&v, twisted(g, "roa", "asid") ? (uint64_t)1 << 32 : asn);
	d_wrap(&v, DER_SEQ, &list);
	d_wrap(out, DER_SEQ, &v);
}

void
g_aspa(const struct gen *g, struct buf *out)
{
	AUTO_BUF n = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF v = { 0 };

	d_uint(&n, twisted(g, "asa", "version") ? 0 : 1);
	if (!twisted(g, "asa", "no-version"))
		d_wrap(&v, DER_CONTEXT(0), &n);
	d_uint(&v, twisted(g, "asa", "customer") ? 70000 : 64500);
	if (!twisted(g, "asa", "none")) {
		d_uint(&list, 64510);
		d_uint(&list,
		    twisted(g, "asa", "order")	   ? 64505 :
			twisted(g, "asa", "twice") ? 64510 :
						     64511);
	}
	if (twisted(g, "asa", "self")) {
		buf_clear(&list);
		d_uint(&list, 64500);
	}
	if (twisted(g, "asa", "zero")) {
		buf_clear(&list);
		d_uint(&list, 0);
		d_uint(&list, 64510);
	}
	d_wrap(&v, DER_SEQ, &list);
	d_wrap(out, DER_SEQ, &v);
}

void
g_tak(const struct gen *g, const struct gkey *key, struct buf *out)
{
	AUTO_BUF uris = { 0 };
	AUTO_BUF k = { 0 };
	AUTO_BUF v = { 0 };

	if (twisted(g, "tak", "version"))
		d_uint(&v, 0);
	d_tlv(&k, DER_SEQ, (struct span){ NULL, 0 });
	d_text(&uris, DER_IA5,
	    twisted(g, "tak", "uri") ? "ftp://x/y.cer" : GEN_TA);
	d_wrap(&k, DER_SEQ, &uris);
	buf_span(&k, buf_view(&key->spki));
	d_wrap(&v, DER_SEQ, &k);
	d_wrap(out, DER_SEQ, &v);
}
