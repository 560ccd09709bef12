/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "cmd/stamp.h"
#include "report/xades.h"

#include <string.h>

bool accepted;

/* What was read is what would be written. */
static void
same_again(struct span xml)
{
	const struct xades_values none = { NULL, NULL, 0, 0 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };
	int r = xades_add_values(xml, NULL, 0, &none, &out, &e);

	assert(r == 0);
	assert(span_eq(buf_view(&out), xml));
}

/* One more is read as the last, over what it had to be. */
static void
one_more(struct span xml, const struct xades *x)
{
	AUTO(xades_clear) struct xades y = { 0 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };
	unsigned char d[32];
	int r = xades_archive_imprint(xml, NULL, d, &e);

	if (r != 0 || x->stamps == 0 || x->archives == XADES_ARCHIVES_MAX)
		return;
	r = xades_add_archive(xml, NULL, span_of("token"), &out, &e);
	assert(r == 0);
	r = xades_read(buf_view(&out), &y, &e);
	assert(r == 0 && y.n == x->n + 1 && y.archives == x->archives + 1);
	assert(y.v[x->n].kind == XADES_ARCHIVE);
	assert(memcmp(y.v[x->n].imprint, d, 32) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO(xades_clear) struct xades signer = { 0 };
	struct span xml = { data, size };
	AUTO_BUF names = { 0 };
	unsigned char d[32];
	struct err e = { 0 };
	size_t due = stamps_due(xml, &names);

	assert(due <= TSAS_MAX && names.n <= size);
	accepted = xades_read(xml, &x, &e) == 0;
	(void)xades_imprint(xml, d, &e);
	(void)xades_signer(xml, &signer, &e);
	if (!accepted) {
		assert(e.msg[0] != '\0' && x.n == 0);
		return 0;
	}
	assert(x.stamps <= XADES_STAMPS_MAX);
	assert(x.archives <= XADES_ARCHIVES_MAX);
	for (size_t i = 0; i < x.n; i++)
		assert(x.v[i].der.n != 0 && x.v[i].of <= x.archives);
	same_again(xml);
	one_more(xml, &x);
	return 0;
}
