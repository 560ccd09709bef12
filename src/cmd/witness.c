/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/witness.h"

#include "cmd/load.h"

#include <stdlib.h>
#include <string.h>

void
witness_keys_clear(struct witness_keys *k)
{
	if (k == NULL)
		return;
	free(k->v);
	memset(k, 0, sizeof(*k));
}

int
witness_keys(const struct config *c, struct witness_keys *ret, struct err *e)
{
	AUTO(witness_keys_clear) struct witness_keys k = { 0 };

	_Static_assert(WITNESSES_MAX <= CHECKPOINT_WITNESSES_MAX,
	    "more witnesses than are counted");
	k.v = mem_alloc((c->witnesses_n + 1) * sizeof(*k.v));
	for (; k.n < c->witnesses_n; k.n++) {
		const struct config_witness *w = &c->witnesses[k.n];

		if (checkpoint_key_parse(span_of(w->key), &k.v[k.n], e) != 0)
			return err_wrap(e, "witness \"%s\": key", w->name);
		if (k.v[k.n].type != CHECKPOINT_WITNESS)
			return err_set(e, ERR_DATA,
			    "witness \"%s\": key: not that of a witness "
			    "(C2SP tlog-cosignature, type 4)",
			    w->name);
	}
	*ret = k;
	memset(&k, 0, sizeof(k));
	return 0;
}

void
log_own_clear(struct log_own *o)
{
	if (o == NULL)
		return;
	seals_log_clear(&o->log);
	seals_notes_clear(&o->notes);
	keyring_clear(&o->ring);
	free(o->c);
}

int
log_own_read(struct store *st, struct log_own *ret, struct err *e)
{
	char tip[SHA1_HEX], newest[SHA1_HEX];

	seals_tip(st, tip);
	if (tip[0] == '\0')
		return err_set(e, ERR_DATA,
		    "the history has no checkpoint yet: the next run makes "
		    "it");
	ret->c = mem_alloc(sizeof(*ret->c));
	if (seals_notes_read(st, tip, &ret->notes, e) != 0 ||
	    checkpoint_parse(buf_view(&ret->notes.checkpoint), ret->c, e) !=
		0 ||
	    store_resolve(st, "refs/heads/" BRANCH_MAIN, newest, e) != 0 ||
	    seals_log_read(st, newest, &ret->log, e) != 0 ||
	    store_keyring(st, NULL, &ret->ring, e) < 0)
		return -1;
	return ret->c->size <= ret->log.n ?
	    0 :
	    err_set(e, ERR_DATA,
		"the checkpoint is over %llu snapshots, of which the history "
		"has %zu",
		(unsigned long long)ret->c->size, ret->log.n);
}

static int
signed_by_ring(const struct keyring *ring, const struct checkpoint *c,
    struct err *e)
{
	for (size_t i = 0; i < ring->keys_n; i++) {
		struct checkpoint_key key;

		if (checkpoint_key(CHECKPOINT_LOG, c->origin,
			ring->keys[i].is.pub, &key, NULL) == 0 &&
		    checkpoint_verify(c, &key, NULL) == 0)
			return 0;
	}
	return err_set(e, ERR_DATA, "log signature: by no key of the history");
}

int
log_checkpoint(const struct seals_log *l, const struct keyring *ring,
    const struct checkpoint *c, bool *ret_known, struct err *e)
{
	struct merkle_hash root;

	if (!span_is(c->origin, l->origin))
		return err_set(e, ERR_DATA,
		    "log origin: it is of another log");
	if (signed_by_ring(ring, c, e) != 0)
		return -1;
	*ret_known = c->size <= l->n;
	if (!*ret_known)
		return 0;
	merkle_root(l->v, (size_t)c->size, &root);
	return merkle_eq(&root, &c->root) ?
	    0 :
	    err_set(e, ERR_DATA,
		"log root: the first %llu snapshots of this history are others",
		(unsigned long long)c->size);
}

/* --- what a report tells --- */

void
log_view_clear(struct log_view *v)
{
	if (v == NULL)
		return;
	free(v->names);
	free(v->v);
	memset(v, 0, sizeof(*v));
}

static const struct seals_witness *
note_of(const struct seals_notes *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].name, name) == 0)
			return &s->v[i];
	return NULL;
}

/* One key counts once, under whatever names. */
static bool
counted(const struct witness_keys *k, const size_t *which, size_t n, size_t i)
{
	for (size_t x = 0; x < n; x++)
		if (memcmp(k->v[which[x]].pub, k->v[i].pub,
			CHECKPOINT_PUBLIC) == 0)
			return true;
	return false;
}

static void
count_witnesses(const struct seals_notes *s, const struct seals_log *l,
    const struct witness_keys *k, const struct config *cfg,
    struct log_view *ret)
{
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	AUTO_FREE size_t *which = mem_alloc((k->n + 1) * sizeof(*which));

	ret->names = mem_alloc((k->n + 1) * sizeof(*ret->names));
	ret->v = mem_alloc((k->n + 1) * sizeof(*ret->v));
	for (size_t i = 0; i < k->n; i++) {
		const struct seals_witness *w =
		    note_of(s, cfg->witnesses[i].name);
		struct report_witness *to = &ret->v[ret->log.n];
		struct merkle_hash root;
		utc_t when;

		if (w == NULL || counted(k, which, ret->log.n, i) ||
		    checkpoint_parse(buf_view(&w->note), c, NULL) != 0 ||
		    !span_is(c->origin, l->origin) || c->size > l->n ||
		    checkpoint_cosigned(c, &k->v[i], &when, NULL) != 0)
			continue;
		merkle_root(l->v, (size_t)c->size, &root);
		if (!merkle_eq(&root, &c->root))
			continue;
		which[ret->log.n] = i;
		memcpy(ret->names[ret->log.n], w->name, strlen(w->name) + 1);
		*to = (struct report_witness){ ret->names[ret->log.n], c->size,
			when };
		ret->log.n++;
	}
	ret->log.v = ret->v;
}

int
log_view_read(struct store *st, const struct runinfo *run,
    const struct config *cfg, struct log_view *ret, struct err *e)
{
	AUTO(seals_notes_clear) struct seals_notes s = { 0 };
	AUTO(seals_log_clear) struct seals_log l = { 0 };
	AUTO(witness_keys_clear) struct witness_keys k = { 0 };
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	char tip[SHA1_HEX];
	bool known;

	memset(ret, 0, sizeof(*ret));
	if (run->seals == NULL)
		return 0;
	if (seals_known(st, run->seals, &known, e) != 0)
		return -1;
	if (!known)
		return err_set(e, ERR_DATA,
		    "the snapshot names %s, which is not on the branch seals",
		    run->seals);
	if (seals_notes_read(st, run->seals, &s, e) != 0 ||
	    checkpoint_parse(buf_view(&s.checkpoint), c, e) != 0)
		return -1;
	memcpy(ret->commit, run->seals, SHA1_HEX);
	hex_of(c->root.b, MERKLE_HASH, ret->root);
	ret->log.commit = ret->commit;
	ret->log.root = ret->root;
	ret->log.size = c->size;
	if (s.n == 0 || cfg->witnesses_n == 0)
		return 0;
	if (store_resolve(st, "refs/heads/" BRANCH_MAIN, tip, e) != 0 ||
	    seals_log_read(st, tip, &l, e) != 0 ||
	    witness_keys(cfg, &k, e) != 0)
		return -1;
	count_witnesses(&s, &l, &k, cfg, ret);
	return 0;
}
