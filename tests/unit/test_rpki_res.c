/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3779 resources: every form that is one, and those that are none. */
#include "tests/rpki/gen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP6 (~(num_t)0)

static void
prefix(struct buf *list, uint32_t addr, unsigned len)
{
	unsigned char a[4];

	for (unsigned i = 0; i < 4; i++)
		a[i] = (unsigned char)(addr >> (24 - 8 * i));
	d_bits(list, (struct span){ a, (len + 7) / 8 }, (8 - len % 8) % 8);
}

static void
range(struct buf *list, uint32_t lo, unsigned lo_len, uint32_t hi,
    unsigned hi_len)
{
	AUTO_BUF in = { 0 };

	prefix(&in, lo, lo_len);
	prefix(&in, hi, hi_len);
	d_wrap(list, DER_SEQ, &in);
}

static void
family(struct buf *blocks, struct span afi, const struct buf *list)
{
	AUTO_BUF fam = { 0 };

	d_tlv(&fam, DER_OCTETS, afi);
	if (list == NULL)
		d_tlv(&fam, DER_NULL, (struct span){ NULL, 0 });
	else
		d_wrap(&fam, DER_SEQ, list);
	d_wrap(blocks, DER_SEQ, &fam);
}

static enum reason
parse(const struct buf *blocks, struct res *ret)
{
	AUTO_BUF v = { 0 };

	d_wrap(&v, DER_SEQ, blocks);
	assert_int_equal(der_check(buf_view(&v)), RR_OK);
	return res_ip_parse(buf_view(&v), ret);
}

static enum reason
v4(const struct buf *list)
{
	AUTO_RES r = { 0 };
	AUTO_BUF blocks = { 0 };

	family(&blocks, OID("\x00\x01"), list);
	return parse(&blocks, &r);
}

static void
whole_families_have_both_ends(void **state)
{
	AUTO_RES r = { 0 };
	AUTO_BUF list = { 0 };
	AUTO_BUF blocks = { 0 };

	(void)state;
	d_bits(&list, (struct span){ NULL, 0 }, 0);
	family(&blocks, OID("\x00\x01"), &list);
	family(&blocks, OID("\x00\x02"), &list);
	assert_int_equal(parse(&blocks, &r), RR_OK);
	assert_int_equal(r.set[FAM_IPV4].n, 1);
	assert_true(r.set[FAM_IPV4].v[0].lo == 0 &&
	    r.set[FAM_IPV4].v[0].hi == UINT32_MAX);
	assert_true(
	    r.set[FAM_IPV6].v[0].lo == 0 && r.set[FAM_IPV6].v[0].hi == TOP6);
}

static void
bits_become_addresses(void **state)
{
	unsigned char all[17];
	struct range r;

	(void)state;
	memset(all, 0xff, sizeof(all));
	assert_int_equal(
	    res_prefix(FAM_IPV6, (struct span){ all, 16 }, 128, &r), RR_OK);
	assert_true(r.lo == TOP6 && r.hi == TOP6);
	assert_int_equal(res_prefix(FAM_IPV6,
			     OID("\0\0\0\0\0\0\0\0\0\0\0\0"
				 "\0\0\0\1"),
			     128, &r),
	    RR_OK);
	assert_true(r.lo == 1 && r.hi == 1);
	assert_int_equal(res_prefix(FAM_IPV4, OID("\x0a\0\0\1"), 32, &r),
	    RR_OK);
	assert_true(r.lo == 0x0a000001 && r.hi == 0x0a000001);
	assert_int_equal(
	    res_prefix(FAM_IPV6, (struct span){ all, 17 }, 129, &r),
	    RR_IP_FORM);
	assert_int_equal(res_prefix(FAM_IPV4, (struct span){ all, 4 }, 32, &r),
	    RR_OK);
	assert_true(r.lo == UINT32_MAX && r.hi == UINT32_MAX);
	assert_int_equal(res_prefix(FAM_IPV4, (struct span){ all, 5 }, 33, &r),
	    RR_IP_FORM);
	assert_int_equal(res_prefix(FAM_IPV4, OID("\x0a\x80"), 9, &r), RR_OK);
	assert_true(r.lo == 0x0a800000 && r.hi == 0x0affffff);
}

