/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Country codes: ISO 3166-1 alpha-2, and what the format adds. */
#include "parse/parse.h"

#include <string.h>

/* One string of two-letter codes, in order, so that a search can halve it. */
static const char assigned[] =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBY"
    "BZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFK"
    "FMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIR"
    "ISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMK"
    "MLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPM"
    "PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTF"
    "TGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/* Withdrawn codes, and when: registries had time to follow. */
#define GRACE_YEARS 5
static const struct {
	char cc[3];
	day_t until;
} withdrawn[] = {
	{ "AN", 20101215 },
	{ "BU", 19891205 },
	{ "CS", 20060926 },
	{ "DD", 19901030 },
	{ "FX", 19970714 },
	{ "NT", 19930712 },
	{ "SU", 19920830 },
	{ "TP", 20020520 },
	{ "YD", 19900814 },
	{ "YU", 20030723 },
	{ "ZR", 19970714 },
};

bool
cc_known(const char cc[3], day_t d)
{
	static const char extra[][3] = { "AP", "EU", "UK", "ZZ" };

	for (size_t i = 0; i < ARRAY_LEN(extra); i++)
		if (strcmp(cc, extra[i]) == 0)
			return true;
	for (size_t lo = 0, hi = (sizeof(assigned) - 1) / 2; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;
		int c = memcmp(cc, assigned + mid * 2, 2);

		if (c == 0)
			return cc[2] == '\0';
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	for (size_t i = 0; i < ARRAY_LEN(withdrawn); i++)
		if (strcmp(cc, withdrawn[i].cc) == 0)
			return d == 0 ||
			    d <= withdrawn[i].until + GRACE_YEARS * 10000;
	return false;
}
