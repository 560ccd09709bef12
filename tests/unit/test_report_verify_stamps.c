/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timestamps in a report, each judged at its own time, each reason by name. */
#include "report/xades.h"
#include "report_fixture.h"
#include "tests/tsa/tsa.h"

static struct tsa tsas[2];
static struct buf trust_pem;
static struct verify_trust trust;
static utc_t t0; /* when it was signed */

/* A token of that authority, as of when. */
static void
token(struct tsa *t, const unsigned char digest[32], utc_t when,
    struct buf *ret)
{
	static const unsigned char nonce[TIMESTAMP_NONCE] = { 1 };
	struct timestamp ts;
	struct err e = { 0 };
	AUTO_BUF q = { 0 };
	AUTO_BUF reply = { 0 };
	AUTO_BUF ca_pem = { 0 };

	t->now = when;
	tsa_trust(t, &ca_pem);
	assert_int_equal(timestamp_request(digest, nonce, &q, &e), 0);
	tsa_answer(t, buf_view(&q), &reply);
	if (timestamp_reply(buf_view(&reply), digest, nonce, buf_view(&ca_pem),
		when, 1, ret, &ts, &e) != 0)
		fail_msg("%s", e.msg);
}

static char *
stamped(const char *xml, struct tsa *t, utc_t when)
{
	AUTO_BUF tok = { 0 };
	AUTO_BUF out = { 0 };
	unsigned char d[32];
	struct err e = { 0 };

	assert_int_equal(xades_imprint(span_of(xml), d, &e), 0);
	token(t, d, when, &tok);
	if (xades_add_stamp(span_of(xml), buf_view(&tok), &out, &e) != 0)
		fail_msg("%s", e.msg);
	return mem_strdup(out.p);
}

static char *
archived(const char *xml, struct tsa *t, utc_t when)
{
	AUTO_BUF tok = { 0 };
	AUTO_BUF out = { 0 };
	unsigned char d[32];
	struct err e = { 0 };

	assert_int_equal(xades_archive_imprint(span_of(xml), NULL, d, &e), 0);
	token(t, d, when, &tok);
	if (xades_add_archive(span_of(xml), NULL, buf_view(&tok), &out, &e) !=
	    0)
		fail_msg("%s", e.msg);
	return mem_strdup(out.p);
}

static char *
with_crl(const char *xml, struct span crl)
{
	struct xades_values v = { NULL, &crl, 0, 1 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	if (xades_add_values(span_of(xml), NULL, 0, &v, &out, &e) != 0)
		fail_msg("%s", e.msg);
	return mem_strdup(out.p);
}

static int
start(void **state)
{
	if (setup(state) != 0)
		return -1;
	t0 = begin();
	for (size_t i = 0; i < 2; i++) {
		tsa_make(&tsas[i], t0 - 10 * DAY_SECS, 1);
		tsa_trust(&tsas[i], &trust_pem);
	}
	trust.signers_pem = span_of(ca);
	trust.tsas_pem = buf_view(&trust_pem);
	trust.now = t0 + 10 * DAY_SECS;
	return 0;
}

static int
end(void **state)
{
	for (size_t i = 0; i < 2; i++)
		tsa_clear(&tsas[i]);
	buf_clear(&trust_pem);
	return teardown(state);
}

static enum verify_state
judge(const char *xml, const struct verify_trust *t)
{
	verify_result_clear(&res);
	report_verify(span_of(xml), &verify_report_kind, t, &res);
	return res.state;
}

static void
bad(const char *xml, const struct verify_trust *t, const char *reason)
{
	if (judge(xml, t) != VERIFY_BAD)
		fail_msg("accepted, want: %s", reason);
	for (size_t i = 0; i < res.n; i++)
		if (strstr(res.reasons[i], reason) != NULL)
			return;
	fail_msg("'%s', want '%s'", res.reasons[0], reason);
}

static bool
noted(const char *text)
{
	for (size_t i = 0; i < res.notes_n; i++)
		if (strstr(res.notes[i], text) != NULL)
			return true;
	return false;
}

static void
good_ones_are_accepted(void **state)
{
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + 60);
	AUTO_FREE char *two = stamped(one, &tsas[1], t0 + 50);
	AUTO_FREE char *lta = archived(two, &tsas[1], t0 + DAY_SECS);

	(void)state;
	assert_int_equal(judge(one, &trust), VERIFY_OK);
	assert_true(res.proved == t0 + 60);
	assert_true(noted("no CRL tells"));
	assert_int_equal(judge(two, &trust), VERIFY_OK);
	assert_int_equal(res.tokens_n, 2);
	assert_true(res.proved == t0 + 50);
	assert_int_equal(judge(lta, &trust), VERIFY_OK);
	assert_int_equal(res.tokens_n, 3);
	assert_true(res.tokens[2].archive && !res.tokens[0].archive);
	assert_true(res.proved == t0 + 50);
	assert_true(res.tokens_n <= VERIFY_TOKENS_MAX);
}

