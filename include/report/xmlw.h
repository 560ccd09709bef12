/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_XMLW_H
#define REPORT_XMLW_H
/*
 * XML written in its own canonical form (exclusive C14N 1.0): attributes in
 * order, empty elements as pairs, no declaration.  Outsiders' bytes that are
 * no UTF-8 or no XML Char stand as \xNN.
 */
#include "base/base.h"

#define XMLW_DEPTH 16

struct xmlw {
	struct buf *out;
	const char *open[XMLW_DEPTH];
	size_t depth;
	bool in_tag;	       /* the start tag still takes attributes */
	const char *last_attr; /* they must come in order */
};

void xmlw_init(struct xmlw *w, struct buf *out);
void xmlw_open(struct xmlw *w, const char *name);
void xmlw_attr(struct xmlw *w, const char *name, const char *value);
void xmlw_attr_num(struct xmlw *w, const char *name, int64_t v);
void xmlw_text(struct xmlw *w, const char *text);
void xmlw_close(struct xmlw *w);
/* <name>text</name> */
void xmlw_leaf(struct xmlw *w, const char *name, const char *text);
/* A line break between elements, for eyes and diffs. */
void xmlw_line(struct xmlw *w);

#endif
