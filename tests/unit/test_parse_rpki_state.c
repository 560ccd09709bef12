/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/rpki_state.h"
#include "unit.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BLOB "0123456789abcdef0123456789abcdef01234567"
#define ANCHOR "anchor https://a.test/ta.cer 2026-01-01T00:00:00Z " SHA " -\n"

static void
objects_are_read(void **state)
{
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(
	    rpki_state_parse(
		span_of(RPKI_STATE_HEAD ANCHOR
		    "repository https://a.test/n.xml - nothing - 0 - 0 - it "
		    "is gone\n"
		    "rsync rsync://b.test/c/\n"
		    "object https://a.test/ta.cer " SHA " " BLOB "\n"
		    "object rsync://a.test/b.roa " SHA " " BLOB "\n"),
		&s, &e),
	    0);
	assert_true(span_is(s.anchor, "https://a.test/ta.cer"));
	assert_int_equal(s.n, 2);
	assert_true(span_is(s.v[1].uri, "rsync://a.test/b.roa"));
	assert_true(span_is(s.v[1].sha256, SHA));
	assert_true(span_is(s.v[1].blob, BLOB));
}

static void
refused(const char *text, const char *why)
{
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	struct err e;

	assert_int_equal(rpki_state_parse(span_of(text), &s, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_true(says(e.msg, why));
}

static void
what_is_none_is_refused_by_its_line(void **state)
{
	(void)state;
	refused("", "line 1");
	refused("# nroaudit rpki state 2\n", "line 1");
	refused(RPKI_STATE_HEAD ANCHOR "\n", "line 3");
	refused(RPKI_STATE_HEAD "anchor http://a.test/ta.cer\n", "line 2");
	refused(RPKI_STATE_HEAD "others\n", "line 2");
	refused(RPKI_STATE_HEAD "object ../a " SHA " " BLOB "\n", "line 2");
	refused(RPKI_STATE_HEAD "object rsync://a.test/b " SHA "\n", "line 2");
	refused(RPKI_STATE_HEAD "object rsync://a.test/b " SHA " " BLOB " x\n",
	    "line 2");
	refused(RPKI_STATE_HEAD "object rsync://a.test/b " SHA " " BLOB "\n"
				"object rsync://a.test/b " SHA " " BLOB "\n",
	    "line 3");
	refused(RPKI_STATE_HEAD "object rsync://a.test/b " SHA " " BLOB "\n"
				"object rsync://a.test/a " SHA " " BLOB "\n",
	    "line 3");
}

static void
objects_have_a_limit(void **state)
{
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	AUTO_BUF text = { 0 };
	struct err e;

	(void)state;
	buf_str(&text, RPKI_STATE_HEAD);
	for (int i = 0; i < RPKI_STATE_OBJECTS_MAX; i++)
		buf_fmt(&text, "object rsync://a.test/%07d " SHA " " BLOB "\n",
		    i);
	assert_int_equal(rpki_state_parse(buf_view(&text), &s, &e), 0);
	assert_int_equal(s.n, RPKI_STATE_OBJECTS_MAX);
	rpki_state_clear(&s);
	buf_str(&text, "object rsync://b.test/x " SHA " " BLOB "\n");
	assert_int_equal(rpki_state_parse(buf_view(&text), &s, &e), -1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_read),
		cmocka_unit_test(what_is_none_is_refused_by_its_line),
		cmocka_unit_test(objects_have_a_limit),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("parse/rpki_state", tests, NULL,
	    NULL);
}
