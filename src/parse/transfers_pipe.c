/* SPDX-License-Identifier: GPL-3.0-or-later */
/* APNIC's older form of its transfer log: a header, then a line a resource. */
#include "parse/transfers_priv.h"

#include <string.h>

#define PIPE_FIELDS 11

static int
prefix_range(enum family f, struct span s, struct range *ret, bool *canon)
{
	struct span len = s, addr = span_split(&len, '/');
	unsigned bits = f == FAM_IPV4 ? 32 : 128;
	uint64_t n;

	if (addr.n == s.n || num_parse(f, addr, &ret->lo, canon) != 0 ||
	    span_u64(len, bits, &n) != 0)
		return -1;
	ret->hi = n == 0 ? num_max(f) :
			   ret->lo | (((num_t)1 << (bits - (unsigned)n)) - 1);
	return 0;
}

static void
resource(struct transfers_reader *rd, struct span kind, struct span s)
{
	enum family f;
	struct range r;
	bool canon = true;
	int bad;

	if (fam_parse(kind, &f) != 0) {
		transfers_note(rd, TN_ADDRESS_BAD);
		return;
	}
	if (f != FAM_ASN && memchr(s.p, '/', s.n) != NULL)
		bad = prefix_range(f, s, &r, &canon);
	else
		bad = range_parse(f, s, &r);
	if (bad != 0) {
		transfers_note(rd, TN_ADDRESS_BAD);
		return;
	}
	if (!canon && f == FAM_IPV4)
		transfers_note(rd, TN_ADDRESS_TEXT);
	transfers_range(rd, f, r, false);
}

static void
day_field(struct transfers_reader *rd, struct span s, utc_t *ret)
{
	bool usual;

	if (s.n != 0 && transfers_time(s, ret, &usual) != 0)
		transfers_note(rd, TN_DATE_BAD);
}

static void
line_entry(struct transfers_reader *rd, const struct span *f, struct place at)
{
	struct transfer *t = transfers_entry(rd, at);

	if (t == NULL)
		return;
	resource(rd, f[0], f[1]);
	transfers_country(rd, f[3], t->from_cc);
	t->from = transfers_rir(rd, f[4]);
	day_field(rd, f[5], &t->registered);
	transfers_country(rd, f[7], t->to_cc);
	t->to = transfers_rir(rd, f[8]);
	day_field(rd, f[9], &t->date);
	if (t->date == TIME_NONE)
		transfers_note(rd, TN_DATE_MISSING);
	transfers_type(rd, f[10]);
	transfers_check(rd);
}

void
transfers_pipe(struct transfers_reader *rd, struct span bytes)
{
	struct span rest = bytes;
	uint32_t line = 0;

	while (rest.n != 0) {
		uint32_t offset = (uint32_t)(bytes.n - rest.n);
		struct span l = span_split(&rest, '\n'), f[PIPE_FIELDS];
		struct span left;
		size_t n = 0;

		line++;
		if (l.n != 0 && l.p[l.n - 1] == '\r')
			l.n--;
		if (l.n == 0 || l.p[0] == '#')
			continue;
		left = l;
		while (n < PIPE_FIELDS && left.n != 0)
			f[n++] = span_split(&left, '|');
		rd->at = (struct place){ line, offset, (uint32_t)l.n };
		if (n == PIPE_FIELDS && span_is(f[0], "resource_type")) {
			rd->ret->format = TF_PIPE;
			rd->ret->head_at = rd->at;
		} else if (n == PIPE_FIELDS)
			line_entry(rd, f, rd->at);
		else {
			rd->ret->entries++;
			transfers_note(rd, TN_ENTRY_BAD);
		}
	}
	if (rd->ret->format == TF_NONE)
		transfers_note(rd, TN_NO_LOG);
}
