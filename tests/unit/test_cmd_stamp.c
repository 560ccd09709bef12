/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of reports, what is asked for again, and where it ends. */
#include "cmd/stamp.h"

#include "cmd/parts.h"
#include "io/config.h"
#include "io/file.h"
#include "xades_fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct config cfg;
static struct job job;

static int
start(void **state)
{
	if (setup(state) != 0)
		return -1;
	assert_int_equal(config_load("/nonexistent", &cfg, NULL), 0);
	config_tsas_named(&cfg); /* offline */
	job = (struct job){ .dir = dir_here, .cfg = &cfg, .as_of = TIME_NONE };
	return 0;
}

static int
end(void **state)
{
	config_clear(&cfg);
	return teardown(state);
}

static void
put_below(const char *below, struct span text)
{
	AUTO_FREE char *path = job_path(&job, below);
	AUTO_FREE char *parent = mem_strdup(path);

	*strrchr(parent, '/') = '\0';
	assert_int_equal(dir_make(parent, 0755, NULL), 0);
	assert_int_equal(file_write(path, text, 0644, NULL), 0);
}

static void
a_state_reads_back(void **state)
{
	static const struct stamped s[] = {
		{ 2, 2, 0, 0, 1767600000 },
		{ 0, 2, 3, 4, TIME_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(s); i++) {
		AUTO_BUF text = { 0 };
		struct stamped t;

		stamped_print(&s[i], &text);
		assert_int_equal(stamped_parse(buf_view(&text), &t), 0);
		assert_int_equal(t.have, s[i].have);
		assert_int_equal(t.due, s[i].due);
		assert_int_equal(t.archives, s[i].archives);
		assert_int_equal(t.lacks, s[i].lacks);
		assert_int_equal(t.until, s[i].until);
	}
}

static void
what_is_no_state_is_refused(void **state)
{
	static const char *const bad[] = { "x", "1 2 3", "1 2 3 4",
		"1 2 3 4 5", "-1 2 3 4 -", "1 2 3 1001 -",
		"1 2 3 4 2026-13-01T00:00:00Z", "1 2 3 4 - " };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct stamped t;

		if (stamped_parse(span_of(bad[i]), &t) == 0)
			fail_msg("'%s' was read", bad[i]);
	}
}

static void
whole_and_ending_are_told(void **state)
{
	struct stamped s = { 2, 2, 0, 0, 1767600000 };
	utc_t then = s.until - STAMP_WARN_DAYS * DAY_SECS;

	(void)state;
	assert_true(stamped_whole(&s));
	s.lacks = 1;
	assert_false(stamped_whole(&s));
	s.lacks = 0;
	s.due = 3;
	assert_false(stamped_whole(&s));
	assert_false(stamped_ends(&s, then));
	assert_true(stamped_ends(&s, then + 1));
	/* In the archive nothing can be added below. */
	s.archives = 1;
	assert_true(stamped_whole(&s));
	s.until = TIME_NONE;
	assert_false(stamped_ends(&s, then + 1));
}

static void
the_index_is_sorted_and_skips_what_is_none(void **state)
{
	static const char text[] = "2026-01-06 1 2 0 0 -\nnonsense\n"
				   "../x 1 2 0 0 -\n.x 1 2 0 0 -\n"
				   "2026-01-05 2 2 0 0 2026-01-01T00:00:00Z\n"
				   "2026-01-06 2 2 0 0 -\n"
				   "2026-01-06-a-name-that-is-too-long 1 2 0 "
				   "0 -\n";
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };
	struct err e = { 0 };

	(void)state;
	put_below("history/nroaudit.stamps", span_of(text));
	assert_int_equal(stamp_index_read(&job, &x, &e), 0);
	assert_int_equal(x.n, 2);
	assert_string_equal(x.v[0].name, "2026-01-05");
	assert_string_equal(x.v[1].name, "2026-01-06");
	assert_int_equal(x.v[1].state.have, 2);
}

static void
the_index_has_a_ceiling(void **state)
{
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };
	AUTO_FREE char *big = mem_alloc(STAMP_INDEX_MAX + 1);
	struct span s = { (unsigned char *)big, STAMP_INDEX_MAX };
	struct err e = { 0 };

	(void)state;
	memset(big, '\n', STAMP_INDEX_MAX + 1);
	put_below("history/nroaudit.stamps", s);
	assert_int_equal(stamp_index_read(&job, &x, &e), 0);
	s.n++;
	put_below("history/nroaudit.stamps", s);
	assert_int_equal(stamp_index_read(&job, &x, &e), -1);
}

