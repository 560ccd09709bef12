/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_RUN_H
#define RULES_RUN_H
/* A rule's case under way. */
#include "audit/audit.h"

#include <stdio.h>

struct world {
	const char *path, *rule;
	unsigned line, failed, checks;
	utc_t clock;
	bool given;
	struct dataset d;
	struct ledger before;
	struct audit_result res;
	bool audited, started;
	char *owned[64];
	size_t owned_n;
	struct exceptions x;
	char *expected[64];
	size_t expected_n;
	day_t days[64]; /* the case's days, for first= and last= */
	size_t days_n;
	char *pgpkey[RIR_N]; /* pinned; owned */
	char *nro_lines;     /* of the last report */
};
void complain(struct world *w, const char *what, const char *detail);
void audit_day(struct world *w);
/* The value behind "name=" in args, or NULL. */
const char *option(const char *args, const char *name, char *out, size_t n);
/* Today's bytes of a source. */
void put_file(struct world *w, const struct source *s, struct span b);
/* The word `log`; see tests/README.md. */
void log_block(struct world *w, FILE *f, const struct source *s,
    const char *args);
/* The word `dated`; see tests/README.md. */
void dated_word(struct world *w, const char *args);
/* The word `rpki`; see tests/README.md. */
void rpki_block(struct world *w, FILE *f, const char *args);
/* The word `nro`: the NRO's report of the day before, or of day=. */
void nro_block(struct world *w, FILE *f, const char *args);
/* Words about a finding's life and of the run; false: it is none of them. */
bool word_more(struct world *w, const char *word, char *args);
/* Words that may have a block; false: it is none of them. */
bool word_block(struct world *w, FILE *f, const char *word, char *args);
/* The words `pin` and `asc`. */
void word_pin(struct world *w, char *args);
void word_asc(struct world *w, char *args);
#endif
