/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain.h"
#include "cmd/cmd.h"

#include "io/file.h"
#include "report/dsig.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int
cmd_sign(struct ctx *c, int argc, char **argv)
{
	const char *rest[1] = { NULL };
	size_t n = 0;
	struct err e = { 0 };
	struct job j;
	AUTO_FREE unsigned char *xml = NULL;
	AUTO_BUF out = { 0 };
	struct timespec now;
	size_t len = 0;
	int r = options_parse(argc, argv, NULL, 0, "FILE", rest, 1, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (n != 1)
		return usage_error("sign: which report? give its file");
	job_of(c, &j);
	clock_gettime(CLOCK_REALTIME, &now);
	if (file_read(rest[0], REPORT_MAX, &xml, &len, &e) != 0 ||
	    chain_sign(&j, (struct span){ xml, len }, (utc_t)now.tv_sec, &out,
		&e) != 0 ||
	    file_write(rest[0], buf_view(&out), 0644, &e) != 0)
		return failed(&e);
	printf("signed: %s\n", rest[0]);
	return EXIT_NOTHING_NEW;
}
