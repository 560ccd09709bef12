/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/keys_list.h"

#include "cmd/parts.h"
#include "report/dsig.h"

#include <jansson.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

void
keys_now_clear(struct keys_now *k)
{
	keyring_clear(&k->ring);
}

/* In a phase: the history's bytes; the texts go back as parts. */
static int
ring_phase(void *arg, struct buf *out, struct err *e)
{
	AUTO(store_freep) struct store *st = NULL;
	AUTO(keyring_clear) struct keyring r = { 0 };
	AUTO_BUF signers = { 0 };
	AUTO_BUF revoked = { 0 };

	if (job_store(arg, false, &st, e) != 0)
		return -1;
	switch (store_keyring(st, NULL, &r, e)) {
	case 0:
		break;
	case 1:
		return err_set(e, ERR_DATA,
		    "the history has no branch keys yet: the next run begins "
		    "it");
	default:
		return -1;
	}
	keyring_print_signers(&r, &signers);
	keyring_print_revoked(&r, &revoked);
	part_add(out, "signers", buf_view(&signers));
	part_add(out, "revoked", buf_view(&revoked));
	part_add(out, "cas", buf_view(&r.cas));
	part_add(out, "crls", buf_view(&r.crls));
	return 0;
}

/* A key that cannot be had is no reason not to tell of the others. */
static void
certificate_now(const struct job *j, struct keys_now *ret)
{
	AUTO_BUF mine = { 0 };
	struct span all, cert, from, until;

	if (chain_certificate(j, &mine, NULL) != 0)
		return;
	all = buf_view(&mine);
	if (part_find(all, "certificate", &cert, NULL) == 0 &&
	    part_find(all, "from", &from, NULL) == 0 &&
	    part_find(all, "until", &until, NULL) == 0 &&
	    hex_is(cert, SHA256_HEX - 1) && utc_parse(from, &ret->from) == 0 &&
	    utc_parse(until, &ret->until) == 0)
		memcpy(ret->certificate, cert.p, SHA256_HEX - 1);
}

int
keys_now(const struct job *j, struct keys_now *ret, struct err *e)
{
	struct job copy = *j;
	AUTO_BUF parts = { 0 };
	struct span all;
	struct keyring_text t;

	memset(ret, 0, sizeof(*ret));
	if (box_run(j, PHASE_AUDIT, ring_phase, &copy, &parts, e) != 0)
		return -1;
	all = buf_view(&parts);
	if (part_find(all, "signers", &t.signers, e) != 0 ||
	    part_find(all, "revoked", &t.revoked, e) != 0 ||
	    part_find(all, "cas", &t.cas, e) != 0 ||
	    part_find(all, "crls", &t.crls, e) != 0 ||
	    keyring_parse(&t, &ret->ring, e) != 0)
		return -1;
	for (size_t i = 0; i < ret->ring.keys_n; i++)
		if (ret->ring.keys[i].is.until == TIME_NONE)
			ssh_fingerprint(ret->ring.keys[i].is.pub, ret->ssh);
	certificate_now(j, ret);
	return 0;
}

void
keys_rotation(const struct job *j, struct rekeying *g)
{
	g->ssh = j->cfg->history_ssh_key == NULL && g->to == NULL;
	g->report = j->cfg->report_key == NULL;
}

static int
choose(const struct keys_now *now, const char *named, struct keys_change *what,
    struct err *e)
{
	if (named == NULL) {
		if (now->ssh[0] == '\0' || now->certificate[0] == '\0')
			return err_set(e, ERR_DATA,
			    "not both keys that sign can be had: name one "
			    "with --key");
		what->ssh = now->ssh;
		what->certificate = now->certificate;
	} else if (hex_is(span_of(named), SHA256_HEX - 1))
		what->certificate = named;
	else if (keyring_named(&now->ring, named) != NULL)
		what->ssh = named;
	else
		return err_set(e, ERR_USAGE,
		    "%.100s is neither a key of this history nor the SHA-256 "
		    "of a certificate",
		    named);
	return 0;
}

