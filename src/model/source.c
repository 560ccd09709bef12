/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/source.h"
#include "model/dated.h"

#include <stdlib.h>
#include <string.h>

static struct source table[SOURCES_MAX] = {
#define SOURCE(id, pub, kind, path, url, mib, stale, from, until)             \
	{ id, pub, kind, path, url, (size_t)(mib) << 20, stale, from, until },
#include "model/sources.def"
#undef SOURCE
};
#define SOURCE(id, pub, kind, path, url, mib, stale, from, until) +1
enum {
	BUILT_IN = 0
#include "model/sources.def"
};
#undef SOURCE
const struct source *const sources = table;
size_t sources_n = BUILT_IN;

static const char *const kind_names[SK_N] = { "stats-extended", "stats-plain",
	"md5", "iana-asn", "iana-ipv4", "iana-recovered", "iana-ipv6",
	"iana-unicast", "iana-asn-special", "iana-ipv4-special",
	"iana-ipv6-special", "transfers", "asc", "nro-stats", "nro-conflicts",
	"nro-unclaimed", "nro-overclaimed", "changes", "rdap-asn", "rdap-ipv4",
	"rdap-ipv6", "archive" };

static const char *const pub_names[PUB_N] = { "afrinic", "apnic", "arin",
	"lacnic", "ripencc", "iana", "nro" };
static const char *const pub_titles[PUB_N] = { "AFRINIC", "APNIC", "ARIN",
	"LACNIC", "RIPE NCC", "IANA", "NRO" };

const char *
pub_name(enum publisher p)
{
	return pub_names[p];
}

const char *
pub_title(enum publisher p)
{
	return pub_titles[p];
}

static int
find_name(const char *const *names, size_t n, struct span s)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(s, names[i]))
			return (int)i;
	return -1;
}

int
pub_parse(struct span s, enum publisher *ret)
{
	int i = find_name(pub_names, PUB_N, s);

	if (i < 0)
		return -1;
	*ret = (enum publisher)i;
	return 0;
}

const char *
source_kind_name(enum source_kind k)
{
	return kind_names[k];
}

int
source_kind_parse(struct span s, enum source_kind *ret)
{
	int i = find_name(kind_names, SK_N, s);

	if (i < 0)
		return -1;
	*ret = (enum source_kind)i;
	return 0;
}

bool
source_kind_iana(enum source_kind k)
{
	return k >= SK_IANA_ASN && k <= SK_IANA_IPV6_SPECIAL;
}

bool
source_kind_nro(enum source_kind k)
{
	return k >= SK_NRO_STATS && k <= SK_NRO_OVERCLAIMED;
}

bool
source_kind_rdap(enum source_kind k)
{
	return k >= SK_RDAP_ASN && k <= SK_RDAP_IPV6;
}

bool
source_kind_empty(enum source_kind k)
{
	return source_kind_nro(k) && k != SK_NRO_STATS;
}

size_t
sources_built_in(void)
{
	return BUILT_IN;
}

