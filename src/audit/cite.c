/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records that a finding of numbers cites. */
#include "audit/audit.h"
#include "audit/view.h"

struct citer {
	struct probe *p;
	const struct artefact *a;
	enum cited_records which;
};

static bool
cite_record(const struct record *r, void *arg)
{
	struct citer *c = arg;
	enum status s = (enum status)r->status;

	if ((c->which == CITE_DELEGATED && !status_delegated(s)) ||
	    (c->which == CITE_POOL && !status_pool(s)))
		return true;
	probe_cite(c->p, c->a, r->at);
	return probe_cited(c->p) < EVIDENCE_COUNT_MAX;
}

void
cite_records(const struct dataset *d, struct probe *p, size_t source,
    enum family f, struct range r, enum cited_records which)
{
	struct citer c = { p, &d->art[source], which };

	view_each(probe_view(p), source, f, r, cite_record, &c);
}
