/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mirror: a directory, and git's own server on loopback. */
#include "store_fixture.h"

#include "io/phase.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define JAN1 "2026-01-30T07:30:00Z"
#define FEB1 "2026-02-01T07:30:00Z"

/* libgit2 1.5 loses a stream whose connection was refused. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libgit2\n";
}

struct mirror {
	struct fixture f;
	char url[128];
};

static void
mirror_make(struct mirror *m)
{
	fixture_make(&m->f);
	whole_day(&m->f, JAN1);
	SH(&m->f, "git init -q --bare ../m");
	(void)snprintf(m->url, sizeof(m->url), "file://%s/m", m->f.dir);
}

static int
push(const struct mirror *m, struct err *e)
{
	struct store_remote to = { m->url, NULL, NULL };
	AUTO_FREE char *dir = below(&m->f, "m");

	if (strncmp(m->url, "file://", 7) == 0)
		to.dir = dir;

	memset(e, 0, sizeof(*e));
	return store_push(m->f.st, &to, e);
}

static void
assert_refused(const struct mirror *m, const char *why)
{
	struct err e;

	assert_int_equal(push(m, &e), -1);
	assert_int_equal(e.kind, ERR_NET);
	if (strstr(e.msg, why) == NULL)
		fail_msg("'%s' does not say '%s'", e.msg, why);
	/* Nor where it is: an address may hold a password. */
	assert_null(strstr(e.msg, m->f.dir));
}

static void
all_branches_and_tags_go(void **state)
{
	struct mirror m;
	struct err why;

	(void)state;
	mirror_make(&m);
	assert_int_equal(push(&m, &why), 0);
	SH(&m.f,
	    "git show-ref >../a && git -C ../m show-ref | cmp - ../a && "
	    "git -C ../m fsck --full --strict");
	assert_int_equal(push(&m, &why), 0); /* nothing to do */
	whole_day(&m.f, FEB1);
	OK(store_pack(m.f.st, &(struct store_packed){ 0, 0 }, &e));
	assert_int_equal(push(&m, &why), 0);
	SH(&m.f,
	    "git show-ref >../a && git -C ../m show-ref | cmp - ../a && "
	    "git -C ../m fsck --full --strict");
	fixture_clear(&m.f);
}

static void
nothing_there_is_overwritten(void **state)
{
	struct mirror m;
	struct err e;

	(void)state;
	mirror_make(&m);
	assert_int_equal(push(&m, &e), 0);
	SH(&m.f,
	    "cd ../m && t=$(git rev-parse main^{tree}) && "
	    "c=$(git -c user.name=x -c user.email=x commit-tree -p main "
	    "-m theirs $t) && git update-ref refs/heads/main $c && "
	    "git show-ref >../theirs");
	whole_day(&m.f, FEB1);
	assert_refused(&m, "the remote has commits that are not ours");
	SH(&m.f, "git -C ../m show-ref | cmp - ../theirs");
	SH(&m.f,
	    "git -C ../m update-ref refs/heads/main main~1 && "
	    "git -C ../m update-ref refs/tags/snapshot/2026-01-30 "
	    "findings && git -C ../m show-ref >../theirs");
	assert_refused(&m,
	    "the remote has another tag of that name: "
	    "refs/tags/snapshot/2026-01-30");
	SH(&m.f, "git -C ../m show-ref | cmp - ../theirs");
	fixture_clear(&m.f);
}

/* What a push that was killed leaves in a directory. */
static void
a_killed_push_is_made_again(void **state)
{
	struct mirror m;
	struct err why;
	AUTO_FREE char *path = NULL;
	int fd;

	(void)state;
	mirror_make(&m);
	SH(&m.f,
	    "cd ../m && mkdir -p refs/tags/snapshot && "
	    "touch refs/heads/main.lock "
	    "refs/tags/snapshot/2026-01-30.lock "
	    "objects/pack/pack_git2_00");
	/* Whose lock it is cannot be told, where no push of ours was ended. */
	assert_refused(&m, "the remote refused");
	/* That was one. */
	assert_int_equal(push(&m, &why), 0);
	SH(&m.f,
	    "git show-ref >../a && git -C ../m show-ref | cmp - ../a && "
	    "! find ../m -name '*.lock' ! -name nroaudit.lock | grep . &&"
	    " ! find ../m -name 'pack_git2*' | grep . && "
	    "! test -s ../m/nroaudit.lock");
	whole_day(&m.f, FEB1);
	path = below(&m.f, "m/nroaudit.lock");
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_refused(&m, "another run pushes to the remote");
	close(fd);
	assert_int_equal(push(&m, &why), 0);
	fixture_clear(&m.f);
}

