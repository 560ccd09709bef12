/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The branch seals: each commit has the files that its message says, what is
 * carried on is as it was, and snapshots are sealed in their order.  What the
 * files say is for whoever gave store_trust.seals.
 */
#include "io/store_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKPOINT "checkpoint"
#define WITNESSES "witnesses/"
#define TOKEN_BEGIN "/manifest."
#define TOKEN_END ".tst"

struct sealing {
	struct check *c;
	const struct store_seals *fns; /* NULL: nobody reads them */
	const struct checked *x;
	struct seals_subject is;
	const struct checked *snapshot; /* STORE_SEALED */
	uint64_t size;			/* of main, up to it */
	bool has_checkpoint;
	unsigned tokens, witnessed;
};

/* "DAY" or "DAY-K", as its tag is called; NULL where there is none. */
static struct checked *
snapshot_named(struct check *c, struct span name)
{
	uint64_t k = 1;
	day_t d;

	if (day_parse(span_sub(name, 0, 10), &d) != 0)
		return NULL;
	name = span_sub(name, 10, name.n);
	if (name.n != 0 &&
	    (name.p[0] != '-' ||
		span_u64(span_sub(name, 1, name.n), SAME_DAY_MAX, &k) != 0 ||
		k < 2))
		return NULL;
	for (size_t i = 0; i < c->main.n; i++)
		if (day_of(c->main.v[i].when) == d && --k == 0)
			return &c->main.v[i];
	return NULL;
}

/* SNAPSHOT/manifest.TSA.tst */
static bool
token_path(struct span path, struct span *snapshot, struct span *tsa)
{
	const unsigned char *slash = memchr(path.p, '/', path.n);
	size_t head = strlen(TOKEN_BEGIN), tail = strlen(TOKEN_END);
	struct span rest;

	if (slash == NULL)
		return false;
	*snapshot = span_sub(path, 0, (size_t)(slash - path.p));
	rest = span_sub(path, snapshot->n, path.n);
	if (!span_starts(rest, TOKEN_BEGIN) || rest.n <= head + tail ||
	    !span_is(span_sub(rest, rest.n - tail, rest.n), TOKEN_END))
		return false;
	*tsa = span_sub(rest, head, rest.n - head - tail);
	return memchr(tsa->p, '/', tsa->n) == NULL;
}

static void
read_token(struct check *c, const git_oid *commit, struct checked *of,
    struct span path)
{
	const struct store_seals *fns = c->trust.seals;
	unsigned char digest[32];
	struct err e = { 0 };
	git_odb_object *o;
	utc_t when = 0;

	if (fns == NULL || hex_read(of->manifest, digest, 32) != 0)
		return;
	o = check_file(c, commit, path);
	if (o != NULL &&
	    fns->token(digest, check_bytes(o), fns->arg, &when, &e) != 0)
		check_fault(c, "%.*s: %s", (int)path.n, (const char *)path.p,
		    e.msg);
	else if (o != NULL && (of->proved == 0 || when < of->proved))
		of->proved = when;
	git_odb_object_free(o);
}

static void
token(struct sealing *s, struct span path)
{
	struct span name, tsa;
	struct checked *of = NULL;

	if (token_path(path, &name, &tsa))
		of = snapshot_named(s->c, name);
	s->tokens++;
	if (of == NULL)
		check_fault(s->c, "%.*s is none of a seal's files",
		    (int)path.n, (const char *)path.p);
	else if (s->is.what == STORE_WITNESSED ||
	    (s->is.what == STORE_SEALED && of != s->snapshot))
		check_fault(s->c,
		    "it adds %.*s, which its message does not say",
		    (int)path.n, (const char *)path.p);
	else
		read_token(s->c, &s->x->id, of, path);
}

void
check_seal_tokens(struct check *c, const git_oid *commit, struct span name,
    struct checked *x)
{
	struct check_list l;
	struct span of, tsa;

	(void)snprintf(c->at, sizeof(c->at), "%.12s", git_oid_tostr_s(commit));
	for (check_list_open(c, commit, &l); !l.end; check_list_next(&l))
		if (token_path(l.path, &of, &tsa) && span_eq(of, name))
			read_token(c, commit, x, l.path);
	check_list_close(&l);
}

static void
checkpoint(struct sealing *s, bool same)
{
	struct store_sealed given = { .size = s->size };
	struct err e = { 0 };
	git_odb_object *o;

	s->has_checkpoint = true;
	if (s->is.what != STORE_SEALED && !same)
		check_fault(s->c, CHECKPOINT " was changed");
	if (s->is.what != STORE_SEALED || s->fns == NULL ||
	    !s->x->has_signer || s->size == 0)
		return;
	memcpy(given.signer, s->x->signer, SSH_PUBLIC_SIZE);
	o = check_file(s->c, &s->x->id, span_of(CHECKPOINT));
	if (o != NULL) {
		given.note = check_bytes(o);
		if (s->fns->checkpoint(&given, s->fns->arg, &e) != 0)
			check_fault(s->c, CHECKPOINT ": %s", e.msg);
	}
	git_odb_object_free(o);
}

