/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tag that seals a snapshot. */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

static void
commit_free(git_commit **c)
{
	git_commit_free(*c);
}

static void
ref_free(git_reference **r)
{
	git_reference_free(*r);
}

static void
object_free(git_object **o)
{
	git_object_free(*o);
}

static int
commit_of(struct store *s, const char *id, git_commit **ret, struct err *e)
{
	git_oid oid;

	if (git_oid_fromstr(&oid, id) != 0 ||
	    git_commit_lookup(ret, s->repo, &oid) != 0)
		return store_error(e, id);
	return 0;
}

int
store_subject(const char *message, char ret_id[SHA1_HEX])
{
	struct span rest = span_of(message);
	struct span line = span_split(&rest, '\n');
	size_t n = strlen(FINDINGS_SUBJECT);

	if (!span_starts(line, FINDINGS_SUBJECT) || rest.n != 0 ||
	    !hex_is(span_sub(line, n, line.n), SHA1_HEX - 1))
		return -1;
	memcpy(ret_id, line.p + n, SHA1_HEX - 1);
	ret_id[SHA1_HEX - 1] = '\0';
	return 0;
}

/* 1: no such tag; 0: *ret_same tells whether it is of this commit. */
static int
look(struct store *s, const char *name, const git_oid *commit, bool *ret_same,
    struct err *e)
{
	AUTO(ref_free) git_reference *ref = NULL;
	AUTO(object_free) git_object *o = NULL;
	AUTO_BUF full = { 0 };
	int r;

	buf_fmt(&full, TAG_PREFIX "%s", name);
	r = git_reference_lookup(&ref, s->repo, full.p);
	if (r == GIT_ENOTFOUND)
		return 1;
	if (r != 0 || git_reference_peel(&o, ref, GIT_OBJECT_COMMIT) != 0)
		return store_error(e, full.p);
	*ret_same = git_oid_equal(git_object_id(o), commit) != 0;
	return 0;
}

int
store_name(struct store *s, const char *id, char ret[STORE_NAME_MAX],
    bool *ret_sealed, struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;
	char day[DAY_TEXT];

	if (commit_of(s, id, &c, e) != 0)
		return -1;
	day_text(day_of((utc_t)git_commit_time(c)), day);
	for (int i = 1; i <= SAME_DAY_MAX; i++) {
		AUTO_BUF name = { 0 };
		bool same = false;
		int r;

		buf_str(&name, day);
		if (i > 1)
			buf_fmt(&name, "-%d", i);
		r = look(s, name.p, git_commit_id(c), &same, e);
		if (r < 0)
			return -1;
		if (r == 0 && !same)
			continue;
		assert(name.n < STORE_NAME_MAX);
		memcpy(ret, name.p, name.n + 1);
		*ret_sealed = same;
		return 0;
	}
	return err_set(e, ERR_DATA, "history: over %d snapshots of %s",
	    SAME_DAY_MAX, day);
}

void
store_seal_text(const struct seal *t, struct buf *out)
{
	char u[UTC_TEXT];

	buf_fmt(out,
	    "object %s\ntype commit\ntag snapshot/%s\n"
	    "tagger " STORE_WHO " <" STORE_WHERE "> %lld +0000\n\n"
	    "snapshot of %s\n\n"
	    "snapshot %s\nsnapshot-manifest %s\n"
	    "findings %s\nfindings-manifest %s\n",
	    t->id, t->name, (long long)t->when, utc_text(t->when, u), t->id,
	    t->manifest, t->findings, t->findings_manifest);
}

/* The clock of the snapshot, not ours: sealing again gives the same object. */
static int
tag_object(struct store *s, const char *name, const char *id,
    const char *findings, git_oid *ret, struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;
	AUTO_BUF text = { 0 };
	AUTO_BUF sig = { 0 };
	char a[SHA256_HEX], b[SHA256_HEX];
	struct seal t = { name, id, a, findings, b, 0 };
	git_odb *odb = NULL;
	int r = -1;

	if (commit_of(s, id, &c, e) != 0 ||
	    store_manifest_digest(s, id, a, e) != 0 ||
	    store_manifest_digest(s, findings, b, e) != 0)
		return -1;
	t.when = (utc_t)git_commit_time(c);
	if (store_may_sign(s, t.when, e) != 0)
		return -1;
	store_seal_text(&t, &text);
	if (s->key != NULL &&
	    sshsig_sign(s->key, "git", buf_view(&text), &sig, e) != 0)
		return -1;
	buf_span(&text, buf_view(&sig));
	if (git_repository_odb(&odb, s->repo) == 0 &&
	    git_odb_write(ret, odb, text.p, text.n, GIT_OBJECT_TAG) == 0)
		r = 0;
	else
		store_error(e, name);
	git_odb_free(odb);
	return r;
}

int
store_seal(struct store *s, const char *id, const char *findings,
    struct err *e)
{
	AUTO(ref_free) git_reference *ref = NULL;
	AUTO_BUF full = { 0 };
	char name[STORE_NAME_MAX];
	bool sealed;
	git_oid tag;

	if (store_name(s, id, name, &sealed, e) != 0)
		return -1;
	if (sealed)
		return 0;
	if (tag_object(s, name, id, findings, &tag, e) != 0)
		return -1;
	buf_fmt(&full, TAG_PREFIX "%s", name);
	if (git_reference_create(&ref, s->repo, full.p, &tag, 0, NULL) != 0)
		return store_error(e, full.p);
	return 0;
}
