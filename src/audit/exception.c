/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/exception.h"

#include <stdlib.h>
#include <string.h>

static void
exception_clear(struct exception *e)
{
	free(e->id);
	free(e->xclass);
	free(e->rule);
	free(e->subject);
	free(e->citation);
	free(e->text);
}

void
exceptions_clear(struct exceptions *x)
{
	if (x == NULL)
		return;
	for (size_t i = 0; i < x->n; i++)
		exception_clear(&x->v[i]);
	free(x->v);
	memset(x, 0, sizeof(*x));
}

static int
subject_parse(struct exception *e)
{
	struct span rest = span_of(e->subject);
	struct span fam = span_split(&rest, ':');

	e->ranged = false;
	if (fam_parse(fam, &e->fam) != 0 || rest.n == 0)
		return 0;
	if (range_parse(e->fam, rest, &e->range) != 0)
		return -1;
	e->ranged = true;
	return 0;
}

static const struct {
	const char *id, *text;
} classes[] = {
#define XCLASS(id, text) { id, text },
#define EXCEPTION(id, xclass, rule, pub, subject, from, until, recorded,      \
    cite, text)
#include "audit/exceptions.def"
#undef XCLASS
#undef EXCEPTION
};

const char *
exception_class(const char *xclass)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (strcmp(classes[i].id, xclass) == 0)
			return classes[i].text;
	return NULL;
}

bool
exception_late(const struct exception *e)
{
	return e->from != 0 && e->recorded > e->from;
}

/* Printable UTF-8 without a bar: it goes into reports, JSON and this text. */
static bool
plain(const char *t)
{
	return span_plain(span_of(t)) && strchr(t, '|') == NULL;
}

const struct exception *
exceptions_find(const struct exceptions *x, const char *id)
{
	for (size_t i = 0; i < x->n; i++)
		if (strcmp(x->v[i].id, id) == 0)
			return &x->v[i];
	return NULL;
}

int
exceptions_add(struct exceptions *x, const struct exception *e,
    struct err *err)
{
	struct exception c = *e;
	size_t i;

	c.id = mem_strdup(e->id);
	c.xclass = mem_strdup(e->xclass);
	c.rule = mem_strdup(e->rule);
	c.subject = mem_strdup(e->subject);
	c.citation = mem_strdup(e->citation);
	c.text = mem_strdup(e->text);
	if (!plain(c.id) || !plain(c.xclass) || !plain(c.rule) ||
	    !plain(c.subject) || !plain(c.citation) || !plain(c.text)) {
		exception_clear(&c);
		return err_set(err, ERR_DATA,
		    "not printable UTF-8, or a '|', in an exception");
	}
	if (subject_parse(&c) != 0 || rule_find(span_of(c.rule)) == NULL ||
	    exception_class(c.xclass) == NULL || x->n >= EXCEPTIONS_MAX) {
		exception_clear(&c);
		return err_set(err, ERR_DATA,
		    "exception %s: no such rule, "
		    "class or range, or over %d",
		    e->id, EXCEPTIONS_MAX);
	}
	if (exceptions_find(x, c.id) != NULL) {
		exception_clear(&c);
		return err_set(err, ERR_DATA, "exception %s is there twice",
		    e->id);
	}
	x->v = mem_grow(x->v, &x->cap, x->n + 1, sizeof(*x->v));
	for (i = x->n; i > 0 && strcmp(x->v[i - 1].id, c.id) > 0; i--)
		x->v[i] = x->v[i - 1];
	x->v[i] = c;
	x->n++;
	return 0;
}

struct literal {
	const char *id, *xclass, *rule, *subject, *citation, *text;
	enum publisher publisher;
	day_t from, until, recorded;
};

static const struct literal builtin[] = {
#define XCLASS(id, text)
#define EXCEPTION(id, xclass, rule, pub, subject, from, until, recorded,      \
    cite, text)                                                               \
	{ id, xclass, rule, subject, cite, text, pub, from, until, recorded },
#include "audit/exceptions.def"
#undef XCLASS
#undef EXCEPTION
};

