/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Transfer logs, each in its publisher's own style; the RIPE NCC's in the
 * draft 5.0, which states how far a transfer has come.
 */
#include "tests/world/world.h"

#include <stdio.h>
#include <string.h>

#define INTRA 4 /* within one registry, on the first day */

const char log_names[RIR_N][24] = { "afrinic-transfers", "apnic-transfers",
	"arin-transfers", "lacnic-transfers", "ripencc-transfers" };
static const char cc[RIR_N][3] = { "ZA", "AU", "US", "BR", "FR" };

utc_t
log_produced(const struct world *w, int day)
{
	return cal_start(cal_add(w->start, day)) + 3 * 3600;
}

/* --- what incidents put into it --- */

static struct log_entry
went(const struct world *w, const struct incident *i, int day)
{
	return (struct log_entry){ .r = i->r,
		.fam = i->fam,
		.from = i->a,
		.to = i->b,
		.date = cal_add(w->start, day),
		.registered = 20120423 };
}

/* Under way: the recipient has it, the source has not let go. */
static size_t
under_way(const struct world *w, const struct incident *i, int day,
    struct log_entry *out)
{
	*out = went(w, i, i->on.start);
	if (sched_on(&i->on, day) && i->kind != INC_MOVE &&
	    i->kind != INC_NOT_OWNED)
		out->status = "RECIPIENT_ACCEPTED";
	return day >= i->on.start;
}

/* Long ago, and in one log otherwise than in the other. */
static size_t
long_ago(const struct world *w, const struct incident *i, size_t rir, bool on,
    struct log_entry out[LOG_ENTRIES])
{
	bool other = rir == i->b;

	out[0] = went(w, i, -500);
	switch ((int)i->kind) {
	case INC_ONE_SIDED:
		return !on || other == ((i->r.lo >> 12 & 1) != 0);
	case INC_ONE_SIDED_HALF:
		if (on && other)
			out[0].r.hi = i->r.lo + (i->r.hi - i->r.lo) / 2;
		return 1;
	case INC_LOGS_DAY:
		if (on && other)
			out[0].date = cal_add(w->start, -490);
		return 1;
	case INC_LOGS_CLOSE:
		if (other)
			out[0].date = cal_add(w->start, -493);
		return 1;
	case INC_LOGS_TYPE:
		out[0].merger = on && other;
		return 1;
	case INC_DATE_LOST:
		out[0].registered = 20100101;
		return 1;
	default:
		return 1;
	}
}

static size_t
entries_of(const struct world *w, const struct incident *i, size_t rir,
    int day, struct log_entry out[LOG_ENTRIES])
{
	bool on = sched_on(&i->on, day);

	switch ((int)i->kind) {
	case INC_TRANSFER:
	case INC_HANDOVER:
	case INC_MOVE:
		return under_way(w, i, day, out);
	case INC_MOVE_REDATED:
		out[0] = went(w, i, i->on.start);
		out[0].registered = 0;
		return day >= i->on.start;
	case INC_PAST:
	case INC_KEPT:
	case INC_ONE_SIDED:
	case INC_ONE_SIDED_HALF:
	case INC_LOGS_DAY:
	case INC_LOGS_CLOSE:
	case INC_LOGS_TYPE:
	case INC_DATE_LOST:
		return long_ago(w, i, rir, on, out);
	case INC_BACK:
		out[0] = went(w, i, -700);
		out[1] = went(w, i, -300);
		out[1].from = i->b;
		out[1].to = i->a;
		return 2;
	case INC_NOT_OWNED:
		return under_way(w, i, day, out);
	case INC_NOT_ARRIVED:
		out[0] = went(w, i, -100);
		return 1;
	case INC_STUCK:
	case INC_STAYS:
		out[0] = went(w, i, -100);
		out[0].status = on && i->kind == INC_STUCK ?
		    "SOURCE_INITIALIZED" :
		    "SOURCE_CANCELLED";
		return rir == PUB_RIPENCC;
	default:
		return 0;
	}
}

