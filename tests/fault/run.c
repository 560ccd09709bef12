/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault-run MODE AT ERRNO LIBRARY COMMAND...: COMMAND in a process group of
 * its own, with the fault at its AT-th point.  Prints "POINTS INJECTED CALL"
 * as its last line and exits as COMMAND did, 137 where it was killed.
 */
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const modes[] = { "count", "once", "sticky", "kill",
	"kill-after" };

static int
fail(const char *what)
{
	perror(what);
	return 125;
}

static struct fault_state *
share(char *path)
{
	int fd = mkstemp(path);
	void *p;

	if (fd < 0 || ftruncate(fd, sizeof(struct fault_state)) != 0)
		return NULL;
	p = mmap(NULL, sizeof(struct fault_state), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	close(fd);
	return p == MAP_FAILED ? NULL : p;
}

/* Waits for the word, then kills all: one watcher a run. */
static pid_t
watch(struct fault_state *s, pid_t group)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (atomic_load(&s->end) == 0)
		syscall(SYS_futex, &s->end, FUTEX_WAIT, 0, NULL, NULL, 0);
	kill(-group, SIGKILL);
	_exit(0);
}

static pid_t
start(char **argv, const char *library, const char *path)
{
	pid_t pid = fork();

	if (pid != 0) {
		setpgid(pid, pid);
		return pid;
	}
	setpgid(0, 0);
	setenv(FAULT_ENV, path, 1);
	setenv("LD_PRELOAD", library, 1);
	execv(argv[0], argv);
	_exit(126);
}

static int
run(struct fault_state *s, char **argv, const char *library, const char *path)
{
	pid_t pid = start(argv, library, path), watcher;
	int status = 0;

	if (pid < 0)
		return fail("fork");
	watcher = watch(s, pid);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* Whatever of the family is left: a run leaves nobody behind. */
	kill(-pid, SIGKILL);
	if (watcher > 0) {
		kill(watcher, SIGKILL);
		waitpid(watcher, NULL, 0);
	}
	printf("%u %u %s\n", atomic_load(&s->points),
	    atomic_load(&s->injected), s->what[0] == '\0' ? "-" : s->what);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

int
main(int argc, char **argv)
{
	char path[] = "/dev/shm/nroaudit-fault-XXXXXX";
	struct fault_state *s;
	unsigned mode = 0;
	int r;

	if (argc < 6) {
		fprintf(stderr,
		    "usage: fault-run MODE AT ERRNO LIBRARY "
		    "COMMAND...\n");
		return 125;
	}
	while (mode < sizeof(modes) / sizeof(*modes) &&
	    strcmp(modes[mode], argv[1]) != 0)
		mode++;
	s = share(path);
	if (s == NULL)
		return fail(path);
	s->mode = mode;
	s->at = (unsigned)strtoul(argv[2], NULL, 10);
	s->error = strcmp(argv[3], "ENOSPC") == 0 ? ENOSPC : EIO;
	r = run(s, argv + 5, argv[4], path);
	unlink(path);
	return r;
}
