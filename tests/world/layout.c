/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How this world's IANA has divided the number space. */
#include "tests/world/layout.h"

#include <string.h>

static const struct {
	uint8_t lo, hi;
	char c;
} v4[] = { { 0, 0, 'x' }, { 1, 1, 'a' }, { 2, 2, 'r' }, { 5, 5, 'r' },
	{ 10, 10, 'x' }, { 14, 14, 'a' }, { 23, 24, 'n' }, { 25, 25, 'R' },
	{ 27, 27, 'a' }, { 31, 31, 'r' }, { 36, 36, 'a' }, { 37, 37, 'r' },
	{ 39, 39, 'a' }, { 41, 41, 'f' }, { 42, 43, 'a' }, { 46, 46, 'r' },
	{ 49, 49, 'a' }, { 50, 50, 'n' }, { 51, 51, 'R' }, { 53, 53, 'R' },
	{ 57, 57, 'R' }, { 58, 61, 'a' }, { 62, 62, 'r' }, { 63, 76, 'n' },
	{ 77, 95, 'r' }, { 96, 100, 'n' }, { 101, 101, 'a' },
	{ 102, 102, 'f' }, { 103, 103, 'a' }, { 104, 104, 'n' },
	{ 105, 105, 'f' }, { 106, 106, 'a' }, { 107, 108, 'n' },
	{ 109, 109, 'r' }, { 110, 126, 'a' }, { 127, 127, 'x' },
	{ 133, 133, 'A' }, { 141, 141, 'R' }, { 145, 145, 'R' },
	{ 150, 150, 'A' }, { 151, 151, 'R' }, { 153, 153, 'A' },
	{ 154, 154, 'F' }, { 163, 163, 'A' }, { 171, 171, 'A' },
	{ 173, 174, 'n' }, { 175, 175, 'a' }, { 176, 176, 'r' },
	{ 177, 177, 'l' }, { 178, 178, 'r' }, { 179, 179, 'l' },
	{ 180, 180, 'a' }, { 181, 181, 'l' }, { 182, 183, 'a' },
	{ 184, 184, 'n' }, { 185, 185, 'r' }, { 186, 187, 'l' },
	{ 188, 188, 'R' }, { 189, 190, 'l' }, { 191, 191, 'L' },
	{ 193, 195, 'r' }, { 196, 196, 'F' }, { 197, 197, 'f' },
	{ 199, 199, 'n' }, { 200, 201, 'l' }, { 202, 203, 'a' },
	{ 204, 209, 'n' }, { 210, 211, 'a' }, { 212, 213, 'r' },
	{ 216, 216, 'n' }, { 217, 217, 'r' }, { 218, 223, 'a' },
	{ 224, 255, 'x' } };

char
layout_v4(unsigned first)
{
	for (size_t i = 0; i < ARRAY_LEN(v4); i++)
		if (first >= v4[i].lo && first <= v4[i].hi)
			return v4[i].c;
	return 'N';
}

int
layout_rir(char c)
{
	static const char rirs[] = "fanlrFANLR";
	const char *p = c == '\0' ? NULL : strchr(rirs, c);

	return p == NULL ? -1 : (int)((p - rirs) % RIR_N);
}

static const struct layout_asn asn_rows[] = { { 0, 0, -1 },
	{ 1, 1876, PUB_ARIN }, { 1877, 1901, PUB_RIPENCC },
	{ 1902, 2042, PUB_ARIN }, { 2043, 2043, PUB_RIPENCC },
	{ 2044, 2106, PUB_ARIN }, { 2107, 2136, PUB_RIPENCC },
	{ 2137, 4607, PUB_ARIN }, { 4608, 4865, PUB_APNIC },
	{ 4866, 5119, PUB_ARIN } };
static const struct layout_asn asn_last[] = { { 64496, 64511, -1 },
	{ 64512, 65534, -1 }, { 65535, 65535, -1 }, { 65536, 65551, -1 },
	{ 65552, 131071, -1 }, { 131072, 141625, PUB_APNIC },
	{ 141626, 196607, -1 }, { 196608, 216475, PUB_RIPENCC },
	{ 216476, 262143, -1 }, { 262144, 274844, PUB_LACNIC },
	{ 274845, 327679, -1 }, { 327680, 329727, PUB_AFRINIC },
	{ 329728, 393215, -1 }, { 393216, 401308, PUB_ARIN },
	{ 401309, 4199999999u, -1 }, { 4200000000u, 4294967294u, -1 },
	{ 4294967295u, 4294967295u, -1 } };

/* Between them, blocks of 1024, as IANA gave them out. */
#define ASN_FIRST 5120
#define ASN_BLOCKS 58 /* 5120..64511, the last cut at 64495 */

