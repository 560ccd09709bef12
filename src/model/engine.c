/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/engine.h"

#ifndef NROAUDIT_ENGINE
#define NROAUDIT_ENGINE "nroaudit"
#endif

const char *
engine_name(void)
{
	return NROAUDIT_ENGINE;
}
