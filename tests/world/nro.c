/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The NRO's combined file and its lists.  Where two list the same, or nobody
 * what IANA gave out, the incident's rows of the report before stand.
 */
#include "tests/world/world.h"

#include <stdlib.h>
#include <string.h>

#define IANA RIR_N
#define NOON (12 * 3600)

const char nro_names[NRO_FILES][24] = { "nro-delegated-stats", "nro-conflicts",
	"nro-unclaimed", "nro-overclaimed" };
enum { COMBINED, CONFLICTS, UNCLAIMED, OVERCLAIMED };

struct maker {
	struct world *w;
	struct nro_reports *n;
	day_t today;
	struct buf body;
	unsigned long long rows[FAM_N];
};

static void
put_value(struct buf *b, enum family f, struct range r)
{
	char t[NET_TEXT];
	num_t size = r.hi - r.lo + 1;
	int len = 128;

	buf_fmt(b, "%s|%s|", net_family(f), net_text(f, r.lo, t));
	if (f != FAM_IPV6) {
		buf_fmt(b, "%llu", (unsigned long long)size);
		return;
	}
	for (; size > 1; size >>= 1)
		len--;
	buf_fmt(b, "%d", len);
}

/* A record in the tool's own form. */
static void
put_record(const struct maker *m, struct buf *b, size_t rir, enum family f,
    const struct row *r)
{
	bool pool = status_pool((enum status)r->status);

	if (rir == IANA) {
		buf_str(b, "iana|ZZ|");
		put_value(b, f, r->r);
		buf_str(b, "|20090714|reserved|ietf|iana\n");
		return;
	}
	buf_fmt(b, "%s|%s|", pub_name((enum publisher)rir),
	    pool || r->cc[0] == '\0' ? "ZZ" : r->cc);
	put_value(b, f, r->r);
	if (pool || r->date == 0)
		buf_fmt(b, "|%08d", m->today);
	else
		buf_fmt(b, "|%08d", r->date);
	buf_fmt(b, "|%s|",
	    pool ? net_status((enum status)r->status) : "assigned");
	if (!pool)
		house_holder(rir, r->holder, b);
	buf_str(b, "|e-stats\n");
}

static void
combined_add(struct maker *m, size_t rir, enum family f, const struct row *r)
{
	put_record(m, &m->body, rir, f, r);
	m->rows[f]++;
}

/* --- an incident's slot --- */

struct gathered {
	struct nro_row_of v[NRO_SLOT_ROWS];
	size_t n;
};

static void
gather(const struct world *w, const struct incident *q, struct gathered *g)
{
	struct row out[INC_ROWS];

	g->n = 0;
	for (size_t r = 0; r < RIR_N; r++) {
		size_t n = incident_rows(q, r, EXT, w->state[r], out);

		for (size_t i = 0; i < n; i++) {
			assert(g->n < NRO_SLOT_ROWS);
			g->v[g->n++] = (struct nro_row_of){ r, out[i] };
		}
	}
}

