/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_MAN_H
#define CMD_MAN_H
/* Pages of the manual from the tables, to standard output, as mdoc(7). */

void man_rules(void);  /* nroaudit-rules(7), whole */
void man_config(void); /* the list of keys in nroaudit.conf(5) */

#endif
