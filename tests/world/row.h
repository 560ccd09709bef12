/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_ROW_H
#define WORLD_ROW_H
/* A row of a file, what is odd about it, and when something is there. */
#include "tests/world/words.h"

/* What is odd about a row that is otherwise right. */
enum odd {
	ODD_NONE,
	ODD_STATUS,	  /* */
	ODD_DATE,	  /* no calendar date */
	ODD_FUTURE,	  /* */
	ODD_ZERO_NEW,	  /* 00000000 on a new record */
	ODD_NO_DATE,	  /* */
	ODD_NO_CC,	  /* */
	ODD_NO_HOLDER,	  /* A-19, extended only */
	ODD_CC,		  /* */
	ODD_HOST_BITS,	  /* A-21, IPv6 */
	ODD_ZEROS,	  /* A-21, leading zeros */
	ODD_LONG,	  /* A-21, IPv6 longer than /64 */
	ODD_REGISTRY,	  /* P-11 */
	ODD_OVERFLOW,	  /* */
	ODD_POOL_IN_PLAIN /* A-17, plain only */
};

struct row {
	struct range r;
	uint32_t holder; /* 0: none */
	day_t date;	 /* 0: 00000000 on delegated rows */
	char cc[3];
	uint8_t status; /* enum status */
	uint8_t odd;	/* enum odd */
	bool own;	/* in space that IANA gave to this RIR */
	bool fixed;	/* never changes */
};
struct rows {
	struct row *v;
	size_t n, cap;
};
void rows_add(struct rows *r, const struct row *one);

/* When something is there: once or twice. */
struct sched {
	int start, len, gap, len2;
};
bool sched_on(const struct sched *s, int state);
#endif
