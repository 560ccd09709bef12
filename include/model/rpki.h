/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_RPKI_H
#define MODEL_RPKI_H
/*
 * What one trust anchor's tree said when it was validated: flat, of plain
 * values, and owning all it points at.  Rules see no more of the RPKI.
 */
#include "base/date.h"
#include "base/digest.h"
#include "num/rset.h"

#define RPKI_NONE UINT32_MAX
#define RPKI_DIGEST 32
#define RPKI_NUMBER 20	 /* bytes of a manifest's number, right-aligned */
#define RPKI_KEY 20	 /* of a key identifier */
#define RPKI_SESSION 37	 /* a UUID's text */
#define RPKI_NAME_MAX 32 /* bytes of a locator's name */

enum rpki_kind {
	RPKI_CER,
	RPKI_CRL,
	RPKI_MFT,
	RPKI_ROA,
	RPKI_ASPA,
	RPKI_OTHER
};
const char *rpki_kind_ext(enum rpki_kind k); /* "cer" "crl" "mft" ... */

/* A file; of signed ones, from and until are their certificate's. */
struct rpki_object {
	uint32_t uri; /* rpki_text */
	uint32_t ca;  /* whose point it is in; RPKI_NONE: the anchor's own
			 certificate */
	unsigned char sha256[RPKI_DIGEST]; /* zero: there is no such file */
	utc_t from, until;		   /* TIME_NONE: not read */
	uint8_t kind;
};

/* A valid CA certificate.  Whoever issued one comes before it. */
struct rpki_ca {
	uint32_t object, issuer; /* RPKI_NONE: it is the anchor */
	uint32_t manifest, crl;	 /* objects; RPKI_NONE: there is none */
	uint32_t below;		 /* CAs right below it */
	uint32_t mft_uri;	 /* where its manifest must be */
	uint8_t depth;
	bool own;	 /* its repository is one of the RIR's own */
	bool all[FAM_N]; /* it holds all numbers of the family */
	bool current;	 /* manifest and CRL held */
	unsigned char key[RPKI_KEY];
	/* Of the manifest and the CRL, whether they held or not. */
	utc_t mft_this, mft_next, crl_next; /* TIME_NONE: not read */
	unsigned char number[RPKI_NUMBER];
};

/* A range that a CA certificate holds. */
struct rpki_hold {
	struct range r;
	uint32_t ca;
};
struct rpki_holds {
	struct rpki_hold *v; /* by lo, then by CA */
	size_t n, cap;
};

struct rpki_vrp {
	struct range r;
	uint32_t asn, object;
	uint8_t fam, len, maxlen;
};

struct rpki_aspa {
	uint32_t customer, object, providers;
};

/* An object that was refused, or is missing, and why; static strings. */
struct rpki_fault {
	uint32_t object;
	bool missing;
	const char *code, *words, *cite;
};

/* A publication point with RRDP (RFC 8182), as of this night. */
enum rpki_change {
	RC_FIRST,
	RC_SAME,
	RC_NEWER,
	RC_SESSION,
	RC_BACK,
	RC_HASH,
	RC_FAILED
};
struct rpki_rrdp {
	uint32_t uri;	/* of its notification */
	uint32_t fault; /* text; RPKI_NONE: it was had, and held */
	uint64_t serial;
	char session[RPKI_SESSION]; /* "": not read */
	uint8_t change;		    /* enum rpki_change */
	bool own;
};

struct rpki_ta {
	char name[RPKI_NAME_MAX];
	int publisher; /* a RIR; -1: of nobody that is known */
	bool as0;      /* of AS 0 alone, for what nobody holds */
	bool valid;    /* the anchor's certificate held; else: */
	char *reason;  /* why not; owned */
	utc_t at;      /* judged as of */

	/* The anchor's certificate. */
	char key[SHA256_HEX];	    /* of its subjectPublicKeyInfo */
	uint32_t repo, notify;	    /* SIA; RPKI_NONE: no RRDP */
	char resources[SHA256_HEX]; /* of what it holds */
	utc_t until;

	struct rpki_object *objects;
	size_t objects_n, objects_cap;
	struct rpki_ca *cas;
	size_t cas_n, cas_cap;
	struct rpki_holds holds[FAM_N]; /* not of what holds all */
	struct rpki_vrp *vrps;		/* by family, lo, hi, asn, object */
	size_t vrps_n, vrps_cap;
	struct rpki_aspa *aspas; /* by customer */
	size_t aspas_n, aspas_cap;
	struct rpki_fault *faults;
	size_t faults_n, faults_cap;
	struct rpki_rrdp *feeds;
	size_t feeds_n, feeds_cap;
	size_t roas_n;		 /* that held */
	char digest[SHA256_HEX]; /* of all files above */
	struct buf text;
};
void rpki_ta_init(struct rpki_ta *t);
void rpki_ta_clear(struct rpki_ta *t); /* for AUTO */
/* Once it is judged: frees what holds numbers; counts stay. */
void rpki_ta_shed(struct rpki_ta *t);

uint32_t rpki_text_put(struct rpki_ta *t, struct span s);
const char *rpki_text(const struct rpki_ta *t, uint32_t at); /* "" for NONE */
uint32_t rpki_object_add(struct rpki_ta *t, const struct rpki_object *o);
uint32_t rpki_ca_add(struct rpki_ta *t, const struct rpki_ca *c);
void rpki_hold_add(struct rpki_ta *t, enum family f, struct range r,
    uint32_t ca);
void rpki_vrp_add(struct rpki_ta *t, const struct rpki_vrp *v);
void rpki_aspa_add(struct rpki_ta *t, const struct rpki_aspa *a);
void rpki_fault_add(struct rpki_ta *t, const struct rpki_fault *f);
void rpki_rrdp_add(struct rpki_ta *t, const struct rpki_rrdp *r);
/* Sorts, counts what is below each CA, and makes the digests. */
void rpki_ta_finish(struct rpki_ta *t);

#endif
