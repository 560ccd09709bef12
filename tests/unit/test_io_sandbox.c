/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, secrets, and kernels that lack a wall. */
#include "box.h"

#include "io/file.h"

#include <sys/resource.h>
#include <sys/stat.h>

static char *top;
static char *readable, *writable, *outside;

static char *
make_file(const char *dir, const char *name)
{
	AUTO_FREE char *d = path_join(top, dir);
	char *path = path_join(d, name);

	assert_int_equal(dir_make(d, 0700, NULL), 0);
	assert_int_equal(file_write(path, span_of("bytes"), 0600, NULL), 0);
	return path;
}

static int
set_up(void **state)
{
	char t[] = "/tmp/nroaudit-sandbox-XXXXXX";

	(void)state;
	top = mem_strdup(mkdtemp(t));
	readable = make_file("read", "file");
	writable = make_file("write", "file");
	outside = make_file("outside", "file");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	dir_remove(top, NULL);
	free(readable);
	free(writable);
	free(outside);
	free(top);
	return 0;
}

/* A box of those bits, with read/ to read and write/ to write. */
static int
in_box(unsigned allow, attempt_fn *fn, const void *arg)
{
	AUTO_FREE char *r = path_join(top, "read");
	AUTO_FREE char *w = path_join(top, "write");
	AUTO_FREE char *none = path_join(top, "not-there");
	const char *rd[] = { none, r, NULL }, *wr[] = { w, NULL };
	struct sandbox box = { .name = "test",
		.allow = allow,
		.read = rd,
		.write = wr };

	return attempt(&box, fn, arg);
}

#define ALL_BITS (BOX_FILES | BOX_WRITE | BOX_NETWORK | BOX_THREADS)

static int
opens(const void *path)
{
	int fd = open(path, O_RDONLY);

	return fd < 0 ? errno : 0;
}

static int
opens_to_write(const void *path)
{
	int fd = open(path, O_WRONLY);

	return fd < 0 ? errno : 0;
}

static int
truncates(const void *path)
{
	int fd = open(path, O_RDWR | O_TRUNC);

	return fd < 0 ? errno : ftruncate(fd, 1) == 0 ? 0 : errno;
}

static int
removes(const void *path)
{
	return unlink(path) == 0 ? 0 : errno;
}

static int
makes_beside(const void *path)
{
	AUTO_FREE char *p = mem_alloc(strlen(path) + 3);
	int fd;

	snprintf(p, strlen(path) + 3, "%s.x", (const char *)path);
	fd = open(p, O_WRONLY | O_CREAT | O_EXCL, 0600);
	return fd < 0 ? errno : 0;
}

static int
links_symbolically(const void *path)
{
	AUTO_FREE char *p = mem_alloc(strlen(path) + 3);

	snprintf(p, strlen(path) + 3, "%s.l", (const char *)path);
	return symlink("/etc/passwd", p) == 0 ? 0 : errno;
}

static void
files_are_opened_where_the_box_says(void **state)
{
	(void)state;
	need_landlock();
	assert_int_equal(in_box(BOX_FILES, opens, readable), 0);
	assert_denied(in_box(BOX_FILES, opens, outside));
	assert_denied(in_box(BOX_FILES, opens, writable));
	assert_int_equal(in_box(BOX_FILES | BOX_WRITE, opens, writable), 0);
	assert_denied(in_box(ALL_BITS, opens, outside));
}

static void
no_files_is_no_files(void **state)
{
	(void)state;
	need_seccomp();
	assert_denied(in_box(0, opens, readable));
	assert_denied(in_box(BOX_NETWORK | BOX_THREADS, opens, readable));
}

static void
files_are_written_where_the_box_says(void **state)
{
	static attempt_fn *const ways[] = { opens_to_write, truncates,
		makes_beside, removes };

	(void)state;
	need_landlock();
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		assert_denied(in_box(ALL_BITS, ways[i], readable));
		assert_denied(in_box(ALL_BITS, ways[i], outside));
		assert_int_equal(
		    in_box(BOX_FILES | BOX_WRITE, ways[i], writable), 0);
	}
	free(writable);
	writable = make_file("write", "file");
}

