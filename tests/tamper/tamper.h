/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_TAMPER_TAMPER_H
#define TESTS_TAMPER_TAMPER_H
/*
 * Altered reports.  What is good was made by the program; what is altered is
 * made here, by text, by libxml2 and libxmlsec, and by keys that the test
 * holds, with none of the program's code below report/.
 */
#include "base/base.h"
#include "tests/tsa/tsa.h"

#define FINDINGS "<findings "
#define SIG "<ds:Signature "
#define SIG_END "</ds:Signature>"
#define OBJECT_END "</ds:Object>" SIG_END
#define SIGNED_END "</xades:SignedProperties>"
#define UNSIGNED "<xades:UnsignedProperties>"
#define UNSIGNED_END "</xades:UnsignedProperties>"
#define STAMP "<xades:SignatureTimeStamp>"
#define STAMP_END "</xades:SignatureTimeStamp>"
#define TOKEN "<xades:EncapsulatedTimeStamp>"
#define CERT "<ds:X509Certificate>"
#define VALUES "<xades:RevocationValues>"
#define VALUES_END "</xades:RevocationValues>"

struct forge {
	const char *keys;	/* the directory of tests/tamper/keys.sh */
	struct buf bb, lt, lta; /* made by the program */
	struct tsa tsa[2];	/* below the CAs of the test's authorities */
	struct tsa rogue;	/* by the first one's name, with another key */
};

_Noreturn void die(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* --- text.c: what is not found ends the program --- */
/* The first a in s from `from` on: its offset. */
size_t find(struct span s, size_t from, const char *a);
/* in with its bytes from..to replaced. */
void splice(struct span in, size_t from, size_t to, struct span with,
    struct buf *out);
/* The first `a`, replaced. */
void swap(struct span in, const char *a, const char *with, struct buf *out);
/* `what` put before, behind the first `a`. */
void before(struct span in, const char *a, const char *what, struct buf *out);
void behind(struct span in, const char *a, const char *what, struct buf *out);
/* From the first `a` to the next `z`, both included. */
struct span part(struct span in, const char *a, const char *z);
void without(struct span in, const char *a, const char *z, struct buf *out);
/* What stands between the first `a` and the next '<'. */
struct span content(struct span in, const char *a);
/* The first byte of that content is made another one. */
void flip(struct span in, const char *a, struct buf *out);
void to_base64(struct span in, struct buf *out);
void from_base64(struct span in, struct buf *out);
/* The report without its signature. */
void unsign(struct span in, struct buf *out);
/* Findings that nobody signed. */
void evil(struct span in, struct buf *out);
void read_file(const char *dir, const char *name, struct buf *out);

/* --- sign.c: a signature of the profile, or not quite --- */
enum twist {
	TWIST_NONE,
	TWIST_SHA1,
	TWIST_XPATH,	/* that hides the findings */
	TWIST_PROPS,	/* only SignedProperties are signed */
	TWIST_NO_PROPS, /* they are not */
	TWIST_BY_ID,	/* only the findings are */
	TWIST_HMAC,	/* keyed by what everybody knows */
	TWIST_ECDSA,
};
struct recipe {
	const char *key, *chain; /* files of keys/ */
	enum twist twist;
	int64_t when;	 /* SigningTime, seconds from now */
	const char *crl; /* one more, DER, to be among the values */
	bool stamped;	 /* with tokens and values as the program adds them */
};
void sign(struct forge *f, struct span body, const struct recipe *r,
    struct buf *out);

/* --- stamp.c --- */
/* The token of an authority over a digest. */
void token(struct tsa *t, const unsigned char digest[32], struct buf *out);
void value_digest(struct span xml, unsigned char ret[32]);
/* A good report with its unsigned properties made anew: tokens over its
 * signature by these, and the values of f->lt. */
void stamp(struct forge *f, struct span xml, struct tsa *const by[2],
    struct buf *out);

/* --- the cases --- */
struct forgery {
	const char *name, *state, *reason; /* an extended expression */
	void (*make)(struct forge *f, struct buf *out);
};
extern const struct forgery forged_text[], forged_signature[], forged_stamp[];

#endif
