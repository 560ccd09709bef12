/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 9224, sections 3 and 5. */
#include "parse/bootstrap.h"
#include "parse/json.h"
#include "parse/resource.h"

#include <string.h>
#include <strings.h>

size_t bootstrap_services_max = BOOTSTRAP_SERVICES_MAX;
size_t bootstrap_entries_max = BOOTSTRAP_ENTRIES_MAX;

struct reader {
	struct bootstrap *ret;
	struct json_cursor all;
	struct place at;	/* of the value at hand */
	struct boot_service *s; /* the service at hand */
	bool https;		/* it has such a URL */
	bool several;		/* its hosts are of several registries */
};

static void
note(struct reader *rd, enum boot_note n)
{
	struct note *q = &rd->ret->notes[n];

	if (q->count < STATS_NOTE_PLACES)
		q->at[q->count] = rd->at;
	q->count++;
}

static struct span
text(const json_t *j)
{
	if (!json_is_string(j))
		return (struct span){ NULL, 0 };
	return (struct span){ (const unsigned char *)json_string_value(j),
		json_string_length(j) };
}

static struct place
inside_quotes(struct place at)
{
	return (struct place){ at.line, at.offset + 1, at.len - 2 };
}

static void
entry(struct reader *rd, const struct json_value *v)
{
	struct bootstrap *b = rd->ret;
	AUTO(json_freep) json_t *j = json_read(v->bytes);
	struct span s = text(j);
	enum family fam;
	struct range r;
	bool usual = true;

	/* Addresses stand as prefixes, AS numbers as ranges. */
	if (resource_read(s, &fam, &r, &usual) != 0 || fam != b->fam ||
	    (fam != FAM_ASN && memchr(s.p, '/', s.n) == NULL)) {
		note(rd, BN_ENTRY_BAD);
		return;
	}
	if (!usual)
		note(rd, BN_ENTRY_TEXT);
	if (b->n == bootstrap_entries_max) {
		note(rd, BN_LIMIT);
		return;
	}
	b->v = mem_grow(b->v, &b->cap, b->n + 1, sizeof(*b->v));
	b->v[b->n++] = (struct boot_entry){ r, inside_quotes(v->at),
		(uint32_t)(b->services_n - 1) };
	rd->s->n++;
}

/* The host of a URL of that scheme; n 0: it has none, or no '/' at its end. */
static struct span
host_of(struct span s, const char *scheme)
{
	struct span rest = s, host;

	if (!span_plain(s) || !span_starts(s, scheme) || s.p[s.n - 1] != '/')
		return (struct span){ NULL, 0 };
	rest = span_sub(s, strlen(scheme), s.n);
	host = span_split(&rest, '/');
	return span_split(&host, ':');
}

static bool
host_within(struct span host, const char *domain)
{
	size_t n = strlen(domain);

	if (host.n < n ||
	    strncasecmp((const char *)host.p + host.n - n, domain, n) != 0)
		return false;
	return host.n == n || host.p[host.n - n - 1] == '.';
}

static int8_t
rir_of(struct span host)
{
	static const char *const domains[RIR_N] = { "afrinic.net", "apnic.net",
		"arin.net", "lacnic.net", "ripe.net" };

	for (int r = 0; r < RIR_N; r++)
		if (host_within(host, domains[r]))
			return (int8_t)r;
	return -1;
}

static void
url(struct reader *rd, const struct json_value *v)
{
	AUTO(json_freep) json_t *j = json_read(v->bytes);
	struct boot_service *s = rd->s;
	struct span host = host_of(text(j), "https://");
	bool https = host.n != 0;
	int8_t rir;

	if (!https)
		host = host_of(text(j), "http://");
	if (host.n == 0) {
		note(rd, BN_URL_BAD);
		return;
	}
	rir = rir_of(host);
	if (rir < 0)
		note(rd, BN_HOST_UNKNOWN);
	if (s->url.len != 0 && s->rir != rir)
		rd->several = true;
	s->rir = rir;
	if (s->url.len == 0 || (https && !rd->https))
		s->url = inside_quotes(v->at);
	rd->https |= https;
}

static void
each(struct reader *rd, const struct json_value *list,
    void (*fn)(struct reader *, const struct json_value *))
{
	struct json_cursor c = json_inside(&rd->all, list);
	struct json_value v;

	if (!json_enter(&c, '['))
		return;
	while (json_element(&c, &v)) {
		rd->at = v.at;
		fn(rd, &v);
	}
}

