/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phases after the audit: report, sign, publish. */
#include "cmd/witness.h"
#include "cmd/cmd.h"
#include "cmd/stamp.h"

#include "cmd/notices.h"
#include "io/file.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_FILE_MAX ((size_t)1 << 30)
#define TEMPLATE_MAX (4u << 20)

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

/* Of the findings of the snapshot before; "" for the first. */
static int
previous_findings(struct store *st, const struct dataset *d,
    char out[SHA256_HEX], struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;
	int r;

	out[0] = '\0';
	if (d->previous[0] == '\0')
		return 0;
	r = findings_read(st, d->previous, &p, &n, e);
	if (r != 0)
		return r < 0 ? -1 :
			       err_set(e, ERR_DATA,
				   "snapshot %s has no findings", d->previous);
	digest_sha256((struct span){ p, n }, out);
	return 0;
}

/* What had been said when the snapshot was taken, and still stands there. */
static int
notices_then(struct store *st, const struct runinfo *run, struct notices *ret,
    struct err *e)
{
	bool known = false;

	if (run->notices == NULL)
		return 0;
	if (notices_known(st, run->notices, &known, e) != 0)
		return -1;
	if (!known)
		return err_set(e, ERR_DATA,
		    "the snapshot names %s, which is not on the branch "
		    "notices",
		    run->notices);
	return notices_load(st, run->notices, ret, e);
}

int
job_report(struct store *st, const struct audited *a, const char *name,
    struct buf *out, struct err *e)
{
	AUTO(notices_clear) struct notices said = { 0 };
	AUTO(log_view_clear) struct log_view log = { 0 };
	AUTO_BUF style = { 0 };
	AUTO_BUF schema = { 0 };
	char sh[SHA256_HEX], xh[SHA256_HEX], before[SHA256_HEX];
	struct report_input in = { 0 };
	AUTO_BUF deviations = { 0 };

	if (read_template("report.xsl", &style, e) != 0 ||
	    read_template("report.xsd", &schema, e) != 0 ||
	    previous_findings(st, &a->snap.data, before, e) != 0 ||
	    notices_then(st, a->snap.data.run, &said, e) != 0 ||
	    log_view_read(st, a->snap.data.run, &a->snap.cfg, &log, e) != 0)
		return -1;
	config_deviations(&a->snap.cfg, &deviations);
	digest_sha256(buf_view(&style), sh);
	digest_sha256(buf_view(&schema), xh);
	in.data = &a->snap.data;
	in.audit = &a->result;
	in.exceptions = &a->snap.exceptions;
	in.config_text = a->snap.config_text;
	in.config = &a->snap.cfg;
	in.deviations = deviations.p;
	in.manifest_sha256 = a->snap.manifest_sha256;
	in.manifest = (struct span){ a->snap.manifest, a->snap.manifest_n };
	in.previous_findings_sha256 = before;
	in.stylesheet_sha256 = sh;
	in.schema_sha256 = xh;
	in.name = name;
	in.notices = &said;
	in.notices_commit = a->snap.data.run->notices;
	in.log = log.log;
	in.rpki_before = &a->snap.before.rpki;
	return report_xml(&in, out, e);
}

static int
write_beside(const char *dir, const char *name, struct span b, struct err *e)
{
	AUTO_FREE char *p = path_join(dir, name);

	return file_write(p, b, 0644, e);
}

/* Signing puts the signature before the last tag and leaves the rest alone. */
static bool
says(struct span xml, struct span plain)
{
	static const char end[] = "</report>", sig[] = "<ds:Signature ";
	size_t head = plain.n - (sizeof(end) - 1);

	return plain.n > sizeof(end) && xml.n > head &&
	    memcmp(xml.p, plain.p, head) == 0 &&
	    span_starts(span_sub(xml, head, xml.n), sig);
}

static int
page_of(struct span xml, struct span notices, struct buf *html, struct err *e)
{
	AUTO_BUF style = { 0 };

	return read_template("report.xsl", &style, e) != 0 ||
		html_render_noted(xml, notices, buf_view(&style), html, e) !=
		    0 ?
	    -1 :
	    0;
}

/* The notices beside a report, as they lie there; empty where none do. */
static int
beside_read(const char *dir, struct buf *out, struct err *e)
{
	AUTO_FREE char *path = path_join(dir, NOTICES_BESIDE);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (!file_exists(path))
		return 0;
	if (file_read(path, REPORT_FILE_MAX, &p, &n, e) != 0)
		return -1;
	buf_add(out, p, n);
	return 0;
}

static bool
page_is(const char *dir, struct span xml)
{
	AUTO_FREE char *page = path_join(dir, "report.html");
	AUTO_FREE unsigned char *h = NULL;
	AUTO_BUF beside = { 0 };
	AUTO_BUF html = { 0 };
	size_t n = 0;

	return file_read(page, REPORT_FILE_MAX, &h, &n, NULL) == 0 &&
	    beside_read(dir, &beside, NULL) == 0 &&
	    page_of(xml, buf_view(&beside), &html, NULL) == 0 &&
	    span_eq((struct span){ h, n }, buf_view(&html));
}

