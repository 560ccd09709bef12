/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One key after the other into a configuration, and whether it is whole. */
#include "model/config_priv.h"

#include <stdlib.h>
#include <string.h>

static int
bad(struct err *e, const char *why)
{
	return err_set(e, ERR_DATA, "%s", why);
}

void
config_set_text(char **to, const char *v)
{
	free(*to);
	*to = mem_strdup(v);
}

/* As in git-config(1): k, m or g behind it are 1024 and its powers. */
static int
number(const char *v, int min, int max, int *ret, struct err *e)
{
	struct span s = span_of(v);
	unsigned c = s.n == 0 ? 0 : s.p[s.n - 1] | 0x20u;
	unsigned shift = c == 'k' ? 10 : c == 'm' ? 20 : c == 'g' ? 30 : 0;
	uint64_t n = 0;

	if (shift != 0)
		s.n--;
	if (span_u64(s, (uint64_t)max >> shift, &n) != 0 ||
	    (int)(n << shift) < min)
		return err_set(e, ERR_DATA, "want a number from %d to %d", min,
		    max);
	*ret = (int)(n << shift);
	return 0;
}

int
config_truth(const char *v, bool *ret_off, struct err *e)
{
	if (strcmp(v, "true") != 0 && strcmp(v, "false") != 0)
		return bad(e, "want true or false");
	*ret_off = v[0] == 'f';
	return 0;
}

static int
known_key(struct config *c, const struct config_key *k, const char *v,
    struct err *e)
{
	char *at = (char *)c + k->to;
	struct span s = span_of(v);
	bool off = false;

	switch (k->type) {
	case CT_PATH:
	case CT_TEXT:
		if (s.n == 0)
			return bad(e, "the value is empty");
		config_set_text((char **)(void *)at, v);
		return 0;
	case CT_SEVERITY:
		if (s.n != 2 || s.p[0] != 'S' || s.p[1] < '1' || s.p[1] > '4')
			return bad(e, "want S1, S2, S3 or S4");
		*(int *)(void *)at = s.p[1] - '0';
		return 0;
	case CT_TRUTH:
		if (config_truth(v, &off, e) != 0)
			return -1;
		*(int *)(void *)at = !off;
		return 0;
	case CT_SECONDS:
	case CT_COUNT:
		break;
	}
	return number(v, k->min, k->max, (int *)(void *)at, e);
}

static int
url_check(const char *v, struct err *e)
{
	return strncmp(v, "https://", 8) == 0 && v[8] != '\0' &&
		strpbrk(v, " |\n\"<>") == NULL ?
	    0 :
	    bad(e, "want an https:// URL");
}

/* The entry of that id among those added, made where it is not there. */
static struct config_source *
added_of(struct config *c, struct span id)
{
	struct config_source *s;

	for (size_t i = 0; i < c->added_n; i++)
		if (span_is(id, c->added[i].id))
			return &c->added[i];
	if (c->added_n == CONFIG_ENTRIES_MAX)
		return NULL;
	c->added = mem_grow(c->added, &c->added_cap, c->added_n + 1,
	    sizeof(*c->added));
	s = &c->added[c->added_n++];
	memset(s, 0, sizeof(*s));
	s->id = mem_strndup(id.p, id.n);
	s->publisher = PUB_N;
	s->kind = SK_N;
	s->mib = 128;
	return s;
}

static int
added_key(struct config *c, struct span id, const char *var, const char *v,
    struct err *e)
{
	struct config_source *s = added_of(c, id);

	if (s == NULL)
		return bad(e, "too many sources");
	if (strcmp(var, "url") == 0) {
		if (url_check(v, e) != 0)
			return -1;
		config_set_text(&s->url, v);
		return 0;
	}
	if (strcmp(var, "publisher") == 0)
		return pub_parse(span_of(v), &s->publisher) == 0 ?
		    0 :
		    bad(e, "no such publisher");
	if (strcmp(var, "kind") == 0)
		return source_kind_parse(span_of(v), &s->kind) == 0 ?
		    0 :
		    bad(e, "no such kind of source");
	if (strcmp(var, "maxmib") == 0)
		return number(v, 1, SOURCE_MIB_MAX, &s->mib, e);
	if (strcmp(var, "stalehours") == 0)
		return number(v, 0, 87600, &s->stale_hours, e);
	if (strcmp(var, "enabled") == 0)
		return config_truth(v, &s->off, e);
	return bad(e,
	    "unknown key; a source has url, enabled, and one that "
	    "is added publisher, kind, maxmib, stalehours");
}

static int
source_key(struct config *c, struct span id, const char *var, const char *v,
    struct err *e)
{
	AUTO_FREE char *s = mem_strndup(id.p, id.n);
	const struct source *src = source_find(s);
	bool built_in = src != NULL && source_index(src) < sources_built_in();

	if (!built_in)
		return added_key(c, id, var, v, e);
	if (strcmp(var, "url") == 0) {
		if (url_check(v, e) != 0)
			return -1;
		config_set_text(&c->source_url[source_index(src)], v);
		return 0;
	}
	if (strcmp(var, "enabled") != 0)
		return bad(e,
		    "unknown key; a source of the program's own "
		    "has url, enabled");
	return config_truth(v, &c->source_off[source_index(src)], e);
}

