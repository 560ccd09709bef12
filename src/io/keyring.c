/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keyring.h"

#include <stdlib.h>
#include <string.h>

#define BEGIN "-----BEGIN "
#define END "-----END "

void
keyring_clear(struct keyring *r)
{
	if (r == NULL)
		return;
	free(r->keys);
	free(r->certs);
	buf_clear(&r->cas);
	buf_clear(&r->crls);
	memset(r, 0, sizeof(*r));
}

struct ring_key *
keyring_find(const struct keyring *r, const unsigned char pub[SSH_PUBLIC_SIZE])
{
	for (size_t i = 0; i < r->keys_n; i++)
		if (memcmp(r->keys[i].is.pub, pub, SSH_PUBLIC_SIZE) == 0)
			return &r->keys[i];
	return NULL;
}

struct ring_key *
keyring_named(const struct keyring *r, const char *fingerprint)
{
	char f[SSH_FINGERPRINT];

	for (size_t i = 0; i < r->keys_n; i++) {
		ssh_fingerprint(r->keys[i].is.pub, f);
		if (strcmp(f, fingerprint) == 0)
			return &r->keys[i];
	}
	return NULL;
}

struct ring_key *
keyring_add(struct keyring *r, const unsigned char pub[SSH_PUBLIC_SIZE],
    utc_t from)
{
	struct ring_key *k;

	r->keys =
	    mem_grow(r->keys, &r->keys_cap, r->keys_n + 1, sizeof(*r->keys));
	k = &r->keys[r->keys_n++];
	memcpy(k->is.pub, pub, SSH_PUBLIC_SIZE);
	k->is.from = from;
	k->is.until = TIME_NONE;
	k->revoked = TIME_NONE;
	return k;
}

void
keyring_revoke_key(struct ring_key *k, utc_t since)
{
	if (k->revoked == TIME_NONE || since < k->revoked)
		k->revoked = since;
	/* git knows no timestamps: it stops at the date. */
	if (k->is.until == TIME_NONE || k->revoked < k->is.until)
		k->is.until = k->revoked;
}

void
keyring_revoke_cert(struct keyring *r, const char *sha256, utc_t since)
{
	struct ring_cert *c = NULL;

	for (size_t i = 0; i < r->certs_n; i++)
		if (strcmp(r->certs[i].sha256, sha256) == 0)
			c = &r->certs[i];
	if (c == NULL) {
		r->certs = mem_grow(r->certs, &r->certs_cap, r->certs_n + 1,
		    sizeof(*r->certs));
		c = &r->certs[r->certs_n++];
		memcpy(c->sha256, sha256, SHA256_HEX);
		c->since = since;
	}
	if (since < c->since)
		c->since = since;
}

static int
bad(struct err *e, const char *file, size_t line, const char *why)
{
	return err_set(e, ERR_DATA, "%s: line %zu: %s", file, line, why);
}

static int
parse_signers(struct span text, struct keyring *r, struct err *e)
{
	const unsigned char *end = text.p + text.n;
	size_t n = 0;

	while (text.n != 0) {
		struct span line = span_split(&text, '\n');
		struct signer_line l;
		AUTO_BUF again = { 0 };
		struct ring_key *k;

		if (++n > KEYRING_KEYS_MAX)
			return bad(e, KEYRING_SIGNERS, n, "too many keys");
		if (signers_line(line, "git", &l) != 0)
			return bad(e, KEYRING_SIGNERS, n,
			    "not an Ed25519 key that may sign for git");
		signers_line_print(KEYRING_PRINCIPAL, &l, &again);
		/* The line's end, too, which may be missing at the end. */
		line.n += line.p + line.n < end;
		if (!span_eq(line, buf_view(&again)))
			return bad(e, KEYRING_SIGNERS, n,
			    "not in the form that nroaudit writes");
		if (keyring_find(r, l.pub) != NULL)
			return bad(e, KEYRING_SIGNERS, n, "a key twice");
		k = keyring_add(r, l.pub, l.from);
		k->is.until = l.until;
	}
	return n != 0 ? 0 : bad(e, KEYRING_SIGNERS, 1, "no key");
}

