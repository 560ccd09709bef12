/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzzers start from: one of each object, and its faults. */
#include "tests/rpki/gen.h"

#include "io/file.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *parser, *uri;
	const char *twists[16];
} seeds[] = {
	{ "rpki_cert", GEN_CA,
	    { "ca:ku-long", "ca:aki-nokeyid", "ca:spki-bits", "ca:ext-twice",
		"ca:bc-path", "ca:uri-path-dots", "ca:aki-serial" } },
	{ "rpki_crl", GEN_CRL, { "crl:no-aki", "crl:no-number" } },
	{ "rpki_cms", GEN_ASPA,
	    { "asa:attrs-empty", "asa:attrs-order", "asa:econtent-null",
		"asa:certs-none", "asa:ber-indefinite", "asa:econtent-pieces",
		"asa:trailing", "asa:ku-long" } },
	{ "rpki_mft", GEN_MFT,
	    { "mft:empty", "mft:name-utf8", "mft:twice", "mft:no-crl",
		"mft:number-long", "mft:version" } },
	{ "rpki_roa", GEN_ROA,
	    { "roa:maxlen-long", "roa:family-twice", "roa:version",
		"roa:asid" } },
	{ "rpki_aspa", GEN_ASPA,
	    { "asa:version", "asa:order", "asa:none", "asa:zero" } },
	{ "rpki_tak", GEN_TAK, { "tak:version", "tak:uri" } },
	{ "rpki_der", GEN_ROA,
	    { "roa:ber-indefinite", "roa:ber-length", "roa:econtent-pieces",
		"roa:cut" } },
};

static int
put(const char *dir, const char *parser, const char *kind, const char *name,
    struct span bytes)
{
	AUTO_BUF path = { 0 };
	struct err e;

	buf_fmt(&path, "%s/%s", dir, parser);
	if (dir_make(path.p, 0755, &e) != 0)
		return -1;
	buf_fmt(&path, "/%s-%s", kind, name);
	return file_write(path.p, bytes, 0644, &e);
}

/* Payload parsers start at the content. */
static struct span
inside(const char *parser, struct span der, struct span type, struct cms *c)
{
	static const char *const payload[] = { "rpki_mft", "rpki_roa",
		"rpki_aspa", "rpki_tak" };

	for (size_t i = 0; i < ARRAY_LEN(payload); i++)
		if (strcmp(parser, payload[i]) == 0) {
			(void)cms_parse(der, type, c);
			return c->content;
		}
	return der;
}

static struct span
type_of(const char *uri)
{
	switch (object_type_of(uri)) {
	case OBJ_MFT:
		return CT_MFT;
	case OBJ_ROA:
		return CT_ROA;
	case OBJ_TAK:
		return CT_TAK;
	case OBJ_ASPA:
	case OBJ_CER:
	case OBJ_CRL:
	case OBJ_OTHER:
		break;
	}
	return CT_ASPA;
}

static int
seed(struct gen *g, size_t i, const char *twist, const char *dir)
{
	AUTO(gtree_clear) struct gtree t = { 0 };
	AUTO(cms_clear) struct cms c = { 0 };
	struct span der;

	g->twist = twist;
	gen_tiny(g, &t);
	der = inside(seeds[i].parser,
	    buf_view(&gtree_find(&t, seeds[i].uri)->bytes),
	    type_of(seeds[i].uri), &c);
	return put(dir, seeds[i].parser, twist == NULL ? "good" : "bad",
	    twist == NULL ? "one" : strchr(twist, ':') + 1, der);
}

static int
tals(const struct gen *g, const char *dir)
{
	static const char good[] = "# a comment\r\n";
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };

	gen_tal(&g->keys.v[0], GEN_TA, &one);
	buf_str(&two, good);
	buf_str(&two, "https://gen.test/ta.cer\r\n");
	buf_span(&two, buf_view(&one));
	if (put(dir, "rpki_tal", "good", "one", buf_view(&one)) != 0 ||
	    put(dir, "rpki_tal", "good", "two-uris", buf_view(&two)) != 0 ||
	    put(dir, "rpki_tal", "bad", "no-uri", span_of("\n\nAAAA\n")) != 0)
		return -1;
	return put(dir, "rpki_tal", "bad", "scheme",
	    span_of("ftp://gen.test/ta.cer\n\nAAAA\n"));
}

int
gen_corpus(const char *dir)
{
	struct gen g;
	int rc;

	gen_init(&g, NULL, 9);
	rc = tals(&g, dir);
	for (size_t i = 0; i < ARRAY_LEN(seeds) && rc == 0; i++) {
		rc = seed(&g, i, NULL, dir);
		for (size_t k = 0; k < 16 && rc == 0; k++)
			if (seeds[i].twists[k] != NULL)
				rc = seed(&g, i, seeds[i].twists[k], dir);
	}
	gen_clear(&g);
	return rc;
}