int
job_published(const struct job *j, const char *name, struct span plain,
    struct buf *ret)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *dir = path_join(reports, name);
	AUTO_FREE char *path = path_join(dir, "report.xml");
	AUTO_FREE unsigned char *x = NULL;
	struct span xml;
	size_t n = 0;

	if (file_read(path, REPORT_FILE_MAX, &x, &n, NULL) != 0)
		return 0;
	xml = (struct span){ x, n };
	if (!says(xml, plain))
		return 0;
	if (page_is(dir, xml))
		return 1;
	buf_span(ret, xml);
	return 2;
}

/* All files appear together, in the place of all. */
static int
put_report(const char *reports, const char *dir, struct span xml,
    struct span html, struct span notices, struct err *e)
{
	AUTO_FREE char *staging = path_join(reports, ".new");
	AUTO_FREE char *aside = path_join(reports, ".new.old");

	return dir_remove(staging, e) != 0 || dir_remove(aside, e) != 0 ||
		dir_make(staging, 0755, e) != 0 ||
		write_beside(staging, "report.html", html, e) != 0 ||
		(notices.n != 0 &&
		    write_beside(staging, NOTICES_BESIDE, notices, e) != 0) ||
		write_beside(staging, "report.xml", xml, e) != 0 ||
		dir_replace(staging, dir, e) != 0 ?
	    -1 :
	    0;
}

int
job_publish(const struct job *j, struct store *st, const char *snapshot,
    const char *name, struct span xml, struct err *e)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *dir = path_join(reports, name);
	AUTO_FREE char *there = path_join(dir, "report.xml");
	AUTO(notices_clear) struct notices all = { 0 };
	AUTO_BUF beside = { 0 };
	AUTO_BUF html = { 0 };
	char tip[SHA1_HEX];

	/* Nothing is ever put in another's place. */
	if (file_exists(there) && !report_of(there, snapshot))
		return err_set(e, ERR_DATA,
		    "%s is of a snapshot that is not "
		    "in this history, or not of that name",
		    there);
	return notices_tip(st, tip, e) != 0 ||
		notices_load(st, tip, &all, e) != 0 ||
		notices_beside(st, &all, snapshot, name, &beside, e) != 0 ||
		page_of(xml, buf_view(&beside), &html, e) != 0 ||
		put_report(reports, dir, xml, buf_view(&html),
		    buf_view(&beside), e) != 0 ?
	    -1 :
	    0;
}

int
job_publish_noted(const struct job *j, struct store *st,
    const struct notices *all, const char *snapshot, const char *name,
    struct err *e)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *dir = path_join(reports, name);
	AUTO_FREE char *there = path_join(dir, "report.xml");
	AUTO_FREE unsigned char *xml = NULL;
	AUTO_BUF beside = { 0 };
	AUTO_BUF old = { 0 };
	AUTO_BUF html = { 0 };
	size_t n = 0;

	if (!file_exists(there) || !report_of(there, snapshot))
		return 0;
	if (notices_beside(st, all, snapshot, name, &beside, e) != 0 ||
	    beside_read(dir, &old, e) != 0)
		return -1;
	if (span_eq(buf_view(&old), buf_view(&beside)))
		return 0;
	return file_read(there, REPORT_FILE_MAX, &xml, &n, e) != 0 ||
		page_of((struct span){ xml, n }, buf_view(&beside), &html,
		    e) != 0 ||
		put_report(reports, dir, (struct span){ xml, n },
		    buf_view(&html), buf_view(&beside), e) != 0 ?
	    -1 :
	    0;
}

/* Up to and with the signed properties both are the same bytes. */
static bool
same_signed(struct span a, struct span b)
{
	static const char end[] = "</xades:SignedProperties>";
	const unsigned char *at =
	    a.n == 0 ? NULL : memmem(a.p, a.n, end, sizeof(end) - 1);
	size_t n = at == NULL ? 0 : (size_t)(at - a.p) + sizeof(end) - 1;

	return n != 0 && b.n >= n && memcmp(a.p, b.p, n) == 0;
}

int
job_restamp(const struct job *j, const char *name, struct span xml,
    struct err *e)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *dir = path_join(reports, name);
	AUTO_FREE char *there = path_join(dir, "report.xml");
	AUTO_FREE unsigned char *old = NULL;
	AUTO_BUF beside = { 0 };
	AUTO_BUF html = { 0 };
	size_t n = 0;

	if (file_read(there, REPORT_FILE_MAX, &old, &n, e) != 0 ||
	    beside_read(dir, &beside, e) != 0)
		return -1;
	if (!same_signed((struct span){ old, n }, xml))
		return err_set(e, ERR_DATA, "%s is another report", there);
	return page_of(xml, buf_view(&beside), &html, e) != 0 ||
		put_report(reports, dir, xml, buf_view(&html),
		    buf_view(&beside), e) != 0 ?
	    -1 :
	    0;
}
