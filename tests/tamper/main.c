/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   tamper KEYS TSA-ONE TSA-TWO GOOD OUT
 *
 * GOOD holds bb.xml, lt.xml and lta.xml, made by the program with the keys of
 * KEYS and authorities whose CAs are in TSA-ONE and TSA-TWO.  Writes
 * OUT/CASE.xml and OUT/table: case, state, expression for the first reason,
 * between tabs.
 */
#include "tests/tamper/tamper.h"

#include <libxml/parser.h>
#include <openssl/pem.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmlsec.h>

#define DAYS 5000

void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("tamper: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(2);
}

/* A certificate of our own below an authority's CA. */
static void
open_tsa(const char *dir, struct tsa *t)
{
	AUTO_BUF ca = { 0 };
	AUTO_BUF key = { 0 };
	BIO *b;

	read_file(dir, "ca.pem", &ca);
	read_file(dir, "ca.key", &key);
	b = BIO_new_mem_buf(ca.p, (int)ca.n);
	t->ca = PEM_read_bio_X509(b, NULL, NULL, NULL);
	BIO_free(b);
	b = BIO_new_mem_buf(key.p, (int)key.n);
	t->ca_key = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
	BIO_free(b);
	if (t->ca == NULL || t->ca_key == NULL)
		die("%s: no authority", dir);
	tsa_make_unit(t, "Test TSA, second unit", NULL, 1000,
	    (utc_t)time(NULL) - DAY_SECS, DAYS);
}

static void
forge_clear(struct forge *f)
{
	buf_clear(&f->bb);
	buf_clear(&f->lt);
	buf_clear(&f->lta);
	tsa_clear(&f->tsa[0]);
	tsa_clear(&f->tsa[1]);
	tsa_clear(&f->rogue);
}

static void
write_case(const char *dir, const struct forgery *c, struct forge *f,
    FILE *table)
{
	AUTO_BUF out = { 0 };
	char path[4096];
	FILE *file;

	c->make(f, &out);
	snprintf(path, sizeof(path), "%s/%s.xml", dir, c->name);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(out.p, 1, out.n, file) != out.n ||
	    fclose(file) != 0)
		die("%s cannot be written", path);
	fprintf(table, "%s\t%s\t%s\n", c->name, c->state, c->reason);
}

int
main(int argc, char **argv)
{
	static const struct forgery *const all[] = { forged_text,
		forged_signature, forged_stamp };
	struct forge f = { 0 };
	char path[4096];
	FILE *table;

	if (argc != 6)
		die("KEYS TSA-ONE TSA-TWO GOOD OUT");
	xmlInitParser();
	if (xmlSecInit() < 0 || xmlSecCryptoAppInit(NULL) < 0 ||
	    xmlSecCryptoInit() < 0)
		die("libxmlsec");
	f.keys = argv[1];
	open_tsa(argv[2], &f.tsa[0]);
	open_tsa(argv[3], &f.tsa[1]);
	tsa_make_ca(&f.rogue, "Test TSA root one",
	    (utc_t)time(NULL) - DAY_SECS, DAYS);
	tsa_make_unit(&f.rogue, "Test TSA, second unit", NULL, 1000,
	    (utc_t)time(NULL) - DAY_SECS, DAYS);
	read_file(argv[4], "bb.xml", &f.bb);
	read_file(argv[4], "lt.xml", &f.lt);
	read_file(argv[4], "lta.xml", &f.lta);
	snprintf(path, sizeof(path), "%s/table", argv[5]);
	table = fopen(path, "w");
	if (table == NULL)
		die("%s cannot be written", path);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		for (const struct forgery *c = all[i]; c->name != NULL; c++)
			write_case(argv[5], c, &f, table);
	forge_clear(&f);
	xmlSecCryptoShutdown();
	xmlSecCryptoAppShutdown();
	xmlSecShutdown();
	xmlCleanupParser();
	return fclose(table) == 0 ? 0 : 2;
}
