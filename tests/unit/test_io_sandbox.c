/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each denial, and the box that has what is denied elsewhere. */
#include "box.h"

#include "io/file.h"
#include "io/sandbox_priv.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
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
	struct sandbox box = { "test", allow, false, rd, wr };

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
		assert_int_equal(in_box(BOX_FILES | BOX_WRITE, ways[i],
		    writable), 0);
	}
	free(writable);
	writable = make_file("write", "file");
}

/* Without Landlock, too. */
static void
a_reading_box_opens_nothing_to_write(void **state)
{
	const char *rd[] = { top, NULL };
	struct sandbox box = { "test", BOX_FILES, false, rd, NULL };

	(void)state;
	need_seccomp();
	assert_int_equal(attempt_on(WITHOUT_LANDLOCK, &box, opens, readable),
	    0);
	assert_denied(attempt_on(WITHOUT_LANDLOCK, &box, opens_to_write,
	    writable));
	assert_denied(attempt_on(WITHOUT_LANDLOCK, &box, makes_beside,
	    writable));
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
	assert_int_equal(in_box(BOX_FILES | BOX_WRITE, renames_across,
	    writable), 0);
}

static int
makes_socket(const void *family)
{
	int fd = socket(*(const int *)family, SOCK_STREAM, 0);

	return fd < 0 ? errno : 0;
}

static void
sockets_are_of_the_network_box(void **state)
{
	static const int inet = AF_INET, local = AF_UNIX, packet = AF_PACKET;

	(void)state;
	need_seccomp();
	assert_denied(in_box(0, makes_socket, &inet));
	assert_denied(in_box(BOX_FILES | BOX_WRITE, makes_socket, &inet));
	assert_int_equal(in_box(BOX_NETWORK, makes_socket, &inet), 0);
	assert_denied(in_box(ALL_BITS, makes_socket, &local));
	assert_denied(in_box(ALL_BITS, makes_socket, &packet));
	assert_int_equal(attempt(NULL, makes_socket, &local), 0);
}

/* fd: made outside of the box, so that only the call is tried. */
struct dial {
	int fd;
	struct sockaddr_in to;
};

static int
dials(const void *arg)
{
	const struct dial *d = arg;

	return connect(d->fd, (const struct sockaddr *)&d->to,
		   sizeof(d->to)) == 0 ? 0 : errno;
}

static int
binds(const void *arg)
{
	const struct dial *d = arg;
	struct sockaddr_in any = d->to;

	any.sin_port = 0;
	return bind(d->fd, (const struct sockaddr *)&any, sizeof(any)) == 0 ?
	    0 :
	    errno;
}

static void
listener(int *fd, struct dial *d)
{
	socklen_t n = sizeof(d->to);

	memset(d, 0, sizeof(*d));
	d->to.sin_family = AF_INET;
	d->to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(*fd, (struct sockaddr *)&d->to, n), 0);
	assert_int_equal(listen(*fd, 8), 0);
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&d->to, &n), 0);
	d->fd = socket(AF_INET, SOCK_STREAM, 0);
}

static void
connections_are_of_the_network_box(void **state)
{
	struct sandbox_support s;
	struct sandbox none = { "test", BOX_FILES, false, NULL, NULL };
	struct sandbox net = { "test", BOX_NETWORK, false, NULL, NULL };
	struct dial d;
	int fd;

	(void)state;
	sandbox_support(&s);
	if (!s.seccomp && s.landlock < 4)
		skip();
	listener(&fd, &d);
	assert_denied(attempt(&none, dials, &d));
	assert_denied(attempt(&net, binds, &d));
	if (s.landlock >= 4) {
		assert_denied(attempt_on(WITHOUT_SECCOMP, &none, dials, &d));
		assert_denied(attempt_on(WITHOUT_SECCOMP, &net, binds, &d));
	}
	assert_int_equal(attempt(NULL, binds, &d), 0);
	assert_int_equal(attempt(&net, dials, &d), 0);
	close(d.fd);
	close(fd);
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
traces(const void *arg)
{
	(void)arg;
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : errno;
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

static int
signals_the_parent(const void *arg)
{
	(void)arg;
	return kill(getppid(), 0) == 0 ? 0 : errno;
}

static int
maps_code(const void *arg)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)arg;
	return p == MAP_FAILED ? errno : 0;
}

static int
makes_code(const void *arg)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)arg;
	if (p == MAP_FAILED)
		return 0;
	return mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0 ? 0 : errno;
}

static void
no_box_has_these(void **state)
{
	static attempt_fn *const never[] = { runs_a_program, traces, forks,
		signals_the_parent, maps_code, makes_code };

	(void)state;
	need_seccomp();
	for (size_t i = 0; i < ARRAY_LEN(never); i++) {
		assert_denied(in_box(0, never[i], NULL));
		assert_denied(in_box(ALL_BITS, never[i], NULL));
		assert_int_equal(attempt(NULL, never[i], NULL), 0);
	}
}

