/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the branch seals needs of the store: messages, and whose key it is. */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

#define SEALED_SUBJECT "seal of snapshot "
#define STAMPED_SUBJECT "timestamps of manifests\n"
#define WITNESS_SUBJECT "witness "
#define WITNESS_OF " of checkpoint "

void
store_seals_message(const struct seals_subject *s, struct buf *out)
{
	if (s->what == STORE_SEALED)
		buf_fmt(out, SEALED_SUBJECT "%s\n", s->snapshot);
	else if (s->what == STORE_STAMPED)
		buf_str(out, STAMPED_SUBJECT);
	else
		buf_fmt(out, WITNESS_SUBJECT "%s" WITNESS_OF "%llu\n",
		    s->witness, (unsigned long long)s->size);
}

bool
store_witness_good(struct span name)
{
	if (name.n == 0 || name.n > SEALS_WITNESS_MAX || name.p[0] == '.')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((name.p[i] < 'a' || name.p[i] > 'z') &&
		    (name.p[i] < 'A' || name.p[i] > 'Z') &&
		    (name.p[i] < '0' || name.p[i] > '9') &&
		    (name.p[i] == '\0' || strchr("-._", name.p[i]) == NULL))
			return false;
	return true;
}

static int
witness_subject(struct span message, struct seals_subject *ret)
{
	struct span name, rest;
	uint64_t size;
	const unsigned char *at;

	if (!span_starts(message, WITNESS_SUBJECT))
		return -1;
	message = span_sub(message, strlen(WITNESS_SUBJECT), message.n);
	at = memchr(message.p, ' ', message.n);
	if (at == NULL)
		return -1;
	name = span_sub(message, 0, (size_t)(at - message.p));
	rest = span_sub(message, name.n, message.n);
	if (!store_witness_good(name) || !span_starts(rest, WITNESS_OF))
		return -1;
	rest = span_sub(rest, strlen(WITNESS_OF), rest.n);
	if (rest.n < 2 ||
	    span_u64(span_sub(rest, 0, rest.n - 1), INT64_MAX, &size) != 0)
		return -1;
	ret->what = STORE_WITNESSED;
	ret->size = size;
	memcpy(ret->witness, name.p, name.n);
	return 0;
}

int
store_seals_subject(struct span message, struct seals_subject *ret)
{
	struct seals_subject s = { .what = STORE_STAMPED };
	AUTO_BUF again = { 0 };
	size_t n = strlen(SEALED_SUBJECT);

	if (span_starts(message, SEALED_SUBJECT) &&
	    hex_is(span_sub(message, n, SHA1_HEX - 1), SHA1_HEX - 1)) {
		s.what = STORE_SEALED;
		memcpy(s.snapshot, message.p + n, SHA1_HEX - 1);
	} else if (!span_is(message, STAMPED_SUBJECT) &&
	    witness_subject(message, &s) != 0)
		return -1;
	/* One way to say it, and no more is said. */
	store_seals_message(&s, &again);
	if (!span_eq(buf_view(&again), message))
		return -1;
	*ret = s;
	return 0;
}

int
store_commit_signer(struct store *s, const char *id,
    unsigned char ret[SSH_PUBLIC_SIZE], struct err *e)
{
	git_buf sig = { 0 }, text = { 0 };
	git_oid oid;
	int r = git_oid_fromstr(&oid, id);

	if (r == 0)
		r = git_commit_extract_signature(&sig, &text, s->repo, &oid,
		    "gpgsig");
	if (r != 0)
		r = store_error(e, id);
	else {
		AUTO_BUF armour = { 0 };

		buf_add(&armour, sig.ptr, sig.size);
		if (sig.size != 0 && sig.ptr[sig.size - 1] != '\n')
			buf_chr(&armour, '\n');
		r = sshsig_signer(buf_view(&armour), "git",
		    (struct span){ (unsigned char *)text.ptr, text.size }, ret,
		    e);
	}
	git_buf_dispose(&sig);
	git_buf_dispose(&text);
	return r == 0 ? 0 : -1;
}

EVP_PKEY *
store_private(const struct store *s)
{
	return s->key == NULL ? NULL : sshkey_private(s->key);
}
