/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bundle-pack DIR ZIP: the files below DIR as an exhibit's archive. */
#include "io/archive.h"
#include "io/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct archive_source *v;
static size_t n, cap;

static int
by_name(const void *a, const void *b)
{
	const struct archive_source *x = a, *y = b;
	int first = strcmp(y->name, "mimetype") == 0;

	if (strcmp(x->name, "mimetype") == 0)
		return -1;
	return first ? 1 : strcmp(x->name, y->name);
}

static void
below(const char *top, const char *dir)
{
	AUTO_FREE char *at = path_join(top, dir);
	struct dirent **d = NULL;
	int k = scandir(at, &d, NULL, alphasort);

	for (int i = 0; i < k; i++) {
		AUTO_FREE char *name = dir[0] == '\0' ?
		    mem_strdup(d[i]->d_name) :
		    path_join(dir, d[i]->d_name);
		AUTO_FREE char *file = path_join(top, name);
		struct stat st;

		if (d[i]->d_name[0] != '.' && lstat(file, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				below(top, name);
			else {
				v = mem_grow(v, &cap, n + 1, sizeof(*v));
				v[n].stored = strcmp(name, "mimetype") == 0;
				v[n].name = TAKE(name);
				v[n++].file = TAKE(file);
			}
		}
		free(d[i]);
	}
	free(d);
}

int
main(int argc, char **argv)
{
	struct err e = { 0 };
	int r;

	if (argc != 3) {
		fprintf(stderr, "usage: bundle-pack DIR ZIP\n");
		return 3;
	}
	below(argv[1], "");
	if (n != 0)
		qsort(v, n, sizeof(*v), by_name);
	r = archive_write(argv[2], v, n, &e);
	if (r != 0)
		fprintf(stderr, "%s\n", e.msg);
	for (size_t i = 0; i < n; i++) {
		free((char *)(uintptr_t)v[i].name);
		free((char *)(uintptr_t)v[i].file);
	}
	free(v);
	return r != 0;
}
