/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RPKI objects as findings cite them. */
#include "audit/trees.h"

static const char *
kind_words(const struct rpki_object *o)
{
	static const char *const w[] = { [RPKI_CER] = "certificate",
		[RPKI_CRL] = "CRL",
		[RPKI_MFT] = "manifest",
		[RPKI_ROA] = "ROA",
		[RPKI_ASPA] = "ASPA",
		[RPKI_OTHER] = "object" };

	return w[o->kind];
}

static const char *
sha_text(const struct rpki_object *o, char out[SHA256_HEX])
{
	hex_of(o->sha256, RPKI_DIGEST, out);
	return out;
}

static bool
there(const struct rpki_object *o)
{
	for (size_t i = 0; i < RPKI_DIGEST; i++)
		if (o->sha256[i] != 0)
			return true;
	return false;
}

void
trees_words(const struct rpki_ta *ta, uint32_t object, struct buf *out)
{
	const struct rpki_object *o = &ta->objects[object];
	char sha[SHA256_HEX], a[UTC_TEXT], b[UTC_TEXT];

	buf_fmt(out, "%s %s", kind_words(o), rpki_text(ta, o->uri));
	if (!there(o)) {
		buf_str(out, " (no such file)");
		return;
	}
	buf_fmt(out, " (SHA-256 %s", sha_text(o, sha));
	if (o->from != TIME_NONE && o->until != TIME_NONE)
		buf_fmt(out, ", valid %s to %s", utc_text(o->from, a),
		    utc_text(o->until, b));
	buf_chr(out, ')');
}

/* By the key of the CA above: a trust anchor is its own. */
static void
certificate_commands(const struct rpki_ta *ta, const struct rpki_object *o,
    struct buf *out)
{
	const struct rpki_object *by =
	    o->ca == RPKI_NONE ? o : &ta->objects[ta->cas[o->ca].object];
	char s[SHA256_HEX], i[SHA256_HEX];

	buf_fmt(out,
	    "openssl x509 -inform DER -in %s.cer -noout -dates -ext "
	    "sbgp-ipAddrBlock,sbgp-autonomousSysNum; "
	    "openssl verify -partial_chain -attime %lld -trusted %s.cer "
	    "%s.cer",
	    sha_text(o, s), (long long)ta->at, sha_text(by, i), s);
}

static void
signed_commands(const struct rpki_object *o, struct buf *out)
{
	char s[SHA256_HEX];

	buf_fmt(out,
	    "openssl cms -verify -noverify -inform DER -in %s.%s -signer "
	    "ee.pem -out econtent.der; ",
	    sha_text(o, s), rpki_kind_ext((enum rpki_kind)o->kind));
	if (o->kind == RPKI_MFT)
		buf_str(out, "openssl asn1parse -inform DER -in econtent.der");
	else
		buf_fmt(out, "openssl x509 -in ee.pem -noout -dates -ext %s",
		    o->kind == RPKI_ASPA ? "sbgp-autonomousSysNum" :
					   "sbgp-ipAddrBlock");
}

static void
crl_commands(const struct rpki_object *o, struct buf *out)
{
	char s[SHA256_HEX];

	sha_text(o, s);
	buf_fmt(out,
	    "openssl crl -inform DER -in %s.crl -noout -issuer -lastupdate "
	    "-nextupdate; openssl crl -inform DER -in %s.crl -noout -text",
	    s, s);
}

void
trees_commands(const struct rpki_ta *ta, uint32_t object, struct buf *out)
{
	const struct rpki_object *o = &ta->objects[object];

	if (!there(o))
		return;
	if (o->kind == RPKI_CER)
		certificate_commands(ta, o, out);
	else if (o->kind == RPKI_CRL)
		crl_commands(o, out);
	else if (o->kind != RPKI_OTHER)
		signed_commands(o, out);
}