/* Without Landlock, too. */
static void
a_reading_box_opens_nothing_to_write(void **state)
{
	const char *rd[] = { top, NULL };
	struct sandbox box = { .name = "test",
		.allow = BOX_FILES,
		.read = rd };

	(void)state;
	need_seccomp();
	assert_int_equal(attempt_on(WITHOUT_LANDLOCK, &box, opens, readable),
	    0);
	assert_denied(
	    attempt_on(WITHOUT_LANDLOCK, &box, opens_to_write, writable));
	assert_denied(
	    attempt_on(WITHOUT_LANDLOCK, &box, makes_beside, writable));
	assert_denied(attempt_on(WITHOUT_LANDLOCK, &box, removes, writable));
}

static void
no_box_makes_symbolic_links(void **state)
{
	(void)state;
	need_seccomp();
	assert_denied(in_box(ALL_BITS, links_symbolically, writable));
	assert_int_equal(attempt(NULL, links_symbolically, outside), 0);
}

/* What a rename between directories needs (the history's objects). */
static int
renames_across(const void *path)
{
	AUTO_FREE char *sub = mem_alloc(strlen(path) + 8);
	AUTO_FREE char *to = NULL;

	snprintf(sub, strlen(path) + 8, "%s.d", (const char *)path);
	to = path_join(sub, "x");
	if (mkdir(sub, 0700) != 0 || rename(path, to) != 0)
		return errno;
	return rename(to, path) == 0 && rmdir(sub) == 0 ? 0 : errno;
}

static void
files_are_renamed_between_directories(void **state)
{
	(void)state;
	assert_int_equal(
	    in_box(BOX_FILES | BOX_WRITE, renames_across, writable), 0);
}

static int
runs_a_program(const void *arg)
{
	static char name[] = "true";
	char *argv[] = { name, NULL };

	(void)arg;
	execv("/bin/true", argv);
	return errno;
}

static int
forks(const void *arg)
{
	pid_t pid = fork();

	(void)arg;
	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : 0;
}

/* Landlock alone keeps programs and other processes away, too. */
static void
landlock_alone_runs_nothing(void **state)
{
	const char *rd[] = { "/bin", "/usr", "/lib", "/lib64", NULL };
	struct sandbox box = { .name = "test",
		.allow = BOX_FILES,
		.read = rd };

	(void)state;
	need_landlock();
	assert_denied(attempt_on(WITHOUT_SECCOMP, &box, runs_a_program, NULL));
	assert_denied(attempt_on(WITHOUT_SECCOMP, &box, opens, outside));
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, &box, opens, "/bin/true"),
	    0);
}

static int
has_core_limit(const void *arg)
{
	struct rlimit l;

	(void)arg;
	if (getrlimit(RLIMIT_CORE, &l) != 0)
		return errno;
	return l.rlim_cur != 0 || l.rlim_max != 0;
}

static int
is_dumpable(const void *arg)
{
	(void)arg;
	return prctl(PR_GET_DUMPABLE);
}

static int
raises_core_limit(const void *arg)
{
	struct rlimit l = { 1, 1 };

	(void)arg;
	return setrlimit(RLIMIT_CORE, &l) == 0 ? 0 : errno;
}

static void
secrets_leave_no_core(void **state)
{
	struct sandbox secret = { .name = "test",
		.allow = BOX_FILES,
		.secret = true };
	struct sandbox open_box = { .name = "test", .allow = BOX_FILES };
	struct rlimit l;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &l), 0);
	assert_int_equal(attempt(&secret, has_core_limit, NULL), 0);
	assert_int_equal(attempt(&open_box, has_core_limit, NULL),
	    l.rlim_max != 0);
	/* Asking is a call that the box denies: so without that wall. */
	assert_int_equal(
	    attempt_on(WITHOUT_SECCOMP, &secret, is_dumpable, NULL), 0);
	assert_int_equal(
	    attempt_on(WITHOUT_SECCOMP, &open_box, is_dumpable, NULL), 1);
	need_seccomp();
	assert_denied(attempt(&secret, raises_core_limit, NULL));
}

