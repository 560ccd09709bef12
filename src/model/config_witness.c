/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The witnesses of a configuration: whose cosignatures count. */
#include "model/config_priv.h"

#include <stdlib.h>
#include <string.h>

void
config_witness_clear(struct config *c)
{
	for (size_t i = 0; i < c->witnesses_n; i++) {
		free(c->witnesses[i].name);
		free(c->witnesses[i].key);
	}
	c->witnesses_n = 0;
}

/* Names are names of files. */
static bool
name_good(struct span s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz0123456789-._"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (size_t i = 0; i < s.n; i++)
		if (memchr(ok, s.p[i], sizeof(ok) - 1) == NULL)
			return false;
	return s.n != 0 && s.n <= WITNESS_NAME_MAX && s.p[0] != '.';
}

static struct config_witness *
witness_of(struct config *c, struct span name, struct err *e)
{
	struct config_witness *w;

	for (size_t i = 0; i < c->witnesses_n; i++)
		if (span_is(name, c->witnesses[i].name))
			return &c->witnesses[i];
	if (!name_good(name) || c->witnesses_n == WITNESSES_MAX) {
		err_set(e, ERR_DATA,
		    "a witness's name has 1 to %d letters, digits, '-', '.' "
		    "and '_', and there are at most %d",
		    WITNESS_NAME_MAX, WITNESSES_MAX);
		return NULL;
	}
	w = &c->witnesses[c->witnesses_n++];
	memset(w, 0, sizeof(*w));
	w->name = mem_strndup(name.p, name.n);
	return w;
}

/* NAME+ID+KEY; what it means is for who verifies. */
static bool
key_formed(const char *v)
{
	const char *id = strchr(v, '+');

	if (id == NULL || id == v || strlen(v) > WITNESS_KEY_MAX)
		return false;
	for (const char *p = v; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			return false;
	return hex_is(span_sub(span_of(id + 1), 0, 8), 8) && id[9] == '+' &&
	    id[10] != '\0';
}

int
config_witness_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e)
{
	struct config_witness *w = witness_of(c, name, e);

	if (w == NULL)
		return -1;
	if (strcmp(var, "key") != 0)
		return err_set(e, ERR_DATA, "unknown key; a witness has key");
	if (!key_formed(v))
		return err_set(e, ERR_DATA,
		    "want a verifier key, NAME+ID+BASE64 (C2SP signed-note)");
	config_set_text(&w->key, v);
	return 0;
}

void
config_witness_print(const struct config *c, struct buf *out)
{
	for (size_t i = 0; i < c->witnesses_n; i++)
		buf_fmt(out, "witness.%s.key = %s\n", c->witnesses[i].name,
		    c->witnesses[i].key);
}
