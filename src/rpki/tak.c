/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/payload.h"
#include "rpki/uri.h"

#include <stdlib.h>
#include <string.h>

void
tak_free(struct tak *t)
{
	free(t);
}

static enum reason
comments(struct der *d)
{
	struct der in;
	struct span s;

	TRY(der_in(d, DER_SEQ, &in));
	while (der_more(&in))
		TRY(der_get(&in, DER_UTF8, &s));
	return RR_OK;
}

static enum reason
uris(struct der *d)
{
	struct der in;
	struct span s;
	size_t n = 0;

	TRY(der_in(d, DER_SEQ, &in));
	for (; der_more(&in); n++) {
		TRY(der_get(&in, DER_IA5, &s));
		MUST(n < TAK_URIS_MAX, RR_DER_VALUE);
		if (uri_https(s) != RR_OK)
			TRY(uri_rsync(s));
	}
	return n == 0 ? RR_DER_VALUE : RR_OK;
}

static enum reason
takey(struct der *d, unsigned char ret[KEYID_LEN])
{
	struct der in;
	struct span spki, n;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_TAK_FORM);
	TRY_AS(comments(&in), RR_TAK_FORM);
	TRY_AS(uris(&in), RR_TAK_URI);
	TRY_AS(der_raw(&in, DER_SEQ, &spki), RR_TAK_KEY);
	TRY_AS(key_parse(spki, &n), RR_TAK_KEY);
	TRY_AS(key_id(spki, ret), RR_TAK_KEY);
	return der_end(&in) == RR_OK ? RR_OK : RR_TAK_FORM;
}

static enum reason
optional(struct der *d, unsigned tag, bool *has, unsigned char ret[KEYID_LEN])
{
	struct der in;

	if (!der_is(d, tag))
		return RR_OK;
	*has = true;
	TRY_AS(der_in(d, tag, &in), RR_TAK_FORM);
	TRY(takey(&in, ret));
	return der_end(&in) == RR_OK ? RR_OK : RR_TAK_FORM;
}

enum reason
tak_parse(struct span content, const struct res *ee, struct tak **ret)
{
	struct tak t = { 0 };
	struct der d = der_of(content), in;

	TRY(der_check(content));
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_TAK_FORM);
	/* DEFAULT 0 is not written. */
	MUST(!der_is(&in, DER_INT), RR_TAK_VERSION);
	TRY(takey(&in, t.current));
	TRY(optional(&in, DER_CONTEXT(0), &t.has_predecessor, t.predecessor));
	TRY(optional(&in, DER_CONTEXT(1), &t.has_successor, t.successor));
	TRY_AS(der_end(&in), RR_TAK_FORM);
	MUST(res_inherits_all(ee), RR_TAK_INHERIT);
	*ret = mem_alloc(sizeof(t));
	**ret = t;
	return RR_OK;
}
