/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_PAYLOAD_H
#define RPKI_PAYLOAD_H
/*
 * What signed objects say.  Each X_parse takes the eContent and what it needs
 * of the end-entity certificate, and makes a value of its own: nothing points
 * into the input.  X_free takes NULL.
 */
#include "rpki/cms.h"

/* --- manifests, RFC 9286 --- */
#define MFT_FILES_MAX 100000
struct mft_file {
	uint32_t name; /* offset of its name in names[] */
	unsigned char sha256[DIGEST_LEN];
};
struct mft {
	unsigned char number[SERIAL_MAX]; /* big-endian, right-aligned */
	utc_t this_update, next_update;
	struct mft_file *files; /* in the manifest's order */
	size_t n;
	char *names; /* each with a NUL */
	size_t crl;  /* index of the one CRL */
};
enum reason mft_parse(struct span content, const struct res *ee,
    struct mft **ret);
void mft_free(struct mft *m);
const char *mft_name(const struct mft *m, size_t i);

/* --- ROAs, RFC 9582 --- */
#define ROA_PREFIXES_MAX 200000
struct roa_prefix {
	num_t lo;
	enum family fam;
	uint8_t len, maxlen;
};
struct roa {
	uint32_t asn;
	uint32_t n;
	struct roa_prefix v[];
};
enum reason roa_parse(struct span content, const struct res *ee,
    struct roa **ret);
void roa_free(struct roa *r);

/* --- ASPAs, draft-ietf-sidrops-aspa-profile --- */
#define ASPA_PROVIDERS_MAX 16380
struct aspa {
	uint32_t customer;
	uint32_t n;
	uint32_t providers[];
};
enum reason aspa_parse(struct span content, const struct res *ee,
    struct aspa **ret);
void aspa_free(struct aspa *a);

/* --- trust anchor keys, RFC 9691 --- */
#define TAK_URIS_MAX 16
struct tak {
	unsigned char current[KEYID_LEN]; /* identifiers of the keys */
	bool has_predecessor, has_successor;
	unsigned char predecessor[KEYID_LEN], successor[KEYID_LEN];
};
enum reason tak_parse(struct span content, const struct res *ee,
    struct tak **ret);
void tak_free(struct tak *t);

#endif
