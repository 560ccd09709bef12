/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finished month to one pack.  In this order, each step on disk before the
 * next: the pack and its index beside the objects; .keep, .pack and .idx among
 * them, .idx last since readers go by it; only then the loose copies go, the
 * month's newest commit last, since its loose copy says that there is work.
 */
#include "io/store_priv.h"

#include "io/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Trees of ours are less than ten deep. */
#define TREE_DEPTH_MAX 64

struct link {
	git_oid id;
	int month;	      /* yyyymm of its clock */
	char names[SHA1_HEX]; /* on findings: the snapshot */
};
struct chain { /* newest first */
	struct link *v;
	size_t n, cap;
};

/* Branches that go into the pack of the month they were made in. */
static const char *const beside[] = { STORE_NOTICES, STORE_KEYS, STORE_SEALS,
	STORE_ENGINES };

struct packing {
	struct store *s;
	git_odb *packs;	 /* what is in packs of months, and nothing else */
	git_odb *nights; /* the same of single nights */
	git_packbuilder *b;
	struct oidmap seen;
	git_oid *loose; /* what goes once it is in a pack */
	size_t loose_n, loose_cap;
	size_t fresh; /* given to the builder */
	struct chain beside[ARRAY_LEN(beside)];
};

static void
loose_path(const struct store *s, const git_oid *id, struct buf *out)
{
	char hex[SHA1_HEX];

	git_oid_tostr(hex, sizeof(hex), id);
	buf_fmt(out, "%s/objects/%.2s/%s", s->path, hex, hex + 2);
}

static bool
is_loose(const struct store *s, const git_oid *id)
{
	AUTO_BUF path = { 0 };

	loose_path(s, id, &path);
	return file_exists(path.p);
}

/* Back to what was packed and has no loose copy any more. */
static int
chain_read(struct packing *p, const char *branch, struct chain *ret,
    struct err *e)
{
	AUTO_BUF ref = { 0 };
	git_oid at;
	bool more;

	buf_fmt(&ref, "refs/heads/%s", branch);
	more = git_reference_name_to_id(&at, p->s->repo, ref.p) == 0;
	while (more &&
	    (is_loose(p->s, &at) ||
		!git_odb_exists_ext(p->packs, &at,
		    GIT_ODB_LOOKUP_NO_REFRESH))) {
		git_commit *c = NULL;
		struct link *l;

		if (git_commit_lookup(&c, p->s->repo, &at) != 0)
			return store_error(e, branch);
		ret->v =
		    mem_grow(ret->v, &ret->cap, ret->n + 1, sizeof(*ret->v));
		l = &ret->v[ret->n++];
		memset(l, 0, sizeof(*l));
		l->id = at;
		l->month = day_of((utc_t)git_commit_time(c)) / 100;
		(void)store_subject(git_commit_message(c), l->names);
		more = git_commit_parentcount(c) != 0;
		if (more)
			at = *git_commit_parent_id(c, 0);
		git_commit_free(c);
	}
	return 0;
}

static int
want(struct packing *p, const git_oid *id, const char *name, bool *ret_new,
    struct err *e)
{
	bool loose;

	oidmap_add(&p->seen, id, ret_new);
	loose = *ret_new && is_loose(p->s, id);
	if (!loose &&
	    (!*ret_new ||
		!git_odb_exists_ext(p->nights, id, GIT_ODB_LOOKUP_NO_REFRESH)))
		return 0;
	if (loose) {
		p->loose = mem_grow(p->loose, &p->loose_cap, p->loose_n + 1,
		    sizeof(*p->loose));
		p->loose[p->loose_n++] = *id;
	}
	if (git_odb_exists_ext(p->packs, id, GIT_ODB_LOOKUP_NO_REFRESH))
		return 0;
	p->fresh++;
	return git_packbuilder_insert(p->b, id, name) == 0 ?
	    0 :
	    store_error(e, "pack");
}

