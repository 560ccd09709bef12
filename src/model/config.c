/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/config_priv.h"

#include <stdlib.h>
#include <string.h>

#define DAY 86400

#define INT_KEY(name, type, member, def, min, max, doc)                       \
	{                                                                     \
		name, type, offsetof(struct config, member), def, min, max,   \
		    false, doc                                                \
	}
#define TEXT_KEY(name, type, member, secret, doc)                             \
	{                                                                     \
		name, type, offsetof(struct config, member), 0, 0, 0, secret, \
		    doc                                                       \
	}

const struct config_key config_keys[] = {
	INT_KEY("dated.deadline", CT_SECONDS, dated_deadline, 900, 10, DAY,
	    "seconds for the registries' dated files, behind the sources"),
	INT_KEY("dated.enabled", CT_TRUTH, dated_enabled, 1, 0, 1,
	    "whether dated files and mirrors of them are fetched"),
	INT_KEY("fetch.connecttimeout", CT_SECONDS, fetch_connect, 30, 1, 600,
	    "seconds to wait for a connection"),
	INT_KEY("fetch.deadline", CT_SECONDS, fetch_deadline, 3600, 10, DAY,
	    "seconds for all downloads together; the last quarter is IANA's"),
	INT_KEY("fetch.lowspeedtime", CT_SECONDS, fetch_low_speed, 60, 1, 3600,
	    "seconds under 1 kB/s before a download is given up"),
	INT_KEY("fetch.refetchwait", CT_SECONDS, fetch_refetch_wait, 600, 0,
	    7200, "seconds before a doubtful file is fetched again"),
	INT_KEY("fetch.retries", CT_COUNT, fetch_retries, 3, 0, 10,
	    "further attempts where a failure may pass"),
	INT_KEY("fetch.retrywait", CT_SECONDS, fetch_retry_wait, 2, 0, 600,
	    "seconds before the first retry; each further one doubles it"),
	INT_KEY("fetch.totaltimeout", CT_SECONDS, fetch_total, 900, 1, DAY,
	    "seconds for one download"),
	TEXT_KEY("fetch.cafile", CT_PATH, fetch_ca_file, false,
	    "further CA certificates to trust, PEM"),
	INT_KEY("persistence.ageddays", CT_COUNT, persistence_aged_days, 30, 1,
	    3650, "days until a finding is AGED"),
	INT_KEY("persistence.chronicdays", CT_COUNT, persistence_chronic_days,
	    180, 1, 3650, "days until a finding is CHRONIC"),
	INT_KEY("persistence.days", CT_COUNT, persistence_days, 7, 1, 3650,
	    "days until a finding can be PERSISTENT"),
	INT_KEY("persistence.serials", CT_COUNT, persistence_serials, 3, 1,
	    3650, "newer files of every party before it is PERSISTENT"),
	INT_KEY("report.failon", CT_SEVERITY, report_fail_on, 4, 1, 4,
	    "the lowest severity of a new finding that makes run exit 1"),
	INT_KEY("report.names", CT_COUNT, report_names, 0, 0, 1,
	    "1: reports print the names of people and organisations that "
	    "transfer logs and feeds of changes give; 0: they are withheld"),
	TEXT_KEY("report.signingkey", CT_PATH, report_key, true,
	    "private key that signs reports: a PEM or PKCS#12 file, or a "
	    "token's pkcs11: URI; else keys/report.key"),
	TEXT_KEY("report.signingchain", CT_PATH, report_chain, false,
	    "its certificate and those above it, PEM; else what comes with "
	    "the key"),
	TEXT_KEY("report.passphrasefile", CT_PATH, report_passphrase, true,
	    "file with the passphrase or PIN of report.signingkey, readable "
	    "by its owner only"),
	TEXT_KEY("report.tokenfiles", CT_PATH, report_token, true,
	    "directory or socket that the token's module reads and writes"),
	TEXT_KEY("report.trusted", CT_PATH, report_trusted, false,
	    "the CA that reports are verified against; else keys/ca.pem"),
	TEXT_KEY("history.remote", CT_TEXT, history_remote, true,
	    "git remote that the history is pushed to: file:///PATH, "
	    "https://NAME:TOKEN@HOST/PATH, ssh://USER@HOST/PATH"),
	TEXT_KEY("history.remotekey", CT_PATH, history_remote_key, true,
	    "private key for an ssh remote, without a passphrase"),
	INT_KEY("history.remotetimeout", CT_SECONDS, history_remote_timeout,
	    600, 1, DAY, "seconds until a push is given up"),
	TEXT_KEY("history.sshkey", CT_PATH, history_ssh_key, true,
	    "key that signs commits, PKCS#8 PEM; else keys/history"),
	INT_KEY("rpki.deadline", CT_SECONDS, rpki_deadline, 1800, 10, DAY,
	    "seconds for the RPKI repositories, behind all other downloads"),
	INT_KEY("rpki.enabled", CT_TRUTH, rpki_enabled, 1, 0, 1,
	    "whether the trust anchors' repositories are fetched"),
	INT_KEY("tsa.timeout", CT_SECONDS, tsa_timeout, 20, 1, 600,
	    "seconds for one answer of a time-stamping authority"),
};
const size_t config_keys_n = ARRAY_LEN(config_keys);

