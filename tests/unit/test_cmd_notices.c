/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch notices, read: what it may hold, and what it may not. */
#include "store_fixture.h"

#include "cmd/notices.h"

#define F "U-01/10.0.0.0-10.0.0.255/apnic+arin@2026-01-31"
#define G "U-01/10.0.1.0-10.0.1.255/apnic+arin@2026-01-31"
#define WHEN ((utc_t)1769931000) /* 2026-02-01T07:30:00Z */

static struct fixture f;

static int
set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_clear(&f);
	return 0;
}

static void
fill(struct notice *n, enum notice_kind kind, const char *finding,
    unsigned number, struct span words)
{
	memset(n, 0, sizeof(*n));
	n->kind = kind;
	n->finding = mem_strdup(finding);
	n->number = number;
	n->recorded = WHEN;
	n->engine = mem_strdup("test");
	if (kind == NOTICE_RETRACTION) {
		n->report = mem_strdup("2026-01-31");
		memset(n->report_sha256, 'a', SHA256_HEX - 1);
		n->reason = mem_strdup("It was wrong.");
	} else {
		n->media = notice_media(words);
		n->statement_n = words.n;
		digest_sha256(words, n->statement_sha256);
	}
}

static void
add_notice(struct store_tree *t, const struct notice *n)
{
	AUTO_BUF path = { 0 };
	AUTO_BUF xml = { 0 };

	notice_path(n, &path);
	notice_print(n, &xml);
	OK(store_tree_add(f.st, t, path.p, buf_view(&xml), &e));
}

static void
retract(struct store_tree *t, const char *finding, unsigned number)
{
	AUTO(notice_clear) struct notice n;

	fill(&n, NOTICE_RETRACTION, finding, number, (struct span){ NULL, 0 });
	add_notice(t, &n);
}

/* said: what is laid where words should be; NULL: nothing. */
static void
respond(struct store_tree *t, const char *finding, unsigned number,
    struct span words, const char *said)
{
	AUTO(notice_clear) struct notice n;
	AUTO_BUF path = { 0 };

	fill(&n, NOTICE_RESPONSE, finding, number, words);
	add_notice(t, &n);
	notice_statement_path(&n, &path);
	if (said != NULL)
		put(&f, t, path.p, said);
}

/* Commits t and frees it. */
static void
commit(struct store_tree *t, char id[SHA1_HEX])
{
	OK(store_commit(f.st, "notices", t, WHEN, "timestamps of notices\n",
	    id, &e));
	store_tree_free(t);
}

