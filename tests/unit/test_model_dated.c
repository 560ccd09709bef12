/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which dated files a night asks for. */
#include "model/dated.h"
#include "unit.h"

static bool
asks(const struct dated_ask *v, size_t n, enum publisher at, day_t day)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].at == at && v[i].day == day)
			return true;
	return false;
}

/* Each day in its window, whatever the night it is counted from. */
static void
no_day_is_passed_over(void **state)
{
	AUTO_FREE unsigned *near = mem_alloc(3000 * sizeof(*near));
	AUTO_FREE unsigned *far = mem_alloc(3000 * sizeof(*far));

	(void)state;
	for (int i = 1000; i < 3000; i++) {
		day_t today = day_add(20200101, i);
		int n = day_diff(dated_near(today), 20200101);
		int f = day_diff(dated_far(today), 20200101);

		assert_in_range(i - n, 1, DATED_NEAR);
		assert_in_range(i - f, DATED_NEAR + 1, DATED_NEAR + DATED_FAR);
		near[n]++;
		far[f]++;
	}
	for (int i = 1000; i < 2900; i++)
		assert_int_equal(near[i], 1);
	for (int i = 1000; i < 2200; i++)
		assert_int_equal(far[i], 1);
}

static void
a_night_asks_around_latest_and_for_samples(void **state)
{
	struct dated_ask v[DATED_ASKS_MAX];
	size_t n = dated_plan(PUB_APNIC, 20240410, 20240411, v);

	(void)state;
	for (int i = -DATED_BEFORE; i <= 1; i++)
		assert_true(asks(v, n, PUB_APNIC, day_add(20240410, i)));
	assert_true(asks(v, n, PUB_RIPENCC, 20240410 - DATED_BEFORE));
	assert_false(asks(v, n, PUB_APNIC, 20240412)); /* not yet */
	assert_true(asks(v, n, PUB_APNIC, dated_near(20240411)));
	assert_true(asks(v, n, PUB_APNIC, dated_far(20240411)));
	assert_true(asks(v, n, PUB_RIPENCC, 0));
	assert_true(asks(v, n, PUB_RIPENCC, dated_far(20240411)));
	n = dated_plan(PUB_APNIC, 20240401, 20240430, v);
	assert_true(asks(v, n, PUB_APNIC, day_add(20240401, DATED_AHEAD)));
	assert_false(asks(v, n, PUB_APNIC, 20240405));
}

static void
none_is_asked_for_twice_nor_too_many(void **state)
{
	(void)state;
	for (int i = 0; i < 800; i++)
		for (int late = -1; late < 40; late++) {
			struct dated_ask v[DATED_ASKS_MAX];
			day_t today = day_add(20240101, i);
			size_t n = dated_plan(PUB_RIPENCC,
			    day_add(today, -late), today, v);

			assert_in_range(n, 7, DATED_ASKS_MAX);
			for (size_t k = 0; k < n; k++)
				assert_false(asks(v, k, v[k].at, v[k].day));
		}
}

static void
without_latest_there_are_the_days_and_samples(void **state)
{
	struct dated_ask v[DATED_ASKS_MAX];

	(void)state;
	assert_int_equal(dated_plan(PUB_ARIN, 0, 20240411, v), 7);
	assert_true(asks(v, 7, PUB_ARIN, dated_near(20240411)));
	assert_true(asks(v, 7, PUB_ARIN, 20240410));
	assert_true(asks(v, 7, PUB_ARIN, 20240411));
}

static void
urls_are_each_publisher_s_own(void **state)
{
	static const struct {
		enum publisher rir, at;
		day_t day;
		const char *url, *path;
	} t[] = {
		{ PUB_APNIC, PUB_APNIC, 20240105,
		    "https://x/y/2024/delegated-apnic-extended-20240105.gz",
		    "dated/apnic/apnic/delegated-apnic-extended-20240105.gz" },
		{ PUB_ARIN, PUB_ARIN, 20240105,
		    "https://x/y/delegated-arin-extended-20240105",
		    "dated/arin/arin/delegated-arin-extended-20240105" },
		{ PUB_RIPENCC, PUB_APNIC, 20231231,
		    "https://ftp.apnic.net/stats/ripe-ncc/2023/"
		    "delegated-ripencc-extended-20231231.bz2",
		    "dated/apnic/ripencc/"
		    "delegated-ripencc-extended-20231231.bz2" },
		{ PUB_LACNIC, PUB_RIPENCC, 0,
		    "https://ftp.ripe.net/pub/stats/lacnic/"
		    "delegated-lacnic-extended-latest",
		    "dated/ripencc/lacnic/delegated-lacnic-extended-latest" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct dated_ask a = { t[i].at, t[i].day };
		AUTO_BUF url = { 0 };
		AUTO_BUF path = { 0 };

		dated_url(t[i].rir, &a, "https://x/y/latest", &url);
		dated_path(t[i].rir, &a, &path);
		assert_string_equal(url.p, t[i].url);
		assert_string_equal(path.p, t[i].path);
		assert_true(dated_path_good(buf_view(&path)));
	}
}

static void
no_other_path_is_one(void **state)
{
	static const char *const bad[] = { "", "dated", "dated/arin/arin/",
		"dated/arin/arin/../../config/nroaudit.conf",
		"dated/arin/arin/delegated-arin-extended-20240105.gz",
		"dated/arin/arin/delegated-arin-extended-20240231",
		"dated/arin/apnic/delegated-apnic-extended-20240105.gz",
		"dated/arin/iana/delegated-iana-extended-20240105",
		"stats/arin/arin/delegated-arin-extended-20240105",
		"dated/arin/arin/delegated-arin-extended-20240105/x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (dated_path_good(span_of(bad[i])))
			fail_msg("taken: %s", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_day_is_passed_over),
		cmocka_unit_test(a_night_asks_around_latest_and_for_samples),
		cmocka_unit_test(none_is_asked_for_twice_nor_too_many),
		cmocka_unit_test(
		    without_latest_there_are_the_days_and_samples),
		cmocka_unit_test(urls_are_each_publisher_s_own),
		cmocka_unit_test(no_other_path_is_one),
	};

	return cmocka_run_group_tests_name("dated", tests, NULL, NULL);
}
