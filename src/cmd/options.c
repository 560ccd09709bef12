/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/cmd.h"

#include <stdio.h>
#include <string.h>

static int
print_help(const char *command, const struct option_row *o, size_t n,
    const char *args)
{
	printf("usage: nroaudit [-C DIR] %s%s%s%s\n", command,
	    n == 0 ? "" : " [OPTION...]", args[0] == '\0' ? "" : " ", args);
	for (size_t i = 0; i < n; i++)
		printf("  --%s%s%-*s  %s\n", o[i].name,
		    o[i].value == NULL ? "" : " ",
		    (int)(24 - strlen(o[i].name) -
			(o[i].value == NULL ? 0 : 1)),
		    o[i].value == NULL ? "" : o[i].value, o[i].doc);
	return -1;
}

static const struct option_row *
find(const struct option_row *o, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(o[i].name) == len &&
		    strncmp(o[i].name, name, len) == 0)
			return &o[i];
	return NULL;
}

/* The longest common beginning tells what was probably meant. */
static int
unknown(const char *command, const struct option_row *o, size_t n,
    const char *arg)
{
	size_t best = 0;
	const char *near = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (arg[2] != '\0' && o[i].name[k] != '\0' &&
		    o[i].name[k] == arg[2 + k])
			k++;
		if (k > best) {
			best = k;
			near = o[i].name;
		}
	}
	if (near != NULL)
		return usage_error("%s: unknown option '%s'; did you mean "
				   "--%s?",
		    command, arg, near);
	return usage_error("%s: unknown option '%s'; see `nroaudit %s --help`",
	    command, arg, command);
}

/* One --option, with its value in the same word or the next. */
static int
take(int argc, char **argv, int *i, const struct option_row *o, size_t n)
{
	const char *name = argv[*i] + 2;
	size_t len = strcspn(name, "=");
	const struct option_row *row = find(o, n, name, len);
	const char *value = name[len] == '=' ? name + len + 1 : NULL;

	if (row == NULL)
		return unknown(argv[0], o, n, argv[*i]);
	if (row->value == NULL) {
		if (value != NULL)
			return usage_error("%s: --%s takes no value", argv[0],
			    row->name);
		*row->flag = true;
		return 0;
	}
	if (value == NULL && *i + 1 < argc)
		value = argv[++*i];
	if (value == NULL || value[0] == '\0')
		return usage_error("%s: --%s wants a value: %s", argv[0],
		    row->name, row->value);
	*row->text = value;
	return 0;
}

int
options_parse(int argc, char **argv, const struct option_row *o, size_t n,
    const char *args, const char **rest, size_t rest_max, size_t *rest_n)
{
	bool only_words = false;
	size_t k = 0;

	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];

		if (!only_words && strcmp(a, "--help") == 0)
			return print_help(argv[0], o, n, args);
		if (!only_words && strcmp(a, "--") == 0)
			only_words = true;
		else if (!only_words && strncmp(a, "--", 2) == 0) {
			if (take(argc, argv, &i, o, n) != 0)
				return EXIT_USAGE;
		} else if (!only_words && a[0] == '-' && a[1] != '\0')
			return unknown(argv[0], o, n, a);
		else if (k == rest_max)
			return usage_error("%s: one word too many: '%s'",
			    argv[0], a);
		else
			rest[k++] = a;
	}
	if (rest_n != NULL)
		*rest_n = k;
	return 0;
}
