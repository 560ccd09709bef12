/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rpki.h"

#include <stdlib.h>
#include <string.h>

const char *
rpki_kind_ext(enum rpki_kind k)
{
	static const char *const ext[] = { "cer", "crl", "mft", "roa", "asa",
		"bin" };

	return ext[k];
}

void
rpki_ta_init(struct rpki_ta *t)
{
	memset(t, 0, sizeof(*t));
	t->publisher = -1;
	t->at = t->until = TIME_NONE;
	t->repo = t->notify = RPKI_NONE;
}

void
rpki_ta_clear(struct rpki_ta *t)
{
	if (t == NULL)
		return;
	free(t->reason);
	free(t->objects);
	free(t->cas);
	for (int f = 0; f < FAM_N; f++)
		free(t->holds[f].v);
	free(t->vrps);
	free(t->aspas);
	free(t->faults);
	free(t->feeds);
	buf_clear(&t->text);
	memset(t, 0, sizeof(*t));
}

void
rpki_ta_shed(struct rpki_ta *t)
{
	for (int f = 0; f < FAM_N; f++) {
		free(t->holds[f].v);
		memset(&t->holds[f], 0, sizeof(t->holds[f]));
	}
	free(t->vrps);
	free(t->aspas);
	t->vrps = NULL;
	t->aspas = NULL;
	t->vrps_cap = t->aspas_cap = 0;
}

uint32_t
rpki_text_put(struct rpki_ta *t, struct span s)
{
	uint32_t at = (uint32_t)t->text.n;

	buf_span(&t->text, s);
	buf_add(&t->text, "", 1);
	assert(!t->text.over);
	return at;
}

const char *
rpki_text(const struct rpki_ta *t, uint32_t at)
{
	return at == RPKI_NONE ? "" : t->text.p + at;
}

#define ADD(t, list, item)                                                    \
	do {                                                                  \
		(t)->list = mem_grow((t)->list, &(t)->list##_cap,             \
		    (t)->list##_n + 1, sizeof(*(t)->list));                   \
		(t)->list[(t)->list##_n++] = *(item);                         \
	} while (0)

uint32_t
rpki_object_add(struct rpki_ta *t, const struct rpki_object *o)
{
	ADD(t, objects, o);
	return (uint32_t)(t->objects_n - 1);
}

uint32_t
rpki_ca_add(struct rpki_ta *t, const struct rpki_ca *c)
{
	assert(c->issuer == RPKI_NONE || c->issuer < t->cas_n);
	ADD(t, cas, c);
	return (uint32_t)(t->cas_n - 1);
}

void
rpki_hold_add(struct rpki_ta *t, enum family f, struct range r, uint32_t ca)
{
	struct rpki_holds *h = &t->holds[f];

	if (r.lo == 0 && r.hi == num_max(f)) {
		t->cas[ca].all[f] = true;
		return;
	}
	h->v = mem_grow(h->v, &h->cap, h->n + 1, sizeof(*h->v));
	h->v[h->n++] = (struct rpki_hold){ r, ca };
}

void
rpki_vrp_add(struct rpki_ta *t, const struct rpki_vrp *v)
{
	ADD(t, vrps, v);
}

void
rpki_aspa_add(struct rpki_ta *t, const struct rpki_aspa *a)
{
	ADD(t, aspas, a);
}

void
rpki_fault_add(struct rpki_ta *t, const struct rpki_fault *f)
{
	ADD(t, faults, f);
}

void
rpki_rrdp_add(struct rpki_ta *t, const struct rpki_rrdp *r)
{
	ADD(t, feeds, r);
}

#define ORDER(field)                                                          \
	if (a->field != b->field)                                             \
	return a->field < b->field ? -1 : 1

static int
hold_cmp(const void *pa, const void *pb)
{
	const struct rpki_hold *a = pa, *b = pb;

	ORDER(r.lo);
	ORDER(ca);
	ORDER(r.hi);
	return 0;
}

static int
vrp_cmp(const void *pa, const void *pb)
{
	const struct rpki_vrp *a = pa, *b = pb;

	ORDER(fam);
	ORDER(r.lo);
	ORDER(r.hi);
	ORDER(asn);
	ORDER(object);
	ORDER(maxlen);
	return 0;
}

static int
aspa_cmp(const void *pa, const void *pb)
{
	const struct rpki_aspa *a = pa, *b = pb;

	ORDER(customer);
	ORDER(object);
	return 0;
}

/* Of what is there, in the order in which it came: the validator's, which
 * does not change with the bytes. */
static void
digest_objects(struct rpki_ta *t)
{
	AUTO_BUF b = { 0 };

	buf_str(&b, "");
	for (size_t i = 0; i < t->objects_n; i++)
		buf_add(&b, t->objects[i].sha256, RPKI_DIGEST);
	digest_sha256(buf_view(&b), t->digest);
}

static void
sort(void *v, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n != 0)
		qsort(v, n, size, cmp);
}

void
rpki_ta_finish(struct rpki_ta *t)
{
	for (int f = 0; f < FAM_N; f++)
		sort(t->holds[f].v, t->holds[f].n, sizeof(*t->holds[f].v),
		    hold_cmp);
	sort(t->vrps, t->vrps_n, sizeof(*t->vrps), vrp_cmp);
	sort(t->aspas, t->aspas_n, sizeof(*t->aspas), aspa_cmp);
	for (size_t i = 0; i < t->cas_n; i++)
		if (t->cas[i].issuer != RPKI_NONE)
			t->cas[t->cas[i].issuer].below++;
	digest_objects(t);
}
