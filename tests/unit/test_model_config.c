/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
refused(const char *name, const char *value, const char *why)
{
	AUTO(config_clear) struct config c = { 0 };
	struct err e = { 0 };

	config_init(&c);
	assert_int_equal(config_set(&c, name, value, &e), -1);
	if (strstr(e.msg, why) == NULL)
		fail_msg("%s = %s: '%s' does not say '%s'", name, value, e.msg,
		    why);
}

static void
bad_keys_and_values_are_named(void **state)
{
	(void)state;
	refused("fetch.retrys", "3", "nearest is fetch.retries");
	refused("fetch.retries", "11", "from 0 to 10");
	refused("fetch.retries", "-1", "from 0 to 10");
	refused("fetch.connecttimeout", "0", "from 1 to 600");
	refused("report.failon", "S5", "S1, S2, S3 or S4");
	refused("fetch.cafile", "", "empty");
	refused("include.path", "x", "refused");
	refused("includeif.x.path", "x", "refused");
	refused("source.apnic-plain.url", "http://x/", "https");
	refused("source.apnic-plain.url", "https://", "https");
	refused("source.apnic-plain.enabled", "maybe", "true or false");
	refused("source.apnic-plain.kind", "md5", "url, enabled");
	refused("source.x.kind", "none", "no such kind");
	refused("source.x.publisher", "nobody", "no such publisher");
	refused("source.x.maxmib", "1025", "from 1 to 1024");
	refused("source.x.color", "red", "unknown key");
	refused("exception.x.until", "2026-02-30", "YYYY-MM-DD");
	refused("exception.x.rule", "U-01|", "not allowed");
	refused("exception.x.color", "red", "unknown key");
	refused("nothing", "1", "unknown key");
	refused("tsa.timeout", "601", "from 1 to 600");
	refused("tsa.x.url", "ftp://x/", "http:// or https://");
	refused("tsa.x.url", "http://", "http:// or https://");
	refused("tsa.x.url", "http://a@b/", "http:// or https://");
	refused("tsa.x.trusted", "", "empty");
	refused("tsa.x.enabled", "maybe", "true or false");
	refused("tsa.x.color", "red", "url, trusted, enabled");
	refused("tsa.X.url", "http://x/", "1 to 32 of a-z");
	refused("tsa.a/b.url", "http://x/", "1 to 32 of a-z");
	refused("rir.apnic.color", "red", "a rir has pgpkey");
	refused("rir.iana.pgpkey", "AA==", "one of the five registries");
	refused("rir.apnic.pgpkey", "", "the base64 of OpenPGP");
	refused("rir.apnic.pgpkey", "/etc/key.gpg", "the base64 of OpenPGP");
	refused("rir.apnic.pgpkey", "AA ==", "the base64 of OpenPGP");
	refused("witness.w.color", "red", "a witness has key");
	refused("witness.w.key", "", "a verifier key");
	refused("witness.w.key", "w", "a verifier key");
	refused("witness.w.key", "+01234567+AA==", "a verifier key");
	refused("witness.w.key", "w+0123456+AA==", "a verifier key");
	refused("witness.w.key", "w+01234567+", "a verifier key");
	refused("witness.w.key", "w+01234567", "a verifier key");
	refused("witness.w.key", "w+01234567+AA ==", "a verifier key");
	refused("witness..w.key", "w+01234567+AA==", "1 to 64 letters");
	refused("witness.a/b.key", "w+01234567+AA==", "1 to 64 letters");
}

#define KEY "w+01234567+AA=="