/* 1 + ABI, + 100 with seccomp. */
static int
support(const void *why)
{
	struct sandbox_support s;

	if (why != NULL &&
	    play_kernel(WITHOUT_LANDLOCK, *(const int *)why) != 0)
		return NOT_BOXED;
	sandbox_support(&s);
	return s.landlock + s.seccomp * 100;
}

static void
a_kernel_that_lacks_a_wall_is_seen(void **state)
{
	static const int none = ENOSYS, off = EOPNOTSUPP, barred = EPERM;
	struct sandbox_support s;

	(void)state;
	need_seccomp();
	sandbox_support(&s);
	assert_int_equal(attempt(NULL, support, NULL), s.landlock + 100);
	assert_int_equal(attempt(NULL, support, &none), 100);
	assert_int_equal(attempt(NULL, support, &off), 100);
	assert_int_equal(attempt(NULL, support, &barred), 100);
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, NULL, support, NULL),
	    s.landlock);
	assert_int_equal(attempt_on(WITHOUT_SECCOMP | WITHOUT_LANDLOCK, NULL,
			     support, NULL),
	    0);
}

/* What is there is used, what is not is no error. */
static void
every_combination_works(void **state)
{
	struct sandbox box = { .name = "test",
		.allow = BOX_FILES,
		.secret = true };

	(void)state;
	need_seccomp();
	need_landlock();
	assert_int_equal(attempt_on(WITHOUT_LANDLOCK, &box, opens, outside),
	    0);
	assert_denied(
	    attempt_on(WITHOUT_LANDLOCK, &box, runs_a_program, NULL));
	assert_denied(attempt_on(WITHOUT_SECCOMP, &box, opens, outside));
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, &box, forks, NULL), 0);
	assert_int_equal(
	    attempt_on(WITHOUT_SECCOMP | WITHOUT_LANDLOCK, &box, forks, NULL),
	    0);
	assert_int_equal(attempt_on(WITHOUT_SECCOMP | WITHOUT_LANDLOCK, &box,
			     opens, outside),
	    0);
}

static void
words_for_the_reader(void **state)
{
	static const struct {
		struct sandbox_support s;
		const char *text;
		size_t lacks;
	} t[] = {
		{ { 3, true }, "landlock 3, seccomp", 0 },
		{ { 7, false }, "landlock 7, no seccomp", 1 },
		{ { 0, true }, "seccomp, no landlock", 1 },
		{ { 0, false }, "no seccomp, no landlock", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		AUTO_BUF b = { 0 };
		size_t n = 0;

		sandbox_text(&t[i].s, &b);
		assert_string_equal(b.p, t[i].text);
		while (sandbox_lack(&t[i].s, n) != NULL)
			n++;
		assert_int_equal(n, t[i].lacks);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_opened_where_the_box_says),
		cmocka_unit_test(no_files_is_no_files),
		cmocka_unit_test(files_are_written_where_the_box_says),
		cmocka_unit_test(a_reading_box_opens_nothing_to_write),
		cmocka_unit_test(no_box_makes_symbolic_links),
		cmocka_unit_test(files_are_renamed_between_directories),
		cmocka_unit_test(landlock_alone_runs_nothing),
		cmocka_unit_test(secrets_leave_no_core),
		cmocka_unit_test(a_kernel_that_lacks_a_wall_is_seen),
		cmocka_unit_test(every_combination_works),
		cmocka_unit_test(words_for_the_reader),
	};

	return cmocka_run_group_tests_name("sandbox", tests, set_up,
	    tear_down);
}
