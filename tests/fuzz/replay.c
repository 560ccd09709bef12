/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over every file of a corpus: `fuzz_x DIR`.  Files named
 * good- and odd- must be read, bad- ones refused.  A missing or empty corpus
 * is a failure. */
#include "fuzz.h"

#include "io/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
replay(const char *dir, const char *name)
{
	AUTO_FREE char *path = path_join(dir, name);
	AUTO_FREE unsigned char *p = NULL;
	uint8_t *exact;
	size_t size = 0;
	bool want = strncmp(name, "bad-", 4) != 0;

	if (want && strncmp(name, "good-", 5) != 0 &&
	    strncmp(name, "odd-", 4) != 0) {
		printf("%s: neither good-, odd- nor bad-\n", path);
		return 1;
	}
	if (file_read(path, 0, &p, &size, NULL) != 0)
		return 1;
	/* No byte behind the end: an overread shows. */
	exact = malloc(size == 0 ? 1 : size);
	if (exact == NULL)
		return 1;
	memcpy(exact, p, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	if (accepted == want)
		return 0;
	printf("%s: %s\n", path, accepted ? "was read" : "was refused");
	return 1;
}

int
main(int argc, char **argv)
{
	struct dirent **v = NULL;
	int k, n = 0, bad = 0;

	if (argc != 2)
		return 2;
	k = scandir(argv[1], &v, NULL, alphasort);
	for (int i = 0; i < k; i++) {
		if (v[i]->d_name[0] != '.' &&
		    strcmp(v[i]->d_name, "README") != 0) {
			bad += replay(argv[1], v[i]->d_name);
			n++;
		}
		free(v[i]);
	}
	free(v);
	printf("%s: %d inputs\n", argv[1], n);
	return n == 0 || bad != 0;
}
