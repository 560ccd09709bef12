/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report of the NRO's in a case: a combined file and two lists. */
#include "tests/rules/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 1024

static void
read_lines(struct world *w, FILE *f)
{
	AUTO_BUF all = { 0 };
	char line[LINE_MAX_LEN];

	buf_str(&all, "");
	while (fgets(line, sizeof(line), f) != NULL) {
		w->line++;
		if (strcmp(line, "end\n") == 0)
			break;
		buf_str(&all, line);
	}
	free(w->nro_lines);
	w->nro_lines = TAKE(all.p);
}

static void
put(struct world *w, const char *id, const struct buf *b)
{
	put_file(w, source_find(id), buf_view(b));
}

static void
combined_put(struct world *w, const struct buf *rows, const unsigned n[FAM_N],
    const char *day)
{
	AUTO_BUF all = { 0 };

	buf_fmt(&all, "2|nro|%s|%u|19821213|%s|+0000\n", day,
	    n[0] + n[1] + n[2], day);
	for (int f = 0; f < FAM_N; f++)
		buf_fmt(&all, "nro|*|%s|*|%u|summary\n",
		    fam_name((enum family)f), n[f]);
	buf_span(&all, buf_view(rows));
	put(w, "nro-delegated-stats", &all);
}

static void
count(const char *record, unsigned n[FAM_N])
{
	for (int k = 0; k < FAM_N; k++) {
		char bar[16];

		snprintf(bar, sizeof(bar), "|%s|", fam_name((enum family)k));
		n[k] += strstr(record, bar) != NULL;
	}
}

void
nro_block(struct world *w, FILE *f, const char *args)
{
	AUTO_BUF rows = { 0 };
	AUTO_BUF conflicts = { 0 };
	AUTO_BUF unclaimed = { 0 };
	unsigned n[FAM_N] = { 0 }, half = 0;
	char day[24];
	const char *p;

	if (strstr(args, "same") == NULL)
		read_lines(w, f);
	if (option(args, "day=", day, sizeof(day)) == NULL)
		snprintf(day, sizeof(day), "%08d",
		    day_add(day_of(w->clock), -1));
	/* Nothing at all would have to come twice. */
	buf_str(&rows, "");
	buf_str(&conflicts, "# conflicts\n");
	buf_str(&unclaimed, "# unclaimed\n");
	for (p = w->nro_lines; p != NULL && *p != '\0';) {
		char what[16] = "", rec[LINE_MAX_LEN] = "";
		size_t len = strcspn(p, "\n");

		if (len != 0)
			sscanf(p, "%15s %1023[^\n]", what, rec);
		p += len + (p[len] == '\n');
		if (len == 0)
			continue;
		if (strcmp(what, "combined") == 0) {
			buf_fmt(&rows, "%s\n", rec);
			count(rec, n);
		} else if (strcmp(what, "conflict") == 0)
			buf_fmt(&conflicts, "%s\n%s", rec,
			    half++ % 2 ? "\n" : "");
		else if (strcmp(what, "unclaimed") == 0)
			buf_fmt(&unclaimed, "%s\n", rec);
		else
			complain(w, "no such line of a report", what);
	}
	combined_put(w, &rows, n, day);
	put(w, "nro-conflicts", &conflicts);
	put(w, "nro-unclaimed", &unclaimed);
}
