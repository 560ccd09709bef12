/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INSPECT_H
#define CMD_INSPECT_H
/*
 * The inspecting phase: a server that has neither files nor network.  Hostile
 * bytes go in through a pipe, and what they look like comes back.
 */
#include "io/fetch.h"
#include "io/phase.h"

/* What the server knows: pinned keys. */
struct inspector {
	const struct config *cfg;
};
/* The server; arg is a struct inspector. */
void inspect_serve(int in, int out, void *arg);

/* Whoever asks. */
struct asker {
	const struct service *server;
	utc_t *asof;	 /* by source: what a file last asked about speaks for;
			TIME_NONE: nothing, or not asked */
	unsigned *asked; /* by source: how often */
	const struct source *lost; /* at which the server was lost, or NULL */
};
void asker_init(struct asker *a, const struct service *server);
void asker_clear(struct asker *a);
/* arg is a struct asker.  From when the server is lost, all is fine. */
inspect_fn ask_server;

#endif
