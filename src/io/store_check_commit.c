/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commits: only the very form that store_commit writes. */
#include "io/store_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX (SHA1_HEX - 1)

static bool
header(struct span *rest, const char *name, struct span *ret)
{
	struct span line = span_split(rest, '\n');
	size_t n = strlen(name);

	if (!span_starts(line, name) || line.n <= n || line.p[n] != ' ') {
		/* Not this one: put it back. */
		*rest = (struct span){ line.p,
			rest->n + (size_t)(rest->p - line.p) };
		return false;
	}
	*ret = span_sub(line, n + 1, line.n);
	return true;
}

static bool
header_id(struct span *rest, const char *name, git_oid *ret)
{
	struct span v;

	return header(rest, name, &v) && hex_is(v, HEX) &&
	    git_oid_fromstrn(ret, (const char *)v.p, HEX) == 0;
}

/* "nroaudit <nroaudit@localhost> SECONDS +0000" */
static bool
header_who(struct span *rest, const char *name, utc_t *ret)
{
	static const char who[] = STORE_WHO " <" STORE_WHERE "> ";
	static const char zone[] = " +0000";
	struct span v;
	uint64_t t;

	if (!header(rest, name, &v) || !span_starts(v, who) ||
	    v.n < sizeof(who) + sizeof(zone) ||
	    !span_is(span_sub(v, v.n - (sizeof(zone) - 1), v.n), zone))
		return false;
	v = span_sub(v, sizeof(who) - 1,
	    v.n - (sizeof(who) - 1) - (sizeof(zone) - 1));
	if (span_u64(v, INT64_MAX, &t) != 0)
		return false;
	*ret = (utc_t)t;
	return true;
}

/* Unfolds the signature; what is left of *rest begins behind it. */
static bool
signature(struct span *rest, struct buf *sig)
{
	struct span line;

	if (!header(rest, "gpgsig", &line))
		return false;
	buf_span(sig, line);
	buf_chr(sig, '\n');
	while (rest->n != 0 && rest->p[0] == ' ') {
		line = span_split(rest, '\n');
		buf_span(sig, span_sub(line, 1, line.n));
		buf_chr(sig, '\n');
	}
	return true;
}

static void
check_signature(struct check *c, struct span head, struct span tail,
    const struct buf *sig, struct checked *x)
{
	AUTO_BUF text = { 0 };
	struct err e = { 0 };

	buf_span(&text, head);
	buf_span(&text, tail);
	x->has_signer = sshsig_signer(buf_view(sig), "git", buf_view(&text),
			    x->signer, &e) == 0;
	if (!x->has_signer)
		check_fault(c, "%s", e.msg);
}

static void
check_message(struct check *c, const struct branch *b, struct span message,
    struct checked *x)
{
	AUTO_BUF want = { 0 };
	AUTO_FREE char *text = mem_strndup(message.p, message.n);
	char u[UTC_TEXT];
	bool good;

	if (b == &c->notices) {
		bool retraction;
		unsigned number;
		struct span finding;

		good = store_notice_subject(message, &retraction, &number,
			   &finding) == 0;
	} else if (b == &c->seals) {
		struct seals_subject is;

		good = store_seals_subject(message, &is) == 0;
		if (good)
			memcpy(x->subject, is.snapshot, SHA1_HEX);
	} else if (b == &c->engines) {
		char engine[STORE_ENGINE_MAX + 1];

		good = store_engine_subject(message, engine) == 0;
	} else if (b == &c->keys)
		good = check_keys_message(message, x->when);
	else if (b == &c->findings)
		good = strlen(text) == message.n &&
		    store_subject(text, x->subject) == 0;
	else {
		buf_fmt(&want, "snapshot of %s\n", utc_text(x->when, u));
		good = span_eq(message, buf_view(&want));
	}
	if (memchr(message.p, '\0', message.n) != NULL)
		check_fault(c, "a NUL in its message");
	else if (!good)
		check_fault(c, "its message is not that of a commit on %s",
		    b->name);
}

static void
check_commit(struct check *c, const struct branch *b, struct span text,
    struct checked *x)
{
	struct span all = text, head, empty;
	AUTO_BUF sig = { 0 };
	git_oid tree, other;
	utc_t author;

	if (!header_id(&text, "tree", &tree)) {
		check_fault(c, "it names no tree");
		return;
	}
	x->has_parent = header_id(&text, "parent", &x->parent);
	if (header_id(&text, "parent", &other))
		check_fault(c, "a merge: the history is not one line");
	if (!header_who(&text, "author", &author) ||
	    !header_who(&text, "committer", &x->when) || author != x->when) {
		check_fault(c, "author and committer are not those of a run");
		return;
	}
	head = span_sub(all, 0, (size_t)(text.p - all.p));
	if (!signature(&text, &sig))
		check_fault(c, "not signed");
	else
		check_signature(c, head, text, &sig, x);
	empty = text;
	if (span_split(&empty, '\n').n != 0) {
		check_fault(c, "a header that no run writes");
		return;
	}
	check_message(c, b, empty, x);
}

static bool
tip(struct check *c, const struct branch *b, git_oid *ret)
{
	git_reference *ref = NULL;
	AUTO_BUF name = { 0 };
	bool there;
	int r;

	if (b->ref != NULL)
		buf_str(&name, b->ref);
	else
		buf_fmt(&name, "refs/heads/%s", b->name);
	(void)snprintf(c->at, sizeof(c->at), "%s", name.p);
	r = git_reference_lookup(&ref, c->s->repo, name.p);
	there = r == 0;
	if (there && git_reference_type(ref) != GIT_REFERENCE_DIRECT) {
		check_fault(c, "it stands for another ref");
		there = false;
	} else if (there)
		*ret = *git_reference_target(ref);
	else if (r != GIT_ENOTFOUND)
		check_fault(c, "the ref is damaged");
	else if (b == &c->main)
		check_fault(c, "there is no such branch");
	git_reference_free(ref);
	return there;
}

static void
reverse(struct branch *b)
{
	for (size_t i = 0; i < b->n / 2; i++) {
		struct checked t = b->v[i];

		b->v[i] = b->v[b->n - 1 - i];
		b->v[b->n - 1 - i] = t;
	}
}

/* So that nobody's time is taken by a million signatures. */
static bool
too_long(struct check *c, const struct branch *b, git_oid at)
{
	for (size_t n = 0; n < c->commits_max; n++) {
		git_commit *commit = NULL;
		bool more = git_commit_lookup(&commit, c->s->repo, &at) == 0 &&
		    git_commit_parentcount(commit) != 0;

		if (more)
			at = *git_commit_parent_id(commit, 0);
		git_commit_free(commit);
		if (!more)
			return false;
	}
	check_fault(c, "%s has over %zu commits; they were not checked",
	    b->name, c->commits_max);
	return true;
}

void
check_branch(struct check *c, struct branch *b)
{
	git_oid at;
	bool more = tip(c, b, &at) && !too_long(c, b, at);

	while (more) {
		git_odb_object *o;
		struct checked *x;

		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&at));
		o = check_read(c, &at, GIT_OBJECT_COMMIT, CHECK_COMMIT_MAX,
		    "the commit");
		if (o == NULL)
			break;
		b->v = mem_grow(b->v, &b->cap, b->n + 1, sizeof(*b->v));
		x = &b->v[b->n++];
		memset(x, 0, sizeof(*x));
		x->id = at;
		check_commit(c, b, check_bytes(o), x);
		more = x->has_parent &&
		    !(c->cut && !git_odb_exists(c->odb, &x->parent));
		at = x->parent;
		git_odb_object_free(o);
	}
	reverse(b);
}
