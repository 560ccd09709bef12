/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exhibit's repository: single commits, whose parents are not there. */
#include "io/store_check.h"
#include "io/store_export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFS_MAX 1000

static void
forget(struct branch *b, const char *ref)
{
	free(b->v);
	b->v = NULL;
	b->n = b->cap = 0;
	b->ref = ref;
}

/* The tags of that snapshot: at most one, of its own name. */
static void
tags_of(struct check *c, const struct checked *x, const git_strarray *refs)
{
	for (size_t i = 0; i < refs->count; i++) {
		const char *name = refs->strings[i];
		git_reference *ref = NULL;
		git_object *o = NULL;

		if (strncmp(name, TAG_PREFIX, strlen(TAG_PREFIX)) != 0)
			continue;
		if (git_reference_lookup(&ref, c->s->repo, name) == 0 &&
		    git_reference_type(ref) == GIT_REFERENCE_DIRECT &&
		    git_reference_peel(&o, ref, GIT_OBJECT_COMMIT) == 0 &&
		    git_oid_equal(git_object_id(o), &x->id)) {
			(void)snprintf(c->at, sizeof(c->at), "%.60s", name);
			check_tag(c, x, name + strlen(TAG_PREFIX),
			    git_reference_target(ref));
		}
		git_object_free(o);
		git_reference_free(ref);
	}
}

/* The name of that snapshot, by its tag. */
static bool
name_of(struct check *c, const struct checked *x, const git_strarray *refs,
    struct span *ret)
{
	bool found = false;

	for (size_t i = 0; i < refs->count && !found; i++) {
		const char *name = refs->strings[i];
		git_reference *ref = NULL;
		git_object *o = NULL;

		found = strncmp(name, TAG_PREFIX, strlen(TAG_PREFIX)) == 0 &&
		    git_reference_lookup(&ref, c->s->repo, name) == 0 &&
		    git_reference_peel(&o, ref, GIT_OBJECT_COMMIT) == 0 &&
		    git_oid_equal(git_object_id(o), &x->id);
		if (found)
			*ret = span_of(name + strlen(TAG_PREFIX));
		git_object_free(o);
		git_reference_free(ref);
	}
	return found;
}

/* The timestamps of a snapshot's MANIFEST, before its signer is judged. */
static void
check_tokens(struct check *c, const git_strarray *refs)
{
	struct checked *x = c->main.n == 0 ? NULL : &c->main.v[0];
	struct span name;

	if (x == NULL || !name_of(c, x, refs, &name))
		return;
	for (size_t i = 0; i < refs->count; i++) {
		const char *ref = refs->strings[i];
		git_oid id;

		if (strncmp(ref, REF_CITED_SEALS, strlen(REF_CITED_SEALS)) !=
			0 ||
		    git_reference_name_to_id(&id, c->s->repo, ref) != 0)
			continue;
		check_seal_tokens(c, &id, name, x);
	}
}

/* A commit that seals or stamps: its message, tree and signature. */
static void
check_cited_seals(struct check *c, const git_strarray *refs)
{
	size_t n = strlen(REF_CITED_SEALS);

	for (size_t i = 0; i < refs->count; i++) {
		const char *ref = refs->strings[i];

		if (strncmp(ref, REF_CITED_SEALS, n) != 0)
			continue;
		forget(&c->seals, ref);
		check_branch(c, &c->seals);
		check_trees(c, &c->seals);
	}
	forget(&c->seals, NULL);
	check_branch(c, &c->seals);
	check_signers(c, &c->seals);
	check_trees(c, &c->seals);
}

/* A snapshot and what was found in it. */
static void
check_pair(struct check *c, const char *snapshot, const char *findings,
    const git_strarray *refs)
{
	forget(&c->main, snapshot);
	forget(&c->findings, findings);
	check_branch(c, &c->main);
	check_branch(c, &c->findings);
	check_trees(c, &c->main);
	check_trees(c, &c->findings);
	check_tokens(c, refs);
	check_signers(c, &c->main);
	check_signers(c, &c->findings);
	check_findings(c);
	if (c->main.n != 0)
		tags_of(c, &c->main.v[0], refs);
}

static void
check_cited(struct check *c, const git_strarray *refs)
{
	size_t n = strlen(REF_CITED_MAIN);

	for (size_t i = 0; i < refs->count; i++) {
		AUTO_BUF found = { 0 };
		git_oid id;

		if (strncmp(refs->strings[i], REF_CITED_MAIN, n) != 0 ||
		    git_reference_name_to_id(&id, c->s->repo,
			refs->strings[i]) != 0)
			continue;
		buf_fmt(&found, REF_CITED_FINDINGS "%s", git_oid_tostr_s(&id));
		check_pair(c, refs->strings[i], found.p, refs);
		forget(&c->findings, NULL);
	}
}

static bool
known(const char *name)
{
	static const char *const all[] = { "refs/heads/" STORE_MAIN,
		"refs/heads/" STORE_FINDINGS, "refs/heads/" STORE_NOTICES,
		"refs/heads/" STORE_KEYS, "refs/heads/" STORE_SEALS };
	static const char *const begins[] = { REF_CITED_MAIN,
		REF_CITED_FINDINGS, REF_CITED_SEALS, TAG_PREFIX };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcmp(name, all[i]) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(begins); i++)
		if (strncmp(name, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

static void
check_all(struct check *c, const git_strarray *refs)
{
	(void)snprintf(c->at, sizeof(c->at), "refs");
	if (refs->count > REFS_MAX) {
		check_fault(c, "over %d references", REFS_MAX);
		return;
	}
	for (size_t i = 0; i < refs->count; i++)
		if (!known(refs->strings[i]))
			check_fault(c, "%.60s is none of an exhibit's",
			    refs->strings[i]);
	check_branch(c, &c->keys);
	check_keys(c);
	check_trees(c, &c->keys);
	check_pair(c, NULL, NULL, refs);
	check_cited_seals(c, refs);
	check_cited(c, refs);
	check_branch(c, &c->notices);
	check_signers(c, &c->notices);
	check_trees(c, &c->notices);
}

int
store_verify_cut(const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, struct err *e)
{
	AUTO(check_close) struct check c;
	git_strarray refs = { 0 };

	if (check_open(&c, path, trust, bad, arg, e) != 0)
		return -1;
	c.cut = true;
	if (git_reference_list(&refs, c.s->repo) != 0)
		return store_error(e, path);
	check_all(&c, &refs);
	git_strarray_dispose(&refs);
	return 0;
}
