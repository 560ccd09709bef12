/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The branch notices only grows: each commit has every file of the one before,
 * byte for byte, but that a signed document may have got timestamps.  What a
 * document says, and whose signature it bears, is for others to check.
 */
#include "io/store_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAMPS_SUBJECT "timestamps of notices\n"

void
store_notice_message(bool retraction, unsigned number, const char *finding,
    struct buf *out)
{
	if (number == 0)
		buf_str(out, STAMPS_SUBJECT);
	else
		buf_fmt(out, "%s %u %s %s\n",
		    retraction ? "retraction" : "response", number,
		    retraction ? "of" : "to", finding);
}

int
store_notice_subject(struct span message, bool *retraction, unsigned *number,
    struct span *finding)
{
	AUTO_BUF again = { 0 };
	struct span rest = message, kind;
	uint64_t n = 0;

	*number = 0;
	*retraction = false;
	*finding = (struct span){ NULL, 0 };
	if (span_is(message, STAMPS_SUBJECT))
		return 0;
	kind = span_split(&rest, ' ');
	if (span_u64(span_split(&rest, ' '), INT32_MAX, &n) != 0 || n == 0)
		return -1;
	*number = (unsigned)n;
	*retraction = span_is(kind, "retraction");
	(void)span_split(&rest, ' '); /* of, to */
	if (rest.n < 2)
		return -1;
	*finding = span_sub(rest, 0, rest.n - 1);
	if (!span_plain(*finding))
		return -1;
	{
		AUTO_FREE char *id = mem_strndup(finding->p, finding->n);

		store_notice_message(*retraction, *number, id, &again);
	}
	return span_eq(buf_view(&again), message) ? 0 : -1;
}

/* A document that may get timestamps, cut where they are put in: what is
 * before them, they, what is behind. */
struct cut {
	struct span head, stamps, tail;
};

static size_t
behind(struct span s, const char *what)
{
	const unsigned char *at =
	    s.n == 0 ? NULL : memmem(s.p, s.n, what, strlen(what));

	return at == NULL ? 0 : (size_t)(at - s.p) + strlen(what);
}

/* In canonical form nothing but a tag looks like one. */
static void
cut(struct span s, struct cut *ret)
{
	size_t head = behind(s, "</xades:SignedProperties>"), n;

	ret->head = span_sub(s, 0, head);
	s = span_sub(s, head, s.n);
	n = span_starts(s, "<xades:UnsignedProperties>") ?
	    behind(s, "</xades:UnsignedProperties>") :
	    0;
	ret->stamps = span_sub(s, 0, n);
	ret->tail = span_sub(s, n, s.n);
}

bool
store_grown(struct span a, struct span b)
{
	struct cut x, y;
	size_t k = 0;

	cut(a, &x);
	cut(b, &y);
	for (size_t i = 0; i < y.stamps.n && k < x.stamps.n; i++)
		k += y.stamps.p[i] == x.stamps.p[k];
	return x.head.n != 0 && span_eq(x.head, y.head) &&
	    span_eq(x.tail, y.tail) && k == x.stamps.n &&
	    y.stamps.n > x.stamps.n;
}

static void
changed(struct check *c, const struct checked *before, const struct checked *x,
    struct span path)
{
	static const char xml[] = ".xml";
	git_odb_object *a = check_file(c, &before->id, path);
	git_odb_object *b = check_file(c, &x->id, path);
	size_t end = path.n < sizeof(xml) - 1 ? 0 : path.n - (sizeof(xml) - 1);

	if (a != NULL && b != NULL &&
	    (!span_is(span_sub(path, end, path.n), xml) ||
		!store_grown(check_bytes(a), check_bytes(b))))
		check_fault(c, "%.*s was changed", (int)path.n,
		    (const char *)path.p);
	git_odb_object_free(a);
	git_odb_object_free(b);
}

/* What its message lets a commit add. */
struct adding {
	bool retraction;
	unsigned number, added;
	char stem[16 + SHA256_HEX + 16];
};

static void
added(struct check *c, struct adding *a, struct span path)
{
	struct span rest = span_sub(path, strlen(a->stem), path.n);
	bool good = a->number != 0 && span_starts(path, a->stem);

	a->added++;
	if (good && a->retraction)
		good = span_is(rest, ".xml");
	else if (good)
		good = span_is(rest, "/notice.xml") ||
		    (span_starts(rest, "/statement.") &&
			memchr(rest.p + 1, '/', rest.n - 1) == NULL);
	if (!good)
		check_fault(c, "it adds %.*s, which its message does not say",
		    (int)path.n, (const char *)path.p);
}

static void
adding_of(struct check *c, const struct checked *x, struct adding *ret)
{
	git_commit *at = NULL;
	struct span finding;
	char hex[SHA256_HEX];

	memset(ret, 0, sizeof(*ret));
	if (git_commit_lookup(&at, c->s->repo, &x->id) == 0 &&
	    store_notice_subject(span_of(git_commit_message(at)),
		&ret->retraction, &ret->number, &finding) == 0 &&
	    ret->number != 0) {
		digest_sha256(finding, hex);
		(void)snprintf(ret->stem, sizeof(ret->stem), "%s/%s-%u",
		    ret->retraction ? "retractions" : "responses", hex,
		    ret->number);
	}
	git_commit_free(at);
}

/* Both lists are sorted. */
static void
check_step(struct check *c, const struct checked *before,
    const struct checked *x)
{
	struct check_list a, b;
	struct adding add;

	adding_of(c, x, &add);
	check_list_open(c, before == NULL ? NULL : &before->id, &a);
	check_list_open(c, &x->id, &b);
	while (!a.end || !b.end) {
		int d = a.end ? 1 : b.end ? -1 : span_cmp(a.path, b.path);

		if (d < 0)
			check_fault(c, "%.*s was removed", (int)a.path.n,
			    (const char *)a.path.p);
		else if (d > 0)
			added(c, &add, b.path);
		else if (!span_eq(a.hex, b.hex))
			changed(c, before, x, a.path);
		if (d <= 0)
			check_list_next(&a);
		if (d >= 0)
			check_list_next(&b);
	}
	if (add.number != 0 && add.added != (add.retraction ? 1u : 2u))
		check_fault(c, "it lacks what its message says");
	check_list_close(&a);
	check_list_close(&b);
}

void
check_notices(struct check *c)
{
	for (size_t i = 0; i < c->notices.n; i++) {
		const struct checked *x = &c->notices.v[i];

		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&x->id));
		check_step(c, i == 0 ? NULL : &c->notices.v[i - 1], x);
	}
}
