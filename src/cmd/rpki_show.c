/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nroaudit rpki show: objects of a snapshot's RPKI, each with its chain. */
#include "cmd/box.h"
#include "cmd/cmd.h"
#include "cmd/rpki.h"
#include "cmd/rpki_history.h"
#include "parse/resource.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct show {
	struct job job;
	const char *snapshot, *what;
	bool json;
	/* what is asked for: an object's digest or URI, else numbers */
	bool digest, uri;
	enum family fam;
	struct range range;
};

static int
wanted_parse(struct show *o)
{
	struct span s = span_of(o->what);
	bool usual;

	o->uri = strstr(o->what, "://") != NULL;
	o->digest = s.n == SHA256_HEX - 1 &&
	    strspn(o->what, "0123456789abcdef") == s.n;
	if (s.n > 2 && strncmp(o->what, "AS", 2) == 0)
		s = span_sub(s, 2, s.n);
	return o->uri || o->digest ||
		resource_read(s, &o->fam, &o->range, &usual) == 0 ?
	    0 :
	    -1;
}

/* Does the payload speak of the numbers: of a prefix that meets them, or in
 * the name of one of the AS numbers? */
static bool
speaks_of(const struct object *k, const struct show *o)
{
	struct range one;

	if (k->link == NULL || (k->type != OBJ_ROA && k->type != OBJ_ASPA))
		return false;
	if (o->fam == FAM_ASN) {
		one.lo = one.hi =
		    k->type == OBJ_ROA ? k->u.roa->asn : k->u.aspa->customer;
		return range_meets(one, o->range);
	}
	for (uint32_t i = 0; k->type == OBJ_ROA && i < k->u.roa->n; i++) {
		const struct roa_prefix *p = &k->u.roa->v[i];
		unsigned bits = p->fam == FAM_IPV4 ? 32 : 128;
		num_t host = p->len == 0 ? num_max(p->fam) :
		    bits == p->len	 ? 0 :
					   ((num_t)1 << (bits - p->len)) - 1;

		one = (struct range){ p->lo, p->lo | host };
		if (p->fam == o->fam && range_meets(one, o->range))
			return true;
	}
	return false;
}

static bool
is_wanted(const struct tree *t, size_t i, const struct rpki_history *h,
    const struct show *o)
{
	if (o->uri)
		return strcmp(h->v[i].uri, o->what) == 0;
	if (o->digest)
		return strcmp(h->v[i].sha256, o->what) == 0;
	return speaks_of(&t->objects[i], o);
}

static void
print_payload(const struct object *k)
{
	char n[NUM_TEXT];

	for (uint32_t i = 0; k->type == OBJ_ROA && i < k->u.roa->n; i++) {
		const struct roa_prefix *p = &k->u.roa->v[i];

		printf("  AS%u %s/%u, at most /%u\n", k->u.roa->asn,
		    num_text(p->fam, p->lo, n), p->len, p->maxlen);
	}
	if (k->type == OBJ_ASPA) {
		printf("  AS%u, providers", k->u.aspa->customer);
		for (uint32_t i = 0; i < k->u.aspa->n; i++)
			printf(" AS%u", k->u.aspa->providers[i]);
		putchar('\n');
	}
}

static void
print_text(const struct tree *t, const struct rpki_history *h, size_t i,
    const char *role)
{
	const struct object *k = &t->objects[i];

	printf("%s%s\n  %s, %s", role, h->v[i].uri, object_type_name(k->type),
	    object_state_name(k->state));
	if (k->reason != RR_OK)
		printf(": %s (%s)", reason_words(k->reason),
		    reason_cite(k->reason));
	if (k->parent == NO_OBJECT && k->tal >= 0)
		printf(", trust anchor %s", h->tals[k->tal].name);
	printf("\n  SHA-256 %s\n  git cat-file blob %s\n", h->v[i].sha256,
	    h->v[i].blob);
	if (k->link != NULL)
		print_payload(k);
}

