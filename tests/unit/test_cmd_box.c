/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may touch what: the page of privileges, tried. */
#include "box.h"

#include "cmd/box.h"
#include "io/config.h"
#include "io/file.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum spot {
	KEYS,
	SSH_KEY,
	REPORT_KEY,
	CHAIN,
	HISTORY,
	REPORTS,
	SPOOL,
	TEMPLATES,
	MIRROR,
	TRUST,
	CACHE,
	ELSEWHERE,
	PLACES
};

static const char *const files[PLACES] = {
	[KEYS] = "keys/another",
	[SSH_KEY] = "keys/history",
	[REPORT_KEY] = "keys/report.key",
	[CHAIN] = "keys/report.pem",
	[HISTORY] = "history/x/y",
	[REPORTS] = "reports/x/y",
	[SPOOL] = "spool/x",
	[TEMPLATES] = "templates/x",
	[MIRROR] = "mirror/x/y",
	[TRUST] = "trust.pem",
	[CACHE] = "cache/rpki/x/y",
	[ELSEWHERE] = "nroaudit.conf",
};

/* r: can be read, w: written as well, -: neither.  Written down here apart
 * from the table, by design.md's: one column a place, in the order above. */
static const char *const may[PHASE_N] = {
	[PHASE_KEYS] = "wwww--------",
	[PHASE_FETCH] = "------w--rw-",
	[PHASE_FETCH_FILE] = "------w-r-w-",
	[PHASE_INSPECT] = "------------",
	[PHASE_COMMIT] = "-r--w-r---r-",
	[PHASE_AUDIT] = "----r--r----",
	[PHASE_SIGN] = "--rr--------",
	[PHASE_SIGN_TOKEN] = "--rr--------",
	[PHASE_STAMP] = "---------r--",
	[PHASE_TOKENS] = "------------",
	[PHASE_PUBLISH] = "----rw-r----",
	[PHASE_PACK] = "----w-------",
	[PHASE_PUSH] = "----r----r--",
	[PHASE_PUSH_FILE] = "----r-------",
	[PHASE_NOTICE] = "----rr------",
	[PHASE_WITNESS] = "----r-------",
	[PHASE_VERIFY] = "----r-------",
	[PHASE_COLLECT] = "----rr-r----",
	[PHASE_ZIP] = "------------",
	[PHASE_UNPACK] = "------------",
	[PHASE_EXHIBIT] = "----r-------",
};
static const bool networked[PHASE_N] = {
	[PHASE_FETCH] = true, [PHASE_PUSH] = true, [PHASE_STAMP] = true
};
static const bool threaded[PHASE_N] = {
	[PHASE_FETCH] = true, [PHASE_AUDIT] = true, [PHASE_STAMP] = true
};
static const bool secret[PHASE_N] = { [PHASE_KEYS] = true,
	[PHASE_COMMIT] = true,
	[PHASE_SIGN] = true,
	[PHASE_SIGN_TOKEN] = true,
	[PHASE_PUSH] = true };

static char dir[] = "/tmp/nroaudit-box-XXXXXX";
static struct config cfg;
static struct job job;
static char *paths[PLACES];

static int
set_up(void **state)
{
	AUTO_FREE char *templates = NULL;
	AUTO_BUF mirror = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < PLACES; i++) {
		AUTO_FREE char *parent = NULL;

		paths[i] = path_join(dir, files[i]);
		parent = mem_strdup(paths[i]);
		*strrchr(parent, '/') = '\0';
		assert_int_equal(dir_make(parent, 0700, NULL), 0);
		assert_int_equal(
		    file_write(paths[i], span_of("x"), 0600, NULL), 0);
	}
	templates = path_join(dir, "templates");
	setenv("NROAUDIT_TEMPLATES", templates, 1);
	assert_int_equal(config_load("/nonexistent", &cfg, NULL), 0);
	cfg.fetch_ca_file = mem_strdup(paths[TRUST]);
	job.dir = dir;
	job.cfg = &cfg;
	job.as_of = TIME_NONE;
	buf_fmt(&mirror, "file://%s/mirror", dir);
	job.mirror = mem_strdup(mirror.p);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	dir_remove(dir, NULL);
	return 0;
}

