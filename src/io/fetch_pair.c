/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file, its .md5 and its .asc: downloaded together, doubted together. */
#include "io/fetch_priv.h"

#include "io/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is wanted of source i's with that ending, or NO_SUM. */
static size_t
beside(const bool *wanted, size_t i, const char *ending)
{
	char id[64];
	const struct source *s;

	snprintf(id, sizeof(id), "%s-%s", sources[i].id, ending);
	s = source_find(id);
	return s == NULL || !wanted[source_index(s)] ? NO_SUM :
						       source_index(s);
}

size_t
pairs_make(const bool *wanted, struct pair *ret)
{
	AUTO_FREE bool *taken = mem_alloc(sources_n * sizeof(*taken));
	size_t n = 0;

	for (size_t i = 0; i < sources_n; i++) {
		size_t sum = beside(wanted, i, "md5");
		size_t asc = beside(wanted, i, "asc");

		if (!wanted[i] || (sum == NO_SUM && asc == NO_SUM))
			continue;
		taken[i] = true;
		if (sum != NO_SUM)
			taken[sum] = true;
		if (asc != NO_SUM)
			taken[asc] = true;
		ret[n++] = (struct pair){ .file = i, .sum = sum, .asc = asc };
	}
	for (size_t i = 0; i < sources_n; i++)
		if (wanted[i] && !taken[i])
			ret[n++] = (struct pair){ .file = i,
				.sum = NO_SUM,
				.asc = NO_SUM };
	return n;
}

static char *
spooled(const struct run *r, size_t i, bool second)
{
	AUTO_FREE char *p = path_join(r->o->spool, r->items[i].path);
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%s%s", p, second ? ".second" : "");
	return TAKE(b.p);
}

static const struct fetch *
fetched(const struct run *r, size_t i, bool second)
{
	const struct fetch *f;

	if (i == NO_SUM)
		return NULL;
	f = second ? &r->second[i] : &r->first[i];
	return f->outcome == FO_FETCHED ? f : NULL;
}

/* FINE where there is nothing to inspect. */
static enum inspect_verdict
inspect(const struct run *r, const struct pair *p, bool second)
{
	AUTO_FREE char *file = spooled(r, p->file, second);
	AUTO_FREE char *sum = NULL;

	if (r->inspect == NULL || fetched(r, p->file, second) == NULL ||
	    sources[p->file].kind == SK_MD5)
		return INSPECT_FINE;
	if (fetched(r, p->sum, second) != NULL)
		sum = spooled(r, p->sum, second);
	return r->inspect(&sources[p->file], file, sum, r->inspect_arg);
}

static enum inspect_verdict
inspect_asc(const struct run *r, const struct pair *p, bool second)
{
	AUTO_FREE char *asc = NULL;
	AUTO_FREE char *file = NULL;

	if (r->inspect == NULL || fetched(r, p->asc, second) == NULL)
		return INSPECT_FINE;
	asc = spooled(r, p->asc, second);
	if (fetched(r, p->file, second) != NULL)
		file = spooled(r, p->file, second);
	return r->inspect(&sources[p->asc], asc, file, r->inspect_arg);
}

static void
absent(struct run *r, size_t i, enum outcome o, const char *why)
{
	struct fetch *f = &r->first[i];
	AUTO_FREE char *path = spooled(r, i, false);
	AUTO_BUF b = { 0 };

	unlink(path);
	buf_fmt(&b, "%s: %s", r->items[i].id, why);
	free(f->reason);
	f->reason = TAKE(b.p);
	f->outcome = o;
}

static void
says_nothing(struct run *r, size_t i)
{
	absent(r, i, FO_OTHER,
	    "other (it did not match a first "
	    "download and there was no second: it says nothing)");
}

/* A page for a signature is no signature, and no doubt about the file. */
static void
drop_pages(struct run *r, const struct pair *p)
{
	if (p->doubt == INSPECT_HTML)
		absent(r, p->file, FO_HTML,
		    "html-page (a web page was served instead of the data)");
	if (p->asc_doubt == INSPECT_HTML)
		absent(r, p->asc, FO_HTML,
		    "html-page (a web page was served instead of the "
		    "signature)");
}

/* The first download stands: no page, and no sum or signature that was seen
 * to differ only once. */
