/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_BOX_H
#define CMD_BOX_H
/* Each phase in its box; src/cmd/box.c is the page of all privileges. */
#include "cmd/job.h"
#include "io/phase.h"

enum phase {
	PHASE_KEYS,	  /* makes the self-made keys */
	PHASE_FETCH,	  /* spools bytes from the network */
	PHASE_FETCH_FILE, /* the same from a directory, without a network */
	PHASE_INSPECT,	  /* reads hostile bytes, says what they look like */
	PHASE_COMMIT,	  /* opaque bytes into the history, signed */
	PHASE_AUDIT,	  /* reads the history, writes nothing */
	PHASE_SIGN,	  /* signs our own XML */
	PHASE_SIGN_TOKEN, /* the same by a key in a token */
	PHASE_STAMP,	  /* asks time-stamping authorities */
	PHASE_TOKENS,	  /* reads what they said, and CRLs */
	PHASE_PUBLISH,	  /* writes the pages */
	PHASE_PACK,	  /* a finished month of the history */
	PHASE_PUSH,	  /* the history to its mirror */
	PHASE_PUSH_FILE,  /* the same to a directory, without a network */
	PHASE_NOTICE,	  /* a notice of what is reported; a party's bytes */
	PHASE_WITNESS,	  /* a checkpoint that may be hostile */
	PHASE_VERIFY,	  /* a report that may be hostile */
	PHASE_COLLECT,	  /* an exhibit's files, from the history */
	PHASE_ZIP,	  /* the archive of them */
	PHASE_UNPACK,	  /* an archive that may be hostile */
	PHASE_EXHIBIT,	  /* what was in it */
	PHASE_N
};

/* phase_run and service_start (io/phase.h) in the box of p. */
int box_run(const struct job *j, enum phase p, phase_fn *fn, void *arg,
    struct buf *out, struct err *e);
/* phase_start, to be waited for by phase_wait. */
int box_start(const struct job *j, enum phase p, phase_fn *fn, void *arg,
    struct running *ret, struct err *e);
int box_serve(const struct job *j, enum phase p, service_fn *fn, void *arg,
    struct service *ret, struct err *e);

#endif
