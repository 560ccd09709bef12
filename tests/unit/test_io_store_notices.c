/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch that only grows. */
#include "store_fixture.h"

#define FINDING "U-01/10.0.0.0-10.0.0.255/apnic+arin@2026-01-31"
#define OTHER "U-01/10.0.1.0-10.0.1.255/apnic+arin@2026-01-31"
#define HEAD "<notice>said</xades:SignedProperties>"
#define UNSIGNED(x)                                                           \
	"<xades:UnsignedProperties>" x "</xades:UnsignedProperties>"
#define TAIL "</notice>\n"
#define XML HEAD TAIL
#define STAMPED HEAD UNSIGNED("<t>1</t><v></v>") TAIL
#define TWICE HEAD UNSIGNED("<t>1</t><t>2</t><v>c</v>") TAIL
#define WHEN ((utc_t)1769931000) /* 2026-02-01T07:30:00Z */

static void
path_of(const char *kind, const char *finding, unsigned n, const char *tail,
    struct buf *out)
{
	char hex[SHA256_HEX];

	digest_sha256(span_of(finding), hex);
	buf_fmt(out, "%s/%s-%u%s", kind, hex, n, tail);
}

static void
add(struct fixture *f, struct store_tree *t, const char *kind,
    const char *finding, unsigned n, const char *tail, const char *text)
{
	AUTO_BUF path = { 0 };

	path_of(kind, finding, n, tail, &path);
	put(f, t, path.p, text);
}

/* The tip's files but for those that t has, and t; t is freed. */
static void
commit(struct fixture *f, struct store_tree *t, const char *message)
{
	char tip[SHA1_HEX], id[SHA1_HEX];

	if (store_resolve(f->st, "notices", tip, NULL) == 0)
		OK(store_carry(f->st, tip, t, &e));
	OK(store_commit(f->st, "notices", t, WHEN, message, id, &e));
	store_tree_free(t);
}

static void
retract(struct fixture *f, const char *finding, unsigned n)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };

	add(f, t, "retractions", finding, n, ".xml", XML);
	store_notice_message(true, n, finding, &message);
	commit(f, t, message.p);
}

static void
respond(struct fixture *f, const char *finding)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };

	add(f, t, "responses", finding, 1, "/notice.xml", XML);
	add(f, t, "responses", finding, 1, "/statement.txt", "no\n");
	store_notice_message(false, 1, finding, &message);
	commit(f, t, message.p);
}

static void
set_up(struct fixture *f)
{
	fixture_make(f);
	whole_day(f, "2026-01-31T07:30:00Z");
	retract(f, FINDING, 1);
	respond(f, FINDING);
}

static void
assert_told(const struct fixture *f, const char *what)
{
	AUTO_BUF faults = { 0 };

	verify(f, &faults);
	if (faults.n == 0 || strstr(faults.p, what) == NULL)
		fail_msg("not told: %s, but: %s", what,
		    faults.p == NULL ? "nothing" : faults.p);
}

struct listed {
	struct buf b;
};

static int
take(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct listed *l = arg;

	(void)e;
	assert_int_equal(strlen(sha256), SHA256_HEX - 1);
	buf_fmt(&l->b, "%.9s ", path);
	return 0;
}

static void
notices_only_grow(void **state)
{
	struct fixture f;
	struct listed l = { { 0 } };
	char tip[SHA1_HEX];

	(void)state;
	set_up(&f);
	retract(&f, FINDING, 2);
	retract(&f, OTHER, 1);
	assert_sound(&f);
	assert_int_equal(sh_number(&f, "git rev-list --count notices"), 4);
	OK(store_resolve(f.st, "notices", tip, &e));
	OK(store_list(f.st, tip, take, &l, &e));
	assert_string_equal(l.b.p,
	    "responses responses retractio retractio retractio ");
	assert_int_equal(sh_number(&f,
			     "git show notices:$(git ls-tree -r --name-only "
			     "notices | grep txt) | grep -c no"),
	    1);
	buf_clear(&l.b);
	fixture_clear(&f);
}

static void
a_document_may_get_its_timestamp(void **state)
{
	struct fixture f;
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };

	(void)state;
	set_up(&f);
	store_notice_message(false, 0, "", &message);
	add(&f, t, "retractions", FINDING, 1, ".xml", STAMPED);
	commit(&f, t, message.p);
	t = store_tree_new();
	add(&f, t, "retractions", FINDING, 1, ".xml", TWICE);
	commit(&f, t, message.p);
	assert_sound(&f);
	/* But not lose it again. */
	t = store_tree_new();
	add(&f, t, "retractions", FINDING, 1, ".xml", STAMPED);
	commit(&f, t, message.p);
	assert_told(&f, "was changed");
	fixture_clear(&f);
}

