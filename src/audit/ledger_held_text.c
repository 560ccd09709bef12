/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of what was held, and of what was left. */
#include "audit/ledger.h"

#include <stdio.h>
#include <string.h>

#define RECORDS_FIELDS 6
#define LEFT_FIELDS 8

static const char status_letters[] = "lsvro"; /* by enum status */
static const char how_letters[] = "phna";     /* by enum left_how */

static void
put_date(struct buf *out, day_t d)
{
	if (d != 0)
		buf_fmt(out, "%08d", d);
	buf_chr(out, '|');
}

static int
family_bits(enum family f)
{
	return f == FAM_IPV6 ? 128 : 32;
}

/* Addresses as a prefix where they are one: half the text of a ledger. */
static void
put_range(struct buf *out, enum family f, struct range r)
{
	num_t host = r.hi - r.lo;
	char t[RANGE_TEXT];
	int len = family_bits(f);

	if (f == FAM_ASN || (host & (host + 1)) != 0 || (r.lo & host) != 0) {
		buf_str(out, range_text(f, r, t));
		return;
	}
	for (; host != 0; host >>= 1)
		len--;
	buf_str(out, num_text(f, r.lo, t));
	buf_chr(out, '/');
	if (len >= 100)
		buf_chr(out, '1');
	if (len >= 10)
		buf_chr(out, (char)('0' + len / 10 % 10));
	buf_chr(out, (char)('0' + len % 10));
}

static int
prefix_parse(enum family f, struct span s, struct range *ret)
{
	struct span start = span_split(&s, '/');
	uint64_t len;
	num_t host;
	bool canonical;

	if (f == FAM_ASN || num_parse(f, start, &ret->lo, &canonical) != 0 ||
	    !canonical || span_u64(s, (uint64_t)family_bits(f), &len) != 0)
		return -1;
	host = len == 0 ? num_max(f) :
			  ((num_t)1 << (family_bits(f) - (int)len)) - 1;
	ret->hi = ret->lo | host;
	return (ret->lo & host) == 0 ? 0 : -1;
}

static int
interval_parse(enum family f, struct span s, struct range *ret)
{
	return memchr(s.p, '/', s.n) != NULL ? prefix_parse(f, s, ret) :
					       range_parse(f, s, ret);
}

void
records_print(const struct ledger *l, enum family f, struct buf *out)
{

	for (size_t r = 0; r < RIR_N; r++) {
		const struct registrations *h = &l->held[r][f];
		const char *pub = pub_name((enum publisher)r);

		for (size_t i = 0; i < h->n; i++) {
			const struct registration *q = &h->v[i];

			put_range(out, f, q->r);
			buf_chr(out, '|');
			buf_str(out, pub);
			buf_chr(out, '|');
			buf_chr(out, status_letters[q->status]);
			buf_chr(out, '|');
			put_date(out, q->date);
			buf_str(out, q->cc);
			buf_chr(out, '|');
			buf_str(out, words_at(l->words[f], q->holder));
			buf_chr(out, '\n');
		}
	}
}

void
left_print(const struct ledger *l, struct buf *out)
{
	char a[UTC_TEXT], b[UTC_TEXT];

	for (int f = 0; f < FAM_N; f++)
		for (size_t r = 0; r < RIR_N; r++) {
			const struct leavings *v = &l->left[r][f];

			for (size_t i = 0; i < v->n; i++) {
				const struct leaving *q = &v->v[i];

				buf_fmt(out, "%s|", fam_name((enum family)f));
				put_range(out, (enum family)f, q->r);
				buf_fmt(out, "|%s|%c|%s|%s|",
				    pub_name((enum publisher)r),
				    how_letters[q->how], utc_text(q->last, a),
				    utc_text(q->since, b));
				put_date(out, q->date);
				buf_fmt(out, "%s\n",
				    words_at(l->left_words, q->holder));
			}
		}
}

static int
letter(struct span s, const char *letters, uint8_t *ret)
{
	const char *at = s.n == 1 ? strchr(letters, s.p[0]) : NULL;

	if (at == NULL || *at == '\0')
		return -1;
	*ret = (uint8_t)(at - letters);
	return 0;
}

static int
date_parse(struct span s, day_t *ret)
{
	*ret = 0;
	return s.n == 0 ? 0 : s.n == 8 ? day_parse(s, ret) : -1;
}

static int
rir_parse(struct span s, enum publisher *ret)
{
	return pub_parse(s, ret) != 0 || *ret >= RIR_N ? -1 : 0;
}

/* Behind all that it must stand behind: by registry, then lo. */
static bool
in_order(const struct ledger *l, enum family f, enum publisher p, num_t lo)
{
	const struct registrations *h = &l->held[p][f];

	for (size_t r = (size_t)p + 1; r < RIR_N; r++)
		if (l->held[r][f].n != 0)
			return false;
	return h->n == 0 || h->v[h->n - 1].r.hi < lo;
}

int
records_line(struct ledger *l, enum family fam, struct span line)
{
	struct span f[RECORDS_FIELDS];
	struct registration q = { 0 };
	struct registrations *t;
	enum publisher p;

	if (ledger_split(line, f, RECORDS_FIELDS) != 0 ||
	    interval_parse(fam, f[0], &q.r) != 0 || rir_parse(f[1], &p) != 0 ||
	    letter(f[2], status_letters, &q.status) != 0 ||
	    date_parse(f[3], &q.date) != 0 || (f[4].n != 0 && f[4].n != 2) ||
	    !span_plain(f[4]) || !span_plain(f[5]) ||
	    !in_order(l, fam, p, q.r.lo))
		return -1;
	for (size_t i = 0; i < f[4].n; i++)
		q.cc[i] = (char)f[4].p[i];
	q.holder = words_put(l->words[fam], f[5]);
	t = &l->held[p][fam];
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = q;
	return 0;
}

static bool
left_in_order(const struct leavings *t, const struct leaving *q)
{
	const struct leaving *p = t->n == 0 ? NULL : &t->v[t->n - 1];

	return p == NULL || p->r.lo < q->r.lo ||
	    (p->r.lo == q->r.lo && p->since <= q->since);
}

int
left_line(struct ledger *l, struct span line)
{
	struct span f[LEFT_FIELDS];
	struct leaving q = { 0 };
	struct leavings *t;
	enum family fam;
	enum publisher p;

	if (ledger_split(line, f, LEFT_FIELDS) != 0 ||
	    fam_parse(f[0], &fam) != 0 ||
	    interval_parse(fam, f[1], &q.r) != 0 || rir_parse(f[2], &p) != 0 ||
	    letter(f[3], how_letters, &q.how) != 0 ||
	    utc_parse(f[4], &q.last) != 0 || utc_parse(f[5], &q.since) != 0 ||
	    date_parse(f[6], &q.date) != 0 || !span_plain(f[7]))
		return -1;
	t = &l->left[p][fam];
	if (!left_in_order(t, &q))
		return -1;
	q.holder = words_put(l->left_words, f[7]);
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = q;
	return 0;
}
