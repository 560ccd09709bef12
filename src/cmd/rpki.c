/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/rpki.h"

#include "base/work.h"
#include "cmd/cmd.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TALS_MAX 64

struct validate {
	const char *tals[TALS_MAX];
	size_t tals_n;
	const char *objects, *at;
	bool csv, json, strict;
};

struct tals {
	struct tal v[TALS_MAX];
	size_t n;
};

static void
tals_clear(struct tals *t)
{
	for (size_t i = 0; i < t->n; i++)
		tal_clear(&t->v[i]);
}

/* "dir/apnic.tal" is called "apnic". */
static int
tal_load(const char *path, struct tal *ret, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_FREE char *name = NULL;
	const char *slash = strrchr(path, '/');
	size_t n = 0, k;

	if (file_read(path, TAL_MAX + 1, &p, &n, e) != 0)
		return -1;
	name = mem_strdup(slash == NULL ? path : slash + 1);
	k = strlen(name);
	if (k > 4 && strcmp(name + k - 4, ".tal") == 0)
		name[k - 4] = '\0';
	if (tal_parse((struct span){ p, n }, name, ret, e) != 0)
		return err_wrap(e, "%s", path);
	return 0;
}

static int
tals_load(const struct validate *o, struct tals *t, struct err *e)
{
	for (size_t i = 0; i < o->tals_n; i++) {
		if (tal_load(o->tals[i], &t->v[i], e) != 0)
			return -1;
		t->n++;
		for (size_t k = 0; k < i; k++)
			if (strcmp(t->v[k].name, t->v[i].name) == 0)
				return err_set(e, ERR_USAGE,
				    "two locators "
				    "are called '%s'",
				    t->v[i].name);
	}
	return 0;
}

/* A locator without an anchor that holds is no empty result. */
static int
anchors(const struct tree *t, const struct tals *tals)
{
	int rc = EXIT_NOTHING_NEW;

	for (size_t i = 0; i < tals->n; i++) {
		enum reason r = RR_TA_MISSING;
		bool ok = false;

		for (size_t k = 0; k < t->n && !ok; k++) {
			const struct object *o = &t->objects[k];

			if (o->tal != (int32_t)i || o->parent != NO_OBJECT)
				continue;
			ok = o->state == STATE_VALID;
			r = o->reason;
		}
		if (ok)
			continue;
		fprintf(stderr, "nroaudit: trust anchor '%s': %s (%s)\n",
		    tals->v[i].name, reason_words(r), reason_cite(r));
		rc = EXIT_FAILED;
	}
	return rc;
}

static int
validate(const struct validate *o, utc_t at)
{
	AUTO(tals_clear) struct tals tals = { .n = 0 };
	AUTO(repo_clear) struct repo repo = { .fd = -1 };
	AUTO(tree_clear) struct tree t = { 0 };
	struct err e = { ERR_NONE, "" };
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct rpki_input in = { .at = at,
		.strict = o->strict,
		.threads = cores < 1	     ? 1 :
		    cores > WORK_THREADS_MAX ? WORK_THREADS_MAX + 1 :
					       (unsigned)cores,
		.read = repo_read,
		.arg = &repo };

	if (tals_load(o, &tals, &e) != 0 ||
	    repo_open(o->objects, tals.v, tals.n, &repo, &e) != 0)
		return failed(&e);
	in.tals = tals.v;
	in.tals_n = tals.n;
	in.files = repo.files;
	in.files_n = repo.n;
	if (rpki_validate(&in, &t, &e) != 0)
		return failed(&e);
	if (o->json)
		rpki_print_json(&t, tals.v);
	else
		rpki_print_csv(&t, tals.v);
	if (repo.skipped != 0)
		fprintf(stderr,
		    "nroaudit: %llu names below %s are no "
		    "objects' and were not read\n",
		    (unsigned long long)repo.skipped, o->objects);
	if (t.unread != 0) {
		fprintf(stderr, "nroaudit: %llu files could not be read\n",
		    (unsigned long long)t.unread);
		return EXIT_FAILED;
	}
	return anchors(&t, &tals);
}

