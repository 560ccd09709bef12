/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_PROBE_H
#define AUDIT_PROBE_H
/* The inside of a probe; for the runner alone. */
#include "audit/audit.h"
#include "audit/view.h"

struct probe {
	const struct dataset *d;
	const struct view *view;
	const struct ledger *ledger, *today;
	const struct rule *rule;
	struct audit_result *ret;
	struct rule_result *res;
	struct findings raw;
	struct unobserved un;
	bool no_input;
	uint64_t beyond;      /* findings over RULE_FINDINGS_MAX */
	struct finding spare; /* takes what is said of those */
};

/* Verbatim bytes as printable UTF-8 text; owned. */
char *text_escaped(struct span s);

#endif
