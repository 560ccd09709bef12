/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be told of a transfer under way, by the logs and without them. */
#include "audit/logs.h"

/* How long the source of a transfer may keep it in its reserve (X1). */
#define TRANSFER_SECS (14 * DAY_SECS)

/* Since when is r listed so, where that began after our first sight of the
 * registry and no longer ago than a transfer takes? */
static bool
lately(const struct dataset *d, const struct ledger *l, size_t rir,
    enum family f, enum class c, struct range r)
{
	utc_t now = d->asof[rir], since;

	if (now == TIME_NONE || l->base[rir] == TIME_NONE)
		return false;
	since = ledger_since(l, rir, f, c, r);
	if (since == TIME_NONE)
		since = now;
	return since > l->base[rir] && now - since <= TRANSFER_SECS;
}

struct mover {
	const struct dataset *d;
	const struct ledger *l;
	size_t to, from;
	enum family f;
	struct range within;
	struct rset *ret;
};

static bool
one_record(const struct record *r, void *arg)
{
	struct mover *m = arg;
	struct range both = range_and(r->r, m->within);

	if (r->status == ST_RESERVED &&
	    lately(m->d, m->l, m->to, m->f, CLASS_DELEGATED, both) &&
	    lately(m->d, m->l, m->from, m->f, CLASS_POOL, both))
		rset_add(m->ret, both);
	return true;
}

struct reserve {
	struct range within;
	struct rset *ret;
};

static bool
one_reserved(const struct record *r, void *arg)
{
	struct reserve *x = arg;

	if (r->status == ST_RESERVED)
		rset_add(x->ret, range_and(r->r, x->within));
	return true;
}

static void
reserved_in(const struct probe *p, size_t source, enum family f,
    struct range r, struct rset *ret)
{
	struct reserve x = { r, ret };

	view_each(probe_view(p), source, f, r, one_reserved, &x);
}

/* What the logs show as moving, and the source still keeps as reserved. */
static void
logged_reserve(const struct dataset *d, const struct probe *p, size_t to,
    size_t from, enum family f, struct range r, struct rset *ret)
{
	struct rset m[2] = { { 0 }, { 0 } };

	logs_moving(d, p, from, to, f, r, m);
	for (size_t i = 0; i < m[0].n; i++)
		reserved_in(p, (size_t)d->chosen[from], f, m[0].v[i], ret);
	rset_clear(&m[0]);
	rset_clear(&m[1]);
}

void
transfers_in(const struct dataset *d, const struct probe *p, size_t to,
    size_t from, enum family f, struct range r, struct rset *ret)
{
	struct mover m = { d, probe_ledger(p), to, from, f, r, ret };

	view_each(probe_view(p), (size_t)d->chosen[from], f, r, one_record,
	    &m);
	logged_reserve(d, p, to, from, f, r, ret);
	rset_norm(ret);
}
