/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ENGINE_H
#define MODEL_ENGINE_H
/* The engine that makes a report: source commit and rule-set version.  Only
 * this object is rebuilt when the commit changes. */
#include <stddef.h>

const char *engine_name(void);

/* What it was built with: the compiler first, then the libraries. */
struct engine_part {
	const char *name, *version;
};
extern const struct engine_part engine_parts[];
extern const size_t engine_parts_n;
#endif
