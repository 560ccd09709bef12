/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NRO's files, feeds of changes and RDAP bootstrap in the dataset. */
#include "cmd/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAIR                                                                  \
	"apnic|AU|asn|10|5|20100101|assigned|B1|e-stats\n"                    \
	"arin|US|asn|12|9|20100101|assigned|C1|e-stats\n\n"

static size_t
put(struct dataset *d, const char *id, const char *text)
{
	size_t i = source_index(source_find(id));

	d->art[i].present = true;
	d->art[i].bytes = span_of(text);
	return i;
}

static void
each_is_read_by_its_kind(void **state)
{
	struct dataset d;

	(void)state;
	dataset_init(&d);
	put(&d, "nro-conflicts", PAIR);
	put(&d, "nro-unclaimed",
	    "arin|ZZ|asn|90|1|20250921|available|arin|iana\n");
	put(&d, "apnic-changes",
	    "{\"count\":0,\"stats-begin\":\"https://a/1\",\"stats-end\":"
	    "\"https://a/2\",\"timestamp\":\"2026-01-02T00:00:00Z\","
	    "\"version\":\"0.1\"}\n");
	put(&d, "rdap-ipv4",
	    "{\"version\":\"1.0\",\"publication\":\"2026-01-02T00:00:00Z\","
	    "\"services\":[[[\"41.0.0.0/8\"],"
	    "[\"https://rdap.afrinic.net/rdap/\"]]]}");
	dataset_read(&d, NULL, NULL);
	assert_int_equal(d.nro[NRO_CONFLICTS].pairs_n, 1);
	assert_int_equal(d.nro[NRO_UNCLAIMED].stats.n, 1);
	assert_int_equal(d.nro[NRO_OVERCLAIMED].stats.n, 0);
	assert_true(changefeed_whole(&d.feed[PUB_APNIC]));
	assert_false(d.feed[PUB_ARIN].has_head);
	assert_int_equal(d.boot[FAM_IPV4].n, 1);
	assert_int_equal(d.boot[FAM_IPV4].services[0].rir, PUB_AFRINIC);
	assert_int_equal(d.boot[FAM_IPV6].n, 0);
	dataset_clear(&d);
}

/* An absent list, a cut one, and nothing at all once, say nothing. */
static void
a_list_counts_where_it_is_whole(void **state)
{
	struct dataset d;
	size_t i;

	(void)state;
	dataset_init(&d);
	assert_null(dataset_nro(&d, NRO_CONFLICTS));
	i = put(&d, "nro-conflicts", PAIR);
	dataset_read(&d, NULL, NULL);
	assert_ptr_equal(dataset_nro(&d, NRO_CONFLICTS), &d.art[i]);
	dataset_clear(&d);

	dataset_init(&d);
	put(&d, "nro-conflicts", "apnic|AU|asn|10|5|2010");
	dataset_read(&d, NULL, NULL);
	assert_null(dataset_nro(&d, NRO_CONFLICTS));
	dataset_clear(&d);

	dataset_init(&d);
	i = put(&d, "nro-conflicts", "");
	dataset_read(&d, NULL, NULL);
	assert_null(dataset_nro(&d, NRO_CONFLICTS));
	strcpy(d.prov.fetches[i].sha256, "ab");
	strcpy(d.prov.fetches[i].sha256_first, "ab");
	assert_non_null(dataset_nro(&d, NRO_CONFLICTS));
	dataset_clear(&d);
}

/* Two sources of one kind must not be read into one place. */
static void
a_second_source_of_a_kind_is_passed_over(void **state)
{
	struct source s = { .id = "nro-conflicts-too",
		.publisher = PUB_NRO,
		.kind = SK_NRO_CONFLICTS,
		.url = "https://example.net/x",
		.max = 1 << 20 };
	struct err e = { 0 };
	struct dataset d;

	(void)state;
	assert_int_equal(source_add(&s, &e), 0);
	dataset_init(&d);
	put(&d, "nro-conflicts", PAIR);
	put(&d, s.id, PAIR PAIR);
	dataset_read(&d, NULL, NULL);
	assert_int_equal(d.nro[NRO_CONFLICTS].pairs_n, 1);
	dataset_clear(&d);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(each_is_read_by_its_kind),
		cmocka_unit_test(a_list_counts_where_it_is_whole),
		cmocka_unit_test(a_second_source_of_a_kind_is_passed_over),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
