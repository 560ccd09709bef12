/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INSPECT_RPKI_H
#define CMD_INSPECT_RPKI_H
/*
 * What the inspecting phase is asked of RPKI repositories.  Whoever asks has
 * the network, and believes no more of an answer than its form: every URI and
 * digest in it is checked again.
 *
 * Each call: 0; 1 where the bytes are at fault, which is said in `fault`; -1
 * where the server was lost (e), and so for every further call.
 */
#include "io/phase.h"
#include "parse/rrdp.h"

#define INSPECT_FAULT_MAX 512 /* bytes of a reason */
#define INSPECT_PIECE 65536 /* bytes of a file at a time, as file_pieces has */

struct inspected {
	const struct service *server;
	char fault[INSPECT_FAULT_MAX + 1];  /* printable ASCII, one line */
	unsigned char heard[INSPECT_PIECE]; /* from..to are not yet taken */
	size_t from, to;
};

/* A trust anchor's certificate, whose key must be the base64 key: where its
 * objects are.  Empty where there is none. */
struct anchor_sia {
	char notify[URI_MAX + 1], repo[URI_MAX + 1];
};
int inspect_anchor(struct inspected *q, struct span cert, const char *url,
    const char *key, struct anchor_sia *ret, struct err *e);

/* A notification read from uri, and the one before (or nothing). */
struct notified {
	enum rrdp_change change; /* SNAPSHOT where there was none before */
	char session[RRDP_SESSION];
	uint64_t serial;
	char *snapshot; /* URI */
	char snapshot_hash[SHA256_HEX];
	struct rrdp_delta *deltas; /* those that lead there, oldest first */
	size_t n;
};
int inspect_notification(struct inspected *q, struct span now,
    struct span before, const char *uri, struct notified *ret, struct err *e);
void notified_clear(struct notified *n); /* for AUTO */

/* A snapshot or delta, whose bytes have the digest that they must have: in
 * pieces of at most INSPECT_PIECE, then to its end.  What fn hears is
 * borrowed; leads is of a CA's certificate: where its objects are, or NULL.
 * -1 of fn ends it, too. */
typedef int inspected_fn(const struct rrdp_object *o, const char *leads,
    void *arg, struct err *e);
int inspect_open(struct inspected *q, enum rrdp_kind kind,
    const struct notified *n, uint64_t serial, struct err *e);
int inspect_piece(struct inspected *q, struct span piece, inspected_fn *fn,
    void *arg, struct err *e);
int inspect_end(struct inspected *q, struct err *e);

/* --- between server and asker --- */
enum inspect_kind {
	INSPECT_SOURCE,	      /* a: source, b: file, c: its sum */
	INSPECT_ANCHOR,	      /* b: certificate, c: locator */
	INSPECT_NOTIFICATION, /* a: bytes of its URI, b: now, c: before */
	INSPECT_OPEN,	      /* a: serial, b: kind, c: session */
	INSPECT_PIECE_OF,     /* b: bytes */
	INSPECT_END,
	INSPECT_DATED /* cmd/inspect_dated.h */
};
/* Then follow the bytes of b and c, and before them those of a URI. */
struct question {
	uint64_t kind, a, b, c;
};
/* An object, or how a question ends; then follow uri, leads, bytes. */
enum { RECORD_OBJECT, RECORD_DONE, RECORD_FAULT };
struct inspect_record {
	uint32_t what, withdrawn, uri_n, leads_n;
	uint64_t n;
	char replaces[SHA256_HEX + 7];
};
/* The server's side of all but INSPECT_SOURCE; false ends the server. */
struct rpki_inspector {
	struct rrdp_reader *reader;
	int out;
	struct buf said; /* and not yet sent */
	bool sent;	 /* all that was to be */
};
bool inspect_rpki(struct rpki_inspector *s, int in, const struct question *q);
void rpki_inspector_clear(struct rpki_inspector *s);

#endif
