/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INSPECT_DATED_H
#define CMD_INSPECT_DATED_H
/* What the inspecting phase is asked of a dated file: what it is when it is
 * unpacked. */
#include "cmd/inspect_rpki.h"
#include "model/source.h"

/* Of one file, packed, and unpacked. */
#define DATED_PACKED_MAX ((size_t)64 << 20)
#define DATED_PLAIN_MAX ((size_t)128 << 20)

struct dated_said {
	int32_t whole; /* 1: statistics, with all records that they declare */
	day_t day;     /* of its serial, else its enddate; 0: none */
	utc_t asof;
	uint64_t size; /* unpacked */
	char sha256[SHA256_HEX];
	char fault[INSPECT_FAULT_MAX + 1]; /* where it is not whole */
};
/* source: the registry's extended file.  -1: the server was lost. */
int inspect_dated(const struct service *s, size_t source, struct span file,
    struct dated_said *ret);

/* The server's side; false ends it. */
bool inspect_dated_serve(int in, int out, const struct question *q);

#endif
