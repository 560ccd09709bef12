/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RPKI_GEN_H
#define TESTS_RPKI_GEN_H
/*
 * Makes RPKI trees: a tiny one with one named fault (a twist), and large
 * ones.  Its DER is written by code of its own, so that reader and writer do
 * not share mistakes; OpenSSL signs.
 */
#include "base/base.h"
#include "base/date.h"
#include "rpki/tree.h"

/* --- DER --- */
void d_tlv(struct buf *out, unsigned tag, struct span v);
void d_wrap(struct buf *out, unsigned tag, const struct buf *v);
void d_uint(struct buf *out, uint64_t n);
void d_oid(struct buf *out, struct span oid);
void d_text(struct buf *out, unsigned tag, const char *s);
void d_bits(struct buf *out, struct span v, unsigned unused);
void d_time(struct buf *out, utc_t t); /* UTCTime or GeneralizedTime */
void d_gentime(struct buf *out, utc_t t);
void d_alg(struct buf *out, struct span oid);
void d_name(struct buf *out, const char *cn);

/* --- keys --- */
/* Any two of a pool of primes make a key, so that ten thousand distinct
 * moduli cost a few seconds.  They protect nothing. */
struct gkey {
	void *pkey; /* EVP_PKEY */
	struct buf spki;
	unsigned char id[KEYID_LEN];
};
struct gkeys {
	struct gkey *v;
	size_t n;
};
void gkeys_make(struct gkeys *k, size_t n);
void gkeys_clear(struct gkeys *k);
/* Thread-safe: PKCS#1 v1.5 over SHA-256. */
void gkey_sign(const struct gkey *k, struct span bytes,
    unsigned char ret[RSA_BYTES]);

/* --- objects --- */
struct gres {
	bool inherit;
	bool v4, as;
	uint32_t addr;
	unsigned len;
	uint32_t as_lo, as_hi;
};
struct gcert {
	const char *role; /* "ta" "ca" "child" "roa" "asa" "mft" "tak" */
	const struct gkey *key, *issuer_key;
	const char *issuer, *subject;
	uint64_t serial;
	utc_t from, to;
	bool ca, self;
	const char *crldp, *aia, *repo, *mft, *object, *notify;
	struct gres res;
};
struct gen {
	const char *twist; /* "roa:revoked"; NULL: none */
	utc_t at;	   /* everything is in force around it */
	unsigned revision; /* of the tiny tree: ROA and manifest grow */
	const char *notify, *notify_ca; /* RRDP of anchor and CA; NULL: none */
	struct gkeys keys;
};
#define GEN_AT ((utc_t)1767225600) /* 2026-01-01T00:00:00Z */
/* Is this the fault that is wanted of that role? */
bool twisted(const struct gen *g, const char *role, const char *what);

void g_cert(const struct gen *g, const struct gcert *c, struct buf *out);
void g_crl(const struct gen *g, const struct gcert *ca, uint64_t number,
    const uint64_t *revoked, size_t n, struct buf *out);
/* ee is completed with what every signed object's certificate has. */
void g_signed(const struct gen *g, const struct gcert *ee, struct span type,
    struct span content, struct buf *out);
void g_roa(const struct gen *g, uint32_t asn, uint32_t addr, unsigned len,
    unsigned maxlen, struct buf *out);
void g_aspa(const struct gen *g, struct buf *out);
void g_tak(const struct gen *g, const struct gkey *key, struct buf *out);

/* --- trees --- */
struct gfile {
	char *uri;
	struct buf bytes;
};
struct gtree {
	struct gfile *v;
	size_t n, cap;
	struct tal tal;
};
void gtree_clear(struct gtree *t);
struct buf *gtree_add(struct gtree *t, const char *uri);
/* It must be there. */
struct gfile *gtree_find(const struct gtree *t, const char *uri);

void g_mft(const struct gen *g, uint64_t number, utc_t this_update,
    utc_t next_update, const struct gtree *t, const char *dir,
    struct buf *out);
/* The tiny tree: rsync://gen.test/... */
#define GEN_TA "rsync://gen.test/ta.cer"
#define GEN_CA "rsync://gen.test/ta/ca.cer"
#define GEN_EVIL "rsync://gen.test/ta/a.cer"
#define GEN_TA_MFT "rsync://gen.test/ta/ta.mft"
#define GEN_TA_CRL "rsync://gen.test/ta/ta.crl"
#define GEN_TAK "rsync://gen.test/ta/ta.tak"
#define GEN_MFT "rsync://gen.test/ca/ca.mft"
#define GEN_CRL "rsync://gen.test/ca/ca.crl"
#define GEN_ROA "rsync://gen.test/ca/1.roa"
#define GEN_ROA2 "rsync://gen.test/ca/2.roa"
#define GEN_ASPA "rsync://gen.test/ca/1.asa"
#define GEN_GBR "rsync://gen.test/ca/1.gbr"
#define GEN_CHILD "rsync://gen.test/ca/child.cer"
void gen_tiny(const struct gen *g, struct gtree *ret);
/* A chain of so many CAs below the anchor, rsync://gen.test/<i>/. */
/* Their RRDP, if notify is not NULL: notify/<i>/notification.xml. */
void gen_chain(const struct gen *g, unsigned depth, struct gtree *ret);
void gen_init(struct gen *g, const char *twist, size_t keys);
void gen_clear(struct gen *g);
void gen_tal(const struct gkey *k, const char *uri, struct buf *out);
/* Judged from memory. */
int gtree_validate(struct gtree *t, struct rpki_input *in, struct tree *ret);

/* Below DIR: <host>/<path>, locators at DIR/../<name>.tal. */
struct gscale {
	unsigned anchors, cas, roas, ee_keys, ca_keys, threads;
	const char *notify; /* notify/<anchor>/notification.xml; or NULL */
};
int gen_scale(const struct gscale *s, const char *dir);
int gen_corpus(const char *dir);

/*
 * RRDP (RFC 8182) of what is below tree/, as its URIs begin with
 * rsync://prefix: OUT/snapshot.N.xml, OUT/delta.N.xml if old is another tree,
 * and OUT/notification.xml with all deltas that are there; base is the URI of
 * OUT.  What lies above all directories, as anchors' certificates do, is not in
 * it.
 */
struct grrdp {
	const char *tree, *old, *prefix, *out, *base, *session;
	unsigned serial;
};
int gen_rrdp(const struct grrdp *r);

#endif
