/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/cmd.h"
int cmd_sign(struct ctx *c, int argc, char **argv) { (void)c; (void)argc; (void)argv; return EXIT_FAILED; }
int cmd_verify(struct ctx *c, int argc, char **argv) { (void)c; (void)argc; (void)argv; return EXIT_FAILED; }