static void
locators_are_those_built_in_and_further_ones(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO_BUF text = { 0 };
	struct err e;

	(void)state;
	config_init(&c);
	assert_int_equal(c.rpki_enabled, 1);
	assert_int_equal(config_set(&c, "rpki.enabled", "false", &e), 0);
	assert_int_equal(c.rpki_enabled, 0);
	assert_string_equal(c.locators[1].name, "apnic");
	config_print(&c, &text);
	assert_null(strstr(text.p, "locator."));
	assert_non_null(strstr(text.p, "rpki.enabled = false\n"));
	assert_int_equal(config_set(&c, "locator.apnic.enabled", "false", &e),
	    0);
	assert_int_equal(config_set(&c, "locator.new.key", "AA==", &e), 0);
	assert_int_equal(config_finish(&c, &e), -1);
	assert_non_null(strstr(e.msg, "needs publisher, url and key"));
	assert_int_equal(config_set(&c, "locator.new.publisher", "arin", &e),
	    0);
	assert_int_equal(
	    config_set(&c, "locator.new.url", "https://a.example/ta.cer", &e),
	    0);
	assert_int_equal(config_set(&c, "locator.new.as0", "true", &e), 0);
	assert_int_equal(config_finish(&c, &e), 0);
	text.n = 0;
	config_print(&c, &text);
	assert_non_null(strstr(text.p,
	    "\nlocator.apnic.enabled = false\n"
	    "locator.new.publisher = arin\nlocator.new.as0 = true\n"
	    "locator.new.url = https://a.example/ta.cer\n"
	    "locator.new.key = AA==\n"));
}

static void
locators_have_limits(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	char key[LOCATOR_KEY_MAX + 2];
	struct err e;

	(void)state;
	refused("locator.new.publisher", "iana", "one of the five");
	refused("locator.new.url", "http://a.example/b", "an https:// URL");
	refused("locator.new.url", "https://a.example/../b",
	    "an https:// URL");
	refused("locator.new.key", "A A", "the base64");
	refused("locator.new.key", "", "the base64");
	refused("locator.new.color", "red", "a locator has publisher");
	refused("locator.a/b.key", "AA==", "1 to 32 of a-z");
	config_init(&c);
	memset(key, 'A', sizeof(key));
	key[LOCATOR_KEY_MAX + 1] = '\0';
	assert_int_equal(config_set(&c, "locator.new.key", key, &e), -1);
	key[LOCATOR_KEY_MAX] = '\0';
	assert_int_equal(config_set(&c, "locator.new.key", key, &e), 0);
	while (c.locators_n < LOCATORS_MAX) {
		char name[LOCATOR_NAME_MAX + 16];

		snprintf(name, sizeof(name), "locator.%0*d.key",
		    LOCATOR_NAME_MAX, (int)c.locators_n);
		assert_int_equal(config_set(&c, name, "AA==", &e), 0);
	}
	assert_int_equal(config_set(&c, "locator.more.key", "AA==", &e), -1);
}

static void
pinned_keys_stand_in_the_snapshot(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO_BUF text = { 0 };
	AUTO_BUF key = { 0 };
	struct err e = { 0 };

	(void)state;
	config_init(&c);
	while (key.n < PGPKEY_TEXT_MAX)
		buf_chr(&key, 'A');
	assert_int_equal(config_set(&c, "rir.lacnic.pgpkey", key.p, &e), 0);
	buf_chr(&key, 'A');
	assert_int_equal(config_set(&c, "rir.lacnic.pgpkey", key.p, &e), -1);
	assert_int_equal(config_set(&c, "rir.apnic.pgpkey", "AAA=", &e), 0);
	config_print(&c, &text);
	assert_non_null(strstr(text.p, "\nrir.apnic.pgpkey = AAA=\n"));
	assert_non_null(strstr(text.p, "\nrir.lacnic.pgpkey = AAAA"));
	assert_null(strstr(text.p, "rir.arin"));
}

