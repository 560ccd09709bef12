/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain_keys.h"

#include "cmd/parts.h"
#include "io/file.h"
#include "io/keys.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE "whole" /* written when all else in it is */

struct given {
	const struct job *j;
	const struct rekeying *g;
	struct span parts;
	utc_t now;
};

/* In the order in which they are moved.  A public half comes behind its
 * private one: as long as it is there, something is. */
static const char *const moved[] = { "report.crl", "report.pem", "report.key",
	"history", "history.pub" };

static int
signer_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;

	return job_signer_look(v->j, v->now, out, e);
}

static int
look_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, true, &st, e) != 0 ?
	    -1 :
	    job_keys_look(v->j, st, v->parts, v->now, out, e);
}

static int
change_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, true, &st, e) != 0 ?
	    -1 :
	    job_keys_change(st, v->parts, &v->g->what, out, e);
}

static int
changed_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_keys_changed(st, v->parts, out, e);
}

/* A file of keys/next as a part; empty where it is not there. */
static int
next_part(const char *dir, const char *file, const char *part, struct buf *out,
    struct err *e)
{
	AUTO_FREE char *path = path_join(dir, file);
	AUTO_FREE unsigned char *p = NULL;
	struct span s = { NULL, 0 };
	size_t n = 0;

	if (file_exists(path)) {
		if (file_read(path, KEY_FILE_MAX, &p, &n, e) != 0)
			return -1;
		s = (struct span){ p, n };
	}
	/* Of a public line the key alone. */
	if (strcmp(part, "ssh") == 0 && s.n != 0) {
		struct span rest = s;

		(void)span_split(&rest, ' ');
		(void)span_split(&rest, ' ');
		s.n -= rest.n + (rest.n != 0);
	}
	part_add(out, part, s);
	return 0;
}

static int
next_parts(const char *dir, struct buf *out, struct err *e)
{
	return next_part(dir, "history.pub", "ssh", out, e) != 0 ||
		next_part(dir, "ca.pem", "anchor", out, e) != 0 ||
		next_part(dir, "report.crl", "crl", out, e) != 0 ?
	    -1 :
	    0;
}

/* New keys into keys/next. */
static int
make_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO_FREE char *dir = job_path(v->j, JOB_NEXT);
	AUTO_FREE char *ssh = path_join(dir, "history");
	AUTO_FREE char *pub = path_join(dir, "history.pub");
	AUTO_FREE char *key = path_join(dir, "report.key");
	AUTO_FREE char *chain = path_join(dir, "report.pem");
	AUTO_FREE char *whole = path_join(dir, WHOLE);

	return dir_remove(dir, e) != 0 || dir_make(dir, 0700, e) != 0 ||
		(v->g->ssh && ssh_key_make(ssh, pub, "nroaudit", e) != 0) ||
		(v->g->report &&
		    job_report_key_make(key, chain, v->now, e) != 0) ||
		file_write(whole, span_of(""), 0600, e) != 0 ||
		(v->g->to != NULL &&
		    file_write(pub, span_of(v->g->to), 0600, e) != 0) ?
	    -1 :
	    next_parts(dir, out, e);
}

/* What lies in keys/next; 1 where it was not whole, and is gone. */
static int
found_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO_FREE char *dir = job_path(v->j, JOB_NEXT);
	AUTO_FREE char *whole = path_join(dir, WHOLE);

	if (!file_exists(whole))
		return dir_remove(dir, e) != 0 ? -1 : 1;
	return next_parts(dir, out, e);
}

static int
drop_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO_FREE char *dir = job_path(v->j, JOB_NEXT);

	(void)out;
	return dir_remove(dir, e);
}

/* The old private keys are gone with this: the new ones stand in their
 * place. */
static int
move_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO_FREE char *keys = job_path(v->j, "keys");
	AUTO_FREE char *dir = job_path(v->j, JOB_NEXT);

	(void)out;
	for (size_t i = 0; i < ARRAY_LEN(moved); i++) {
		AUTO_FREE char *from = path_join(dir, moved[i]);
		AUTO_FREE char *to = path_join(keys, moved[i]);

		if (file_exists(from) && file_move(from, to, e) != 0)
			return -1;
	}
	return dir_remove(dir, e);
}

