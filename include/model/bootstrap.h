/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_BOOTSTRAP_H
#define MODEL_BOOTSTRAP_H
/* IANA's RDAP bootstrap registries for numbers (RFC 9224 section 5): which
 * numbers' questions are sent to which server. */
#include "model/stats.h"

struct boot_entry {
	struct range r;
	struct place at;  /* the string, within its quotes */
	uint32_t service; /* index */
};

struct boot_service {
	struct place at;   /* all of it */
	struct place url;  /* within its quotes: the first with https, else
			       the first; len 0 if none can be used */
	uint32_t first, n; /* its entries */
	int8_t rir;	   /* enum publisher of the registry whose hosts all
			       its URLs name; -1: none, or several */
};

/* Deviations from RFC 9224. */
enum boot_note {
	BN_NO_FILE,	/* no JSON object with services */
	BN_JSON,	/* as a whole not valid JSON: cut, a member twice */
	BN_VERSION,	/* not "1.0" */
	BN_PUBLICATION, /* missing, or not RFC 3339 */
	BN_MEMBER_UNKNOWN,
	BN_SERVICE_BAD,	 /* not an array of two arrays (section 3) */
	BN_NO_ENTRIES,	 /* a service of no numbers that can be read */
	BN_ENTRY_BAD,	 /* no prefix, or no AS numbers */
	BN_ENTRY_TEXT,	 /* not canonical, host bits set */
	BN_NO_URL,	 /* a service without one that can be used */
	BN_URL_BAD,	 /* neither https nor http, or no '/' at its end */
	BN_NO_HTTPS,	 /* a service with http alone */
	BN_HOST_UNKNOWN, /* of none of the five registries */
	BN_HOST_SEVERAL, /* one service, hosts of several registries */
	BN_LIMIT,	 /* services or entries beyond a limit */
	BN_N
};
const char *boot_note_name(enum boot_note n);

struct bootstrap {
	const struct source *source;
	struct span bytes; /* the artefact's */
	enum family fam;
	utc_t published;      /* TIME_NONE if unreadable */
	struct boot_entry *v; /* owned, in the file's order */
	size_t n, cap;
	struct boot_service *services; /* owned */
	size_t services_n, services_cap;
	struct note notes[BN_N];
};
void bootstrap_clear(struct bootstrap *b);
struct span bootstrap_text(const struct bootstrap *b, struct place at);
/* Is every entry of it read?  Else what is not in it shows nothing. */
bool bootstrap_whole(const struct bootstrap *b);
/* The most specific entry that has n, as a client must take it (section 5);
 * the first of equal ones; NULL: none. */
const struct boot_entry *bootstrap_find(const struct bootstrap *b, num_t n);

#endif
