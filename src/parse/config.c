/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/parse.h"

#include <string.h>

static int
take_line(struct span line, struct config *c, struct err *e)
{
	struct span sep = span_of(" = ");
	const unsigned char *at = memmem(line.p, line.n, sep.p, sep.n);
	AUTO_FREE char *name = NULL;
	AUTO_FREE char *value = NULL;
	size_t n;

	if (at == NULL || memchr(line.p, '\0', line.n) != NULL)
		return err_set(e, ERR_DATA, "not of the form KEY = VALUE");
	n = (size_t)(at - line.p);
	name = mem_strndup(line.p, n);
	value = mem_strndup(at + sep.n, line.n - n - sep.n);
	if (strcmp(value, CONFIG_SECRET) == 0)
		return 0;
	return config_set(c, name, value, e);
}

int
config_parse(struct span text, struct config *ret, struct err *e)
{
	struct span head = span_of(CONFIG_HEAD);
	unsigned n = 1;

	config_init(ret);
	if (text.n > CONFIG_TEXT_MAX || text.n < head.n ||
	    !span_eq(span_sub(text, 0, head.n), head))
		return err_set(e, ERR_DATA,
		    "config/nroaudit.conf: line 1: "
		    "not a configuration, or too large");
	text = span_sub(text, head.n, text.n);
	while (text.n != 0) {
		n++;
		if (take_line(span_split(&text, '\n'), ret, e) != 0)
			return err_wrap(e, "config/nroaudit.conf: line %u", n);
	}
	config_tsas_named(ret);
	return config_finish(ret, e) == 0 ?
	    0 :
	    err_wrap(e, "config/nroaudit.conf");
}
