/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of phases, with phases that break and kernels that lack a wall. */
#include "box.h"

#include "cmd/chain.h"
#include "cmd/cmd.h"
#include "cmd/inspect.h"
#include "cmd/parts.h"
#include "io/config.h"
#include "io/file.h"
#include "parse/parse.h"

#define DAY_1 1767598200 /* 2026-01-05T07:30:00Z */
#define STATS                                                                 \
	"2|apnic|20260105|1|19830613|20260105|+1000\n"                        \
	"apnic|*|asn|*|1|summary\n"                                           \
	"apnic|*|ipv4|*|0|summary\napnic|*|ipv6|*|0|summary\n"                \
	"apnic|JP|asn|173|1|20020801|allocated\n"

static char keys[] = "/tmp/nroaudit-chain-keys-XXXXXX", *dir, *mirror;
static struct config cfg;
static struct job job;

static void
put(const char *below, const char *text)
{
	AUTO_FREE char *path = path_join(dir, below);
	AUTO_FREE char *parent = mem_strdup(path);

	*strrchr(parent, '/') = '\0';
	assert_int_equal(dir_make(parent, 0755, NULL), 0);
	assert_int_equal(file_write(path, span_of(text), 0644, NULL), 0);
}

static bool
there(const char *below)
{
	AUTO_FREE char *path = path_join(dir, below);

	return file_exists(path);
}

/* Keys take long to make: once for all tests. */
static int
make_keys(void **state)
{
	struct ctx c = { NULL, { 0 } };

	(void)state;
	assert_non_null(mkdtemp(keys));
	c.dir = keys;
	return init_dir(&c, NULL);
}

static int
remove_keys(void **state)
{
	(void)state;
	return dir_remove(keys, NULL);
}

