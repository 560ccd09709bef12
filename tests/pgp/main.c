/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pgp-sign KEY: the public key, as rir.pgpkey wants it.
 * pgp-sign KEY SECONDS <FILE: a .asc of that file, made so long after 1970.
 */
#include "tests/pgp/pgp_make.h"

#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	AUTO_BUF data = { 0 };
	AUTO_BUF out = { 0 };
	char part[4096];
	size_t n;
	unsigned long key;

	if (argc < 2 || argc > 3)
		return 2;
	key = strtoul(argv[1], NULL, 10);
	if (argc == 2) {
		pgp_make_pin((unsigned char)key, &out);
	} else {
		while ((n = fread(part, 1, sizeof(part), stdin)) != 0)
			buf_add(&data, part, n);
		pgp_make_asc((unsigned char)key, buf_view(&data),
		    strtoll(argv[2], NULL, 10), &out);
	}
	return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : 1;
}
