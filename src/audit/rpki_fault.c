/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a registry's own repositories hold and a validator refuses: P-02, P-22
 * to P-24, P-26, P-27. */
#include "audit/rpki.h"

#include <stdio.h>
#include <string.h>

/* A CA certificate may come before its manifest, in one night. */
#define MANIFEST_GRACE DAY_SECS
/* Subjects are short: a longer URI is named by its digest. */
#define SUBJECT_URI 140

/* Which rule a reason is of. */
enum family_of {
	OF_EXPIRED,
	OF_TWICE,
	OF_BACK,
	OF_URI,
	OF_NONE,
	OF_RESULT,
	OF_OBJECT
};
static const struct {
	const char *code;
	enum family_of of;
} codes[] = {
	{ "mft-stale", OF_EXPIRED },
	{ "crl-stale", OF_EXPIRED },
	{ "mft-file-hash", OF_EXPIRED },
	{ "mft-file-missing", OF_EXPIRED },
	{ "ca-twice", OF_TWICE },
	{ "mft-regress", OF_BACK },
	{ "uri-long", OF_URI },
	{ "uri-char", OF_URI },
	{ "uri-scheme", OF_URI },
	{ "uri-host", OF_URI },
	{ "uri-path", OF_URI },
	{ "sia-repo", OF_URI },
	{ "sia-mft", OF_URI },
	{ "sia-notify", OF_URI },
	{ "sia-object", OF_URI },
	{ "mft-missing", OF_NONE },
	/* What another object's fault leads to, and is said there. */
	{ "mft-crl-bad", OF_RESULT },
	{ "file-hash", OF_RESULT },
	{ "missing", OF_RESULT },
	/* Ours. */
	{ "unreadable", OF_RESULT },
};

/* A manifest's certificate ends with the manifest (RFC 9286 section 5.1). */
static enum family_of
family_of(const char *code, enum rpki_kind k)
{
	if (k == RPKI_MFT && strcmp(code, "expired") == 0)
		return OF_EXPIRED;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].of;
	return OF_OBJECT;
}

/* "apnic:rpki.apnic.net/x.mft" */
static void
start(struct probe *p, const struct rpki_ta *t, const char *uri, int severity)
{
	const char *rest = strstr(uri, "://");
	char sha[SHA256_HEX];

	rest = rest == NULL ? uri : rest + 3;
	if (strlen(rest) <= SUBJECT_URI) {
		probe_named(p, 1u << t->publisher, SUBJ_FILE, severity,
		    "%s:%s", t->name, rest);
		return;
	}
	digest_sha256(span_of(uri), sha);
	probe_named(p, 1u << t->publisher, SUBJ_FILE, severity, "%s:%s",
	    t->name, sha);
}

static void
say_times(const struct rpki_ta *t, const struct rpki_object *o,
    struct buf *out)
{
	const struct rpki_ca *c = &t->cas[o->ca];
	char u[UTC_TEXT];

	if (o->kind == RPKI_MFT && c->mft_next != TIME_NONE)
		buf_fmt(out, "; its nextUpdate is %s",
		    utc_text(c->mft_next, u));
	if (o->kind == RPKI_CRL && c->crl_next != TIME_NONE)
		buf_fmt(out, "; its nextUpdate is %s",
		    utc_text(c->crl_next, u));
}

static void
report(struct probe *p, const struct rpki_ta *t, const struct rpki_fault *f,
    int severity)
{
	const struct rpki_object *o = &t->objects[f->object];
	char at[UTC_TEXT];
	AUTO_BUF b = { 0 };
	AUTO_BUF times = { 0 };
	AUTO_BUF commands = { 0 };

	trees_words(t, f->object, &b);
	buf_str(&times, "");
	say_times(t, o, &times);
	trees_commands(t, f->object, &commands);
	start(p, t, rpki_text(t, o->uri), severity);
	probe_observe(p,
	    "%s's own repository has the %s, which is refused as of %s: %s "
	    "(%s)%s.%s%s%s",
	    pub_title((enum publisher)t->publisher), b.p, utc_text(t->at, at),
	    f->words, f->cite, times.p, commands.n == 0 ? "" : " [",
	    commands.n == 0 ? "" : commands.p, commands.n == 0 ? "" : "]");
}

/* In a repository of the RIR's own, under a CA that was found. */
static bool
own(const struct rpki_ta *t, const struct rpki_object *o)
{
	return o->ca != RPKI_NONE && t->cas[o->ca].own;
}

typedef bool fault_fn(const struct rpki_ta *t, const struct rpki_fault *f);

static void
each_fault(const struct dataset *d, struct probe *p, enum family_of of,
    int severity, fault_fn *also)
{
	rpki_examine(d, p);
	for (size_t i = 0; i < d->rpki_n; i++) {
		const struct rpki_ta *t = &d->rpki[i];

		if (!t->valid || t->publisher < 0)
			continue;
		for (size_t k = 0; k < t->faults_n; k++) {
			const struct rpki_fault *f = &t->faults[k];

			const struct rpki_object *o = &t->objects[f->object];

			if (family_of(f->code, (enum rpki_kind)o->kind) ==
				of &&
			    own(t, o) && (also == NULL || also(t, f)))
				report(p, t, f, severity);
		}
	}
}

/*
 * P-02.  Obligation 3.  Method: manifests and CRLs of CAs in the registry's
 * own repositories, judged as of the run.
 * Not checked: repositories of others.
 */
void
rpki_expired(const struct dataset *d, struct probe *p)
{
	each_fault(d, p, OF_EXPIRED, 2, NULL);
}

/* P-22.  Obligation 3. */
void
rpki_manifest_shared(const struct dataset *d, struct probe *p)
{
	each_fault(d, p, OF_TWICE, 2, NULL);
}

/* P-23.  Obligation 3. */
void
rpki_manifest_back(const struct dataset *d, struct probe *p)
{
	each_fault(d, p, OF_BACK, 2, NULL);
}

/*
 * P-24.  Obligations 2 and 3.  Method: every other reason for which an object
 * in the registry's own repositories is refused.
 */
void
rpki_object_refused(const struct dataset *d, struct probe *p)
{
	each_fault(d, p, OF_OBJECT, 2, NULL);
}

/* P-26.  Obligation 3. */
void
rpki_uri_illegal(const struct dataset *d, struct probe *p)
{
	each_fault(d, p, OF_URI, 2, NULL);
}

static bool
issued_before(const struct rpki_ta *t, const struct rpki_fault *f)
{
	const struct rpki_ca *c = &t->cas[t->objects[f->object].ca];
	utc_t from = t->objects[c->object].from;

	return from != TIME_NONE && t->at - from > MANIFEST_GRACE;
}

/*
 * P-27.  Obligation 3.  Method: CAs in the registry's own repositories without
 * a manifest, a day and more after their certificate began.
 */
void
rpki_manifest_missing(const struct dataset *d, struct probe *p)
{
	each_fault(d, p, OF_NONE, 2, issued_before);
}