static int
add_tal(struct validate *o, const char *path)
{
	if (o->tals_n == TALS_MAX)
		return usage_error("rpki validate: more than %d locators",
		    TALS_MAX);
	o->tals[o->tals_n++] = path;
	return 0;
}

/* --tal takes all words up to the next option, and may be repeated; what is
 * left is for options_parse. */
static int
take_tals(struct validate *o, int *argc, char **argv)
{
	bool within = false;
	int k = 1;

	for (int i = 1; i < *argc; i++) {
		if (strncmp(argv[i], "--tal=", 6) == 0) {
			if (add_tal(o, argv[i] + 6) != 0)
				return EXIT_USAGE;
		} else if (strcmp(argv[i], "--tal") == 0)
			within = true;
		else if (within && argv[i][0] != '-') {
			if (add_tal(o, argv[i]) != 0)
				return EXIT_USAGE;
		} else {
			within = false;
			argv[k++] = argv[i];
		}
	}
	*argc = k;
	return 0;
}

static int
cmd_validate(int argc, char **argv)
{
	struct validate o = { .tals_n = 0 };
	const char *tal = NULL;
	const struct option_row rows[] = {
		{ "tal", "FILE...", "trust anchor locators", NULL, &tal },
		{ "objects", "DIR", "the tree, DIR/<host>/<path>", NULL,
		    &o.objects },
		{ "at", "RFC3339", "the instant to judge as of; now", NULL,
		    &o.at },
		{ "csv", NULL, "validated ROA payloads (the default)", &o.csv,
		    NULL },
		{ "json", NULL, "every object, one a line", &o.json, NULL },
		{ "strict", NULL, "refuse also what is tolerated", &o.strict,
		    NULL },
	};
	utc_t at = (utc_t)time(NULL);
	int r = take_tals(&o, &argc, argv);

	if (r == 0)
		r = options_parse(argc, argv, rows, ARRAY_LEN(rows), "", NULL,
		    0, NULL);
	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (o.tals_n == 0)
		return usage_error("rpki validate: --tal wants a value: "
				   "FILE...");
	if (o.objects == NULL)
		return usage_error("rpki validate: --objects DIR is missing");
	if (o.csv && o.json)
		return usage_error("rpki validate: --csv and --json exclude "
				   "each other");
	if (o.at != NULL && utc_parse(span_of(o.at), &at) != 0)
		return usage_error("rpki validate: --at wants an instant as "
				   "2026-03-16T08:00:00Z, not '%s'",
		    o.at);
	return validate(&o, at);
}

int
cmd_rpki(struct ctx *c, int argc, char **argv)
{
	char name[] = "rpki validate", tals[] = "rpki tals";
	char vrps[] = "rpki vrps", show[] = "rpki show";

	if (argc >= 2 && strcmp(argv[1], "validate") == 0) {
		argv[1] = name;
		return cmd_validate(argc - 1, argv + 1);
	}
	if (argc >= 2 && strcmp(argv[1], "tals") == 0) {
		argv[1] = tals;
		return rpki_tals(argc - 1, argv + 1);
	}
	if (argc >= 2 && strcmp(argv[1], "vrps") == 0) {
		argv[1] = vrps;
		return rpki_vrps(c, argc - 1, argv + 1);
	}
	if (argc >= 2 && strcmp(argv[1], "show") == 0) {
		argv[1] = show;
		return rpki_show(c, argc - 1, argv + 1);
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		argv[0] = name;
		return cmd_validate(argc, argv);
	}
	if (argc >= 2)
		return usage_error("rpki: no command '%s'; there are: "
				   "show, tals, validate, vrps",
		    argv[1]);
	return usage_error("rpki: which command? there are: show, tals, "
			   "validate, vrps");
}
