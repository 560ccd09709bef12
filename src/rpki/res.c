/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/res.h"

#include "rpki/der.h"

#include <stdlib.h>

void
res_clear(struct res *r)
{
	if (r == NULL)
		return;
	for (size_t f = 0; f < FAM_N; f++)
		rset_clear(&r->set[f]);
	*r = (struct res){ 0 };
}

enum reason
res_prefix(enum family f, struct span bytes, size_t bits, struct range *ret)
{
	size_t width = f == FAM_IPV4 ? 32 : 128;
	num_t n = 0;
	size_t left;

	MUST(bits <= width, RR_IP_FORM);
	for (size_t i = 0; i < bytes.n; i++)
		n = n << 8 | bytes.p[i];
	/* Bytes hold bits rounded up to eights. */
	left = width - bytes.n * 8;
	n = left == 128 ? 0 : n << left;
	ret->lo = n;
	ret->hi = bits == width ? n : n | num_max(f) >> bits;
	return RR_OK;
}

/* The set's next entry: behind the one before and not adjacent to it. */
static enum reason
add(struct rset *s, struct range r, enum reason order)
{
	if (s->n != 0) {
		num_t last = s->v[s->n - 1].hi;

		MUST(r.lo > last && r.lo - 1 != last, order);
	}
	MUST(s->n < RES_ENTRIES_MAX, RR_RES_MANY);
	rset_add(s, r);
	return RR_OK;
}

/* A range that one prefix could say must be said so. */
static bool
is_prefix(struct range r)
{
	num_t x = r.lo ^ r.hi;

	return (x & (x + 1)) == 0 && (r.lo & x) == 0 && (r.hi & x) == x;
}

static enum reason
ip_range(enum family f, struct der *d, struct range *ret)
{
	struct der in;
	struct span bytes;
	size_t bits;
	struct range lo, hi;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_IP_FORM);
	TRY_AS(der_bits(&in, &bytes, &bits), RR_IP_FORM);
	TRY(res_prefix(f, bytes, bits, &lo));
	TRY_AS(der_bits(&in, &bytes, &bits), RR_IP_FORM);
	TRY(res_prefix(f, bytes, bits, &hi));
	TRY_AS(der_end(&in), RR_IP_FORM);
	*ret = (struct range){ lo.lo, hi.hi };
	MUST(ret->lo <= ret->hi && !is_prefix(*ret), RR_IP_RANGE);
	return RR_OK;
}

static enum reason
ip_list(enum family f, struct der *d, struct rset *ret)
{
	struct der in;
	struct span bytes;
	size_t bits;
	struct range r;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_IP_FORM);
	MUST(der_more(&in), RR_IP_EMPTY);
	while (der_more(&in)) {
		if (der_is(&in, DER_SEQ))
			TRY(ip_range(f, &in, &r));
		else {
			TRY_AS(der_bits(&in, &bytes, &bits), RR_IP_FORM);
			TRY(res_prefix(f, bytes, bits, &r));
		}
		TRY(add(ret, r, RR_IP_ORDER));
	}
	return RR_OK;
}

static enum reason
ip_family(struct der *d, unsigned *last, struct res *ret)
{
	struct der in;
	struct span v;
	enum family f;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_IP_FORM);
	TRY_AS(der_get(&in, DER_OCTETS, &v), RR_IP_FORM);
	MUST(v.n != 3, RR_IP_SAFI);
	MUST(v.n == 2 && v.p[0] == 0 && (v.p[1] == 1 || v.p[1] == 2) &&
		v.p[1] > *last,
	    RR_IP_AFI);
	*last = v.p[1];
	f = v.p[1] == 1 ? FAM_IPV4 : FAM_IPV6;
	if (der_is(&in, DER_NULL)) {
		TRY_AS(der_get(&in, DER_NULL, &v), RR_IP_FORM);
		ret->inherit[f] = true;
	} else
		TRY(ip_list(f, &in, &ret->set[f]));
	return der_end(&in) == RR_OK ? RR_OK : RR_IP_FORM;
}

