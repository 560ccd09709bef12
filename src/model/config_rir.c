/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a configuration says of a registry: the keys that it signs with. */
#include "model/config_priv.h"

#include <stdlib.h>
#include <string.h>

void
config_rir_clear(struct config *c)
{
	for (size_t i = 0; i < RIR_N; i++)
		free(c->rir_pgpkey[i]);
}

/* What it stands for is for who verifies. */
static bool
key_formed(const char *v)
{
	static const char ok[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789+/=";
	size_t n = strlen(v);

	return n != 0 && n <= PGPKEY_TEXT_MAX && strspn(v, ok) == n;
}

int
config_rir_set(struct config *c, struct span name, const char *var,
    const char *v, struct err *e)
{
	enum publisher pub;

	if (pub_parse(name, &pub) != 0 || pub >= RIR_N)
		return err_set(e, ERR_DATA, "want one of the five registries");
	if (strcmp(var, "pgpkey") != 0)
		return err_set(e, ERR_DATA, "unknown key; a rir has pgpkey");
	if (!key_formed(v))
		return err_set(e, ERR_DATA,
		    "want the base64 of OpenPGP public keys, of at most %d "
		    "bytes",
		    PGPKEY_TEXT_MAX);
	config_set_text(&c->rir_pgpkey[pub], v);
	return 0;
}

void
config_rir_print(const struct config *c, struct buf *out)
{
	for (size_t i = 0; i < RIR_N; i++)
		if (c->rir_pgpkey[i] != NULL)
			buf_fmt(out, "rir.%s.pgpkey = %s\n",
			    pub_name((enum publisher)i), c->rir_pgpkey[i]);
}
