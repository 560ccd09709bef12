/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over every file of a corpus: `fuzz_x DIR`.  A missing or
 * empty corpus is a failure. */
#include "io/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
main(int argc, char **argv)
{
	struct dirent **v = NULL;
	unsigned n = 0;
	int k;

	if (argc != 2)
		return 2;
	k = scandir(argv[1], &v, NULL, alphasort);
	for (int i = 0; i < k; i++) {
		AUTO_FREE char *path = path_join(argv[1], v[i]->d_name);
		unsigned char *p = NULL;
		size_t size = 0;

		if (v[i]->d_name[0] != '.' &&
		    strcmp(v[i]->d_name, "README") != 0) {
			uint8_t *exact;

			if (file_read(path, 0, &p, &size, NULL) != 0)
				return 1;
			/* No byte behind the end: an overread shows. */
			exact = malloc(size);
			if (size != 0 && exact != NULL)
				memcpy(exact, p, size);
			LLVMFuzzerTestOneInput(exact, size);
			free(exact);
			free(p);
			n++;
		}
		free(v[i]);
	}
	free(v);
	printf("%s: %u inputs\n", argv[1], n);
	return n == 0;
}
