/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_RPKI_H
#define CMD_RPKI_H
/* A repository on disk, DIR/<host>/<path>, and how its judgement is shown. */
#include "rpki/tree.h"
#include "base/digest.h"

struct repo_file {
	char *uri, *path; /* path: below DIR, where the URI does not say */
	int32_t tal;
};
struct repo {
	int fd;		     /* of DIR */
	struct repo_file *v; /* owned; sorted by URI */
	size_t n, cap;
	struct rpki_file *files; /* the same, for the validator */
	uint64_t skipped; /* names that make no URI, and what is no file */
};
/* All regular files whose path is one of a URI; links are not followed.
 * Trust anchor certificates are found at their locator's URIs and below
 * DIR/ta/<locator's name>/. */
int repo_open(const char *dir, const struct tal *tals, size_t tals_n,
    struct repo *ret, struct err *e);
void repo_clear(struct repo *r);
rpki_read_fn repo_read; /* arg: the repo */

void rpki_print_csv(const struct tree *t, const struct tal *tals);
void rpki_print_json(const struct tree *t, const struct tal *tals);
/* One line of that. */
void rpki_print_object(const struct tree *t, const struct tal *tals, size_t i);

/* The subcommands `tals`, `vrps` and `show`; argv[0] is the name. */
int rpki_tals(int argc, char **argv);
struct ctx;
int rpki_vrps(struct ctx *c, int argc, char **argv);
int rpki_show(struct ctx *c, int argc, char **argv);

#endif