static void
lists_are_canonical(void **state)
{
	static const struct {
		uint32_t a, b;
		unsigned a_len, b_len;
		enum reason want;
	} pairs[] = {
		{ 0x0a000000, 0x0a020000, 16, 16, RR_OK },
		{ 0x0a000000, 0x0a010000, 16, 16, RR_IP_ORDER }, /* adjacent */
		{ 0x0a000000, 0x0a000000, 16, 16, RR_IP_ORDER },
		{ 0x0a000000, 0x0a008000, 16, 17, RR_IP_ORDER },
		{ 0x0a020000, 0x0a000000, 16, 16, RR_IP_ORDER },
		{ 0xffffff00, 0x00000000, 24, 24, RR_IP_ORDER }, /* no wrap */
		{ 0x00000000, 0xffffff00, 24, 24, RR_OK },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		AUTO_BUF list = { 0 };

		prefix(&list, pairs[i].a, pairs[i].a_len);
		prefix(&list, pairs[i].b, pairs[i].b_len);
		assert_int_equal(v4(&list), pairs[i].want);
	}
}

static void
ranges_are_what_no_prefix_says(void **state)
{
	static const struct {
		uint32_t lo, hi;
		unsigned lo_len, hi_len;
		enum reason want;
	} cases[] = {
		{ 0x0a000000, 0x0a020000, 8, 16, RR_OK },
		{ 0x0a000000, 0x0a010000, 8, 16, RR_IP_RANGE }, /* a /15 */
		{ 0x0a000000, 0x0a000000, 16, 16, RR_IP_RANGE },
		{ 0x0a020000, 0x0a000000, 16, 16, RR_IP_RANGE },
		{ 0, 0xff000000, 0, 8, RR_IP_RANGE }, /* all there is */
		{ 0x00000001, 0xff000000, 32, 8, RR_OK },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO_BUF list = { 0 };

		range(&list, cases[i].lo, cases[i].lo_len, cases[i].hi,
		    cases[i].hi_len);
		assert_int_equal(v4(&list), cases[i].want);
	}
}

static void
families_are_known_and_in_order(void **state)
{
	static const struct {
		struct span a, b;
		enum reason want;
	} cases[] = {
		{ { (const unsigned char *)"\0\1", 2 },
		    { (const unsigned char *)"\0\2", 2 }, RR_OK },
		{ { (const unsigned char *)"\0\2", 2 },
		    { (const unsigned char *)"\0\1", 2 }, RR_IP_AFI },
		{ { (const unsigned char *)"\0\1", 2 },
		    { (const unsigned char *)"\0\1", 2 }, RR_IP_AFI },
		{ { (const unsigned char *)"\0\1", 2 },
		    { (const unsigned char *)"\0\3", 2 }, RR_IP_AFI },
		{ { (const unsigned char *)"\0\1\1", 3 },
		    { (const unsigned char *)"\0\2", 2 }, RR_IP_SAFI },
		{ { (const unsigned char *)"\1", 1 },
		    { (const unsigned char *)"\0\2", 2 }, RR_IP_AFI },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO_RES r = { 0 };
		AUTO_BUF blocks = { 0 };

		family(&blocks, cases[i].a, NULL);
		family(&blocks, cases[i].b, NULL);
		assert_int_equal(parse(&blocks, &r), cases[i].want);
		if (cases[i].want == RR_OK)
			assert_true(res_inherits_all(&r));
	}
}

static enum reason
as(struct span der, struct res *ret)
{
	assert_int_equal(der_check(der), RR_OK);
	return res_as_parse(der, ret);
}

