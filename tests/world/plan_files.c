/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is planted in whole files, and what does not arrive. */
#include "tests/world/asc.h"

#include <string.h>

uint32_t
plan_file_bits(const struct world *w, size_t rir, int kind, int state)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < w->plan.file_n; i++) {
		const struct file_incident *f = &w->plan.file[i];

		if (f->rir == rir && f->kind == kind &&
		    sched_on(&f->on, state))
			bits |= f->bit;
	}
	return bits;
}

static void
add(struct world *w, size_t rir, int kind, uint32_t bit, struct sched on)
{
	struct plan *p = &w->plan;

	p->file =
	    mem_grow(p->file, &p->file_cap, p->file_n + 1, sizeof(*p->file));
	p->file[p->file_n++] = (struct file_incident){ rir, kind, bit, on };
}

static struct sched
once(int state)
{
	return (struct sched){ state, 1, 0, 0 };
}

/* Each fault at one of the sources where it excludes no house style. */
static void
faults(struct world *w)
{
	static const struct {
		uint32_t bit;
		uint8_t rir[3];
		int kind;
	} v[] = {
		{ FM_FEWER_DECLARED, { PUB_AFRINIC, PUB_AFRINIC, PUB_APNIC },
		    EXT },
		{ FM_MORE_DECLARED, { PUB_LACNIC, PUB_LACNIC, PUB_LACNIC },
		    PLAIN },
		{ FM_NO_SUMMARY, { PUB_APNIC, PUB_ARIN, PUB_RIPENCC }, EXT },
		{ FM_TWO_SUMMARIES, { PUB_AFRINIC, PUB_APNIC, PUB_RIPENCC },
		    PLAIN },
		{ FM_MD5_WRONG, { PUB_RIPENCC, PUB_AFRINIC, PUB_APNIC },
		    PLAIN },
		{ FM_MD5_WRONG, { PUB_ARIN, PUB_ARIN, PUB_ARIN }, EXT },
		{ FM_MD5_MALFORMED, { PUB_AFRINIC, PUB_APNIC, PUB_RIPENCC },
		    EXT },
		{ FM_MD5_ABSENT, { PUB_LACNIC, PUB_RIPENCC, PUB_APNIC }, EXT },
		{ FM_VERSION, { PUB_AFRINIC, PUB_APNIC, PUB_ARIN }, EXT },
		{ FM_STARTDATE, { PUB_LACNIC, PUB_RIPENCC, PUB_ARIN }, EXT },
		{ FM_OFFSET, { PUB_APNIC, PUB_LACNIC, PUB_RIPENCC }, PLAIN },
		{ FM_REGISTRY, { PUB_ARIN, PUB_RIPENCC, PUB_APNIC }, EXT },
		{ FM_MIXED, { PUB_APNIC, PUB_AFRINIC, PUB_RIPENCC }, EXT },
		{ FM_MIXED, { PUB_LACNIC, PUB_ARIN, PUB_LACNIC }, EXT },
		{ FM_CRLF, { PUB_AFRINIC, PUB_LACNIC, PUB_RIPENCC }, PLAIN },
		{ FM_COMMENT, { PUB_ARIN, PUB_LACNIC, PUB_AFRINIC }, EXT },
		{ FM_NO_NEWLINE, { PUB_RIPENCC, PUB_AFRINIC, PUB_ARIN }, EXT },
		{ FM_AGAIN, { PUB_APNIC, PUB_RIPENCC, PUB_LACNIC }, PLAIN },
		{ FM_NON_ASCII, { PUB_LACNIC, PUB_ARIN, PUB_APNIC }, EXT },
		{ FM_LINE_BAD, { PUB_RIPENCC, PUB_APNIC, PUB_AFRINIC }, EXT },
		{ FM_LATE, { PUB_AFRINIC, PUB_RIPENCC, PUB_APNIC }, PLAIN },
		{ FM_MORE_DECLARED, { PUB_RIPENCC, PUB_ARIN, PUB_APNIC },
		    EXT },
		{ FM_AVAILABLE_7, { PUB_APNIC, PUB_ARIN, PUB_RIPENCC }, EXT },
		{ FM_RESERVED_7, { PUB_LACNIC, PUB_LACNIC, PUB_LACNIC }, EXT },
		{ FM_STARTDATE_ZERO, { PUB_LACNIC, PUB_RIPENCC, PUB_APNIC },
		    PLAIN },
		{ FM_STARTDATE_EMPTY, { PUB_LACNIC, PUB_LACNIC, PUB_APNIC },
		    PLAIN },
		{ FM_UNIXTIME, { PUB_LACNIC, PUB_LACNIC, PUB_LACNIC }, PLAIN },
		{ FM_UNSIGNED, { PUB_RIPENCC, PUB_APNIC, PUB_RIPENCC }, EXT },
		{ FM_MD5SUM, { PUB_RIPENCC, PUB_LACNIC, PUB_APNIC }, PLAIN },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		add(w, v[i].rir[rng_below(&w->rng, 3)], v[i].kind, v[i].bit,
		    plan_sched(w, (unsigned)i));
}

static void
deliver(struct world *w, size_t rir, int kind, int from, int days,
    enum delivery how)
{
	for (int d = from; d < from + days && d < w->days; d++)
		w->plan.delivery[rir][kind][d] = (uint8_t)how;
}

static void
both(struct world *w, size_t rir, int from, int days, enum delivery how)
{
	deliver(w, rir, EXT, from, days, how);
	deliver(w, rir, PLAIN, from, days, how);
}

void
plan_announce(struct world *w, const char *xclass, const char *rule,
    size_t rir, int kind, int from, int until)
{
	assert(w->plan.announced_n < ANNOUNCED_MAX);
	w->plan.announced[w->plan.announced_n++] =
	    (struct announced){ xclass, rule, rir, kind, from, until };
}

static void
announce(struct world *w, const char *rule, size_t rir, int kind, int from,
    int until)
{
	plan_announce(w, "X8", rule, rir, kind, from, until);
}

/*
 * Days that are apart from one another for each registry: a shrink is
 * compared with the day before and cured the day after.
 */
static void
first_ten(struct world *w)
{
	int x = (int)rng_below(&w->rng, 2);

	both(w, PUB_AFRINIC, 2 + x, 1, DEL_ABSENT);
	add(w, PUB_AFRINIC, EXT, FM_SHRINK, once(6 + x));
	add(w, PUB_AFRINIC, PLAIN, FM_SHRINK, once(6 + x));
	both(w, PUB_RIPENCC, 3 + x, 2, DEL_STALL);
	/* Announced for one of the two files. */
	announce(w, "P-08", PUB_RIPENCC, EXT, 3, 6);
	add(w, PUB_LACNIC, EXT, FM_SHORT, once(5 + x));
	deliver(w, PUB_APNIC, EXT, 8, 1, DEL_ABSENT);
	deliver(w, PUB_LACNIC, PLAIN, 2, 1, DEL_STALL);
	both(w, PUB_LACNIC, 8 + x, 1, DEL_BACK);
	add(w, PUB_APNIC, EXT, FM_CUT, once(3 + x));
	add(w, PUB_ARIN, EXT, FM_UNDATED, once(4 + x));
	add(w, PUB_RIPENCC, EXT, FM_HTML, once(8 + x));
	w->plan.iana_absent[7 - x] = true;
	w->plan.late[5] = true;
}

static void
later(struct world *w)
{
	int x = (int)rng_below(&w->rng, 2);

	both(w, PUB_AFRINIC, 11 + x, 4, DEL_STALL);
	both(w, PUB_LACNIC, 13 + x, 2, DEL_ABSENT);
	deliver(w, PUB_APNIC, PLAIN, 14, 1, DEL_ABSENT);
	/* The file that shrank stands for two days; it was announced. */
	add(w, PUB_RIPENCC, EXT, FM_SHRINK, once(15 + x));
	both(w, PUB_RIPENCC, 16 + x, 1, DEL_STALL);
	announce(w, "P-18", PUB_RIPENCC, EXT, 15, 16);
	add(w, PUB_LACNIC, PLAIN, FM_HTML, once(17));
	add(w, PUB_RIPENCC, EXT, FM_SHORT, once(19));
	both(w, PUB_ARIN, 17 + x, 1, DEL_ABSENT);
	w->plan.late[20] = true;
	both(w, PUB_AFRINIC, 21 + x, 2, DEL_ABSENT);
	both(w, PUB_APNIC, 22, 2, DEL_STALL);
	deliver(w, PUB_ARIN, EXT, 27, 1, DEL_BACK);
	add(w, PUB_ARIN, EXT, FM_SHRINK, once(23));
	add(w, PUB_LACNIC, EXT, FM_SHRINK, once(24 + x));
	add(w, PUB_LACNIC, PLAIN, FM_SHRINK, once(24 + x));
	deliver(w, PUB_RIPENCC, PLAIN, 25, 3, DEL_STALL);
	add(w, PUB_APNIC, EXT, FM_UNDATED, once(26));
	add(w, PUB_AFRINIC, EXT, FM_CUT, once(28));
	w->plan.iana_absent[26] = true;
}

void
plan_files(struct world *w)
{
	faults(w);
	first_ten(w);
	later(w);
}

bool
plan_announced(const struct world *w, const char *rule, size_t rir, int kind,
    int day)
{
	for (size_t i = 0; i < w->plan.announced_n; i++) {
		const struct announced *a = &w->plan.announced[i];

		if (strcmp(a->rule, rule) == 0 && a->rir == rir &&
		    a->kind == kind && day >= a->from && day <= a->until)
			return true;
	}
	return false;
}

/* As an operator records them in nroaudit.conf. */
int
plan_write(const struct world *w, struct err *e)
{
	AUTO_BUF b = { 0 };
	char from[CAL_TEXT], until[CAL_TEXT];

	for (size_t i = 0; i < w->plan.announced_n; i++) {
		const struct announced *a = &w->plan.announced[i];

		buf_fmt(&b,
		    "[exception \"%s-%s-%s\"]\n\tclass = %s\n"
		    "\trule = %s\n"
		    "\tpublisher = %s\n\tsubject = %s\n\tfrom = %s\n"
		    "\tuntil = %s\n\trecorded = %s\n"
		    "\treason = announced\n"
		    "\tcitation = the publisher's announcement\n",
		    a->xclass, a->rule, source_name(a->rir, a->kind),
		    a->xclass, a->rule, pub_name((enum publisher)a->rir),
		    source_name(a->rir, a->kind),
		    cal_text(cal_add(w->start, a->from), from),
		    cal_text(cal_add(w->start, a->until), until), from);
	}
	asc_pins(&b);
	return out_file(w->out, "exceptions.conf", buf_view(&b), 0, e);
}
