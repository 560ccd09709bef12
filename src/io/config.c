/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/config.h"

#include "io/file.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct loader {
	const char *path;
	struct span text;
	struct config *c;
	struct err *e;
};

/* libgit2 1.5 tells no line: look for the variable's last name. */
static unsigned
line_of(const struct loader *l, const char *name)
{
	const char *last = strrchr(name, '.');
	struct span rest = l->text;
	unsigned n = 0, found = 0;

	last = last == NULL ? name : last + 1;
	while (rest.n != 0) {
		struct span s = span_split(&rest, '\n');

		n++;
		while (s.n != 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
			s = span_sub(s, 1, s.n);
		if (s.n >= strlen(last) &&
		    strncasecmp((const char *)s.p, last, strlen(last)) == 0)
			found = n;
	}
	return found;
}

static int
bad(struct loader *l, const char *name, const char *why)
{
	return err_set(l->e, ERR_DATA, "%s: line %u: %s: %s", l->path,
	    line_of(l, name), name, why);
}

static void
set_text(char **to, const char *v)
{
	free(*to);
	*to = mem_strdup(v);
}

static int
known_key(struct loader *l, const struct config_key *k, const char *v)
{
	char *at = (char *)l->c + k->to;
	struct span s = span_of(v);
	uint64_t n = 0;

	switch (k->type) {
	case CT_PATH:
	case CT_TEXT:
		if (s.n == 0)
			return bad(l, k->name, "the value is empty");
		set_text((char **)(void *)at, v);
		return 0;
	case CT_SEVERITY:
		if (s.n != 2 || s.p[0] != 'S' || s.p[1] < '1' || s.p[1] > '4')
			return bad(l, k->name, "want S1, S2, S3 or S4");
		*(int *)(void *)at = s.p[1] - '0';
		return 0;
	case CT_SECONDS:
	case CT_COUNT:
		break;
	}
	if (span_u64(s, INT32_MAX, &n) != 0 || (int)n < k->min ||
	    (int)n > k->max) {
		AUTO_BUF b = { 0 };

		buf_fmt(&b, "want a number from %d to %d", k->min, k->max);
		return bad(l, k->name, b.p);
	}
	*(int *)(void *)at = (int)n;
	return 0;
}

static int
source_key(struct loader *l, const char *name, struct span id,
    const char *var, const char *v)
{
	AUTO_FREE char *s = mem_strndup(id.p, id.n);
	const struct source *src = source_find(s);

	if (src == NULL)
		return bad(l, name, "no such source (see `nroaudit sources`)");
	if (strcmp(var, "url") == 0) {
		if (strncmp(v, "https://", 8) != 0)
			return bad(l, name, "want an https:// URL");
		set_text(&l->c->source_url[source_index(src)], v);
		return 0;
	}
	if (strcmp(var, "enabled") != 0)
		return bad(l, name, "unknown key; a source has url, enabled");
	if (strcmp(v, "true") != 0 && strcmp(v, "false") != 0)
		return bad(l, name, "want true or false");
	l->c->source_off[source_index(src)] = v[0] == 'f';
	return 0;
}

static struct config_exception *
exception_of(struct config *c, struct span id)
{
	struct config_exception *x;

	for (size_t i = 0; i < c->exceptions_n; i++)
		if (span_is(id, c->exceptions[i].id))
			return &c->exceptions[i];
	c->exceptions = mem_grow(c->exceptions, &c->exceptions_cap,
	    c->exceptions_n + 1, sizeof(*c->exceptions));
	x = &c->exceptions[c->exceptions_n++];
	memset(x, 0, sizeof(*x));
	x->publisher = PUB_N;
	x->id = mem_strndup(id.p, id.n);
	x->subject = mem_strdup("");
	return x;
}

static int
exception_key(struct loader *l, const char *name, struct span id,
    const char *var, const char *v)
{
	struct config_exception *x = exception_of(l->c, id);
	struct {
		const char *name;
		char **text;
		day_t *day;
	} keys[] = { { "rule", &x->rule, NULL },
		{ "subject", &x->subject, NULL },
		{ "reason", &x->reason, NULL },
		{ "citation", &x->citation, NULL },
		{ "from", NULL, &x->from }, { "until", NULL, &x->until },
		{ "recorded", NULL, &x->recorded } };

	if (strpbrk(v, "|\n") != NULL || memchr(id.p, '|', id.n) != NULL)
		return bad(l, name, "'|' and line ends are not allowed");
	if (strcmp(var, "publisher") == 0)
		return pub_parse(span_of(v), &x->publisher) == 0 ?
		    0 :
		    bad(l, name, "no such publisher");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(var, keys[i].name) != 0)
			continue;
		if (keys[i].text != NULL) {
			set_text(keys[i].text, v);
			return 0;
		}
		return day_parse(span_of(v), keys[i].day) == 0 ?
		    0 :
		    bad(l, name, "want a date, YYYY-MM-DD");
	}
	return bad(l, name, "unknown key of an exception");
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
unknown(struct loader *l, const char *name)
{
	size_t best = SIZE_MAX;
	const char *near = "";
	AUTO_BUF b = { 0 };

	for (size_t i = 0; i < config_keys_n; i++) {
		size_t d = distance(name, config_keys[i].name);

		if (d < best) {
			best = d;
			near = config_keys[i].name;
		}
	}
	buf_fmt(&b, "unknown key; the nearest is %s", near);
	return bad(l, name, b.p);
}

