/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/engines.h"

#include "cmd/box.h"
#include "cmd/cmd.h"
#include "io/file.h"
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

int
engines_find(struct store *st, const char *engine, char ret[SHA1_HEX],
    struct err *e)
{
	store_tip(st, BRANCH_ENGINES, ret);
	while (ret[0] != '\0') {
		AUTO_BUF message = { 0 };
		char name[STORE_ENGINE_MAX + 1];

		if (store_message(st, ret, &message, e) != 0)
			return -1;
		if (store_engine_subject(buf_view(&message), name) == 0 &&
		    strcmp(name, engine) == 0)
			return 0;
		if (store_parent(st, ret, ret, e) != 0)
			return -1;
	}
	return 0;
}

/* Are they there, from a key that is still good? */
static int
there(struct store *st, bool *ret, struct err *e)
{
	AUTO(keyring_clear) struct keyring ring = { 0 };
	unsigned char pub[SSH_PUBLIC_SIZE];
	const struct ring_key *k;
	char id[SHA1_HEX];

	*ret = false;
	if (engines_find(st, engine_name(), id, e) != 0)
		return -1;
	if (id[0] == '\0')
		return 0;
	if (store_commit_signer(st, id, pub, e) != 0 ||
	    store_keyring(st, NULL, &ring, e) < 0)
		return -1;
	k = keyring_find(&ring, pub);
	*ret = k == NULL || k->revoked == TIME_NONE;
	return 0;
}

int
job_engine(struct store *st, const char *archive, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF path = { 0 };
	AUTO_BUF message = { 0 };
	struct store_tree *t;
	char id[SHA1_HEX];
	size_t n = 0;
	bool known;
	int r;

	if (there(st, &known, e) != 0)
		return -1;
	if (known)
		return 0;
	if (file_read(archive, ENGINE_ARCHIVE_MAX, &p, &n, e) != 0)
		return err_wrap(e, "the sources of this engine");
	t = store_tree_new();
	store_engine_path(engine_name(), &path);
	store_engine_message(engine_name(), &message);
	r = store_tree_add(st, t, path.p, (struct span){ p, n }, e) != 0 ?
	    -1 :
	    store_commit(st, BRANCH_ENGINES, t, wall_clock(), message.p, id,
		e);
	store_tree_free(t);
	return r;
}

static int
engine_phase(void *arg, struct buf *out, struct err *e)
{
	AUTO(store_freep) struct store *st = NULL;
	AUTO_FREE char *archive = engine_path();

	(void)out;
	return job_store(arg, true, &st, e) != 0 ? -1 :
						   job_engine(st, archive, e);
}

void
chain_engine(const struct job *j, const char *run, struct buf *faults)
{
	struct job own = *j;
	struct err e = { 0 };

	if (box_run(j, PHASE_COMMIT, engine_phase, &own, NULL, &e) != 0)
		job_fault(faults, run, &e);
}
