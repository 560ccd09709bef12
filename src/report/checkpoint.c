/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checkpoint.h"

#include "report/dsig.h"

#include <inttypes.h>
#include <string.h>

#define DASH "\xe2\x80\x94 " /* U+2014 and a blank */
#define SIG_SIZE 64
#define STAMP_SIZE 8 /* tlog-cosignature: u64, most significant first */

static int
refused(struct err *e, const char *what)
{
	return err_set(e, ERR_DATA, "checkpoint: %s", what);
}

/* Unicode's White_Space, as far as span_plain admits it. */
static bool
starts_blank(struct span s)
{
	static const char *const blanks[] = { " ", "\xc2\xa0", "\xe1\x9a\x80",
		"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80" };

	for (size_t i = 0; i < ARRAY_LEN(blanks); i++)
		if (span_starts(s, blanks[i]))
			return true;
	/* U+2000 to U+200A */
	return span_starts(s, "\xe2\x80") && s.n > 2 && s.p[2] <= 0x8a;
}

static bool
is_name(struct span s)
{
	if (s.n == 0 || s.n > CHECKPOINT_NAME_MAX || !span_plain(s))
		return false;
	for (; s.n != 0; s = span_sub(s, 1, s.n))
		if (s.p[0] == '+' || starts_blank(s))
			return false;
	return true;
}

static void
key_id(const struct checkpoint_key *k, unsigned char ret[CHECKPOINT_KEY_ID])
{
	AUTO_BUF b = { 0 };
	unsigned char d[32];

	buf_str(&b, k->name);
	buf_chr(&b, '\n');
	buf_chr(&b, (char)k->type);
	buf_add(&b, k->pub, sizeof(k->pub));
	dsig_sha256(buf_view(&b), d);
	memcpy(ret, d, CHECKPOINT_KEY_ID);
}

int
checkpoint_key(enum checkpoint_type type, struct span name,
    const unsigned char pub[CHECKPOINT_PUBLIC], struct checkpoint_key *ret,
    struct err *e)
{
	struct checkpoint_key k = { .type = type };

	if (!is_name(name))
		return refused(e, "not a key's name");
	memcpy(k.name, name.p, name.n);
	memcpy(k.pub, pub, sizeof(k.pub));
	key_id(&k, k.id);
	*ret = k;
	return 0;
}

void
checkpoint_key_print(const struct checkpoint_key *k, struct buf *out)
{
	unsigned char b[1 + CHECKPOINT_PUBLIC];
	char hex[2 * CHECKPOINT_KEY_ID + 1];

	b[0] = (unsigned char)k->type;
	memcpy(b + 1, k->pub, CHECKPOINT_PUBLIC);
	hex_of(k->id, sizeof(k->id), hex);
	buf_fmt(out, "%s+%s+", k->name, hex);
	dsig_base64((struct span){ b, sizeof(b) }, out);
}

int
checkpoint_key_parse(struct span text, struct checkpoint_key *ret,
    struct err *e)
{
	AUTO_BUF b = { 0 };
	struct checkpoint_key k;
	char hex[2 * CHECKPOINT_KEY_ID + 1];
	struct span name, id;

	if (text.n > CHECKPOINT_MAX)
		return refused(e, "the key is too long");
	name = span_split(&text, '+');
	id = span_split(&text, '+');
	if (dsig_base64_read(text, &b) != 0 || b.n != 1 + CHECKPOINT_PUBLIC)
		return refused(e, "the key is not NAME+ID+BASE64");
	if (b.p[0] != CHECKPOINT_LOG && b.p[0] != CHECKPOINT_WITNESS)
		return refused(e, "a key of another type");
	if (checkpoint_key((enum checkpoint_type)b.p[0], name,
		(const unsigned char *)b.p + 1, &k, e) != 0)
		return -1;
	hex_of(k.id, sizeof(k.id), hex);
	if (!span_is(id, hex))
		return refused(e, "the key has another id");
	*ret = k;
	return 0;
}

/* A line that ends in a newline and is neither empty nor unprintable. */
static int
take_line(struct span *rest, struct span *ret)
{
	if (rest->n == 0 || memchr(rest->p, '\n', rest->n) == NULL)
		return -1;
	*ret = span_split(rest, '\n');
	return ret->n != 0 && span_plain(*ret) ? 0 : -1;
}

static int
read_size(struct span s, uint64_t *ret)
{
	if (s.n > 1 && s.p[0] == '0')
		return -1;
	return span_u64(s, UINT64_MAX, ret);
}

static int
read_root(struct span s, struct merkle_hash *ret)
{
	AUTO_BUF b = { 0 };

	if (dsig_base64_read(s, &b) != 0 || b.n != MERKLE_HASH)
		return -1;
	memcpy(ret->b, b.p, MERKLE_HASH);
	return 0;
}

/* RFC 6962 section 2.1 fixes the root of no leaves. */
static bool
is_root(uint64_t size, const struct merkle_hash *root)
{
	struct merkle_hash none;

	merkle_root(NULL, 0, &none);
	return size != 0 || merkle_eq(root, &none);
}

