/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stamp: what reports lack of timestamps; sign --archive and --renew. */
#include "cmd/chain_notice.h"
#include "cmd/chain_seals.h"
#include "cmd/cmd.h"
#include "cmd/stamp.h"
#include "cmd/verify_bundle.h"
#include "cmd/witness.h"

#include "cmd/chain_keys.h"

#include "io/file.h"
#include "report/dsig.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
is_report(const struct dirent *d)
{
	return d->d_name[0] >= '0' && d->d_name[0] <= '9' &&
	    strlen(d->d_name) < REPORT_NAME;
}

void
report_names_clear(struct report_names *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i]);
	free(r->v);
	memset(r, 0, sizeof(*r));
}

int
report_names(const struct job *j, struct report_names *ret, struct err *e)
{
	AUTO_FREE char *dir = job_path(j, "reports");
	struct dirent **d = NULL;
	int n = scandir(dir, &d, is_report, versionsort);

	if (n < 0)
		return err_set(e, ERR_IO, "%s: no reports", dir);
	memset(ret, 0, sizeof(*ret));
	ret->v = mem_alloc(((size_t)n + 1) * sizeof(*ret->v));
	for (int i = 0; i < n; i++) {
		ret->v[ret->n++] = mem_strdup(d[i]->d_name);
		free(d[i]);
	}
	free(d);
	return 0;
}

int
report_named(const struct job *j, const char *arg, char ret[REPORT_NAME],
    struct err *e)
{
	AUTO_BUF below = { 0 };
	AUTO_FREE char *path = NULL;
	const char *name = arg;
	AUTO_FREE char *copy = mem_strdup(arg);
	char *slash = strrchr(copy, '/');

	/* reports/NAME/report.xml, or the directory. */
	if (slash != NULL &&
	    (slash[1] == '\0' || strcmp(slash + 1, "report.xml") == 0))
		*slash = '\0';
	slash = strrchr(copy, '/');
	name = slash == NULL ? copy : slash + 1;
	buf_fmt(&below, "reports/%s/report.xml", name);
	path = job_path(j, below.p);
	if (name[0] < '0' || name[0] > '9' || strlen(name) >= REPORT_NAME ||
	    !file_exists(path))
		return err_set(e, ERR_USAGE, "%s: no report of that name",
		    arg);
	memcpy(ret, name, strlen(name) + 1);
	return 0;
}

void
say_stamped(const char *name, const struct stamped *s)
{
	printf("%s: %zu of %zu timestamps, %zu for the archive", name, s->have,
	    s->due, s->archives);
	if (s->lacks != 0)
		printf(", %zu CRLs missing", s->lacks);
	putchar('\n');
}

void
say_lasting(const char *name, const struct stamped *s)
{
	if (s->until == TIME_NONE)
		printf("%s: it has no timestamps that could end\n", name);
	else
		printf("%s: its timestamps stand for more than %d days\n",
		    name, STAMP_WARN_DAYS);
}

/* Whatever it lacks. */
static int
stamp_one(const struct job *j, const char *name, struct buf *faults, bool *ret,
    struct err *e)
{
	struct stamped s;

	if (restamp(j, name, name, false, &s, faults, e) != 0)
		return -1;
	say_stamped(name, &s);
	*ret = stamped_whole(&s);
	return 0;
}

/* Has it all it should?  Its entry is written again. */
static int
look(const struct job *j, const char *name, bool *ret_whole, struct err *e)
{
	AUTO_BUF below = { 0 };
	AUTO_FREE char *path = NULL;
	AUTO_FREE unsigned char *p = NULL;
	struct stamped s;
	size_t n = 0;

	buf_fmt(&below, "reports/%s/report.xml", name);
	path = job_path(j, below.p);
	if (file_read(path, REPORT_MAX, &p, &n, e) != 0 ||
	    chain_stamped(j, (struct span){ p, n }, &s, e) != 0)
		return err_wrap(e, "%s", path);
	*ret_whole = stamped_whole(&s);
	return stamp_note(j, name, &s, e);
}

static int
stamp_all(const struct job *j, struct buf *faults, bool *ret_whole,
    struct err *e)
{
	AUTO(report_names_clear) struct report_names all = { 0 };

	if (report_names(j, &all, e) != 0)
		return -1;
	for (size_t i = all.n; i > 0; i--) {
		bool whole;

		if (look(j, all.v[i - 1], &whole, e) != 0 ||
		    (!whole &&
			stamp_one(j, all.v[i - 1], faults, &whole, e) != 0))
			return -1;
		*ret_whole &= whole;
	}
	return 0;
}

#define NAMES_MAX 64

