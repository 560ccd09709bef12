/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trust anchor locators of a configuration (RFC 8630). */
#include "model/config_priv.h"
#include "model/uri.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum publisher publisher;
	bool as0;
	const char *url, *key;
} built_in[] = {
#define TAL(name, publisher, as0, https, rsync, key)                          \
	{ name, publisher, as0, https, key },
#include "model/tals.def"
#undef TAL
};

static struct config_locator *
add(struct config *c, struct span name)
{
	struct config_locator *l = &c->locators[c->locators_n++];

	memset(l, 0, sizeof(*l));
	l->name = mem_strndup(name.p, name.n);
	l->publisher = PUB_N;
	return l;
}

void
config_locator_init(struct config *c)
{
	_Static_assert(ARRAY_LEN(built_in) <= LOCATORS_MAX,
	    "too many locators");
	for (size_t i = 0; i < ARRAY_LEN(built_in); i++) {
		struct config_locator *l = add(c, span_of(built_in[i].name));

		l->publisher = built_in[i].publisher;
		l->as0 = built_in[i].as0;
		config_set_text(&l->url, built_in[i].url);
		config_set_text(&l->key, built_in[i].key);
	}
}

void
config_locator_clear(struct config *c)
{
	for (size_t i = 0; i < c->locators_n; i++) {
		free(c->locators[i].name);
		free(c->locators[i].url);
		free(c->locators[i].key);
	}
	c->locators_n = 0;
}

/* Names are directories of snapshots. */
static bool
name_good(struct span s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	for (size_t i = 0; i < s.n; i++)
		if (memchr(ok, s.p[i], sizeof(ok) - 1) == NULL)
			return false;
	return s.n != 0 && s.n <= LOCATOR_NAME_MAX;
}

static struct config_locator *
locator_of(struct config *c, struct span name, struct err *e)
{
	for (size_t i = 0; i < c->locators_n; i++)
		if (span_is(name, c->locators[i].name))
			return &c->locators[i];
	if (name_good(name) && c->locators_n < LOCATORS_MAX)
		return add(c, name);
	err_set(e, ERR_DATA,
	    "a locator's name has 1 to %d of a-z, 0-9 and -, and there are "
	    "at most %d",
	    LOCATOR_NAME_MAX, LOCATORS_MAX);
	return NULL;
}

static bool
key_good(const char *v)
{
	static const char ok[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789+/=";
	size_t n = strlen(v);

	return n != 0 && n <= LOCATOR_KEY_MAX && strspn(v, ok) == n;
}

int
config_locator_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e)
{
	struct config_locator *l = locator_of(c, name, e);
	bool off = false;

	if (l == NULL)
		return -1;
	if (strcmp(var, "enabled") == 0)
		return config_truth(v, &l->off, e);
	if (strcmp(var, "as0") == 0) {
		if (config_truth(v, &off, e) != 0)
			return -1;
		l->as0 = !off;
		return 0;
	}
	if (strcmp(var, "publisher") == 0)
		return pub_parse(span_of(v), &l->publisher) == 0 &&
			l->publisher < RIR_N ?
		    0 :
		    err_set(e, ERR_DATA, "want one of the five registries");
	if (strcmp(var, "url") == 0) {
		if (uri_check(span_of(v), "https") != URI_OK)
			return err_set(e, ERR_DATA, "want an https:// URL");
		config_set_text(&l->url, v);
		return 0;
	}
	if (strcmp(var, "key") == 0) {
		if (!key_good(v))
			return err_set(e, ERR_DATA,
			    "want the base64 of a subjectPublicKeyInfo, of "
			    "at most %d bytes",
			    LOCATOR_KEY_MAX);
		config_set_text(&l->key, v);
		return 0;
	}
	return err_set(e, ERR_DATA,
	    "unknown key; a locator has publisher, url, key, as0, enabled");
}

int
config_locator_finish(const struct config *c, struct err *e)
{
	for (size_t i = 0; i < c->locators_n; i++) {
		const struct config_locator *l = &c->locators[i];

		if (l->url == NULL || l->key == NULL || l->publisher == PUB_N)
			return err_set(e, ERR_DATA,
			    "locator \"%s\": one that is added needs "
			    "publisher, url and key",
			    l->name);
	}
	return 0;
}

/* As built in, but for what differs. */
void
config_locator_print(const struct config *c, struct buf *out)
{
	for (size_t i = 0; i < c->locators_n; i++) {
		const struct config_locator *l = &c->locators[i];
		bool own = i >= ARRAY_LEN(built_in);

		if (l->off)
			buf_fmt(out, "locator.%s.enabled = false\n", l->name);
		if (own || l->publisher != built_in[i].publisher)
			buf_fmt(out, "locator.%s.publisher = %s\n", l->name,
			    pub_name(l->publisher));
		if (own || l->as0 != built_in[i].as0)
			buf_fmt(out, "locator.%s.as0 = %s\n", l->name,
			    l->as0 ? "true" : "false");
		if (own || strcmp(l->url, built_in[i].url) != 0)
			buf_fmt(out, "locator.%s.url = %s\n", l->name, l->url);
		if (own || strcmp(l->key, built_in[i].key) != 0)
			buf_fmt(out, "locator.%s.key = %s\n", l->name, l->key);
	}
}
