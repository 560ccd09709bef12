/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the inspecting phase about RPKI repositories. */
#include "cmd/inspect_rpki.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A notification's own ceiling, and what stands around it. */
#define ANSWER_MAX (2 * RRDP_NOTIFICATION_MAX)

static int
lost(struct inspected *q, struct err *e)
{
	q->server = NULL;
	return err_set(e, ERR_IO, "the inspecting phase was lost");
}

/* What comes in one go is part of the answer: nothing else is asked before it
 * is whole. */
static bool
hear(struct inspected *q, void *to, size_t n)
{
	unsigned char *p = to;

	while (n != 0) {
		size_t k = q->to - q->from;
		ssize_t got;

		if (k != 0) {
			k = k < n ? k : n;
			memcpy(p, q->heard + q->from, k);
			q->from += k;
			p += k;
			n -= k;
			continue;
		}
		q->from = q->to = 0;
		got = read(q->server->from, q->heard, sizeof(q->heard));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		q->to = (size_t)got;
	}
	return true;
}

static bool
take(struct inspected *q, uint64_t n, uint64_t max, struct buf *ret)
{
	if (n > max)
		return false;
	ret->p = mem_grow(ret->p, &ret->cap, (size_t)n + 1, 1);
	ret->n = (size_t)n;
	ret->p[n] = '\0';
	return hear(q, ret->p, ret->n);
}

static bool
ask(const struct inspected *q, const struct question *what, struct span a,
    struct span b, struct span c)
{
	int to;

	if (q->server == NULL)
		return false;
	to = q->server->to;
	return pipe_write(to, what, sizeof(*what)) == 0 &&
	    pipe_write(to, a.p, a.n) == 0 && pipe_write(to, b.p, b.n) == 0 &&
	    pipe_write(to, c.p, c.n) == 0;
}

/* What the server says is wrong may quote the outsider. */
static bool
take_fault(struct inspected *q, const struct inspect_record *r)
{
	AUTO_BUF text = { 0 };

	if (!take(q, r->n, INSPECT_FAULT_MAX, &text))
		return false;
	for (size_t i = 0; i < text.n; i++)
		q->fault[i] =
		    text.p[i] < ' ' || text.p[i] > '~' ? '?' : text.p[i];
	q->fault[text.n] = '\0';
	return true;
}

/* One object on its way to fn. */
static bool
take_object(struct inspected *q, struct inspect_record *r, inspected_fn *fn,
    void *arg, int *rc, struct err *e)
{
	AUTO_BUF uri = { 0 };
	AUTO_BUF leads = { 0 };
	AUTO_BUF bytes = { 0 };
	struct rrdp_object o = { .replaces = r->replaces,
		.withdrawn = r->withdrawn != 0 };

	r->replaces[SHA256_HEX - 1] = '\0';
	if (!take(q, r->uri_n, URI_MAX, &uri) ||
	    !take(q, r->leads_n, URI_MAX, &leads) ||
	    !take(q, r->n, RRDP_OBJECT_MAX, &bytes))
		return false;
	o.uri = uri.p;
	o.object = buf_view(&bytes);
	/* What is still to come is heard, and no more. */
	if (*rc == 0)
		*rc = fn(&o, leads.n == 0 ? NULL : leads.p, arg, e);
	return true;
}

static int
answer(struct inspected *q, inspected_fn *fn, void *arg, struct buf *ret,
    struct err *e)
{
	struct inspect_record r;
	int rc = 0;

	for (;;) {
		if (!hear(q, &r, sizeof(r)))
			return lost(q, e);
		if (r.what == RECORD_OBJECT && fn != NULL) {
			if (!take_object(q, &r, fn, arg, &rc, e))
				return lost(q, e);
			continue;
		}
		if (r.what == RECORD_FAULT && take_fault(q, &r))
			return rc == 0 ? 1 : rc;
		if (r.what != RECORD_DONE || !take(q, r.n, ANSWER_MAX, ret))
			return lost(q, e);
		return rc;
	}
}

/* "URI\n", which may be empty. */
static int
take_uri(struct span *rest, const char *scheme, char ret[URI_MAX + 1])
{
	struct span s = span_split(rest, '\n');

	if (s.n != 0 && uri_check(s, scheme) != URI_OK)
		return -1;
	memcpy(ret, s.n == 0 ? (const unsigned char *)"" : s.p, s.n);
	ret[s.n] = '\0';
	return 0;
}

