/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of kernels newer than Debian 12's headers; landlock(7) has the versions. */
#define FS_REFER (1ULL << 13)	  /* ABI 2 */
#define FS_TRUNCATE (1ULL << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define SCOPE_ALL 3ULL		  /* ABI 6: abstract sockets, signals */
#define NET_ALL 3ULL		  /* ABI 4: bind, connect */

/* The attribute of ABI 6; older kernels are given its beginning. */
struct ruleset_attr {
	uint64_t fs, net, scope;
};

static const uint64_t fs_read = LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t fs_write = LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | FS_REFER |
    FS_TRUNCATE;
/* What makes no sense beneath a plain file (EINVAL otherwise). */
static const uint64_t fs_of_file = LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;

static int
landlock_abi(void)
{
	long n = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return n > 0 ? (int)n : 0;
}

void
sandbox_support(struct sandbox_support *ret)
{
	ret->landlock = landlock_abi();
	ret->seccomp = prctl(PR_GET_SECCOMP) >= 0;
}

static uint64_t
fs_handled(int abi)
{
	uint64_t all = (1ULL << 13) - 1;

	if (abi >= 2)
		all |= FS_REFER;
	if (abi >= 3)
		all |= FS_TRUNCATE;
	if (abi >= 5)
		all |= FS_IOCTL_DEV;
	return all;
}

static int
allow_path(int ruleset, uint64_t handled, const char *path, uint64_t access,
    struct err *e)
{
	struct landlock_path_beneath_attr a = { 0 };
	struct stat st;
	long r;

	a.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (a.parent_fd < 0)
		return 0; /* not there, so not reached */
	if (fstat(a.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		access &= fs_of_file;
	a.allowed_access = access & handled;
	r = syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &a, 0);
	close(a.parent_fd);
	return r == 0 ? 0 :
			err_set(e, ERR_IO, "landlock: %s: %s", path,
			    strerror(errno));
}

static int
restrict_files(const struct sandbox *box, struct err *e)
{
	int abi = landlock_abi(), fd, r = 0;
	struct ruleset_attr a = { fs_handled(abi), 0, 0 };
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;

	if (abi == 0)
		return 0;
	if (!(box->allow & BOX_NETWORK))
		a.net = NET_ALL;
	a.scope = SCOPE_ALL;
	fd = (int)syscall(SYS_landlock_create_ruleset, &a, size, 0);
	if (fd < 0)
		return err_set(e, ERR_IO, "landlock: %s", strerror(errno));
	for (size_t i = 0; box->read != NULL && box->read[i] && r == 0; i++)
		r = allow_path(fd, a.fs, box->read[i], fs_read, e);
	for (size_t i = 0; box->write != NULL && box->write[i] && r == 0; i++)
		r = allow_path(fd, a.fs, box->write[i], fs_read | fs_write,
		    e);
	if (r == 0 && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		r = err_set(e, ERR_IO, "landlock: %s", strerror(errno));
	close(fd);
	return r;
}

/* What any process does that computes and writes to what is open. */
static const int calls_base[] = { SCMP_SYS(read), SCMP_SYS(write),
	SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64),
	SCMP_SYS(pwrite64), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(lseek), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(getppid),
	SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(getrandom), SCMP_SYS(futex), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(dup), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq), SCMP_SYS(getrlimit), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(restart_syscall), SCMP_SYS(membarrier),
	SCMP_SYS(getrusage), SCMP_SYS(fcntl), SCMP_SYS(newfstatat) };

static const int calls_files[] = { SCMP_SYS(openat), SCMP_SYS(open),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
	SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(fadvise64),
	SCMP_SYS(flock), SCMP_SYS(umask) };

static const int calls_write[] = { SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(link),
	SCMP_SYS(linkat), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
	SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(msync),
	SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
	SCMP_SYS(utimensat), SCMP_SYS(utimes), SCMP_SYS(utime),
	SCMP_SYS(copy_file_range) };

/* clone and clone3: libcurl resolves names in a thread, glibc makes it. */
static const int calls_network[] = { SCMP_SYS(socket), SCMP_SYS(socketpair),
	SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(getsockname),
	SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
	SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg),
	SCMP_SYS(shutdown), SCMP_SYS(pipe2), SCMP_SYS(pipe),
	SCMP_SYS(eventfd2), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(set_tid_address), SCMP_SYS(dup2),
	SCMP_SYS(dup3) };

static int
allow(scmp_filter_ctx c, const int *v, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = seccomp_rule_add(c, SCMP_ACT_ALLOW, v[i], 0);
	return r;
}

/* Memory is never made executable, but for what the resolver loads; a
 * terminal may be asked whether it is one. */
static int
allow_some(scmp_filter_ctx c, bool network)
{
	/* Its own end it may bring about, and its limits it may ask. */
	int r = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));

	r |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
	    SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
	if (network)
		r |= allow(c, (int[]) { SCMP_SYS(mmap), SCMP_SYS(mprotect),
				  SCMP_SYS(ioctl) }, 3);
	else {
		r |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
		r |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect),
		    1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
		r |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
		    SCMP_A1(SCMP_CMP_EQ, TCGETS));
	}
	/* The sanitisers' runtimes ask about themselves. */
#ifdef __SANITIZE_ADDRESS__
	r |= allow(c, (int[]) { SCMP_SYS(prctl), SCMP_SYS(prlimit64),
			  SCMP_SYS(readlink), SCMP_SYS(openat),
			  SCMP_SYS(stat) }, 5);
#endif
	return r;
}

static int
restrict_calls(const struct sandbox *box, struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = -ENOMEM;

	if (c != NULL)
		r = allow(c, calls_base, ARRAY_LEN(calls_base));
	if (r == 0)
		r = allow_some(c, (box->allow & BOX_NETWORK) != 0);
	if (r == 0 && (box->allow & BOX_FILES))
		r = allow(c, calls_files, ARRAY_LEN(calls_files));
	if (r == 0 && (box->allow & BOX_WRITE))
		r = allow(c, calls_write, ARRAY_LEN(calls_write));
	if (r == 0 && (box->allow & BOX_NETWORK))
		r = allow(c, calls_network, ARRAY_LEN(calls_network));
	if (r == 0)
		r = seccomp_load(c);
	seccomp_release(c);
	return r == 0 ? 0 :
			err_set(e, ERR_IO, "seccomp: %s", strerror(-r));
}

int
sandbox_enter(const struct sandbox *box, struct err *e)
{
	struct sandbox_support has;
	struct rlimit none = { 0, 0 };

	if (box->secret && (setrlimit(RLIMIT_CORE, &none) != 0 ||
			       prctl(PR_SET_DUMPABLE, 0) != 0))
		return err_set(e, ERR_IO, "%s: no core dumps: %s", box->name,
		    strerror(errno));
#ifdef NROAUDIT_COVER
	return 0; /* a measuring build writes its counts where it was built */
#endif
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set(e, ERR_IO, "%s: no_new_privs: %s", box->name,
		    strerror(errno));
	sandbox_support(&has);
	if (restrict_files(box, e) != 0 ||
	    (has.seccomp && restrict_calls(box, e) != 0))
		return err_wrap(e, "%s", box->name);
	return 0;
}
