/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is checked, what is read, what is configured: printed from tables. */
#include "cmd/cmd.h"
#include "cmd/man.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_json(json_t *o)
{
	char *s = json_dumps(o, JSON_COMPACT);

	puts(s == NULL ? "{}" : s);
	free(s);
	json_decref(o);
}

static void
rule_text(const struct rule *r)
{
	printf("%s  %s\n    obligation %d, %s, at most S%d, evidence class "
	       "%c\n    %s\n    Citation: %s.\n    False alarms measured: "
	       "%s.\n\n",
	    r->id, r->title, r->obligation,
	    r->kind == KIND_STATE ? "state" : "event", r->severity,
	    r->evidence_class, r->text, r->citation, r->measured);
}

static void
rule_json(const struct rule *r)
{
	print_json(json_pack("{s:s,s:i,s:s,s:i,s:s%,s:s,s:s,s:s,s:s}", "id",
	    r->id, "obligation", r->obligation, "kind",
	    r->kind == KIND_STATE ? "state" : "event", "severity", r->severity,
	    "class", &r->evidence_class, (size_t)1, "title", r->title, "text",
	    r->text, "citation", r->citation, "measured", r->measured));
}

int
cmd_rules(struct ctx *c, int argc, char **argv)
{
	bool json = false, man = false;
	const struct option_row o[] = {
		{ "json", NULL, "one JSON object a line", &json, NULL },
		{ "man", NULL, "the manual page nroaudit-rules(7)", &man,
		    NULL },
	};
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	(void)c;
	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (man) {
		man_rules();
		return EXIT_NOTHING_NEW;
	}
	for (size_t i = 0; i < rules_n; i++)
		if (json)
			rule_json(&rules[i]);
		else
			rule_text(&rules[i]);
	return EXIT_NOTHING_NEW;
}

static void
source_line(const struct ctx *c, size_t i, bool json)
{
	const struct source *s = &sources[i];
	const char *url =
	    c->cfg.source_url[i] != NULL ? c->cfg.source_url[i] : s->url;

	if (json)
		print_json(json_pack("{s:s,s:s,s:s,s:s,s:b,s:i,s:i,s:i}", "id",
		    s->id, "publisher", pub_name(s->publisher), "url", url,
		    "path", s->path, "enabled", !c->cfg.source_off[i],
		    "max_mib", (int)(s->max >> 20), "from", s->from, "until",
		    s->until));
	else
		printf("%-40s %-8s %s%s\n", s->id, pub_name(s->publisher), url,
		    c->cfg.source_off[i] ? " (off)" : "");
}

int
cmd_sources(struct ctx *c, int argc, char **argv)
{
	bool json = false;
	const struct option_row o[] = { { "json", NULL,
	    "one JSON object a line", &json, NULL } };
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	for (size_t i = 0; i < sources_n; i++)
		source_line(c, i, json);
	return EXIT_NOTHING_NEW;
}

int
cmd_config(struct ctx *c, int argc, char **argv)
{
	bool explain = false, man = false;
	const struct option_row o[] = {
		{ "explain", NULL,
		    "every key with its default and what it "
		    "does",
		    &explain, NULL },
		{ "man", NULL, "the keys, for the manual", &man, NULL },
	};
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "", NULL, 0, NULL);
	AUTO_BUF text = { 0 };

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (man) {
		man_config();
		return EXIT_NOTHING_NEW;
	}
	if (explain)
		config_template(&text);
	else
		config_print(&c->cfg, &text);
	fputs(text.p, stdout);
	return EXIT_NOTHING_NEW;
}
