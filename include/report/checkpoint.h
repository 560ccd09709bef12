/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKPOINT_H
#define REPORT_CHECKPOINT_H
/*
 * A log's checkpoint (C2SP tlog-checkpoint) as a signed note (C2SP
 * signed-note), and what witnesses add to it (C2SP tlog-cosignature, Ed25519,
 * v1).  Pure: text in, text out.  Stricter than the specifications: a note
 * holds no character that span_plain refuses, base64 is canonical, and the
 * log's key has the origin as its name, which is only a SHOULD there.
 */
#include "base/date.h"
#include "report/merkle.h"

#include <openssl/evp.h>

#define CHECKPOINT_MAX ((size_t)128 << 10) /* bytes of a note */
#define CHECKPOINT_SIGS_MAX 100		   /* signature lines of a note */
#define CHECKPOINT_NAME_MAX 255		   /* bytes of an origin, a key name */
#define CHECKPOINT_WITNESSES_MAX 64	   /* witnesses that are counted */
#define CHECKPOINT_KEY_ID 4
#define CHECKPOINT_PUBLIC 32 /* bytes of an Ed25519 public key, RFC 8032 */

/* signed-note, "Signature types". */
enum checkpoint_type { CHECKPOINT_LOG = 0x01, CHECKPOINT_WITNESS = 0x04 };

struct checkpoint_key {
	enum checkpoint_type type;
	char name[CHECKPOINT_NAME_MAX + 1];
	unsigned char id[CHECKPOINT_KEY_ID];
	unsigned char pub[CHECKPOINT_PUBLIC];
};

/* A signature line that has the form, whoever's it is. */
struct checkpoint_sig {
	struct span name, base64;
	unsigned char id[CHECKPOINT_KEY_ID];
};

/* Spans are of the note that was parsed.  Nothing is verified by parsing. */
struct checkpoint {
	struct span text; /* what is signed, with its final newline */
	struct span origin;
	uint64_t size;
	struct merkle_hash root;
	struct span extension; /* whole lines, mostly none */
	size_t n;
	struct checkpoint_sig sigs[CHECKPOINT_SIGS_MAX];
};

/* A key by its name (signed-note, "Signatures": the id is made from it).
 * ERR_DATA where the name is empty, too long, or has a blank or a plus. */
int checkpoint_key(enum checkpoint_type type, struct span name,
    const unsigned char pub[CHECKPOINT_PUBLIC], struct checkpoint_key *ret,
    struct err *e);
/* NAME+ID+BASE64 (signed-note, "Verifier keys"), no newline; of the two types
 * above, with the id that belongs to it.  ERR_DATA with the reason. */
int checkpoint_key_parse(struct span text, struct checkpoint_key *ret,
    struct err *e);
void checkpoint_key_print(const struct checkpoint_key *k, struct buf *out);

/* The note of a log: its text and the signature of key, an Ed25519 private
 * key, by the name of origin.  Appends to out; ERR_DATA where origin is no
 * key name, or the root of no leaves another than RFC 6962's. */
int checkpoint_make(struct span origin, uint64_t size,
    const struct merkle_hash *root, EVP_PKEY *key, struct buf *out,
    struct err *e);
/* A witness's signature line for that text (struct checkpoint's) at that
 * time, to be appended to the note.  ERR_DATA where name is no key name or
 * when is before 1970. */
int checkpoint_cosign(struct span text, struct span name, utc_t when,
    EVP_PKEY *key, struct buf *out, struct err *e);

/* A note whose text is a checkpoint, with at least one signature line.
 * ERR_DATA with the reason. */
int checkpoint_parse(struct span note, struct checkpoint *ret, struct err *e);
/*
 * Signed by that key of type CHECKPOINT_LOG, whose name is the origin: one
 * line at least is by that name and id, and each that is must be good.
 * ERR_DATA with the reason.
 */
int checkpoint_verify(const struct checkpoint *c,
    const struct checkpoint_key *k, struct err *e);
/* The same of a key of type CHECKPOINT_WITNESS (tlog-cosignature, "Ed25519
 * signed message"); ret_when is the earliest time it signed for. */
int checkpoint_cosigned(const struct checkpoint *c,
    const struct checkpoint_key *k, utc_t *ret_when, struct err *e);
/*
 * How many of those witnesses cosigned; a public key counts once, under
 * whatever names.  ERR_DATA where a line of one of them is bad (signed-note:
 * the whole note is then to be rejected), or a key is no witness's.
 */
int checkpoint_witnesses(const struct checkpoint *c,
    const struct checkpoint_key *k, size_t n, size_t *ret, struct err *e);

#endif
