/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the phases stamp and tokens do with requests and replies. */
#include "cmd/stamp.h"

#include "cmd/parts.h"
#include "io/file.h"
#include "io/tsa.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Where systems keep the CAs that they trust. */
static const char *const system_trust[] = {
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
};

char *
job_tsa_trusted(const struct job *j, size_t i)
{
	const struct config_tsa *t = &j->cfg->tsas[i];

	if (t->trusted != NULL)
		return mem_strdup(t->trusted);
	for (size_t k = 1; k < ARRAY_LEN(system_trust); k++)
		if (file_exists(system_trust[k]))
			return mem_strdup(system_trust[k]);
	return mem_strdup(system_trust[0]);
}

static int
read_trust(const struct job *j, size_t i, struct buf *ret, struct err *e)
{
	AUTO_FREE char *path = job_tsa_trusted(j, i);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read(path, STAMP_TRUST_MAX, &p, &n, e) != 0)
		return err_wrap(e, "TSA %s: trusted", j->cfg->tsas[i].name);
	buf_add(ret, p, n);
	buf_chr(ret, '\n');
	return 0;
}

/* Of those that share a file the first is asked. */
static bool
read_before(const struct job *j, size_t i)
{
	AUTO_FREE char *path = job_tsa_trusted(j, i);

	for (size_t k = 0; k < i; k++) {
		AUTO_FREE char *other = job_tsa_trusted(j, k);

		if (strcmp(path, other) == 0)
			return true;
	}
	return false;
}

int
job_tsa_trust(const struct job *j, struct buf *ret, struct err *e)
{
	struct err other;
	int r = 0;

	for (size_t i = 0; i < j->cfg->tsas_n; i++) {
		AUTO_FREE char *path = job_tsa_trusted(j, i);

		/* Nothing need be trusted by default where none is asked. */
		if (read_before(j, i) ||
		    (j->cfg->tsas[i].off && !file_exists(path)))
			continue;
		if (read_trust(j, i, ret, r == 0 ? e : &other) != 0)
			r = -1;
	}
	return r;
}

static bool
asked(const struct stamping *s, size_t i)
{
	const struct config_tsa *t = &s->j->cfg->tsas[i];

	if (t->off || (s->only != NULL && strcmp(s->only, t->name) != 0))
		return false;
	if (!s->by_due)
		return true;
	for (struct span rest = s->due; rest.n != 0;)
		if (span_is(span_split(&rest, '\n'), t->name))
			return true;
	return false;
}

static void
name_part(const struct stamping *s, const char *what, size_t tsa, size_t k,
    struct buf *ret)
{
	char hex[SHA256_HEX];

	hex_of(s->digests[k], 32, hex);
	buf_fmt(ret, "%s/%s/%s", what, s->j->cfg->tsas[tsa].name, hex);
}

static void
fault(struct buf *out, const char *what, const char *name, const char *why)
{
	AUTO_BUF text = { 0 };

	buf_fmt(&text, "%s %s: %s", what, name, why);
	part_add(out, "fault", buf_view(&text));
}

static const unsigned char *
nonce_of(const struct stamping *s, size_t tsa, size_t k)
{
	return s->nonces[tsa * s->n + k];
}

static time_t
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static int
ask_one(const struct stamping *s, size_t tsa, size_t k, struct buf *out,
    struct err *e)
{
	const struct config *c = s->j->cfg;
	struct tsa_http o = { c->tsa_timeout, c->fetch_ca_file };
	AUTO_BUF request = { 0 };
	AUTO_BUF reply = { 0 };
	AUTO_BUF name = { 0 };

	if (timestamp_request(s->digests[k], nonce_of(s, tsa, k), &request,
		e) != 0 ||
	    tsa_post(&o, c->tsas[tsa].url, buf_view(&request), &reply, e) != 0)
		return -1;
	name_part(s, "reply", tsa, k, &name);
	part_add(out, name.p, buf_view(&reply));
	return 0;
}

/* One that failed once is not asked again in this round. */
int
job_ask(const struct stamping *s, struct buf *out, struct err *e)
{
	time_t end = seconds() + STAMP_DEADLINE;

	(void)e;
	for (size_t i = 0; i < s->j->cfg->tsas_n; i++) {
		struct err why = { 0 };
		int r = 0;

		for (size_t k = 0; k < s->n && r == 0 && asked(s, i); k++)
			r = seconds() > end ?
			    err_set(&why, ERR_NET,
				"not asked: all together took %d s",
				STAMP_DEADLINE) :
			    ask_one(s, i, k, out, &why);
		if (r != 0)
			fault(out, "TSA", s->j->cfg->tsas[i].name, why.msg);
	}
	return 0;
}

int
job_get(const struct stamping *s, struct buf *out, struct err *e)
{
	const struct config *c = s->j->cfg;
	struct tsa_http o = { c->tsa_timeout, c->fetch_ca_file };
	time_t end = seconds() + STAMP_DEADLINE;
	struct span rest = s->bytes;

	(void)e;
	while (rest.n != 0 && seconds() <= end) {
		struct span line = span_split(&rest, '\n');
		AUTO_FREE char *url = mem_strndup(line.p, line.n);
		AUTO_BUF crl = { 0 };
		struct err why = { 0 };

		if (tsa_get(&o, url, &crl, &why) == 0)
			part_add(out, "crl", buf_view(&crl));
		else
			fault(out, "CRL", url, why.msg);
	}
	return 0;
}

/* The reply of one TSA to one digest, if there is one. */
static int
check_reply(const struct stamping *s, struct span trusted, size_t tsa,
    size_t k, struct buf *out, struct err *e)
{
	AUTO_BUF name = { 0 };
	AUTO_BUF token = { 0 };
	struct timestamp t;
	struct span reply;
	struct err none = { 0 };

	name_part(s, "reply", tsa, k, &name);
	if (part_find(s->bytes, name.p, &reply, &none) != 0)
		return 0;
	if (timestamp_reply(reply, s->digests[k], nonce_of(s, tsa, k), trusted,
		s->now, STAMP_SLACK, &token, &t, e) != 0)
		return -1;
	name.n = 0;
	name_part(s, "tsa", tsa, k, &name);
	part_add(out, name.p, buf_view(&token));
	return 0;
}

static void
pass_faults(struct span parts, struct buf *out)
{
	struct span name, bytes;

	while (part_next(&parts, &name, &bytes, NULL) == 0)
		if (span_is(name, "fault"))
			part_add(out, "fault", bytes);
}

int
job_tokens(const struct stamping *s, struct buf *out, struct err *e)
{
	(void)e;
	pass_faults(s->bytes, out);
	for (size_t i = 0; i < s->j->cfg->tsas_n; i++) {
		AUTO_BUF trusted = { 0 };
		struct err why = { 0 };
		int r = 0;

		if (!asked(s, i))
			continue;
		r = read_trust(s->j, i, &trusted, &why);
		for (size_t k = 0; k < s->n && r == 0; k++)
			r = check_reply(s, buf_view(&trusted), i, k, out,
			    &why);
		if (r != 0)
			fault(out, "TSA", s->j->cfg->tsas[i].name, why.msg);
	}
	return 0;
}
