/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a night knows of the RPKI's repositories. */
#include "cmd/job_rpki.h"

#include "cmd/parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *
rpki_had_name(enum rpki_had h)
{
	static const char *const names[] = { "nothing", "same", "deltas",
		"snapshot" };

	return names[h];
}

void
rpki_night_clear(struct rpki_night *n)
{
	for (size_t i = 0; i < n->anchors_n; i++)
		free(n->anchors[i].fault);
	for (size_t i = 0; i < n->repos_n; i++) {
		free(n->repos[i].uri);
		free(n->repos[i].fault);
		free(n->repos[i].leads);
	}
	free(n->repos);
	for (size_t i = 0; i < n->rsync_n; i++)
		free(n->rsync[i].uri);
	free(n->rsync);
	memset(n, 0, sizeof(*n));
}

size_t
rpki_snapshot_max(unsigned round)
{
	return round == 0 ? RPKI_SNAPSHOT_MAX : RPKI_DELEGATED_MAX;
}

/* Each of those anchors gets one more; none where one has its full number. */
static bool
count(struct rpki_night *n, uint32_t anchors)
{
	for (size_t i = 0; i < n->anchors_n; i++)
		if ((anchors >> i & 1) != 0 &&
		    n->anchors[i].repos >= RPKI_REPOS_MAX)
			return false;
	for (size_t i = 0; i < n->anchors_n; i++)
		n->anchors[i].repos += anchors >> i & 1;
	return true;
}

bool
rpki_night_repo(struct rpki_night *n, const char *uri, uint32_t anchors,
    unsigned round, size_t *ret)
{
	for (size_t i = 0; i < n->repos_n; i++)
		if (strcmp(n->repos[i].uri, uri) == 0) {
			n->repos[i].anchors |= anchors;
			*ret = i;
			return true;
		}
	if (!count(n, anchors))
		return false;
	n->repos = mem_grow(n->repos, &n->repos_cap, n->repos_n + 1,
	    sizeof(*n->repos));
	*ret = n->repos_n++;
	n->repos[*ret] = (struct rpki_repo){ .uri = mem_strdup(uri),
		.anchors = anchors,
		.round = round,
		.refused = !rpki_night_may(n, uri, anchors),
		.when = TIME_NONE };
	if (n->repos[*ret].refused)
		rpki_repo_fault(&n->repos[*ret],
		    "at a host that is not everybody's");
	return true;
}

bool
rpki_uri_public(const char *uri)
{
	static const char local[] = "localhost";
	struct span host = span_sub(span_of(uri), strlen("https://"),
	    strcspn(uri + strlen("https://"), "/:"));
	size_t n = sizeof(local) - 1;
	bool digits = true;

	if (host.n != 0 && host.p[host.n - 1] == '.')
		host.n--; /* the root's */
	if (host.n == 0 || host.p[0] == '[')
		return false;
	if (host.n >= n &&
	    strncasecmp((const char *)host.p + host.n - n, local, n) == 0 &&
	    (host.n == n || host.p[host.n - n - 1] == '.'))
		return false;
	/* No top-level domain ends in a digit: that is an address, however it
	 * is written (RFC 3696 section 2). */
	digits = host.p[host.n - 1] >= '0' && host.p[host.n - 1] <= '9';
	return !digits;
}

bool
rpki_night_may(const struct rpki_night *n, const char *uri, uint32_t anchors)
{
	if (rpki_uri_public(uri))
		return true;
	for (size_t i = 0; i < n->anchors_n; i++)
		if ((anchors >> i & 1) != 0 &&
		    rpki_uri_public(n->anchors[i].locator->url))
			return false;
	return true;
}

bool
rpki_night_rsync(struct rpki_night *n, const char *uri, uint32_t anchors)
{
	for (size_t i = 0; i < n->rsync_n; i++)
		if (strcmp(n->rsync[i].uri, uri) == 0) {
			n->rsync[i].anchors |= anchors;
			return true;
		}
	if (n->rsync_n >= RPKI_RSYNC_MAX)
		return false;
	n->rsync = mem_grow(n->rsync, &n->rsync_cap, n->rsync_n + 1,
	    sizeof(*n->rsync));
	n->rsync[n->rsync_n++] =
	    (struct rpki_rsync){ mem_strdup(uri), anchors };
	return true;
}

void
rpki_night_spread(struct rpki_night *n)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < n->repos_n; i++) {
			const struct rpki_repo *r = &n->repos[i];

			for (size_t k = 0; k < r->leads_n; k++) {
				struct rpki_repo *to = &n->repos[r->leads[k]];

				moved |= (r->anchors & ~to->anchors) != 0;
				to->anchors |= r->anchors;
			}
		}
	}
}

