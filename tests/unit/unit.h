/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UNIT_H
#define UNIT_H
/* cmocka with what it wants before it, and a directory for a test's files. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Group fixtures: dir_here is a new empty directory, removed at the end. */
extern char dir_here[];
int dir_setup(void **state);
int dir_teardown(void **state);
/* A path in it, owned; a file in it with these bytes. */
char *here(const char *name);
void put_file(const char *name, const char *text, unsigned mode);
/* Runs a program by its words, without a shell; its exit status. */
int run(const char *const argv[], const char *in, const char *out);
/* The openssl command, words by blanks, @x for a file x here; must succeed. */
void openssl(const char *words);
/* True where a part of text is in the message; prints both where not. */
bool says(const char *msg, const char *part);

#endif