static void
witnesses_have_limits(void **state)
{
	struct config c;
	struct err e = { 0 };
	AUTO_BUF text = { 0 };
	AUTO_BUF name = { 0 };
	AUTO_BUF key = { 0 };

	(void)state;
	config_init(&c);
	assert_int_equal(c.witnesses_n, 0);
	for (int i = 0; i < WITNESSES_MAX; i++) {
		name.n = 0;
		buf_fmt(&name, "witness.w.%d.key", i);
		assert_int_equal(config_set(&c, name.p, KEY, &e), 0);
	}
	assert_int_equal(config_set(&c, "witness.more.key", KEY, &e), -1);
	assert_int_equal(config_set(&c, "witness.w.7.key", KEY "A", &e), 0);
	assert_string_equal(c.witnesses[7].key, KEY "A");
	config_print(&c, &text);
	assert_non_null(strstr(text.p, "\nwitness.w.7.key = " KEY "A\n"));
	config_clear(&c);
	config_init(&c);
	name.n = 0;
	buf_str(&name, "witness.");
	for (int i = 0; i < WITNESS_NAME_MAX; i++)
		buf_chr(&name, 'w');
	buf_str(&name, ".key");
	assert_int_equal(config_set(&c, name.p, KEY, &e), 0);
	name.n -= 4;
	buf_str(&name, "w.key");
	assert_int_equal(config_set(&c, name.p, KEY, &e), -1);
	buf_str(&key, KEY);
	while (key.n < WITNESS_KEY_MAX)
		buf_chr(&key, 'A');
	assert_int_equal(config_set(&c, "witness.w.key", key.p, &e), 0);
	buf_chr(&key, 'A');
	assert_int_equal(config_set(&c, "witness.w.key", key.p, &e), -1);
	config_clear(&c);
}

static void
set(struct config *c, const char *name, const char *value)
{
	struct err e = { 0 };

	if (config_set(c, name, value, &e) != 0)
		fail_msg("%s: %s", name, e.msg);
}

static void
what_belongs_together_must_be_whole(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO(config_clear) struct config d = { 0 };
	struct err e = { 0 };

	(void)state;
	config_init(&c);
	set(&c, "source.half.url", "https://example.net/x");
	assert_int_equal(config_finish(&c, &e), -1);
	assert_non_null(strstr(e.msg, "publisher, kind and url"));
	config_init(&d);
	set(&d, "exception.half.rule", "P-08");
	assert_int_equal(config_finish(&d, &e), -1);
	assert_non_null(strstr(e.msg, "required"));
}

static void
authorities_are_those_of_the_table_and_further_ones(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO_BUF text = { 0 };
	struct err e = { 0 };
	char name[TSA_NAME_MAX + 2];

	(void)state;
	config_init(&c);
	assert_int_equal(config_tsas_due(&c), c.tsas_n);
	assert_true(c.tsas_n >= 2);
	set(&c, "tsa.digicert.trusted", "/d.pem");
	set(&c, "tsa.own.enabled", "true");
	assert_int_equal(config_finish(&c, &e), -1);
	assert_non_null(strstr(e.msg, "needs a url"));
	set(&c, "tsa.own.url", "http://127.0.0.1:1/");
	assert_int_equal(config_finish(&c, &e), 0);
	assert_int_equal(config_tsas_due(&c), c.tsas_n);
	config_tsas_named(&c);
	assert_int_equal(config_tsas_due(&c), 2);
	config_print(&c, &text);
	assert_non_null(strstr(text.p,
	    "tsa.digicert.enabled = true\n"
	    "tsa.digicert.url = http://timestamp.digicert.com\n"
	    "tsa.digicert.trusted = /d.pem\n"
	    "tsa.sectigo.enabled = false\n"));
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	{
		AUTO_BUF key = { 0 };

		buf_fmt(&key, "tsa.%s.url", name);
		refused(key.p, "http://x/", "1 to 32 of a-z");
	}
	for (size_t i = c.tsas_n; i < TSAS_MAX; i++) {
		AUTO_BUF key = { 0 };

		buf_fmt(&key, "tsa.n%zu.url", i);
		set(&c, key.p, "http://x/");
	}
	assert_int_equal(config_set(&c, "tsa.more.url", "http://x/", &e), -1);
	assert_non_null(strstr(e.msg, "at most 8"));
}

/* A snapshot from before there were any had none. */
static void
an_old_snapshot_has_no_authorities(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(config_parse(span_of(CONFIG_HEAD), &c, &e), 0);
	assert_int_equal(config_tsas_due(&c), 0);
}

