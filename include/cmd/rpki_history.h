/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_RPKI_HISTORY_H
#define CMD_RPKI_HISTORY_H
/* The RPKI of one snapshot, for the validator: as of the snapshot's own time,
 * under the locators of its own configuration. */
#include "io/store.h"
#include "model/config.h"
#include "parse/rpki_state.h"
#include "rpki/tree.h"

#include <pthread.h>

struct rpki_object_ref {
	char *uri; /* owned */
	char sha256[SHA256_HEX], blob[SHA1_HEX];
	int32_t tal; /* whose certificate it is; -1: none's */
};
struct rpki_history {
	struct store *st; /* the caller's */
	pthread_mutex_t lock;
	char commit[SHA1_HEX];
	utc_t at;
	struct config cfg;
	struct tal tals[LOCATORS_MAX]; /* that were asked for */
	size_t tals_n;
	struct rpki_object_ref *v; /* sorted by URI, none twice */
	size_t n, cap;
	struct rpki_file *files; /* the same, for the validator */
};
/* 1: that snapshot has no RPKI.  Every text is what the MANIFEST lists. */
int rpki_history_open(struct store *st, const char *commit,
    struct rpki_history *ret, struct err *e);
void rpki_history_clear(struct rpki_history *h); /* for AUTO */
rpki_read_fn rpki_history_read; /* arg: the history; bytes of that digest */
/* As many as there are processors. */
unsigned rpki_threads(void);
/* All of it, judged on so many threads; manifests must come after those of
 * the snapshot before that held. */
int rpki_history_validate(struct rpki_history *h, unsigned threads,
    struct tree *ret, struct err *e);

/* --- manifests of the snapshot before (rpki_prior.c) --- */
struct kept_prior {
	char *own; /* its URI */
	struct rpki_prior prior;
};
struct rpki_priors {
	struct kept_prior *v; /* sorted by URI */
	size_t n, cap;
	struct rpki_prior *in; /* the same, for the validator */
};
void rpki_priors_clear(struct rpki_priors *p); /* for AUTO */
/* Those that are other files now. */
int rpki_priors_read(struct rpki_history *h, struct rpki_priors *ret,
    struct err *e);
int rpki_priors_confirm(struct rpki_history *h, unsigned threads,
    const struct tree *t, struct rpki_priors *p, struct err *e);
/* By these, or (NULL) none. */
int rpki_history_judge(struct rpki_history *h, unsigned threads,
    const struct rpki_priors *p, struct tree *ret, struct err *e);

#endif
