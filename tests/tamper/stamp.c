/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tamper/tamper.h"

#include <openssl/sha.h>
#include <openssl/ts.h>
#include <string.h>

static void
request(const unsigned char digest[32], struct buf *out)
{
	TS_REQ *q = TS_REQ_new();
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *a = X509_ALGOR_new();
	unsigned char *der = NULL, copy[32];
	int n;

	memcpy(copy, digest, sizeof(copy));
	X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
	TS_MSG_IMPRINT_set_algo(m, a);
	TS_MSG_IMPRINT_set_msg(m, copy, sizeof(copy));
	TS_REQ_set_version(q, 1);
	TS_REQ_set_msg_imprint(q, m);
	TS_REQ_set_cert_req(q, 1);
	n = i2d_TS_REQ(q, &der);
	if (n <= 0)
		die("no request");
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	X509_ALGOR_free(a);
	TS_MSG_IMPRINT_free(m);
	TS_REQ_free(q);
}

void
token(struct tsa *t, const unsigned char digest[32], struct buf *out)
{
	AUTO_BUF req = { 0 };
	AUTO_BUF reply = { 0 };
	const unsigned char *p;
	unsigned char *der = NULL;
	TS_RESP *r;
	int n;

	request(digest, &req);
	tsa_answer(t, buf_view(&req), &reply);
	p = buf_view(&reply).p;
	r = d2i_TS_RESP(NULL, &p, (long)reply.n);
	if (r == NULL || TS_RESP_get_token(r) == NULL)
		die("the authority gave no token");
	n = i2d_PKCS7(TS_RESP_get_token(r), &der);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	TS_RESP_free(r);
}

void
value_digest(struct span xml, unsigned char ret[32])
{
	static const char open[] = "<ds:SignatureValue xmlns:ds="
				   "\"http://www.w3.org/2000/09/xmldsig#\">";
	AUTO_BUF b = { 0 };
	struct span s;

	buf_str(&b, open);
	buf_span(&b, content(xml, "<ds:SignatureValue>"));
	buf_str(&b, "</ds:SignatureValue>");
	s = buf_view(&b);
	SHA256(s.p, s.n, ret);
}

void
stamp(struct forge *f, struct span xml, struct tsa *const by[2],
    struct buf *out)
{
	AUTO_BUF p = { 0 };
	unsigned char d[32];

	value_digest(xml, d);
	buf_str(&p, UNSIGNED "<xades:UnsignedSignatureProperties>");
	for (int i = 0; i < 2; i++) {
		AUTO_BUF der = { 0 };

		token(by[i], d, &der);
		buf_str(&p,
		    STAMP
		    "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/"
		    "2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>" TOKEN);
		to_base64(buf_view(&der), &p);
		buf_str(&p, "</xades:EncapsulatedTimeStamp>" STAMP_END);
	}
	buf_span(&p, part(buf_view(&f->lt), VALUES, VALUES_END));
	buf_str(&p, "</xades:UnsignedSignatureProperties>" UNSIGNED_END);
	behind(xml, SIGNED_END, p.p, out);
}
