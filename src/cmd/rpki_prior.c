/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifests as the snapshot before had them: numbers must grow. */
#include "cmd/rpki_history.h"

#include <stdlib.h>
#include <string.h>

void
rpki_priors_clear(struct rpki_priors *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].own);
	free(p->v);
	free(p->in);
	memset(p, 0, sizeof(*p));
}

/* As it is, another file than today's under the same name. */
static int
take(struct rpki_history *old, size_t i, struct rpki_priors *ret,
    struct err *e)
{
	AUTO_BUF b = { 0 };
	struct rpki_prior p = { 0 };
	struct kept_prior *to;

	if (rpki_history_read(old, i, &b) != 0)
		return err_set(e, ERR_DATA,
		    "%s of snapshot %s is not what that lists: the history is "
		    "damaged",
		    old->v[i].uri, old->commit);
	if (!rpki_prior_read(buf_view(&b), &p))
		return 0;
	if (hex_read(old->v[i].sha256, p.sha256, sizeof(p.sha256)) != 0)
		return 0;
	ret->v = mem_grow(ret->v, &ret->cap, ret->n + 1, sizeof(*ret->v));
	to = &ret->v[ret->n++];
	to->own = mem_strdup(old->v[i].uri);
	to->prior = p;
	to->prior.uri = to->own;
	return 0;
}

static bool
is_manifest(const char *uri)
{
	size_t n = strlen(uri);

	return n > 4 && strcmp(uri + n - 4, ".mft") == 0;
}

/* Both are sorted. */
static int
take_changed(const struct rpki_history *now, struct rpki_history *old,
    struct rpki_priors *ret, struct err *e)
{
	size_t k = 0;

	for (size_t i = 0; i < old->n; i++) {
		const char *uri = old->v[i].uri;

		if (!is_manifest(uri))
			continue;
		while (k < now->n && strcmp(now->v[k].uri, uri) < 0)
			k++;
		if (k == now->n || strcmp(now->v[k].uri, uri) != 0 ||
		    strcmp(now->v[k].sha256, old->v[i].sha256) == 0)
			continue;
		if (take(old, i, ret, e) != 0)
			return -1;
	}
	return 0;
}

/* What the validator wants of them. */
static void
present(struct rpki_priors *p)
{
	p->in = mem_resize(p->in, p->n + 1, sizeof(*p->in));
	for (size_t i = 0; i < p->n; i++)
		p->in[i] = p->v[i].prior;
}

int
rpki_priors_read(struct rpki_history *h, struct rpki_priors *ret,
    struct err *e)
{
	AUTO(rpki_history_clear) struct rpki_history old = { 0 };
	char before[SHA1_HEX];
	int r;

	if (store_parent(h->st, h->commit, before, e) != 0)
		return -1;
	if (before[0] == '\0')
		return 0;
	r = rpki_history_open(h->st, before, &old, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	if (take_changed(h, &old, ret, e) != 0)
		return -1;
	present(ret);
	return 0;
}

static bool
held(const struct tree *t, const struct rpki_history *old, const char *uri)
{
	for (size_t i = 0; i < old->n; i++)
		if (strcmp(old->v[i].uri, uri) == 0)
			return t->objects[i].state == STATE_VALID;
	return false;
}

static const struct object *
regressed(const struct tree *t, const char *uri)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->objects[i].reason == RR_MFT_REGRESS &&
		    strcmp(t->objects[i].uri, uri) == 0)
			return &t->objects[i];
	return NULL;
}

static size_t
regressions(const struct tree *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->objects[i].reason == RR_MFT_REGRESS;
	return n;
}

/*
 * Only a manifest that held says what may come after it.  That is rarely in
 * question, and costs a judgement of the snapshot before.  1: some did not
 * hold, and are no more among them.
 */
int
rpki_priors_confirm(struct rpki_history *h, unsigned threads,
    const struct tree *t, struct rpki_priors *p, struct err *e)
{
	AUTO(rpki_history_clear) struct rpki_history old = { 0 };
	AUTO(tree_clear) struct tree was = { 0 };
	char before[SHA1_HEX];
	size_t n = 0;

	if (p->n == 0 || regressions(t) == 0)
		return 0;
	if (store_parent(h->st, h->commit, before, e) != 0 ||
	    rpki_history_open(h->st, before, &old, e) != 0 ||
	    rpki_history_judge(&old, threads, NULL, &was, e) != 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		struct kept_prior *k = &p->v[i];

		if (regressed(t, k->own) != NULL && !held(&was, &old, k->own))
			free(k->own);
		else
			p->v[n++] = *k;
	}
	if (n == p->n)
		return 0;
	p->n = n;
	present(p);
	return 1;
}
