/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each publisher's own style, as measured on real files. */
#include "base/digest.h"
#include "tests/world/world.h"

#include <stdio.h>
#include <string.h>

const enum family house_order[RIR_N][FAM_N] = { { FAM_ASN, FAM_IPV4,
						    FAM_IPV6 },
	{ FAM_ASN, FAM_IPV4, FAM_IPV6 }, { FAM_ASN, FAM_IPV4, FAM_IPV6 },
	{ FAM_IPV4, FAM_IPV6, FAM_ASN }, { FAM_IPV4, FAM_ASN, FAM_IPV6 } };

static day_t
state_day(const struct world *w, int state)
{
	return cal_add(w->start, state);
}

day_t
house_serial_day(const struct world *w, size_t rir, int state)
{
	return cal_add(state_day(w, state),
	    rir == PUB_AFRINIC || rir == PUB_APNIC ? 0 : -1);
}

day_t
house_end_day(const struct world *w, size_t rir, int state)
{
	static const int back[RIR_N] = { 0, 1, 2, 2, 1 };
	day_t d = cal_add(state_day(w, state), -back[rir]);
	int weekday = cal_weekday(d);

	/* LACNIC's enddate stands still over the weekend. */
	if (rir == PUB_LACNIC && (weekday == 6 || weekday == 0))
		d = cal_add(d, weekday == 6 ? -1 : -2);
	return d;
}

int
house_offset(const struct world *w, size_t rir, int state)
{
	int month = state_day(w, state) / 100 % 100;
	bool summer = month >= 4 && month <= 10;

	switch (rir) {
	case PUB_APNIC:
		return 10 * 3600;
	case PUB_ARIN:
		return (summer ? -4 : -5) * 3600;
	case PUB_LACNIC:
		/* Half of the worlds end summer time there on day 5. */
		return ((w->seed & 1) != 0 && state < 5 ? -2 : -3) * 3600;
	case PUB_RIPENCC:
		return (summer ? 2 : 1) * 3600;
	default:
		return 0;
	}
}

static utc_t
ripe_serial(const struct world *w, int state)
{
	return cal_start(house_end_day(w, PUB_RIPENCC, state)) + 86400 - 1 -
	    house_offset(w, PUB_RIPENCC, state);
}

utc_t
house_asof(const struct world *w, size_t rir, int state, bool bad)
{
	day_t end = house_end_day(w, rir, state);
	day_t before = cal_add(house_serial_day(w, rir, state), -1);

	if (rir == PUB_RIPENCC)
		return ripe_serial(w, state);
	return cal_start(before > end ? before : end) + 86400 - 1 -
	    (bad ? 0 : house_offset(w, rir, state));
}

utc_t
house_published(const struct world *w, size_t rir, int state, bool bad)
{
	if (rir == PUB_RIPENCC)
		return ripe_serial(w, state);
	return cal_start(house_serial_day(w, rir, state)) + 86400 - 1 -
	    (bad ? 0 : house_offset(w, rir, state));
}

static const char *
version(size_t rir, int kind)
{
	bool old = rir == PUB_AFRINIC || rir == PUB_RIPENCC;

	return kind == PLAIN || old ? "2" : "2.3";
}

static const char *
startdate(size_t rir, int kind)
{
	static const char *const v[RIR_N] = { "00000000", "19830613",
		"19820101", "19870101", "19830705" };

	if (rir == PUB_APNIC && kind == EXT)
		return "";
	if (rir == PUB_ARIN && kind == PLAIN)
		return "00000000";
	return v[rir];
}

