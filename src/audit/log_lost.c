/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries that a transfer log had, and has no more: A-05. */
#include "audit/logs.h"

#include <stdlib.h>

struct loss {
	const struct dataset *d;
	struct probe *p;
	size_t rir;
	const char *was, *is; /* is: NULL where nothing of it is left */
};

/* Up to the sets; or, from there, the sets alone. */
static size_t
sets_at(const char *entry)
{
	return (size_t)(strrchr(entry, '|') + 1 - entry);
}

static void
report_set(enum family f, struct range r, void *arg)
{
	const struct loss *x = arg;
	char t[RANGE_TEXT];
	struct span was = span_sub(span_of(x->was), 0, sets_at(x->was) - 1);
	AUTO_FREE char *old = mem_strndup(was.p, was.n);

	probe_range(x->p, 1u << x->rir, f, r, 2);
	if (x->is == NULL)
		probe_observe(x->p,
		    "%s's transfer log had an entry for %s (%s) and has it "
		    "no more.",
		    pub_title((enum publisher)x->rir), range_text(f, r, t),
		    old);
	else {
		struct span is =
		    span_sub(span_of(x->is), 0, sets_at(x->is) - 1);
		AUTO_FREE char *now = mem_strndup(is.p, is.n);

		probe_observe(x->p,
		    "%s's transfer log had an entry for %s as %s, and has it "
		    "as %s.",
		    pub_title((enum publisher)x->rir), range_text(f, r, t),
		    old, now);
	}
	logs_cite_head(x->d, x->p, x->rir);
}

/* Among what is new, an entry of the same numbers. */
static const char *
same_sets(const struct logged *added, const char *was)
{
	for (size_t i = 0; i < added->n; i++)
		if (strcmp(added->v[i] + sets_at(added->v[i]),
			was + sets_at(was)) == 0)
			return added->v[i];
	return NULL;
}

/* What only one of the two has; the texts are theirs. */
static void
differences(const struct logged *a, const struct logged *b,
    struct logged *only_a, struct logged *only_b)
{
	size_t i = 0, j = 0;

	while (i < a->n || j < b->n) {
		int c = i == a->n ? 1 :
		    j == b->n	  ? -1 :
				    strcmp(a->v[i], b->v[j]);
		struct logged *to = c < 0 ? only_a : only_b;

		if (c != 0) {
			to->v = mem_grow(to->v, &to->cap, to->n + 1,
			    sizeof(*to->v));
			to->v[to->n++] = c < 0 ? a->v[i] : b->v[j];
		}
		i += c <= 0;
		j += c >= 0;
	}
}

static void
compare_log(const struct dataset *d, struct probe *p, size_t rir)
{
	struct logged gone = { 0 }, added = { 0 };

	differences(&probe_ledger(p)->logged[rir],
	    &probe_today(p)->logged[rir], &gone, &added);
	for (size_t i = 0; i < gone.n; i++) {
		struct loss x = { d, p, rir, gone.v[i],
			same_sets(&added, gone.v[i]) };

		(void)logged_ranges(gone.v[i], report_set, &x);
	}
	free(gone.v);
	free(added.v);
}

/*
 * Obligations 3 and 2.  Method: the entries of a registry's last whole
 * log, by registries, day, type and numbers, in its log of today.  How an
 * entry is written, names, countries, status and order are no part of it.
 */
void
transfer_log_rewritten(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct transferlog *l = dataset_log(d, r);
		size_t had = probe_ledger(p)->logged[r].n;

		if (l == NULL || !transferlog_whole(l)) {
			probe_unobserved(p, (enum publisher)r);
			continue;
		}
		probe_examined(p, had);
		if (had != 0)
			compare_log(d, p, r);
	}
}