static int
want_tree(struct packing *p, const git_oid *id, const char *path,
    unsigned depth, struct err *e)
{
	git_tree *t = NULL;
	bool fresh;
	int r = want(p, id, path, &fresh, e);

	if (r != 0 || !fresh)
		return r;
	if (depth == 0)
		return err_set(e, ERR_DATA, "history: a tree over %d deep",
		    TREE_DEPTH_MAX);
	if (git_tree_lookup(&t, p->s->repo, id) != 0)
		return store_error(e, path);
	for (size_t i = 0; i < git_tree_entrycount(t) && r == 0; i++) {
		const git_tree_entry *en = git_tree_entry_byindex(t, i);
		AUTO_FREE char *name =
		    path_join(path, git_tree_entry_name(en));

		r = git_tree_entry_type(en) == GIT_OBJECT_TREE ?
		    want_tree(p, git_tree_entry_id(en), name, depth - 1, e) :
		    want(p, git_tree_entry_id(en), name, &fresh, e);
	}
	git_tree_free(t);
	return r;
}

static int
want_commit(struct packing *p, const git_oid *id, struct err *e)
{
	git_commit *c = NULL;
	bool fresh;
	int r;

	if (git_commit_lookup(&c, p->s->repo, id) != 0)
		return store_error(e, "commit");
	r = want_tree(p, git_commit_tree_id(c), "", TREE_DEPTH_MAX, e);
	if (r == 0)
		r = want(p, id, NULL, &fresh, e);
	git_commit_free(c);
	return r;
}

struct tag_arg {
	struct packing *p;
	const struct chain *c;
	size_t from, to;
	struct err *e;
	bool failed;
};

static int
want_tag(git_reference *ref, void *payload)
{
	struct tag_arg *a = payload;
	const git_oid *id = git_reference_target(ref);
	git_tag *tag = NULL;
	bool fresh;
	int r = 0;

	if (strncmp(git_reference_name(ref), TAG_PREFIX, strlen(TAG_PREFIX)) !=
		0 ||
	    id == NULL || !is_loose(a->p->s, id) ||
	    git_tag_lookup(&tag, a->p->s->repo, id) != 0) {
		git_reference_free(ref);
		return 0;
	}
	for (size_t i = a->from; i < a->to && r == 0; i++)
		if (git_oid_equal(git_tag_target_id(tag), &a->c->v[i].id))
			r = want(a->p, id, NULL, &fresh, a->e);
	a->failed = r != 0;
	git_tag_free(tag);
	git_reference_free(ref);
	return r;
}

/* main.v[from..to) is one month; tags, findings, what is beside them, snapshots. */
static int
want_month(struct packing *p, const struct chain *main,
    const struct chain *findings, size_t from, size_t to, struct err *e)
{
	struct tag_arg a = { p, main, from, to, e, false };
	char id[SHA1_HEX];
	int r = 0;

	if (git_reference_foreach(p->s->repo, want_tag, &a) != 0)
		return a.failed ? -1 : store_error(e, "tags");
	/* Oldest first: what chain_read goes by is the last to go. */
	for (size_t i = to; i > from && r == 0; i--) {
		git_oid_tostr(id, sizeof(id), &main->v[i - 1].id);
		for (size_t k = 0; k < findings->n && r == 0; k++)
			if (strcmp(findings->v[k].names, id) == 0)
				r = want_commit(p, &findings->v[k].id, e);
	}
	/* They are of the day on which they were recorded. */
	for (size_t i = 0; i < ARRAY_LEN(p->beside); i++)
		for (size_t k = p->beside[i].n; k > 0 && r == 0; k--)
			if (p->beside[i].v[k - 1].month <= main->v[from].month)
				r = want_commit(p, &p->beside[i].v[k - 1].id,
				    e);
	for (size_t i = to; i > from && r == 0; i--)
		r = want_commit(p, &main->v[i - 1].id, e);
	return r;
}

static int
os_fail(struct err *e, const char *doing, const char *path)
{
	return err_set(e, ERR_IO, "cannot %s %s: %s", doing, path,
	    strerror(errno));
}