static bool
meet(struct range a, struct range b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

static void
put_pair(const struct maker *m, enum family f, size_t a, const struct row *x,
    size_t b, const struct row *y)
{
	struct buf *out = &m->n->made[CONFLICTS];

	put_record(m, out, a, f, x);
	put_record(m, out, b, f, y);
	buf_chr(out, '\n');
}

/* Every pair of rows that meet, and rows where IANA gave nothing. */
static bool
conflicts(const struct maker *m, const struct incident *q,
    const struct gathered *g)
{
	bool any = false;

	for (size_t i = 0; i < g->n; i++) {
		for (size_t k = i + 1; k < g->n; k++)
			if (meet(g->v[i].row.r, g->v[k].row.r)) {
				put_pair(m, q->fam, g->v[i].rir, &g->v[i].row,
				    g->v[k].rir, &g->v[k].row);
				any = true;
			}
		if (q->space != SPACE_GIVEN) {
			put_pair(m, q->fam, g->v[i].rir, &g->v[i].row, IANA,
			    &g->v[i].row);
			any = true;
		}
	}
	return any;
}

static void
mark(struct incident *q, const struct gathered *g)
{
	for (size_t p = 0; p < q->piece_n; p++) {
		struct nro_piece *x = &q->piece[p].nro;
		unsigned rows[RIR_N] = { 0 };

		for (size_t i = 0; i < g->n; i++)
			rows[g->v[i].rir] +=
			    net_holds(g->v[i].row.r, q->piece[p].r);
		for (size_t a = 0; a < RIR_N; a++) {
			for (size_t b = a; b < RIR_N; b++)
				x->by[a][b].made = a == b ?
				    rows[a] > 1 :
				    rows[a] != 0 && rows[b] != 0;
			x->by[a][IANA].made =
			    rows[a] != 0 && q->space != SPACE_GIVEN;
			x->by[IANA][a].made = false;
		}
	}
}

static bool
claimed(const struct gathered *g, struct range r)
{
	for (size_t i = 0; i < g->n; i++)
		if (net_holds(g->v[i].row.r, r))
			return true;
	return false;
}

/* Who had it in the report before. */
static size_t
holder_before(const struct incident *q, struct range r)
{
	for (size_t i = 0; i < q->nro_n; i++)
		if (net_holds(q->nro[i].row.r, r))
			return q->nro[i].rir;
	return q->a;
}

static size_t
bits_of(num_t n)
{
	size_t k = 0;

	for (; n > 1; n >>= 1)
		k++;
	return k;
}

/* A piece as rows: prefixes in IPv6. */
static void
put_hole(struct maker *m, struct incident *q, size_t rir, struct range r)
{
	while (r.lo <= r.hi) {
		struct row one = { .r = r, .status = ST_AVAILABLE };

		if (q->fam == FAM_IPV6) {
			num_t size = (num_t)1 << bits_of(r.hi - r.lo + 1);

			while ((r.lo & (size - 1)) != 0)
				size >>= 1;
			one.r.hi = r.lo + size - 1;
		}
		put_record(m, &m->n->made[UNCLAIMED], rir, q->fam, &one);
		combined_add(m, rir, q->fam, &one);
		r.lo = one.r.hi + 1;
		if (r.lo == 0)
			break;
	}
}

static void
holes(struct maker *m, struct incident *q, const struct gathered *g)
{
	if (q->space != SPACE_GIVEN)
		return;
	for (size_t p = 0; p < q->piece_n; p++) {
		size_t rir;

		if (claimed(g, q->piece[p].r))
			continue;
		rir = holder_before(q, q->piece[p].r);
		q->piece[p].nro.by[IANA][rir].made = true;
		put_hole(m, q, rir, q->piece[p].r);
	}
}

static void
incident_make(struct maker *m, struct incident *q)
{
	struct gathered g;

	gather(m->w, q, &g);
	mark(q, &g);
	if (!conflicts(m, q, &g) || q->nro_n == 0) {
		q->nro = mem_resize(q->nro, g.n + 1, sizeof(*q->nro));
		q->nro_n = 0;
		for (size_t i = 0; i < g.n; i++) {
			bool taken = false;

			for (size_t k = 0; k < q->nro_n; k++)
				taken |= meet(q->nro[k].row.r, g.v[i].row.r);
			if (!taken && q->space == SPACE_GIVEN)
				q->nro[q->nro_n++] = g.v[i];
		}
	}
	for (size_t i = 0; i < q->nro_n; i++)
		if (claimed(&g, q->nro[i].row.r))
			combined_add(m, q->nro[i].rir, q->fam, &q->nro[i].row);
	holes(m, q, &g);
}

/* --- all the rest --- */

static bool
planted(const struct world *w, enum family f, struct range r)
{
	for (size_t i = 0; i < w->plan.inc_n; i++)
		if (w->plan.inc[i].fam == f && net_holds(w->plan.inc[i].r, r))
			return true;
	return false;
}

static void
family_make(struct maker *m, enum family f)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct rows *base = &m->w->base[r][f];
		struct rows slots = { 0 };

		for (size_t i = 0; i < base->n; i++)
			combined_add(m, r, f, &base->v[i]);
		slot_rows(m->w, r, EXT, f, m->w->state[r], &slots);
		for (size_t i = 0; i < slots.n; i++)
			if (!planted(m->w, f, slots.v[i].r))
				combined_add(m, r, f, &slots.v[i]);
		free(slots.v);
	}
	for (size_t i = 0; i < m->w->plan.inc_n; i++)
		if (m->w->plan.inc[i].fam == f)
			incident_make(m, &m->w->plan.inc[i]);
}

