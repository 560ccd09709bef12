/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a night follows, and how far. */
#include "unit.h"

#include "cmd/job_rpki.h"
#include "cmd/parts.h"

static const struct config_locator locators[] = {
	{ .name = (char[]){ "one" }, .url = (char[]){ "https://1.test" } },
	{ .name = (char[]){ "two" }, .url = (char[]){ "https://2.test" } }
};

static void
two_anchors(struct rpki_night *n)
{
	memset(n, 0, sizeof(*n));
	n->anchors_n = 2;
	for (size_t i = 0; i < 2; i++) {
		n->anchors[i].locator = &locators[i];
		n->anchors[i].when = TIME_NONE;
		memset(n->anchors[i].sha256, 'a', SHA256_HEX - 1);
	}
}

static size_t
repo(struct rpki_night *n, const char *uri, uint32_t anchors, unsigned round)
{
	size_t i = 99;

	assert_true(rpki_night_repo(n, uri, anchors, round, &i));
	return i;
}

static bool
is_refused(struct rpki_night *n, const char *uri)
{
	size_t i = repo(n, uri, 1, 0);

	return n->repos[i].refused;
}

static void
a_repository_is_one_however_often_it_is_found(void **state)
{
	AUTO(rpki_night_clear) struct rpki_night n;

	(void)state;
	two_anchors(&n);
	assert_int_equal(repo(&n, "https://a.test/n.xml", 1, 0), 0);
	assert_int_equal(repo(&n, "https://b.test/n.xml", 2, 0), 1);
	assert_int_equal(repo(&n, "https://a.test/n.xml", 2, 3), 0);
	assert_int_equal(n.repos_n, 2);
	assert_int_equal(n.repos[0].anchors, 3);
	assert_int_equal(n.repos[0].round, 0);
	assert_int_equal(n.anchors[0].repos, 1);
}

static void
each_anchor_has_so_many_repositories(void **state)
{
	AUTO(rpki_night_clear) struct rpki_night n;
	size_t k = 0;

	(void)state;
	two_anchors(&n);
	for (int i = 0; i < RPKI_REPOS_MAX; i++) {
		char uri[64];

		snprintf(uri, sizeof(uri), "https://a.test/%d.xml", i);
		repo(&n, uri, 1, 0);
	}
	assert_false(rpki_night_repo(&n, "https://b.test/", 1, 0, &k));
	/* Neither may it use up another anchor's. */
	assert_false(rpki_night_repo(&n, "https://b.test/", 3, 0, &k));
	assert_int_equal(n.anchors[1].repos, 0);
	assert_true(rpki_night_repo(&n, "https://b.test/", 2, 0, &k));
	assert_true(rpki_night_repo(&n, "https://a.test/7.xml", 1, 0, &k));
}

static void
so_many_points_without_rrdp_are_noted(void **state)
{
	AUTO(rpki_night_clear) struct rpki_night n;

	(void)state;
	two_anchors(&n);
	for (int i = 0; i < RPKI_RSYNC_MAX; i++) {
		char uri[64];

		snprintf(uri, sizeof(uri), "rsync://a.test/%d/", i);
		assert_true(rpki_night_rsync(&n, uri, 1));
	}
	assert_false(rpki_night_rsync(&n, "rsync://b.test/", 1));
	assert_true(rpki_night_rsync(&n, "rsync://a.test/9999/", 2));
	assert_int_equal(n.rsync[9999].anchors, 3);
}

static void
what_one_leads_to_is_under_its_anchors(void **state)
{
	AUTO(rpki_night_clear) struct rpki_night n;

	(void)state;
	two_anchors(&n);
	for (size_t i = 0; i < 4; i++) {
		char uri[64];

		snprintf(uri, sizeof(uri), "https://%zu.test/", i);
		repo(&n, uri, i < 2 ? 1u << i : 1, i < 2 ? 0 : 1);
		n.repos[i].leads = mem_alloc(sizeof(size_t));
	}
	/* 1 leads to 3, 3 to 2, and 2 back to 3. */
	n.repos[1].leads[0] = n.repos[2].leads[0] = 3;
	n.repos[3].leads[0] = 2;
	n.repos[1].leads_n = n.repos[2].leads_n = n.repos[3].leads_n = 1;
	rpki_night_spread(&n);
	assert_int_equal(n.repos[0].anchors, 1);
	assert_int_equal(n.repos[1].anchors, 2);
	assert_int_equal(n.repos[2].anchors, 3);
	assert_int_equal(n.repos[3].anchors, 3);
}

static void
each_anchor_has_its_part(void **state)
{
	AUTO(rpki_night_clear) struct rpki_night n;
	AUTO_BUF out = { 0 };
	struct span s;
	struct err e;
	size_t i;

	(void)state;
	two_anchors(&n);
	n.anchors[0].when = 0;
	i = repo(&n, "https://b.test/n.xml", 1, 0);
	n.repos[i].had = HAD_DELTAS;
	n.repos[i].change = RRDP_DELTAS;
	n.repos[i].serial = 7;
	n.repos[i].objects = 9;
	snprintf(n.repos[i].session, RRDP_SESSION, "s");
	i = repo(&n, "https://a.test/n.xml", 1, 0);
	rpki_repo_fault(&n.repos[i], "was %s", "gone");
	rpki_repo_fault(&n.repos[i], "and more");
	assert_true(rpki_night_rsync(&n, "rsync://b.test/", 2));
	assert_true(rpki_night_rsync(&n, "rsync://a.test/", 3));
	rpki_night_part(&n, &out);
	assert_int_equal(part_find(buf_view(&out), RPKI_PART "one", &s, &e),
	    0);
	assert_true(span_is(s,
	    "anchor https://1.test 1970-01-01T00:00:00Z aaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -\n"
	    "repository https://a.test/n.xml - nothing - 0 - 0 - was gone; "
	    "and more\n"
	    "repository https://b.test/n.xml - deltas s 7 deltas 9 - -\n"
	    "rsync rsync://a.test/\n"));
	assert_int_equal(part_find(buf_view(&out), RPKI_PART "two", &s, &e),
	    0);
	assert_true(span_is(s,
	    "anchor https://2.test - aaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -\n"
	    "rsync rsync://a.test/\nrsync rsync://b.test/\n"));
}

