/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded: counts the calls that change what is on the disk, and makes the
 * one that the runner names fail, or the end. */
#include "fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static struct fault_state *state;

__attribute__((constructor)) static void
attach(void)
{
	const char *path = getenv(FAULT_ENV);
	void *p;
	int fd = path == NULL ?
	    -1 :
	    (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return;
	p = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0);
	syscall(SYS_close, fd);
	if (p != MAP_FAILED)
		state = p;
}

/* No process of the group goes on: the runner, outside all boxes, kills. */
static void
end(void)
{
	atomic_store(&state->end, 1);
	syscall(SYS_futex, &state->end, FUTEX_WAKE, 1, NULL, NULL, 0);
	for (;;) {
		struct timespec t = { 1, 0 };

		nanosleep(&t, NULL);
	}
}

/* A full disk does not hinder what gives room, or takes none. */
static int
takes(const char *what)
{
	static const char *const none[] = { "unlink", "unlinkat", "rmdir",
		"chmod", "fchmod", "close" };

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (strcmp(none[i], what) == 0)
			return 0;
	return 1;
}

/* One point: 0 go on, 1 fail with errno set. */
static int
point(const char *what, unsigned *number)
{
	unsigned n;

	if (state == NULL)
		return 0;
	if (atomic_load(&state->end) != 0)
		end();
	n = atomic_fetch_add(&state->points, 1) + 1;
	*number = n;
	if (n == state->at && state->mode == FAULT_KILL)
		end();
	if (!(n == state->at && state->mode == FAULT_ONCE) &&
	    !(n >= state->at && state->mode == FAULT_STICKY && takes(what)))
		return 0;
	if (atomic_fetch_add(&state->injected, 1) == 0)
		strncpy(state->what, what, sizeof(state->what) - 1);
	errno = state->error;
	return 1;
}

static void
behind(unsigned number)
{
	if (state != NULL && number != 0 && number == state->at &&
	    state->mode == FAULT_KILL_AFTER)
		end();
}

/* Files and directories, not pipes, terminals or what the runner gave us. */
static int
counts(int fd)
{
	struct stat st;

	return state != NULL && fd > 2 && fstat(fd, &st) == 0 &&
	    (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

static int
writable(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

/* The C library's own; arguments as the caller gave them. */
#define REAL(type, name)                                                      \
	static type (*real)();                                                \
	if (real == NULL)                                                     \
	*(void **)&real = dlsym(RTLD_NEXT, name)
#define SAVE(call)                                                            \
	do {                                                                  \
		int saved_ = errno;                                           \
		call;                                                         \
		errno = saved_;                                               \
	} while (0)

/* A call whose failure leaves all as it was. */
#define PLAIN(name, yes, fail, params, args)                                  \
	int name params                                                       \
	{                                                                     \
		unsigned number = 0;                                          \
		int r;                                                        \
		REAL(int, #name);                                             \
		if ((yes) && point(#name, &number)) {                         \
			fail;                                                 \
			return -1;                                            \
		}                                                             \
		r = real args;                                                \
		behind(number);                                               \
		return r;                                                     \
	}

PLAIN(fsync, counts(fd), , (int fd), (fd))
PLAIN(fdatasync, counts(fd), , (int fd), (fd))
PLAIN(ftruncate, counts(fd), , (int fd, off_t n), (fd, n))
PLAIN(ftruncate64, counts(fd), , (int fd, off64_t n), (fd, n))
PLAIN(fchmod, counts(fd), , (int fd, mode_t m), (fd, m))
/* The descriptor is gone either way (close(2)). */
PLAIN(close, counts(fd) && writable(fd), SAVE(real(fd)), (int fd), (fd))
PLAIN(rename, 1, , (const char *a, const char *b), (a, b))
PLAIN(renameat, 1, , (int d, const char *a, int f, const char *b),
    (d, a, f, b))
PLAIN(renameat2, 1, , (int d, const char *a, int f, const char *b, unsigned n),
    (d, a, f, b, n))
PLAIN(link, 1, , (const char *a, const char *b), (a, b))
PLAIN(linkat, 1, , (int d, const char *a, int f, const char *b, int n),
    (d, a, f, b, n))
PLAIN(mkdir, 1, , (const char *p, mode_t m), (p, m))
PLAIN(mkdirat, 1, , (int d, const char *p, mode_t m), (d, p, m))
PLAIN(unlink, 1, , (const char *p), (p))
PLAIN(unlinkat, 1, , (int d, const char *p, int f), (d, p, f))
PLAIN(rmdir, 1, , (const char *p), (p))
PLAIN(chmod, 1, , (const char *p, mode_t m), (p, m))

/* stdio's own write cannot be reached: its entrance and its end are. */
size_t
fwrite(const void *p, size_t size, size_t n, FILE *f)
{
	static size_t (*real)(const void *, size_t, size_t, FILE *);
	unsigned number = 0;
	size_t r;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fwrite");
	if (counts(fileno(f)) && point("fwrite", &number))
		return 0;
	r = real(p, size, n, f);
	behind(number);
	return r;
}

int
fclose(FILE *f)
{
	static int (*real)(FILE *);
	unsigned number = 0;
	int r, bad;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "fclose");
	bad = counts(fileno(f)) && writable(fileno(f)) &&
	    point("fclose", &number);
	if (bad) {
		SAVE(real(f));
		return EOF;
	}
	r = real(f);
	behind(number);
	return r;
}

/* A full disk takes the first half. */
#define WRITE(name, params, first, rest)                                      \
	ssize_t name params                                                   \
	{                                                                     \
		unsigned number = 0;                                          \
		ssize_t r;                                                    \
		REAL(ssize_t, #name);                                         \
		if (counts(fd) && point(#name, &number)) {                    \
			SAVE((void)!real first);                              \
			return -1;                                            \
		}                                                             \
		r = real rest;                                                \
		behind(number);                                               \
		return r;                                                     \
	}
WRITE(write, (int fd, const void *p, size_t n), (fd, p, n / 2), (fd, p, n))
WRITE(pwrite, (int fd, const void *p, size_t n, off_t o), (fd, p, n / 2, o),
    (fd, p, n, o))
WRITE(pwrite64, (int fd, const void *p, size_t n, off64_t o),
    (fd, p, n / 2, o), (fd, p, n, o))
WRITE(writev, (int fd, const struct iovec *v, int n), (fd, v, n / 2),
    (fd, v, n))

#define OPEN(name, params, last, args)                                        \
	int name params                                                       \
	{                                                                     \
		unsigned number = 0, mode = 0;                                \
		int r;                                                        \
		REAL(int, #name);                                             \
		if (flags & O_CREAT) {                                        \
			va_list ap;                                           \
			va_start(ap, last);                                   \
			mode = va_arg(ap, unsigned);                          \
			va_end(ap);                                           \
			if (point(#name, &number))                            \
				return -1;                                    \
		}                                                             \
		r = real args;                                                \
		behind(number);                                               \
		return r;                                                     \
	}
OPEN(open, (const char *path, int flags, ...), flags, (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), flags, (path, flags, mode))
OPEN(openat, (int d, const char *path, int flags, ...), flags,
    (d, path, flags, mode))
OPEN(openat64, (int d, const char *path, int flags, ...), flags,
    (d, path, flags, mode))
