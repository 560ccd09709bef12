/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* gcc says it by a macro, clang by a feature. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITISED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITISED true
#endif
#endif
#ifndef SANITISED
#define SANITISED false
#endif

/* A call that an architecture lacks has a number there that is never made. */
static const int calls_base[] = { SCMP_SYS(read), SCMP_SYS(write),
	SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64),
	SCMP_SYS(pwrite64), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(lseek),
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
	SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(poll),
	SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
	SCMP_SYS(getrlimit), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(uname), SCMP_SYS(sysinfo),
	SCMP_SYS(restart_syscall), SCMP_SYS(membarrier), SCMP_SYS(getrusage) };

static const int calls_files[] = { SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(newfstatat), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(statfs),
	SCMP_SYS(fstatfs), SCMP_SYS(fadvise64), SCMP_SYS(umask) };

static const int calls_write[] = { SCMP_SYS(open), SCMP_SYS(openat),
	SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(link), SCMP_SYS(linkat),
	SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(fsync),
	SCMP_SYS(fdatasync), SCMP_SYS(msync), SCMP_SYS(flock), SCMP_SYS(chmod),
	SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(utimensat),
	SCMP_SYS(utimes), SCMP_SYS(utime), SCMP_SYS(copy_file_range) };

static const int calls_network[] = { SCMP_SYS(connect), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
	SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg),
	SCMP_SYS(shutdown), SCMP_SYS(pipe2), SCMP_SYS(pipe),
	SCMP_SYS(eventfd2) };

static const int calls_threads[] = { SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
	SCMP_SYS(set_tid_address) };

static int
allow(scmp_filter_ctx c, const int *v, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = seccomp_rule_add(c, SCMP_ACT_ALLOW, v[i], 0);
	return r;
}

/* A call whose argument number arg, under mask, has that value. */
static int
allow_if(scmp_filter_ctx c, int call, unsigned arg, scmp_datum_t mask,
    scmp_datum_t value)
{
	return seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 1,
	    SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, mask, value));
}
#define ANY_BIT UINT32_MAX /* these arguments are ints */

/* Memory is never made executable; its own end a process may bring about,
 * its limits it may ask, and what kind of thing its files are. */
static int
allow_some(scmp_filter_ctx c)
{
	static const int commands[] = { F_GETFD, F_SETFD, F_GETFL, F_SETFL,
		F_DUPFD_CLOEXEC };
	int r = allow_if(c, SCMP_SYS(mmap), 2, PROT_EXEC, 0);

	r |= allow_if(c, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
	r |= allow_if(c, SCMP_SYS(ioctl), 1, ANY_BIT, TCGETS);
	r |=
	    allow_if(c, SCMP_SYS(newfstatat), 3, AT_EMPTY_PATH, AT_EMPTY_PATH);
	r |= allow_if(c, SCMP_SYS(tgkill), 0, ANY_BIT, (scmp_datum_t)getpid());
	r |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
	    SCMP_CMP(0, SCMP_CMP_MASKED_EQ, UINT64_MAX, 0),
	    SCMP_CMP(2, SCMP_CMP_MASKED_EQ, UINT64_MAX, 0));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		r |= allow_if(c, SCMP_SYS(fcntl), 1, ANY_BIT,
		    (scmp_datum_t)commands[i]);
	return r;
}

/* To read: where files are not to be written, they are not opened so. */
static int
allow_open(scmp_filter_ctx c)
{
	scmp_datum_t mask = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
	int r = allow_if(c, SCMP_SYS(open), 1, mask, 0);

	return r | allow_if(c, SCMP_SYS(openat), 2, mask, 0);
}

static int
allow_sockets(scmp_filter_ctx c)
{
	int r = allow_if(c, SCMP_SYS(socket), 0, ANY_BIT, AF_INET);

	r |= allow_if(c, SCMP_SYS(socket), 0, ANY_BIT, AF_INET6);
	r |= allow_if(c, SCMP_SYS(socketpair), 0, ANY_BIT, AF_UNIX);
	r |= allow_if(c, SCMP_SYS(ioctl), 1, ANY_BIT, FIONBIO);
	return r | allow_if(c, SCMP_SYS(ioctl), 1, ANY_BIT, FIONREAD);
}

/* A socket of this machine: no address of a network can be had with it. */
static int
allow_local(scmp_filter_ctx c)
{
	static const int calls[] = { SCMP_SYS(connect), SCMP_SYS(getsockname),
		SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(sendto),
		SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg),
		SCMP_SYS(shutdown) };

	return allow(c, calls, ARRAY_LEN(calls)) |
	    allow_if(c, SCMP_SYS(socket), 0, ANY_BIT, AF_UNIX);
}

/* A filter cannot look into clone3's argument: without it libc takes clone,
 * of which threads alone pass. */
static int
allow_threads(scmp_filter_ctx c)
{
	scmp_datum_t spaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
	    CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
	int r =
	    seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	r |= allow_if(c, SCMP_SYS(clone), 0, CLONE_THREAD | spaces,
	    CLONE_THREAD);
	return r | allow(c, calls_threads, ARRAY_LEN(calls_threads));
}

/* The sanitisers' runtime names its threads and reads of itself in /proc. */
static int
allow_sanitiser(scmp_filter_ctx c)
{
	return allow(c, (int[]){ SCMP_SYS(prctl), SCMP_SYS(readlink) }, 2);
}

int
sandbox_rules(const struct sandbox *box, scmp_filter_ctx c)
{
	int r = allow(c, calls_base, ARRAY_LEN(calls_base));

	if (r == 0)
		r = allow_some(c);
	if (r == 0 && SANITISED)
		r = allow_sanitiser(c);
	if (r == 0 && (box->allow & BOX_FILES)) {
		r = allow(c, calls_files, ARRAY_LEN(calls_files));
		r |= box->allow & BOX_WRITE ?
		    allow(c, calls_write, ARRAY_LEN(calls_write)) :
		    allow_open(c);
	}
	if (r == 0 && (box->allow & BOX_NETWORK)) {
		r = allow(c, calls_network, ARRAY_LEN(calls_network));
		r |= allow_sockets(c);
	}
	if (r == 0 && (box->allow & BOX_THREADS))
		r = allow_threads(c);
	if (r == 0 && (box->allow & BOX_LOCAL))
		r = allow_local(c);
	return r;
}

int
sandbox_calls(const struct sandbox *box, struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = c == NULL ? -ENOMEM : sandbox_rules(box, c);

	if (r == 0)
		r = seccomp_load(c);
	seccomp_release(c);
	return r == 0 ? 0 : err_set(e, ERR_IO, "seccomp: %s", strerror(-r));
}