static void
bad_tokens_are_refused(void **state)
{
	AUTO_FREE char *other = signed_by(key, leaf, t0 + 1);
	AUTO_FREE char *of_other = stamped(other, &tsas[0], t0 + 60);
	AUTO_FREE char *stamp = part(of_other, "<xades:UnsignedProperties>",
	    "</xades:UnsignedProperties>");
	AUTO_BUF props = { 0 };
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + 60);
	AUTO_FREE char *future =
	    stamped(good, &tsas[0], trust.now + VERIFY_CLOCK_SLACK + 1);
	AUTO_FREE char *early =
	    stamped(good, &tsas[0], t0 - VERIFY_CLOCK_SLACK - 1);
	struct verify_trust t = trust;

	(void)state;
	buf_fmt(&props, "</xades:SignedProperties>%s", stamp);
	{
		AUTO_FREE char *x =
		    edit(good, "</xades:SignedProperties>", props.p);

		bad(x, &trust, "timestamp token: it is over another digest");
	}
	bad(future, &trust, "its time lies in the future");
	bad(early, &trust, "signing time after the timestamp");
	t.tsas_pem = span_of(rogue_ca);
	bad(one, &t, "timestamp token");
	t.tsas_pem = span_of("");
	bad(one, &t, "timestamp token");
	{
		AUTO_FREE char *x = edit(one, "<xades:SignatureTimeStamp>",
		    "<findings></findings><xades:SignatureTimeStamp>");

		bad(x, &trust, "unexpected unsigned property");
	}
}

static void
order_is_judged(void **state)
{
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + DAY_SECS);
	AUTO_FREE char *older =
	    archived(one, &tsas[1], t0 + DAY_SECS - VERIFY_CLOCK_SLACK - 1);
	AUTO_FREE char *near =
	    archived(one, &tsas[1], t0 + DAY_SECS - VERIFY_CLOCK_SLACK);

	(void)state;
	bad(older, &trust, "older than what it is over");
	assert_int_equal(judge(near, &trust), VERIFY_OK);
}

static void
what_an_archive_covers_stays(void **state)
{
	AUTO_BUF crl = { 0 };
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + 60);
	AUTO_FREE char *two = stamped(one, &tsas[1], t0 + 60);
	AUTO_FREE char *lt = NULL, *lta = NULL, *values = NULL, *first = NULL;

	(void)state;
	tsa_crl(&tsas[0], 0, t0, t0 + 30 * DAY_SECS, &crl);
	lt = with_crl(two, buf_view(&crl));
	lta = archived(lt, &tsas[0], t0 + 120);
	assert_int_equal(judge(lta, &trust), VERIFY_OK);
	values =
	    part(lta, "<xades:RevocationValues>", "</xades:RevocationValues>");
	first = part(lta, "<xades:SignatureTimeStamp>",
	    "</xades:SignatureTimeStamp>");
	{
		AUTO_FREE char *x = edit(lta, values, "");
		AUTO_FREE char *y = edit(lta, first, "");

		bad(x, &trust, "timestamp token");
		bad(y, &trust, "timestamp token");
	}
}