static void
assert_refused(struct store_tree *t, const char *why)
{
	AUTO(notices_clear) struct notices s = { 0 };
	char id[SHA1_HEX];
	struct err e = { 0 };

	commit(t, id);
	assert_int_equal(notices_load(f.st, id, &s, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	if (strstr(e.msg, why) == NULL)
		fail_msg("'%s', not '%s'", e.msg, why);
	assert_int_equal(s.n, 0);
}

static void
none_is_none(void **state)
{
	AUTO(notices_clear) struct notices s = { 0 };
	char tip[SHA1_HEX];
	bool known = true;

	(void)state;
	OK(notices_tip(f.st, tip, &e));
	assert_string_equal(tip, "");
	OK(notices_load(f.st, tip, &s, &e));
	assert_int_equal(s.n, 0);
	OK(notices_known(f.st, "1111111111111111111111111111111111111111",
	    &known, &e));
	assert_false(known);
}

static void
all_are_read(void **state)
{
	struct store_tree *t = store_tree_new();
	AUTO(notices_clear) struct notices s = { 0 };
	const struct notice *v;
	char id[SHA1_HEX], tip[SHA1_HEX];
	bool known = false;
	size_t n;

	(void)state;
	retract(t, F, 1);
	retract(t, F, 2);
	respond(t, F, 1, span_of("no\n"), "no\n");
	retract(t, G, 1);
	commit(t, id);
	OK(notices_tip(f.st, tip, &e));
	assert_string_equal(tip, id);
	OK(notices_known(f.st, id, &known, &e));
	assert_true(known);
	OK(notices_load(f.st, id, &s, &e));
	assert_int_equal(s.n, 4);
	v = notices_of(&s, F, &n);
	assert_int_equal(n, 3);
	assert_int_equal(v[1].number, 2);
	assert_string_equal(v[2].text, "no\n");
}

static void
short_and_plain_is_told(void **state)
{
	AUTO_FREE char *words = mem_alloc(NOTICE_INLINE_MAX + 2);
	struct span s = { (unsigned char *)words, NOTICE_INLINE_MAX };

	(void)state;
	memset(words, 'w', NOTICE_INLINE_MAX);
	for (int over = 0; over <= 1; over++) {
		AUTO(notices_clear) struct notices all = { 0 };
		struct store_tree *t = store_tree_new();
		char id[SHA1_HEX];

		respond(t, F, 1, s, words);
		commit(t, id);
		OK(notices_load(f.st, id, &all, &e));
		assert_int_equal(all.v[0].text == NULL, over);
		words[s.n++] = 'w';
	}
}

static void
what_is_not_whole_is_refused(void **state)
{
	struct store_tree *t = store_tree_new();
	struct span no = span_of("no\n");

	(void)state;
	retract(t, F, 2);
	assert_refused(t, "retraction 1 about " F " is missing");
	t = store_tree_new();
	retract(t, F, 1);
	retract(t, F, 3);
	assert_refused(t, "retraction 2 about " F " is missing");
	t = store_tree_new();
	retract(t, F, 1);
	put(&f, t, "responses/stray", "x");
	assert_refused(t, "a file that no notice names");
	t = store_tree_new();
	put(&f, t, "retractions/stray.xml", "<a></a>");
	assert_refused(t, "retractions/stray.xml: notice: the root element");
	t = store_tree_new();
	respond(t, F, 1, no, NULL);
	assert_refused(t, "is not the statement that its notice names");
	t = store_tree_new();
	respond(t, F, 1, no, "yes\n");
	assert_refused(t, "is not the statement that its notice names");
}

/* The digest fits, and yet it is no text, or has another size. */
static void
what_a_notice_says_of_its_statement_is_so(void **state)
{
	static const struct {
		const char *media;
		size_t n;
	} lies[] = { { "text/plain", 3 }, { "text/plain", 4 } };
	static const char *const words[] = { "a\033b", "no\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		AUTO(notice_clear) struct notice n;
		struct store_tree *t = store_tree_new();
		AUTO_BUF path = { 0 };

		fill(&n, NOTICE_RESPONSE, F, 1, span_of(words[i]));
		n.media = notice_media_known(lies[i].media);
		n.statement_n = lies[i].n;
		add_notice(t, &n);
		notice_statement_path(&n, &path);
		put(&f, t, path.p, words[i]);
		assert_refused(t, "or is not the text that its notice says");
	}
}

static int
count_file(const char *path, struct span bytes, void *arg, struct err *e)
{
	struct buf *b = arg;

	(void)e;
	buf_fmt(b, "%s %zu\n", strrchr(path, '-'), bytes.n);
	return 0;
}

static void
the_files_of_one_finding(void **state)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF b = { 0 };
	char id[SHA1_HEX];

	(void)state;
	OK(notices_files(f.st, F, count_file, &b, &e));
	assert_int_equal(b.n, 0);
	retract(t, G, 1);
	respond(t, F, 1, span_of("no\n"), "no\n");
	commit(t, id);
	OK(notices_files(f.st, F, count_file, &b, &e));
	assert_non_null(strstr(b.p, "-1/notice.xml "));
	assert_non_null(strstr(b.p, "-1/statement.txt 3\n"));
	assert_null(strstr(b.p, "-1.xml"));
}

/* --- beside a report --- */

static void
snapshot_of(const char *day, const char *notices, const char *finding,
    char id[SHA1_HEX])
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF prov = { 0 };
	AUTO_BUF message = { 0 };
	AUTO_BUF text = { 0 };
	char found[SHA1_HEX];

	buf_fmt(&prov,
	    "<provenance version=\"1\"><run clock=\"%sT07:30:00Z\"%s%s%s/>"
	    "</provenance>",
	    day, notices == NULL ? "" : " notices=\"",
	    notices == NULL ? "" : notices, notices == NULL ? "" : "\"");
	put(&f, t, "provenance.xml", prov.p);
	OK(store_commit(f.st, "main", t, WHEN, "snapshot\n", id, &e));
	store_tree_free(t);
	t = store_tree_new();
	buf_fmt(&text, "# nroaudit findings 1\n# snapshot %s\ncured|%s|U-01\n",
	    id, finding);
	put(&f, t, "findings", text.p);
	buf_fmt(&message, "findings of snapshot %s\n", id);
	OK(store_commit(f.st, "findings", t, WHEN, message.p, found, &e));
	store_tree_free(t);
}