int
inspect_anchor(struct inspected *q, struct span cert, const char *url,
    const char *key, struct anchor_sia *ret, struct err *e)
{
	AUTO_BUF locator = { 0 };
	AUTO_BUF said = { 0 };
	struct question what = { .kind = INSPECT_ANCHOR, .b = cert.n };
	struct span rest;
	int rc;

	buf_fmt(&locator, "%s\n\n%s\n", url, key);
	what.c = locator.n;
	if (!ask(q, &what, span_of(""), cert, buf_view(&locator)))
		return lost(q, e);
	rc = answer(q, NULL, NULL, &said, e);
	if (rc != 0)
		return rc;
	rest = buf_view(&said);
	return take_uri(&rest, "https", ret->notify) != 0 ||
		take_uri(&rest, "rsync", ret->repo) != 0 ?
	    lost(q, e) :
	    0;
}

void
notified_clear(struct notified *n)
{
	for (size_t i = 0; i < n->n; i++)
		free(n->deltas[i].uri);
	free(n->deltas);
	free(n->snapshot);
	memset(n, 0, sizeof(*n));
}

/* "HASH URI", of the notification's origin. */
static int
take_location(struct span s, const char *own, char hash[SHA256_HEX],
    char **uri)
{
	struct span h = span_split(&s, ' ');

	if (!hex_is(h, SHA256_HEX - 1) || uri_check(s, "https") != URI_OK ||
	    !uri_same_origin(s, span_of(own)))
		return -1;
	memcpy(hash, h.p, SHA256_HEX - 1);
	hash[SHA256_HEX - 1] = '\0';
	*uri = mem_strndup(s.p, s.n);
	return 0;
}

static int
take_notified(struct span rest, const char *uri, struct notified *n)
{
	struct span head = span_split(&rest, '\n');
	struct span change = span_split(&head, ' ');
	struct span session = span_split(&head, ' ');
	uint64_t c = 0;

	if (span_u64(change, RRDP_MUTATED, &c) != 0 ||
	    session.n != RRDP_SESSION - 1 ||
	    span_u64(head, UINT64_MAX, &n->serial) != 0 ||
	    take_location(span_split(&rest, '\n'), uri, n->snapshot_hash,
		&n->snapshot) != 0)
		return -1;
	n->change = (enum rrdp_change)c;
	memcpy(n->session, session.p, session.n);
	n->deltas = mem_alloc(RRDP_DELTAS_MAX * sizeof(*n->deltas));
	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');
		struct rrdp_delta *d = &n->deltas[n->n];
		struct span serial = span_split(&line, ' ');

		if (n->n == RRDP_DELTAS_MAX ||
		    span_u64(serial, UINT64_MAX, &d->serial) != 0 ||
		    take_location(line, uri, d->hash, &d->uri) != 0)
			return -1;
		n->n++;
	}
	return (n->change == RRDP_DELTAS) == (n->n != 0) ? 0 : -1;
}

int
inspect_notification(struct inspected *q, struct span now, struct span before,
    const char *uri, struct notified *ret, struct err *e)
{
	AUTO(notified_clear) struct notified n = { 0 };
	AUTO_BUF said = { 0 };
	struct question what = { INSPECT_NOTIFICATION, strlen(uri), now.n,
		before.n };
	int rc;

	if (!ask(q, &what, span_of(uri), now, before))
		return lost(q, e);
	rc = answer(q, NULL, NULL, &said, e);
	if (rc != 0)
		return rc;
	if (take_notified(buf_view(&said), uri, &n) != 0)
		return lost(q, e);
	*ret = n;
	memset(&n, 0, sizeof(n));
	return 0;
}

int
inspect_open(struct inspected *q, enum rrdp_kind kind,
    const struct notified *n, uint64_t serial, struct err *e)
{
	struct question what = { INSPECT_OPEN, serial, (uint64_t)kind,
		RRDP_SESSION - 1 };
	AUTO_BUF said = { 0 };

	if (!ask(q, &what, span_of(""), span_of(""), span_of(n->session)))
		return lost(q, e);
	return answer(q, NULL, NULL, &said, e);
}

int
inspect_piece(struct inspected *q, struct span piece, inspected_fn *fn,
    void *arg, struct err *e)
{
	struct question what = { .kind = INSPECT_PIECE_OF, .b = piece.n };
	AUTO_BUF said = { 0 };

	if (!ask(q, &what, span_of(""), piece, span_of("")))
		return lost(q, e);
	return answer(q, fn, arg, &said, e);
}

int
inspect_end(struct inspected *q, struct err *e)
{
	struct question what = { .kind = INSPECT_END };
	AUTO_BUF said = { 0 };

	if (!ask(q, &what, span_of(""), span_of(""), span_of("")))
		return lost(q, e);
	return answer(q, NULL, NULL, &said, e);
}