static void
so_many_faults_are_told_one_by_one(void **state)
{
	AUTO(rpki_night_clear) struct rpki_night n;
	AUTO(runinfo_clear) struct runinfo r = { 0 };
	size_t k;

	(void)state;
	two_anchors(&n);
	n.anchors[1].fault = mem_strdup("away");
	n.over = true;
	for (int i = 0; i < RPKI_FAULTS_MAX + 2; i++) {
		char uri[64];

		snprintf(uri, sizeof(uri), "https://a.test/%d.xml", i);
		k = repo(&n, uri, 1, 0);
		rpki_repo_fault(&n.repos[k], "odd");
	}
	n.repos[0].had = HAD_SNAPSHOT;
	rpki_night_say(&n, &r);
	assert_int_equal(r.faults_n, RPKI_FAULTS_MAX + 2);
	assert_string_equal(r.faults[0], "RPKI, trust anchor two: away");
	assert_string_equal(r.faults[1], "RPKI, https://a.test/0.xml: odd");
	assert_string_equal(r.faults[2],
	    "RPKI, https://a.test/1.xml: odd; it was not examined");
	assert_string_equal(r.faults[RPKI_FAULTS_MAX],
	    "RPKI: 3 further repositories have faults");
	assert_non_null(strstr(r.faults[RPKI_FAULTS_MAX + 1], "more repos"));
}

static void
transfers_have_limits_of_their_own(void **state)
{
	struct fetch_options base, o;
	struct rpki_work w = { .options = &base,
		.until_ms = monotonic_ms() - 5000,
		.bytes = RPKI_NIGHT_MAX };

	(void)state;
	fetch_options_init(&base);
	rpki_limits(&w, &o);
	assert_int_equal(o.connect_secs, RPKI_CONNECT_MAX);
	assert_int_equal(o.low_speed_secs, RPKI_SILENCE_MAX);
	assert_true(o.bytes_max == RPKI_NIGHT_MAX);
	assert_int_equal(o.deadline_secs, 1);
	base.connect_secs = base.low_speed_secs = 3;
	w.bytes = 0; /* which would be no ceiling */
	w.until_ms = monotonic_ms() + 60000;
	rpki_limits(&w, &o);
	assert_int_equal(o.connect_secs, 3);
	assert_int_equal(o.low_speed_secs, 3);
	assert_true(o.bytes_max == 1);
	assert_in_range(o.deadline_secs, 1, 60);
	assert_true(rpki_snapshot_max(0) == RPKI_SNAPSHOT_MAX);
	assert_true(rpki_snapshot_max(1) == RPKI_DELEGATED_MAX);
}

static void
what_only_some_can_reach_is_not_asked(void **state)
{
	static const char *const no[] = { "https://localhost/n.xml",
		"https://LocalHost:444/n.xml", "https://a.localhost/n.xml",
		"https://localhost./n.xml", "https://127.0.0.1/n.xml",
		"https://10.1/n.xml", "https://2130706433/n.xml",
		"https://0x7f.0.0.1:4/n.xml", "https://[::1]/n.xml" };
	static const char *const yes[] = { "https://rrdp.test/n.xml",
		"https://rrdp.test:8443/n.xml", "https://notlocalhost/n.xml",
		"https://localhost.example/n.xml",
		"https://1.0.0.127.test./x" };
	struct config_locator own = { .name = (char[]){ "own" },
		.url = (char[]){ "https://127.0.0.1:444/ta.cer" } };
	AUTO(rpki_night_clear) struct rpki_night n;

	(void)state;
	two_anchors(&n);
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		assert_false(rpki_uri_public(no[i]));
		assert_true(is_refused(&n, no[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		assert_true(rpki_uri_public(yes[i]));
		assert_false(is_refused(&n, yes[i]));
	}
	/* Who begins there may go on there. */
	n.anchors[1].locator = &own;
	assert_true(rpki_night_may(&n, no[0], 2));
	assert_false(rpki_night_may(&n, no[0], 3));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_repository_is_one_however_often_it_is_found),
		cmocka_unit_test(each_anchor_has_so_many_repositories),
		cmocka_unit_test(so_many_points_without_rrdp_are_noted),
		cmocka_unit_test(what_one_leads_to_is_under_its_anchors),
		cmocka_unit_test(each_anchor_has_its_part),
		cmocka_unit_test(so_many_faults_are_told_one_by_one),
		cmocka_unit_test(transfers_have_limits_of_their_own),
		cmocka_unit_test(what_only_some_can_reach_is_not_asked),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("cmd/rpki_night", tests, NULL,
	    NULL);
}
