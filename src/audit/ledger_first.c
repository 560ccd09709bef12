/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each registry listed when it was first seen: the baseline of U-09. */
#include "audit/audit.h"
#include "audit/view.h"

#include <stdlib.h>

#define FIRST_FIELDS 3

static void
take(const struct view_file *file, enum family f, struct rset *ret)
{
	AUTO_RSET some = { 0 };

	rset_or(&file->delegated[f], &file->pool[f], &some);
	rset_or(&some, &file->other[f], ret);
}

void
ledger_first(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret)
{
	for (size_t r = 0; r < RIR_N; r++) {
		int c = d->chosen[r];

		ret->first_at[r] = old->first_at[r];
		for (int f = 0; f < FAM_N; f++)
			rset_or(&old->first[r][f], &(struct rset){ 0 },
			    &ret->first[r][f]);
		if (ret->first_at[r] != TIME_NONE || c < 0 ||
		    sources[c].kind != SK_STATS_EXTENDED ||
		    d->asof[r] == TIME_NONE || !stats_complete(d, (size_t)c))
			continue;
		ret->first_at[r] = d->asof[r];
		for (int f = 0; f < FAM_N; f++)
			take(&v->files[c], (enum family)f, &ret->first[r][f]);
	}
}

void
first_clear(struct ledger *l)
{
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++)
			rset_clear(&l->first[r][f]);
}

void
first_print(const struct ledger *l, struct buf *out)
{
	char t[RANGE_TEXT];

	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++)
			for (size_t i = 0; i < l->first[r][f].n; i++)
				buf_fmt(out, "%s|%s|%s\n",
				    pub_name((enum publisher)r),
				    fam_name((enum family)f),
				    range_text((enum family)f,
					l->first[r][f].v[i], t));
}

int
first_line(struct ledger *l, struct span line)
{
	struct span s[FIRST_FIELDS];
	enum publisher p;
	enum family f;
	struct range r;
	struct rset *to;

	if (ledger_split(line, s, FIRST_FIELDS) != 0 ||
	    pub_parse(s[0], &p) != 0 || p >= RIR_N ||
	    fam_parse(s[1], &f) != 0 || range_parse(f, s[2], &r) != 0)
		return -1;
	to = &l->first[p][f];
	/* Apart from the one before, as all sets are. */
	if (to->n != 0 &&
	    (r.lo <= to->v[to->n - 1].hi || r.lo - to->v[to->n - 1].hi < 2))
		return -1;
	rset_add(to, r);
	to->dirty = false;
	return 0;
}
