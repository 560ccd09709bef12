/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer logs in the dataset. */
#include "cmd/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ENTRY(net, from, to)                                                  \
	"{\"ip4nets\":{\"transfer_set\":[{\"start_address\":\"" net           \
	".0\",\"end_address\":\"" net ".255\"}]},"                            \
	"\"source_rir\":\"" from "\",\"recipient_rir\":\"" to "\","           \
	"\"transfer_date\":\"2020-02-03T04:05:06Z\","                         \
	"\"type\":\"RESOURCE_TRANSFER\"}"
#define LOG(entries)                                                          \
	"{\"version\":{\"stats_version\":\"4.0\",\"producer\":\"ARIN\"},\n"   \
	"\"transfers\":[\n" entries "]}\n"

static size_t
log_source(enum publisher pub)
{
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].kind == SK_TRANSFERS &&
		    sources[i].publisher == pub)
			return i;
	fail_msg("%s has no transfer log", pub_name(pub));
	return 0;
}

static void
read_with(struct dataset *d, const char *text)
{
	struct artefact *a;

	dataset_init(d);
	a = &d->art[log_source(PUB_ARIN)];
	a->present = text != NULL;
	a->bytes = text != NULL ? span_of(text) : a->bytes;
	dataset_read(d, NULL, NULL);
}

static void
each_registry_has_a_log(void **state)
{
	(void)state;
	for (int r = 0; r < RIR_N; r++) {
		const struct source *s =
		    &sources[log_source((enum publisher)r)];
		AUTO_BUF path = { 0 };

		buf_fmt(&path, "transfers/%s/transfers_latest.json",
		    pub_name((enum publisher)r));
		assert_string_equal(s->path, path.p);
	}
}

/* The cited bytes are the entry, whole and verbatim. */
static void
an_entry_can_be_cited(void **state)
{
	static const char good[] = ENTRY("192.0.2", "ARIN", "APNIC");
	AUTO(dataset_clear) struct dataset d = { 0 };
	const struct transferlog *l;
	struct span cited;

	(void)state;
	read_with(&d, LOG("42,\n" ENTRY("192.0.2", "ARIN", "APNIC") "\n"));
	l = dataset_log(&d, PUB_ARIN);
	assert_non_null(l);
	assert_int_equal(l->entries, 2);
	assert_int_equal(l->n, 1);
	assert_int_equal(l->notes[TN_ENTRY_BAD].count, 1);
	assert_int_equal(l->v[0].at.line, 4);
	cited = span_sub(d.art[log_source(PUB_ARIN)].bytes, l->v[0].at.offset,
	    l->v[0].at.len);
	assert_true(span_is(cited, good));
}

static void
without_a_head_there_is_no_log(void **state)
{
	static const char *const none[] = { NULL, "",
		"<!DOCTYPE html><title>Maintenance</title>", "{}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		AUTO(dataset_clear) struct dataset d = { 0 };

		read_with(&d, none[i]);
		for (size_t r = 0; r < RIR_N; r++)
			assert_null(dataset_log(&d, r));
	}
}

/* From what a log does not list something follows only where it is whole. */
static void
a_log_without_entries_is_whole(void **state)
{
	static const struct {
		const char *text;
		bool whole;
	} v[] = { { LOG(""), true }, { LOG("42"), false },
		{ LOG(ENTRY("192.0.2", "ARIN", "APNIC")), true },
		{ LOG(ENTRY("192.0.999", "ARIN", "APNIC")), false },
		{ LOG("{}"), false }, { LOG("{"), false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO(dataset_clear) struct dataset d = { 0 };
		const struct transferlog *l;

		read_with(&d, v[i].text);
		l = dataset_log(&d, PUB_ARIN);
		assert_non_null(l);
		assert_int_equal(transferlog_whole(l), v[i].whole);
	}
}

static void
one_registry_s_log_is_no_other_s(void **state)
{
	AUTO(dataset_clear) struct dataset d = { 0 };

	(void)state;
	read_with(&d, LOG(ENTRY("192.0.2", "ARIN", "APNIC")));
	for (size_t r = 0; r < RIR_N; r++)
		assert_int_equal(dataset_log(&d, r) != NULL, r == PUB_ARIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_registry_has_a_log),
		cmocka_unit_test(an_entry_can_be_cited),
		cmocka_unit_test(without_a_head_there_is_no_log),
		cmocka_unit_test(a_log_without_entries_is_whole),
		cmocka_unit_test(one_registry_s_log_is_no_other_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
