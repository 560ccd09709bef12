/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be found of a file as a whole. */
#include "tests/world/world.h"

#include <stdio.h>
#include <string.h>

void
finding_add(struct rendered *r, const char *rule, const char *what,
    int severity, day_t excused_from)
{
	struct file_finding *f = &r->f[r->f_n++];

	assert(r->f_n <= FILE_FINDINGS);
	f->rule = rule;
	f->severity = severity;
	f->excused_from = excused_from;
	snprintf(f->what, sizeof(f->what), "%s", what);
}

/* Does a sum of the publisher's cover these very bytes? */
static bool
sum_agrees(uint32_t bits)
{
	return (bits &
		   (FM_MD5_WRONG | FM_MD5_MALFORMED | FM_MD5_ABSENT |
		       FM_PART)) == 0;
}

static void
figures(uint32_t bits, const struct figures *g, struct rendered *ret)
{
	bool ours = !sum_agrees(bits);

	ret->complete =
	    !ours || (g->total <= ret->rows && (bits & FM_CUT) == 0);
	if (g->total != ret->rows)
		finding_add(ret, "A-01", "",
		    ours && g->total > ret->rows ? 4 : 2, 0);
	if (!ret->complete)
		finding_add(ret, "M-03", "", 4, 0);
	for (int f = 0; f < FAM_N; f++) {
		char what[48];

		snprintf(what, sizeof(what), ":%s",
		    net_family((enum family)f));
		if (g->lines[f] != 1)
			finding_add(ret, "A-02", what, 2, 0);
		else if (g->shown[f] != g->written[f])
			finding_add(ret, "A-02", what,
			    ours && g->shown[f] > g->written[f] ? 4 : 2, 0);
	}
}

static void
sum(size_t rir, int kind, day_t start, uint32_t bits, struct rendered *ret)
{
	bool house = rir == PUB_ARIN && kind == EXT && start >= 20140101;

	if (bits & (FM_MD5_ABSENT | FM_MD5_MALFORMED))
		finding_add(ret, "P-05", "", 3, 0);
	else if (bits & (FM_MD5_WRONG | FM_PART))
		finding_add(ret, "P-05", "", 2, 0);
	else if (house || (bits & FM_MD5SUM) != 0)
		finding_add(ret, "P-05", "", 3, house ? 20140101 : 0);
}

static void
text(uint32_t bits, struct rendered *ret)
{
	static const struct {
		uint32_t bit;
		const char *rule, *what;
		int severity;
	} v[] = { { FM_VERSION, "P-09", ":version", 3 },
		{ FM_STARTDATE, "P-09", ":startdate-bad", 3 },
		{ FM_STARTDATE_ZERO, "P-09", ":startdate-zero", 3 },
		{ FM_STARTDATE_EMPTY, "P-09", ":startdate-empty", 3 },
		{ FM_UNIXTIME, "P-09", ":serial-unixtime", 3 },
		{ FM_OFFSET, "P-09", ":offset-bad", 3 },
		{ FM_UNSIGNED, "P-09", ":offset-unsigned", 3 },
		{ FM_REGISTRY, "P-09", ":registry", 3 },
		{ FM_UNDATED, "P-09", ":serial", 3 },
		{ FM_UNDATED, "P-09", ":enddate-bad", 3 },
		{ FM_MIXED | FM_RESERVED_7, "P-10", ":fields-mixed", 3 },
		{ FM_AVAILABLE_7, "P-10", ":fields-available", 3 },
		{ FM_CRLF, "P-15", ":crlf", 3 },
		{ FM_COMMENT, "P-15", ":comment-inside", 3 },
		{ FM_NO_NEWLINE | FM_CUT, "P-15", ":no-final-newline", 4 },
		{ FM_CUT, "P-15", ":cut-mid-line", 3 },
		{ FM_AGAIN, "P-15", ":header-again", 3 },
		{ FM_NON_ASCII, "P-15", ":non-ascii", 4 },
		{ FM_LINE_BAD | FM_CUT, "P-15", ":line-bad", 3 },
		{ FM_LATE, "P-15", ":header-late", 3 } };

	if (bits & (FM_STARTDATE | FM_STARTDATE_ZERO))
		bits &= ~(uint32_t)FM_STARTDATE_EMPTY;
	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		if (bits & v[i].bit)
			finding_add(ret, v[i].rule, v[i].what, v[i].severity,
			    0);
}

/* An undated header has no serial that could be a UNIX time; a wrong start
 * date is none that a house keeps to. */
static bool
replaced(const struct file_finding *f, uint32_t bits)
{
	return ((bits & FM_UNDATED) != 0 &&
		   strcmp(f->what, ":serial-unixtime") == 0) ||
	    ((bits & (FM_STARTDATE | FM_STARTDATE_ZERO)) != 0 &&
		strcmp(f->what, ":startdate-empty") == 0) ||
	    ((bits & FM_STARTDATE) != 0 &&
		strcmp(f->what, ":startdate-zero") == 0);
}

void
faults_of(size_t rir, int kind, day_t start, uint32_t bits,
    const struct figures *g, struct rendered *ret)
{
	size_t n = 0;

	house_findings(rir, kind, ret);
	for (size_t i = 0; i < ret->f_n; i++)
		if (!replaced(&ret->f[i], bits))
			ret->f[n++] = ret->f[i];
	ret->f_n = n;
	figures(bits, g, ret);
	sum(rir, kind, start, bits, ret);
	text(bits, ret);
	/* Of what may have been lost on its way, the origin is not shown. */
	for (size_t i = 0; i < ret->f_n && !ret->complete; i++)
		if (strcmp(ret->f[i].rule, "P-09") == 0 ||
		    strcmp(ret->f[i].rule, "P-10") == 0 ||
		    strcmp(ret->f[i].rule, "P-15") == 0)
			ret->f[i].severity = 4;
}
