/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch seals: what it lacks, and what is put onto it. */
#include "cmd/chain_seals.h"

#include "cmd/load.h"
#include "cmd/parts.h"

#include <stdlib.h>
#include <string.h>

/* Seals, retries and witnesses of so many snapshots, and to spare. */
#define LOOK_BACK_MAX (8 * SEALS_RETRIES_MAX)

/* What the newest commits on the branch have. */
struct having {
	struct store *st;
	char last[SHA1_HEX]; /* the snapshot sealed last; "": none */
	struct buf tokens;   /* their paths, a line each */
};

static int
take_path(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct having *h = arg;

	(void)sha256;
	(void)e;
	if (strchr(path, '/') != NULL)
		buf_fmt(&h->tokens, "%s\n", path);
	return 0;
}

static int
look_back(struct having *h, struct err *e)
{
	char at[SHA1_HEX];

	seals_tip(h->st, at);
	for (int i = 0; i < LOOK_BACK_MAX && at[0] != '\0'; i++) {
		AUTO_BUF message = { 0 };
		struct seals_subject is;

		if (store_message(h->st, at, &message, e) != 0 ||
		    store_list(h->st, at, take_path, h, e) != 0)
			return -1;
		if (store_seals_subject(buf_view(&message), &is) != 0)
			return err_set(e, ERR_DATA,
			    "seals: %.12s is no commit of this branch", at);
		if (h->last[0] == '\0' && is.what == STORE_SEALED)
			memcpy(h->last, is.snapshot, SHA1_HEX);
		if (store_parent(h->st, at, at, e) != 0)
			return -1;
	}
	return 0;
}

static void
token_path(const char *snapshot, const char *tsa, struct buf *ret)
{
	buf_fmt(ret, "%s/manifest.%s.tst", snapshot, tsa);
}

/* Is there a TSA to be asked whose token is not there? */
static bool
lacks_token(const struct job *j, const struct having *h, const char *name)
{
	for (size_t i = 0; i < j->cfg->tsas_n; i++) {
		AUTO_BUF line = { 0 };

		token_path(name, j->cfg->tsas[i].name, &line);
		buf_chr(&line, '\n');
		if (!j->cfg->tsas[i].off &&
		    (h->tokens.n == 0 ||
			memmem(h->tokens.p, h->tokens.n, line.p, line.n) ==
			    NULL))
			return true;
	}
	return false;
}

static int
tell(struct store *st, const char *what, const char *id, struct buf *out,
    struct err *e)
{
	AUTO_BUF line = { 0 };
	char hex[SHA256_HEX];

	if (store_manifest_digest(st, id, hex, e) != 0)
		return -1;
	buf_fmt(&line, "%s %s", id, hex);
	part_add(out, what, buf_view(&line));
	return 0;
}

int
job_seals_lacking(const struct job *j, struct store *st, bool again,
    struct buf *out, struct err *e)
{
	struct having h = { .st = st };
	char at[SHA1_HEX], name[STORE_NAME_MAX];
	bool sealed = false, tagged;
	int r = look_back(&h, e);

	if (r == 0 && store_resolve(st, BRANCH_MAIN, at, NULL) != 0)
		at[0] = '\0';
	for (int i = 0; r == 0 && i < SEALS_RETRIES_MAX && at[0] != '\0';
	     i++) {
		sealed |= strcmp(at, h.last) == 0;
		r = store_name(st, at, name, &tagged, e);
		if (r == 0 && !sealed)
			r = tell(st, "seal", at, out, e);
		else if (r == 0 && again && lacks_token(j, &h, name))
			r = tell(st, "lack", at, out, e);
		if (r == 0)
			r = store_parent(st, at, at, e);
	}
	buf_clear(&h.tokens);
	return r;
}

/* --- onto the branch --- */

/* The tokens over that digest, where `before` has none of theirs. */
static int
add_tokens(struct store *st, struct store_tree *t, const char *id,
    struct span tokens, const struct having *before, size_t *ret_n,
    struct err *e)
{
	char name[STORE_NAME_MAX], hex[SHA256_HEX];
	struct span part, bytes;
	bool tagged;