/* Landlock alone keeps programs and other processes away, too. */
static void
landlock_alone_runs_nothing(void **state)
{
	const char *rd[] = { "/bin", "/usr", "/lib", "/lib64", NULL };
	struct sandbox box = { "test", BOX_FILES, false, rd, NULL };

	(void)state;
	need_landlock();
	assert_denied(attempt_on(WITHOUT_SECCOMP, &box, runs_a_program,
	    NULL));
	assert_denied(attempt_on(WITHOUT_SECCOMP, &box, opens, outside));
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, &box, opens,
	    "/bin/true"), 0);
}

static void *
nothing(void *arg)
{
	return arg;
}

static int
makes_a_thread(const void *arg)
{
	pthread_t t;
	int r = pthread_create(&t, NULL, nothing, NULL);

	(void)arg;
	return r != 0 ? r : pthread_join(t, NULL);
}

static void
threads_are_of_their_box(void **state)
{
	(void)state;
	need_seccomp();
	assert_int_equal(in_box(BOX_THREADS, makes_a_thread, NULL), 0);
	assert_denied(in_box(BOX_FILES | BOX_WRITE, makes_a_thread, NULL));
	assert_denied(in_box(BOX_THREADS, forks, NULL));
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
	struct sandbox secret = { "test", BOX_FILES, true, NULL, NULL };
	struct sandbox open_box = { "test", BOX_FILES, false, NULL, NULL };
	struct rlimit l;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &l), 0);
	assert_int_equal(attempt(&secret, has_core_limit, NULL), 0);
	assert_int_equal(attempt(&open_box, has_core_limit, NULL),
	    l.rlim_max != 0);
	/* Asking is a call that the box denies: so without that wall. */
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, &secret, is_dumpable,
	    NULL), 0);
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, &open_box, is_dumpable,
	    NULL), 1);
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
	    support, NULL), 0);
}

/* What is there is used, what is not is no error. */
static void
every_combination_works(void **state)
{
	struct sandbox box = { "test", BOX_FILES, true, NULL, NULL };

	(void)state;
	need_seccomp();
	need_landlock();
	assert_int_equal(attempt_on(WITHOUT_LANDLOCK, &box, opens, outside),
	    0);
	assert_denied(attempt_on(WITHOUT_LANDLOCK, &box, runs_a_program,
	    NULL));
	assert_denied(attempt_on(WITHOUT_SECCOMP, &box, opens, outside));
	assert_int_equal(attempt_on(WITHOUT_SECCOMP, &box, forks, NULL), 0);
	assert_int_equal(attempt_on(WITHOUT_SECCOMP | WITHOUT_LANDLOCK, &box,
	    forks, NULL), 0);
	assert_int_equal(attempt_on(WITHOUT_SECCOMP | WITHOUT_LANDLOCK, &box,
	    opens, outside), 0);
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

/* The same table on another machine, where older calls do not exist. */
static void
rules_stand_on_other_machines(void **state)
{
	static const uint32_t arch[] = { SCMP_ARCH_X86_64,
		SCMP_ARCH_AARCH64 };
	struct sandbox box = { "test", ALL_BITS, true, NULL, NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(arch); i++) {
		scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
		int fd = open("/dev/null", O_WRONLY);

		if (arch[i] != seccomp_arch_native()) {
			assert_int_equal(seccomp_arch_add(c, arch[i]), 0);
			assert_int_equal(seccomp_arch_remove(c,
			    SCMP_ARCH_NATIVE), 0);
		}
		assert_int_equal(sandbox_rules(&box, c), 0);
		box.allow = BOX_FILES;
		assert_int_equal(sandbox_rules(&box, c), 0);
		assert_int_equal(seccomp_export_bpf(c, fd), 0);
		close(fd);
		seccomp_release(c);
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
		cmocka_unit_test(sockets_are_of_the_network_box),
		cmocka_unit_test(connections_are_of_the_network_box),
		cmocka_unit_test(no_box_has_these),
		cmocka_unit_test(landlock_alone_runs_nothing),
		cmocka_unit_test(threads_are_of_their_box),
		cmocka_unit_test(secrets_leave_no_core),
		cmocka_unit_test(a_kernel_that_lacks_a_wall_is_seen),
		cmocka_unit_test(every_combination_works),
		cmocka_unit_test(words_for_the_reader),
		cmocka_unit_test(rules_stand_on_other_machines),
	};

	return cmocka_run_group_tests_name("sandbox", tests, set_up,
	    tear_down);
}