static void
keep_first(struct run *r, const struct pair *p)
{
	drop_pages(r, p);
	if (p->doubt == INSPECT_MD5_WRONG)
		says_nothing(r, p->sum);
	if (p->asc_doubt == INSPECT_SIGNATURE_WRONG)
		says_nothing(r, p->asc);
}

/* A source of the second download takes the place of the first. */
static int
take_second(struct run *r, size_t i, struct err *e)
{
	struct fetch *f = &r->first[i], *s = &r->second[i];
	AUTO_FREE char *to = spooled(r, i, false);
	AUTO_FREE char *from = spooled(r, i, true);
	bool was = f->outcome == FO_FETCHED;

	if (was && s->outcome == FO_FETCHED)
		memcpy(s->sha256_first, f->sha256, sizeof(f->sha256));
	s->attempts += f->attempts;
	fetch_clear(f);
	*f = *s;
	memset(s, 0, sizeof(*s));
	s->source = f->source;
	if (f->outcome != FO_FETCHED) {
		unlink(to);
		/* It was published a moment ago. */
		if (was &&
		    (f->outcome == FO_NOT_FOUND ||
			f->outcome == FO_NOT_IN_MIRROR))
			absent(r, i, FO_OTHER,
			    "other (fetched at first, and "
			    "not found when it was fetched again)");
	} else if (rename(from, to) != 0) {
		return err_set(e, ERR_IO, "cannot rename %s: %s", from,
		    strerror(errno));
	}
	return 0;
}

static void
drop_beside(const struct run *r, size_t i)
{
	if (i != NO_SUM) {
		AUTO_FREE char *path = spooled(r, i, true);

		unlink(path);
	}
}

static void
drop_second(struct run *r, const struct pair *p)
{
	struct fetch *f = &r->first[p->file];
	const struct fetch *s = &r->second[p->file];
	AUTO_FREE char *file = spooled(r, p->file, true);
	AUTO_BUF b = { 0 };

	keep_first(r, p);
	if (f->outcome == FO_FETCHED) {
		buf_fmt(&b, "%s: fetched; a second download came to %s",
		    r->items[p->file].id,
		    s->outcome == FO_FETCHED ? outcome_name(FO_HTML) :
					       outcome_name(s->outcome));
		free(f->reason);
		f->reason = TAKE(b.p);
	}
	unlink(file);
	drop_beside(r, p->sum);
	drop_beside(r, p->asc);
}

static int
choose(struct run *r, struct pair *p, struct err *e)
{
	p->state = PAIR_DONE;
	if (fetched(r, p->file, true) == NULL ||
	    inspect(r, p, true) == INSPECT_HTML) {
		drop_second(r, p);
		return 0;
	}
	p->doubt = INSPECT_FINE;
	p->asc_doubt = inspect_asc(r, p, true);
	if (take_second(r, p->file, e) != 0 ||
	    (p->sum != NO_SUM && take_second(r, p->sum, e) != 0) ||
	    (p->asc != NO_SUM && take_second(r, p->asc, e) != 0))
		return -1;
	drop_pages(r, p);
	return 0;
}

static void
again(struct run *r, size_t i, int64_t when)
{
	struct transfer *t = &r->transfers[i];

	transfer_free(t);
	t->second = true;
	t->attempts = 0;
	t->begun = TIME_NONE;
	t->since_ms = t->ready_ms = when;
	t->state = transfer_prepare(t, NULL) == 0 ? TS_WAIT : TS_DONE;
	r->finished--;
}

int
pair_step(struct run *r, struct pair *p, struct err *e)
{
	int64_t when =
	    monotonic_ms() + (int64_t)r->o->refetch_wait_secs * 1000;

	if (p->state == PAIR_SECOND)
		return choose(r, p, e);
	p->state = PAIR_DONE;
	p->doubt = inspect(r, p, false);
	p->asc_doubt = inspect_asc(r, p, false);
	if (p->doubt == INSPECT_FINE &&
	    p->asc_doubt != INSPECT_SIGNATURE_WRONG) {
		drop_pages(r, p);
		return 0;
	}
	if (r->file_mirror) {
		/* What is on the disk would be the same once more. */
		drop_pages(r, p);
		return 0;
	}
	if (when >= r->deadline_ms) {
		keep_first(r, p);
		return 0;
	}
	p->state = PAIR_SECOND;
	again(r, p->file, when);
	if (p->sum != NO_SUM)
		again(r, p->sum, when);
	if (p->asc != NO_SUM)
		again(r, p->asc, when);
	return 0;
}
