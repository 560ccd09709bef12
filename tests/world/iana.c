/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IANA's eight registries in XML, in IANA's own order and layout. */
#include "tests/world/layout.h"

#include <stdio.h>
#include <string.h>

static const char *const titles[RIR_N] = { "AFRINIC", "APNIC", "ARIN",
	"LACNIC", "RIPE NCC" };
static const char *const whois[RIR_N] = { "whois.afrinic.net",
	"whois.apnic.net", "whois.arin.net", "whois.lacnic.net",
	"whois.ripe.net" };

static void
head(struct buf *b, const char *id, const char *title)
{
	buf_fmt(b,
	    "<?xml version='1.0' encoding='UTF-8'?>\n"
	    "<?xml-stylesheet type=\"text/xsl\" href=\"%s.xsl\"?>\n"
	    "<registry xmlns=\"http://www.iana.org/assignments\" "
	    "id=\"%s\">\n  <title>%s</title>\n"
	    "  <updated>2024-01-12</updated>\n",
	    id, id, title);
}

static void
element(struct buf *b, const char *name, const char *text)
{
	buf_fmt(b, "    <%s>%s</%s>\n", name, text, name);
}

static void
named_whois(struct buf *b, int rir)
{
	if (rir >= 0)
		element(b, "whois", whois[rir]);
}

static void
asn(struct buf *b)
{
	struct layout_asn r;
	char t[64];

	head(b, "as-numbers", "Autonomous System (AS) Numbers");
	buf_str(b,
	    "  <registry id=\"as-numbers-1\">\n  <title>16-bit "
	    "Autonomous System Numbers</title>\n");
	for (size_t i = 0; layout_asn(i, &r); i++) {
		if (r.lo == 65536)
			buf_str(b,
			    "  </registry>\n  <registry id=\""
			    "as-numbers-2\">\n  <title>32-bit Autonomous "
			    "System Numbers</title>\n  <record>\n"
			    "    <number>0-65535</number>\n    <description>"
			    "See Sub-registry 16-bit AS numbers"
			    "</description>\n  </record>\n");
		snprintf(t, sizeof(t), r.lo == r.hi ? "%u" : "%u-%u", r.lo,
		    r.hi);
		buf_str(b, "  <record>\n");
		element(b, "number", t);
		snprintf(t, sizeof(t), "Assigned by %s",
		    r.rir < 0 ? "" : titles[r.rir]);
		element(b, "description",
		    r.rir >= 0 ? t :
			r.hi - r.lo > 40000 && r.lo < 4200000000u &&
			    r.lo > 131071 ?
				 "Unallocated" :
				 "Reserved");
		named_whois(b, r.rir);
		buf_str(b, "  </record>\n");
	}
	buf_str(b, "  </registry>\n</registry>\n");
}

static void
ipv4(struct buf *b)
{
	head(b, "ipv4-address-space", "IANA IPv4 Address Space Registry");
	for (unsigned i = 0; i < 256; i++) {
		char c = layout_v4(i), t[64];
		int rir = layout_rir(c);
		bool legacy = c >= 'A' && c <= 'Z';

		buf_str(b, "  <record>\n");
		snprintf(t, sizeof(t), "%03u/8", i);
		element(b, "prefix", t);
		snprintf(t, sizeof(t), "%s%s",
		    legacy ? "Administered by " : "",
		    rir >= 0	 ? titles[rir] :
			i == 10	 ? "IANA - Private Use" :
			i == 127 ? "IANA - Loopback" :
			i == 0	 ? "IANA - Local Identification" :
			i < 240	 ? "Multicast" :
				   "Future use");
		element(b, "designation", t);
		element(b, "date", legacy ? "1993-05" : "2007-10");
		named_whois(b, rir);
		element(b, "status",
		    rir < 0    ? "RESERVED" :
			legacy ? "LEGACY" :
				 "ALLOCATED");
		buf_str(b, "  </record>\n");
	}
	buf_str(b, "</registry>\n");
}

