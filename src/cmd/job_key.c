/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that sign, as they are before anything is signed. */
#include "cmd/job.h"

#include "cmd/parts.h"
#include "cmd/stamp.h"
#include "io/file.h"
#include "io/keys.h"
#include "report/report.h"
#include "report/signer.h"

#include <stdlib.h>
#include <string.h>

#define KEY_YEARS 10
#define KEY_NAME "nroaudit self-made key"

/* A day back: whoever verifies may have a clock behind ours. */
int
job_report_key_make(const char *key, const char *chain, utc_t now,
    struct err *e)
{
	return x509_key_make(key, chain, KEY_NAME, now - DAY_SECS, KEY_YEARS,
	    e);
}

struct secret {
	unsigned char *p;
	size_t n;
};

static void
secret_clear(struct secret *s)
{
	key_forget(s->p, s->n);
}

static void
signer_freep(struct signer **s)
{
	signer_free(*s);
}

bool
job_report_token(const struct job *j)
{
	return j->cfg->report_key != NULL &&
	    strncmp(j->cfg->report_key, SIGNER_URI, strlen(SIGNER_URI)) == 0;
}

/* A file's first line: an editor ends it. */
static int
read_passphrase(const struct job *j, struct secret *ret, struct span *line,
    struct err *e)
{
	struct span s;

	*line = (struct span){ NULL, 0 };
	if (j->cfg->report_passphrase == NULL)
		return 0;
	if (key_read(j->cfg->report_passphrase, &ret->p, &ret->n, e) != 0)
		return err_wrap(e, "report.passphrasefile");
	s = (struct span){ ret->p, ret->n };
	*line = span_split(&s, '\n');
	if (line->n != 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return line->n != 0 ?
	    0 :
	    err_set(e, ERR_DATA, "report.passphrasefile is empty");
}

int
job_signer(const struct job *j, struct signer **ret, struct err *e)
{
	AUTO_FREE char *key = job_report_key(j);
	AUTO_FREE char *chain = job_report_chain(j);
	AUTO(secret_clear) struct secret k = { 0 };
	AUTO(secret_clear) struct secret pass = { 0 };
	AUTO_FREE unsigned char *c = NULL;
	struct signer_source from = { 0 };
	size_t cn = 0;

	if (dsig_start(e) != 0 ||
	    read_passphrase(j, &pass, &from.passphrase, e) != 0)
		return -1;
	if (job_report_token(j))
		from.uri = key;
	else if (key_read(key, &k.p, &k.n, e) != 0)
		return -1;
	if (chain != NULL && file_read(chain, KEY_FILE_MAX, &c, &cn, e) != 0)
		return -1;
	if (chain != NULL && cn == 0)
		return err_set(e, ERR_DATA, "%s is empty", chain);
	from.key = (struct span){ k.p, k.n };
	from.chain = (struct span){ c, cn };
	return signer_load(&from, ret, e);
}

/* Empty where there is none. */
static int
read_beside(const char *path, unsigned char **p, struct span *ret,
    struct err *e)
{
	size_t n = 0;

	if (path == NULL || !file_exists(path))
		return 0;
	if (file_read(path, KEYRING_TEXT_MAX, p, &n, e) != 0)
		return -1;
	*ret = (struct span){ *p, n };
	return 0;
}

int
job_signer_checked(const struct job *j, utc_t when, struct signer **ret,
    struct err *e)
{
	AUTO(signer_freep) struct signer *s = NULL;
	AUTO_FREE unsigned char *t = NULL;
	struct span trusted = { NULL, 0 };

	if (job_signer(j, &s, e) != 0 ||
	    read_beside(j->cfg->report_trusted, &t, &trusted, e) != 0 ||
	    signer_check(s, trusted, when, e) != 0)
		return -1;
	*ret = TAKE(s);
	return 0;
}

int
job_sign(const struct job *j, struct span xml, utc_t when, struct buf *out,
    struct err *e)
{
	AUTO(signer_freep) struct signer *s = NULL;

	return job_signer_checked(j, when, &s, e) != 0 ?
	    -1 :
	    report_sign(s, xml, when, out, e);
}

int
job_signer_look(const struct job *j, utc_t now, struct buf *out, struct err *e)
{
	AUTO(signer_freep) struct signer *s = NULL;
	AUTO_FREE char *crl_file = job_path(j, JOB_REPORT_CRL);
	AUTO_FREE unsigned char *t = NULL;
	AUTO_FREE unsigned char *c = NULL;
	struct span trusted = { NULL, 0 }, crl = { NULL, 0 };
	AUTO_BUF anchor = { 0 };
	char hex[SHA256_HEX], u[UTC_TEXT];
	utc_t from, until;

	if (job_signer(j, &s, e) != 0 ||
	    read_beside(j->cfg->report_trusted, &t, &trusted, e) != 0 ||
	    (j->cfg->report_key == NULL &&
		read_beside(crl_file, &c, &crl, e) != 0) ||
	    (now != TIME_NONE && signer_check(s, trusted, now, e) != 0) ||
	    signer_anchor(s, trusted, &anchor, e) != 0)
		return -1;
	signer_sha256(s, hex);
	signer_dates(s, &from, &until);
	part_add(out, "certificate", span_of(hex));
	part_add(out, "from", span_of(utc_text(from, u)));
	part_add(out, "until", span_of(utc_text(until, u)));
	part_add(out, "anchor", buf_view(&anchor));
	part_add(out, "crl", crl);
	return 0;
}
