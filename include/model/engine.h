/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ENGINE_H
#define MODEL_ENGINE_H
/* The engine that makes a report: source commit and rule-set version.  Only
 * this object is rebuilt when the commit changes. */
const char *engine_name(void);
#endif
