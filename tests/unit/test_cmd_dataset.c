/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer logs and signatures in the dataset. */
#include "cmd/load.h"
#include "tests/pgp/pgp_make.h"

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

#define FILE_TEXT                                                             \
	"2|apnic|20240101|0|19830101|20240101|+0000\n"                        \
	"apnic|*|asn|*|0|summary\n"

/* The state of APNIC's signature, with these keys pinned; NULL: none. */
static struct detached
signed_by(unsigned char key, const char *apnic, const char *arin)
{
	AUTO(dataset_clear) struct dataset d = { 0 };
	AUTO_BUF asc = { 0 };
	AUTO_FREE char *p = apnic == NULL ? NULL : mem_strdup(apnic);
	AUTO_FREE char *q = arin == NULL ? NULL : mem_strdup(arin);
	char *pins[RIR_N] = { [PUB_APNIC] = p, [PUB_ARIN] = q };
	size_t i = source_index(source_find("apnic-extended"));
	struct artefact *a;

	dataset_init(&d);
	d.art[i].present = true;
	d.art[i].bytes = span_of(FILE_TEXT);
	if (key != 0) {
		pgp_make_asc(key, span_of(FILE_TEXT), 1700000000, &asc);
		a = &d.art[source_index(source_find("apnic-extended-asc"))];
		a->present = true;
		a->bytes = buf_view(&asc);
	}
	dataset_read(&d, NULL, pins);
	return d.sig[i];
}

/* Each registry's by its own keys alone; a pin that is no key is none. */
static void
signatures_are_judged_by_the_registry_s_pin(void **state)
{
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };

	(void)state;
	pgp_make_pin(1, &one);
	pgp_make_pin(2, &two);
	assert_int_equal(signed_by(0, one.p, NULL).state, SIG_ABSENT);
	assert_int_equal(signed_by(0, one.p, NULL).made, TIME_NONE);
	assert_int_equal(signed_by(1, NULL, NULL).state, SIG_UNJUDGED);
	assert_int_equal(signed_by(1, NULL, one.p).state, SIG_UNJUDGED);
	assert_int_equal(signed_by(1, "AAAA", NULL).state, SIG_UNJUDGED);
	assert_int_equal(signed_by(1, one.p, two.p).state, SIG_GOOD);
	assert_int_equal(signed_by(1, one.p, two.p).made, 1700000000);
	assert_int_equal(signed_by(1, two.p, one.p).state, SIG_OTHER_KEY);
}

static void
each_statistics_file_may_have_a_signature(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sources_built_in(); i++) {
		AUTO_BUF id = { 0 };
		AUTO_BUF url = { 0 };
		const struct source *s;

		if (sources[i].kind != SK_STATS_EXTENDED &&
		    sources[i].kind != SK_STATS_PLAIN)
			continue;
		buf_fmt(&id, "%s-asc", sources[i].id);
		buf_fmt(&url, "%s.asc", sources[i].url);
		s = source_find(id.p);
		assert_non_null(s);
		assert_int_equal(s->kind, SK_ASC);
		assert_string_equal(s->url, url.p);
		assert_int_equal(s->until, sources[i].until);
		n++;
	}
	assert_int_equal(n, 2 * RIR_N);
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
		cmocka_unit_test(signatures_are_judged_by_the_registry_s_pin),
		cmocka_unit_test(each_statistics_file_may_have_a_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
