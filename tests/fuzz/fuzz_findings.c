/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "audit/audit.h"
#include "audit/epoch.h"
#if __has_include("report/site.h")
#include "report/site.h"
#endif

#include <stdlib.h>
#include <string.h>

bool accepted;

/* The pages' reader: what it took is printed and read back the same. */
static void
site(struct span text)
{
#ifdef REPORT_SITE_H
	struct site s = { 0 }, t = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };
	char commit[SHA1_HEX];

	memset(commit, 'b', SHA1_HEX - 1);
	commit[SHA1_HEX - 1] = '\0';
	accepted = site_add(&s, commit, 1767225600, text, NULL) == 0;
	if (accepted) {
		int r;

		site_print(&s, &one);
		r = site_parse(buf_view(&one), &t, NULL);
		assert(r == 0);
		site_print(&t, &two);
		assert(span_eq(buf_view(&one), buf_view(&two)));
	}
	site_clear(&s);
	site_clear(&t);
#else
	(void)text;
#endif
}

/* A findings file of our own, from a repository that others can write. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { data, size };
	struct audit_result none = { 0 };
	struct epoch e = { 0 };
	struct ledger l;
	AUTO_FREE char *engine = findings_engine(text);

	accepted = engine != NULL;
	assert(findings_equal(text, text));
	ledger_init(&l);
	epoch_compare(text, &none, &l, &e);
	assert(e.added_n == 0);
	epoch_clear(&e);
	ledger_clear(&l);
	site(text);
	return 0;
}