void
nro_init(struct nro_reports *n)
{
	memset(n, 0, sizeof(*n));
	n->made_day = n->day = -1;
}

void
nro_clear(struct nro_reports *n)
{
	for (int k = 0; k < NRO_FILES; k++) {
		buf_clear(&n->made[k]);
		buf_clear(&n->text[k]);
	}
}

void
nro_make(struct world *w, int day, struct nro_reports *n)
{
	struct maker m = { .w = w, .n = n, .today = cal_add(w->start, day) };
	struct buf *b = &n->made[COMBINED];

	for (int k = 0; k < NRO_FILES; k++)
		buf_clear(&n->made[k]);
	for (int f = 0; f < FAM_N; f++)
		family_make(&m, (enum family)f);
	buf_fmt(b, "2|nro|%08d|%llu|19821213|%08d|+0000\n", m.today,
	    m.rows[0] + m.rows[1] + m.rows[2], m.today);
	for (int f = 0; f < FAM_N; f++)
		buf_fmt(b, "nro|*|%s|*|%llu|summary\n",
		    net_family((enum family)f), m.rows[f]);
	/* No newline at the end, as the tool writes it. */
	buf_add(b, m.body.p, m.body.n - 1);
	buf_clear(&m.body);
	n->made_day = day;
}

static void
listed_keep(struct world *w)
{
	for (size_t i = 0; i < w->plan.inc_n; i++)
		for (size_t p = 0; p < w->plan.inc[i].piece_n; p++) {
			struct nro_piece *x = &w->plan.inc[i].piece[p].nro;

			for (int a = 0; a < NRO_PARTIES; a++)
				for (int b = 0; b < NRO_PARTIES; b++)
					x->by[a][b].listed = x->by[a][b].made;
		}
}

static uint32_t
bits_today(const struct world *w, int day)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < w->plan.nro.n; i++)
		if (sched_on(&w->plan.nro.v[i].on, day))
			bits |= w->plan.nro.v[i].bit;
	return bits;
}

static int
write_files(const struct world *w, const struct nro_reports *n,
    const char *dir, uint32_t bits, struct day_view *v, struct err *e)
{
	utc_t at = cal_start(cal_add(w->start, n->day)) + NOON;

	for (int k = 0; k < NRO_FILES; k++) {
		struct span s = buf_view(&n->text[k]);

		if ((bits & NF_NONE) != 0 ||
		    (k == CONFLICTS && (bits & NF_NO_CONFLICTS) != 0))
			continue;
		if (k == CONFLICTS && (bits & NF_CUT) != 0)
			s.n -= 20; /* within its last record */
		v->nro.there[k] = true;
		if (out_file(dir, out_path(nro_names[k]), s, at, e) != 0)
			return -1;
	}
	return 0;
}

int
nro_publish(struct world *w, struct nro_reports *n, const char *dir,
    struct day_view *v, struct err *e)
{
	uint32_t bits = bits_today(w, v->day);

	memset(v->nro.there, 0, sizeof(v->nro.there));
	v->nro.day = v->nro.cut = -1;
	if (n->made_day < 0)
		return 0;
	if (n->day < 0 || (bits & NF_STALL) == 0) {
		for (int k = 0; k < NRO_FILES; k++) {
			struct buf t = n->text[k];

			n->text[k] = n->made[k];
			n->made[k] = t;
		}
		n->day = n->made_day;
		listed_keep(w);
	}
	/* Of an empty list we do not know whether it was cut. */
	v->nro.lists = (bits & (NF_NONE | NF_NO_CONFLICTS | NF_CUT)) == 0 &&
	    n->text[CONFLICTS].n != 0 && n->text[UNCLAIMED].n != 0;
	v->nro.day = n->day;
	v->nro.cut = (bits & NF_CUT) != 0 ? CONFLICTS : -1;
	return write_files(w, n, dir, bits, v, e);
}