bool
layout_asn(size_t i, struct layout_asn *ret)
{
	static const char who[] = "nnrnranrnrrnalnrnranrrfnrnlrnarnn";

	if (i < ARRAY_LEN(asn_rows)) {
		*ret = asn_rows[i];
		return true;
	}
	i -= ARRAY_LEN(asn_rows);
	if (i < ASN_BLOCKS) {
		uint32_t lo = ASN_FIRST + (uint32_t)i * 1024;

		*ret = (struct layout_asn){ lo, lo + 1023,
			layout_rir(who[i % (sizeof(who) - 1)]) };
		if (ret->hi > 64495)
			ret->hi = 64495;
		return true;
	}
	i -= ASN_BLOCKS;
	if (i >= ARRAY_LEN(asn_last))
		return false;
	*ret = asn_last[i];
	return true;
}

const struct layout_v6 layout_v6[] = { { "2001:0000::/23", -1 },
	{ "2001:0200::/23", PUB_APNIC }, { "2001:0400::/23", PUB_ARIN },
	{ "2001:0600::/23", PUB_RIPENCC }, { "2001:0c00::/23", PUB_APNIC },
	{ "2001:1200::/23", PUB_LACNIC }, { "2001:2000::/19", PUB_RIPENCC },
	{ "2001:4200::/23", PUB_AFRINIC }, { "2002:0000::/16", -1 },
	{ "2003:0000::/18", PUB_RIPENCC }, { "2400:0000::/12", PUB_APNIC },
	{ "2600:0000::/12", PUB_ARIN }, { "2620:0000::/23", PUB_ARIN },
	{ "2800:0000::/12", PUB_LACNIC }, { "2a00:0000::/12", PUB_RIPENCC },
	{ "2c00:0000::/12", PUB_AFRINIC }, { "2d00:0000::/8", -1 },
	{ "2e00:0000::/7", -1 }, { "3000:0000::/4", -1 } };
const size_t layout_v6_n = ARRAY_LEN(layout_v6);

const struct named special_asn[] = { { "0", "Reserved" },
	{ "112", "Used by the AS112 project" }, { "23456", "AS_TRANS" },
	{ "64496-64511", "For documentation and sample code" },
	{ "64512-65534", "For private use" }, { "65535", "Reserved" },
	{ "65536-65551", "For documentation and sample code" },
	{ "4200000000-4294967294", "For private use" },
	{ "4294967295", "Reserved" } };
const size_t special_asn_n = ARRAY_LEN(special_asn);

const struct named special_v4[] = { { "0.0.0.0/8", "\"This network\"" },
	{ "10.0.0.0/8", "Private-Use" },
	{ "100.64.0.0/10", "Shared Address Space" },
	{ "127.0.0.0/8", "Loopback" }, { "169.254.0.0/16", "Link Local" },
	{ "172.16.0.0/12", "Private-Use" },
	{ "192.0.0.0/24", "IETF Protocol Assignments" },
	{ "192.0.2.0/24", "Documentation (TEST-NET-1)" },
	{ "192.31.196.0/24", "AS112-v4" }, { "192.52.193.0/24", "AMT" },
	{ "192.88.99.0/24", "Deprecated (6to4 Relay Anycast)" },
	{ "192.168.0.0/16", "Private-Use" },
	{ "192.175.48.0/24", "Direct Delegation AS112 Service" },
	{ "198.18.0.0/15", "Benchmarking" },
	{ "198.51.100.0/24", "Documentation (TEST-NET-2)" },
	{ "203.0.113.0/24", "Documentation (TEST-NET-3)" },
	{ "240.0.0.0/4", "Reserved" },
	{ "255.255.255.255/32", "Limited Broadcast" } };
const size_t special_v4_n = ARRAY_LEN(special_v4);

const struct named special_v6[] = { { "::1/128", "Loopback Address" },
	{ "::/128", "Unspecified Address" },
	{ "64:ff9b::/96", "IPv4-IPv6 Translat." },
	{ "100::/64", "Discard-Only Address Block" },
	{ "2001::/23", "IETF Protocol Assignments" },
	{ "2001:db8::/32", "Documentation" }, { "2002::/16", "6to4" },
	{ "2620:4f:8000::/48", "Direct Delegation AS112 Service" },
	{ "fc00::/7", "Unique-Local" },
	{ "fe80::/10", "Link-Local Unicast" } };
const size_t special_v6_n = ARRAY_LEN(special_v6);

const char *const recovered_left[2] = { "45.4.0.0", "45.4.255.255" };
const char *const recovered_given[2] = { "45.192.0.0", "45.207.255.255" };
const char given_on_slot[] = "45.200.0.0/24";