	if (store_name(st, id, name, &tagged, e) != 0 ||
	    store_manifest_digest(st, id, hex, e) != 0)
		return -1;
	while (part_next(&tokens, &part, &bytes, NULL) == 0) {
		AUTO_BUF path = { 0 };
		AUTO_FREE char *tsa = NULL;

		(void)span_split(&part, '/'); /* tsa */
		{
			struct span of = span_split(&part, '/');

			tsa = mem_strndup(of.p, of.n);
		}
		if (!span_is(part, hex))
			continue;
		token_path(name, tsa, &path);
		buf_chr(&path, '\n');
		if (before != NULL && before->tokens.n != 0 &&
		    memmem(before->tokens.p, before->tokens.n, path.p,
			path.n) != NULL)
			continue;
		path.p[--path.n] = '\0';
		if (store_tree_add(st, t, path.p, bytes, e) != 0)
			return -1;
		++*ret_n;
	}
	return 0;
}

static int
commit_tree(struct store *st, struct store_tree *t,
    const struct seals_subject *is, struct err *e)
{
	AUTO_BUF message = { 0 };
	char id[SHA1_HEX];

	store_seals_message(is, &message);
	return store_commit(st, BRANCH_SEALS, t, wall_clock(), message.p, id,
	    e);
}

static int
add_checkpoint(struct store *st, struct store_tree *t, const char *snapshot,
    struct err *e)
{
	AUTO(seals_log_clear) struct seals_log log = { 0 };
	AUTO_BUF note = { 0 };
	struct merkle_hash root;

	if (seals_log_read(st, snapshot, &log, e) != 0)
		return -1;
	merkle_root(log.v, log.n, &root);
	if (checkpoint_make(span_of(log.origin), log.n, &root,
		store_private(st), &note, e) != 0)
		return -1;
	return store_tree_add(st, t, SEALS_CHECKPOINT, buf_view(&note), e);
}

static int
seal_one(struct store *st, const char *id, struct span tokens, struct err *e)
{
	struct seals_subject is = { .what = STORE_SEALED };
	struct store_tree *t = seals_tree(st, false, NULL, e);
	size_t n = 0;
	int r = t == NULL ? -1 : add_checkpoint(st, t, id, e);

	memcpy(is.snapshot, id, SHA1_HEX);
	if (r == 0)
		r = add_tokens(st, t, id, tokens, NULL, &n, e);
	if (r == 0)
		r = commit_tree(st, t, &is, e);
	if (t != NULL)
		store_tree_free(t);
	return r;
}

/* The parts are newest first; seals are made oldest first. */
static int
seal_all(struct store *st, struct span todo, struct span tokens, struct err *e)
{
	struct span what, line;
	char ids[SEALS_RETRIES_MAX][SHA1_HEX];
	size_t n = 0;

	while (part_next(&todo, &what, &line, NULL) == 0) {
		struct span id = span_split(&line, ' ');

		if (!span_is(what, "seal"))
			continue;
		if (!hex_is(id, SHA1_HEX - 1) || n == SEALS_RETRIES_MAX)
			return err_set(e, ERR_IO,
			    "the phase 'audit' told of no snapshots");
		memcpy(ids[n], id.p, id.n);
		ids[n++][id.n] = '\0';
	}
	for (; n > 0; n--)
		if (seal_one(st, ids[n - 1], tokens, e) != 0)
			return -1;
	return 0;
}

static int
stamp_all(struct store *st, struct span todo, struct span tokens,
    struct err *e)
{
	struct seals_subject is = { .what = STORE_STAMPED };
	struct having h = { .st = st };
	struct store_tree *t = NULL;
	struct span what, line;
	size_t n = 0;
	int r = look_back(&h, e);

	if (r == 0)
		t = seals_tree(st, true, NULL, e);
	if (t == NULL)
		r = -1;
	while (r == 0 && part_next(&todo, &what, &line, NULL) == 0) {
		struct span id = span_split(&line, ' ');
		AUTO_FREE char *hex = mem_strndup(id.p, id.n);

		if (span_is(what, "lack"))
			r = add_tokens(st, t, hex, tokens, &h, &n, e);
	}
	if (r == 0 && n != 0)
		r = commit_tree(st, t, &is, e);
	if (t != NULL)
		store_tree_free(t);
	buf_clear(&h.tokens);
	return r;
}

int
job_sealed(struct store *st, struct span todo, struct span tokens,
    struct err *e)
{
	struct span bytes;
	struct err none = { 0 };

	if (part_find(todo, "lack", &bytes, &none) == 0 && tokens.n != 0 &&
	    stamp_all(st, todo, tokens, e) != 0)
		return -1;
	return seal_all(st, todo, tokens, e);
}