static void
revoked_signers_stand_only_if_proved_before(void **state)
{
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + 60);
	struct verify_revoked r = { "", t0 + 61 };
	struct verify_trust t = trust;

	(void)state;
	assert_int_equal(judge(one, &trust), VERIFY_OK);
	memcpy(r.sha256, res.signer_sha256, sizeof(r.sha256));
	t.revoked = &r;
	t.revoked_n = 1;
	assert_int_equal(judge(one, &t), VERIFY_OK);
	r.since = t0 + 60;
	bad(one, &t, "revoked signer");
	r.since = t0 + 1000;
	bad(good, &t, "revoked signer");
}

static void
revoked_authorities_prove_nothing(void **state)
{
	AUTO_BUF crl = { 0 };
	AUTO_BUF late = { 0 };
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + 60);
	AUTO_FREE char *x = NULL, *y = NULL;
	long serial = ASN1_INTEGER_get(X509_get0_serialNumber(tsas[0].cert));

	(void)state;
	tsa_crl(&tsas[0], serial, t0, t0 + DAY_SECS, &crl);
	x = with_crl(one, buf_view(&crl));
	bad(x, &trust, "its certificate was revoked");
	tsa_crl(&tsas[0], serial, t0 + 3600, t0 + DAY_SECS, &late);
	y = with_crl(one, buf_view(&late));
	assert_int_equal(judge(y, &trust), VERIFY_OK);
}

static void
an_expired_authority_is_noted(void **state)
{
	AUTO_FREE char *one = stamped(good, &tsas[0], t0 + 60);
	AUTO_FREE char *lta = archived(one, &tsas[1], t0 + 120);
	struct verify_trust t = trust;

	(void)state;
	t.now = t0 + 3 * 366 * DAY_SECS;
	assert_int_equal(judge(one, &t), VERIFY_OK);
	assert_true(noted("expired"));
	assert_int_equal(judge(lta, &t), VERIFY_OK);
	assert_true(noted("expired")); /* the archive's own */
}

static void
reasons_have_a_limit(void **state)
{
	AUTO_BUF x = { 0 };
	struct span none = span_of("no token");
	struct err e = { 0 };

	(void)state;
	buf_str(&x, good);
	for (int i = 0; i <= VERIFY_REASONS_MAX; i++) {
		AUTO_BUF out = { 0 };

		assert_int_equal(i == 0 ?
			xades_add_stamp(buf_view(&x), none, &out, &e) :
			xades_add_archive(buf_view(&x), NULL, none, &out, &e),
		    0);
		buf_clear(&x);
		buf_span(&x, buf_view(&out));
	}
	bad(x.p, &trust, "timestamp DER");
	assert_int_equal(res.n, VERIFY_REASONS_MAX);
}

static void
trust_has_a_limit(void **state)
{
	AUTO_BUF pem = { 0 };
	struct verify_trust t = trust;

	(void)state;
	for (int i = 1; i < VERIFY_SIGNERS_MAX; i++)
		buf_str(&pem, tsa);
	buf_str(&pem, ca);
	t.signers_pem = buf_view(&pem);
	assert_int_equal(judge(good, &t), VERIFY_OK);
	pem.n = 0;
	for (int i = 0; i < VERIFY_SIGNERS_MAX; i++)
		buf_str(&pem, tsa);
	buf_str(&pem, ca);
	t.signers_pem = buf_view(&pem);
	bad(good, &t, "signer certificate chain");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones_are_accepted),
		cmocka_unit_test(bad_tokens_are_refused),
		cmocka_unit_test(order_is_judged),
		cmocka_unit_test(what_an_archive_covers_stays),
		cmocka_unit_test(revoked_signers_stand_only_if_proved_before),
		cmocka_unit_test(revoked_authorities_prove_nothing),
		cmocka_unit_test(an_expired_authority_is_noted),
		cmocka_unit_test(reasons_have_a_limit),
		cmocka_unit_test(trust_has_a_limit),
	};
	int r = cmocka_run_group_tests_name("report verify stamps", tests,
	    start, end);

	verify_result_clear(&res);
	return r;
}