void
config_init(struct config *c)
{
	memset(c, 0, sizeof(*c));
	c->source_off = mem_alloc(SOURCES_MAX * sizeof(*c->source_off));
	c->source_url = mem_alloc(SOURCES_MAX * sizeof(*c->source_url));
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];

		if (k->type != CT_PATH && k->type != CT_TEXT)
			*(int *)(void *)((char *)c + k->to) = k->def;
	}
	config_locator_init(c);
	config_tsa_init(c);
}

void
config_clear(struct config *c)
{
	if (c == NULL || c->source_off == NULL)
		return;
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];

		if (k->type == CT_PATH || k->type == CT_TEXT)
			free(*(char **)(void *)((char *)c + k->to));
	}
	for (size_t i = 0; i < SOURCES_MAX; i++)
		free(c->source_url[i]);
	for (size_t i = 0; i < c->added_n; i++) {
		free(c->added[i].id);
		free(c->added[i].url);
	}
	free(c->added);
	for (size_t i = 0; i < c->exceptions_n; i++) {
		free(c->exceptions[i].id);
		free(c->exceptions[i].xclass);
		free(c->exceptions[i].rule);
		free(c->exceptions[i].subject);
		free(c->exceptions[i].reason);
		free(c->exceptions[i].citation);
	}
	free(c->exceptions);
	config_locator_clear(c);
	config_tsa_clear(c);
	config_witness_clear(c);
	config_rir_clear(c);
	free(c->source_off);
	free(c->source_url);
	memset(c, 0, sizeof(*c));
}

static void
key_print(const struct config *c, const struct config_key *k, struct buf *out)
{
	const char *at = (const char *)c + k->to;
	const char *text;
	int n;

	switch (k->type) {
	case CT_PATH:
	case CT_TEXT:
		memcpy(&text, at, sizeof(text));
		if (text == NULL)
			break;
		buf_fmt(out, "%s = %s\n", k->name,
		    k->secret ? CONFIG_SECRET : text);
		break;
	case CT_SEVERITY:
		memcpy(&n, at, sizeof(n));
		buf_fmt(out, "%s = S%d\n", k->name, n);
		break;
	case CT_TRUTH:
		memcpy(&n, at, sizeof(n));
		buf_fmt(out, "%s = %s\n", k->name, n ? "true" : "false");
		break;
	case CT_SECONDS:
	case CT_COUNT:
		memcpy(&n, at, sizeof(n));
		buf_fmt(out, "%s = %d\n", k->name, n);
		break;
	}
}

static void
day_key(struct buf *out, const char *id, const char *key, day_t d)
{
	char t[DAY_TEXT];

	if (d != 0)
		buf_fmt(out, "exception.%s.%s = %s\n", id, key,
		    day_text(d, t));
}

static void
exception_print(const struct config_exception *x, struct buf *out)
{
	const struct {
		const char *key, *value;
	} text[] = { { "rule", x->rule }, { "class", x->xclass },
		{ "publisher", pub_name(x->publisher) },
		{ "subject", x->subject }, { "reason", x->reason },
		{ "citation", x->citation } };

	for (size_t i = 0; i < ARRAY_LEN(text); i++)
		if (text[i].value != NULL && text[i].value[0] != '\0')
			buf_fmt(out, "exception.%s.%s = %s\n", x->id,
			    text[i].key, text[i].value);
	day_key(out, x->id, "from", x->from);
	day_key(out, x->id, "until", x->until);
	day_key(out, x->id, "recorded", x->recorded);
}

static void
added_print(const struct config_source *s, struct buf *out)
{
	buf_fmt(out, "source.%s.publisher = %s\n", s->id,
	    pub_name(s->publisher));
	buf_fmt(out, "source.%s.kind = %s\n", s->id,
	    source_kind_name(s->kind));
	buf_fmt(out, "source.%s.url = %s\n", s->id, s->url);
	buf_fmt(out, "source.%s.maxmib = %d\n", s->id, s->mib);
	buf_fmt(out, "source.%s.stalehours = %d\n", s->id, s->stale_hours);
	if (s->off)
		buf_fmt(out, "source.%s.enabled = false\n", s->id);
}

static bool
is_added(const struct config *c, const char *id)
{
	for (size_t i = 0; i < c->added_n; i++)
		if (strcmp(c->added[i].id, id) == 0)
			return true;
	return false;
}

