/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The update notification file (RFC 8182 section 3.5.1). */
#include "parse/rrdp_priv.h"

#include <stdlib.h>
#include <string.h>

void
rrdp_notification_clear(struct rrdp_notification *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->n; i++)
		free(n->deltas[i].uri);
	free(n->deltas);
	free(n->uri);
	memset(n, 0, sizeof(*n));
}

struct reading {
	struct rrdp_notification n;
	struct span own_uri;
};

static int
location(const struct reading *r, const struct rrdp_element *el, char **uri,
    char hash[SHA256_HEX], struct err *e)
{
	struct span s;

	if (rrdp_uri(el, "https", &s, e) != 0 || rrdp_hash(el, hash, e) != 0)
		return -1;
	if (!uri_same_origin(s, r->own_uri))
		return err_set(e, ERR_DATA,
		    "uri of <%s>: not of the notification's origin", el->name);
	*uri = mem_strndup(s.p, s.n);
	return 0;
}

static int
snapshot(struct reading *r, const struct rrdp_element *el, struct err *e)
{
	if (r->n.uri != NULL)
		return err_set(e, ERR_DATA, "a second <snapshot>");
	if (el->n != 2)
		return err_set(e, ERR_DATA, "<snapshot>: not two attributes");
	return location(r, el, &r->n.uri, r->n.hash, e);
}

static int
delta(struct reading *r, const struct rrdp_element *el, struct err *e)
{
	struct rrdp_delta d = { 0 };

	if (el->n != 3)
		return err_set(e, ERR_DATA, "<delta>: not three attributes");
	if (rrdp_serial(el, &d.serial, e) != 0)
		return -1;
	if (d.serial > r->n.serial)
		return err_set(e, ERR_DATA,
		    "a delta of serial %llu, beyond the notification's",
		    (unsigned long long)d.serial);
	if (location(r, el, &d.uri, d.hash, e) != 0)
		return -1;
	r->n.deltas =
	    mem_grow(r->n.deltas, &r->n.cap, r->n.n + 1, sizeof(*r->n.deltas));
	r->n.deltas[r->n.n++] = d;
	return 0;
}

static int
start(void *arg, const struct rrdp_element *el, struct err *e)
{
	struct reading *r = arg;

	if (el->depth == 0)
		return rrdp_root(el, "notification", r->n.session,
		    &r->n.serial, e);
	if (el->depth == 1 && strcmp(el->name, "snapshot") == 0)
		return snapshot(r, el, e);
	if (el->depth == 1 && strcmp(el->name, "delta") == 0)
		return delta(r, el, e);
	return err_set(e, ERR_DATA, "<%s> where none may be", el->name);
}

static int
end(void *arg, int depth, struct err *e)
{
	(void)arg;
	(void)depth;
	(void)e;
	return 0;
}

static int
newest_first(const void *pa, const void *pb)
{
	const struct rrdp_delta *a = pa, *b = pb;

	return a->serial > b->serial ? -1 : a->serial < b->serial;
}

static int
finish(struct rrdp_notification *n, struct err *e)
{
	if (n->uri == NULL)
		return err_set(e, ERR_DATA, "no <snapshot>");
	if (n->n != 0)
		qsort(n->deltas, n->n, sizeof(*n->deltas), newest_first);
	for (size_t i = 1; i < n->n; i++)
		if (n->deltas[i].serial == n->deltas[i - 1].serial)
			return err_set(e, ERR_DATA,
			    "two deltas of serial %llu",
			    (unsigned long long)n->deltas[i].serial);
	while (n->unbroken < n->n &&
	    n->deltas[n->unbroken].serial == n->serial - n->unbroken)
		n->unbroken++;
	return 0;
}

int
rrdp_notification_parse(struct span xml, const char *own_uri,
    struct rrdp_notification *ret, struct err *e)
{
	struct reading r = { .own_uri = span_of(own_uri) };
	const struct rrdp_handler h = { start, NULL, end, &r,
		RRDP_NOTIFICATION_MAX };
	struct rrdp_xml *x = rrdp_xml_open(&h);
	int rc = rrdp_xml_feed(x, xml, e);

	if (rc == 0)
		rc = rrdp_xml_end(x, e);
	rrdp_xml_free(x);
	if (rc == 0)
		rc = finish(&r.n, e);
	if (rc == 0)
		*ret = r.n;
	else
		rrdp_notification_clear(&r.n);
	return rc;
}

static const char *const change_names[] = { "same", "deltas", "snapshot",
	"session reset", "serial regress", "mutated" };

const char *
rrdp_change_name(enum rrdp_change c)
{
	return change_names[c];
}

/* Did what both list for a serial change?  Both are newest first. */
static bool
mutated(const struct rrdp_notification *a, const struct rrdp_notification *b)
{
	size_t i = 0, k = 0;

	if (a->serial == b->serial && strcmp(a->hash, b->hash) != 0)
		return true;
	while (i < a->n && k < b->n) {
		const struct rrdp_delta *da = &a->deltas[i];
		const struct rrdp_delta *db = &b->deltas[k];

		if (da->serial == db->serial &&
		    strcmp(da->hash, db->hash) != 0)
			return true;
		i += da->serial >= db->serial;
		k += db->serial >= da->serial;
	}
	return false;
}

enum rrdp_change
rrdp_compare(const struct rrdp_notification *before,
    const struct rrdp_notification *now, size_t *ret_n)
{
	uint64_t behind;

	*ret_n = 0;
	if (strcmp(before->session, now->session) != 0)
		return RRDP_RESET;
	if (now->serial < before->serial)
		return RRDP_REGRESS;
	if (mutated(before, now))
		return RRDP_MUTATED;
	behind = now->serial - before->serial;
	if (behind == 0)
		return RRDP_SAME;
	if (behind > now->unbroken || behind > RRDP_DELTAS_MAX)
		return RRDP_SNAPSHOT;
	*ret_n = (size_t)behind;
	return RRDP_DELTAS;
}
