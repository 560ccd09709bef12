/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/config.h"

#include <git2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool accepted;

/* libgit2 wants a path: one of a file in memory. */
static int fd = -1;
static char path[64];

static int
put(const uint8_t *data, size_t size)
{
	if (fd < 0) {
		git_libgit2_init(); /* once; again and again is slow */
		fd = memfd_create("config", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (fd < 0 || ftruncate(fd, 0) != 0)
		return -1;
	return pwrite(fd, data, size, 0) == (ssize_t)size ? 0 : -1;
}

static void
within_limits(const struct config *c)
{
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];
		int n;

		if (k->type == CT_PATH || k->type == CT_TEXT)
			continue;
		memcpy(&n, (const char *)c + k->to, sizeof(n));
		assert(n >= k->min && n <= k->max);
	}
	for (size_t i = 0; i < c->exceptions_n; i++) {
		const struct config_exception *x = &c->exceptions[i];

		assert(x->rule != NULL && x->reason != NULL &&
		    x->citation != NULL && x->publisher < PUB_N);
		assert(day_valid(x->until) && day_valid(x->recorded));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config c;
	struct err e = { 0 };
	AUTO_BUF text = { 0 };

	if (put(data, size) != 0)
		return 0;
	accepted = config_load(path, &c, &e) == 0;
	if (accepted) {
		within_limits(&c);
		config_print(&c, &text);
	} else
		assert(strstr(e.msg, path) != NULL); /* which file */
	config_clear(&c);
	return 0;
}