/* The two arrays of a service; false where it is something else. */
static bool
two_arrays(struct reader *rd, const struct json_value *v,
    struct json_value part[2])
{
	struct json_cursor c = json_inside(&rd->all, v);
	struct json_value more;
	size_t n = 0;

	if (!json_enter(&c, '['))
		return false;
	while (n < 2 && json_element(&c, &part[n]))
		n++;
	return n == 2 && !json_element(&c, &more) && !c.lost &&
	    part[0].bytes.p[0] == '[' && part[1].bytes.p[0] == '[';
}

static void
service(struct reader *rd, const struct json_value *v)
{
	struct bootstrap *b = rd->ret;
	struct json_value part[2];

	if (!two_arrays(rd, v, part)) {
		note(rd, BN_SERVICE_BAD);
		return;
	}
	if (b->services_n == bootstrap_services_max) {
		note(rd, BN_LIMIT);
		return;
	}
	b->services = mem_grow(b->services, &b->services_cap,
	    b->services_n + 1, sizeof(*b->services));
	rd->s = &b->services[b->services_n++];
	memset(rd->s, 0, sizeof(*rd->s));
	rd->s->at = v->at;
	rd->s->first = (uint32_t)b->n;
	rd->s->rir = -1;
	rd->https = rd->several = false;
	each(rd, &part[0], entry);
	each(rd, &part[1], url);
	rd->at = v->at;
	if (rd->s->n == 0)
		note(rd, BN_NO_ENTRIES);
	if (rd->s->url.len == 0)
		note(rd, BN_NO_URL);
	else if (!rd->https)
		note(rd, BN_NO_HTTPS);
	if (rd->several) {
		note(rd, BN_HOST_SEVERAL);
		rd->s->rir = -1;
	}
}

static void
publication(struct reader *rd, const struct json_value *v)
{
	AUTO(json_freep) json_t *j = json_read(v->bytes);

	if (utc_parse(text(j), &rd->ret->published) != 0)
		note(rd, BN_PUBLICATION);
}

static void
version(struct reader *rd, const struct json_value *v)
{
	AUTO(json_freep) json_t *j = json_read(v->bytes);

	if (!span_is(text(j), "1.0"))
		note(rd, BN_VERSION);
}

/* What the members say; services, the large one, last of all. */
static void
members(struct reader *rd)
{
	enum { VERSION = 1, PUBLICATION = 2 };
	struct json_value v, services = { { NULL, 0 }, { 0, 0, 0 } };
	struct span key = { NULL, 0 };
	int seen = 0;

	while (json_member(&rd->all, &key, &v)) {
		rd->at = v.at;
		if (span_is(key, "version")) {
			seen |= VERSION;
			version(rd, &v);
		} else if (span_is(key, "publication")) {
			seen |= PUBLICATION;
			publication(rd, &v);
		} else if (span_is(key, "services"))
			services = v;
		else if (!span_is(key, "description"))
			note(rd, BN_MEMBER_UNKNOWN);
	}
	/* A file that is cut still has the services before the cut. */
	if (rd->all.lost && span_is(key, "services"))
		services = v;
	rd->at = (struct place){ 1, 0, 0 };
	if ((seen & VERSION) == 0)
		note(rd, BN_VERSION);
	if ((seen & PUBLICATION) == 0)
		note(rd, BN_PUBLICATION);
	if (services.bytes.n == 0 || services.bytes.p[0] != '[')
		note(rd, BN_NO_FILE);
	else
		each(rd, &services, service);
}

void
bootstrap_parse(struct span bytes, const struct source *src, enum family fam,
    struct bootstrap *ret)
{
	struct reader rd = { .ret = ret, .at = { 1, 0, 0 } };
	AUTO(json_freep) json_t *whole = json_read(bytes);

	ret->source = src;
	ret->bytes = bytes;
	ret->fam = fam;
	ret->published = TIME_NONE;
	if (whole == NULL)
		note(&rd, BN_JSON);
	json_start(&rd.all, bytes);
	if (json_enter(&rd.all, '{'))
		members(&rd);
	else
		note(&rd, BN_NO_FILE);
}