void
house_header(const struct world *w, size_t rir, int kind, int state,
    uint64_t records, uint32_t bits, struct buf *out)
{
	int off = house_offset(w, rir, state);
	const char *name = pub_name((enum publisher)rir);

	buf_fmt(out, "%s|%s|", bits & FM_VERSION ? "9" : version(rir, kind),
	    bits & FM_REGISTRY ? "iana" : name);
	if (bits & FM_UNDATED)
		buf_chr(out, '|');
	else if (bits & FM_UNIXTIME) /* noon of the day, at home */
		buf_fmt(out, "%lld|",
		    (long long)(cal_start(house_serial_day(w, rir, state)) +
			43200 - off));
	else if (rir == PUB_RIPENCC)
		buf_fmt(out, "%lld|", (long long)ripe_serial(w, state));
	else
		buf_fmt(out, "%08d|", house_serial_day(w, rir, state));
	buf_fmt(out, "%llu|%s|", (unsigned long long)records,
	    bits & FM_STARTDATE_ZERO	  ? "00000000" :
		bits & FM_STARTDATE	  ? "19990231" :
		bits & FM_STARTDATE_EMPTY ? "" :
					    startdate(rir, kind));
	if (bits & FM_UNDATED)
		buf_str(out, "|");
	else
		buf_fmt(out, "%08d|", house_end_day(w, rir, state));
	if (bits & FM_OFFSET)
		buf_str(out, "local\n");
	else if (bits & FM_UNSIGNED)
		buf_fmt(out, "%02d00\n", off / 3600);
	else if (rir == PUB_AFRINIC)
		buf_str(out, "00000\n");
	else
		buf_fmt(out, "%c%02d00\n", off < 0 ? '-' : '+',
		    (off < 0 ? -off : off) / 3600);
}

void
house_holder(size_t rir, uint32_t holder, struct buf *out)
{
	unsigned long long x = mix64(holder), y = mix64(x);

	switch (rir) {
	case PUB_AFRINIC:
		buf_fmt(out, "F3%06X", holder & 0xffffff);
		break;
	case PUB_APNIC:
		buf_fmt(out, "A9%06X", holder & 0xffffff);
		break;
	case PUB_ARIN:
		buf_fmt(out, "%016llx%016llx", x, y);
		break;
	case PUB_LACNIC:
		buf_fmt(out, "%u", 100000 + holder % 900000);
		break;
	default:
		buf_fmt(out, "%08llx-%04llx-4%03llx-a%03llx-%012llx", x >> 32,
		    x & 0xffff, y >> 52, y >> 40 & 0xfff, y & 0xffffffffffffu);
		break;
	}
}

void
house_md5(const struct world *w, size_t rir, int kind, int state,
    uint32_t bits, struct span text, struct buf *out)
{
	const char *pub = pub_name((enum publisher)rir);
	const char *ext = kind == EXT ? "-extended" : "";
	char hex[MD5_HEX];

	if (bits & (FM_MD5_WRONG | FM_PART))
		digest_md5(span_of("other bytes"), hex);
	else
		digest_md5(text, hex);
	if (bits & FM_MD5_MALFORMED) {
		buf_fmt(out, "checksum of delegated-%s%s-latest: %s\n", pub,
		    ext, hex);
		return;
	}
	if ((rir == PUB_ARIN && kind == EXT && w->start >= 20140101) ||
	    (bits & FM_MD5SUM) != 0)
		buf_fmt(out, "%s  delegated-%s%s-%08d\n", hex, pub, ext,
		    house_serial_day(w, rir, state));
	else
		buf_fmt(out, "MD5 (delegated-%s%s-%08d) = %s%s", pub, ext,
		    house_serial_day(w, rir, state), hex,
		    rir == PUB_AFRINIC ? "" : "\n");
}

void
house_findings(size_t rir, int kind, struct rendered *ret)
{
	switch (rir) {
	case PUB_AFRINIC:
		finding_add(ret, "P-09", ":startdate-zero", 3, 20160101);
		finding_add(ret, "P-09", ":offset-unsigned", 3, 20160101);
		break;
	case PUB_APNIC:
		if (kind == EXT)
			finding_add(ret, "P-09", ":startdate-empty", 3,
			    20130101);
		break;
	case PUB_ARIN:
		if (kind == PLAIN)
			finding_add(ret, "P-09", ":startdate-zero", 3,
			    20130101);
		break;
	case PUB_LACNIC:
		if (kind == EXT)
			finding_add(ret, "P-10", ":fields-available", 3,
			    20160101);
		break;
	default:
		finding_add(ret, "P-09", ":serial-unixtime", 3, 20130101);
		break;
	}
}
