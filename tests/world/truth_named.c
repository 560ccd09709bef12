/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of files, sources and of the registries together. */
#include "tests/world/asc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct named_life *
named_of(struct truth *t, const char *rule, size_t rir, int kind,
    const char *subject)
{
	AUTO_BUF key = { 0 };
	struct named_life *n;

	buf_fmt(&key, "%s %zu %s", rule, rir, subject);
	for (size_t i = 0; i < t->named_n; i++)
		if (strcmp(t->named[i].key, key.p) == 0)
			return &t->named[i];
	t->named = mem_grow(t->named, &t->named_cap, t->named_n + 1,
	    sizeof(*t->named));
	n = &t->named[t->named_n++];
	*n = (struct named_life){ .key = mem_strdup(key.p),
		.rule = rule,
		.rir = rir,
		.kind = kind,
		.absent_asc = strcmp(rule, "P-06") == 0 &&
		    strchr(subject, '-') != strrchr(subject, '-') };
	return n;
}

/* Bytes of this source that were not seen, and of no older instant where they
 * are what rules compare. */
static bool
source_newer(const struct day_view *v, size_t rir, int kind)
{
	return v->fresh[rir][kind] &&
	    (v->chosen[rir] != kind || v->newer[rir]);
}

static bool
rir_newer(const struct day_view *v, size_t rir)
{
	return source_newer(v, rir, EXT) || source_newer(v, rir, PLAIN);
}

static bool
together_newer(const struct day_view *v)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (v->newer[r])
			return true;
	return false;
}

/* Is the finding shown by something new? */
static bool
shown(const struct truth *t, const struct day_view *v,
    const struct named_life *n)
{
	if (n->rir == RIR_N)
		return together_newer(v);
	if (n->kind == LOG)
		return v->log_fresh[n->rir];
	if (n->kind == BALANCE)
		return v->log_fresh[n->rir] || v->newer[n->rir];
	if (v->file[n->rir][n->kind] == NULL)
		return rir_newer(v, n->rir); /* a page: nothing is cited */
	if (strcmp(n->rule, "P-05") == 0 && v->file[n->rir][n->kind]->has_md5)
		return v->fresh[n->rir][n->kind];
	return source_newer(v, n->rir, n->kind) ||
	    (strcmp(n->rule, "P-06") == 0 && asc_newer(t, v, n->rir, n->kind));
}

void
named_found(struct truth *t, const struct world *w, const struct day_view *v,
    const char *outcome, const char *rule, int severity, size_t rir, int kind,
    const char *subject)
{
	struct named_life *n = named_of(t, rule, rir, kind, subject);

	if (n->found)
		return; /* for two reasons */
	n->found = true;
	if (n->life.open)
		life_seen(&n->life, v, shown(t, v, n));
	else
		life_begin(&n->life, v->day,
		    life_episode(&n->life, v->day) + 1);
	truth_add(t, w, v->day, outcome, rule, severity,
	    rir == RIR_N ? 1u << PUB_NRO : 1u << rir, subject, &n->life);
}

void
named_event(struct truth *t, const struct world *w, int day,
    const char *outcome, const char *rule, int severity, size_t rir,
    const char *subject)
{
	struct life l = { 0 };

	life_begin(&l, day, 1);
	truth_add(t, w, day, outcome, rule, severity, 1u << rir, subject, &l);
}

void
truth_event(struct truth *t, const struct world *w, int day, const char *rule,
    int severity, unsigned parties, const char *subject)
{
	struct life l = { 0 };

	life_begin(&l, day, 1);
	truth_add(t, w, day, "FAIL", rule, severity, parties, subject, &l);
}

/* C-01 and C-10. */
static bool
together_looked(const struct day_view *v, bool skew)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (skew ? v->chosen[r] < 0 || v->asof[r] == TIME_NONE :
			   !v->absence[r])
			return false;
	return skew || (v->iana && v->extended && v->examinable);
}

static bool
log_looked(const struct day_view *v, const struct named_life *n)
{
	return v->log[n->rir] != NULL &&
	    (strcmp(n->rule, "M-03") == 0 ||
		(v->log_whole[n->rir] && v->log_fresh[n->rir]));
}

static bool
balance_looked(const struct day_view *v, size_t r)
{
	return v->iana && v->log_whole[r] && v->chosen[r] == EXT &&
	    v->absence[r] && v->asof[r] != TIME_NONE &&
	    (v->log_fresh[r] || rir_newer(v, r));
}

/* Could that rule look at the whole of that file? */
static bool
file_looked(const struct day_view *v, const struct named_life *n,
    const struct rendered *f)
{
	if (strcmp(n->rule, "P-05") == 0 || strcmp(n->rule, "P-06") == 0)
		return true;
	if (strcmp(n->rule, "P-07") == 0 && !v->archive)
		return false;
	return f->complete && (strcmp(n->rule, "P-08") != 0 || f->dated);
}

/* A statistics file, its checksum and its signature. */
static bool
source_looked(const struct truth *t, const struct day_view *v,
    const struct named_life *n)
{
	const struct rendered *f;

	f = v->file[n->rir][n->kind];
	if (f == NULL)
		return false;
	if (strcmp(n->rule, "M-03") == 0)
		return true;
	if (n->absent_asc)
		return asc_newer(t, v, n->rir, n->kind);
	if (!file_looked(v, n, f))
		return false;
	return source_newer(v, n->rir, n->kind) ||
	    (v->fresh[n->rir][n->kind] && f->has_md5) ||
	    asc_newer(t, v, n->rir, n->kind);
}

/* Of what is no statistics file. */
static bool
other_looked(const struct day_view *v, const struct named_life *n)
{
	if (n->kind >= NRO_FILE)
		return v->nro.there[n->kind - NRO_FILE];
	if (n->rir == RIR_N)
		return together_newer(v) &&
		    together_looked(v, strcmp(n->rule, "C-10") == 0);
	return n->kind == LOG ? log_looked(v, n) : balance_looked(v, n->rir);
}

/* Was the whole subject of it looked at, in newer bytes? */
static bool
looked(const struct truth *t, const struct day_view *v,
    const struct named_life *n)
{
	return n->rir == RIR_N || n->kind >= KIND_N ? other_looked(v, n) :
						      source_looked(t, v, n);
}

void
named_close(struct truth *t, const struct day_view *v)
{
	for (size_t i = 0; i < t->named_n; i++) {
		struct named_life *n = &t->named[i];

		if (n->life.open && !n->found && looked(t, v, n))
			life_close(&n->life, v->day);
		n->found = false;
	}
}