static void
a_mirror_that_is_not_there(void **state)
{
	struct mirror m;

	(void)state;
	mirror_make(&m);
	SH(&m.f, "rm -rf ../m");
	assert_refused(&m, "the remote cannot be reached");
	/* Nothing listens on port 1. */
	(void)snprintf(m.url, sizeof(m.url), "git://127.0.0.1:1/m");
	assert_refused(&m, "the remote cannot be reached");
	(void)snprintf(m.url, sizeof(m.url), "gopher://127.0.0.1/m");
	assert_refused(&m, "the remote cannot be reached");
	fixture_clear(&m.f);
}

static void
what_a_remote_says_is_fit_for_print(void **state)
{
	AUTO_BUF out = { 0 };
	AUTO_BUF want = { 0 };
	AUTO_BUF noise = { 0 };

	(void)state;
	store_said("at https://me:secret@host/x: \x1b[2Jno\n",
	    "https://me:secret@host/x", &out);
	assert_string_equal(out.p, "at (remote): \\x1b[2Jno\\x0a");
	buf_str(&noise, "a");
	while (noise.n < 2 * PUSH_SAID_MAX)
		buf_chr(&noise, '\a');
	buf_clear(&out);
	store_said(noise.p, "file:///m", &out);
	buf_str(&want, "a");
	while (want.n + 4 <= PUSH_SAID_MAX)
		buf_str(&want, "\\x07");
	assert_string_equal(out.p, want.p);
}

/* A socket on a free port of loopback, listening. */
static int
listener(uint16_t *ret_port)
{
	struct sockaddr_in a = { 0 };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*ret_port = ntohs(a.sin_port);
	return fd;
}

/* git daemon --inetd for each of so many connections. */
static pid_t
serve(const struct fixture *f, int fd, int connections)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid != 0)
		return pid;
	for (int i = 0; i < connections; i++) {
		int c = accept(fd, NULL, NULL);
		AUTO_BUF base = { 0 };

		buf_fmt(&base, "--base-path=%s", f->dir);
		if (fork() == 0) {
			dup2(c, 0);
			dup2(c, 1);
			execlp("git", "git", "daemon", "--inetd",
			    "--export-all", "--enable=receive-pack", base.p,
			    (char *)NULL);
			_exit(1);
		}
		close(c);
	}
	while (wait(NULL) > 0)
		;
	_exit(0);
}

static void
a_server_may_take_it_or_refuse(void **state)
{
	struct mirror m;
	struct err e;
	uint16_t port;
	int fd = listener(&port), status;
	pid_t pid;

	(void)state;
	mirror_make(&m);
	(void)snprintf(m.url, sizeof(m.url), "git://127.0.0.1:%u/m",
	    (unsigned)port);
	pid = serve(&m.f, fd, 2);
	assert_int_equal(push(&m, &e), 0);
	SH(&m.f, "git show-ref >../a && git -C ../m show-ref | cmp - ../a");
	whole_day(&m.f, FEB1);
	SH(&m.f,
	    "printf '#!/bin/sh\\necho no such day here >&2\\nexit 1\\n' "
	    ">../m/hooks/pre-receive && chmod +x ../m/hooks/pre-receive");
	assert_refused(&m, "the remote refused: refs/heads/");
	SH(&m.f, "git -C ../m show-ref | cmp - ../a");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fd);
	fixture_clear(&m.f);
}

static int
push_phase(void *arg, struct buf *out, struct err *e)
{
	const struct mirror *m = arg;

	(void)out;
	return push(m, e);
}

/* It accepts, and says nothing ever. */
static void
a_silent_server_is_given_up(void **state)
{
	static const char *const read[] = { "/", NULL };
	struct sandbox box = { 0 };
	struct mirror m;
	struct err e = { 0 };
	uint16_t port;
	int fd = listener(&port);

	(void)state;
	mirror_make(&m);
	(void)snprintf(m.url, sizeof(m.url), "git://127.0.0.1:%u/m",
	    (unsigned)port);
	box.name = "push";
	box.allow = BOX_FILES | BOX_NETWORK;
	box.read = read;
	box.seconds = 1;
	assert_int_equal(phase_run(&box, push_phase, &m, NULL, &e), -1);
	assert_non_null(strstr(e.msg, "the phase 'push' took too long"));
	close(fd);
	fixture_clear(&m.f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_branches_and_tags_go),
		cmocka_unit_test(nothing_there_is_overwritten),
		cmocka_unit_test(a_killed_push_is_made_again),
		cmocka_unit_test(a_mirror_that_is_not_there),
		cmocka_unit_test(what_a_remote_says_is_fit_for_print),
		cmocka_unit_test(a_server_may_take_it_or_refuse),
		cmocka_unit_test(a_silent_server_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
