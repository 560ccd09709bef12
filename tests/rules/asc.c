/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures in a case, by keys that are the same each time. */
#include "tests/rules/run.h"

#include "tests/pgp/pgp_make.h"

#include <stdlib.h>
#include <string.h>

/* RIR KEY: from this day on; KEY 0: none. */
void
word_pin(struct world *w, char *args)
{
	AUTO_BUF pin = { 0 };
	enum publisher pub;
	char rir[16];
	unsigned key;

	if (sscanf(args, "%15s %u", rir, &key) != 2 || key > 255 ||
	    pub_parse(span_of(rir), &pub) != 0 || pub >= RIR_N) {
		complain(w, "want RIR KEY", args);
		return;
	}
	free(w->pgpkey[pub]);
	w->pgpkey[pub] = NULL;
	if (key == 0)
		return;
	pgp_make_pin((unsigned char)key, &pin);
	w->pgpkey[pub] = TAKE(pin.p);
}

/* SOURCE KEY [altered] [version=N] [hash=N]: of today's bytes of it. */
void
word_asc(struct world *w, char *args)
{
	AUTO_BUF packet = { 0 };
	AUTO_BUF asc = { 0 };
	AUTO_BUF name = { 0 };
	struct pgp_odd odd = { 0 };
	char id[64], n[16];
	const struct source *s, *to;
	struct span bytes;
	unsigned key;

	if (sscanf(args, "%63s %u", id, &key) != 2 || key > 255 ||
	    (s = source_find(id)) == NULL) {
		complain(w, "want SOURCE KEY", args);
		return;
	}
	buf_fmt(&name, "%s-asc", id);
	to = source_find(name.p);
	assert(to != NULL);
	if (option(args, "version=", n, sizeof(n)) != NULL)
		odd.version = (int)strtol(n, NULL, 10);
	if (option(args, "hash=", n, sizeof(n)) != NULL)
		odd.hash = (unsigned char)strtoul(n, NULL, 10);
	bytes = w->d.art[source_index(s)].bytes;
	if (strstr(args, "altered") != NULL)
		bytes = span_of("other bytes");
	pgp_make_signature((unsigned char)key, bytes, w->clock, &odd, &packet);
	pgp_make_armour(buf_view(&packet), &asc);
	put_file(w, to, buf_view(&asc));
}
