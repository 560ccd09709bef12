/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both forms of a transfer log have in common. */
#include "parse/transfers_priv.h"

#include "num/rset.h"

#include <string.h>
#include <strings.h>

void
transfers_note(struct transfers_reader *rd, enum transfer_note n)
{
	struct note *q = &rd->ret->notes[n];

	if (q->count < STATS_NOTE_PLACES)
		q->at[q->count] = rd->at;
	q->count++;
}

size_t transfers_max = TRANSFERS_MAX;
size_t transfer_ranges_max = TRANSFER_RANGES_MAX;

struct transfer *
transfers_entry(struct transfers_reader *rd, struct place at)
{
	struct transferlog *l = rd->ret;
	struct transfer *t;

	rd->at = at;
	rd->t = NULL;
	l->entries++;
	if (l->n == transfers_max) {
		transfers_note(rd, TN_LIMIT);
		return NULL;
	}
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	t = &l->v[l->n++];
	memset(t, 0, sizeof(*t));
	t->at = at;
	t->first = (uint32_t)l->ranges_n;
	t->from = t->to = -1;
	t->type = TT_OTHER;
	t->date = t->registered = TIME_NONE;
	rd->t = t;
	return t;
}

void
transfers_range(struct transfers_reader *rd, enum family f, struct range r,
    bool original)
{
	struct transferlog *l = rd->ret;

	if (r.hi < r.lo) {
		transfers_note(rd, TN_REVERSED);
		return;
	}
	if (l->ranges_n == transfer_ranges_max) {
		transfers_note(rd, TN_LIMIT);
		return;
	}
	l->ranges = mem_grow(l->ranges, &l->ranges_cap, l->ranges_n + 1,
	    sizeof(*l->ranges));
	l->ranges[l->ranges_n++] =
	    (struct transfer_range){ r, (uint8_t)f, original };
	rd->t->n++;
}

int8_t
transfers_rir(struct transfers_reader *rd, struct span s)
{
	static const char *const spelled[RIR_N][2] = { { "AFRINIC",
							   "AFRINIC" },
		{ "APNIC", "APNIC" }, { "ARIN", "ARIN" },
		{ "LACNIC", "LACNIC" }, { "RIPE NCC", "RIPENCC" } };

	for (int r = 0; r < RIR_N; r++)
		for (int k = 0; k < 2; k++)
			if (s.n == strlen(spelled[r][k]) &&
			    strncasecmp((const char *)s.p, spelled[r][k],
				s.n) == 0)
				return (int8_t)r;
	transfers_note(rd, s.n == 0 ? TN_RIR_MISSING : TN_RIR_UNKNOWN);
	return -1;
}

void
transfers_country(struct transfers_reader *rd, struct span s, char ret[3])
{
	if (s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' &&
	    s.p[1] <= 'Z') {
		memcpy(ret, s.p, 2);
		ret[2] = '\0';
	} else if (s.n != 0)
		transfers_note(rd, TN_CC_BAD);
}

void
transfers_type(struct transfers_reader *rd, struct span s)
{
	for (int t = 0; t < TT_OTHER; t++)
		if (span_is(s, transfer_type_name((enum transfer_type)t))) {
			rd->t->type = (uint8_t)t;
			return;
		}
	transfers_note(rd, TN_TYPE_UNKNOWN);
}

/* "+10", "+1000", "-03:00", "Z", "" at the end of a clock time. */
static int
zone(struct span s, int *ret)
{
	uint64_t h, m = 0;
	struct span d;

	*ret = 0;
	if (s.n == 0 || span_is(s, "Z") || span_is(s, "z"))
		return 0;
	if (s.p[0] != '+' && s.p[0] != '-')
		return -1;
	d = span_sub(s, 1, s.n);
	if (span_u64(span_sub(d, 0, 2), 23, &h) != 0 || d.n < 2)
		return -1;
	d = span_sub(d, 2, d.n);
	if (d.n != 0 && d.p[0] == ':')
		d = span_sub(d, 1, d.n);
	if (d.n != 0 && (d.n != 2 || span_u64(d, 59, &m) != 0))
		return -1;
	*ret = (int)(h * 3600 + m * 60) * (s.p[0] == '-' ? -1 : 1);
	return 0;
}