static void
copy_key(const char *name, unsigned mode)
{
	AUTO_FREE char *from = path_join(keys, name);
	AUTO_FREE char *to = path_join(dir, name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	assert_int_equal(file_read(from, 0, &p, &n, NULL), 0);
	assert_int_equal(file_write(to, (struct span){ p, n }, mode, NULL), 0);
}

/* A working directory of its own and a small mirror, for each test. */
static int
set_up(void **state)
{
	char t[] = "/tmp/nroaudit-chain-XXXXXX";
	AUTO_BUF url = { 0 };

	(void)state;
	dir = mem_strdup(mkdtemp(t));
	put("m/ftp.apnic.net/stats/apnic/delegated-apnic-latest", STATS);
	put("keys/allowed_signers", "");
	copy_key("keys/history", 0600);
	copy_key("keys/report.key", 0600);
	copy_key("keys/report.pem", 0644);
	assert_int_equal(config_load("/nonexistent", &cfg, NULL), 0);
	config_tsas_named(&cfg); /* offline */
	buf_fmt(&url, "file://%s/m", dir);
	mirror = mem_strdup(url.p);
	job = (struct job){ dir, &cfg, mirror, DAY_1, false, NULL, NULL };
	return init_dir(&(struct ctx){ dir, { 0 } }, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	dir_remove(dir, NULL);
	free(dir);
	config_clear(&cfg);
	free(mirror);
	return 0;
}

static void
take(utc_t when, char id[SHA1_HEX])
{
	struct err e = { 0 };
	AUTO_BUF absent = { 0 };

	job.as_of = when;
	if (chain_take(&job, when, id, &absent, &e) != 0)
		fail_msg("%s", e.msg);
}

static void
says_nothing(const struct audited *a, const void *arg, struct buf *out)
{
	(void)a;
	(void)arg;
	buf_str(out, "said\n");
}

static void
judge(const char *rev)
{
	struct err e = { 0 };
	AUTO(judging_clear)
	struct judging g = { .rev = rev, .pages = true, .text = says_nothing };

	if (chain_judge(&job, &g, &e) < 0)
		fail_msg("%s", e.msg);
	assert_non_null(strstr(g.said.p, "said\nreport: "));
}

/* Commits on a branch. */
static int
count_one(const char *id, const char *tree, utc_t when, const char *message,
    void *arg, struct err *e)
{
	(void)id;
	(void)tree;
	(void)when;
	(void)message;
	(void)e;
	++*(size_t *)arg;
	return 0;
}

static size_t
commits(const char *branch)
{
	struct store *st = NULL;
	size_t n = 0;

	assert_int_equal(job_store(&job, false, &st, NULL), 0);
	assert_int_equal(store_walk(st, branch, count_one, &n, NULL), 0);
	store_free(st);
	return n;
}

static void
dies(const struct audited *a, const void *arg, struct buf *out)
{
	(void)a;
	(void)out;
	raise(*(const int *)arg);
}

/* A phase that breaks is named, and the next run makes it whole. */
static void
an_audit_that_dies_leaves_all_whole(void **state)
{
	int kill9 = SIGKILL;
	struct err e = { 0 };
	AUTO(judging_clear)
	struct judging g = { .rev = BRANCH_MAIN,
		.pages = true,
		.text = dies,
		.arg = &kill9 };
	char id[SHA1_HEX];

	(void)state;
	take(DAY_1, id);
	assert_int_equal(chain_judge(&job, &g, &e), -1);
	assert_string_equal(e.msg,
	    "the phase 'audit' was ended by signal 9 (Killed)");
	assert_int_equal(commits(BRANCH_MAIN), 1);
	assert_int_equal(commits(BRANCH_FINDINGS), 0);
	assert_false(there("reports/index.html"));
	assert_false(there("spool"));
	judge(id);
	assert_int_equal(commits(BRANCH_FINDINGS), 1);
	assert_true(there("reports/2026-01-05/report.xml"));
	assert_true(there("reports/index.html"));
}

static void
floods(const struct audited *a, const void *arg, struct buf *out)
{
	static char block[1 << 20];

	(void)a;
	(void)arg;
	while (!out->over)
		buf_add(out, block, sizeof(block));
}

static void
an_audit_that_says_too_much_is_refused(void **state)
{
	struct err e = { 0 };
	AUTO(judging_clear)
	struct judging g = { .rev = BRANCH_MAIN, .text = floods };
	char id[SHA1_HEX];

	(void)state;
	take(DAY_1, id);
	assert_int_equal(chain_judge(&job, &g, &e), -1);
	assert_non_null(strstr(e.msg, "the phase 'audit' answered more"));
	assert_int_equal(commits(BRANCH_FINDINGS), 0);
}

/* Ended behind the snapshot, and behind the findings. */
static void
pages_left_over_are_written(void **state)
{
	struct err e = { 0 };
	AUTO(judging_clear) struct judging g = { .text = says_nothing };
	char one[SHA1_HEX], two[SHA1_HEX], three[SHA1_HEX];

	(void)state;
	take(DAY_1, one);
	take(DAY_1 + 60, two);
	g.rev = one;
	assert_true(chain_judge(&job, &g, &e) >= 0); /* findings alone */
	assert_false(there("reports/2026-01-05"));
	take(DAY_1 + DAY_SECS, three);
	judge(BRANCH_MAIN);
	assert_int_equal(commits(BRANCH_FINDINGS), 3);
	assert_true(there("reports/2026-01-05/report.html"));
	assert_true(there("reports/2026-01-05-2/report.html"));
	assert_true(there("reports/2026-01-06/report.html"));
	/* A page that was lost comes back, by an older one's report, too. */
	{
		AUTO_FREE char *page = path_join(dir, "reports/2026-01-06");

		assert_int_equal(dir_remove(page, NULL), 0);
	}
	judge(one);
	assert_true(there("reports/2026-01-06/report.html"));
}

static void
no_page_takes_anothers_place(void **state)
{
	struct err e = { 0 };
	AUTO(judging_clear)
	struct judging g = { .rev = BRANCH_MAIN,
		.pages = true,
		.text = says_nothing };
	char id[SHA1_HEX];

	(void)state;
	take(DAY_1, id);
	put("reports/2026-01-05/report.xml", "<other/>");
	assert_int_equal(chain_judge(&job, &g, &e), -1);
	assert_non_null(strstr(e.msg,
	    "reports/2026-01-05/report.xml is of a "
	    "snapshot that is not in this history"));
}

static void
a_missing_key_is_named_and_harms_nothing(void **state)
{
	struct err e = { 0 };
	AUTO(judging_clear)
	struct judging g = { .rev = BRANCH_MAIN,
		.pages = true,
		.text = says_nothing };
	AUTO_FREE char *key = path_join(dir, "keys/report.key");
	AUTO_FREE char *away = path_join(dir, "key");
	char id[SHA1_HEX];

	(void)state;
	take(DAY_1, id);
	assert_int_equal(rename(key, away), 0);
	assert_int_equal(chain_judge(&job, &g, &e), -1);
	assert_non_null(strstr(e.msg, "no private key at"));
	assert_false(there("reports/index.html"));
	assert_int_equal(rename(away, key), 0);
	judge(BRANCH_MAIN);
	assert_true(there("reports/index.html"));
	assert_int_equal(commits(BRANCH_FINDINGS), 1);
}

/* An inspector that is lost at its first question. */
static void
is_lost(int in, int out, void *arg)
{
	char c;

	(void)out;
	(void)arg;
	if (pipe_read(in, &c, 1) == 0)
		raise(SIGKILL);
}

struct fetching {
	struct service inspector;
	struct runinfo known;
};

static int
fetches(void *arg, struct buf *out, struct err *e)
{
	struct fetching *f = arg;

	return job_fetch(&job, DAY_1, &f->inspector, &f->known, out, e);
}

static int
fetch_without_inspector(struct buf *out, struct err *e)
{
	char walls[] = "landlock 3, seccomp";
	struct fetching f = { .known = { .sandbox = walls } };
	AUTO_FREE char *spool = path_join(dir, "spool");
	int r;

	assert_int_equal(dir_make(spool, 0700, NULL), 0);
	assert_int_equal(
	    box_serve(&job, PHASE_INSPECT, is_lost, NULL, &f.inspector, NULL),
	    0);
	r = box_run(&job, PHASE_FETCH_FILE, fetches, &f, out, e);
	assert_int_equal(service_stop(&f.inspector, NULL), -1);
	return r;
}

/* The bytes are evidence even where nobody could look at them. */
static void
a_lost_inspector_is_a_fault_of_the_run(void **state)
{
	AUTO(provenance_clear) struct provenance p = { 0 };
	AUTO_BUF out = { 0 };
	struct span xml, file;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(fetch_without_inspector(&out, &e), 0);
	assert_int_equal(part_find(buf_view(&out), "provenance", &xml, NULL),
	    0);
	assert_int_equal(provenance_parse(xml, &p, NULL), 0);
	assert_string_equal(p.run.sandbox, "landlock 3, seccomp");
	assert_int_equal(p.run.faults_n, 1);
	assert_non_null(strstr(p.run.faults[0],
	    "the inspecting phase was lost at apnic-plain"));
	assert_int_equal(part_find(buf_view(&out), "file", &file, NULL), 0);
	assert_true(span_is(file, "stats/apnic/delegated-apnic-latest"));
	/* The time of a mirror is what it alone could have told. */
	job.as_of = TIME_NONE;
	assert_int_equal(fetch_without_inspector(&out, &e), -1);
	assert_non_null(strstr(e.msg, "give one by --as-of"));
}

/* A fetch that was taken over names what it likes. */
static void
only_sources_are_committed(void **state)
{
	static const char *const bad[] = { "config/nroaudit.conf",
		"stats/apnic/../../../keys/history", "tls/../../keys/history",
		"/etc/passwd", "" };
	struct store *st = NULL;

	(void)state;
	put("spool/x", "x");
	assert_int_equal(job_store(&job, true, &st, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO_BUF parts = { 0 };
		struct err e = { 0 };
		char id[SHA1_HEX];

		part_add(&parts, "clock", span_of("2026-01-05T07:30:00Z"));
		part_add(&parts, "provenance", span_of("<x/>"));
		part_add(&parts, "file", span_of(bad[i]));
		assert_int_equal(
		    job_commit(&job, st, buf_view(&parts), id, &e), -1);
		assert_non_null(strstr(e.msg, "is no source's"));
	}
	store_free(st);
	assert_int_equal(commits(BRANCH_MAIN), 0);
}

/* The whole program on a kernel that lacks a wall; its exit code. */
static int
runs(const void *arg)
{
	char name[] = "nroaudit", c[] = "-C", run[] = "run";
	char m[] = "--mirror", a[] = "--as-of", t[] = "2026-01-05T07:30:00Z";
	char *argv[] = { name, c, dir, run, m, mirror, a, t, NULL };

	(void)arg;
	if (freopen("/dev/null", "w", stdout) == NULL ||
	    freopen("/dev/null", "w", stderr) == NULL)
		return NOT_BOXED;
	return program(8, argv);
}

static void
reports_say(const char *walls, const char *const *faults)
{
	AUTO_FREE char *path = path_join(dir, "reports/2026-01-05/report.xml");
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF want = { 0 };
	size_t n = 0;

	assert_int_equal(file_read(path, 0, &p, &n, NULL), 0);
	buf_fmt(&want, "<sandbox>%s</sandbox>", walls);
	assert_non_null(strstr((char *)p, want.p));
	buf_clear(&want);
	buf_str(&want, "<selfFaults>\n");
	for (; *faults != NULL; faults++)
		buf_fmt(&want, "<fault>%s</fault>\n", *faults);
	assert_non_null(strstr((char *)p, want.p));
}

static void
run_on(unsigned without)
{
	struct sandbox_support has;
	const char *faults[3] = { NULL };
	AUTO_BUF walls = { 0 };

	need_landlock();
	need_seccomp();
	sandbox_support(&has);
	if (without & WITHOUT_LANDLOCK)
		has.landlock = 0;
	if (without & WITHOUT_SECCOMP)
		has.seccomp = false;
	sandbox_text(&has, &walls);
	for (size_t i = 0; i < 2; i++)
		faults[i] = sandbox_lack(&has, i);
	assert_true(attempt_on(without, NULL, runs, NULL) <= EXIT_NEWS);
	reports_say(walls.p, faults);
}

static void
a_run_on_a_whole_kernel(void **state)
{
	(void)state;
	run_on(0);
}

static void
a_run_without_landlock(void **state)
{
	(void)state;
	run_on(WITHOUT_LANDLOCK);
}

static void
a_run_without_seccomp(void **state)
{
	(void)state;
	run_on(WITHOUT_SECCOMP);
}

static void
a_run_without_any_wall(void **state)
{
	(void)state;
	run_on(WITHOUT_LANDLOCK | WITHOUT_SECCOMP);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_audit_that_dies_leaves_all_whole),
		CASE(an_audit_that_says_too_much_is_refused),
		CASE(pages_left_over_are_written),
		CASE(no_page_takes_anothers_place),
		CASE(a_missing_key_is_named_and_harms_nothing),
		CASE(a_lost_inspector_is_a_fault_of_the_run),
		CASE(only_sources_are_committed),
		CASE(a_run_on_a_whole_kernel),
		CASE(a_run_without_landlock),
		CASE(a_run_without_seccomp),
		CASE(a_run_without_any_wall),
	};

	setenv("NROAUDIT_TEMPLATES", "templates", 1);
	return cmocka_run_group_tests_name("chain", tests, make_keys,
	    remove_keys);
}
