/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SANDBOX_PRIV_H
#define IO_SANDBOX_PRIV_H
/* The two walls of a box. */
#include "io/sandbox.h"

#include <seccomp.h>

/* Landlock's version as the kernel tells it; 0 where there is none. */
int landlock_version(void);
int sandbox_files(const struct sandbox *box, int abi, struct err *e);
int sandbox_calls(const struct sandbox *box, struct err *e);
/* The rules of that box alone, not loaded; 0 or libseccomp's error. */
int sandbox_rules(const struct sandbox *box, scmp_filter_ctx c);

#endif
