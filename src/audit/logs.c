/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/logs.h"

static size_t
log_source(size_t rir)
{
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].kind == SK_TRANSFERS &&
		    sources[i].publisher == (enum publisher)rir)
			return i;
	return SOURCES_MAX;
}

void
logs_examine(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct transferlog *l = dataset_log(d, r);

		if (l == NULL || !transferlog_whole(l))
			probe_unobserved(p, (enum publisher)r);
	}
}

bool
logs_both_whole(const struct dataset *d, const struct move *m)
{
	const struct transferlog *a, *b;

	if (!move_named(m))
		return false;
	a = dataset_log(d, (size_t)m->t->from);
	b = dataset_log(d, (size_t)m->t->to);
	return a != NULL && b != NULL && transferlog_whole(a) &&
	    transferlog_whole(b);
}

void
logs_range(struct probe *p, const struct move *m, enum family f,
    struct range r, int severity)
{
	probe_range(p, 1u << m->t->from | 1u << m->t->to, f, r, severity);
}

void
logs_details(const struct move *m, struct buf *out)
{
	const struct transfer *t = m->t;
	char day[DAY_TEXT];

	buf_fmt(out, "%s",
	    t->date == TIME_NONE ? "no day" : day_text(day_of(t->date), day));
	if (t->type != TT_OTHER)
		buf_fmt(out, ", %s",
		    transfer_type_name((enum transfer_type)t->type));
	if (t->from_cc[0] != '\0')
		buf_fmt(out, ", source country %s", t->from_cc);
	if (t->to_cc[0] != '\0')
		buf_fmt(out, ", recipient country %s", t->to_cc);
	if (t->status != TS_NONE)
		buf_fmt(out, ", %s",
		    transfer_status_name((enum transfer_status)t->status));
}

void
logs_words(enum family f, struct range r, const struct move *m,
    struct buf *out)
{
	char t[RANGE_TEXT];

	buf_fmt(out,
	    "%s's transfer log lists %s as transferred from %s to "
	    "%s (",
	    pub_title((enum publisher)m->log), range_text(f, r, t),
	    pub_title((enum publisher)m->t->from),
	    pub_title((enum publisher)m->t->to));
	logs_details(m, out);
	buf_chr(out, ')');
}

void
logs_cite(const struct dataset *d, struct probe *p, const struct move *m)
{
	probe_cite(p, &d->art[log_source(m->log)], m->t->at);
}

void
logs_cite_head(const struct dataset *d, struct probe *p, size_t rir)
{
	size_t i = log_source(rir);

	probe_cite(p, &d->art[i], d->logs[i].head_at);
}

struct behind {
	const struct move *m;
	struct rset *later;
};

static bool
take_behind(const struct move *k, void *arg)
{
	struct behind *b = arg;

	if ((k->log == b->m->t->from || k->log == b->m->t->to) &&
	    move_behind(b->m, k))
		rset_add(b->later, k->r);
	return true;
}

void
logs_last(const struct probe *p, enum family f, const struct move *m,
    struct rset *ret)
{
	AUTO_RSET later = { 0 };
	struct range r = m->r;
	struct rset mine = { &r, 1, 1, false };
	struct behind b = { m, &later };

	moves_each(&probe_view(p)->moves[f], r, take_behind, &b);
	rset_norm(&later);
	rset_minus(&mine, &later, ret);
}

struct moving {
	size_t a, b;
	utc_t now, grace;
	struct range within;
	struct rset *ret; /* [0]: a is the source; [1]: b is */
};

static bool
take_moving(const struct move *k, void *arg)
{
	struct moving *m = arg;
	size_t from = (size_t)k->t->from, to = (size_t)k->t->to;
	utc_t at = k->t->date;
	bool open = k->t->status == TS_SOURCE_INITIALIZED ||
	    k->t->status == TS_RECIPIENT_ACCEPTED;

	if (!move_named(k) ||
	    !(from == m->a ? to == m->b : from == m->b && to == m->a))
		return true;
	if (!open &&
	    (!move_done(k) || at == TIME_NONE || at > m->now + DAY_SECS ||
		m->now - at > m->grace))
		return true;
	rset_add(&m->ret[from == m->b], range_and(k->r, m->within));
	return true;
}

void
logs_moving_at(const struct probe *p, size_t a, size_t b, enum family f,
    struct range r, utc_t now, utc_t grace, struct rset ret[2])
{
	struct moving m = { a, b, now, grace, r, ret };

	moves_each(&probe_view(p)->moves[f], r, take_moving, &m);
	rset_norm(&ret[0]);
	rset_norm(&ret[1]);
}

struct going {
	size_t rir;
	bool to;
	struct rset *ret;
	struct range within;
};

static bool
take_going(const struct move *k, void *arg)
{
	struct going *g = arg;
	int rir = g->to ? k->t->to : k->t->from;

	if (!move_named(k) || rir == (int)g->rir)
		rset_add(g->ret, range_and(k->r, g->within));
	return true;
}

void
logs_to(const struct probe *p, enum family f, struct range r, size_t rir,
    struct rset *ret)
{
	struct going g = { rir, true, ret, r };

	moves_each(&probe_view(p)->moves[f], r, take_going, &g);
	rset_norm(ret);
}

void
logs_from(const struct probe *p, enum family f, struct range r, size_t rir,
    struct rset *ret)
{
	struct going g = { rir, false, ret, r };

	moves_each(&probe_view(p)->moves[f], r, take_going, &g);
	rset_norm(ret);
}

const struct rset *
logs_listed(const struct dataset *d, const struct view *v, size_t rir,
    enum family f)
{
	static const struct rset none = { NULL, 0, 0, false };

	return d->chosen[rir] < 0 ? &none :
				    &v->files[d->chosen[rir]].listed[f];
}

bool
logs_file_whole(const struct dataset *d, const struct probe *p, size_t rir)
{
	int c = d->chosen[rir];

	return c >= 0 && sources[c].kind == SK_STATS_EXTENDED &&
	    stats_complete(d, (size_t)c) && d->asof[rir] != TIME_NONE &&
	    !stats_shrunk(d, probe_ledger(p), (size_t)c);
}

void
logs_moving(const struct dataset *d, const struct probe *p, size_t a, size_t b,
    enum family f, struct range r, struct rset ret[2])
{
	utc_t now = d->asof[a] > d->asof[b] ? d->asof[a] : d->asof[b];

	if (d->asof[a] != TIME_NONE && d->asof[b] != TIME_NONE)
		logs_moving_at(p, a, b, f, r, now, MOVE_GRACE, ret);
}

void
logs_files_examine(const struct dataset *d, struct probe *p)
{
	logs_examine(d, p);
	for (size_t r = 0; r < RIR_N; r++)
		if (!logs_file_whole(d, p, r))
			probe_unobserved(p, (enum publisher)r);
}
