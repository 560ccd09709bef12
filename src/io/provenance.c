/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/provenance.h"

#include "model/dated.h"

#include <string.h>

/* Escapes for XML and for outsiders' bytes at once. */
static void
put_text(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '&')
			buf_str(b, "&amp;");
		else if (c == '<')
			buf_str(b, "&lt;");
		else if (c == '>')
			buf_str(b, "&gt;");
		else if (c == '"')
			buf_str(b, "&quot;");
		else if ((c < 0x20 && c != '\n') || c >= 0x7f || c == '\\')
			buf_fmt(b, "\\x%02x", c);
		else
			buf_chr(b, (char)c);
	}
}

static void
attr(struct buf *b, const char *name, const char *v)
{
	if (v == NULL || v[0] == '\0')
		return;
	buf_fmt(b, " %s=\"", name);
	for (; *v != '\0'; v++) {
		char one[2] = { *v, '\0' };

		/* A newline in an attribute would be read as a blank. */
		if (*v == '\n')
			buf_str(b, "\\x0a");
		else
			put_text(b, one);
	}
	buf_chr(b, '"');
}

static void
attr_time(struct buf *b, const char *name, utc_t t)
{
	char u[UTC_TEXT];

	if (t != TIME_NONE)
		attr(b, name, utc_text(t, u));
}

static void
attr_num(struct buf *b, const char *name, int64_t v)
{
	buf_fmt(b, " %s=\"%lld\"", name, (long long)v);
}

/* What a fetch of anything has. */
static void
fetch_attrs(const struct fetch *f, struct buf *b)
{
	attr(b, "outcome", outcome_name(f->outcome));
	attr(b, "reason", f->reason);
	attr(b, "url", f->url);
	attr(b, "final-url", f->final_url);
	attr_time(b, "start", f->start);
	attr_time(b, "end", f->end);
	attr_time(b, "last-modified", f->last_modified);
	attr_time(b, "server-date", f->server_date);
	attr(b, "dns", f->dns);
	attr(b, "peer", f->peer);
	attr(b, "tls", f->tls);
	attr(b, "tls-file", f->tls_file);
	attr_num(b, "status", f->status);
	attr_num(b, "attempts", f->attempts);
	attr_num(b, "size", (int64_t)f->size);
	attr(b, "sha256", f->sha256);
	attr(b, "sha512", f->sha512);
	attr(b, "sha256-first", f->sha256_first);
}

static void
fetch_xml(const struct fetch *f, struct buf *b)
{
	buf_str(b, "<fetch");
	attr(b, "source", f->source->id);
	fetch_attrs(f, b);
	buf_chr(b, '>');
	if (f->headers != NULL)
		put_text(b, f->headers);
	buf_str(b, "</fetch>\n");
}

static void
dated_xml(const struct dated *d, struct buf *b)
{
	char day[DAY_TEXT];

	buf_str(b, "<dated");
	attr(b, "rir", pub_name(d->rir));
	attr(b, "at", pub_name(d->at));
	if (d->day != 0)
		attr(b, "day", day_text(d->day, day));
	fetch_attrs(&d->fetch, b);
	attr(b, "plain-sha256", d->plain);
	if (d->plain[0] != '\0')
		attr_num(b, "plain-size", (int64_t)d->plain_size);
	if (d->file_day != 0)
		attr(b, "file-day", day_text(d->file_day, day));
	attr_time(b, "as-of", d->asof);
	buf_chr(b, '>');
	if (d->fetch.headers != NULL)
		put_text(b, d->fetch.headers);
	buf_str(b, "</dated>\n");
}

void
provenance_xml(const struct provenance *p, struct buf *b)
{
	const struct runinfo *r = &p->run;

	buf_str(b,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<provenance version=\"1\">\n<run");
	attr_time(b, "clock", r->clock);
	attr_num(b, "clock-given", r->clock_given);
	attr(b, "mirror", r->mirror);
	attr_num(b, "complete", r->complete);
	attr_num(b, "clock-skew", r->clock_skew);
	attr_num(b, "clock-checked", r->clock_checked);
	attr(b, "engine", r->engine);
	attr(b, "sandbox", r->sandbox);
	attr(b, "notices", r->notices);
	attr(b, "seals", r->seals);
	buf_str(b, "/>\n");
	for (size_t i = 0; i < r->faults_n; i++) {
		buf_str(b, "<fault>");
		put_text(b, r->faults[i]);
		buf_str(b, "</fault>\n");
	}
	for (size_t i = 0; i < p->n; i++)
		fetch_xml(&p->fetches[i], b);
	for (size_t i = 0; i < p->dated_n; i++)
		dated_xml(&p->dated[i], b);
	buf_str(b, "</provenance>\n");
}
