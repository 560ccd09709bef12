/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H
/* The effective configuration.  Strings are owned, NULL for the default. */
#include "model/source.h"

struct config_exception {
	char *id, *xclass, *rule, *subject, *reason, *citation;
	enum publisher publisher; /* PUB_N until it is given */
	day_t from, until, recorded;
};

/* A source that sources.def lacks. */
struct config_source {
	char *id, *url;
	enum publisher publisher; /* PUB_N until it is given */
	enum source_kind kind;	  /* SK_N until it is given */
	int mib, stale_hours;
	bool off;
};
/* A time-stamping authority. */
struct config_tsa {
	char *name, *url;
	char *trusted; /* PEM file; NULL: the system's CA certificates */
	bool off;
	bool named; /* the configuration has a section of that name */
};
/* Whose cosignatures of the history's checkpoints count. */
struct config_witness {
	char *name;
	char *key; /* C2SP verifier key, NAME+ID+BASE64 */
};
#define WITNESSES_MAX 64
#define WITNESS_NAME_MAX 64
#define WITNESS_KEY_MAX 512 /* bytes */
/* A trust anchor locator: one of model/tals.def, or another. */
struct config_locator {
	char *name, *url;
	char *key;		  /* base64 of its subjectPublicKeyInfo */
	enum publisher publisher; /* PUB_N until it is given */
	bool as0, off;
};
#define PGPKEY_TEXT_MAX 65536 /* bytes, as base64 */
#define LOCATORS_MAX 16
#define LOCATOR_NAME_MAX 32
#define LOCATOR_KEY_MAX 1024 /* bytes */
#define TSAS_MAX 8
#define TSA_NAME_MAX 32
#define CONFIG_ENTRIES_MAX 4096 /* exceptions, and sources */

struct config {
	int fetch_deadline, fetch_connect, fetch_total, fetch_low_speed,
	    fetch_retries, fetch_retry_wait, fetch_refetch_wait;
	char *fetch_ca_file;
	int persistence_serials, persistence_days, persistence_aged_days,
	    persistence_chronic_days;
	int report_fail_on; /* 1..4 */
	int report_names;   /* 1: citations of transfer logs show names */
	char *report_key, *report_chain, *report_trusted, *report_passphrase,
	    *report_token;
	char *history_remote, *history_remote_key, *history_ssh_key;
	int history_remote_timeout;
	int rpki_enabled, rpki_deadline;
	int dated_enabled, dated_deadline;
	struct config_locator locators[LOCATORS_MAX];
	size_t locators_n;
	int tsa_timeout;
	struct config_tsa tsas[TSAS_MAX];
	size_t tsas_n;
	struct config_witness witnesses[WITNESSES_MAX];
	size_t witnesses_n;
	char *rir_pgpkey[RIR_N]; /* base64 of OpenPGP public keys */
	bool *source_off;	 /* by source index */
	char **source_url;	 /* by source index */
	struct config_exception *exceptions;
	size_t exceptions_n, exceptions_cap;
	struct config_source *added;
	size_t added_n, added_cap;
};
void config_init(struct config *c); /* the defaults */
void config_clear(struct config *c);

/* A key of nroaudit.conf, in git-config's dotted form. */
enum config_type {
	CT_SECONDS,
	CT_COUNT,
	CT_PATH,
	CT_TEXT,
	CT_SEVERITY,
	CT_TRUTH
};
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

/*
 * Takes one key, "fetch.retries" or "source.apnic-plain.url", with its value.
 * ERR_DATA with the reason alone: the caller knows where it stands.
 */
int config_set(struct config *c, const char *name, const char *value,
    struct err *e);
/* After the last key: what belongs together must be whole.  Makes the added
 * sources known (source_add). */
int config_finish(struct config *c, struct err *e);
/* Switches off every TSA that the configuration does not name: what is to be
 * offline, or speaks for an old snapshot, asks none by default. */
void config_tsas_named(struct config *c);
size_t config_tsas_due(const struct config *c); /* how many are asked */
/* Where outcomes would not be those of the default thresholds: "key = value
 * (default N)" a line; nothing where they are. */
void config_deviations(const struct config *c, struct buf *out);

/* Canonical text, without secrets: what stands in each snapshot, and what
 * parse/parse.h reads back. */
#define CONFIG_HEAD "# nroaudit configuration 1\n"
#define CONFIG_SECRET "(set, not shown)"
void config_print(const struct config *c, struct buf *out);
/* nroaudit.conf with every key explained, all as comments. */
void config_template(struct buf *out);

#endif