enum reason
res_ip_parse(struct span v, struct res *ret)
{
	struct der d = der_of(v), in;
	unsigned last = 0;

	ret->ip = true;
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_IP_FORM);
	TRY_AS(der_end(&d), RR_IP_FORM);
	MUST(der_more(&in), RR_IP_EMPTY);
	while (der_more(&in))
		TRY(ip_family(&in, &last, ret));
	return RR_OK;
}

static enum reason
as_entry(struct der *d, struct range *ret)
{
	struct der in;
	uint64_t lo, hi;

	if (!der_is(d, DER_SEQ)) {
		TRY_AS(der_uint(d, UINT32_MAX, &lo), RR_AS_RANGE);
		*ret = (struct range){ lo, lo };
		return RR_OK;
	}
	TRY_AS(der_in(d, DER_SEQ, &in), RR_AS_FORM);
	TRY_AS(der_uint(&in, UINT32_MAX, &lo), RR_AS_RANGE);
	TRY_AS(der_uint(&in, UINT32_MAX, &hi), RR_AS_RANGE);
	TRY_AS(der_end(&in), RR_AS_FORM);
	MUST(lo < hi, RR_AS_RANGE);
	*ret = (struct range){ lo, hi };
	return RR_OK;
}

/* asnum's choice: NULL or a list. */
static enum reason
as_choice(struct der *d, struct res *ret)
{
	struct der in;
	struct span v;
	struct range r;

	if (der_is(d, DER_NULL)) {
		TRY_AS(der_get(d, DER_NULL, &v), RR_AS_FORM);
		ret->inherit[FAM_ASN] = true;
		return RR_OK;
	}
	TRY_AS(der_in(d, DER_SEQ, &in), RR_AS_FORM);
	MUST(der_more(&in), RR_AS_EMPTY);
	while (der_more(&in)) {
		TRY(as_entry(&in, &r));
		TRY(add(&ret->set[FAM_ASN], r, RR_AS_ORDER));
	}
	return RR_OK;
}

enum reason
res_as_parse(struct span v, struct res *ret)
{
	struct der d = der_of(v), in, asnum;

	ret->as = true;
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_AS_FORM);
	TRY_AS(der_end(&d), RR_AS_FORM);
	MUST(der_more(&in), RR_AS_EMPTY);
	MUST(!der_is(&in, DER_CONTEXT(1)), RR_AS_RDI);
	TRY_AS(der_in(&in, DER_CONTEXT(0), &asnum), RR_AS_FORM);
	MUST(!der_is(&in, DER_CONTEXT(1)), RR_AS_RDI);
	TRY_AS(der_end(&in), RR_AS_FORM);
	TRY(as_choice(&asnum, ret));
	return der_end(&asnum) == RR_OK ? RR_OK : RR_AS_FORM;
}

bool
res_inherits_all(const struct res *r)
{
	return res_inherits_any(r) && r->set[FAM_ASN].n == 0 &&
	    r->set[FAM_IPV4].n == 0 && r->set[FAM_IPV6].n == 0;
}

bool
res_inherits_any(const struct res *r)
{
	return r->inherit[FAM_ASN] || r->inherit[FAM_IPV4] ||
	    r->inherit[FAM_IPV6];
}

enum reason
res_within(const struct res *inner, const struct res *outer)
{
	for (size_t f = 0; f < FAM_N; f++)
		for (size_t i = 0; i < inner->set[f].n; i++)
			MUST(rset_has(&outer->set[f], inner->set[f].v[i]),
			    f == FAM_ASN ? RR_OVERCLAIM_AS : RR_OVERCLAIM_IP);
	return RR_OK;
}

void
res_effective(const struct res *own, const struct res *issuer, struct res *ret)
{
	static const struct rset none;

	*ret = (struct res){ .ip = own->ip, .as = own->as };
	for (size_t f = 0; f < FAM_N; f++)
		rset_or(own->inherit[f] ? &issuer->set[f] : &own->set[f],
		    &none, &ret->set[f]);
}

void
res_shrink(struct res *r)
{
	for (size_t f = 0; f < FAM_N; f++) {
		struct rset *s = &r->set[f];

		if (s->n != 0 && s->n < s->cap) {
			s->v = mem_resize(s->v, s->n, sizeof(*s->v));
			s->cap = s->n;
		}
	}
}
