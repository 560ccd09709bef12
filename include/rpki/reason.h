/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_REASON_H
#define RPKI_REASON_H
/* Why an object is refused, as data: a stable code, words, and the section
 * of the RFC that it fails. */

enum reason {
	RR_OK, /* the only one that is false */
#define REASON(id, code, words, cite) id,
#include "rpki/reason.def"
#undef REASON
	RR_N
};

const char *reason_code(enum reason r); /* "mft-stale"; "" for RR_OK */
const char *reason_words(enum reason r);
const char *reason_cite(enum reason r); /* "RFC 9286 section 6.3" */

/* Every parser returns a reason; the first one ends it. */
#define TRY(call)                                                             \
	do {                                                                  \
		enum reason try_ = (call);                                    \
		if (try_ != RR_OK)                                            \
			return try_;                                          \
	} while (0)
/* The same, but the caller knows better what it means. */
#define TRY_AS(call, reason)                                                  \
	do {                                                                  \
		if ((call) != RR_OK)                                          \
			return (reason);                                      \
	} while (0)
#define MUST(condition, reason)                                               \
	do {                                                                  \
		if (!(condition))                                             \
			return (reason);                                      \
	} while (0)

#endif
