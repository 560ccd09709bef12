/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_seals.h"

#include "report/timestamp.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

void
verify_seals_clear(struct verify_seals *v)
{
	buf_clear(&v->narrow);
	seals_log_clear(&v->log);
	free(v->roots);
	memset(v, 0, sizeof(*v));
}

static void
chain_freep(STACK_OF(X509) * *c)
{
	sk_X509_pop_free(*c, X509_free);
}

/* The CA that a good token ends in, so that the next is not held against all
 * that a system trusts. */
static void
remember(struct verify_seals *v, struct span token)
{
	AUTO(chain_freep)
	STACK_OF(X509) *chain = timestamp_chain(token, v->tsas, NULL);
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	long n;

	if (b != NULL && chain != NULL && sk_X509_num(chain) > 0 &&
	    PEM_write_bio_X509(b,
		sk_X509_value(chain, sk_X509_num(chain) - 1)) == 1 &&
	    (n = BIO_get_mem_data(b, &p)) > 0)
		buf_add(&v->narrow, p, (size_t)n);
	BIO_free(b);
}

static int
token_verify(struct verify_seals *v, struct span token,
    const unsigned char digest[32], struct timestamp *ret, struct err *e)
{
	if (token.n > TIMESTAMP_TOKEN_MAX)
		return err_set(e, ERR_DATA, "timestamp DER");
	if (v->narrow.n != 0 &&
	    timestamp_verify(token, digest, buf_view(&v->narrow), ret, NULL) ==
		0)
		return 0;
	if (timestamp_verify(token, digest, v->tsas, ret, e) != 0)
		return -1;
	remember(v, token);
	return 0;
}

static int
seal_token(const unsigned char manifest[32], struct span token, void *arg,
    utc_t *ret_when, struct err *e)
{
	struct timestamp t;

	if (token_verify(arg, token, manifest, &t, e) != 0)
		return -1;
	*ret_when = t.when;
	return 0;
}

static void
seal_leaf(struct span manifest, const unsigned char *signer, void *arg)
{
	struct verify_seals *v = arg;
	struct seals_log *l = &v->log;

	if (l->n == 0 && signer != NULL)
		seals_origin(signer, l->origin);
	l->v = mem_grow(l->v, &v->cap, l->n + 1, sizeof(*l->v));
	merkle_leaf(manifest, &l->v[l->n++]);
}

/* Seals follow the snapshots, so that each is grown from the one before. */
static const struct sealed_root *
root_of(struct verify_seals *v, uint64_t size)
{
	struct sealed_root *r;

	if (size < v->edge.size || size > v->log.n)
		return NULL;
	while (v->edge.size < size)
		if (merkle_append(&v->edge, &v->log.v[v->edge.size]) != 0)
			return NULL;
	v->roots = mem_grow(v->roots, &v->roots_cap, v->roots_n + 1,
	    sizeof(*v->roots));
	r = &v->roots[v->roots_n++];
	r->size = size;
	merkle_edge_root(&v->edge, &r->root);
	return r;
}

static int
by_size(const void *key, const void *of)
{
	const uint64_t *a = key;
	const struct sealed_root *b = of;

	return (*a > b->size) - (*a < b->size);
}

static int
tree_is(const struct verify_seals *v, const struct sealed_root *r,
    const struct checkpoint *c, struct err *e)
{
	if (!span_is(c->origin, v->log.origin))
		return err_set(e, ERR_DATA,
		    "log origin: it is of another log");
	if (!merkle_eq(&r->root, &c->root))
		return err_set(e, ERR_DATA,
		    "log root: the MANIFESTs of the first %llu snapshots give "
		    "another",
		    (unsigned long long)r->size);
	return 0;
}

static int
seal_checkpoint(const struct store_sealed *s, void *arg, struct err *e)
{
	struct verify_seals *v = arg;
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	const struct sealed_root *r = root_of(v, s->size);
	struct checkpoint_key key;

	if (checkpoint_parse(s->note, c, e) != 0)
		return -1;
	if (r == NULL || c->size != s->size)
		return err_set(e, ERR_DATA,
		    "log size: it says %llu snapshots where there are %llu",
		    (unsigned long long)c->size, (unsigned long long)s->size);
	if (tree_is(v, r, c, e) != 0 ||
	    checkpoint_key(CHECKPOINT_LOG, c->origin, s->signer, &key, e) != 0)
		return -1;
	return checkpoint_verify(c, &key, e) != 0 ?
	    err_wrap(e, "log signature") :
	    0;
}

/* Of a checkpoint that the branch had. */
static int
seal_witness(struct span name, uint64_t size, struct span note, void *arg,
    struct err *e)
{
	const struct verify_seals *v = arg;
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	const struct sealed_root *r = v->roots_n == 0 ?
	    NULL :
	    bsearch(&size, v->roots, v->roots_n, sizeof(*v->roots), by_size);

	(void)name;
	if (checkpoint_parse(note, c, e) != 0)
		return -1;
	if (r == NULL || c->size != size)
		return err_set(e, ERR_DATA,
		    "log size: no seal is over %llu snapshots",
		    (unsigned long long)c->size);
	return tree_is(v, r, c, e);
}

void
verify_seals_open(struct verify_seals *v, struct span tsas,
    struct store_trust *trust)
{
	memset(v, 0, sizeof(*v));
	v->tsas = tsas;
	v->fns = (struct store_seals){ seal_leaf, seal_checkpoint, seal_token,
		seal_witness, v };
	trust->seals = &v->fns;
}