static int
write_pack(struct packing *p, int month, struct err *e)
{
	AUTO_FREE char *staging = NULL;
	AUTO_BUF keep = { 0 };

	if (store_staging(p->s, &staging, e) != 0)
		return -1;
	if (git_packbuilder_write(p->b, staging, 0444, NULL, NULL) != 0)
		return store_error(e, "pack");
	buf_fmt(&keep, KEEP_LINE "%04d-%02d\n", month / 100, month % 100);
	return store_settle(p->s, git_packbuilder_name(p->b), keep.p, e);
}

static int
remove_loose(struct packing *p, struct err *e)
{
	git_odb *packs = NULL;
	int r = store_packs_open(p->s, false, &packs, e);

	for (size_t i = 0; i < p->loose_n && r == 0; i++) {
		AUTO_BUF path = { 0 };

		loose_path(p->s, &p->loose[i], &path);
		if (!git_odb_exists(packs, &p->loose[i]))
			r = err_set(e, ERR_IO,
			    "history: %s is not in the "
			    "pack that was made for it",
			    path.p);
		else if (unlink(path.p) != 0 && errno != ENOENT)
			r = os_fail(e, "remove", path.p);
	}
	git_odb_free(packs);
	return r;
}

static int
pack_month(struct packing *p, const struct chain *main,
    const struct chain *findings, size_t from, size_t to,
    struct store_packed *ret, struct err *e)
{
	int r;

	if (git_packbuilder_new(&p->b, p->s->repo) != 0)
		return store_error(e, "pack");
	p->loose_n = p->fresh = 0;
	r = want_month(p, main, findings, from, to, e);
	if (r == 0 && p->fresh != 0)
		r = write_pack(p, main->v[from].month, e);
	if (r == 0)
		r = remove_loose(p, e);
	git_packbuilder_free(p->b);
	p->b = NULL;
	if (r == 0 && p->fresh != 0) {
		ret->packs++;
		ret->objects += p->fresh;
	}
	return r;
}

/* A ref a run would be as many files in the end. */
static int
pack_refs(struct store *s, struct err *e)
{
	git_refdb *db = NULL;
	int r = git_repository_refdb(&db, s->repo) == 0 &&
		git_refdb_compress(db) == 0 ?
	    0 :
	    store_error(e, "packed-refs");

	git_refdb_free(db);
	return r;
}

static int
pack_months(struct packing *p, const struct chain *main,
    const struct chain *findings, struct store_packed *ret, struct err *e)
{
	size_t to = main->n, from;

	for (; to > 0; to = from) {
		for (from = to - 1; from > 0 &&
		     main->v[from - 1].month == main->v[to - 1].month;
		     from--)
			;
		if (from == 0)
			break; /* the month of the newest is not finished */
		if (pack_month(p, main, findings, from, to, ret, e) != 0)
			return -1;
	}
	return ret->packs == 0 ? 0 : pack_refs(p->s, e);
}

int
store_pack(struct store *s, struct store_packed *ret, struct err *e)
{
	struct packing p = { 0 };
	struct chain main = { 0 }, findings = { 0 };
	struct store_packed done = { 0, 0 };
	int r;

	p.s = s;
	r = store_packs_open(s, false, &p.packs, e);
	if (r == 0)
		r = store_packs_open(s, true, &p.nights, e);
	if (r == 0)
		r = chain_read(&p, STORE_MAIN, &main, e);
	if (r == 0)
		r = chain_read(&p, STORE_FINDINGS, &findings, e);
	for (size_t i = 0; i < ARRAY_LEN(beside) && r == 0; i++)
		r = chain_read(&p, beside[i], &p.beside[i], e);
	if (r == 0)
		r = pack_months(&p, &main, &findings, &done, e);
	if (r == 0 && main.n != 0)
		r = store_nights_remove(s, main.v[0].month, e);
	if (r == 0)
		*ret = done;
	oidmap_clear(&p.seen);
	free(p.loose);
	free(main.v);
	free(findings.v);
	for (size_t i = 0; i < ARRAY_LEN(beside); i++)
		free(p.beside[i].v);
	git_odb_free(p.packs);
	git_odb_free(p.nights);
	return r;
}
