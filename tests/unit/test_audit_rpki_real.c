/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules say of two real trees; skipped where ../shared/data is
 * missing. */
#include "audit/audit.h"
#include "cmd/rpki.h"
#include "io/file.h"
#include "rpki/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DATA "../shared/data/rpki/"

/* A tree under the name of APNIC's anchor, and what the rules find of it. */
static void
judge(const char *dir, const char *name, utc_t at, struct dataset *d,
    struct audit_result *ret)
{
	AUTO(repo_clear) struct repo repo = { .fd = -1 };
	AUTO(tree_clear) struct tree t = { 0 };
	AUTO(tal_clear) struct tal tal = { 0 };
	AUTO(ledger_clear) struct ledger old = { 0 };
	AUTO(ledger_clear) struct ledger next = { 0 };
	AUTO(exceptions_clear) struct exceptions x = { 0 };
	AUTO_FREE unsigned char *text = NULL;
	AUTO_BUF path = { 0 };
	struct rpki_input in = { .tals = &tal,
		.tals_n = 1,
		.threads = 2,
		.at = at };
	struct thresholds th;
	struct err e = { ERR_NONE, "" };
	size_t n = 0;

	buf_fmt(&path, DATA "%s/%s.tal", dir, name);
	assert_int_equal(file_read(path.p, TAL_MAX, &text, &n, &e), 0);
	assert_int_equal(tal_parse((struct span){ text, n }, name, &tal, &e),
	    0);
	path.n = 0;
	buf_fmt(&path, DATA "%s/cache", dir);
	assert_int_equal(repo_open(path.p, &tal, 1, &repo, &e), 0);
	in.files = repo.files;
	in.files_n = repo.n;
	in.read = repo_read;
	in.arg = &repo;
	assert_int_equal(rpki_validate(&in, &t, &e), 0);
	dataset_init(d);
	d->run->clock = at;
	d->run->clock_given = true;
	d->day = day_of(at);
	d->rpki = mem_alloc(sizeof(*d->rpki));
	rpki_to_model(&in, &t, 0, &d->rpki[0]);
	d->rpki_n = 1;
	d->rpki[0].publisher = PUB_APNIC;
	ledger_init(&old);
	ledger_init(&next);
	exceptions_default(&x);
	thresholds_init(&th);
	audit_run(d, &old, &x, &th, ret, &next);
}

static const struct rule_result *
result(const struct audit_result *r, const char *id)
{
	for (size_t i = 0; i < rules_n; i++)
		if (strcmp(rules[i].id, id) == 0)
			return &r->results[i];
	abort();
}

/* TWNIC's own as of March 2026: every rule that has its input passes. */
static void
a_sound_tree_has_no_finding(void **state)
{
	static const char *const judged[] = { "P-02", "P-03", "P-19", "P-22",
		"P-23", "P-24", "P-25", "P-26", "P-27", "U-05" };
	AUTO(dataset_clear) struct dataset d = { 0 };
	AUTO(audit_result_clear) struct audit_result r = { 0 };

	(void)state;
	if (access(DATA "twnic", R_OK) != 0)
		skip();
	judge("twnic", "synth", 1773648000, &d, &r);
	assert_true(d.rpki[0].valid);
	assert_int_equal(d.rpki[0].vrps_n, 4363);
	assert_int_equal(d.rpki[0].faults_n, 0);
	for (size_t i = 0; i < ARRAY_LEN(judged); i++) {
		if (result(&r, judged[i])->outcome != OUT_PASS)
			fail_msg("%s does not pass", judged[i]);
		assert_true(result(&r, judged[i])->examined > 4363);
	}
}

/* Krill's testbed, two of whose CAs had let their manifests expire. */
static void
two_stale_manifests_are_named(void **state)
{
	static const char *const stale[] = {
		"/NLnetLabs/0/B2F9D7A5A5A9D791BE2BB641C9AF19505D100C2F.mft",
		"/ca_teste1682870430456/0/"
		"7DC1E81BCB69BE275046D337AB3FBEF76A62354C.mft"
	};
	AUTO(dataset_clear) struct dataset d = { 0 };
	AUTO(audit_result_clear) struct audit_result r = { 0 };
	size_t n = 0;

	(void)state;
	if (access(DATA "krill-testbed", R_OK) != 0)
		skip();
	judge("krill-testbed", "krilltest", 1688150000, &d, &r);
	for (size_t i = 0; i < r.open.n; i++) {
		const struct finding *f = &r.open.v[i];

		if ((f->rule->needs & NEED_RPKI) == 0)
			continue;
		assert_string_equal(f->rule->id, "P-02");
		assert_true(n < ARRAY_LEN(stale));
		assert_non_null(strstr(f->name, stale[n]));
		assert_non_null(strstr(f->observation, "nextUpdate is 2023-"));
		n++;
	}
	assert_int_equal(n, ARRAY_LEN(stale));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_tree_has_no_finding),
		cmocka_unit_test(two_stale_manifests_are_named),
	};

	return cmocka_run_group_tests_name("audit/rpki real", tests, NULL,
	    NULL);
}
