/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls: each denial, and the box that has what is denied elsewhere. */
#include "box.h"

#include "io/sandbox_priv.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

#define ALL_BITS (BOX_FILES | BOX_WRITE | BOX_NETWORK | BOX_THREADS)

static int
in_box(unsigned allow, attempt_fn *fn, const void *arg)
{
	struct sandbox box = { .name = "test", .allow = allow };

	return attempt(&box, fn, arg);
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
		   sizeof(d->to)) == 0 ?
	    0 :
	    errno;
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
	struct sandbox none = { .name = "test", .allow = BOX_FILES };
	struct sandbox net = { .name = "test", .allow = BOX_NETWORK };
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
makes_a_local_socket(const void *arg)
{
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)arg;
	return s < 0 ? errno : close(s);
}

static int
makes_a_network_socket(const void *arg)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);

	(void)arg;
	return s < 0 ? errno : close(s);
}

static void
a_daemon_of_this_machine_is_no_network(void **state)
{
	(void)state;
	need_seccomp();
	assert_int_equal(in_box(BOX_LOCAL, makes_a_local_socket, NULL), 0);
	assert_denied(in_box(BOX_LOCAL, makes_a_network_socket, NULL));
	assert_denied(in_box(BOX_FILES, makes_a_local_socket, NULL));
}

/* The same table on another machine, where older calls do not exist. */
static void
rules_stand_on_other_machines(void **state)
{
	static const uint32_t arch[] = { SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64 };
	struct sandbox box = { .name = "test",
		.allow = ALL_BITS,
		.secret = true };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(arch); i++) {
		scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
		int fd = open("/dev/null", O_WRONLY);

		if (arch[i] != seccomp_arch_native()) {
			assert_int_equal(seccomp_arch_add(c, arch[i]), 0);
			assert_int_equal(
			    seccomp_arch_remove(c, SCMP_ARCH_NATIVE), 0);
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
		cmocka_unit_test(sockets_are_of_the_network_box),
		cmocka_unit_test(connections_are_of_the_network_box),
		cmocka_unit_test(no_box_has_these),
		cmocka_unit_test(threads_are_of_their_box),
		cmocka_unit_test(a_daemon_of_this_machine_is_no_network),
		cmocka_unit_test(rules_stand_on_other_machines),
	};

	return cmocka_run_group_tests_name("sandbox calls", tests, NULL, NULL);
}
