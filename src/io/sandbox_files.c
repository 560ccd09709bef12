/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of kernels newer than Debian 12's headers; landlock(7) has the versions. */
#define FS_ABI_1 ((1ULL << 13) - 1)
#define FS_REFER (1ULL << 13)	  /* ABI 2 */
#define FS_TRUNCATE (1ULL << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define NET_BIND 1ULL		  /* ABI 4, TCP only */
#define NET_CONNECT 2ULL
#define SCOPE_ALL 3ULL /* ABI 6: abstract sockets, signals */

/* The attribute of ABI 6; older kernels are given its beginning. */
struct ruleset_attr {
	uint64_t fs, net, scope;
};

static const uint64_t fs_read =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t fs_write = LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | FS_REFER |
    FS_TRUNCATE;
/* What can be said of a plain file; the rest is EINVAL there. */
static const uint64_t fs_of_file =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;

int
landlock_version(void)
{
	long n = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return n > 0 ? (int)n : 0;
}

/* All that this kernel can deny; what no rule gives back is denied. */
static uint64_t
fs_handled(int abi)
{
	uint64_t all = FS_ABI_1 | FS_REFER;

	if (abi >= 3)
		all |= FS_TRUNCATE;
	if (abi >= 5)
		all |= FS_IOCTL_DEV;
	return all;
}

static int
allow_path(int ruleset, uint64_t access, const char *path, struct err *e)
{
	struct landlock_path_beneath_attr a = { 0 };
	struct stat st;
	long r;

	a.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (a.parent_fd < 0)
		return 0; /* not there, so not reached */
	if (fstat(a.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		access &= fs_of_file;
	a.allowed_access = access;
	r = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
	    &a, 0);
	if (r != 0)
		err_set(e, ERR_IO, "landlock: %s: %s", path, strerror(errno));
	close(a.parent_fd);
	return r == 0 ? 0 : -1;
}

static int
allow_paths(int ruleset, uint64_t access, const char *const *v, struct err *e)
{
	for (; v != NULL && *v != NULL; v++)
		if (allow_path(ruleset, access, *v, e) != 0)
			return -1;
	return 0;
}

int
sandbox_files(const struct sandbox *box, int abi, struct err *e)
{
	struct ruleset_attr a = { fs_handled(abi), NET_BIND, SCOPE_ALL };
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	int fd, r = 0;

	if (!(box->allow & BOX_NETWORK))
		a.net |= NET_CONNECT;
	fd = (int)syscall(SYS_landlock_create_ruleset, &a, size, 0);
	if (fd < 0)
		return err_set(e, ERR_IO, "landlock: %s", strerror(errno));
	if (box->allow & BOX_FILES)
		r = allow_paths(fd, fs_read & a.fs, box->read, e);
	if (r == 0 && (box->allow & BOX_WRITE))
		r = allow_paths(fd, (fs_read | fs_write) & a.fs, box->write,
		    e);
	if (r == 0 && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		r = err_set(e, ERR_IO, "landlock: %s", strerror(errno));
	close(fd);
	return r;
}
