/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H
/* A signed report, the keys that make one, and ways to alter it. */
#include "io/file.h"
#include "report/dsig.h"
#include "report/report.h"
#include "unit.h"

#define BODY                                                                  \
	"<report xmlns=\"" REPORT_NS "\" version=\"1\">\n<findings>\n"        \
	"<finding id=\"a\">one</finding>\n"                                   \
	"<finding id=\"b\">two</finding>\n</findings>\n</report>"
#define WHEN ((utc_t)1767225600) /* 2026-01-01 */

/* What the openssl command made; each a file of that name. */
static char *ca, *leaf, *again, *rogue_ca, *rogue, *tsa, *key, *rogue_key,
    *tsa_key;
static char *good; /* the signed report */
static struct verify_result res;

__attribute__((unused)) static char *
load(const char *name)
{
	AUTO_FREE char *path = here(name);
	unsigned char *p = NULL;
	size_t n = 0;

	assert_int_equal(file_read(path, 0, &p, &n, NULL), 0);
	return (char *)p;
}

#define REQ "req -x509 -newkey rsa:2048 -nodes -days 20000 -subj "
#define NEW "req -newkey rsa:2048 -nodes -subj "
#define CERT "x509 -req -CAcreateserial "

__attribute__((unused)) static void
make_keys(void)
{
	put_file("tsa.cnf", "extendedKeyUsage=critical,timeStamping\n", 0644);
	openssl(REQ "/CN=ca -keyout @ca.key -out @ca.pem");
	openssl(REQ "/CN=ca -keyout @rogue-ca.key -out @rogue-ca.pem");
	openssl(NEW "/CN=signer -keyout @key -out @csr");
	openssl(NEW "/CN=signer -keyout @rogue.key -out @rogue.csr");
	openssl(NEW "/CN=tsa -keyout @tsa.key -out @tsa.csr");
	openssl(CERT "-in @csr -CA @ca.pem -CAkey @ca.key -days 10000 "
		     "-out @leaf.pem");
	openssl(CERT "-in @csr -CA @ca.pem -CAkey @ca.key -days 10000 "
		     "-out @again.pem");
	openssl(CERT "-in @rogue.csr -CA @rogue-ca.pem -CAkey @rogue-ca.key "
		     "-days 10000 -out @rogue.pem");
	openssl(CERT "-in @tsa.csr -CA @ca.pem -CAkey @ca.key -days 10000 "
		     "-extfile @tsa.cnf -out @tsa.pem");
	ca = load("ca.pem");
	leaf = load("leaf.pem");
	again = load("again.pem");
	rogue_ca = load("rogue-ca.pem");
	rogue = load("rogue.pem");
	tsa = load("tsa.pem");
	key = load("key");
	rogue_key = load("rogue.key");
	tsa_key = load("tsa.key");
}

__attribute__((unused)) static char *
signed_by(const char *k, const char *chain, utc_t when)
{
	struct signer *s = NULL;
	struct err e = { 0 };
	AUTO_BUF b = { 0 };

	if (signer_open(span_of(k), span_of(chain), &s, &e) != 0 ||
	    report_sign(s, span_of(BODY), when, &b, &e) != 0)
		fail_msg("%s", e.msg);
	signer_free(s);
	return mem_strdup(b.p);
}

/* Now is when the certificates begin. */
__attribute__((unused)) static utc_t
begin(void)
{
	struct err e = { 0 };
	AUTO(dsig_certs_free)
	STACK_OF(X509) *c = dsig_certs(span_of(leaf), &e);
	int days = 0, secs = 0;
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);

	assert_non_null(c);
	ASN1_TIME_diff(&days, &secs, epoch,
	    X509_get0_notBefore(sk_X509_value(c, 0)));
	ASN1_TIME_free(epoch);
	return (utc_t)days * DAY_SECS + secs + 1;
}

__attribute__((unused)) static int
setup(void **state)
{
	if (dir_setup(state) != 0)
		return -1;
	make_keys();
	good = signed_by(key, leaf, begin());
	return 0;
}

__attribute__((unused)) static int
teardown(void **state)
{
	char *all[] = { ca, leaf, again, rogue_ca, rogue, tsa, key, rogue_key,
		tsa_key, good };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		free(all[i]);
	return dir_teardown(state);
}

__attribute__((unused)) static enum verify_state
verify_bytes(struct span xml, const char *signers)
{
	struct verify_trust t = { .signers_pem = span_of(signers),
		.now = begin() + DAY_SECS };

	verify_result_clear(&res);
	report_verify(xml, &verify_report_kind, &t, &res);
	return res.state;
}

__attribute__((unused)) static enum verify_state
verify(const char *xml)
{
	return verify_bytes(span_of(xml), ca);
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

/* From the first `from` up to and with the next `to`; owned. */
__attribute__((unused)) static char *
part(const char *xml, const char *from, const char *to)
{
	const char *a = strstr(xml, from);
	const char *b = a == NULL ? NULL : strstr(a, to);

	if (b == NULL)
		fail_msg("no %s...%s", from, to);
	return mem_strndup(a, (size_t)(b - a) + strlen(to));
}

__attribute__((unused)) static void
refused(const char *xml, const char *reason)
{
	if (verify(xml) != VERIFY_BAD)
		fail_msg("accepted, want: %s\n%s", reason, xml);
	for (size_t i = 0; i < res.n; i++)
		if (strstr(res.reasons[i], reason) != NULL)
			return;
	fail_msg("'%s', want '%s'", res.reasons[0], reason);
}

__attribute__((unused)) static void
refused_edit(const char *from, const char *to, const char *reason)
{
	AUTO_FREE char *x = edit(good, from, to);

	refused(x, reason);
}

#endif
