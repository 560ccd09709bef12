/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure [-t] COMMAND ARG...: runs it and says on descriptor 3 the seconds
 * it took, the largest resident set of any one of its processes in KB, with
 * -t that of all its processes together, looked at every few milliseconds
 * (what they share counts each time), and the seconds of processor time.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES_MAX 65536
#define LOOK_NSECS 5000000L

struct process {
	int pid, parent;
	long kb;
	bool ours;
};

static int
process_read(const char *pid, struct process *ret)
{
	char path[64], line[1024], *end;
	FILE *f;
	long pages = 0;

	snprintf(path, sizeof(path), "/proc/%.16s/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	end = fgets(line, sizeof(line), f) == NULL ? NULL : strrchr(line, ')');
	fclose(f);
	/* Behind the name: state, parent, and the 22nd is the resident set. */
	if (end == NULL ||
	    sscanf(end + 1,
		" %*c %d %*d %*d %*d %*d %*u %*u "
		"%*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %*u %*u %ld",
		&ret->parent, &pages) != 2)
		return -1;
	ret->pid = (int)strtol(pid, NULL, 10);
	ret->kb = pages * (sysconf(_SC_PAGESIZE) / 1024);
	return 0;
}

/* The resident sets of root and all below it. */
static long
tree_kb(int root)
{
	static struct process v[PROCESSES_MAX];
	size_t n = 0;
	long kb = 0;
	bool more = true;
	DIR *d = opendir("/proc");

	if (d == NULL)
		return 0;
	for (struct dirent *e; (e = readdir(d)) != NULL && n < PROCESSES_MAX;)
		if (isdigit((unsigned char)e->d_name[0]) &&
		    process_read(e->d_name, &v[n]) == 0) {
			v[n].ours = v[n].pid == root;
			n++;
		}
	closedir(d);
	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; !v[i].ours && j < n; j++)
				if (v[j].ours && v[j].pid == v[i].parent)
					v[i].ours = more = true;
	}
	for (size_t i = 0; i < n; i++)
		kb += v[i].ours ? v[i].kb : 0;
	return kb;
}

static double
seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	bool tree = argc > 1 && strcmp(argv[1], "-t") == 0;
	char **command = argv + (tree ? 2 : 1);
	struct rusage u = { 0 };
	double start = seconds();
	long most = 0;
	int status = 0;
	pid_t pid;

	if (*command == NULL)
		return 3;
	pid = fork();
	if (pid < 0)
		return 3;
	if (pid == 0) {
		close(3);
		execvp(command[0], command);
		_exit(127);
	}
	while (wait4(pid, &status, tree ? WNOHANG : 0, &u) == 0) {
		struct timespec nap = { 0, LOOK_NSECS };
		long now = tree_kb((int)pid);

		if (now > most)
			most = now;
		nanosleep(&nap, NULL);
	}
	dprintf(3, "%.4f %ld %ld %.4f\n", seconds() - start, u.ru_maxrss, most,
	    seconds_of(u.ru_utime) + seconds_of(u.ru_stime));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
