/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 1024

/* Ids are digests: any of their bytes are spread evenly. */
static struct oidmap_slot *
place(const struct oidmap *m, const git_oid *id)
{
	size_t at;

	memcpy(&at, id->id, sizeof(at));
	for (;; at++) {
		struct oidmap_slot *s = &m->v[at & (m->cap - 1)];

		if (!s->used || git_oid_equal(&s->id, id))
			return s;
	}
}

static void
grow(struct oidmap *m)
{
	struct oidmap old = *m;

	m->cap = old.cap == 0 ? FIRST_CAP : old.cap * 2;
	m->v = mem_alloc(m->cap * sizeof(*m->v));
	for (size_t i = 0; i < old.cap; i++)
		if (old.v[i].used)
			*place(m, &old.v[i].id) = old.v[i];
	free(old.v);
}

struct oidmap_slot *
oidmap_add(struct oidmap *m, const git_oid *id, bool *ret_new)
{
	struct oidmap_slot *s;

	if (m->n * 2 >= m->cap)
		grow(m);
	s = place(m, id);
	*ret_new = !s->used;
	if (!s->used) {
		s->used = true;
		s->id = *id;
		m->n++;
	}
	return s;
}

struct oidmap_slot *
oidmap_get(const struct oidmap *m, const git_oid *id)
{
	struct oidmap_slot *s = m->cap == 0 ? NULL : place(m, id);

	return s != NULL && s->used ? s : NULL;
}

void
oidmap_clear(struct oidmap *m)
{
	free(m->v);
	memset(m, 0, sizeof(*m));
}
