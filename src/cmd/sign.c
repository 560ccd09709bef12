/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain.h"
#include "cmd/chain_keys.h"
#include "cmd/cmd.h"
#include "cmd/stamp.h"
#include "cmd/verify_bundle.h"

#include "io/file.h"
#include "report/dsig.h"

#include <stdio.h>
#include <stdlib.h>

/* Keys whose change was ended half-way: that first. */
static int
whole_keys(const struct job *j, struct err *e)
{
	AUTO_FREE char *next = job_path(j, JOB_NEXT);
	struct store *st = NULL;
	int r;

	if (!file_exists(next))
		return 0;
	if (job_lock(j, &st, e) != 0)
		return -1;
	r = chain_keys_recover(j, e);
	store_free(st);
	return r;
}

static int
sign_file(const struct job *j, const char *path, struct err *e)
{
	AUTO_FREE unsigned char *xml = NULL;
	AUTO_BUF out = { 0 };
	size_t len = 0;

	if (whole_keys(j, e) != 0 ||
	    file_read(path, REPORT_MAX, &xml, &len, e) != 0 ||
	    chain_sign(j, (struct span){ xml, len }, wall_clock(), &out, e) !=
		0 ||
	    file_write(path, buf_view(&out), 0644, e) != 0)
		return -1;
	printf("signed: %s\n", path);
	return 0;
}

int
cmd_sign(struct ctx *c, int argc, char **argv)
{
	bool archive = false, renew = false;
	const struct option_row o[] = {
		{ "archive", NULL,
		    "a timestamp over all of a published report, for the "
		    "archive",
		    &archive, NULL },
		{ "renew", NULL,
		    "the same for those whose timestamps end soon", &renew,
		    NULL },
	};
	const char *rest[1] = { NULL };
	size_t n = 0;
	struct err e = { 0 };
	struct job j;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o),
	    "FILE|REPORT|EXHIBIT", rest, 1, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (archive && renew)
		return usage_error("sign: --archive or --renew, not both");
	if (n != 1 && !archive && !renew)
		return usage_error("sign: which report? give its file");
	job_of(c, &j);
	r = !archive && !renew ? sign_file(&j, rest[0], &e) :
	    rest[0] != NULL && bundle_is(rest[0]) ?
				 archive_exhibit(&j, rest[0], renew, &e) :
				 archive_reports(&j, rest[0], renew, &e);
	return r < 0 ? failed(&e) : r > 0 ? EXIT_FAILED : EXIT_NOTHING_NEW;
}
