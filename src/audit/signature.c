/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures beside statistics files: P-06. */
#include "audit/audit.h"

#include <stdio.h>

/* The .asc of a source, or none. */
static const struct source *
asc_of(size_t i)
{
	char id[64];

	if (sources[i].kind != SK_STATS_EXTENDED &&
	    sources[i].kind != SK_STATS_PLAIN)
		return NULL;
	snprintf(id, sizeof(id), "%s-asc", sources[i].id);
	return source_find(id);
}

static void
absent(const struct dataset *d, struct probe *p, size_t i, size_t asc)
{
	const struct source_state *before = &probe_ledger(p)->src[asc];
	char u[UTC_TEXT];

	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE,
	    before->seen ? 3 : 4, "%s", sources[asc].id);
	probe_tag(p, "absent");
	if (before->seen)
		probe_observe(p,
		    "%s: no signature is published; there was one before, "
		    "that of %s the last that we have.",
		    sources[i].id, utc_text(before->retrieved, u));
	else
		probe_observe(p, "%s: no signature is published.",
		    sources[i].id);
	probe_cite_file(p, &d->art[i]);
}

static void
report(const struct dataset *d, struct probe *p, size_t i, size_t asc,
    const char *tag, const char *what)
{
	const struct detached *s = &d->sig[i];
	char u[UTC_TEXT];

	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, 2, "%s",
	    sources[i].id);
	probe_tag(p, tag);
	if (s->signer[0] == '\0')
		probe_observe(p, "%s: %s.", sources[i].id, what);
	else
		probe_observe(p, "%s: %s; it names the key %s and %s.",
		    sources[i].id, what, s->signer,
		    s->made == TIME_NONE ? "no time" : utc_text(s->made, u));
	probe_cite_file(p, &d->art[asc]);
	probe_cite_file(p, &d->art[i]);
}

static void
judged(const struct dataset *d, struct probe *p, size_t i, size_t asc)
{
	switch (d->sig[i].state) {
	case SIG_BAD:
		report(d, p, i, asc, "bad",
		    "the published signature is not one of the published "
		    "bytes");
		break;
	case SIG_OTHER_KEY:
		report(d, p, i, asc, "other-key",
		    "the published signature is of no key that is pinned for "
		    "this registry");
		break;
	case SIG_MALFORMED:
		report(d, p, i, asc, "malformed",
		    "what is published as its signature is none of a "
		    "document");
		break;
	case SIG_UNJUDGED:
	case SIG_UNSUPPORTED:
		probe_unobserved_source(p, i);
		break;
	case SIG_ABSENT:
	case SIG_GOOD:
	case SIG_N:
		break;
	}
}

/*
 * P-06.  Obligation 3.  Method: the .asc of each statistics file against the
 * keys that are pinned for its publisher.  That none is published, and that
 * one is not good, are findings of their own: the first needs no key.  A
 * signature that was not asked for, or failed on its way, says nothing.
 */
void
signature_wrong(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++) {
		const struct source *s = asc_of(i);
		size_t asc;

		if (s == NULL || !d->art[i].present)
			continue;
		asc = source_index(s);
		if (d->art[asc].present) {
			probe_examined(p, 1);
			judged(d, p, i, asc);
		} else if (d->prov.fetches[asc].outcome == FO_NOT_FOUND) {
			probe_examined(p, 1);
			absent(d, p, i, asc);
		} else {
			probe_unobserved_source(p, i);
			probe_unobserved_source(p, asc);
		}
	}
}