static void
what_grows(void **state)
{
	static const struct {
		const char *a, *b;
		bool grown;
	} cases[] = {
		{ XML, STAMPED, true },
		{ XML, TWICE, true },
		{ STAMPED, TWICE, true },
		{ XML, XML, false },
		{ STAMPED, XML, false },
		{ TWICE, STAMPED, false },
		{ STAMPED, HEAD UNSIGNED("<t>2</t><v></v>") TAIL, false },
		{ XML, "not " XML, false },
		{ XML, HEAD UNSIGNED("") "not " TAIL, false },
		{ XML, HEAD "<evil></evil>" TAIL, false },
		{ XML, HEAD "<xades:UnsignedProperties>" TAIL, false },
		{ "a", "ab", false },
		{ "", "", false },
		{ "", XML, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (store_grown(span_of(cases[i].a), span_of(cases[i].b)) !=
		    cases[i].grown)
			fail_msg("case %zu", i);
}

static void
what_was_said_stays(void **state)
{
	static const struct {
		const char *kind, *tail, *text, *told;
	} cases[] = {
		{ "retractions", ".xml",
		    "<notice>sayd</xades:SignedProperties></notice>\n",
		    ".xml was changed" },
		{ "responses", "/notice.xml", "", "/notice.xml was changed" },
		{ "responses", "/statement.txt", "no, no\n",
		    "/statement.txt was changed" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;
		struct store_tree *t = store_tree_new();
		AUTO_BUF message = { 0 };

		set_up(&f);
		store_notice_message(false, 0, "", &message);
		add(&f, t, cases[i].kind, FINDING, 1, cases[i].tail,
		    cases[i].text);
		commit(&f, t, message.p);
		assert_told(&f, cases[i].told);
		fixture_clear(&f);
	}
}

static void
nothing_is_removed(void **state)
{
	struct fixture f;
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	char id[SHA1_HEX];

	(void)state;
	set_up(&f);
	store_notice_message(true, 1, OTHER, &message);
	add(&f, t, "retractions", OTHER, 1, ".xml", XML);
	OK(store_commit(f.st, "notices", t, WHEN, message.p, id, &e));
	store_tree_free(t);
	assert_told(&f, "/statement.txt was removed");
	fixture_clear(&f);
}

static void
what_is_added_is_said(void **state)
{
	struct fixture f;
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };

	(void)state;
	set_up(&f);
	store_notice_message(true, 1, OTHER, &message);
	add(&f, t, "retractions", FINDING, 2, ".xml", XML);
	commit(&f, t, message.p);
	assert_told(&f, "which its message does not say");
	fixture_clear(&f);

	set_up(&f);
	t = store_tree_new();
	commit(&f, t, message.p);
	assert_told(&f, "it lacks what its message says");
	fixture_clear(&f);

	set_up(&f);
	t = store_tree_new();
	commit(&f, t, "retraction\n");
	assert_told(&f, "its message is not that of a commit on notices");
	fixture_clear(&f);
}

static void
messages(void **state)
{
	static const char *const bad[] = { "", "retraction", "retraction 1 of",
		"retraction 1 of \n", "retraction 0 of a\n",
		"retraction 01 of a\n", "retraction 1 to a\n",
		"retraction 1 of a", "retraction 1 of a\nb\n",
		"response 1 of a\n", "response 1 to a\n\n",
		"timestamps of notices", "retraction 2147483648 of a\n" };
	bool retraction;
	unsigned number;
	struct span finding;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(store_notice_subject(span_of(bad[i]),
				     &retraction, &number, &finding),
		    -1);
	assert_int_equal(store_notice_subject(span_of("response 12 to a b\n"),
			     &retraction, &number, &finding),
	    0);
	assert_false(retraction);
	assert_int_equal(number, 12);
	assert_true(span_is(finding, "a b"));
}

static void
carrying_refuses_what_is_no_commit(void **state)
{
	struct fixture f;
	struct store_tree *t = store_tree_new();
	struct err e = { 0 };

	(void)state;
	fixture_make(&f);
	assert_int_equal(store_carry(f.st, "x", t, &e), -1);
	assert_int_equal(store_carry(f.st,
			     "1111111111111111111111111111111111111111", t,
			     &e),
	    -1);
	store_tree_free(t);
	fixture_clear(&f);
}

static void
they_are_packed_with_their_month(void **state)
{
	struct fixture f;
	struct store_packed packed = { 0, 0 };

	(void)state;
	set_up(&f); /* of January; the notices are of February */
	whole_day(&f, "2026-02-02T07:30:00Z");
	OK(store_pack(f.st, &packed, &e));
	assert_int_equal(packed.packs, 1);
	assert_int_equal(sh_number(&f,
			     "f=$(git rev-parse notices); test -e "
			     "objects/${f%%${f#??}}/${f#??} && echo 1"),
	    1);
	whole_day(&f, "2026-03-01T07:30:00Z");
	OK(store_pack(f.st, &packed, &e));
	assert_int_equal(packed.packs, 1);
	SH(&f,
	    "f=$(git rev-parse notices); "
	    "! test -e objects/${f%%${f#??}}/${f#??}");
	assert_sound(&f);
	retract(&f, OTHER, 1);
	assert_sound(&f);
	fixture_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notices_only_grow),
		cmocka_unit_test(a_document_may_get_its_timestamp),
		cmocka_unit_test(what_grows),
		cmocka_unit_test(what_was_said_stays),
		cmocka_unit_test(nothing_is_removed),
		cmocka_unit_test(what_is_added_is_said),
		cmocka_unit_test(messages),
		cmocka_unit_test(carrying_refuses_what_is_no_commit),
		cmocka_unit_test(they_are_packed_with_their_month),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