size_t
incident_entries(const struct world *w, const struct incident *i, size_t rir,
    int day, struct log_entry out[LOG_ENTRIES])
{
	size_t n;

	if (rir != i->a && rir != i->b)
		return 0;
	n = entries_of(w, i, rir, day, out);
	for (size_t k = 0; k < n; k++)
		if (rir != PUB_RIPENCC)
			out[k].status = NULL;
		else if (out[k].status == NULL)
			out[k].status = "SOURCE_FINALIZED";
	return n;
}

/* --- its bytes --- */

uint32_t
plan_log_bits(const struct world *w, size_t rir, int day)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < w->plan.log_n; i++)
		if (w->plan.log[i].rir == rir &&
		    sched_on(&w->plan.log[i].on, day))
			bits |= w->plan.log[i].bit;
	return bits;
}

static void
put_address(size_t rir, enum family f, num_t n, uint32_t bits, struct buf *b)
{
	char t[NET_TEXT];
	uint32_t v = (uint32_t)n;

	if (f == FAM_ASN)
		buf_fmt(b, bits & LF_ASN_STRING ? "\"%u\"" : "%u", v);
	else if (f == FAM_IPV4 && rir == PUB_ARIN)
		buf_fmt(b, "\"%03u.%03u.%03u.%03u\"", v >> 24, v >> 16 & 255,
		    v >> 8 & 255, v & 255);
	else
		buf_fmt(b, "\"%s\"", net_text(f, n, t));
}

static void
put_range(size_t rir, enum family f, struct range r, uint32_t bits,
    struct buf *b)
{
	bool asn = f == FAM_ASN;

	buf_str(b, asn ? "[{\"start\":" : "[{\"start_address\":");
	put_address(rir, f, r.lo, bits, b);
	buf_str(b, asn ? ",\"end\":" : ",\"end_address\":");
	put_address(rir, f, r.hi, bits, b);
	buf_str(b, "}]");
}

static void
put_set(size_t rir, const struct log_entry *e, uint32_t bits, struct buf *b)
{
	static const char *const member[FAM_N] = { "asns", "ip4nets",
		"ip6nets" };
	bool array = rir == PUB_LACNIC && e->fam != FAM_ASN;
	struct range less = { e->r.lo + 1, e->r.hi };

	buf_fmt(b, "\"%s\":%s{", member[e->fam], array ? "[" : "");
	if (bits & LF_BEYOND) {
		buf_str(b, "\"original_set\":");
		put_range(rir, e->fam, less, bits, b);
		buf_chr(b, ',');
	}
	buf_str(b, "\"transfer_set\":");
	put_range(rir, e->fam, e->r, bits, b);
	buf_str(b, array ? "}]" : "}");
}

static void
put_day(size_t rir, const char *name, day_t d, struct buf *b)
{
	char t[CAL_TEXT];

	buf_fmt(b, ",\n\"%s\":\"%sT00:00:00%s\"", name, cal_text(d, t),
	    rir == PUB_LACNIC ? ".0Z" : "Z");
}

static void
put_organization(const char *which, size_t rir, const char *name,
    struct buf *b)
{
	buf_fmt(b,
	    ",\n\"%s_organization\":{\"name\":%s,\"country_code\":\"%s\"}",
	    which, name, cc[rir]);
}

static void
put_entry(size_t rir, const struct log_entry *e, uint32_t bits, struct buf *b)
{
	buf_str(b, b->n != 0 ? ",\n{" : "{");
	put_set(rir, e, bits, b);
	put_organization("source", e->from,
	    bits & LF_NULL_NAME ? "null" : "\"Somebody Ltd\"", b);
	put_organization("recipient", e->to, "\"Somebody else\"", b);
	put_day(rir, "transfer_date", e->date, b);
	if (e->registered != 0)
		put_day(rir, "source_registration_date", e->registered, b);
	buf_fmt(b, ",\n\"source_rir\":\"%s\",\"recipient_rir\":\"%s\"",
	    pub_title((enum publisher)e->from),
	    pub_title((enum publisher)e->to));
	buf_fmt(b, ",\"type\":\"%s\"",
	    e->merger ? "MERGER_ACQUISITION" : "RESOURCE_TRANSFER");
	if (e->status != NULL)
		buf_fmt(b, ",\"status\":\"%s\"", e->status);
	buf_chr(b, '}');
}

