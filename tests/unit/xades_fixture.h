/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef XADES_FIXTURE_H
#define XADES_FIXTURE_H
/* A signed document, and its unsigned properties one after the other. */
#include "report/dsig.h"
#include "report/report.h"
#include "report/timestamp.h"
#include "report/xades.h"
#include "unit.h"

#define BODY                                                                  \
	"<report xmlns=\"" REPORT_NS "\" version=\"1\">\n"                    \
	"<finding id=\"a\">one &lt; two</finding>\n</report>"

static struct buf good; /* signed, B-B */

__attribute__((unused)) static void
sign(void)
{
	AUTO_FREE char *key = here("key");
	AUTO_FREE char *cert = here("cert");
	struct signer *s = NULL;
	struct err e = { 0 };
	FILE *f;
	char k[8192] = { 0 }, c[8192] = { 0 };

	openssl("req -x509 -newkey rsa:2048 -nodes -days 20000 -subj /CN=ca "
		"-keyout @key -out @cert");
	f = fopen(key, "r");
	assert_true(f != NULL && fread(k, 1, sizeof(k) - 1, f) > 0);
	fclose(f);
	f = fopen(cert, "r");
	assert_true(f != NULL && fread(c, 1, sizeof(c) - 1, f) > 0);
	fclose(f);
	if (signer_open(span_of(k), span_of(c), &s, &e) != 0 ||
	    report_sign(s, span_of(BODY), 1767225600, &good, &e) != 0)
		fail_msg("%s", e.msg);
	signer_free(s);
}

__attribute__((unused)) static int
setup(void **state)
{
	if (dir_setup(state) != 0)
		return -1;
	sign();
	return 0;
}

__attribute__((unused)) static int
teardown(void **state)
{
	buf_clear(&good);
	return dir_teardown(state);
}

__attribute__((unused)) static void
add_stamp(struct buf *xml, const char *token)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_stamp(buf_view(xml), span_of(token), &out, &e) != 0)
		fail_msg("%s", e.msg);
	buf_clear(xml);
	buf_span(xml, buf_view(&out));
}

__attribute__((unused)) static void
add_archive(struct buf *xml, const char *token)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_archive(buf_view(xml), NULL, span_of(token), &out, &e) !=
	    0)
		fail_msg("%s", e.msg);
	buf_clear(xml);
	buf_span(xml, buf_view(&out));
}

__attribute__((unused)) static void
add_values(struct buf *xml, size_t of, const char *cert, const char *crl)
{
	struct span c = span_of(cert == NULL ? "" : cert);
	struct span l = span_of(crl == NULL ? "" : crl);
	struct xades_values v = { &c, &l, cert != NULL, crl != NULL };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_values(buf_view(xml), NULL, of, &v, &out, &e) != 0)
		fail_msg("%s", e.msg);
	buf_clear(xml);
	buf_span(xml, buf_view(&out));
}

__attribute__((unused)) static void
read_good(struct span xml, struct xades *x)
{
	struct err e = { 0 };

	if (xades_read(xml, x, &e) != 0)
		fail_msg("%s", e.msg);
}

/* B-T, B-LT, B-LTA, and renewed. */
__attribute__((unused)) static void
make_all(struct buf *x)
{
	buf_span(x, buf_view(&good));
	add_stamp(x, "token 1");
	add_values(x, 0, "cert a", NULL);
	add_stamp(x, "token 2");
	add_values(x, 0, "cert b", "crl a");
	add_archive(x, "archive 1");
	add_archive(x, "archive 2");
	add_values(x, 2, NULL, "crl 2");
	add_values(x, 1, "cert 1", "crl 1");
	add_archive(x, "archive 3");
	add_values(x, 3, NULL, "crl 3");
	add_values(x, 1, NULL, "crl 4");
}

__attribute__((unused)) static void
canonical(struct span xml)
{
	struct err e = { 0 };
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse(xml, &e);
	bool same = false;

	assert_non_null(doc);
	assert_int_equal(dsig_is_canonical(doc, xml, &same, &e), 0);
	assert_true(same);
}

/* The first place of `from` becomes `to`; owned. */
__attribute__((unused)) static char *
edit(const char *xml, const char *from, const char *to)
{
	const char *at = strstr(xml, from);
	AUTO_BUF b = { 0 };

	if (at == NULL)
		fail_msg("no '%s' in the report", from);
	buf_add(&b, xml, (size_t)(at - xml));
	buf_str(&b, to);
	buf_str(&b, at + strlen(from));
	return mem_strdup(b.p);
}

#endif
