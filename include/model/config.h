/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H
/* The effective configuration.  Strings are owned, NULL for the default. */
#include "model/source.h"

struct config_exception {
	char *id, *rule, *subject, *reason, *citation;
	enum publisher publisher;
	day_t from, until, recorded;
};

struct config {
	int fetch_deadline, fetch_connect, fetch_total, fetch_low_speed,
	    fetch_retries, fetch_refetch_wait;
	char *fetch_ca_file;
	int persistence_serials, persistence_days, persistence_aged_days,
	    persistence_chronic_days;
	int report_fail_on; /* 1..4 */
	char *report_key, *report_chain, *report_trusted;
	char *history_remote, *history_ssh_key;
	bool *source_off;  /* by source index */
	char **source_url; /* by source index */
	struct config_exception *exceptions;
	size_t exceptions_n, exceptions_cap;
};
void config_init(struct config *c); /* the defaults */
void config_clear(struct config *c);

/* A key of nroaudit.conf, in git-config's dotted form. */
enum config_type { CT_SECONDS, CT_COUNT, CT_PATH, CT_TEXT, CT_SEVERITY };
struct config_key {
	const char *name;
	enum config_type type;
	size_t to; /* offset in struct config */
	int def, min, max;
	bool secret; /* its value is not printed into snapshots */
	const char *doc;
};
extern const struct config_key config_keys[];
extern const size_t config_keys_n;

/* Canonical text, without secrets: what stands in each snapshot. */
void config_print(const struct config *c, struct buf *out);
/* nroaudit.conf with every key explained, all as comments. */
void config_template(struct buf *out);

#endif