/* An object of that URI, which is none of a C string; -1: there is none. */
static long
at_uri(const struct tree *t, struct span uri)
{
	uint32_t i = tree_find(t, uri);

	return i == NO_OBJECT ? -1 : (long)i;
}

/* The CA's own files are what was valid beside the object. */
static void
print_ca(const struct tree *t, const struct rpki_history *h, uint32_t ca,
    bool json)
{
	const struct object *k = &t->objects[ca];
	long mft = -1;

	if (json)
		rpki_print_object(t, h->tals, ca);
	else
		print_text(t, h, ca, "above: ");
	if (k->type == OBJ_CER && k->link != NULL && k->u.ca != NULL)
		mft = at_uri(t, k->u.ca->cert.mft);
	if (mft < 0)
		return;
	if (json)
		rpki_print_object(t, h->tals, (size_t)mft);
	else
		print_text(t, h, (size_t)mft, "its manifest: ");
	for (size_t i = 0; i < t->n; i++) {
		const struct object *c = &t->objects[i];

		if (c->type != OBJ_CRL || c->parent != ca)
			continue;
		if (json)
			rpki_print_object(t, h->tals, i);
		else
			print_text(t, h, i, "its CRL: ");
	}
}

static void
print_chain(const struct tree *t, const struct rpki_history *h, size_t i,
    bool json)
{
	uint32_t ca = t->objects[i].parent;

	if (json)
		rpki_print_object(t, h->tals, i);
	else
		print_text(t, h, i, "");
	for (int depth = 0; ca != NO_OBJECT && depth <= CA_DEPTH_MAX;
	     depth++) {
		print_ca(t, h, ca, json);
		ca = t->objects[ca].parent;
	}
	if (!json)
		putchar('\n');
}

static int
show_phase(void *arg, struct buf *out, struct err *e)
{
	const struct show *o = arg;
	AUTO(store_freep) struct store *st = NULL;
	AUTO(rpki_history_clear) struct rpki_history h = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	char id[SHA1_HEX];
	size_t found = 0;
	int r;

	(void)out;
	if (job_store(&o->job, false, &st, e) != 0 ||
	    store_resolve(st, o->snapshot, id, e) != 0)
		return -1;
	r = rpki_history_open(st, id, &h, e);
	if (r > 0)
		return err_set(e, ERR_DATA, "snapshot %s has no RPKI", id);
	if (r < 0 || rpki_history_validate(&h, rpki_threads(), &t, e) != 0)
		return -1;
	for (size_t i = 0; i < t.n; i++)
		if (is_wanted(&t, i, &h, o)) {
			print_chain(&t, &h, i, o->json);
			found++;
		}
	if (found == 0)
		return err_set(e, ERR_DATA, "nothing of %s in snapshot %s",
		    o->what, id);
	return fflush(stdout) == 0 ?
	    0 :
	    err_set(e, ERR_IO, "cannot write to standard output");
}

int
rpki_show(struct ctx *c, int argc, char **argv)
{
	struct show v = { .snapshot = BRANCH_MAIN };
	const char *words[1] = { NULL };
	const struct option_row o[] = {
		{ "snapshot", "REV", "which one (default: the newest)", NULL,
		    &v.snapshot },
		{ "json", NULL, "every object, one a line", &v.json, NULL },
	};
	struct err e = { 0 };
	size_t n = 0;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o),
	    "URI|SHA256|PREFIX|ASN", words, 1, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (n != 1)
		return usage_error("rpki show: of what? URI, SHA256, PREFIX "
				   "or ASN");
	v.what = words[0];
	if (wanted_parse(&v) != 0)
		return usage_error("rpki show: '%s' is no URI, no SHA-256 in "
				   "lower case, no prefix and no AS number",
		    v.what);
	job_of(c, &v.job);
	return box_run(&v.job, PHASE_AUDIT, show_phase, &v, NULL, &e) != 0 ?
	    failed(&e) :
	    EXIT_NOTHING_NEW;
}
