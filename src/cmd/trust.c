/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/trust.h"

#include "io/file.h"

#include <stdlib.h>
#include <string.h>

void
trust_clear(struct trust *t)
{
	if (t == NULL)
		return;
	free(t->roots);
	free(t->signers);
	free(t->revoked);
	buf_clear(&t->cas);
	memset(t, 0, sizeof(*t));
}

/* An absent file is none where nobody named it. */
static int
text_of(const char *named, const char *dir, const char *below, char **ret,
    struct err *e)
{
	AUTO_FREE char *path =
	    named != NULL ? mem_strdup(named) : path_join(dir, below);
	unsigned char *p = NULL;
	size_t n = 0;

	if (named == NULL && !file_exists(path))
		return 0;
	if (file_read(path, KEYRING_TEXT_MAX, &p, &n, e) != 0)
		return -1;
	*ret = (char *)p;
	return 0;
}

static void
no_matter(const char *what, void *arg)
{
	(void)what;
	*(bool *)arg = false;
}

/* 1 where there is no ring that holds: its history will say why. */
static int
from_ring(const char *history, struct trust *t)
{
	AUTO(keyring_clear) struct keyring r = { 0 };
	struct store_trust trust = { .signers = t->signers,
		.roots = t->roots };
	bool good = true;

	if (store_verify_keys(history, &trust, &r, no_matter, &good, NULL) !=
		0 ||
	    !good || r.keys_n == 0)
		return 1;
	buf_span(&t->cas, buf_view(&r.cas));
	t->revoked = mem_alloc((r.certs_n + 1) * sizeof(*t->revoked));
	for (size_t i = 0; i < r.certs_n; i++) {
		memcpy(t->revoked[i].sha256, r.certs[i].sha256, SHA256_HEX);
		t->revoked[i].since = r.certs[i].since;
	}
	t->revoked_n = r.certs_n;
	return 0;
}

int
trust_load(const char *dir, const struct config *cfg,
    const struct trust_words *w, const char *history, struct trust *ret,
    struct err *e)
{
	AUTO(trust_clear) struct trust t = { 0 };
	AUTO_FREE char *cas = NULL;
	const char *named =
	    w->trusted != NULL ? w->trusted : cfg->report_trusted;
	int ring = 1;

	if (w->root != NULL)
		t.roots = mem_strdup(w->root);
	else if (w->signers == NULL &&
	    text_of(NULL, dir, JOB_ROOT, &t.roots, e) != 0)
		return -1;
	if (text_of(w->signers, dir, JOB_SIGNERS, &t.signers, e) != 0)
		return -1;
	if (history != NULL)
		ring = from_ring(history, &t);
	if (named != NULL || ring != 0) {
		if (text_of(named, dir, JOB_CAS, &cas, e) != 0)
			return -1;
		buf_clear(&t.cas);
		if (cas != NULL)
			buf_str(&t.cas, cas);
	}
	*ret = t;
	memset(&t, 0, sizeof(t));
	return 0;
}