static void
who_is_due_is_read_from_the_head(void **state)
{
	AUTO_BUF names = { 0 };
	AUTO_BUF none = { 0 };

	(void)state;
	assert_int_equal(stamps_due(span_of("<r><stamps due=\"2\"><tsa "
					    "name=\"one\" url=\"u\"></tsa>"
					    "<tsa name=\"two\"></tsa></stamps>"
					    "<tsa name=\"three\"></tsa></r>"),
			     &names),
	    2);
	assert_string_equal(names.p, "one\ntwo\n");
	assert_int_equal(stamps_due(span_of("<r></r>"), &none), 0);
	assert_int_equal(stamps_due(span_of("<stamps due=\"9\">"), &none), 0);
	assert_int_equal(stamps_due(span_of("<stamps due=\""), &none), 0);
	assert_int_equal(none.n, 0);
	assert_true(stamps_told(span_of("<stamps due=\"0\"></stamps>")));
	assert_false(stamps_told(span_of("<r></r>")));
}

static void
trusted_files_have_a_ceiling(void **state)
{
	AUTO_FREE char *path = job_path(&job, "trusted.pem");
	AUTO_FREE char *big = mem_alloc(STAMP_TRUST_MAX + 1);
	struct span s = { (unsigned char *)big, STAMP_TRUST_MAX };
	AUTO_BUF got = { 0 };
	struct err e = { 0 };

	(void)state;
	memset(big, 'x', STAMP_TRUST_MAX + 1);
	for (size_t i = 0; i < cfg.tsas_n; i++)
		cfg.tsas[i].trusted = mem_strdup(path);
	put_below("trusted.pem", s);
	/* Once, though all of them have it. */
	assert_int_equal(job_tsa_trust(&job, &got, &e), 0);
	assert_int_equal(got.n, STAMP_TRUST_MAX + 1);
	s.n++;
	put_below("trusted.pem", s);
	assert_int_equal(job_tsa_trust(&job, &got, &e), -1);
	assert_true(says(e.msg, "TSA digicert: trusted"));
	/* That of another is there nevertheless. */
	put_below("other.pem", span_of("other"));
	free(cfg.tsas[1].trusted);
	cfg.tsas[1].trusted = job_path(&job, "other.pem");
	got.n = 0;
	assert_int_equal(job_tsa_trust(&job, &got, &e), -1);
	assert_true(span_is(buf_view(&got), "other\n"));
	for (size_t i = 0; i < cfg.tsas_n; i++) {
		free(cfg.tsas[i].trusted);
		cfg.tsas[i].trusted = NULL;
	}
}

/* Whatever is configured, a phase has time to say what it could not do. */
static void
no_phase_is_ended_before_its_time(void **state)
{
	int most = 0;

	(void)state;
	for (size_t i = 0; i < config_keys_n; i++)
		if (strcmp(config_keys[i].name, "tsa.timeout") == 0)
			most = config_keys[i].max;
	assert_true(most > 0);
	assert_true(STAMP_SECONDS_MAX > STAMP_DEADLINE + most);
}

/* So many reports lack something: what is done in a night has a ceiling. */
static void
not_all_reports_in_a_night(void **state)
{
	AUTO_FREE char *due =
	    edit(good.p, "<finding", "<stamps due=\"2\"></stamps><finding");
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };
	AUTO(stamp_index_clear) struct stamp_index y = { 0 };
	const struct stamped lacking = { .due = 2,
		.lacks = 9,
		.until = TIME_NONE };
	AUTO_BUF faults = { 0 };
	struct err e = { 0 };
	size_t looked_at = 0;

	(void)state;
	for (int i = 0; i < STAMP_RETRIES_MAX + 2; i++) {
		char name[REPORT_NAME], below[64];

		snprintf(name, sizeof(name), "2026-01-05-%03d", i);
		snprintf(below, sizeof(below), "reports/%s/report.xml", name);
		put_below(below, span_of(due));
		stamp_index_set(&x, name, &lacking);
	}
	assert_int_equal(stamp_index_write(&job, &x, &e), 0);
	restamp_missing(&job, "2026-01-06", &faults);
	if (faults.n != 0)
		fail_msg("%s", faults.p);
	assert_int_equal(stamp_index_read(&job, &y, &e), 0);
	assert_int_equal(y.n, x.n);
	for (size_t i = 0; i < y.n; i++)
		looked_at += y.v[i].state.lacks == 0;
	assert_int_equal(looked_at, STAMP_RETRIES_MAX);
	/* The newest first. */
	assert_int_equal(y.v[0].state.lacks, 9);
	assert_int_equal(y.v[y.n - 1].state.lacks, 0);
}