static void
only_what_came_after_lies_beside(void **state)
{
	struct store_tree *t = store_tree_new();
	AUTO(notices_clear) struct notices all = { 0 };
	char before[SHA1_HEX], after[SHA1_HEX], other[SHA1_HEX], one[SHA1_HEX],
	    two[SHA1_HEX];
	AUTO_BUF x = { 0 };
	AUTO_BUF y = { 0 };
	AUTO_BUF z = { 0 };

	(void)state;
	snapshot_of("2026-01-31", NULL, F, before);
	retract(t, F, 1);
	commit(t, one);
	snapshot_of("2026-02-01", one, F, after);
	snapshot_of("2026-02-02", one, G, other);
	t = store_tree_new();
	respond(t, F, 1, span_of("no\n"), "no\n");
	OK(store_carry(f.st, one, t, &e));
	commit(t, two);
	OK(notices_load(f.st, two, &all, &e));
	OK(notices_beside(f.st, &all, before, "2026-01-31", &x, &e));
	assert_non_null(strstr(x.p, " count=\"2\" report=\"2026-01-31\""));
	OK(notices_beside(f.st, &all, after, "2026-02-01", &y, &e));
	assert_non_null(strstr(y.p, " count=\"1\" report=\"2026-02-01\""));
	assert_null(strstr(y.p, "kind=\"retraction\""));
	OK(notices_beside(f.st, &all, other, "2026-02-02", &z, &e));
	assert_int_equal(z.n, 0);
}

static void
a_line_tells_of_a_finding(void **state)
{
	static const char text[] =
	    "# findings\nfinding|" F "|U-01\nself|x finding|" G
	    "|\nunobserved|a|b\n";

	(void)state;
	assert_true(findings_tell(span_of(text), F));
	assert_true(findings_tell(span_of(text), "a"));
	assert_false(findings_tell(span_of(text), G));
	assert_false(findings_tell(span_of(text), "x"));
	assert_false(findings_tell(span_of(""), F));
}

static void
what_a_report_says_it_is(void **state)
{
	static const char xml[] =
	    "<report day=\"2026-01-31\" name=\"2026-01-31-2\"><head>"
	    "<snapshot commit=\"1111111111111111111111111111111111111111\"";
	AUTO_FREE char *name = NULL;
	char id[SHA1_HEX];

	(void)state;
	assert_int_equal(report_snapshot(span_of(xml), id, &name), 0);
	assert_string_equal(name, "2026-01-31-2");
	assert_int_equal(id[0], '1');
	assert_int_equal(
	    report_snapshot(span_of("<report name=\"a\">"), id, NULL), -1);
	assert_int_equal(
	    report_snapshot(span_sub(span_of(xml), 0, sizeof(xml) - 10), id,
		NULL),
	    -1);
	assert_int_equal(report_snapshot((struct span){ NULL, 0 }, id, NULL),
	    -1);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(none_is_none),
		TEST(all_are_read),
		TEST(short_and_plain_is_told),
		TEST(what_is_not_whole_is_refused),
		TEST(what_a_notice_says_of_its_statement_is_so),
		TEST(the_files_of_one_finding),
		TEST(only_what_came_after_lies_beside),
		cmocka_unit_test(a_line_tells_of_a_finding),
		cmocka_unit_test(what_a_report_says_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
