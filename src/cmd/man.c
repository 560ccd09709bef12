/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the manual that are tables: mdoc(7) from the tables. */
#include "cmd/man.h"

#include "audit/rule.h"
#include "model/config.h"

#include <stdio.h>
#include <string.h>

#define PAGE_DATE "November 25, 2026"

/* Text as mdoc takes it, a sentence a line. */
static void
text(const char *s)
{
	bool first = true;

	for (; *s != '\0'; s++) {
		if (first && (*s == '.' || *s == '\''))
			fputs("\\&", stdout);
		first = *s == ' ' && s[-1] == '.';
		if (*s == '\\')
			fputs("\\e", stdout);
		else
			putchar(first ? '\n' : *s);
	}
	putchar('\n');
}

static const char *
kind(const struct rule *r)
{
	return r->kind == KIND_STATE ? "state" : "event";
}

static void
rule_man(const struct rule *r)
{
	printf(".Ss %s\n", r->id);
	text(r->title);
	puts(".Pp");
	text(r->text);
	printf(".Bl -column -compact \"False alarms measured\"\n"
	       ".It Obligation Ta %d\n.It Kind Ta %s\n.It Severity Ta at most "
	       "S%d\n.It Evidence class Ta %c\n",
	    r->obligation, kind(r), r->severity, r->evidence_class);
	printf(".It Citation Ta ");
	text(r->citation);
	printf(".It False alarms measured Ta ");
	text(r->measured);
	puts(".El");
}

void
man_rules(void)
{
	printf(".\\\" Made by `nroaudit rules --man`.\n"
	       ".Dd " PAGE_DATE "\n.Dt NROAUDIT-RULES 7\n.Os\n.Sh NAME\n"
	       ".Nm nroaudit-rules\n.Nd what nroaudit checks\n"
	       ".Sh DESCRIPTION\n");
	text("Obligations are those of the August 2020 addendum to the NRO "
	     "Memorandum of Understanding: 1 uniqueness, 2 accuracy, "
	     "3 publication, 4 cooperation in consistent service. A finding "
	     "of kind state lives until it is cured, one of kind event is "
	     "reported once. S1 is the gravest severity, S4 the lightest. "
	     "Evidence of class A is a publisher's own bytes alone, B joins "
	     "two publishers or orders instants, C is inference. Rules that "
	     "begin with M- watch the collector itself.");
	puts(".Pp");
	text("A rule's outcome is PASS (with the number of items that it "
	     "examined), FAIL, EXCUSED (with the exception's id), SKEW, "
	     "NO_INPUT (with the reason) or NOT_IN_FORCE. A rule that "
	     "examined nothing has not passed.");
	puts(".Sh RULES");
	for (size_t i = 0; i < rules_n; i++)
		rule_man(&rules[i]);
	puts(".Sh SEE ALSO\n.Xr nroaudit 1 ,\n.Xr nroaudit-audit 1 ,\n"
	     ".Xr nroaudit-rules 1 ,\n.Xr nroaudit-formats 7");
}

static void
key_range(const struct config_key *k)
{
	switch (k->type) {
	case CT_SECONDS:
	case CT_COUNT:
		printf("A number from %d to %d; by default %d.\n", k->min,
		    k->max, k->def);
		break;
	case CT_SEVERITY:
		printf("S1, S2, S3 or S4; by default S%d.\n", k->def);
		break;
	case CT_TRUTH:
		printf("true or false; by default %s.\n",
		    k->def ? "true" : "false");
		break;
	case CT_PATH:
		printf("A path; by default none is set.\n");
		break;
	case CT_TEXT:
		printf("Text; by default none is set.\n");
		break;
	}
	if (k->secret)
		printf("Its value is not written into snapshots.\n");
}

static void
tsas(void)
{
	static const struct {
		const char *name, *url;
	} all[] = {
#define TSA(name, url) { name, url },
#include "model/tsas.def"
#undef TSA
	};

	puts(".Ss Time-stamping authorities");
	text("Each report is stamped (RFC 3161) by every authority that is "
	     "enabled. These are known, and enabled unless a run is of a "
	     "mirror, which asks only those that the configuration names:");
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		printf(".It Cm %s\n%s\n", all[i].name, all[i].url);
	puts(".El\n.Bl -tag -width Ds\n"
	     ".It Cm tsa. Ns Ar NAME Ns Cm .url");
	text("Where it is asked, http:// or https://; a name of a-z, 0-9 and "
	     "- that is not known adds one.");
	puts(".It Cm tsa. Ns Ar NAME Ns Cm .trusted");
	text("The CA certificates that its own must end in, a PEM file; by "
	     "default the system's.");
	puts(".It Cm tsa. Ns Ar NAME Ns Cm .enabled");
	text("false asks it no more.");
	puts(".El");
}

void
man_config(void)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *k = &config_keys[i];

		printf(".It Cm %s\n%c", k->name,
		    k->doc[0] >= 'a' && k->doc[0] <= 'z' ? k->doc[0] - 32 :
							   k->doc[0]);
		printf("%s.\n", k->doc + 1);
		key_range(k);
	}
	puts(".El");
	tsas();
}
