/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "io/file.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

char dir_here[] = "/tmp/nroaudit-unit-XXXXXX";

int
dir_setup(void **state)
{
	(void)state;
	return mkdtemp(dir_here) == NULL ? -1 : 0;
}

int
dir_teardown(void **state)
{
	(void)state;
	return dir_remove(dir_here, NULL);
}

char *
here(const char *name)
{
	return path_join(dir_here, name);
}

void
put_file(const char *name, const char *text, unsigned mode)
{
	AUTO_FREE char *path = here(name);

	assert_int_equal(file_write(path, span_of(text), mode, NULL), 0);
}

static void
redirect(const char *path, int flags, int to)
{
	int fd = open(path, flags, 0600);

	if (fd < 0 || dup2(fd, to) != to)
		_exit(126);
}

int
run(const char *const argv[], const char *in, const char *out)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		redirect(in == NULL ? "/dev/null" : in, O_RDONLY, 0);
		redirect(out == NULL ? "/dev/null" : out,
		    O_WRONLY | O_CREAT | O_TRUNC, 1);
		redirect("/dev/null", O_WRONLY, 2);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void
openssl(const char *words)
{
	const char *argv[32] = { "openssl" };
	AUTO_FREE char *copy = mem_strdup(words);
	char *save = NULL;
	size_t n = 1;

	for (char *w = strtok_r(copy, " ", &save); w != NULL;
	     w = strtok_r(NULL, " ", &save)) {
		assert_true(n < 31);
		argv[n++] = w[0] == '@' ? here(w + 1) : mem_strdup(w);
	}
	if (run(argv, NULL, NULL) != 0)
		fail_msg("openssl %s", words);
	while (--n > 0)
		free((char *)(uintptr_t)argv[n]);
}

bool
says(const char *msg, const char *part)
{
	if (strstr(msg, part) != NULL)
		return true;
	print_error("'%s' says nothing of '%s'\n", msg, part);
	return false;
}
