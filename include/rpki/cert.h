/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_CERT_H
#define RPKI_CERT_H
/*
 * Resource certificates (RFC 6487): the profile, field by field.  Nothing of
 * the path is judged here.  Spans point into the caller's bytes.
 */
#include "base/date.h"
#include "rpki/der.h"
#include "rpki/res.h"

#define KEYID_LEN 20
#define RSA_BYTES 256
#define SERIAL_MAX 20

enum cert_kind {
	CERT_FILE,  /* a CA's or a BGPsec router's: the extensions tell */
	CERT_TA,    /* self-signed, at a trust anchor locator's URI */
	CERT_EE,    /* inside a signed object */
	CERT_CA,    /* results only, from here */
	CERT_ROUTER /* RFC 8209; its own key is not looked at */
};

struct cert {
	enum cert_kind kind;
	struct span tbs;	     /* whole value: what is signed */
	struct span sig;	     /* RSA_BYTES */
	struct span serial;	     /* without leading zero bytes */
	struct span issuer, subject; /* whole values */
	struct span spki;	     /* whole value */
	struct span n; /* modulus, RSA_BYTES; empty: a router's */
	utc_t not_before, not_after;
	unsigned char ski[KEYID_LEN], aki[KEYID_LEN];
	bool has_aki;
	struct span crldp, aia;		       /* URIs; empty: none */
	struct span repo, mft, notify, object; /* SIA */
	struct res res;
	enum reason note; /* what is against the profile but tolerated */
	unsigned seen;	  /* extensions, for the parser */
	bool router_eku, sia_other;
	unsigned usage; /* key usage, bit 0 is digitalSignature */
};
/* *ret must be cleared also on failure. */
enum reason cert_parse(struct span der, enum cert_kind kind, struct cert *ret);
void cert_clear(struct cert *c); /* for AUTO */

/* --- within the layer --- */
/* CN once, serialNumber at most once; RR_NAME_STRING goes to *note. */
enum reason name_check(struct span name, enum reason *note);
/* Equal but for the kind of string. */
bool name_eq(struct span a, struct span b);
/* SubjectPublicKeyInfo of RSA with 2048 bits and 65537; *ret the modulus. */
enum reason key_parse(struct span spki, struct span *ret);
/* SHA-1 of the key's bits (RFC 6487 section 4.8.2). */
enum reason key_id(struct span spki, unsigned char ret[KEYID_LEN]);
/* BIT STRING of a signature of RSA_BYTES. */
enum reason cert_signature(struct der *d, struct span *ret);
/* Extensions; see cert_ext.c. */
enum reason cert_extensions(struct der *d, enum cert_kind kind,
    struct cert *ret);
enum reason ext_aki(struct span v, unsigned char ret[KEYID_LEN]);
enum reason ext_crldp(struct span v, struct cert *c);
enum reason ext_aia(struct span v, struct cert *c);
enum reason ext_sia(struct span v, struct cert *c);
enum reason ext_policies(struct span v, struct cert *c);

#endif
