/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspecting phase's answers about RPKI repositories. */
#include "cmd/inspect_rpki.h"

#include "rpki/object.h"
#include "rpki/tal.h"

#include <stdlib.h>
#include <string.h>

/* So much is sent at a time: objects are many and small. */
#define SEND_AT ((size_t)1 << 17)

static bool
flush(struct rpki_inspector *s)
{
	bool ok = pipe_write(s->out, s->said.p, s->said.n) == 0;

	s->said.n = 0;
	return ok;
}

static bool
put(struct rpki_inspector *s, const struct inspect_record *r, struct span uri,
    struct span leads, struct span bytes)
{
	buf_add(&s->said, r, sizeof(*r));
	buf_span(&s->said, uri);
	buf_span(&s->said, leads);
	buf_span(&s->said, bytes);
	return (r->what == RECORD_OBJECT && s->said.n < SEND_AT) || flush(s);
}

static bool
done(struct rpki_inspector *s, struct span bytes)
{
	struct span none = { NULL, 0 };
	struct inspect_record r = { .what = RECORD_DONE, .n = bytes.n };

	return put(s, &r, none, none, bytes);
}

static bool
fault(struct rpki_inspector *s, const char *why)
{
	struct span none = { NULL, 0 };
	struct span text = span_sub(span_of(why), 0, INSPECT_FAULT_MAX);
	struct inspect_record r = { .what = RECORD_FAULT, .n = text.n };

	return put(s, &r, none, none, text);
}

/* What is no URI leads nowhere; a rule will tell of it. */
static struct span
proper(struct span uri, const char *scheme)
{
	struct span none = { NULL, 0 };

	return uri_check(uri, scheme) == URI_OK ? uri : none;
}

static bool
take(int in, uint64_t n, uint64_t max, struct buf *ret)
{
	if (n > max)
		return false;
	ret->p = mem_grow(ret->p, &ret->cap, (size_t)n + 1, 1);
	ret->n = (size_t)n;
	ret->p[n] = '\0';
	return pipe_read(in, ret->p, ret->n) == 0;
}

static void
verifier_freep(struct verifier **v)
{
	verifier_free(*v);
}

static enum reason
anchor_holds(const struct cert *c, const struct tal *t)
{
	AUTO(verifier_freep) struct verifier *v = verifier_new();

	if (!span_eq(c->spki, (struct span){ t->spki, t->spki_n }))
		return RR_TA_KEY;
	return v != NULL &&
		verifier_bytes(v, KEY_ONCE, c->n.p, c->tbs, c->sig.p) ?
	    RR_OK :
	    RR_SIGNATURE;
}

static bool
anchor(struct rpki_inspector *s, int in, const struct question *q)
{
	AUTO_BUF der = { 0 };
	AUTO_BUF locator = { 0 };
	AUTO(cert_clear) struct cert c = { 0 };
	AUTO(tal_clear) struct tal t = { 0 };
	struct span notify, repo;
	AUTO_BUF text = { 0 };
	struct err e = { ERR_NONE, "" };
	enum reason r;

	if (!take(in, q->b, OBJECT_MAX, &der) ||
	    !take(in, q->c, TAL_MAX, &locator))
		return false;
	if (tal_parse(buf_view(&locator), "", &t, &e) != 0)
		return fault(s, e.msg);
	r = cert_parse(buf_view(&der), CERT_TA, &c);
	if (r == RR_OK)
		r = anchor_holds(&c, &t);
	if (r != RR_OK) {
		buf_fmt(&text, "%s (%s)", reason_words(r), reason_cite(r));
		return fault(s, text.p);
	}
	notify = proper(c.notify, "https");
	repo = proper(c.repo, "rsync");
	buf_span(&text, notify);
	buf_chr(&text, '\n');
	buf_span(&text, repo);
	buf_chr(&text, '\n');
	return done(s, buf_view(&text));
}

static void
print_notified(const struct rrdp_notification *n, enum rrdp_change change,
    size_t deltas, struct buf *out)
{
	buf_fmt(out, "%u %s %llu\n%s %s\n", (unsigned)change, n->session,
	    (unsigned long long)n->serial, n->hash, n->uri);
	for (size_t i = deltas; i-- > 0;)
		buf_fmt(out, "%llu %s %s\n",
		    (unsigned long long)n->deltas[i].serial, n->deltas[i].hash,
		    n->deltas[i].uri);
}

