/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phases after the audit: report, sign, publish. */
#include "cmd/cmd.h"
#include "cmd/site.h"

#include "io/file.h"
#include "io/keys.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEMPLATE_MAX (4u << 20)
#define SECOND_RUNS_MAX 1000

static int
read_template(const char *name, struct buf *out, struct err *e)
{
	AUTO_FREE char *path = template_path(name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read(path, TEMPLATE_MAX, &p, &n, e) != 0)
		return err_wrap(e, "template");
	buf_add(out, p, n);
	return 0;
}

/* A report is of this snapshot if it names it. */
static bool
report_of(const char *path, const char *snapshot)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;
	AUTO_BUF want = { 0 };

	buf_fmt(&want, "<snapshot commit=\"%s\"", snapshot);
	return file_read(path, 0, &p, &n, NULL) == 0 &&
	    memmem(p, n, want.p, want.n) != NULL;
}

/* "2013-04-09", or with "-2" where another snapshot has that. */
static int
report_name(const struct job *j, const struct dataset *d, struct buf *name,
    struct err *e)
{
	char day[DAY_TEXT];

	for (int i = 1; i < SECOND_RUNS_MAX; i++) {
		AUTO_FREE char *reports = job_path(j, "reports");
		AUTO_BUF path = { 0 };

		buf_clear(name);
		buf_str(name, day_text(d->day, day));
		if (i > 1)
			buf_fmt(name, "-%d", i);
		buf_fmt(&path, "%s/%s/report.xml", reports, name->p);
		if (!file_exists(path.p) || report_of(path.p, d->snapshot))
			return 0;
	}
	return err_set(e, ERR_DATA, "over %d reports of one day",
	    SECOND_RUNS_MAX);
}

int
job_sign(const struct job *j, struct span xml, utc_t when, struct buf *out,
    struct err *e)
{
	AUTO_FREE char *key = j->cfg->report_key != NULL ?
	    mem_strdup(j->cfg->report_key) :
	    job_path(j, "keys/report.key");
	AUTO_FREE char *chain = j->cfg->report_chain != NULL ?
	    mem_strdup(j->cfg->report_chain) :
	    job_path(j, "keys/report.pem");
	unsigned char *k = NULL;
	AUTO_FREE unsigned char *c = NULL;
	size_t kn = 0, cn = 0;
	struct signer *s = NULL;
	int r;

	if (key_read(key, &k, &kn, e) != 0)
		return -1;
	r = file_read(chain, KEY_FILE_MAX, &c, &cn, e);
	if (r == 0)
		r = signer_open((struct span){ k, kn },
		    (struct span){ c, cn }, &s, e);
	key_forget(k, kn);
	if (r == 0)
		r = report_sign(s, xml, when, out, e);
	signer_free(s);
	return r;
}

static int
unsigned_report(const struct audited *a, const char *name,
    const struct buf *style, const struct buf *schema, struct buf *out,
    struct err *e)
{
	char sh[SHA256_HEX], xh[SHA256_HEX];
	struct report_input in = { 0 };
	AUTO_BUF deviations = { 0 };

	config_deviations(&a->snap.cfg, &deviations);
	digest_sha256(buf_view(style), sh);
	digest_sha256(buf_view(schema), xh);
	in.data = &a->snap.data;
	in.audit = &a->result;
	in.config_text = a->snap.config_text;
	in.deviations = deviations.p;
	in.manifest_sha256 = a->snap.manifest_sha256;
	in.stylesheet_sha256 = sh;
	in.schema_sha256 = xh;
	in.name = name;
	return report_xml(&in, out, e);
}

static int
write_beside(const char *dir, const char *name, const struct buf *b,
    struct err *e)
{
	AUTO_FREE char *p = path_join(dir, name);

	return file_write(p, buf_view(b), 0644, e);
}

int
job_report(const struct job *j, struct store *st, const struct audited *a,
    char **ret_path, struct err *e)
{
	AUTO_BUF name = { 0 };
	AUTO_BUF style = { 0 };
	AUTO_BUF schema = { 0 };
	AUTO_BUF plain = { 0 };
	AUTO_BUF signed_xml = { 0 };
	AUTO_BUF html = { 0 };
	AUTO_FREE char *dir = NULL;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (read_template("report.xsl", &style, e) != 0 ||
	    read_template("report.xsd", &schema, e) != 0 ||
	    report_name(j, &a->snap.data, &name, e) != 0 ||
	    unsigned_report(a, name.p, &style, &schema, &plain, e) != 0 ||
	    job_sign(j, buf_view(&plain), (utc_t)now.tv_sec, &signed_xml,
		e) != 0 ||
	    html_render(buf_view(&signed_xml), buf_view(&style), &html, e) !=
		0)
		return -1;
	{
		AUTO_FREE char *reports = job_path(j, "reports");

		dir = path_join(reports, name.p);
	}
	if (dir_make(dir, 0755, e) != 0 ||
	    write_beside(dir, "report.html", &html, e) != 0 ||
	    write_beside(dir, "report.xml", &signed_xml, e) != 0 ||
	    site_write(j, st, e) != 0)
		return -1;
	*ret_path = path_join(dir, "report.html");
	return 0;
}