/* Over a fraction of a second and the blanks behind it. */
static struct span
behind_fraction(struct span s)
{
	if (s.n != 0 && s.p[0] == '.')
		do
			s = span_sub(s, 1, s.n);
		while (s.n != 0 && s.p[0] >= '0' && s.p[0] <= '9');
	while (s.n != 0 && s.p[0] == ' ')
		s = span_sub(s, 1, s.n);
	return s;
}

/* Behind the seconds: time-secfrac and time-offset of RFC 3339. */
static bool
rfc3339_zone(struct span s)
{
	struct span z = behind_fraction(s);

	if (z.n != 0 && z.p != s.p && z.p[-1] == ' ')
		return false;
	return (z.n == 1 && (z.p[0] == 'Z' || z.p[0] == 'z')) ||
	    (z.n == 6 && (z.p[0] == '+' || z.p[0] == '-') && z.p[3] == ':');
}

int
transfers_time(struct span s, utc_t *ret, bool *ret_usual)
{
	char usual[UTC_TEXT];
	int east;
	day_t d;

	*ret_usual = false;
	if (s.n <= 10) {
		if (day_parse(s, &d) != 0)
			return -1;
		*ret = day_start(d);
		return 0;
	}
	if (s.n < 19 || memchr("Tt ", s.p[10], 3) == NULL)
		return -1;
	/* Day and clock as RFC 3339 in UTC; then fraction and zone. */
	memcpy(usual, s.p, 19);
	usual[10] = 'T';
	memcpy(usual + 19, "Z", 2);
	if (utc_parse(span_of(usual), ret) != 0 ||
	    zone(behind_fraction(span_sub(s, 19, s.n)), &east) != 0)
		return -1;
	*ret -= east;
	*ret_usual = s.p[10] != ' ' && rfc3339_zone(span_sub(s, 19, s.n));
	return 0;
}

/* Is every part of transfer_set within original_set, where there is one? */
static bool
within_original(const struct transferlog *l, const struct transfer *t)
{
	for (int f = 0; f < FAM_N; f++) {
		AUTO_RSET whole = { 0 };
		AUTO_RSET part = { 0 };
		AUTO_RSET left = { 0 };

		for (uint32_t i = t->first; i < t->first + t->n; i++)
			if (l->ranges[i].fam == f)
				rset_add(l->ranges[i].original ? &whole :
								 &part,
				    l->ranges[i].r);
		rset_norm(&whole);
		rset_norm(&part);
		rset_minus(&part, &whole, &left);
		if (whole.n != 0 && left.n != 0)
			return false;
	}
	return true;
}

void
transfers_check(struct transfers_reader *rd)
{
	const struct transfer *t = rd->t;
	unsigned kinds = 0;

	for (uint32_t i = t->first; i < t->first + t->n; i++)
		kinds |= rd->ret->ranges[i].original ?
		    0 :
		    1u << rd->ret->ranges[i].fam;
	if (kinds == 0)
		transfers_note(rd, TN_NO_RESOURCES);
	if ((kinds & (kinds - 1)) != 0)
		transfers_note(rd, TN_KINDS_SEVERAL);
	if (!within_original(rd->ret, t))
		transfers_note(rd, TN_BEYOND_ORIGINAL);
	if (rd->ret->format != TF_JSON_5 || t->from < 0 || t->to < 0)
		return;
	if (t->from == t->to && t->status != TS_NONE)
		transfers_note(rd, TN_STATUS_INTRA);
	if (t->from != t->to && t->status == TS_NONE)
		transfers_note(rd, TN_STATUS_MISSING);
}

void
transfers_parse(struct span bytes, const struct source *src,
    struct transferlog *ret)
{
	struct transfers_reader rd = { ret, { 1, 0, 0 }, NULL };
	struct span s = bytes;

	ret->source = src;
	ret->produced = ret->begin = ret->end = TIME_NONE;
	if (span_starts(s, "\xef\xbb\xbf"))
		s = span_sub(s, 3, s.n);
	while (s.n != 0 && memchr(" \t\r\n", s.p[0], 4) != NULL)
		s = span_sub(s, 1, s.n);
	if (s.n == 0)
		transfers_note(&rd, TN_NO_LOG);
	else if (s.p[0] == '{')
		transfers_json(&rd, bytes);
	else
		transfers_pipe(&rd, bytes);
}
