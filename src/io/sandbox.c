/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sandbox_priv.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <nss.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* A build that measures coverage writes its counts where it was built, so it
 * has no walls, and says so like a kernel that has none. */
#ifdef NROAUDIT_COVER
static const bool walls = false;
#else
static const bool walls = true;
#endif

void
sandbox_support(struct sandbox_support *ret)
{
	int abi = walls ? landlock_version() : 0;

	ret->landlock = abi < LANDLOCK_MIN ? 0 : abi;
	/* No filter is at NULL: EFAULT says that one would have been read. */
	ret->seccomp = walls &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) != 0 &&
	    errno == EFAULT;
}

void
sandbox_text(const struct sandbox_support *s, struct buf *out)
{
	if (s->landlock != 0)
		buf_fmt(out, "landlock %d, ", s->landlock);
	buf_str(out, s->seccomp ? "seccomp" : "no seccomp");
	if (s->landlock == 0)
		buf_str(out, ", no landlock");
}

const char *
sandbox_lack(const struct sandbox_support *s, size_t i)
{
	const char *missing[2];
	size_t n = 0;

	if (s->landlock == 0)
		missing[n++] = "the kernel that ran this has no Landlock of "
			       "version 2 or later: which files its phases "
			       "may open was not confined";
	if (!s->seccomp)
		missing[n++] = "the kernel that ran this has no seccomp "
			       "filters: which system calls its phases may "
			       "make was not confined";
	return i < n ? missing[i] : NULL;
}

static int
keep_secret(const struct sandbox *box, struct err *e)
{
	struct rlimit none = { 0, 0 };

	if (box->secret &&
	    (setrlimit(RLIMIT_CORE, &none) != 0 ||
		prctl(PR_SET_DUMPABLE, 0) != 0))
		return err_set(e, ERR_IO, "%s: no core dumps: %s", box->name,
		    strerror(errno));
	return 0;
}

int
sandbox_enter(const struct sandbox *box, struct err *e)
{
	struct sandbox_support has;

	if (keep_secret(box, e) != 0)
		return -1;
	/* Modules that libc has in itself, so that it loads none. */
	if (box->allow & BOX_NETWORK)
		__nss_configure_lookup("hosts", "files dns");
	sandbox_support(&has);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set(e, ERR_IO, "%s: no_new_privs: %s", box->name,
		    strerror(errno));
	if ((has.landlock != 0 && sandbox_files(box, has.landlock, e) != 0) ||
	    (has.seccomp && sandbox_calls(box, e) != 0))
		return err_wrap(e, "%s", box->name);
	return 0;
}