static int
put(const struct job *j, const char *below, struct span text, struct err *e)
{
	AUTO_FREE char *path = job_path(j, below);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_exists(path) &&
	    file_read(path, KEYRING_TEXT_MAX, &p, &n, NULL) == 0 &&
	    span_eq((struct span){ p, n }, text))
		return 0;
	return file_write(path, text, 0644, e);
}

/* Is the file missing, or does it name less than it should? */
static bool
roots_short(const struct job *j, struct span roots)
{
	AUTO_FREE char *path = job_path(j, JOB_ROOT);
	AUTO_FREE unsigned char *p = NULL;
	struct span first = roots;
	size_t n = 0;

	(void)span_split(&first, '\n');
	first.n = roots.n - first.n;
	first.p = roots.p;
	return !file_exists(path) ||
	    (file_read(path, KEYRING_TEXT_MAX, &p, &n, NULL) == 0 &&
		span_eq((struct span){ p, n }, first) && n < roots.n);
}

/* The public files of keys/, which readers are given. */
static int export(const struct job *j, struct span parts, struct err *e)
{
	struct span roots, signers, cas;

	return part_find(parts, "roots", &roots, e) != 0 ||
		part_find(parts, "signers", &signers, e) != 0 ||
		part_find(parts, "cas", &cas, e) != 0 ||
		put(j, JOB_SIGNERS, signers, e) != 0 ||
		put(j, JOB_CAS, cas, e) != 0 ||
		(roots_short(j, roots) && put(j, JOB_ROOT, roots, e) != 0) ?
	    -1 :
	    0;
}

/* The change is in the history: to its end. */
static int
finish(struct given *v, struct span answer, struct err *e)
{
	return export(v->j, answer, e) != 0 ?
	    -1 :
	    box_run(v->j, PHASE_KEYS, move_phase, v, NULL, e);
}

int
chain_keys_recover(const struct job *j, struct err *e)
{
	struct given v = { .j = j };
	AUTO_FREE char *next = job_path(j, JOB_NEXT);
	AUTO_BUF parts = { 0 };
	AUTO_BUF answer = { 0 };
	int r;

	if (!file_exists(next))
		return 0;
	r = box_run(j, PHASE_KEYS, found_phase, &v, &parts, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	v.parts = buf_view(&parts);
	r = box_run(j, PHASE_COMMIT, changed_phase, &v, &answer, e);
	if (r == 0)
		return finish(&v, buf_view(&answer), e);
	return r < 0 ? -1 : box_run(j, PHASE_KEYS, drop_phase, &v, NULL, e);
}

static enum phase
sign_box(const struct job *j)
{
	return job_report_token(j) ? PHASE_SIGN_TOKEN : PHASE_SIGN;
}

int
chain_certificate(const struct job *j, struct buf *out, struct err *e)
{
	struct given v = { .j = j, .now = TIME_NONE };

	return box_run(j, sign_box(j), signer_phase, &v, out, e);
}

int
chain_keys(const struct job *j, struct err *e)
{
	struct given v = { .j = j, .now = wall_clock() };
	AUTO_BUF parts = { 0 };
	AUTO_BUF answer = { 0 };

	if (chain_keys_recover(j, e) != 0 ||
	    box_run(j, sign_box(j), signer_phase, &v, &parts, e) != 0)
		return -1;
	v.parts = buf_view(&parts);
	return box_run(j, PHASE_COMMIT, look_phase, &v, &answer, e) != 0 ?
	    -1 :
	    export(j, buf_view(&answer), e);
}

int
chain_rekey(const struct job *j, const struct rekeying *g, struct err *e)
{
	struct given v = { .j = j, .g = g, .now = wall_clock() };
	AUTO_BUF parts = { 0 };
	AUTO_BUF answer = { 0 };

	if (!g->ssh && !g->report && g->to == NULL &&
	    g->what.since == TIME_NONE)
		return err_set(e, ERR_USAGE,
		    "both keys are configured, and not ours to replace: name "
		    "another report.signingkey; the history's next key is "
		    "named with --to");
	if (box_run(j, PHASE_KEYS, make_phase, &v, &parts, e) != 0)
		return -1;
	v.parts = buf_view(&parts);
	return box_run(j, PHASE_COMMIT, change_phase, &v, &answer, e) != 0 ?
	    -1 :
	    finish(&v, buf_view(&answer), e);
}