static void
as_numbers(void **state)
{
	static const struct {
		struct span der;
		enum reason want;
	} cases[] = {
#define DER(s) { (const unsigned char *)(s), sizeof(s) - 1 }
		/* 0-4294967295 */
		{ DER("\x30\x10\xa0\x0e\x30\x0c\x30\x0a\x02\x01\x00\x02\x05"
		      "\x00\xff\xff\xff\xff"),
		    RR_OK },
		/* 0-4294967296 */
		{ DER("\x30\x10\xa0\x0e\x30\x0c\x30\x0a\x02\x01\x00\x02\x05"
		      "\x01\x00\x00\x00\x00"),
		    RR_AS_RANGE },
		/* 1, 3 */
		{ DER("\x30\x0a\xa0\x08\x30\x06\x02\x01\x01\x02\x01\x03"),
		    RR_OK },
		/* 1, 2: one range */
		{ DER("\x30\x0a\xa0\x08\x30\x06\x02\x01\x01\x02\x01\x02"),
		    RR_AS_ORDER },
		/* 3, 1 */
		{ DER("\x30\x0a\xa0\x08\x30\x06\x02\x01\x03\x02\x01\x01"),
		    RR_AS_ORDER },
		/* 1-1 */
		{ DER("\x30\x0c\xa0\x0a\x30\x08\x30\x06\x02\x01\x01\x02\x01"
		      "\x01"),
		    RR_AS_RANGE },
		/* -1 */
		{ DER("\x30\x07\xa0\x05\x30\x03\x02\x01\xff"), RR_AS_RANGE },
		/* none */
		{ DER("\x30\x04\xa0\x02\x30\x00"), RR_AS_EMPTY },
		{ DER("\x30\x00"), RR_AS_EMPTY },
		/* inherited */
		{ DER("\x30\x04\xa0\x02\x05\x00"), RR_OK },
		/* routing domains, alone and beside */
		{ DER("\x30\x04\xa1\x02\x05\x00"), RR_AS_RDI },
		{ DER("\x30\x08\xa0\x02\x05\x00\xa1\x02\x05\x00"), RR_AS_RDI },
#undef DER
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO_RES r = { 0 };

		assert_int_equal(as(cases[i].der, &r), cases[i].want);
	}
}

static void
an_heir_holds_what_its_issuer_holds(void **state)
{
	AUTO_RES issuer = { 0 };
	AUTO_RES own = { 0 };
	AUTO_RES sum = { 0 };

	(void)state;
	rset_add(&issuer.set[FAM_IPV4], (struct range){ 100, 199 });
	rset_add(&issuer.set[FAM_ASN], (struct range){ 1, 9 });
	own.inherit[FAM_IPV4] = true;
	rset_add(&own.set[FAM_ASN], (struct range){ 2, 3 });
	assert_int_equal(res_within(&own, &issuer), RR_OK);
	res_effective(&own, &issuer, &sum);
	assert_true(rset_has(&sum.set[FAM_IPV4], (struct range){ 100, 199 }));
	assert_true(rset_has(&sum.set[FAM_ASN], (struct range){ 2, 3 }));
	assert_false(rset_meets(&sum.set[FAM_ASN], (struct range){ 4, 9 }));
	rset_add(&own.set[FAM_ASN], (struct range){ 9, 10 });
	assert_int_equal(res_within(&own, &issuer), RR_OVERCLAIM_AS);
	rset_clear(&own.set[FAM_ASN]);
	rset_add(&own.set[FAM_IPV6], (struct range){ TOP6, TOP6 });
	assert_int_equal(res_within(&own, &issuer), RR_OVERCLAIM_IP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_families_have_both_ends),
		cmocka_unit_test(bits_become_addresses),
		cmocka_unit_test(lists_are_canonical),
		cmocka_unit_test(ranges_are_what_no_prefix_says),
		cmocka_unit_test(families_are_known_and_in_order),
		cmocka_unit_test(as_numbers),
		cmocka_unit_test(an_heir_holds_what_its_issuer_holds),
	};

	return cmocka_run_group_tests_name("rpki res", tests, NULL, NULL);
}
