/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transfer log in a case: a line an entry. */
#include "tests/rules/run.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX_LEN 1024

static void
put_rir(struct buf *b, const char *member, const char *rir)
{
	enum publisher pub;

	if (pub_parse(span_of(rir), &pub) == 0)
		rir = pub_title(pub);
	if (strcmp(rir, "-") != 0)
		buf_fmt(b, ",\"%s\":\"%s\"", member, rir);
}

static void
put_organization(struct buf *b, const char *member, const char *args,
    const char *key)
{
	char cc[8];

	buf_fmt(b, ",\"%s\":{\"name\":\"Somebody\"", member);
	if (option(args, key, cc, sizeof(cc)) != NULL)
		buf_fmt(b, ",\"country_code\":\"%s\"", cc);
	buf_chr(b, '}');
}

/* "asn:1-2", "ipv4:1.0.0.0-1.0.0.255" */
static void
put_set(struct world *w, struct buf *b, char *text)
{
	char *from = strchr(text, ':'), *to;
	bool asn = strncmp(text, "asn:", 4) == 0;

	to = from == NULL ? NULL : strchr(from, '-');
	if (to == NULL) {
		complain(w, "no such set", text);
		return;
	}
	*from++ = *to++ = '\0';
	buf_fmt(b,
	    asn ? "\"asns\":{\"transfer_set\":[{\"start\":%s,\"end\":%s}]}" :
		  "\"%snets\":{\"transfer_set\":[{\"start_address\":\"%s\","
		  "\"end_address\":\"%s\"}]}",
	    asn				  ? from :
		strcmp(text, "ipv4") == 0 ? "ip4" :
					    "ip6",
	    asn ? to : from, to);
}

static void
put_entry(struct world *w, struct buf *b, const char *line)
{
	char from[16], to[16], day[32], set[200], v[64];

	if (sscanf(line, "%15s %15s %31s %199s", from, to, day, set) != 4) {
		complain(w, "no such entry", line);
		return;
	}
	buf_chr(b, '{');
	put_set(w, b, set);
	put_organization(b, "source_organization", line, " from-cc=");
	put_organization(b, "recipient_organization", line, " to-cc=");
	if (strcmp(day, "-") != 0)
		buf_fmt(b, ",\"transfer_date\":\"%sT00:00:00Z\"", day);
	if (option(line, " registered=", v, sizeof(v)) != NULL)
		buf_fmt(b, ",\"source_registration_date\":\"%sT00:00:00Z\"",
		    v);
	put_rir(b, "source_rir", from);
	put_rir(b, "recipient_rir", to);
	if (option(line, " type=", v, sizeof(v)) == NULL)
		snprintf(v, sizeof(v), "RESOURCE_TRANSFER");
	buf_fmt(b, ",\"type\":\"%s\"", v);
	if (option(line, " status=", v, sizeof(v)) != NULL)
		buf_fmt(b, ",\"status\":\"%s\"", v);
	buf_chr(b, '}');
}

static void
put_head(struct world *w, struct buf *b, const struct source *s,
    const char *args)
{
	char version[16], made[32], begin[32], end[32], now[UTC_TEXT];

	if (option(args, " version=", version, sizeof(version)) == NULL)
		snprintf(version, sizeof(version), "4.0");
	utc_text(w->clock, now);
	if (option(args, " produced=", made, sizeof(made)) == NULL)
		snprintf(made, sizeof(made), "%s", now);
	if (option(args, " begin=", begin, sizeof(begin)) == NULL)
		snprintf(begin, sizeof(begin), "2010-01-01T00:00:00Z");
	if (option(args, " end=", end, sizeof(end)) == NULL)
		snprintf(end, sizeof(end), "%s", now);
	buf_fmt(b,
	    "{\"version\":{\"stats_version\":\"%s\",\"producer\":\"%s\","
	    "\"UTC_offset\":0,\"production_date\":\"%s\","
	    "\"records_interval\":{\"start_date\":\"%s\","
	    "\"end_date\":\"%s\"}},\n\"transfers\":[\n",
	    version, pub_title(s->publisher), made, begin, end);
}

void
log_block(struct world *w, FILE *f, const struct source *s, const char *args)
{
	AUTO_BUF b = { 0 };
	char line[LINE_MAX_LEN];
	bool any = false;

	put_head(w, &b, s, args);
	while (fgets(line, sizeof(line), f) != NULL) {
		w->line++;
		if (strcmp(line, "end\n") == 0)
			break;
		line[strcspn(line, "\n")] = '\0';
		if (any)
			buf_str(&b, ",\n");
		put_entry(w, &b, line);
		any = true;
	}
	buf_str(&b, "\n]}\n");
	put_file(w, s, buf_view(&b));
}
