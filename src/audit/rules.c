/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/rule.h"

#define RULE(id, fn, needs, ob, kind, sev, class, from, title, text, cite,    \
    measured)                                                                 \
	{ id, fn, needs, ob, kind, sev, class, from, title, text, cite,       \
		measured },
#define RETIRED(id)
const struct rule rules[] = {
#include "audit/rules.def"
};
const size_t rules_n = ARRAY_LEN(rules);

const struct rule *
rule_find(struct span id)
{
	for (size_t i = 0; i < rules_n; i++)
		if (span_is(id, rules[i].id))
			return &rules[i];
	return NULL;
}
