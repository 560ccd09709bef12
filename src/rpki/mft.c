/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/payload.h"
#include "rpki/uri.h"

#include <stdlib.h>
#include <string.h>

void
mft_free(struct mft *m)
{
	if (m == NULL)
		return;
	free(m->files);
	free(m->names);
	free(m);
}

static void
mft_freep(struct mft **m)
{
	mft_free(*m);
}

const char *
mft_name(const struct mft *m, size_t i)
{
	return m->names + m->files[i].name;
}

static enum reason
file(struct der *d, struct span *name, struct span *hash)
{
	struct der in;
	size_t bits;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_MFT_FORM);
	TRY_AS(der_get(&in, DER_IA5, name), RR_MFT_NAME);
	MUST(uri_file_name(*name), RR_MFT_NAME);
	TRY_AS(der_bits(&in, hash, &bits), RR_MFT_HASH);
	MUST(bits == DIGEST_LEN * 8, RR_MFT_HASH);
	return der_end(&in) == RR_OK ? RR_OK : RR_MFT_FORM;
}

static int
name_cmp(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* No name twice; exactly one CRL. */
static enum reason
names(struct mft *m)
{
	AUTO_FREE const char **v = mem_resize(NULL, m->n, sizeof(*v));
	size_t crls = 0;

	for (size_t i = 0; i < m->n; i++) {
		v[i] = mft_name(m, i);
		if (strcmp(v[i] + strlen(v[i]) - 4, ".crl") == 0) {
			m->crl = i;
			crls++;
		}
	}
	qsort(v, m->n, sizeof(*v), name_cmp);
	for (size_t i = 1; i < m->n; i++)
		MUST(strcmp(v[i - 1], v[i]) != 0, RR_MFT_TWICE);
	MUST(crls == 1, RR_MFT_CRL_COUNT);
	return RR_OK;
}

static enum reason
files(struct der *d, struct mft *m)
{
	struct der in, count;
	struct span name, hash;
	size_t bytes = 0, k = 0;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_MFT_FORM);
	MUST(der_more(&in), RR_MFT_EMPTY);
	for (count = in; der_more(&count); m->n++) {
		MUST(m->n < MFT_FILES_MAX, RR_MFT_MANY);
		TRY(file(&count, &name, &hash));
		bytes += name.n + 1;
	}
	m->files = mem_resize(NULL, m->n, sizeof(*m->files));
	m->names = mem_alloc(bytes);
	for (size_t i = 0; i < m->n; i++) {
		TRY(file(&in, &name, &hash));
		m->files[i].name = (uint32_t)k;
		memcpy(m->files[i].sha256, hash.p, DIGEST_LEN);
		memcpy(m->names + k, name.p, name.n);
		k += name.n + 1;
	}
	return names(m);
}

static enum reason
number(struct der *d, struct mft *m)
{
	struct span n;

	TRY(der_big(d, &n));
	memcpy(m->number + SERIAL_MAX - n.n, n.p, n.n);
	return RR_OK;
}

static enum reason
manifest(struct der *d, struct mft *m)
{
	struct der in;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_MFT_FORM);
	TRY_AS(der_end(d), RR_MFT_FORM);
	/* DEFAULT 0 is not written, in whatever form. */
	MUST(!der_is(&in, DER_CONTEXT(0)) && !der_is(&in, DER_CONTEXT_P(0)),
	    RR_MFT_VERSION);
	TRY_AS(number(&in, m), RR_MFT_NUMBER);
	TRY_AS(der_gentime(&in, &m->this_update), RR_MFT_TIME);
	TRY_AS(der_gentime(&in, &m->next_update), RR_MFT_TIME);
	MUST(m->this_update < m->next_update, RR_MFT_CROSSED);
	TRY_AS(der_oid(&in, OID_SHA256), RR_MFT_HASHALG);
	TRY(files(&in, m));
	return der_end(&in) == RR_OK ? RR_OK : RR_MFT_FORM;
}

enum reason
mft_parse(struct span content, const struct res *ee, struct mft **ret)
{
	AUTO(mft_freep) struct mft *m = mem_alloc(sizeof(*m));
	struct der d = der_of(content);

	TRY(der_check(content));
	TRY(manifest(&d, m));
	MUST(res_inherits_all(ee), RR_MFT_INHERIT);
	*ret = TAKE(m);
	return RR_OK;
}
