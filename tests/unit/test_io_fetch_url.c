/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The URL that a source is asked for. */
#include "io/fetch_priv.h"
#include "unit.h"

static void
a_mirror_holds_hosts_and_paths(void **state)
{
	static const struct {
		const char *mirror, *url, *want; /* NULL: refused */
	} v[] = {
		{ NULL, "https://h.example/a/b", "https://h.example/a/b" },
		{ "file:///m", "https://h.example/a/b",
		    "file:///m/h.example/a/b" },
		{ "file:///m/", "https://h.example/a/b",
		    "file:///m/h.example/a/b" },
		{ "https://m.example", "https://h.example/a",
		    "https://m.example/h.example/a" },
		{ "file:///m", "https://h.example/a/../../b", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct fetch_options o;
		struct run r = { 0 };
		const char *url[] = { v[i].url };
		char out[URL_MAX] = "";

		fetch_options_init(&o);
		o.mirror = v[i].mirror;
		o.url = url;
		r.o = &o;
		assert_int_equal(transfer_url(&r, 0, out),
		    v[i].want == NULL ? -1 : 0);
		if (v[i].want != NULL)
			assert_string_equal(out, v[i].want);
	}
}

static void
a_url_has_a_limit(void **state)
{
	struct fetch_options o;
	struct run r = { 0 };
	const char *url[1];
	AUTO_BUF b = { 0 };
	char out[URL_MAX];

	(void)state;
	fetch_options_init(&o);
	o.url = url;
	r.o = &o;
	buf_str(&b, "https://h.example/");
	while (b.n < URL_MAX - 1)
		buf_chr(&b, 'x');
	url[0] = b.p;
	assert_int_equal(transfer_url(&r, 0, out), 0);
	buf_chr(&b, 'x');
	url[0] = b.p;
	assert_int_equal(transfer_url(&r, 0, out), -1);
}

static void
hosts_are_told(void **state)
{
	char h[32];

	(void)state;
	url_host("https://h.example/a", h, sizeof(h));
	assert_string_equal(h, "h.example");
	url_host("file:///m/x", h, sizeof(h));
	assert_string_equal(h, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mirror_holds_hosts_and_paths),
		cmocka_unit_test(a_url_has_a_limit),
		cmocka_unit_test(hosts_are_told),
	};

	return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
