/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/cmd.h"
#include "cmd/witness.h"

#include "io/config.h"
#include "io/file.h"
#include "model/engine.h"
#include "parse/pgp.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *name;
	command_fn *fn;
	const char *doc;
} commands[] = {
#define COMMAND(name, fn, doc) { name, fn, doc },
#include "cmd/commands.def"
#undef COMMAND
};

int
failed(const struct err *e)
{
	fprintf(stderr, "nroaudit: %s\n", e->msg);
	return e->kind == ERR_USAGE ? EXIT_USAGE : EXIT_FAILED;
}

int
usage_error(const char *fmt, ...)
{
	va_list ap;

	fputs("nroaudit: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

void
job_of(const struct ctx *c, struct job *j)
{
	memset(j, 0, sizeof(*j));
	j->dir = c->dir;
	j->cfg = &c->cfg;
	j->as_of = TIME_NONE;
	j->progress = isatty(2) == 1;
}

/* A file in a directory beside the program's own; owned. */
static char *
beside(const char *dir, const char *name)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	exe[n < 0 ? 0 : n] = '\0';
	slash = strrchr(exe, '/');
	if (slash != NULL)
		*slash = '\0';
	{
		AUTO_FREE char *up = path_join(exe, dir);

		return path_join(up, name);
	}
}

/* In the tree that the program is built in, else where it is installed. */
char *
template_path(const char *name)
{
	const char *env = getenv("NROAUDIT_TEMPLATES");
	char *p;

	if (env != NULL)
		return path_join(env, name);
	p = beside("../templates", name);
	if (file_exists(p))
		return p;
	free(p);
	return beside("../share/nroaudit", name);
}

/* Beside the program in the tree, else with the templates. */
char *
engine_path(void)
{
	char *p = beside(".", ENGINE_ARCHIVE);

	if (file_exists(p))
		return p;
	free(p);
	return template_path(ENGINE_ARCHIVE);
}

static int
help(void)
{
	printf(
	    "usage: nroaudit [-C DIR] COMMAND [OPTION...]\n\n"
	    "Audits what the five Regional Internet Registries publish.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		printf("  %-8s  %s\n", commands[i].name, commands[i].doc);
	printf("\n`nroaudit COMMAND --help` tells a command's options; the "
	       "manual is nroaudit(1).\n");
	return EXIT_NOTHING_NEW;
}

/* The nearest command, for a slip of the finger. */
static int
unknown_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strncmp(commands[i].name, name, 2) == 0)
			return usage_error(
			    "no command '%s'; did you mean '%s'?", name,
			    commands[i].name);
	return usage_error("no command '%s'; see `nroaudit --help`", name);
}

/* -C DIR may stand before the command or behind it. */
static int
take_dir(struct ctx *c, int *argc, char **argv)
{
	int k = 0;

	for (int i = 0; i < *argc; i++) {
		if (strcmp(argv[i], "-C") != 0) {
			argv[k++] = argv[i];
			continue;
		}
		if (i + 1 == *argc)
			return usage_error("-C wants a directory");
		c->dir = argv[++i];
	}
	*argc = k;
	argv[k] = NULL;
	return 0;
}

/* The layer that reads the file knows no OpenPGP. */
static int
check_pinned(const struct config *c, const char *path, struct err *e)
{
	for (size_t i = 0; i < RIR_N; i++)
		if (c->rir_pgpkey[i] != NULL &&
		    pgp_pinned_check(c->rir_pgpkey[i], e) != 0)
			return err_wrap(e, "%s: rir.%s.pgpkey", path,
			    pub_name((enum publisher)i));
	return 0;
}

static int
dispatch(struct ctx *c, int argc, char **argv)
{
	struct err e = { 0 };
	AUTO_FREE char *conf = path_join(c->dir, "nroaudit.conf");
	AUTO(witness_keys_clear) struct witness_keys k = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		if (config_load(conf, &c->cfg, &e) != 0 ||
		    check_pinned(&c->cfg, conf, &e) != 0 ||
		    witness_keys(&c->cfg, &k, &e) != 0)
			return failed(&e);
		return commands[i].fn(c, argc - 1, argv + 1);
	}
	return unknown_command(argv[1]);
}

int
program(int argc, char **argv)
{
	struct ctx c = { ".", { 0 } };
	int r = take_dir(&c, &argc, argv);

	umask(022);
	if (r != 0)
		return r;
	if (argc < 2) {
		help();
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("nroaudit %s\n", engine_name());
		return EXIT_NOTHING_NEW;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help();
	r = dispatch(&c, argc, argv);
	config_clear(&c.cfg);
	return r;
}