/* A report, or an exhibit. */
static int
stamp_named(const struct job *j, const char *arg, struct buf *faults,
    bool *ret_whole, struct err *e)
{
	char name[REPORT_NAME];
	int r;

	if (bundle_is(arg)) {
		r = stamp_exhibit(j, arg, e);
		*ret_whole = r == 0;
		return r < 0 ? -1 : 0;
	}
	return report_named(j, arg, name, e) != 0 ?
	    -1 :
	    stamp_one(j, name, faults, ret_whole, e);
}

/* A witness's cosignature; nobody is asked for anything. */
static int
take_witness(struct ctx *c, const char *file)
{
	struct err e = { 0 };
	struct store *st = NULL;
	struct job j;
	int r;

	job_of(c, &j);
	j.statement = file;
	if (job_lock(&j, &st, &e) != 0)
		return failed(&e);
	r = chain_keys_recover(&j, &e);
	if (r == 0)
		r = chain_witness(&j, &e);
	store_free(st);
	return r != 0 ? failed(&e) : EXIT_NOTHING_NEW;
}

int
cmd_stamp(struct ctx *c, int argc, char **argv)
{
	const char *rest[NAMES_MAX], *witness = NULL;
	const struct option_row o[] = {
		{ "witness", "FILE", "add a witness's cosignature instead",
		    NULL, &witness },
	};
	size_t n = 0;
	struct err e = { 0 };
	struct job j;
	struct store *st = NULL;
	AUTO_BUF faults = { 0 };
	bool whole = true, one = false;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o),
	    "[REPORT|EXHIBIT...]", rest, NAMES_MAX, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (witness != NULL)
		return n != 0 ? usage_error("stamp: --witness stands alone") :
				take_witness(c, witness);
	job_of(c, &j);
	if (job_lock(&j, &st, &e) != 0)
		return failed(&e);
	r = chain_keys_recover(&j, &e);
	if (n == 0 && r == 0)
		r = stamp_all(&j, &faults, &whole, &e);
	if (n == 0 && r == 0) {
		whole &= chain_notices_stamp(&j, "notices", &faults);
		whole &= chain_seals(&j, "manifests", true, &faults);
	}
	for (size_t i = 0; i < n && r == 0; i++) {
		r = stamp_named(&j, rest[i], &faults, &one, &e);
		whole &= one;
	}
	say_faults(&faults);
	store_free(st);
	return r != 0 ? failed(&e) : whole ? EXIT_NOTHING_NEW : EXIT_FAILED;
}

/* --- for the archive --- */

static int
archive_one(const struct job *j, const char *name, struct buf *faults,
    struct err *e)
{
	struct stamped s;

	if (restamp(j, name, name, true, &s, faults, e) != 0)
		return err_wrap(e, "%s", name);
	say_stamped(name, &s);
	return 0;
}

static int
renew_one(const struct job *j, const char *name, bool named,
    struct buf *faults, struct err *e)
{
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };
	bool whole;

	if (look(j, name, &whole, e) != 0 || stamp_index_read(j, &x, e) != 0)
		return -1;
	for (size_t i = 0; i < x.n; i++)
		if (strcmp(x.v[i].name, name) == 0 &&
		    stamped_ends(&x.v[i].state, wall_clock()))
			return archive_one(j, name, faults, e);
	for (size_t i = 0; i < x.n && named; i++)
		if (strcmp(x.v[i].name, name) == 0)
			say_lasting(name, &x.v[i].state);
	return 0;
}

static int
each(const struct job *j, const char *only, bool renew, struct buf *faults,
    struct err *e)
{
	AUTO(report_names_clear) struct report_names all = { 0 };
	char name[REPORT_NAME] = "";

	if (only != NULL) {
		if (report_named(j, only, name, e) != 0)
			return -1;
		return renew ? renew_one(j, name, true, faults, e) :
			       archive_one(j, name, faults, e);
	}
	if (report_names(j, &all, e) != 0)
		return -1;
	if (all.n == 0)
		return err_set(e, ERR_USAGE, "there is no report");
	if (!renew)
		return archive_one(j, all.v[all.n - 1], faults, e);
	for (size_t i = 0; i < all.n; i++)
		if (renew_one(j, all.v[i], false, faults, e) != 0)
			return -1;
	return 0;
}

int
archive_reports(const struct job *j, const char *only, bool renew,
    struct err *e)
{
	AUTO_BUF faults = { 0 };
	struct store *st = NULL;
	int r;

	if (job_lock(j, &st, e) != 0)
		return -1;
	r = chain_keys_recover(j, e);
	if (r == 0)
		r = each(j, only, renew, &faults, e);
	say_faults(&faults);
	store_free(st);
	return r != 0 ? -1 : faults.n != 0 ? 1 : 0;
}