/* One letter a place. */
static int
tries_all(void *arg, struct buf *out, struct err *e)
{
	(void)arg;
	(void)e;
	for (size_t i = 0; i < PLACES; i++) {
		int w = open(paths[i], O_RDWR), r = open(paths[i], O_RDONLY);

		buf_chr(out, w >= 0 ? 'w' : r >= 0 ? 'r' : '-');
	}
	return 0;
}

static void
each_phase_touches_what_it_needs(void **state)
{
	(void)state;
	need_landlock();
	need_seccomp();
	for (size_t p = 0; p < PHASE_N; p++) {
		AUTO_BUF out = { 0 };

		assert_int_equal(
		    box_run(&job, (enum phase)p, tries_all, NULL, &out, NULL),
		    0);
		if (strcmp(out.p, may[p]) != 0)
			fail_msg("phase %zu: %s, should be %s", p, out.p,
			    may[p]);
	}
	{
		AUTO_BUF out = { 0 };

		assert_int_equal(tries_all(NULL, &out, NULL), 0);
		assert_string_equal(out.p, "wwwwwwwwwwww");
	}
}

/* Keys that the operator has elsewhere. */
static void
keys_elsewhere_are_reached_by_their_phase(void **state)
{
	struct config c = cfg;
	struct job j = job;
	AUTO_BUF commit = { 0 };
	AUTO_BUF sign = { 0 };

	(void)state;
	need_landlock();
	c.history_ssh_key = paths[ELSEWHERE];
	c.report_key = paths[MIRROR];
	j.cfg = &c;
	assert_int_equal(
	    box_run(&j, PHASE_COMMIT, tries_all, NULL, &commit, NULL), 0);
	assert_string_equal(commit.p, "----w-r---rr");
	assert_int_equal(box_run(&j, PHASE_SIGN, tries_all, NULL, &sign, NULL),
	    0);
	assert_string_equal(sign.p, "--------r---");
}

/* A mirror that is a directory; a key for one that is not. */
static void
the_remote_is_reached_by_its_phase(void **state)
{
	struct config c = cfg;
	struct job j = job;
	AUTO_BUF url = { 0 };
	AUTO_BUF file = { 0 };
	AUTO_BUF net = { 0 };

	(void)state;
	need_landlock();
	buf_fmt(&url, "file://%s/mirror", dir);
	c.history_remote = url.p;
	c.history_remote_key = paths[ELSEWHERE];
	j.cfg = &c;
	assert_string_equal(job_remote_dir(&j), url.p + 7);
	assert_int_equal(
	    box_run(&j, PHASE_PUSH_FILE, tries_all, NULL, &file, NULL), 0);
	assert_string_equal(file.p, "----r---w---");
	assert_int_equal(box_run(&j, PHASE_PUSH, tries_all, NULL, &net, NULL),
	    0);
	assert_string_equal(net.p, "----r----r-r");
}

/* What a party hands in: one file, for one phase. */
static void
a_statement_is_read_by_its_phase(void **state)
{
	struct job j = job;
	AUTO_BUF notice = { 0 };
	AUTO_BUF commit = { 0 };

	(void)state;
	need_landlock();
	j.statement = paths[ELSEWHERE];
	assert_int_equal(
	    box_run(&j, PHASE_NOTICE, tries_all, NULL, &notice, NULL), 0);
	assert_string_equal(notice.p, "----rr-----r");
	assert_int_equal(
	    box_run(&j, PHASE_COMMIT, tries_all, NULL, &commit, NULL), 0);
	assert_string_equal(commit.p, may[PHASE_COMMIT]);
}

