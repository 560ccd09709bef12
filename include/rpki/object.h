/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_OBJECT_H
#define RPKI_OBJECT_H
/*
 * One file of a repository: what is kept of it once its bytes are gone, and
 * what it was judged to be.
 */
#include "rpki/crl.h"
#include "rpki/payload.h"
#include "rpki/verify.h"

#define OBJECT_MIN 100
#define OBJECT_MAX (8 << 20)
#define NO_OBJECT UINT32_MAX

enum object_type {
	OBJ_CER,
	OBJ_CRL,
	OBJ_MFT,
	OBJ_ROA,
	OBJ_ASPA,
	OBJ_TAK,
	OBJ_OTHER
}; /* ghostbusters and all else: ignored by name */
const char *object_type_name(enum object_type t); /* "cer" ... "other" */
enum object_type object_type_of(const char *uri);

enum object_state {
	STATE_NONE, /* not yet judged; none is left behind a walk */
	STATE_VALID,
	STATE_INVALID,	 /* by its own fault; reason says which */
	STATE_UNREACHED, /* no fault of its own: nothing valid leads to it */
	STATE_IGNORED,
	STATE_MISSING /* listed, but no file */
};
const char *object_state_name(enum object_state s);

/* What the children of one CA have in common. */
struct issuer {
	unsigned char aki[KEYID_LEN];
	struct span name, crldp; /* owned, behind the struct */
	struct issuer *next;
};

/* What ties an object to the CA above it. */
struct link {
	const struct issuer *issuer; /* the tree's */
	unsigned char serial[SERIAL_MAX];
	uint8_t serial_n;
	utc_t not_before, not_after; /* a CRL's updates */
	utc_t signing_time;
	bool binary_time;
	struct res res;
	uint32_t signer; /* the key with that identifier; NO_OBJECT: none */
	enum reason sig; /* what its check with that key came to */
};

struct ca {
	struct cert cert;
	uint32_t key;	      /* in the tree's table */
	struct res effective; /* once valid */
	unsigned char der[];  /* what cert points into */
};

struct crl_kept {
	struct crl crl;
	unsigned char der[];
};

struct object {
	const char *uri; /* the caller's */
	unsigned char sha256[DIGEST_LEN];
	uint32_t size;
	enum object_type type;
	enum object_state state;
	enum reason reason, note;
	uint32_t parent;   /* the CA's certificate; NO_OBJECT: none */
	uint32_t detail;   /* RR_MFT_FILE_...: index of the file */
	int32_t tal;	   /* -1: none reached it */
	struct link *link; /* NULL: not parsed */
	union {
		struct ca *ca; /* NULL for a router's certificate */
		struct crl_kept *crl;
		struct mft *mft;
		struct roa *roa;
		struct aspa *aspa;
		struct tak *tak;
	} u;
};
void object_clear(struct object *o);

/* The keys of all CAs, by identifier. */
struct key {
	unsigned char id[KEYID_LEN];
	const unsigned char *n;
};
struct keys {
	struct key *v; /* sorted, one an identifier */
	size_t n, cap;
};
uint32_t keys_find(const struct keys *k, const unsigned char id[KEYID_LEN]);

/* What a thread works with. */
struct worker {
	struct verifier *v;
	struct buf bytes;
	struct issuer *issuers; /* all it made, the last first */
};
void worker_clear(struct worker *w);

/* Certificates are parsed before the keys are known, and their signatures
 * checked after; all else is read once, with the keys. */
void object_parse_cert(struct worker *w, struct span bytes,
    enum cert_kind kind, struct object *o);
void object_verify_cert(struct worker *w, const struct keys *k,
    struct object *o);
void object_parse(struct worker *w, struct span bytes, const struct keys *k,
    struct object *o);

#endif