/* Ever more of them. */
size_t
intra_entries(const struct world *w, size_t rir, int day, uint32_t bits,
    struct log_entry out[DAYS_MAX])
{
	int n = INTRA + day / 5 - (bits & LF_FEWER ? 3 : 0);

	for (int k = 0; k < n; k++) {
		enum family f = (enum family)(k % FAM_N);

		out[k] =
		    (struct log_entry){ .r = slot_range(rir, f, SLOTS - 1),
			    .fam = f,
			    .from = rir,
			    .to = rir,
			    .date = cal_add(w->start, -900 + k) };
	}
	if (bits & LF_OUTSIDE)
		out[0].date = cal_add(w->start, day + 3);
	return (size_t)n;
}

/* The first carries what is planted in one entry. */
static void
put_intra(const struct world *w, size_t rir, int day, uint32_t bits,
    struct rendered_log *ret, struct buf *b)
{
	static struct log_entry e[DAYS_MAX];
	size_t n = intra_entries(w, rir, day, bits, e);

	for (size_t k = 0; k < n; k++)
		put_entry(rir, &e[k], k == 0 ? bits : bits & LF_ASN_STRING, b);
	ret->entries += n;
}

static void
put_head(const struct world *w, size_t rir, int day, struct buf *b)
{
	char at[CAL_TEXT], end[CAL_TEXT];

	buf_fmt(b,
	    "\"version\":{\"stats_version\":\"%s\",\"producer\":\"%s\",\n"
	    "\"UTC_offset\":%d,\"production_date\":\"%s\",\n"
	    "\"records_interval\":{\"start_date\":\"2000-01-01T00:00:00Z\","
	    "\n\"end_date\":\"%s\"},\"remarks\":[\"Simulated.\"]}",
	    rir == PUB_RIPENCC ? "5.0" : "4.0", pub_title((enum publisher)rir),
	    rir == PUB_APNIC ? 10 : 0, cal_utc(log_produced(w, day), at),
	    cal_utc(log_produced(w, day) - 3 * 3600, end));
}

void
log_render(const struct world *w, size_t rir, int day,
    struct rendered_log *ret)
{
	AUTO_BUF b = { 0 };
	bool entries_first = rir == PUB_ARIN;

	buf_clear(&ret->text);
	*ret = (struct rendered_log){ .day = day,
		.bits = plan_log_bits(w, rir, day) };
	for (size_t i = 0; i < w->plan.inc_n; i++) {
		struct log_entry e[LOG_ENTRIES];
		size_t n = incident_entries(w, &w->plan.inc[i], rir, day, e);

		for (size_t k = 0; k < n; k++)
			put_entry(rir, &e[k], ret->bits & LF_ASN_STRING, &b);
		ret->entries += n;
	}
	put_intra(w, rir, day, ret->bits, ret, &b);
	buf_chr(&ret->text, '{');
	if (!entries_first) {
		put_head(w, rir, day, &ret->text);
		buf_str(&ret->text, ",\n");
	}
	buf_str(&ret->text, "\"transfers\":[\n");
	buf_span(&ret->text, buf_view(&b));
	buf_chr(&ret->text, ']');
	if (entries_first) {
		buf_str(&ret->text, ",\n");
		put_head(w, rir, day, &ret->text);
	}
	buf_str(&ret->text, "}\n");
	if (ret->bits & LF_CUT)
		ret->text.n -= 20;
}