static struct config_exception *
exception_of(struct config *c, struct span id)
{
	struct config_exception *x;

	for (size_t i = 0; i < c->exceptions_n; i++)
		if (span_is(id, c->exceptions[i].id))
			return &c->exceptions[i];
	if (c->exceptions_n == CONFIG_ENTRIES_MAX)
		return NULL;
	c->exceptions = mem_grow(c->exceptions, &c->exceptions_cap,
	    c->exceptions_n + 1, sizeof(*c->exceptions));
	x = &c->exceptions[c->exceptions_n++];
	memset(x, 0, sizeof(*x));
	x->publisher = PUB_N;
	x->id = mem_strndup(id.p, id.n);
	x->xclass = mem_strdup("X8");
	x->subject = mem_strdup("");
	return x;
}

static int
exception_key(struct config *c, struct span id, const char *var, const char *v,
    struct err *e)
{
	struct config_exception *x;
	bool ok = strpbrk(v, "|\n") == NULL && memchr(id.p, '|', id.n) == NULL;

	if (!ok)
		return bad(e, "'|' and line ends are not allowed");
	x = exception_of(c, id);
	if (x == NULL)
		return bad(e, "too many exceptions");
	if (strcmp(var, "publisher") == 0)
		return pub_parse(span_of(v), &x->publisher) == 0 ?
		    0 :
		    bad(e, "no such publisher");
	{
		struct {
			const char *name;
			char **text;
			day_t *day;
		} keys[] = { { "class", &x->xclass, NULL },
			{ "rule", &x->rule, NULL },
			{ "subject", &x->subject, NULL },
			{ "reason", &x->reason, NULL },
			{ "citation", &x->citation, NULL },
			{ "from", NULL, &x->from },
			{ "until", NULL, &x->until },
			{ "recorded", NULL, &x->recorded } };

		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			if (strcmp(var, keys[i].name) != 0)
				continue;
			if (keys[i].day != NULL)
				return day_parse(span_of(v), keys[i].day) ==
					0 ?
				    0 :
				    bad(e, "want a date, YYYY-MM-DD");
			config_set_text(keys[i].text, v);
			return 0;
		}
	}
	return bad(e, "unknown key of an exception");
}

/* How far apart two names are, for "did you mean"; small inputs only. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);

	if (n >= ARRAY_LEN(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 1; j <= n; j++) {
			size_t up = row[j];
			size_t best = diagonal + (a[i] != b[j - 1]);

			if (up + 1 < best)
				best = up + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = up;
			row[j] = best;
		}
	}
	return row[n];
}

static int
unknown(const char *name, struct err *e)
{
	size_t best = SIZE_MAX;
	const char *near = "";

	for (size_t i = 0; i < config_keys_n; i++) {
		size_t d = distance(name, config_keys[i].name);

		if (d < best) {
			best = d;
			near = config_keys[i].name;
		}
	}
	return err_set(e, ERR_DATA, "unknown key; the nearest is %s", near);
}

int
config_set(struct config *c, const char *name, const char *value,
    struct err *e)
{
	struct span rest = span_of(name);
	struct span section = span_split(&rest, '.');
	const char *last = strrchr(name, '.');
	struct span id;

	if (span_is(section, "include") || span_is(section, "includeif"))
		return bad(e, "includes are refused");
	for (size_t i = 0; i < config_keys_n; i++)
		if (strcmp(config_keys[i].name, name) == 0)
			return known_key(c, &config_keys[i], value, e);
	if (last == NULL || (const unsigned char *)last < rest.p)
		return unknown(name, e);
	id = span_sub(rest, 0, (size_t)((const unsigned char *)last - rest.p));
	if (span_is(section, "source"))
		return source_key(c, id, last + 1, value, e);
	if (span_is(section, "exception"))
		return exception_key(c, id, last + 1, value, e);
	if (span_is(section, "locator"))
		return config_locator_set(c, id, last + 1, value, e);
	if (span_is(section, "rir"))
		return config_rir_set(c, id, last + 1, value, e);
	if (span_is(section, "tsa"))
		return config_tsa_set(c, id, last + 1, value, e);
	if (span_is(section, "witness"))
		return config_witness_set(c, id, last + 1, value, e);
	return unknown(name, e);
}

static int
finish_source(struct config *c, const struct config_source *s, struct err *e)
{
	struct source one = { 0 };

	if (s->url == NULL || s->publisher == PUB_N || s->kind == SK_N)
		return err_set(e, ERR_DATA,
		    "source \"%s\": no such source "
		    "(see `nroaudit sources`); one that is added needs "
		    "publisher, kind and url",
		    s->id);
	one.id = s->id;
	one.publisher = s->publisher;
	one.kind = s->kind;
	one.url = s->url;
	one.max = (size_t)s->mib << 20;
	one.stale_hours = s->stale_hours;
	if (source_add(&one, e) != 0)
		return -1;
	c->source_off[source_index(source_find(s->id))] = s->off;
	config_set_text(&c->source_url[source_index(source_find(s->id))],
	    s->url);
	return 0;
}

/* What silences a finding must say why, and until when. */
static int
finish_exception(const struct config_exception *x, struct err *e)
{
	if (x->rule != NULL && x->reason != NULL && x->citation != NULL &&
	    x->until != 0 && x->recorded != 0 && x->publisher != PUB_N)
		return 0;
	return err_set(e, ERR_DATA,
	    "exception \"%s\": rule, publisher, "
	    "reason, citation, recorded and until are required",
	    x->id);
}

int
config_finish(struct config *c, struct err *e)
{
	for (size_t i = 0; i < c->added_n; i++)
		if (finish_source(c, &c->added[i], e) != 0)
			return -1;
	for (size_t i = 0; i < c->exceptions_n; i++)
		if (finish_exception(&c->exceptions[i], e) != 0)
			return -1;
	return config_locator_finish(c, e) != 0 ? -1 : config_tsa_finish(c, e);
}
