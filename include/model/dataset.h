/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_DATASET_H
#define MODEL_DATASET_H
/* One snapshot, read: what rules see.  Owns everything it points at. */
#include "model/bootstrap.h"
#include "model/changes.h"
#include "model/iana.h"
#include "model/rpki.h"
#include "model/nro.h"
#include "model/source.h"
#include "model/stats.h"
#include "model/transfer.h"

/* One source's bytes in the snapshot. */
struct artefact {
	const struct source *source;
	struct span bytes; /* owned by the dataset's reader; n 0 if absent */
	bool present;
	char blob[SHA1_HEX];
	char sha256[SHA256_HEX];
};

/* A statistics file's .asc, held against the pinned keys of its publisher. */
enum sig_state {
	SIG_ABSENT,
	SIG_UNJUDGED, /* a signature, and no key is pinned */
	SIG_GOOD,
	SIG_BAD,	 /* a pinned key's, of other bytes */
	SIG_OTHER_KEY,	 /* of no key that is pinned */
	SIG_MALFORMED,	 /* no signature of a document, or over our limits */
	SIG_UNSUPPORTED, /* of a version or algorithm that we do not have */
	SIG_N
};
#define SIGNER_TEXT 41
struct detached {
	enum sig_state state;
	char signer[SIGNER_TEXT]; /* fingerprint or key id, lower case; "" */
	utc_t made;		  /* as it says; TIME_NONE */
};

enum md5_state { MD5_ABSENT, MD5_OK, MD5_WRONG, MD5_MALFORMED, MD5_MD5SUM };

struct dataset {
	char snapshot[SHA1_HEX];       /* commit */
	char previous[SHA1_HEX];       /* snapshot before, "" if none */
	day_t day;		       /* UTC day of the run's clock */
	struct provenance prov;	       /* of this snapshot */
	struct artefact *art;	       /* sources_n of them, by source index */
	struct statsfile *stats;       /* sources_n, empty for other kinds */
	struct transferlog *logs;      /* sources_n, empty for other kinds */
	struct nrofile nro[NRO_KINDS]; /* empty where absent */
	struct changefeed feed[RIR_N];
	struct bootstrap boot[FAM_N];
	struct iana iana;
	enum md5_state *md5;  /* by index of the summed source */
	struct detached *sig; /* by index of the signed source */
	/* The file rules compare: extended, else plain, else -1. */
	int chosen[RIR_N];
	utc_t asof[RIR_N];   /* of the chosen file, capped; or TIME_NONE */
	struct runinfo *run; /* &prov.run */
	/* One a trust anchor that was asked for; none where RPKI was not
	 * fetched. */
	struct rpki_ta *rpki;
	size_t rpki_n;
	bool names; /* citations of transfer logs show names (report.names) */
};
void dataset_init(struct dataset *d);
void dataset_clear(struct dataset *d); /* not the artefacts' bytes */
/* Frees records, entries and ranges; what rules have cited stays. */
void dataset_shed(struct dataset *d);
/* NULL where the RIR has no file that can be used. */
const struct statsfile *dataset_chosen(const struct dataset *d, size_t rir);
/* NULL where the RIR has no log, whole or not: transferlog_whole tells. */
const struct transferlog *dataset_log(const struct dataset *d, size_t rir);
/* Index of the first source of that kind and publisher, or -1. */
int dataset_source(enum source_kind k, enum publisher p);
/* The artefact of the NRO's file; NULL where it is absent or not whole. */
const struct artefact *dataset_nro(const struct dataset *d, enum nro_kind k);

#endif
