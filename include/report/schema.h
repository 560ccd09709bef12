/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SCHEMA_H
#define REPORT_SCHEMA_H
/* Is a document what an XML Schema says?  Pure; nothing is fetched. */
#include "base/base.h"

#include <libxml/tree.h>

/* 0, or ERR_DATA with the first fault and its line, in printable ASCII. */
int schema_check(xmlDoc *doc, struct span xsd, struct err *e);

#endif