static int
parse_text(struct checkpoint *c, struct err *e)
{
	struct span rest = c->text, line;

	if (take_line(&rest, &c->origin) != 0 ||
	    c->origin.n > CHECKPOINT_NAME_MAX)
		return refused(e, "no origin line");
	if (take_line(&rest, &line) != 0 || read_size(line, &c->size) != 0)
		return refused(e, "no tree size");
	if (take_line(&rest, &line) != 0 || read_root(line, &c->root) != 0)
		return refused(e, "no root hash");
	if (!is_root(c->size, &c->root))
		return refused(e, "not the root of the empty tree");
	c->extension = rest;
	while (rest.n != 0)
		if (take_line(&rest, &line) != 0)
			return refused(e, "an extension line");
	return 0;
}

static int
parse_sig(struct span line, struct checkpoint_sig *ret)
{
	AUTO_BUF b = { 0 };

	if (!span_starts(line, DASH))
		return -1;
	line = span_sub(line, strlen(DASH), line.n);
	ret->name = span_split(&line, ' ');
	ret->base64 = line;
	if (!is_name(ret->name) || dsig_base64_read(line, &b) != 0 ||
	    b.n <= CHECKPOINT_KEY_ID)
		return -1;
	memcpy(ret->id, b.p, CHECKPOINT_KEY_ID);
	return 0;
}

int
checkpoint_parse(struct span note, struct checkpoint *ret, struct err *e)
{
	const unsigned char *gap;
	struct span rest, line;

	memset(ret, 0, sizeof(*ret));
	if (note.n > CHECKPOINT_MAX)
		return refused(e, "the note is too long");
	/* No line of a checkpoint is empty: the first gap is the last. */
	gap = note.n == 0 ? NULL : memmem(note.p, note.n, "\n\n", 2);
	if (gap == NULL)
		return refused(e, "no blank line before signatures");
	ret->text = span_sub(note, 0, (size_t)(gap - note.p) + 1);
	if (parse_text(ret, e) != 0)
		return -1;
	for (rest = span_sub(note, ret->text.n + 1, note.n); rest.n != 0;) {
		if (ret->n == CHECKPOINT_SIGS_MAX)
			return refused(e, "too many signatures");
		if (take_line(&rest, &line) != 0 ||
		    parse_sig(line, &ret->sigs[ret->n]) != 0)
			return refused(e, "not a signature line");
		ret->n++;
	}
	return ret->n != 0 ? 0 : refused(e, "no signature");
}

static void
put_cosigned(uint64_t when, struct span text, struct buf *out)
{
	buf_fmt(out, "cosignature/v1\ntime %" PRIu64 "\n", when);
	buf_span(out, text);
}

static int
raw_sign(EVP_PKEY *key, struct span text, unsigned char sig[SIG_SIZE],
    struct err *e)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = SIG_SIZE;
	int ok = c != NULL &&
	    EVP_DigestSignInit(c, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(c, sig, &n, text.p, text.n) == 1 && n == SIG_SIZE;

	EVP_MD_CTX_free(c);
	return ok ? 0 : err_set(e, ERR_IO, "Ed25519 signing failed");
}

static int
key_of(enum checkpoint_type type, struct span name, EVP_PKEY *key,
    struct checkpoint_key *ret, struct err *e)
{
	unsigned char pub[CHECKPOINT_PUBLIC];
	size_t n = sizeof(pub);

	if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
	    EVP_PKEY_get_raw_public_key(key, pub, &n) != 1)
		return refused(e, "not an Ed25519 key");
	return checkpoint_key(type, name, pub, ret, e);
}

static void
put_line(const struct checkpoint_key *k, struct span sig, struct buf *out)
{
	AUTO_BUF b = { 0 };

	buf_add(&b, k->id, sizeof(k->id));
	buf_span(&b, sig);
	buf_fmt(out, DASH "%s ", k->name);
	dsig_base64(buf_view(&b), out);
	buf_chr(out, '\n');
}

int
checkpoint_make(struct span origin, uint64_t size,
    const struct merkle_hash *root, EVP_PKEY *key, struct buf *out,
    struct err *e)
{
	AUTO_BUF text = { 0 };
	struct checkpoint_key k;
	unsigned char sig[SIG_SIZE];

	if (!is_root(size, root))
		return refused(e, "not the root of the empty tree");
	if (key_of(CHECKPOINT_LOG, origin, key, &k, e) != 0)
		return -1;
	buf_fmt(&text, "%s\n%" PRIu64 "\n", k.name, size);
	dsig_base64((struct span){ root->b, MERKLE_HASH }, &text);
	buf_chr(&text, '\n');
	if (raw_sign(key, buf_view(&text), sig, e) != 0)
		return -1;
	buf_span(out, buf_view(&text));
	buf_chr(out, '\n');
	put_line(&k, (struct span){ sig, sizeof(sig) }, out);
	return 0;
}

