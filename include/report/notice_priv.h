/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_NOTICE_PRIV_H
#define REPORT_NOTICE_PRIV_H
#include "report/notice.h"

#include <libxml/tree.h>

/* What notice_element wrote; the caller prints it again and compares.  -1
 * where it cannot be one. */
int notice_element_read(const xmlNode *n, struct notice *ret);

#endif