static bool
notification(struct rpki_inspector *s, int in, const struct question *q)
{
	AUTO_BUF uri = { 0 };
	AUTO_BUF now = { 0 };
	AUTO_BUF before = { 0 };
	AUTO_BUF text = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification n = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification old = { 0 };
	enum rrdp_change change = RRDP_SNAPSHOT;
	struct err e = { ERR_NONE, "" };
	size_t deltas = 0;

	if (!take(in, q->a, URI_MAX, &uri) ||
	    !take(in, q->b, RRDP_NOTIFICATION_MAX, &now) ||
	    !take(in, q->c, RRDP_NOTIFICATION_MAX, &before))
		return false;
	if (rrdp_notification_parse(buf_view(&now), uri.p, &n, &e) != 0)
		return fault(s, e.msg);
	if (before.n != 0 &&
	    rrdp_notification_parse(buf_view(&before), uri.p, &old, &e) == 0)
		change = rrdp_compare(&old, &n, &deltas);
	print_notified(&n, change, deltas, &text);
	return done(s, buf_view(&text));
}

/* Where a CA's objects are: its notification, else the rsync directory. */
static struct span
leads_of(const struct cert *c)
{
	struct span s = proper(c->notify, "https");

	return c->kind != CERT_CA ? (struct span){ NULL, 0 } :
	    s.n != 0		  ? s :
				    proper(c->repo, "rsync");
}

static int
on_object(const struct rrdp_object *o, void *arg, struct err *e)
{
	struct rpki_inspector *s = arg;
	AUTO(cert_clear) struct cert c = { 0 };
	struct span leads = { NULL, 0 }, uri = span_of(o->uri);
	struct inspect_record r = { .what = RECORD_OBJECT,
		.withdrawn = o->withdrawn,
		.uri_n = (uint32_t)uri.n,
		.n = o->object.n };

	memcpy(r.replaces, o->replaces, strlen(o->replaces));
	if (!o->withdrawn && object_type_of(o->uri) == OBJ_CER &&
	    cert_parse(o->object, CERT_FILE, &c) == RR_OK)
		leads = leads_of(&c);
	r.leads_n = (uint32_t)leads.n;
	s->sent = put(s, &r, uri, leads, o->object);
	return s->sent ? 0 : err_set(e, ERR_IO, "nobody listens");
}

static bool
open_reader(struct rpki_inspector *s, int in, const struct question *q)
{
	AUTO_BUF session = { 0 };

	rrdp_free(s->reader);
	s->reader = NULL;
	if (q->c != RRDP_SESSION - 1 || q->b > RRDP_DELTA_FILE ||
	    !take(in, q->c, RRDP_SESSION, &session))
		return false;
	s->reader =
	    rrdp_open((enum rrdp_kind)q->b, session.p, q->a, on_object, s);
	return done(s, span_of(""));
}

static bool
piece(struct rpki_inspector *s, int in, const struct question *q)
{
	AUTO_BUF bytes = { 0 };
	struct err e = { ERR_NONE, "" };

	if (s->reader == NULL || !take(in, q->b, INSPECT_PIECE, &bytes))
		return false;
	s->sent = true;
	if (rrdp_feed(s->reader, buf_view(&bytes), &e) != 0)
		return s->sent && fault(s, e.msg);
	return done(s, span_of(""));
}

static bool
end(struct rpki_inspector *s)
{
	struct err e = { ERR_NONE, "" };
	int rc;

	if (s->reader == NULL)
		return false;
	s->sent = true;
	rc = rrdp_end(s->reader, &e);
	rrdp_free(s->reader);
	s->reader = NULL;
	return s->sent && (rc == 0 ? done(s, span_of("")) : fault(s, e.msg));
}

bool
inspect_rpki(struct rpki_inspector *s, int in, const struct question *q)
{
	switch (q->kind) {
	case INSPECT_ANCHOR:
		return anchor(s, in, q);
	case INSPECT_NOTIFICATION:
		return notification(s, in, q);
	case INSPECT_OPEN:
		return open_reader(s, in, q);
	case INSPECT_PIECE_OF:
		return piece(s, in, q);
	case INSPECT_END:
		return end(s);
	default:
		return false;
	}
}

void
rpki_inspector_clear(struct rpki_inspector *s)
{
	rrdp_free(s->reader);
	s->reader = NULL;
	buf_clear(&s->said);
}
