/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers to text and back against the C library's, on random addresses with
 * many zeros and on random mutations of their text. */
#include "num/range.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 200000

static uint64_t seed = 0x2545f4914f6cdd1du;

static uint32_t
below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % n);
}

/* Groups of 0, 1, few bits or all bits. */
static num_t
address(void)
{
	num_t n = 0;

	for (int i = 0; i < 8; i++) {
		static const uint32_t width[] = { 1, 2, 16, 256, 65536 };

		n = n << 16 | below(width[below(5)]);
	}
	return n;
}

static void
bytes_of(num_t n, unsigned char b[16])
{
	for (int i = 15; i >= 0; i--, n >>= 8)
		b[i] = (unsigned char)n;
}

static void
as_the_library(const char *t)
{
	unsigned char b[16], got[16];
	char again[NUM_TEXT];
	bool canon = false;
	num_t n = 0;
	int r = num_parse(FAM_IPV6, span_of(t), &n, &canon);

	assert_int_equal(r, inet_pton(AF_INET6, t, b) == 1 ? 0 : -1);
	if (r != 0)
		return;
	bytes_of(n, got);
	assert_memory_equal(b, got, 16);
	assert_non_null(inet_ntop(AF_INET6, b, again, sizeof(again)));
	assert_int_equal(canon, strcmp(t, again) == 0);
}

static void
ipv6_reads_and_prints_as_the_library(void **state)
{
	static const char bytes[] = "0123456789abcdefABF:::..";

	(void)state;
	for (int k = 0; k < ROUNDS; k++) {
		num_t n = k == 0 ? 0 : k == 1 ? ~(num_t)0 : address();
		unsigned char b[16];
		char want[NUM_TEXT], t[NUM_TEXT];
		size_t len;

		bytes_of(n, b);
		assert_non_null(inet_ntop(AF_INET6, b, want, sizeof(want)));
		assert_string_equal(num_text(FAM_IPV6, n, t), want);
		as_the_library(t);
		/* The same text, with one byte changed, lost or doubled. */
		len = strlen(t);
		t[below((uint32_t)len)] = bytes[below(sizeof(bytes) - 1)];
		as_the_library(t);
		len = below((uint32_t)len);
		memmove(t + len, t + len + 1, strlen(t + len));
		as_the_library(t);
		snprintf(t, sizeof(t), "%.*s:%s", (int)len, want, want + len);
		as_the_library(t);
	}
}

static void
ipv4_reads_and_prints_as_scanf(void **state)
{
	(void)state;
	for (int k = 0; k < ROUNDS; k++) {
		uint32_t v = k == 0 ? 0 :
		    k == 1	    ? UINT32_MAX :
				      (uint32_t)address();
		char t[NUM_TEXT], want[NUM_TEXT];
		bool canon = false;
		num_t n;

		snprintf(want, sizeof(want), "%u.%u.%u.%u", v >> 24,
		    v >> 16 & 255, v >> 8 & 255, v & 255);
		assert_string_equal(num_text(FAM_IPV4, v, t), want);
		assert_int_equal(num_parse(FAM_IPV4, span_of(t), &n, &canon),
		    0);
		assert_true(canon && n == v);
		snprintf(want, sizeof(want), "%u", v);
		assert_string_equal(num_text(FAM_ASN, v, t), want);
		/* Octal, decimal or short: 03 digits at most, never eight. */
		snprintf(t, sizeof(t), "%03u.%u.%02u.%u", v >> 24,
		    v >> 16 & 255, v >> 8 & 255, v & 255);
		assert_int_equal(num_parse(FAM_IPV4, span_of(t), &n, &canon),
		    0);
		assert_true(n == v);
		assert_int_equal(canon, v >> 24 > 99 && (v >> 8 & 255) > 9);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv6_reads_and_prints_as_the_library),
		cmocka_unit_test(ipv4_reads_and_prints_as_scanf),
	};

	printf("seed %llx\n", (unsigned long long)seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