static void
fill(struct config *c)
{
	config_init(c);
	set(c, "persistence.days", "9");
	set(c, "report.signingkey", "/secret/key");
	set(c, "source.apnic-plain.enabled", "false");
	set(c, "source.arin-extended.url", "https://example.net/arin");
	set(c, "source.lacnic-copy.publisher", "lacnic");
	set(c, "source.lacnic-copy.kind", "archive");
	set(c, "source.lacnic-copy.url", "https://example.net/lacnic");
	set(c, "exception.m1.rule", "P-08");
	set(c, "exception.m1.class", "X9");
	set(c, "exception.m1.publisher", "apnic");
	set(c, "exception.m1.reason", "a broken disk = ours");
	set(c, "exception.m1.citation", "https://example.net/note");
	set(c, "exception.m1.until", "2026-01-12");
	set(c, "exception.m1.recorded", "2026-01-09");
	assert_int_equal(config_finish(c, NULL), 0);
}

static void
canonical_text_reads_back(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO(config_clear) struct config d = { 0 };
	AUTO_BUF a = { 0 };
	AUTO_BUF b = { 0 };
	struct err e = { 0 };

	(void)state;
	fill(&c);
	config_print(&c, &a);
	assert_null(strstr(a.p, "/secret/key"));
	if (config_parse(buf_view(&a), &d, &e) != 0)
		fail_msg("%s", e.msg);
	assert_int_equal(d.persistence_days, 9);
	assert_null(d.report_key); /* a secret does not come back */
	d.report_key = mem_strdup("x");
	config_print(&d, &b);
	assert_string_equal(a.p, b.p);
}

static void
deviations_are_told(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO_BUF b = { 0 };

	(void)state;
	config_init(&c);
	config_deviations(&c, &b);
	assert_int_equal(b.n, 0);
	set(&c, "persistence.serials", "5");
	set(&c, "fetch.retries", "1"); /* decides no outcome */
	config_deviations(&c, &b);
	assert_string_equal(b.p, "persistence.serials = 5 (default 3)\n");
}

static void
canonical_text_is_strict(void **state)
{
	static const struct {
		const char *text, *why;
	} t[] = {
		{ "", "line 1" }, { "# nroaudit configuration 2\n", "line 1" },
		{ CONFIG_HEAD "fetch.retries=3\n", "line 2" },
		{ CONFIG_HEAD "fetch.retries = 3\nfoo = 1\n", "line 3" },
		{ CONFIG_HEAD "source.q.url = https://x/\n", "no such source" }
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		AUTO(config_clear) struct config c = { 0 };
		struct err e = { 0 };

		assert_int_equal(config_parse(span_of(t[i].text), &c, &e), -1);
		assert_non_null(strstr(e.msg, t[i].why));
	}
}

static void
entries_have_a_ceiling(void **state)
{
	AUTO(config_clear) struct config c = { 0 };
	struct err e = { 0 };
	char name[64];

	(void)state;
	config_init(&c);
	for (int i = 0; i < CONFIG_ENTRIES_MAX; i++) {
		snprintf(name, sizeof(name), "exception.x%d.rule", i);
		set(&c, name, "P-08");
	}
	assert_int_equal(config_set(&c, "exception.y.rule", "P-08", &e), -1);
	assert_non_null(strstr(e.msg, "too many"));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(bad_keys_and_values_are_named),
		cmocka_unit_test(locators_are_those_built_in_and_further_ones),
		cmocka_unit_test(locators_have_limits),
		cmocka_unit_test(pinned_keys_stand_in_the_snapshot),
		cmocka_unit_test(witnesses_have_limits),
		cmocka_unit_test(what_belongs_together_must_be_whole),
		cmocka_unit_test(
		    authorities_are_those_of_the_table_and_further_ones),
		cmocka_unit_test(an_old_snapshot_has_no_authorities),
		cmocka_unit_test(canonical_text_reads_back),
		cmocka_unit_test(deviations_are_told),
		cmocka_unit_test(canonical_text_is_strict),
		cmocka_unit_test(entries_have_a_ceiling),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("model config", t, NULL, NULL);
}
