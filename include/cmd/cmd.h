/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CMD_H
#define CMD_CMD_H
/* Commands: the only layer that prints. */
#include "cmd/job.h"

enum { EXIT_NOTHING_NEW = 0, EXIT_NEWS = 1, EXIT_FAILED = 2, EXIT_USAGE = 3 };

/* An option of a command.  Exactly one of flag and text is set. */
struct option_row {
	const char *name;  /* without the dashes */
	const char *value; /* what it takes, for --help; NULL: a flag */
	const char *doc;
	bool *flag;
	const char **text;
};

/*
 * Reads argv[1..] after the command's name.  rest receives what is no option,
 * at most rest_max.  Returns 0, or EXIT_USAGE after one line that names the
 * fault, or -1 after --help was printed.
 */
int options_parse(int argc, char **argv, const struct option_row *o, size_t n,
    const char *args, const char **rest, size_t rest_max, size_t *rest_n);

struct ctx {
	const char *dir; /* -C */
	struct config cfg;
};
typedef int command_fn(struct ctx *c, int argc, char **argv);

#define COMMAND(name, fn, doc) command_fn fn;
#include "cmd/commands.def"
#undef COMMAND

/* All but main(): what the program does with its command line. */
int program(int argc, char **argv);

/* "nroaudit: " and the error on stderr; EXIT_FAILED. */
int failed(const struct err *e);
int usage_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void job_of(const struct ctx *c, struct job *j);
/* Makes what a working directory needs; idempotent, silent. */
int init_dir(struct ctx *c, struct err *e);
/* The same, then takes the lock and looks at the keys (cmd/chain_keys.h):
 * the beginning of every command that signs. */
int init_keys(struct ctx *c, const struct job *j, struct store **ret,
    struct err *e);
/* The template file of that name, wherever it is installed; owned. */
char *template_path(const char *name);
/* The sources that this program was built from; owned. */
#define ENGINE_ARCHIVE "engine.tar.gz"
char *engine_path(void);

#endif
