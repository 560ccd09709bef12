/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the branch seals has of an exhibit's snapshots: the timestamps of their
 * MANIFESTs, and that these are in the log. */
#include "cmd/bundle.h"

#include "cmd/witness.h"
#include "io/store_export.h"
#include "report/proof.h"

#include <stdlib.h>
#include <string.h>

struct looking {
	struct collecting *c;
	const char *commit;
	bool found;
	bundle_token_fn *token;
	void *arg;
};

static bool
of_chosen(const struct collecting *c, const char *path)
{
	for (size_t i = 0; i < c->n; i++) {
		size_t n = strlen(c->v[i].name);

		if (strncmp(path, c->v[i].name, n) == 0 && path[n] == '/')
			return true;
	}
	return false;
}

static int
take_path(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct looking *l = arg;
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF to = { 0 };
	char blob[SHA1_HEX];
	size_t n = 0;

	(void)sha256;
	if (!of_chosen(l->c, path))
		return 0;
	l->found = true;
	buf_fmt(&to, BUNDLE_SEALS "%s", path);
	return store_read(l->c->st, l->commit, path, &p, &n, blob, e) != 0 ||
		stage_put(&l->c->stage, to.p, (struct span){ p, n }, e) != 0 ||
		l->token(l->arg, path, (struct span){ p, n }, e) != 0 ?
	    -1 :
	    0;
}

/* Every commit that seals or stamps one of them. */
static int
find_commits(struct looking *l, struct err *e)
{
	struct collecting *c = l->c;
	char at[SHA1_HEX];

	seals_tip(c->st, at);
	while (at[0] != '\0') {
		AUTO_BUF message = { 0 };
		struct seals_subject is = { 0 };

		if (store_message(c->st, at, &message, e) != 0)
			return -1;
		l->commit = at;
		l->found = false;
		if (store_seals_subject(buf_view(&message), &is) == 0 &&
		    is.what == STORE_SEALED)
			for (size_t i = 0; i < c->n; i++)
				l->found |=
				    strcmp(is.snapshot, c->v[i].commit) == 0;
		if (store_list(c->st, at, take_path, l, e) != 0)
			return -1;
		if (l->found) {
			c->seals = mem_grow(c->seals, &c->seals_cap,
			    c->seals_n + 1, sizeof(*c->seals));
			memcpy(c->seals[c->seals_n++], at, SHA1_HEX);
		}
		if (store_parent(c->st, at, at, e) != 0)
			return -1;
	}
	return 0;
}

static int
put_below(struct collecting *c, const char *dir, const char *name,
    struct span bytes, struct err *e)
{
	AUTO_BUF to = { 0 };

	buf_fmt(&to, BUNDLE_SEALS "%s/%s", dir, name);
	return stage_put(&c->stage, to.p, bytes, e);
}

/* The MANIFEST that is timestamped, and its place in the log where it is in
 * that yet. */
static int
put_proof(struct collecting *c, const struct chosen *r,
    const struct seals_log *log, const struct checkpoint *at, struct span note,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF text = { 0 };
	char blob[SHA1_HEX];
	size_t n = 0, i = seals_log_index(log, r->commit);

	if (i >= at->size)
		return 0;
	proof_print(log->v, (size_t)at->size, i, note, &text);
	return store_read(c->st, r->commit, "MANIFEST", &p, &n, blob, e) !=
		    0 ||
		put_below(c, r->name, "MANIFEST", (struct span){ p, n }, e) !=
		    0 ||
		put_below(c, r->name, BUNDLE_PROOF, buf_view(&text), e) != 0 ?
	    -1 :
	    0;
}

static int
put_log(struct collecting *c, struct err *e)
{
	AUTO(log_own_clear) struct log_own o = { 0 };
	char tip[SHA1_HEX];

	seals_tip(c->st, tip);
	if (tip[0] == '\0')
		return 0;
	if (log_own_read(c->st, &o, e) != 0)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (put_proof(c, &c->v[i], &o.log, o.c,
			buf_view(&o.notes.checkpoint), e) != 0)
			return -1;
	for (size_t i = 0; i < o.notes.n; i++)
		if (put_below(c, "witnesses", o.notes.v[i].name,
			buf_view(&o.notes.v[i].note), e) != 0)
			return -1;
	return 0;
}

int
bundle_seals(struct collecting *c, bundle_token_fn *token, void *arg,
    struct err *e)
{
	struct looking l = { .c = c, .token = token, .arg = arg };

	return find_commits(&l, e) != 0 ? -1 : put_log(c, e);
}