static void
recovered(struct buf *b)
{
	head(b, "ipv4-recovered-address-space",
	    "IPv4 Recovered Address Space");
	buf_str(b,
	    "  <registry id=\"ipv4-recovered-address-space-1\">\n"
	    "  <title>Current Recovered IPv4 Pool</title>\n");
	for (int i = 0; i < 2; i++) {
		const char *const *v =
		    i == 0 ? recovered_left : recovered_given;

		buf_str(b, "  <record>\n");
		element(b, "start", v[0]);
		element(b, "end", v[1]);
		element(b, "returned", "ARIN");
		element(b, "date", "2012-08");
		element(b, "status", "RECOVERED");
		buf_str(b, "  </record>\n");
	}
	buf_str(b,
	    "  </registry>\n"
	    "  <registry id=\"ipv4-recovered-address-space-2\">\n  <title>"
	    "Allocations made from the Current Recovered IPv4 Pool</title>\n"
	    "  <record>\n");
	element(b, "start", recovered_given[0]);
	element(b, "end", recovered_given[1]);
	element(b, "designation", "AFRINIC");
	element(b, "date", "2014-05");
	element(b, "whois", whois[PUB_AFRINIC]);
	element(b, "status", "ALLOCATED");
	buf_str(b, "  </record>\n  </registry>\n</registry>\n");
}

static void
ipv6(struct buf *b)
{
	static const struct named v[] = {
		{ "0000::/8", "Reserved by IETF" },
		{ "2000::/3", "Global Unicast" },
		{ "4000::/2", "Reserved by IETF" },
		{ "8000::/2", "Reserved by IETF" },
		{ "c000::/3", "Reserved by IETF" },
		{ "fc00::/7", "Unique Local Unicast" },
		{ "fe80::/10", "Link-Scoped Unicast" },
		{ "ff00::/8", "Multicast" },
	};

	head(b, "ipv6-address-space",
	    "Internet Protocol Version 6 Address Space");
	buf_str(b, "  <registry id=\"ipv6-address-space-1\">\n");
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		buf_str(b, "  <record>\n");
		element(b, "prefix", v[i].text);
		element(b, "description", v[i].name);
		buf_str(b, "  </record>\n");
	}
	buf_str(b, "  </registry>\n</registry>\n");
}

static void
unicast(struct buf *b)
{
	head(b, "ipv6-unicast-address-assignments",
	    "IPv6 Global Unicast Address Assignments");
	for (size_t i = 0; i < layout_v6_n; i++) {
		int rir = layout_v6[i].rir;

		buf_str(b, "  <record date=\"2006-10-03\">\n");
		element(b, "prefix", layout_v6[i].prefix);
		element(b, "description", rir >= 0 ? titles[rir] : "IANA");
		named_whois(b, rir);
		element(b, "status",
		    rir >= 0 || i == 0 ? "ALLOCATED" : "RESERVED");
		buf_str(b, "  </record>\n");
	}
	buf_str(b, "</registry>\n");
}

static void
special(struct buf *b, const char *id, const char *key, const struct named *v,
    size_t n)
{
	head(b, id, "Special-Purpose Registry");
	buf_fmt(b,
	    "  <registry id=\"%s-1\">\n  <title>Special-Purpose "
	    "Registry</title>\n",
	    id);
	for (size_t i = 0; i < n; i++) {
		buf_str(b, "  <record>\n");
		element(b, key, v[i].text);
		element(b, "name", v[i].name);
		buf_str(b, "  </record>\n");
	}
	buf_str(b, "  </registry>\n</registry>\n");
}

static void
registry(size_t i, struct buf *b)
{
	switch (i) {
	case 0:
		asn(b);
		break;
	case 1:
		ipv4(b);
		break;
	case 2:
		recovered(b);
		break;
	case 3:
		ipv6(b);
		break;
	case 4:
		unicast(b);
		break;
	case 5:
		special(b, "iana-as-numbers-special-registry", "value",
		    special_asn, special_asn_n);
		break;
	case 6:
		special(b, "iana-ipv4-special-registry", "address", special_v4,
		    special_v4_n);
		break;
	default:
		special(b, "iana-ipv6-special-registry", "address", special_v6,
		    special_v6_n);
		break;
	}
}

int
iana_write(const struct world *w, const char *dir, bool absent, struct err *e)
{
	static const char *const ids[] = { "iana-as-numbers",
		"iana-ipv4-address-space", "iana-ipv4-recovered-address-space",
		"iana-ipv6-address-space",
		"iana-ipv6-unicast-address-assignments",
		"iana-as-numbers-special", "iana-ipv4-special",
		"iana-ipv6-special" };

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		AUTO_BUF b = { 0 };

		if (absent && i == 2)
			continue;
		registry(i, &b);
		if (out_file(dir, out_path(ids[i]), buf_view(&b),
			cal_start(cal_add(w->start, -30)), e) != 0)
			return -1;
	}
	return 0;
}
