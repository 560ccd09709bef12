/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_EXCEPTION_H
#define AUDIT_EXCEPTION_H
/*
 * The exception register.  What it excuses is still a finding, EXCUSED, with
 * the exception's id.  The register in force stands in every snapshot as
 * config/exceptions, under its signature, and an old snapshot is judged by
 * its own.
 *
 * Its text: a line `# nroaudit exceptions 1`, a line `class|ID|TEXT` for each
 * class that there is, then a line an exception, ten fields separated by '|',
 * sorted by id:
 *   id|class|rule|publisher|subject|from|until|recorded|citation|text
 * Days are YYYY-MM-DD, empty for open.  subject is a word that the rule gives
 * its finding, or `ipv4:A-B`, `ipv6:A-B`, `asn:A-B`: a range that must hold
 * the whole finding; empty: any.
 */
#include "audit/rule.h"

#define EXCEPTIONS_MAX 4096
#define EXCEPTION_FIELDS 10

struct exception {
	char *id, *xclass, *rule, *subject, *citation, *text;
	enum publisher publisher;
	day_t from, until, recorded; /* 0: open */
	bool ranged;
	enum family fam;
	struct range range;
};

struct exceptions {
	struct exception *v;
	size_t n, cap;
};
void exceptions_clear(struct exceptions *x);
/* The built-in register of exceptions.def. */
void exceptions_default(struct exceptions *x);
/* Strict; names the line. */
int exceptions_parse(struct span text, struct exceptions *ret, struct err *e);
/* What a class is, or NULL where there is none of that name. */
const char *exception_class(const char *xclass);
/* Recorded after it began to hold: it acts on later snapshots alone, and the
 * reports say so. */
bool exception_late(const struct exception *e);
void exceptions_print(const struct exceptions *x, struct buf *out);
/* One entry more; strings are copied; keeps the order. -1: a bad
 * subject, no such rule or class, an id that is there, or too many. */
int exceptions_add(struct exceptions *x, const struct exception *e,
    struct err *err);
/* The entry of that id, or NULL. */
const struct exception *exceptions_find(const struct exceptions *x,
    const char *id);
/* From and until, both included. */
bool exception_holds(const struct exception *e, day_t d);
/* The entry that excuses f on day d, or NULL. */
const struct exception *exceptions_match(const struct exceptions *x,
    const struct finding *f, day_t d);

#endif
