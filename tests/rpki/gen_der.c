/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rpki/gen.h"

#include <stdio.h>
#include <string.h>

void
d_tlv(struct buf *out, unsigned tag, struct span v)
{
	unsigned char h[8];
	size_t n = 0,
	       bytes = v.n > 0xffffff ? 4 :
	    v.n > 0xffff	      ? 3 :
	    v.n > 0xff		      ? 2 :
					1;

	h[n++] = (unsigned char)tag;
	if (v.n < 0x80)
		h[n++] = (unsigned char)v.n;
	else {
		h[n++] = (unsigned char)(0x80 | bytes);
		while (bytes-- > 0)
			h[n++] = (unsigned char)(v.n >> (8 * bytes));
	}
	buf_add(out, h, n);
	buf_span(out, v);
}

void
d_wrap(struct buf *out, unsigned tag, const struct buf *v)
{
	d_tlv(out, tag, buf_view(v));
}

void
d_uint(struct buf *out, uint64_t n)
{
	unsigned char v[9] = { 0 };
	size_t from = 1;

	for (size_t i = 0; i < 8; i++)
		v[1 + i] = (unsigned char)(n >> (8 * (7 - i)));
	while (from < 8 && v[from] == 0)
		from++;
	if ((v[from] & 0x80) != 0)
		from--;
	d_tlv(out, DER_INT, (struct span){ v + from, 9 - from });
}

void
d_oid(struct buf *out, struct span oid)
{
	d_tlv(out, DER_OID, oid);
}

void
d_text(struct buf *out, unsigned tag, const char *s)
{
	d_tlv(out, tag, span_of(s));
}

void
d_bits(struct buf *out, struct span v, unsigned unused)
{
	AUTO_BUF b = { 0 };

	buf_chr(&b, (char)unused);
	buf_span(&b, v);
	d_wrap(out, DER_BITS, &b);
}

static void
stamp(struct buf *out, unsigned tag, utc_t t)
{
	char s[UTC_TEXT], v[16];
	size_t n = 0;

	utc_text(t, s);
	for (const char *p = s; *p != '\0'; p++)
		if (*p != '-' && *p != ':' && *p != 'T')
			v[n++] = *p;
	v[n] = '\0';
	d_text(out, tag, tag == DER_UTCTIME ? v + 2 : v);
}

void
d_time(struct buf *out, utc_t t)
{
	stamp(out, t < day_start(20500101) ? DER_UTCTIME : DER_GENTIME, t);
}

void
d_gentime(struct buf *out, utc_t t)
{
	stamp(out, DER_GENTIME, t);
}

void
d_alg(struct buf *out, struct span oid)
{
	AUTO_BUF b = { 0 };

	d_oid(&b, oid);
	d_tlv(&b, DER_NULL, (struct span){ NULL, 0 });
	d_wrap(out, DER_SEQ, &b);
}

void
d_name(struct buf *out, const char *cn)
{
	AUTO_BUF attr = { 0 };
	AUTO_BUF seq = { 0 };
	AUTO_BUF set = { 0 };

	d_oid(&attr, OID("\x55\x04\x03"));
	d_text(&attr, DER_PRINTABLE, cn);
	d_wrap(&seq, DER_SEQ, &attr);
	d_wrap(&set, DER_SET, &seq);
	d_wrap(out, DER_SEQ, &set);
}
