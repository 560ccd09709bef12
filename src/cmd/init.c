/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/box.h"
#include "cmd/chain_keys.h"
#include "cmd/cmd.h"

#include "io/file.h"
#include "io/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRINCIPAL "nroaudit@localhost"

static int
make_signers(const char *dir, struct err *e)
{
	AUTO_FREE char *pub = path_join(dir, "keys/history.pub");
	AUTO_FREE char *signers = path_join(dir, "keys/allowed_signers");
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF line = { 0 };
	size_t n = 0;

	if (file_exists(signers))
		return 0;
	if (file_read(pub, KEY_FILE_MAX, &p, &n, e) != 0 ||
	    allowed_signers(PRINCIPAL, (struct span){ p, n }, &line, e) != 0)
		return -1;
	return file_write(signers, buf_view(&line), 0644, e);
}

/* In a process of its own, which alone has held the keys. */
static int
keys_phase(void *arg, struct buf *out, struct err *e)
{
	const struct ctx *c = arg;
	AUTO_FREE char *ssh = path_join(c->dir, "keys/history");
	AUTO_FREE char *pub = path_join(c->dir, "keys/history.pub");
	AUTO_FREE char *key = path_join(c->dir, "keys/report.key");
	AUTO_FREE char *chain = path_join(c->dir, "keys/report.pem");

	(void)out;
	if (c->cfg.history_ssh_key == NULL &&
	    (((!file_exists(ssh) || !file_exists(pub)) &&
		 ssh_key_make(ssh, pub, "nroaudit", e) != 0) ||
		make_signers(c->dir, e) != 0))
		return -1;
	if (c->cfg.report_key == NULL && !file_exists(key) &&
	    job_report_key_make(key, chain, wall_clock(), e) != 0)
		return -1;
	return 0;
}

static int
make_keys(struct ctx *c, struct err *e)
{
	AUTO_FREE char *keys = path_join(c->dir, "keys");
	AUTO_FREE char *ssh = path_join(c->dir, "keys/history");
	AUTO_FREE char *signers = path_join(c->dir, "keys/allowed_signers");
	AUTO_FREE char *key = path_join(c->dir, "keys/report.key");
	struct store *st = NULL;
	struct job j;
	int r;

	if (dir_make(keys, 0700, e) != 0)
		return -1;
	if ((c->cfg.history_ssh_key != NULL ||
		(file_exists(ssh) && file_exists(signers))) &&
	    (c->cfg.report_key != NULL || file_exists(key)))
		return 0;
	job_of(c, &j);
	/* Two first runs must not make two keys. */
	if (job_lock(&j, &st, e) != 0)
		return -1;
	r = box_run(&j, PHASE_KEYS, keys_phase, c, NULL, e);
	store_free(st);
	return r;
}

int
init_dir(struct ctx *c, struct err *e)
{
	AUTO_FREE char *history = path_join(c->dir, "history");
	AUTO_FREE char *reports = path_join(c->dir, "reports");

	if (dir_make(c->dir, 0755, e) != 0 ||
	    dir_make(history, 0755, e) != 0 ||
	    dir_make(reports, 0755, e) != 0 || store_init(history, e) != 0)
		return -1;
	return make_keys(c, e);
}

int
init_keys(struct ctx *c, const struct job *j, struct store **ret,
    struct err *e)
{
	struct store *st = NULL;

	if (init_dir(c, e) != 0 || job_lock(j, &st, e) != 0)
		return -1;
	if (chain_keys(j, e) != 0) {
		store_free(st);
		return -1;
	}
	*ret = st;
	return 0;
}

int
cmd_init(struct ctx *c, int argc, char **argv)
{
	struct err e = { 0 };
	AUTO_FREE char *conf = path_join(c->dir, "nroaudit.conf");
	AUTO_BUF text = { 0 };
	struct store *st = NULL;
	struct job j;
	int r = options_parse(argc, argv, NULL, 0, "", NULL, 0, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	job_of(c, &j);
	if (init_keys(c, &j, &st, &e) != 0)
		return failed(&e);
	store_free(st);
	config_template(&text);
	if (!file_exists(conf) &&
	    file_write(conf, buf_view(&text), 0644, &e) != 0)
		return failed(&e);
	printf("%s: nroaudit.conf, history/, reports/, keys/ are there.\n"
	       "The keys are self-made: they prove that one holder signed "
	       "everything, not who that is.\n"
	       "Give keys/root.txt to those who verify, by another way than "
	       "the history and the reports.\n",
	    c->dir);
	return EXIT_NOTHING_NEW;
}