int
source_add(const struct source *s, struct err *e)
{
	const struct source *known = source_find(s->id);
	struct buf path;
	size_t n = strlen(s->id);

	if (n == 0 || n > SOURCE_ID_MAX ||
	    strspn(s->id, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
		return err_set(e, ERR_DATA,
		    "source '%s': an id has at most "
		    "%d of a-z, 0-9 and '-'",
		    s->id, SOURCE_ID_MAX);
	if (known != NULL)
		return known->publisher == s->publisher &&
			known->kind == s->kind ?
		    0 :
		    err_set(e, ERR_DATA,
			"source %s is %s of %s: an id is "
			"never reused",
			s->id, source_kind_name(known->kind),
			pub_name(known->publisher));
	if (sources_n == SOURCES_MAX)
		return err_set(e, ERR_DATA, "source %s: over %d sources",
		    s->id, SOURCES_MAX);
	buf_init(&path, 0);
	buf_fmt(&path, "extra/%s", s->id);
	table[sources_n] = *s;
	table[sources_n].id = mem_strdup(s->id);
	table[sources_n].url = mem_strdup(s->url);
	table[sources_n++].path = path.p;
	return 0;
}

const struct source *
source_find(const char *id)
{
	for (size_t i = 0; i < sources_n; i++)
		if (strcmp(sources[i].id, id) == 0)
			return &sources[i];
	return NULL;
}

size_t
source_index(const struct source *s)
{
	assert(s >= sources && s < sources + sources_n);
	return (size_t)(s - sources);
}

bool
source_in_force(const struct source *s, day_t d)
{
	return (s->from == 0 || d >= s->from) &&
	    (s->until == 0 || d <= s->until);
}

static const char *const outcome_names[] = { "none", "fetched", "not-found",
	"not-in-mirror", "http-status", "truncated", "html-page", "too-large",
	"timeout", "tls", "redirect", "dns", "connect", "empty", "other" };

const char *
outcome_name(enum outcome o)
{
	return outcome_names[o];
}

int
outcome_parse(struct span s, enum outcome *ret)
{
	int i = find_name(outcome_names, ARRAY_LEN(outcome_names), s);

	if (i < 0)
		return -1;
	*ret = (enum outcome)i;
	return 0;
}

void
fetch_clear(struct fetch *f)
{
	if (f == NULL)
		return;
	free(f->reason);
	free(f->url);
	free(f->final_url);
	free(f->dns);
	free(f->peer);
	free(f->tls);
	free(f->headers);
	free(f->tls_file);
	memset(f, 0, sizeof(*f));
	f->start = f->end = f->last_modified = f->server_date = TIME_NONE;
}

bool
runinfo_clock_off(const struct runinfo *r)
{
	return r->clock_checked &&
	    (r->clock_skew > CLOCK_SKEW_MAX ||
		r->clock_skew < -CLOCK_SKEW_MAX);
}

utc_t
runinfo_now(const struct runinfo *r)
{
	return runinfo_clock_off(r) && r->clock != TIME_NONE ?
	    r->clock - r->clock_skew :
	    r->clock;
}

void
runinfo_fault(struct runinfo *r, const char *text)
{
	if (r->faults_n == RUN_FAULTS_MAX)
		return;
	r->faults = mem_grow(r->faults, &r->faults_cap, r->faults_n + 1,
	    sizeof(*r->faults));
	r->faults[r->faults_n++] = mem_strdup(text);
}

void
runinfo_clear(struct runinfo *r)
{
	free(r->mirror);
	free(r->engine);
	free(r->sandbox);
	free(r->notices);
	free(r->seals);
	for (size_t i = 0; i < r->faults_n; i++)
		free(r->faults[i]);
	free(r->faults);
	memset(r, 0, sizeof(*r));
}

void
provenance_init(struct provenance *p)
{
	memset(p, 0, sizeof(*p));
	p->n = sources_n;
	p->fetches = mem_alloc(SOURCES_MAX * sizeof(*p->fetches));
	for (size_t i = 0; i < SOURCES_MAX; i++) {
		fetch_clear(&p->fetches[i]);
		p->fetches[i].source = &sources[i];
	}
}

void
provenance_clear(struct provenance *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		fetch_clear(&p->fetches[i]);
	free(p->fetches);
	for (size_t i = 0; i < p->dated_n; i++)
		fetch_clear(&p->dated[i].fetch);
	free(p->dated);
	runinfo_clear(&p->run);
	memset(p, 0, sizeof(*p));
}

struct dated *
provenance_dated(struct provenance *p)
{
	struct dated *d;

	p->dated =
	    mem_grow(p->dated, &p->dated_cap, p->dated_n + 1, sizeof(*d));
	d = &p->dated[p->dated_n++];
	memset(d, 0, sizeof(*d));
	fetch_clear(&d->fetch);
	d->asof = TIME_NONE;
	return d;
}