int
checkpoint_cosign(struct span text, struct span name, utc_t when,
    EVP_PKEY *key, struct buf *out, struct err *e)
{
	AUTO_BUF msg = { 0 };
	struct checkpoint_key k;
	unsigned char sig[STAMP_SIZE + SIG_SIZE];

	if (when < 0)
		return refused(e, "a time before 1970");
	if (key_of(CHECKPOINT_WITNESS, name, key, &k, e) != 0)
		return -1;
	put_cosigned((uint64_t)when, text, &msg);
	for (size_t i = 0; i < STAMP_SIZE; i++)
		sig[i] = (unsigned char)((uint64_t)when >> (56 - 8 * i));
	if (raw_sign(key, buf_view(&msg), sig + STAMP_SIZE, e) != 0)
		return -1;
	put_line(&k, (struct span){ sig, sizeof(sig) }, out);
	return 0;
}

static bool
raw_good(const unsigned char pub[CHECKPOINT_PUBLIC],
    const unsigned char sig[SIG_SIZE], struct span text)
{
	EVP_PKEY *k = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, pub,
	    CHECKPOINT_PUBLIC);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool ok = k != NULL && c != NULL &&
	    EVP_DigestVerifyInit(c, NULL, NULL, NULL, k) == 1 &&
	    EVP_DigestVerify(c, sig, SIG_SIZE, text.p, text.n) == 1;

	EVP_MD_CTX_free(c);
	EVP_PKEY_free(k);
	return ok;
}

/* One line by that key; when is 0 for a log's. */
static bool
line_good(const struct checkpoint *c, const struct checkpoint_sig *s,
    const struct checkpoint_key *k, uint64_t *when)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF msg = { 0 };
	const unsigned char *p;
	size_t stamp = k->type == CHECKPOINT_WITNESS ? STAMP_SIZE : 0;

	if (dsig_base64_read(s->base64, &b) != 0 ||
	    b.n != CHECKPOINT_KEY_ID + stamp + SIG_SIZE)
		return false;
	p = (const unsigned char *)b.p + CHECKPOINT_KEY_ID;
	*when = 0;
	for (size_t i = 0; i < stamp; i++)
		*when = *when << 8 | p[i];
	if (stamp == 0)
		return raw_good(k->pub, p, c->text);
	put_cosigned(*when, c->text, &msg);
	/* tlog-cosignature: it MUST NOT exceed 2^63 - 1. */
	return *when <= INT64_MAX &&
	    raw_good(k->pub, p + stamp, buf_view(&msg));
}

/* How many lines are by that key, all of them good; -1 where one is not. */
static int
lines_by(const struct checkpoint *c, const struct checkpoint_key *k,
    utc_t *ret_when, struct err *e)
{
	const struct checkpoint_sig *s;
	uint64_t when;
	int n = 0;

	for (size_t i = 0; i < c->n; i++) {
		s = &c->sigs[i];
		if (!span_is(s->name, k->name) ||
		    memcmp(s->id, k->id, sizeof(s->id)) != 0)
			continue;
		if (!line_good(c, s, k, &when))
			return err_set(e, ERR_DATA,
			    "checkpoint: the signature by %s is bad", k->name);
		if (n == 0 || (utc_t)when < *ret_when)
			*ret_when = (utc_t)when;
		n++;
	}
	return n;
}

static int
signed_by(const struct checkpoint *c, const struct checkpoint_key *k,
    utc_t *ret_when, struct err *e)
{
	int n = lines_by(c, k, ret_when, e);

	if (n == 0)
		err_set(e, ERR_DATA, "checkpoint: not signed by %s", k->name);
	return n > 0 ? 0 : -1;
}

int
checkpoint_verify(const struct checkpoint *c, const struct checkpoint_key *k,
    struct err *e)
{
	utc_t when;

	if (k->type != CHECKPOINT_LOG)
		return refused(e, "not a log's key");
	if (!span_is(c->origin, k->name))
		return refused(e, "of another origin");
	return signed_by(c, k, &when, e);
}

int
checkpoint_cosigned(const struct checkpoint *c, const struct checkpoint_key *k,
    utc_t *ret_when, struct err *e)
{
	utc_t when;

	if (k->type != CHECKPOINT_WITNESS)
		return refused(e, "not a witness's key");
	if (signed_by(c, k, &when, e) != 0)
		return -1;
	*ret_when = when;
	return 0;
}

int
checkpoint_witnesses(const struct checkpoint *c,
    const struct checkpoint_key *k, size_t n, size_t *ret, struct err *e)
{
	bool by[CHECKPOINT_WITNESSES_MAX] = { false };
	size_t count = 0;
	utc_t when;
	int lines;

	if (n > CHECKPOINT_WITNESSES_MAX)
		return refused(e, "too many witnesses to count");
	for (size_t i = 0; i < n; i++) {
		if (k[i].type != CHECKPOINT_WITNESS)
			return refused(e, "not a witness's key");
		lines = lines_by(c, &k[i], &when, e);
		if (lines < 0)
			return -1;
		by[i] = lines != 0;
		count += by[i];
		for (size_t j = 0; by[i] && j < i; j++)
			if (by[j] &&
			    memcmp(k[i].pub, k[j].pub, sizeof(k->pub)) == 0) {
				by[i] = false;
				count--;
			}
	}
	*ret = count;
	return 0;
}