static void
witness(struct sealing *s, struct span path, bool same)
{
	struct span name = span_sub(path, strlen(WITNESSES), path.n);
	struct err e = { 0 };
	git_odb_object *o;

	if (!store_witness_good(name))
		check_fault(s->c, "%.*s is none of a seal's files",
		    (int)path.n, (const char *)path.p);
	if (same)
		return;
	s->witnessed++;
	if (s->is.what != STORE_WITNESSED || !span_is(name, s->is.witness)) {
		check_fault(s->c,
		    "it changes %.*s, which its message does not say",
		    (int)path.n, (const char *)path.p);
		return;
	}
	if (s->fns == NULL)
		return;
	o = check_file(s->c, &s->x->id, path);
	if (o != NULL &&
	    s->fns->witness(name, s->is.size, check_bytes(o), s->fns->arg,
		&e) != 0)
		check_fault(s->c, "%.*s: %s", (int)path.n,
		    (const char *)path.p, e.msg);
	git_odb_object_free(o);
}

static void
file(struct sealing *s, struct span path, bool same)
{
	if (span_is(path, CHECKPOINT))
		checkpoint(s, same);
	else if (span_starts(path, WITNESSES))
		witness(s, path, same);
	else
		token(s, path);
}

/* Tokens are only in the commit that adds them. */
static void
gone(struct sealing *s, struct span path)
{
	if (span_is(path, CHECKPOINT) || span_starts(path, WITNESSES))
		check_fault(s->c, "%.*s was removed", (int)path.n,
		    (const char *)path.p);
}

static void
compare(struct sealing *s, const struct checked *before)
{
	struct check_list a, b;

	check_list_open(s->c, before == NULL ? NULL : &before->id, &a);
	check_list_open(s->c, &s->x->id, &b);
	while (!a.end || !b.end) {
		int d = a.end ? 1 : b.end ? -1 : span_cmp(a.path, b.path);

		if (d < 0)
			gone(s, a.path);
		else
			file(s, b.path, d == 0 && span_eq(a.hex, b.hex));
		if (d <= 0)
			check_list_next(&a);
		if (d >= 0)
			check_list_next(&b);
	}
	check_list_close(&a);
	check_list_close(&b);
	if (!s->has_checkpoint)
		check_fault(s->c, "it has no checkpoint");
	if ((s->is.what == STORE_STAMPED && s->tokens == 0) ||
	    (s->is.what == STORE_WITNESSED && s->witnessed == 0))
		check_fault(s->c, "it lacks what its message says");
}

/* The snapshot that it seals: one that is after the one before. */
static void
find_snapshot(struct sealing *s, size_t *next)
{
	const struct branch *m = &s->c->main;
	git_oid id;
	size_t k;

	if (git_oid_fromstr(&id, s->is.snapshot) != 0)
		return;
	for (k = *next; k < m->n; k++)
		if (git_oid_equal(&m->v[k].id, &id))
			break;
	if (k == m->n) {
		check_fault(s->c,
		    "seal of %.12s, which is no snapshot, or not after the "
		    "one before",
		    s->is.snapshot);
		return;
	}
	s->snapshot = &m->v[k];
	s->size = k + 1;
	*next = k + 1;
}

static bool
subject_of(struct check *c, const struct checked *x, struct seals_subject *ret)
{
	git_commit *at = NULL;
	bool good = git_commit_lookup(&at, c->s->repo, &x->id) == 0 &&
	    store_seals_subject(span_of(git_commit_message(at)), ret) == 0;

	git_commit_free(at);
	return good;
}

static void
leaves(struct check *c)
{
	for (size_t i = 0; i < c->main.n; i++) {
		const struct checked *x = &c->main.v[i];
		git_odb_object *o;

		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&x->id));
		o = check_file(c, &x->id, span_of("MANIFEST"));
		c->trust.seals->leaf(o == NULL ? (struct span){ NULL, 0 } :
						 check_bytes(o),
		    x->has_signer ? x->signer : NULL, c->trust.seals->arg);
		git_odb_object_free(o);
	}
}

/* Each MANIFEST names the one before: what proves one proves all before it. */
static void
prove(struct check *c)
{
	utc_t at = 0;

	for (size_t i = c->main.n; i > 0; i--) {
		struct checked *x = &c->main.v[i - 1];

		if (x->proved == 0 || (at != 0 && at < x->proved))
			x->proved = at;
		at = x->proved;
	}
}

void
check_seals(struct check *c)
{
	size_t next = 0;

	if (c->trust.seals != NULL && c->seals.n != 0)
		leaves(c);
	for (size_t i = 0; i < c->seals.n; i++) {
		struct sealing s = { .c = c,
			.fns = c->trust.seals,
			.x = &c->seals.v[i] };

		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&s.x->id));
		if (!subject_of(c, s.x, &s.is))
			continue; /* told with its message */
		if (s.is.what == STORE_SEALED)
			find_snapshot(&s, &next);
		else if (i == 0)
			check_fault(c, "the branch begins with no seal");
		compare(&s, i == 0 ? NULL : &c->seals.v[i - 1]);
	}
	prove(c);
}
