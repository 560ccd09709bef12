/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/reason.h"

#include <assert.h>

static const struct {
	const char *code, *words, *cite;
} reasons[] = {
	{ "", "", "" },
#define REASON(id, code, words, cite) { code, words, cite },
#include "rpki/reason.def"
#undef REASON
};

const char *
reason_code(enum reason r)
{
	assert(r < RR_N);
	return reasons[r].code;
}

const char *
reason_words(enum reason r)
{
	assert(r < RR_N);
	return reasons[r].words;
}

const char *
reason_cite(enum reason r)
{
	assert(r < RR_N);
	return reasons[r].cite;
}