static int
entry(struct loader *l, const git_config_entry *en)
{
	struct span rest = span_of(en->name);
	struct span section = span_split(&rest, '.');
	const char *last = strrchr(en->name, '.');
	const char *v = en->value == NULL ? "true" : en->value;
	struct span id;

	if (en->include_depth != 0 || span_is(section, "include") ||
	    span_is(section, "includeif"))
		return bad(l, en->name, "includes are refused");
	for (size_t i = 0; i < config_keys_n; i++)
		if (strcmp(config_keys[i].name, en->name) == 0)
			return known_key(l, &config_keys[i], v);
	if (last == NULL || (const unsigned char *)last < rest.p)
		return unknown(l, en->name);
	id = span_sub(rest, 0,
	    (size_t)((const unsigned char *)last - rest.p));
	if (span_is(section, "source"))
		return source_key(l, en->name, id, last + 1, v);
	if (span_is(section, "exception"))
		return exception_key(l, en->name, id, last + 1, v);
	return unknown(l, en->name);
}

static int
entries(struct loader *l, git_config *snapshot)
{
	git_config_iterator *it = NULL;
	git_config_entry *en = NULL;
	int r = 0;

	if (git_config_iterator_new(&it, snapshot) != 0)
		return err_set(l->e, ERR_DATA, "%s: cannot be read", l->path);
	while (r == 0 && git_config_next(&en, it) == 0)
		r = entry(l, en);
	git_config_iterator_free(it);
	return r;
}

/* What silences a finding must say why, and until when. */
static int
exceptions_whole(struct loader *l)
{
	for (size_t i = 0; i < l->c->exceptions_n; i++) {
		const struct config_exception *x = &l->c->exceptions[i];

		if (x->rule == NULL || x->reason == NULL ||
		    x->citation == NULL || x->until == 0 || x->recorded == 0 ||
		    x->publisher == PUB_N)
			return err_set(l->e, ERR_DATA,
			    "%s: exception \"%s\": rule, publisher, reason, "
			    "citation, recorded and until are required",
			    l->path, x->id);
	}
	return 0;
}

int
config_load(const char *path, struct config *ret, struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	struct loader l = { path, { NULL, 0 }, ret, e };
	git_config *all = NULL, *snapshot = NULL;
	size_t n = 0;
	int r;

	config_init(ret);
	if (!file_exists(path))
		return 0;
	if (file_read(path, CONFIG_FILE_MAX, &text, &n, e) != 0)
		return -1;
	l.text = (struct span){ text, n };
	git_libgit2_init();
	if (git_config_open_ondisk(&all, path) != 0 ||
	    git_config_snapshot(&snapshot, all) != 0)
		r = err_set(e, ERR_DATA, "%s: %s", path,
		    git_error_last() == NULL ? "cannot be read" :
					       git_error_last()->message);
	else
		r = entries(&l, snapshot);
	git_config_free(snapshot);
	git_config_free(all);
	git_libgit2_shutdown();
	return r == 0 ? exceptions_whole(&l) : r;
}