/* What signs now is replaced, where it is ours to replace. */
int
keys_revocation(const struct job *j, struct keys_now *now, const char *named,
    struct rekeying *g, struct err *e)
{
	if (choose(now, named, &g->what, e) != 0)
		return -1;
	if (g->what.ssh != NULL && strcmp(g->what.ssh, now->ssh) == 0)
		g->ssh = j->cfg->history_ssh_key == NULL && g->to == NULL;
	if (g->what.certificate != NULL &&
	    strcmp(g->what.certificate, now->certificate) == 0)
		g->report = j->cfg->report_key == NULL;
	return 0;
}

struct line {
	const char *kind, *name;
	utc_t from, until, revoked;
	bool current;
	bool undated; /* a certificate that is not at hand */
};

static const char *
time_or(utc_t t, const char *none, char u[UTC_TEXT])
{
	return t == TIME_NONE ? none : utc_text(t, u);
}

static void
print(const struct line *l, bool json, struct buf *out)
{
	char a[UTC_TEXT], b[UTC_TEXT], c[UTC_TEXT];
	json_t *o;
	char *s;

	if (!json) {
		buf_fmt(out, "%-11s %s", l->kind, l->name);
		if (!l->undated)
			buf_fmt(out, " from %s until %s",
			    time_or(l->from, "the beginning", a),
			    time_or(l->until, "further notice", b));
		buf_fmt(out, "%s%s%s\n",
		    l->revoked == TIME_NONE ? "" : " revoked since ",
		    time_or(l->revoked, "", c),
		    l->current ? " (signs now)" : "");
		return;
	}
	o = json_pack("{s:s,s:s,s:s?,s:s?,s:s?,s:b}", "kind", l->kind,
	    "fingerprint", l->name, "from", time_or(l->from, NULL, a), "until",
	    time_or(l->until, NULL, b), "revoked",
	    time_or(l->revoked, NULL, c), "current", l->current);
	s = json_dumps(o, JSON_COMPACT);
	buf_fmt(out, "%s\n", s == NULL ? "{}" : s);
	free(s);
	json_decref(o);
}

static utc_t
time_of(const ASN1_TIME *t)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, secs = 0;

	ASN1_TIME_diff(&days, &secs, epoch, t);
	ASN1_TIME_free(epoch);
	return (utc_t)days * DAY_SECS + secs;
}

static void
list_cas(const struct keyring *r, bool json, struct buf *out)
{
	BIO *b =
	    BIO_new_mem_buf(r->cas.p == NULL ? "" : r->cas.p, (int)r->cas.n);
	X509 *x;

	while (b != NULL &&
	    (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		AUTO_BUF der = { 0 };
		char hex[SHA256_HEX];
		struct line l = { "ca", hex, time_of(X509_get0_notBefore(x)),
			time_of(X509_get0_notAfter(x)), TIME_NONE, false,
			false };

		if (dsig_der(x, &der) == 0) {
			digest_sha256(buf_view(&der), hex);
			print(&l, json, out);
		}
		X509_free(x);
	}
	BIO_free(b);
}

int
keys_list(const struct job *j, bool json, struct buf *out, struct err *e)
{
	AUTO(keys_now_clear) struct keys_now now = { 0 };
	bool listed = false;

	if (keys_now(j, &now, e) != 0)
		return -1;
	for (size_t i = 0; i < now.ring.keys_n; i++) {
		const struct ring_key *k = &now.ring.keys[i];
		char f[SSH_FINGERPRINT];
		struct line l = { i == 0 ? "root" : "history", f, k->is.from,
			k->is.until, k->revoked, false, false };

		ssh_fingerprint(k->is.pub, f);
		l.current = strcmp(f, now.ssh) == 0;
		print(&l, json, out);
	}
	list_cas(&now.ring, json, out);
	for (size_t i = 0; i < now.ring.certs_n; i++) {
		const struct ring_cert *c = &now.ring.certs[i];
		struct line l = { "certificate", c->sha256, TIME_NONE,
			TIME_NONE, c->since, false, true };

		l.current = strcmp(c->sha256, now.certificate) == 0;
		if (l.current) {
			l.from = now.from;
			l.until = now.until;
			l.undated = false;
		}
		listed |= l.current;
		print(&l, json, out);
	}
	if (now.certificate[0] != '\0' && !listed) {
		struct line l = { "certificate", now.certificate, now.from,
			now.until, TIME_NONE, true, false };

		print(&l, json, out);
	}
	return 0;
}
