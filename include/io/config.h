/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CONFIG_H
#define IO_CONFIG_H
/* nroaudit.conf through libgit2, checked against model/config.h's keys. */
#include "model/config.h"

#define CONFIG_FILE_MAX (1u << 20)

/* A missing file is all defaults.  An unknown key, a bad value or an include
 * is an error that names file, line and key. */
int config_load(const char *path, struct config *ret, struct err *e);

#endif
