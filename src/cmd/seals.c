/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/seals.h"

#include "cmd/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
seals_tip(struct store *st, char ret[SHA1_HEX])
{
	store_tip(st, BRANCH_SEALS, ret);
}

int
seals_known(struct store *st, const char *commit, bool *ret, struct err *e)
{
	return store_on_branch(st, BRANCH_SEALS, commit, ret, e);
}

/* --- the log --- */

void
seals_log_clear(struct seals_log *l)
{
	if (l == NULL)
		return;
	free(l->v);
	free(l->ids);
	memset(l, 0, sizeof(*l));
}

struct reading {
	struct store *st;
	struct seals_log *log;
	const char *end;
	size_t cap, ids_cap;
	bool ended;
};

static int
take_leaf(const char *id, const char *tree, utc_t when, const char *message,
    void *arg, struct err *e)
{
	struct reading *r = arg;
	struct store_blob *owner = NULL;
	struct span manifest;
	char blob[SHA1_HEX];
	unsigned char pub[SSH_PUBLIC_SIZE];

	(void)tree;
	(void)when;
	(void)message;
	if (r->ended)
		return 0;
	if (r->log->n == 0) {
		if (store_commit_signer(r->st, id, pub, e) != 0)
			return err_wrap(e, "the first snapshot");
		seals_origin(pub, r->log->origin);
	}
	if (store_blob_read(r->st, id, "MANIFEST", &owner, &manifest, blob,
		e) != 0)
		return -1;
	r->log->v =
	    mem_grow(r->log->v, &r->cap, r->log->n + 1, sizeof(*r->log->v));
	r->log->ids = mem_grow(r->log->ids, &r->ids_cap, r->log->n + 1,
	    sizeof(*r->log->ids));
	memcpy(r->log->ids[r->log->n], id, SHA1_HEX);
	merkle_leaf(manifest, &r->log->v[r->log->n++]);
	store_blob_free(owner);
	r->ended = strcmp(id, r->end) == 0;
	return 0;
}

void
seals_origin(const unsigned char pub[SSH_PUBLIC_SIZE],
    char ret[CHECKPOINT_NAME_MAX + 1])
{
	char hex[SHA256_HEX];

	ssh_fingerprint_hex(pub, hex);
	(void)snprintf(ret, CHECKPOINT_NAME_MAX + 1, "nroaudit/%s", hex);
}

int
seals_log_read(struct store *st, const char *snapshot, struct seals_log *ret,
    struct err *e)
{
	AUTO(seals_log_clear) struct seals_log l = { 0 };
	struct reading r = { .st = st, .log = &l, .end = snapshot };

	if (store_walk(st, BRANCH_MAIN, take_leaf, &r, e) != 0)
		return -1;
	if (!r.ended)
		return err_set(e, ERR_DATA, "history: %s is no snapshot",
		    snapshot);
	*ret = l;
	memset(&l, 0, sizeof(l));
	return 0;
}

size_t
seals_log_index(const struct seals_log *l, const char *snapshot)
{
	for (size_t i = l->n; i > 0; i--)
		if (strcmp(l->ids[i - 1], snapshot) == 0)
			return i - 1;
	return l->n;
}

/* --- the notes --- */

void
seals_notes_clear(struct seals_notes *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].name);
		buf_clear(&s->v[i].note);
	}
	free(s->v);
	buf_clear(&s->checkpoint);
	memset(s, 0, sizeof(*s));
}

struct noting_down {
	struct store *st;
	const char *commit;
	struct seals_notes *s;
	size_t cap;
};

/* It is what MANIFEST says; nothing of it is looked into. */
static int
note_read(struct noting_down *d, const char *path, const char *sha256,
    struct buf *ret, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	char blob[SHA1_HEX], hex[SHA256_HEX];
	size_t n = 0;
	int r = store_read(d->st, d->commit, path, &p, &n, blob, e);

	if (r < 0)
		return -1;
	if (r > 0 || n > SEALS_NOTE_MAX)
		return err_set(e, ERR_DATA, "seals: %s is %s", path,
		    r > 0 ? "missing" : "too long");
	digest_sha256((struct span){ p, n }, hex);
	if (strcmp(hex, sha256) != 0)
		return err_set(e, ERR_DATA,
		    "seals: %s has not the SHA-256 that MANIFEST gives it",
		    path);
	buf_add(ret, p, n);
	return 0;
}

static int
take_note(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct noting_down *d = arg;
	struct seals_notes *s = d->s;
	size_t n = strlen(SEALS_WITNESSES);
	struct seals_witness *w;

	if (strcmp(path, SEALS_CHECKPOINT) == 0)
		return note_read(d, path, sha256, &s->checkpoint, e);
	if (strncmp(path, SEALS_WITNESSES, n) != 0)
		return 0;
	if (s->n == CHECKPOINT_WITNESSES_MAX)
		return err_set(e, ERR_DATA, "seals: over %d witnesses",
		    CHECKPOINT_WITNESSES_MAX);
	s->v = mem_grow(s->v, &d->cap, s->n + 1, sizeof(*s->v));
	w = &s->v[s->n++];
	memset(w, 0, sizeof(*w));
	w->name = mem_strdup(path + n);
	return note_read(d, path, sha256, &w->note, e);
}

int
seals_notes_read(struct store *st, const char *commit, struct seals_notes *ret,
    struct err *e)
{
	AUTO(seals_notes_clear) struct seals_notes s = { 0 };
	struct noting_down d = { .st = st, .commit = commit, .s = &s };

	if (store_list(st, commit, take_note, &d, e) != 0)
		return -1;
	*ret = s;
	memset(&s, 0, sizeof(s));
	return 0;
}

static int
carry_notes(struct store *st, struct store_tree *t,
    const struct seals_notes *s, bool checkpoint, const char *but,
    struct err *e)
{
	int r = 0;

	if (checkpoint)
		r = store_tree_add(st, t, SEALS_CHECKPOINT,
		    buf_view(&s->checkpoint), e);
	for (size_t i = 0; i < s->n && r == 0; i++) {
		AUTO_BUF path = { 0 };

		buf_fmt(&path, SEALS_WITNESSES "%s", s->v[i].name);
		if (but == NULL || strcmp(but, s->v[i].name) != 0)
			r = store_tree_add(st, t, path.p,
			    buf_view(&s->v[i].note), e);
	}
	return r;
}

struct store_tree *
seals_tree(struct store *st, bool checkpoint, const char *but_witness,
    struct err *e)
{
	AUTO(seals_notes_clear) struct seals_notes s = { 0 };
	struct store_tree *t;
	char tip[SHA1_HEX];

	seals_tip(st, tip);
	if (tip[0] != '\0' && seals_notes_read(st, tip, &s, e) != 0)
		return NULL;
	t = store_tree_new();
	if (carry_notes(st, t, &s, checkpoint && tip[0] != '\0', but_witness,
		e) == 0)
		return t;
	store_tree_free(t);
	return NULL;
}