static int
makes_a_socket(void *arg, struct buf *out, struct err *e)
{
	(void)arg;
	(void)out;
	(void)e;
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static int
tries_exec(void *arg, struct buf *out, struct err *e)
{
	static char name[] = "true";
	char *argv[] = { name, NULL };

	(void)arg;
	(void)out;
	(void)e;
	execv("/bin/true", argv);
	return errno == EPERM || errno == EACCES;
}

static int
tries_fork(void *arg, struct buf *out, struct err *e)
{
	pid_t pid = fork();

	(void)arg;
	(void)out;
	(void)e;
	if (pid == 0)
		_exit(0);
	return pid < 0 && errno == EPERM;
}

static void *
nothing(void *arg)
{
	return arg;
}

static int
makes_a_thread(void *arg, struct buf *out, struct err *e)
{
	pthread_t t;

	(void)arg;
	(void)out;
	(void)e;
	return pthread_create(&t, NULL, nothing, NULL) == 0 &&
	    pthread_join(t, NULL) == 0;
}

static int
core_limit(void *arg, struct buf *out, struct err *e)
{
	struct rlimit l;

	(void)arg;
	(void)out;
	(void)e;
	return getrlimit(RLIMIT_CORE, &l) == 0 && l.rlim_max == 0;
}

static void
each_phase_calls_what_it_needs(void **state)
{
	(void)state;
	need_seccomp();
	for (size_t i = 0; i < PHASE_N; i++) {
		enum phase p = (enum phase)i;

		assert_int_equal(
		    box_run(&job, p, makes_a_socket, NULL, NULL, NULL),
		    networked[p]);
		assert_int_equal(
		    box_run(&job, p, makes_a_thread, NULL, NULL, NULL),
		    threaded[p]);
		assert_int_equal(
		    box_run(&job, p, tries_exec, NULL, NULL, NULL), 1);
		assert_int_equal(
		    box_run(&job, p, tries_fork, NULL, NULL, NULL), 1);
	}
}

static void
phases_with_a_key_leave_no_core(void **state)
{
	struct rlimit l;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &l), 0);
	for (size_t i = 0; i < PHASE_N; i++)
		assert_int_equal(
		    box_run(&job, (enum phase)i, core_limit, NULL, NULL, NULL),
		    secret[i] || l.rlim_max == 0);
}

static int
aborts(void *arg, struct buf *out, struct err *e)
{
	struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY };

	(void)arg;
	(void)out;
	(void)e;
	(void)setrlimit(RLIMIT_CORE, &l); /* what a phase with a key cannot */
	signal(SIGABRT, SIG_DFL);
	abort();
}

/* Files named core, whatever comes behind. */
static size_t
cores(void)
{
	DIR *d = opendir(".");
	struct dirent *de;
	size_t n = 0;

	assert_non_null(d);
	while ((de = readdir(d)) != NULL)
		n += strncmp(de->d_name, "core", 4) == 0;
	closedir(d);
	return n;
}

/* An abort where a core would be written: one that holds a key leaves none. */
static void
an_abort_leaves_no_key_behind(void **state)
{
	struct rlimit l, all;
	char was[4096];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &l), 0);
	all = l;
	all.rlim_cur = l.rlim_max;
	assert_non_null(getcwd(was, sizeof(was)));
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(setrlimit(RLIMIT_CORE, &all), 0);
	for (size_t i = 0; i < PHASE_N; i++) {
		if (!secret[i])
			continue;
		assert_int_equal(
		    box_run(&job, (enum phase)i, aborts, NULL, NULL, &e), -1);
		assert_non_null(strstr(e.msg, "was ended by signal 6"));
		assert_int_equal(cores(), 0);
	}
	/* That one could have been written shows where nothing hinders it. */
	if (fork() == 0)
		aborts(NULL, NULL, NULL);
	wait(NULL);
	if (cores() == 0)
		print_message("no core of any process is written here\n");
	assert_int_equal(setrlimit(RLIMIT_CORE, &l), 0);
	assert_int_equal(chdir(was), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_phase_touches_what_it_needs),
		cmocka_unit_test(keys_elsewhere_are_reached_by_their_phase),
		cmocka_unit_test(the_remote_is_reached_by_its_phase),
		cmocka_unit_test(a_statement_is_read_by_its_phase),
		cmocka_unit_test(each_phase_calls_what_it_needs),
		cmocka_unit_test(phases_with_a_key_leave_no_core),
		cmocka_unit_test(an_abort_leaves_no_key_behind),
	};

	return cmocka_run_group_tests_name("box", tests, set_up, tear_down);
}
