/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/probe.h"

#include "audit/withheld.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBSERVATION_MAX 8192
#define NAME_MAX_LEN 200

static char *format(const char *fmt, va_list ap)
    __attribute__((format(printf, 1, 0)));

static char *
format(const char *fmt, va_list ap)
{
	char s[OBSERVATION_MAX];

	vsnprintf(s, sizeof(s), fmt, ap);
	return mem_strdup(s);
}

char *
text_escaped(struct span s)
{
	struct buf b;

	buf_init(&b, 0);
	buf_str(&b, "");
	while (s.n != 0) {
		size_t n = span_printable(s);

		if (n == 0 || s.p[0] == '\\') {
			buf_fmt(&b, "\\x%02x", s.p[0]);
			n = 1;
		} else
			buf_add(&b, s.p, n);
		s = span_sub(s, n, s.n);
	}
	return b.p;
}

void
probe_examined(struct probe *p, uint64_t items)
{
	p->res->examined += items;
}

void
probe_unobserved(struct probe *p, enum publisher pub)
{
	p->un.parties |= 1u << pub;
}

void
probe_unobserved_source(struct probe *p, size_t source)
{
	p->un.source[source] = true;
}

void
probe_no_input(struct probe *p, const char *fmt, ...)
{
	va_list ap;

	if (p->no_input)
		return;
	p->no_input = true;
	va_start(ap, fmt);
	p->res->reason = format(fmt, ap);
	va_end(ap);
}

static struct finding *
last(struct probe *p)
{
	if (p->beyond != 0)
		return &p->spare;
	assert(p->raw.n != 0);
	return &p->raw.v[p->raw.n - 1];
}

uint64_t
probe_room(const struct probe *p)
{
	return p->beyond != 0 ? 0 : RULE_FINDINGS_MAX - p->raw.n;
}

void
probe_beyond(struct probe *p, uint64_t findings)
{
	p->beyond += findings;
}

uint32_t
probe_cited(const struct probe *p)
{
	return p->beyond != 0 ? p->spare.evidence_total :
				p->raw.v[p->raw.n - 1].evidence_total;
}

static struct finding *
start(struct probe *p, unsigned parties, enum subject_type t, int severity)
{
	struct finding *f = &p->spare;

	if (probe_room(p) == 0) {
		p->beyond++;
		finding_clear(f);
	} else {
		p->raw.v = mem_grow(p->raw.v, &p->raw.cap, p->raw.n + 1,
		    sizeof(*p->raw.v));
		f = &p->raw.v[p->raw.n++];
		memset(f, 0, sizeof(*f));
	}
	f->rule = p->rule;
	f->outcome = OUT_FAIL;
	f->parties = parties;
	f->type = t;
	f->severity = severity;
	return f;
}

void
probe_range(struct probe *p, unsigned parties, enum family fam, struct range r,
    int severity)
{
	start(p, parties, (enum subject_type)fam, severity)->range = r;
}

void
probe_named(struct probe *p, unsigned parties, enum subject_type t,
    int severity, const char *fmt, ...)
{
	struct finding *f = start(p, parties, t, severity);
	va_list ap;

	va_start(ap, fmt);
	f->name = format(fmt, ap);
	va_end(ap);
	assert(strlen(f->name) < NAME_MAX_LEN);
}

void
probe_observe(struct probe *p, const char *fmt, ...)
{
	struct finding *f = last(p);
	va_list ap;

	if (p->beyond != 0)
		return; /* nobody will read it */
	free(f->observation);
	va_start(ap, fmt);
	f->observation = format(fmt, ap);
	va_end(ap);
}

static struct evidence *
cite(struct probe *p, const struct artefact *a)
{
	struct finding *f = last(p);
	struct evidence *e;

	f->evidence_total++;
	if (f->ev_n >= EVIDENCE_MAX || p->beyond != 0)
		return NULL;
	f->ev = mem_resize(f->ev, f->ev_n + 1, sizeof(*f->ev));
	e = &f->ev[f->ev_n++];
	memset(e, 0, sizeof(*e));
	e->source = a->source;
	memcpy(e->blob, a->blob, sizeof(e->blob));
	memcpy(e->sha256, a->sha256, sizeof(e->sha256));
	return e;
}

void
probe_cite(struct probe *p, const struct artefact *a, struct place at)
{
	struct evidence *e = cite(p, a);

	if (e == NULL)
		return;
	e->line = at.line;
	e->offset = at.offset;
	e->text = evidence_text(a->source,
	    span_sub(a->bytes, at.offset, at.len), p->d->names);
}

void
probe_cite_file(struct probe *p, const struct artefact *a)
{
	struct evidence *e = cite(p, a);

	if (e != NULL)
		e->text = mem_strdup("");
}

void
probe_simultaneous(struct probe *p, bool shown)
{
	last(p)->simultaneous = shown;
}

void
probe_direct(struct probe *p)
{
	last(p)->direct = true;
}

void
probe_skew(struct probe *p)
{
	last(p)->outcome = OUT_SKEW;
}

void
probe_tag(struct probe *p, const char *tag)
{
	last(p)->tag = tag;
}

const struct ledger *
probe_ledger(const struct probe *p)
{
	return p->ledger;
}

const struct ledger *
probe_today(const struct probe *p)
{
	return p->today;
}

const struct view *
probe_view(const struct probe *p)
{
	return p->view;
}

void
probe_self_fault(struct probe *p, const char *fmt, ...)
{
	struct audit_result *r = p->ret;
	va_list ap;

	r->faults = mem_grow(r->faults, &r->faults_cap, r->faults_n + 1,
	    sizeof(*r->faults));
	va_start(ap, fmt);
	r->faults[r->faults_n++].text = format(fmt, ap);
	va_end(ap);
}