void
config_print(const struct config *c, struct buf *out)
{
	buf_str(out, CONFIG_HEAD);
	for (size_t i = 0; i < config_keys_n; i++)
		key_print(c, &config_keys[i], out);
	for (size_t i = 0; i < sources_n; i++) {
		if (is_added(c, sources[i].id))
			continue;
		if (c->source_off[i])
			buf_fmt(out, "source.%s.enabled = false\n",
			    sources[i].id);
		if (c->source_url[i] != NULL)
			buf_fmt(out, "source.%s.url = %s\n", sources[i].id,
			    c->source_url[i]);
	}
	config_locator_print(c, out);
	config_tsa_print(c, out);
	config_witness_print(c, out);
	config_rir_print(c, out);
	for (size_t i = 0; i < c->added_n; i++)
		added_print(&c->added[i], out);
	for (size_t i = 0; i < c->exceptions_n; i++)
		exception_print(&c->exceptions[i], out);
}

void
config_deviations(const struct config *c, struct buf *out)
{
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];
		int n;

		if (strncmp(k->name, "persistence.", 12) != 0)
			continue;
		memcpy(&n, (const char *)c + k->to, sizeof(n));
		if (n != k->def)
			buf_fmt(out, "%s = %d (default %d)\n", k->name, n,
			    k->def);
	}
}

static void
template_keys(struct buf *out)
{
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];
		const char *dot = strchr(k->name, '.');
		size_t n = (size_t)(dot - k->name);

		if (i == 0 ||
		    strncmp(config_keys[i - 1].name, k->name, n + 1) != 0)
			buf_fmt(out, "\n[%.*s]\n", (int)n, k->name);
		buf_fmt(out, "\t# %s\n", k->doc);
		if (k->type == CT_PATH || k->type == CT_TEXT)
			buf_fmt(out, "\t#%s =\n", dot + 1);
		else if (k->type == CT_SEVERITY)
			buf_fmt(out, "\t#%s = S%d\n", dot + 1, k->def);
		else if (k->type == CT_TRUTH)
			buf_fmt(out, "\t#%s = %s\n", dot + 1,
			    k->def ? "true" : "false");
		else
			buf_fmt(out, "\t#%s = %d\n", dot + 1, k->def);
	}
}

void
config_template(struct buf *out)
{
	buf_str(out,
	    "# nroaudit.conf, in git-config's syntax.  Everything has a "
	    "default that works.\n"
	    "# Remove a '#' to change a value.\n");
	template_keys(out);
	buf_str(out,
	    "\n# [source \"apnic-plain\"]\n"
	    "\t# one of `nroaudit sources`: switched off, or from elsewhere\n"
	    "\t#enabled = false\n"
	    "\t#url = https://example.net/delegated-apnic-latest\n"
	    "\n# [source \"apnic-mirror\"]\n"
	    "\t# a further one: publisher, kind and url are required; kind "
	    "is one of\n"
	    "\t# stats-extended, stats-plain, md5 (named like what it sums, "
	    "plus -md5),\n"
	    "\t# asc (named like what it signs, plus -asc),\n"
	    "\t# iana-*, archive (kept, and read by no rule)\n"
	    "\t#publisher = apnic\n\t#kind = archive\n"
	    "\t#url = https://example.net/delegated-apnic-latest\n"
	    "\t#maxmib = 128\n\t#stalehours = 0\n"
	    "\n# [locator \"apnic\"]\n"
	    "\t# a trust anchor locator: one of `nroaudit rpki tals`, "
	    "switched off or\n"
	    "\t# changed; or a further one, for which publisher, url and key "
	    "are required\n"
	    "\t#enabled = false\n\t#publisher = apnic\n"
	    "\t#url = https://example.net/anchor.cer\n"
	    "\t#key = BASE64 of its subjectPublicKeyInfo\n"
	    "\t#as0 = false\n"
	    "\n# [tsa \"digicert\"]\n"
	    "\t# a time-stamping authority, this one or a further one; trusted "
	    "holds\n"
	    "\t# the CA certificates that its own must end in, else the "
	    "system's do\n"
	    "\t#enabled = false\n\t#url = http://timestamp.example.net\n"
	    "\t#trusted = /etc/nroaudit/tsa.pem\n"
	    "\n# [rir \"apnic\"]\n"
	    "\t# the OpenPGP keys that it signs with, base64 of gpg "
	    "--export's output\n"
	    "\t#pgpkey = BASE64\n"
	    "\n# [witness \"witness.example.org\"]\n"
	    "\t# whose cosignatures of the history's checkpoints count; its "
	    "verifier key\n"
	    "\t#key = witness.example.org+01234567+BASE64\n"
	    "\n# [exception \"maintenance-2026-01\"]\n"
	    "\t# all but class, subject and from are required; it shows in "
	    "every report\n"
	    "\t#rule = P-08\n\t#class = X8\n\t#publisher = apnic\n\t#subject =\n"
	    "\t#from = 2026-01-10\n\t#until = 2026-01-12\n"
	    "\t#recorded = 2026-01-09\n"
	    "\t#reason = announced maintenance\n"
	    "\t#citation = https://example.net/announcement\n");
}