void
exceptions_default(struct exceptions *x)
{
	for (size_t i = 0; i < ARRAY_LEN(builtin); i++) {
		const struct literal *l = &builtin[i];
		struct exception e = { 0 };
		int ok;

		e.id = mem_strdup(l->id);
		e.xclass = mem_strdup(l->xclass);
		e.rule = mem_strdup(l->rule);
		e.subject = mem_strdup(l->subject);
		e.citation = mem_strdup(l->citation);
		e.text = mem_strdup(l->text);
		e.publisher = l->publisher;
		e.from = l->from;
		e.until = l->until;
		e.recorded = l->recorded;
		ok = exceptions_add(x, &e, NULL);
		exception_clear(&e);
		assert(ok == 0);
	}
}

static void
day_print(struct buf *out, day_t d)
{
	char t[DAY_TEXT];

	buf_chr(out, '|');
	if (d != 0)
		buf_str(out, day_text(d, t));
}

void
exceptions_print(const struct exceptions *x, struct buf *out)
{
	buf_str(out, "# nroaudit exceptions 1\n");
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		buf_fmt(out, "class|%s|%s\n", classes[i].id, classes[i].text);
	for (size_t i = 0; i < x->n; i++) {
		const struct exception *e = &x->v[i];

		buf_fmt(out, "%s|%s|%s|%s|%s", e->id, e->xclass, e->rule,
		    pub_name(e->publisher), e->subject);
		day_print(out, e->from);
		day_print(out, e->until);
		day_print(out, e->recorded);
		buf_fmt(out, "|%s|%s\n", e->citation, e->text);
	}
}

static int
day_field(struct span s, day_t *ret)
{
	*ret = 0;
	return s.n == 0 ? 0 : day_parse(s, ret);
}

static int
line_parse(struct span line, struct exceptions *x, struct err *e)
{
	struct span f[EXCEPTION_FIELDS];
	struct exception c = { 0 };
	int r = 0;

	for (size_t i = 0; i < EXCEPTION_FIELDS; i++) {
		if (line.n == 0 && i + 1 < EXCEPTION_FIELDS)
			return err_set(e, ERR_DATA, "too few fields");
		f[i] =
		    i + 1 < EXCEPTION_FIELDS ? span_split(&line, '|') : line;
	}
	if (f[0].n == 0 || pub_parse(f[3], &c.publisher) != 0 ||
	    day_field(f[5], &c.from) != 0 || day_field(f[6], &c.until) != 0 ||
	    day_field(f[7], &c.recorded) != 0)
		return err_set(e, ERR_DATA, "bad id, publisher or day");
	c.id = mem_strndup(f[0].p, f[0].n);
	c.xclass = mem_strndup(f[1].p, f[1].n);
	c.rule = mem_strndup(f[2].p, f[2].n);
	c.subject = mem_strndup(f[4].p, f[4].n);
	c.citation = mem_strndup(f[8].p, f[8].n);
	c.text = mem_strndup(f[9].p, f[9].n);
	r = exceptions_add(x, &c, e);
	exception_clear(&c);
	return r;
}

int
exceptions_parse(struct span text, struct exceptions *ret, struct err *e)
{
	unsigned n = 1;

	if (!span_is(span_split(&text, '\n'), "# nroaudit exceptions 1"))
		return err_set(e, ERR_DATA,
		    "config/exceptions: line 1: not an exception register");
	while (text.n != 0) {
		struct span line = span_split(&text, '\n');

		n++;
		/* What a class is, for readers: older engines had fewer. */
		if (span_starts(line, "class|"))
			continue;
		if (line_parse(line, ret, e) != 0)
			return err_wrap(e, "config/exceptions: line %u", n);
	}
	return 0;
}

bool
exception_holds(const struct exception *e, day_t d)
{
	return (e->from == 0 || d >= e->from) &&
	    (e->until == 0 || d <= e->until);
}

static bool
in_force(const struct exception *e, const struct finding *f, day_t d)
{
	return strcmp(e->rule, f->rule->id) == 0 &&
	    (f->parties & 1u << e->publisher) != 0 && exception_holds(e, d);
}

static bool
covers(const struct exception *e, const struct finding *f)
{
	if (e->ranged)
		return f->type == (enum subject_type)e->fam &&
		    range_holds(e->range, f->range);
	return e->subject[0] == '\0' ||
	    (f->tag != NULL && strcmp(e->subject, f->tag) == 0) ||
	    (f->name != NULL && strcmp(e->subject, f->name) == 0);
}

const struct exception *
exceptions_match(const struct exceptions *x, const struct finding *f, day_t d)
{
	for (size_t i = 0; i < x->n; i++)
		if (in_force(&x->v[i], f, d) && covers(&x->v[i], f))
			return &x->v[i];
	return NULL;
}