/* An authority of its own: DIR/MODE, its URL and its file of CAs. */
static pid_t
authority(const char *name, const char *mode, struct config_tsa *t)
{
	AUTO_FREE char *dir = here(name);
	AUTO_BUF below = { 0 };
	char exe[4096], port[16] = "";
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 16);
	int p[2];
	pid_t pid;

	assert_true(n > 0);
	exe[n] = '\0';
	strcpy(strstr(exe, "/tests/unit/"), "/tsa");
	buf_fmt(&below, "%s/mode", name);
	put_below(below.p, span_of(mode));
	assert_int_equal(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		dup2(p[1], 1);
		execl(exe, exe, dir, name, (char *)NULL);
		_exit(127);
	}
	close(p[1]);
	assert_true(read(p[0], port, sizeof(port) - 1) > 0);
	close(p[0]);
	below.n = 0;
	buf_fmt(&below, "http://127.0.0.1:%d/", atoi(port));
	*t = (struct config_tsa){ .name = mem_strdup(name),
		.url = mem_strdup(below.p),
		.trusted = path_join(dir, "ca.pem"),
		.named = true };
	return pid;
}

static void
end_authority(pid_t pid)
{
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

static void
check_token(const struct buf *parts, const unsigned char digest[32])
{
	AUTO_BUF name = { 0 };
	AUTO_BUF trust = { 0 };
	struct timestamp t;
	struct span token;
	struct err e = { 0 };
	char hex[SHA256_HEX];

	hex_of(digest, 32, hex);
	buf_fmt(&name, "tsa/one/%s", hex);
	(void)job_tsa_trust(&job, &trust, &e);
	if (part_find(buf_view(parts), name.p, &token, &e) != 0 ||
	    timestamp_verify(token, digest, buf_view(&trust), &t, &e) != 0)
		fail_msg("%s", e.msg);
}

/* Several at once; who fails once is told once, and not asked on. */
static void
every_digest_is_stamped_by_every_authority(void **state)
{
	static const unsigned char d[3][32] = { { 1 }, { 2 }, { 3 } };
	AUTO_BUF parts = { 0 };
	AUTO_BUF faults = { 0 };
	struct span rest, name, bytes;
	pid_t one, two;
	size_t n = 0, at = cfg.tsas_n;

	(void)state;
	one = authority("one", "good", &cfg.tsas[at]);
	two = authority("two", "error", &cfg.tsas[at + 1]);
	cfg.tsas_n = at + 2;
	chain_stamp(&job, "2026-01-05", d, ARRAY_LEN(d), &parts, &faults);
	end_authority(one);
	end_authority(two);
	rest = buf_view(&parts);
	while (part_next(&rest, &name, &bytes, NULL) == 0)
		n++;
	assert_int_equal(n, ARRAY_LEN(d));
	for (size_t i = 0; i < ARRAY_LEN(d); i++)
		check_token(&parts, d[i]);
	assert_string_equal(faults.p,
	    "after the run of 2026-01-05: TSA two: it answered HTTP 503\n");
	/* Nothing to stamp, nobody to ask: no fault. */
	faults.n = 0;
	chain_stamp(&job, "2026-01-05", d, 0, &parts, &faults);
	assert_int_equal(faults.n, 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_state_reads_back),
		cmocka_unit_test(what_is_no_state_is_refused),
		cmocka_unit_test(whole_and_ending_are_told),
		cmocka_unit_test(the_index_is_sorted_and_skips_what_is_none),
		cmocka_unit_test(the_index_has_a_ceiling),
		cmocka_unit_test(who_is_due_is_read_from_the_head),
		cmocka_unit_test(trusted_files_have_a_ceiling),
		cmocka_unit_test(no_phase_is_ended_before_its_time),
		cmocka_unit_test(not_all_reports_in_a_night),
		cmocka_unit_test(every_digest_is_stamped_by_every_authority),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("cmd stamp", t, start, end);
}
