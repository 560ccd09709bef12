/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time-stamping authorities of a configuration. */
#include "model/config_priv.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *url;
} built_in[] = {
#define TSA(name, url) { name, url },
#include "model/tsas.def"
#undef TSA
};

static struct config_tsa *
add(struct config *c, struct span name)
{
	struct config_tsa *t = &c->tsas[c->tsas_n++];

	memset(t, 0, sizeof(*t));
	t->name = mem_strndup(name.p, name.n);
	return t;
}

void
config_tsa_init(struct config *c)
{
	_Static_assert(ARRAY_LEN(built_in) <= TSAS_MAX, "too many TSAs");
	for (size_t i = 0; i < ARRAY_LEN(built_in); i++)
		config_set_text(&add(c, span_of(built_in[i].name))->url,
		    built_in[i].url);
}

void
config_tsa_clear(struct config *c)
{
	for (size_t i = 0; i < c->tsas_n; i++) {
		free(c->tsas[i].name);
		free(c->tsas[i].url);
		free(c->tsas[i].trusted);
	}
	c->tsas_n = 0;
}

/* Names are parts of names elsewhere. */
static bool
name_good(struct span s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	for (size_t i = 0; i < s.n; i++)
		if (memchr(ok, s.p[i], sizeof(ok) - 1) == NULL)
			return false;
	return s.n != 0 && s.n <= TSA_NAME_MAX;
}

/* The entry of that name, made where it is not there; NULL with the reason. */
static struct config_tsa *
tsa_of(struct config *c, struct span name, struct err *e)
{
	for (size_t i = 0; i < c->tsas_n; i++)
		if (span_is(name, c->tsas[i].name))
			return &c->tsas[i];
	if (name_good(name) && c->tsas_n < TSAS_MAX)
		return add(c, name);
	err_set(e, ERR_DATA,
	    "a TSA's name has 1 to %d of a-z, 0-9 and -, and there are at "
	    "most %d",
	    TSA_NAME_MAX, TSAS_MAX);
	return NULL;
}

static bool
url_good(const char *v)
{
	const char *host = strncmp(v, "http://", 7) == 0 ? v + 7 :
	    strncmp(v, "https://", 8) == 0		 ? v + 8 :
							   "";

	return *host != '\0' && strpbrk(v, " |\n\"<>@") == NULL;
}

int
config_tsa_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e)
{
	struct config_tsa *t = tsa_of(c, name, e);

	if (t == NULL)
		return -1;
	t->named = true;
	if (strcmp(var, "enabled") == 0)
		return config_truth(v, &t->off, e);
	if (strcmp(var, "url") == 0) {
		if (!url_good(v))
			return err_set(e, ERR_DATA,
			    "want an http:// or https:// URL");
		config_set_text(&t->url, v);
		return 0;
	}
	if (strcmp(var, "trusted") == 0) {
		if (*v == '\0')
			return err_set(e, ERR_DATA, "the value is empty");
		config_set_text(&t->trusted, v);
		return 0;
	}
	return err_set(e, ERR_DATA,
	    "unknown key; a TSA has url, trusted, enabled");
}

int
config_tsa_finish(const struct config *c, struct err *e)
{
	for (size_t i = 0; i < c->tsas_n; i++)
		if (c->tsas[i].url == NULL)
			return err_set(e, ERR_DATA,
			    "tsa \"%s\": one that is added needs a url",
			    c->tsas[i].name);
	return 0;
}

void
config_tsa_print(const struct config *c, struct buf *out)
{
	for (size_t i = 0; i < c->tsas_n; i++) {
		const struct config_tsa *t = &c->tsas[i];

		buf_fmt(out, "tsa.%s.enabled = %s\n", t->name,
		    t->off ? "false" : "true");
		buf_fmt(out, "tsa.%s.url = %s\n", t->name, t->url);
		if (t->trusted != NULL)
			buf_fmt(out, "tsa.%s.trusted = %s\n", t->name,
			    t->trusted);
	}
}

void
config_tsas_named(struct config *c)
{
	for (size_t i = 0; i < c->tsas_n; i++)
		c->tsas[i].off |= !c->tsas[i].named;
}

size_t
config_tsas_due(const struct config *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->tsas_n; i++)
		n += !c->tsas[i].off;
	return n;
}
