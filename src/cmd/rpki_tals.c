/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nroaudit rpki tals: the locators that ship, listed or one as its file. */
#include "cmd/cmd.h"
#include "cmd/rpki.h"
#include "rpki/tals.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static int
row_json(const struct tal_row *r)
{
	json_t *o = json_pack("{s:s,s:s,s:b,s:[s,s],s:s}", "name", r->name,
	    "publisher", pub_name(r->publisher), "as0", (int)r->as0, "uris",
	    r->https, r->rsync, "key", r->key);
	char *s = json_dumps(o, JSON_COMPACT);

	json_decref(o);
	if (s == NULL)
		return EXIT_FAILED;
	puts(s);
	free(s);
	return EXIT_NOTHING_NEW;
}

static int
row_print(const struct tal_row *r, bool file, bool json)
{
	AUTO_BUF text = { 0 };

	if (json)
		return row_json(r);
	if (!file) {
		printf("%-10s %-8s %-10s %s\n", r->name,
		    pub_name(r->publisher), r->as0 ? "as0" : "production",
		    r->https);
		return EXIT_NOTHING_NEW;
	}
	tal_row_text(r, &text);
	fputs(text.p, stdout);
	return EXIT_NOTHING_NEW;
}

int
rpki_tals(int argc, char **argv)
{
	bool json = false;
	const struct option_row o[] = { { "json", NULL,
	    "one JSON object a line", &json, NULL } };
	const char *name = NULL;
	const struct tal_row *one;
	size_t n;
	int r =
	    options_parse(argc, argv, o, ARRAY_LEN(o), "[NAME]", &name, 1, &n);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (n == 1) {
		one = tal_row_of(name);
		return one != NULL ?
		    row_print(one, true, json) :
		    usage_error("rpki tals: no locator '%s'", name);
	}
	for (size_t i = 0; i < tal_rows_n && r == 0; i++)
		r = row_print(&tal_rows[i], false, json);
	return r;
}