static const char *
when_text(utc_t t, char to[UTC_TEXT])
{
	return t == TIME_NONE ? "-" : utc_text(t, to);
}

static const char *
or_dash(const char *s)
{
	return s == NULL || s[0] == '\0' ? "-" : s;
}

/* One word each. */
static const char *const change_words[] = { "same", "deltas", "snapshot",
	"reset", "regress", "mutated" };

static int
repo_cmp(const void *a, const void *b)
{
	const struct rpki_repo *const *x = a, *const *y = b;

	return strcmp((*x)->uri, (*y)->uri);
}

static int
rsync_cmp(const void *a, const void *b)
{
	return strcmp(((const struct rpki_rsync *)a)->uri,
	    ((const struct rpki_rsync *)b)->uri);
}

static void
repo_lines(const struct rpki_night *n, uint32_t bit, struct buf *out)
{
	AUTO_FREE const struct rpki_repo **v =
	    mem_alloc((n->repos_n + 1) * sizeof(*v));
	char u[UTC_TEXT];

	for (size_t i = 0; i < n->repos_n; i++)
		v[i] = &n->repos[i];
	if (n->repos_n != 0)
		qsort(v, n->repos_n, sizeof(*v), repo_cmp);
	for (size_t i = 0; i < n->repos_n; i++) {
		const struct rpki_repo *r = v[i];

		if ((r->anchors & bit) != 0)
			buf_fmt(out,
			    "repository %s %s %s %s %llu %s %zu %s %s\n",
			    r->uri, when_text(r->when, u),
			    rpki_had_name(r->had), or_dash(r->session),
			    (unsigned long long)r->serial,
			    r->had == HAD_NOTHING ? "-" :
						    change_words[r->change],
			    r->objects, or_dash(r->notification),
			    or_dash(r->fault));
	}
}

void
rpki_night_part(struct rpki_night *n, struct buf *out)
{
	char u[UTC_TEXT];

	if (n->rsync_n != 0)
		qsort(n->rsync, n->rsync_n, sizeof(*n->rsync), rsync_cmp);
	for (size_t i = 0; i < n->anchors_n; i++) {
		const struct rpki_anchor *a = &n->anchors[i];
		uint32_t bit = UINT32_C(1) << i;
		AUTO_BUF name = { 0 };
		size_t begun;

		if (a->sha256[0] == '\0' && a->fault == NULL)
			continue; /* not in this mirror */
		buf_fmt(&name, RPKI_PART "%s", a->locator->name);
		begun = part_begin(out, name.p);
		buf_fmt(out, "anchor %s %s %s %s\n", a->locator->url,
		    when_text(a->when, u), or_dash(a->sha256),
		    or_dash(a->fault));
		repo_lines(n, bit, out);
		if (a->repo[0] != '\0')
			buf_fmt(out, "rsync %s\n", a->repo);
		for (size_t k = 0; k < n->rsync_n; k++)
			if ((n->rsync[k].anchors & bit) != 0)
				buf_fmt(out, "rsync %s\n", n->rsync[k].uri);
		part_end(out, begun);
	}
}

void
rpki_night_say(const struct rpki_night *n, struct runinfo *run)
{
	size_t told = 0, more = 0;
	AUTO_BUF b = { 0 };

	for (size_t i = 0; i < n->anchors_n; i++) {
		if (n->anchors[i].fault == NULL)
			continue;
		b.n = 0;
		buf_fmt(&b, "RPKI, trust anchor %s: %s",
		    n->anchors[i].locator->name, n->anchors[i].fault);
		runinfo_fault(run, b.p);
		told++;
	}
	for (size_t i = 0; i < n->repos_n; i++) {
		if (n->repos[i].fault == NULL)
			continue;
		if (told++ >= RPKI_FAULTS_MAX) {
			more++;
			continue;
		}
		b.n = 0;
		buf_fmt(&b, "RPKI, %s: %s%s", n->repos[i].uri,
		    n->repos[i].fault,
		    n->repos[i].had == HAD_NOTHING ? "; it was not examined" :
						     "");
		runinfo_fault(run, b.p);
	}
	b.n = 0;
	buf_fmt(&b, "RPKI: %zu further repositories have faults", more);
	if (more != 0)
		runinfo_fault(run, b.p);
	if (n->over)
		runinfo_fault(run,
		    "RPKI: there were more repositories than are followed");
}