/* KIND NAME since TIME */
static int
parse_revocation(struct span line, size_t n, struct keyring *r, struct err *e)
{
	struct span rest = line, kind = span_split(&rest, ' '),
		    name = span_split(&rest, ' '),
		    word = span_split(&rest, ' ');
	AUTO_FREE char *text = mem_strndup(name.p, name.n);
	struct ring_key *k;
	char u[UTC_TEXT];
	utc_t since;

	if (!span_is(word, "since") || utc_parse(rest, &since) != 0 ||
	    !span_is(rest, utc_text(since, u)))
		return bad(e, KEYRING_REVOKED, n, "no 'since TIME'");
	if (span_is(kind, "certificate") && hex_is(name, SHA256_HEX - 1)) {
		if (r->certs_n != 0 &&
		    strcmp(r->certs[r->certs_n - 1].sha256, text) == 0)
			return bad(e, KEYRING_REVOKED, n, "twice");
		if (r->certs_n == KEYRING_KEYS_MAX)
			return bad(e, KEYRING_REVOKED, n, "too many");
		keyring_revoke_cert(r, text, since);
		return 0;
	}
	k = span_is(kind, "ssh") ? keyring_named(r, text) : NULL;
	if (k == NULL || k->revoked != TIME_NONE)
		return bad(e, KEYRING_REVOKED, n,
		    "neither a certificate's SHA-256 nor a key of " KEYRING_SIGNERS
		    ", or twice");
	k->revoked = since;
	return 0;
}

static int
parse_revoked(struct span text, struct keyring *r, struct err *e)
{
	AUTO_BUF again = { 0 };
	struct span rest = text;
	size_t n = 0;

	while (rest.n != 0)
		if (parse_revocation(span_split(&rest, '\n'), ++n, r, e) != 0)
			return -1;
	keyring_print_revoked(r, &again);
	return span_eq(text, buf_view(&again)) ?
	    0 :
	    bad(e, KEYRING_REVOKED, 1, "not in the order, or no line end");
}

int
keyring_parse(const struct keyring_text *t, struct keyring *ret, struct err *e)
{
	struct keyring r = { 0 };
	const struct {
		const char *name;
		struct span s;
	} all[] = { { KEYRING_SIGNERS, t->signers },
		{ KEYRING_REVOKED, t->revoked }, { KEYRING_CAS, t->cas },
		{ KEYRING_CRLS, t->crls } };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i].s.n > KEYRING_TEXT_MAX)
			return err_set(e, ERR_DATA, "%s: over %zu bytes",
			    all[i].name, KEYRING_TEXT_MAX);
	if (parse_signers(t->signers, &r, e) != 0 ||
	    parse_revoked(t->revoked, &r, e) != 0) {
		keyring_clear(&r);
		return -1;
	}
	buf_span(&r.cas, t->cas);
	buf_span(&r.crls, t->crls);
	*ret = r;
	return 0;
}

void
keyring_print_signers(const struct keyring *r, struct buf *out)
{
	for (size_t i = 0; i < r->keys_n; i++)
		signers_line_print(KEYRING_PRINCIPAL, &r->keys[i].is, out);
}

/* Keys as they stand in the ring, then certificates as they came. */
void
keyring_print_revoked(const struct keyring *r, struct buf *out)
{
	char f[SSH_FINGERPRINT], u[UTC_TEXT];

	for (size_t i = 0; i < r->keys_n; i++) {
		if (r->keys[i].revoked == TIME_NONE)
			continue;
		ssh_fingerprint(r->keys[i].is.pub, f);
		buf_fmt(out, "ssh %s since %s\n", f,
		    utc_text(r->keys[i].revoked, u));
	}
	for (size_t i = 0; i < r->certs_n; i++)
		buf_fmt(out, "certificate %s since %s\n", r->certs[i].sha256,
		    utc_text(r->certs[i].since, u));
}

/* The next block of PEM, from its first line to behind its last one. */
static struct span
block(struct span *rest)
{
	const unsigned char *p =
	    rest->n == 0 ? NULL : memmem(rest->p, rest->n, BEGIN, 11);
	struct span b = { NULL, 0 };

	if (p != NULL) {
		struct span s =
		    span_sub(*rest, (size_t)(p - rest->p), rest->n);
		const unsigned char *q = memmem(s.p, s.n, END, 9);

		if (q != NULL) {
			struct span tail = span_sub(s, (size_t)(q - s.p), s.n);

			(void)span_split(&tail, '\n');
			b = span_sub(s, 0, s.n - tail.n);
			*rest = tail;
			return b;
		}
	}
	rest->n = 0;
	return b;
}

void
keyring_add_pem(struct buf *to, struct span pem)
{
	struct span b;

	while ((b = block(&pem)).n != 0) {
		if (to->n != 0 && memmem(to->p, to->n, b.p, b.n) != NULL)
			continue;
		buf_span(to, b);
		if (b.p[b.n - 1] != '\n')
			buf_chr(to, '\n');
	}
}
