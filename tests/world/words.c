/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/world/words.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

num_t
net_max(enum family f)
{
	return f == FAM_IPV6 ? ~(num_t)0 : UINT32_MAX;
}

const char *
net_family(enum family f)
{
	return f == FAM_ASN ? "asn" : f == FAM_IPV4 ? "ipv4" : "ipv6";
}

const char *
net_status(enum status s)
{
	return s == ST_ALLOCATED ? "allocated" :
	    s == ST_ASSIGNED	 ? "assigned" :
	    s == ST_AVAILABLE	 ? "available" :
	    s == ST_RESERVED	 ? "reserved" :
				   "legacy";
}

const char *
net_text(enum family f, num_t n, char out[NET_TEXT])
{
	unsigned char b[16];

	if (f == FAM_ASN) {
		snprintf(out, NET_TEXT, "%u", (unsigned)n);
		return out;
	}
	for (int i = 15; i >= 0; i--, n >>= 8)
		b[i] = (unsigned char)n;
	if (inet_ntop(f == FAM_IPV4 ? AF_INET : AF_INET6,
		f == FAM_IPV4 ? b + 12 : b, out, NET_TEXT) == NULL)
		abort();
	return out;
}

const char *
net_range_text(enum family f, struct range r, char out[NET_RANGE_TEXT])
{
	char a[NET_TEXT], b[NET_TEXT];

	if (r.lo == r.hi)
		snprintf(out, NET_RANGE_TEXT, "%s", net_text(f, r.lo, a));
	else
		snprintf(out, NET_RANGE_TEXT, "%s-%s", net_text(f, r.lo, a),
		    net_text(f, r.hi, b));
	return out;
}

num_t
net_number(enum family f, const char *text)
{
	unsigned char b[16];
	num_t n = 0;

	if (f == FAM_ASN)
		return strtoul(text, NULL, 10);
	if (inet_pton(f == FAM_IPV4 ? AF_INET : AF_INET6, text, b) != 1)
		abort();
	for (int i = 0; i < (f == FAM_IPV4 ? 4 : 16); i++)
		n = n << 8 | b[i];
	return n;
}

struct range
net_range(enum family f, const char *text)
{
	char a[NET_TEXT];
	size_t n = strcspn(text, "-/");
	int bits = f == FAM_IPV6 ? 128 : 32;
	struct range r;

	assert(n < sizeof(a));
	memcpy(a, text, n);
	a[n] = '\0';
	r.lo = r.hi = net_number(f, a);
	if (text[n] == '-')
		r.hi = net_number(f, text + n + 1);
	else if (text[n] == '/') {
		int len = atoi(text + n + 1);

		r.hi = r.lo |
		    (len == 0 ? net_max(f) : ((num_t)1 << (bits - len)) - 1);
	}
	return r;
}

bool
net_holds(struct range outer, struct range inner)
{
	return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

void
zone_clear(struct zone *z)
{
	free(z->v);
	memset(z, 0, sizeof(*z));
}

void
zone_add(struct zone *z, struct range r)
{
	z->v = mem_grow(z->v, &z->cap, z->n + 1, sizeof(*z->v));
	z->v[z->n++] = r;
}

static int
lo_cmp(const void *pa, const void *pb)
{
	const struct range *a = pa, *b = pb;

	return a->lo < b->lo ? -1 : a->lo > b->lo;
}

void
zone_norm(struct zone *z)
{
	size_t k = 0;

	if (z->n == 0)
		return;
	qsort(z->v, z->n, sizeof(*z->v), lo_cmp);
	for (size_t i = 1; i < z->n; i++) {
		struct range *last = &z->v[k], r = z->v[i];

		/* hi + 1 would wrap at the very end, where nothing follows. */
		if (last->hi == ~(num_t)0 || r.lo <= last->hi + 1)
			last->hi = r.hi > last->hi ? r.hi : last->hi;
		else
			z->v[++k] = r;
	}
	z->n = k + 1;
}

void
zone_minus(struct zone *from, const struct zone *what)
{
	struct zone left = { 0 };

	for (size_t i = 0; i < from->n; i++) {
		struct range r = from->v[i];
		bool rest = true;

		for (size_t k = 0; k < what->n && rest; k++) {
			struct range w = what->v[k];

			if (w.hi < r.lo || w.lo > r.hi)
				continue;
			if (w.lo > r.lo)
				zone_add(&left,
				    (struct range){ r.lo, w.lo - 1 });
			rest = w.hi < r.hi;
			r.lo = w.hi + 1;
		}
		if (rest)
			zone_add(&left, r);
	}
	zone_clear(from);
	*from = left;
}

num_t
zone_count(const struct zone *z)
{
	num_t n = 0;

	for (size_t i = 0; i < z->n; i++)
		n += z->v[i].hi - z->v[i].lo + 1;
	return n;
}

utc_t
cal_start(day_t d)
{
	struct tm t = { .tm_year = d / 10000 - 1900,
		.tm_mon = d / 100 % 100 - 1,
		.tm_mday = d % 100 };

	return timegm(&t);
}

static struct tm
broken(utc_t t)
{
	time_t c = (time_t)t;
	struct tm r;

	if (gmtime_r(&c, &r) == NULL)
		abort();
	return r;
}

day_t
cal_add(day_t d, int days)
{
	struct tm t = broken(cal_start(d) + (utc_t)days * 86400);

	return (t.tm_year + 1900) * 10000 + (t.tm_mon + 1) * 100 + t.tm_mday;
}

int
cal_diff(day_t a, day_t b)
{
	return (int)((cal_start(a) - cal_start(b)) / 86400);
}

const char *
cal_text(day_t d, char out[CAL_TEXT])
{
	struct tm t = broken(cal_start(d));

	strftime(out, CAL_TEXT, "%Y-%m-%d", &t);
	return out;
}

const char *
cal_utc(utc_t at, char out[CAL_TEXT])
{
	struct tm t = broken(at);

	strftime(out, CAL_TEXT, "%Y-%m-%dT%H:%M:%SZ", &t);
	return out;
}

int
cal_parse(const char *s, day_t *ret)
{
	int y, m, d;
	char end;

	if (sscanf(s, "%4d-%2d-%2d%c", &y, &m, &d, &end) != 3)
		return -1;
	*ret = y * 10000 + m * 100 + d;
	return cal_add(*ret, 0) == *ret ? 0 : -1;
}

int
cal_weekday(day_t d)
{
	return broken(cal_start(d)).tm_wday;
}
