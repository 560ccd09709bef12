/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys: what signs, and its change. */
#include "cmd/chain_keys.h"
#include "cmd/cmd.h"

#include "cmd/keys_list.h"
#include "cmd/stamp.h"
#include "io/file.h"
#include "io/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct args {
	const char *since, *key, *to;
	bool json;
};

/* The public half of a key that the operator keeps elsewhere. */
static int
read_to(const char *path, struct rekeying *g, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	unsigned char pub[SSH_PUBLIC_SIZE];
	struct span rest, type, key;
	AUTO_BUF line = { 0 };
	size_t n = 0;

	if (path == NULL)
		return 0;
	if (file_read_plain(path, KEY_FILE_MAX, &p, &n, e) != 0)
		return -1;
	rest = (struct span){ p, n };
	rest = span_split(&rest, '\n');
	type = span_split(&rest, ' ');
	key = span_split(&rest, ' ');
	buf_span(&line, type);
	buf_chr(&line, ' ');
	buf_span(&line, key);
	if (ssh_public_parse(buf_view(&line), pub) != 0)
		return err_set(e, ERR_USAGE,
		    "keys: --to wants the file of an ssh-ed25519 public key");
	g->to = TAKE(line.p);
	return 0;
}

static int
change(struct ctx *c, struct job *j, const struct args *a, struct rekeying *g,
    struct err *e)
{
	struct keys_now now = { 0 };
	struct store *st = NULL;
	int r;

	(void)c;
	if (read_to(a->to, g, e) != 0 || job_lock(j, &st, e) != 0)
		return -1;
	r = chain_keys_recover(j, e);
	if (r == 0)
		r = keys_now(j, &now, e);
	if (r == 0 && g->what.since == TIME_NONE)
		keys_rotation(j, g);
	else if (r == 0)
		r = keys_revocation(j, &now, a->key, g, e);
	if (r == 0)
		r = chain_rekey(j, g, e);
	store_free(st);
	keys_now_clear(&now);
	return r;
}

static int
say_change(struct ctx *c, const struct rekeying *g)
{
	AUTO_FREE char *root = path_join(c->dir, JOB_ROOT);

	printf("%s; what signs now:\n",
	    g->what.since == TIME_NONE ? "rotated" : "revoked");
	if (g->what.since != TIME_NONE)
		printf("%s names what verifiers must be given, by another way "
		       "than the history.\n",
		    root);
	return 0;
}

static int
list(const struct job *j, bool json, struct err *e)
{
	AUTO_FREE char *crl = job_path(j, JOB_REPORT_CRL);
	AUTO_BUF text = { 0 };

	if (keys_list(j, json, &text, e) != 0)
		return -1;
	fwrite(text.p == NULL ? "" : text.p, 1, text.n, stdout);
	if (j->cfg->report_key == NULL && !file_exists(crl))
		fprintf(stderr,
		    "nroaudit: %s is missing, as an older program left it: "
		    "reports cannot hold a CRL of their own CA, whose key is "
		    "gone; `nroaudit keys rotate` makes keys that have one\n",
		    crl);
	return 0;
}

static int
read_args(const char *verb, const struct args *a, struct rekeying *g)
{
	g->what.now = wall_clock();
	g->what.since = TIME_NONE;
	if (strcmp(verb, "rotate") == 0 && a->since == NULL && a->key == NULL)
		return 0;
	if (strcmp(verb, "rotate") == 0)
		return usage_error("keys: --since and --key go with revoke");
	if (a->since == NULL)
		return usage_error("keys revoke: since when? give --since, an "
				   "RFC 3339 instant");
	if (utc_parse(span_of(a->since), &g->what.since) != 0)
		return usage_error("keys revoke: --since wants an RFC 3339 "
				   "instant such as 2026-01-10T07:30:00Z, not "
				   "'%s'",
		    a->since);
	if (g->what.since > g->what.now)
		return usage_error("keys revoke: %s is not yet", a->since);
	return 0;
}

int
cmd_keys(struct ctx *c, int argc, char **argv)
{
	struct args a = { NULL, NULL, NULL, false };
	const struct option_row o[] = {
		{ "since", "RFC3339",
		    "revoke: what was not timestamped before does not stand",
		    NULL, &a.since },
		{ "key", "FINGERPRINT",
		    "revoke this one (default: both that sign now)", NULL,
		    &a.key },
		{ "to", "FILE",
		    "the public half of the history's next key, if it is not "
		    "to be made",
		    NULL, &a.to },
		{ "json", NULL, "one JSON object a line", &a.json, NULL },
	};
	const char *rest[1] = { NULL };
	struct rekeying g = { 0 };
	struct err e = { 0 };
	struct job j;
	int r = options_parse(argc, argv, o, ARRAY_LEN(o), "[rotate|revoke]",
	    rest, 1, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	job_of(c, &j);
	if (rest[0] == NULL) {
		if (a.since != NULL || a.key != NULL || a.to != NULL)
			return usage_error("keys: rotate or revoke?");
		return list(&j, a.json, &e) != 0 ? failed(&e) :
						   EXIT_NOTHING_NEW;
	}
	if (strcmp(rest[0], "rotate") != 0 && strcmp(rest[0], "revoke") != 0)
		return usage_error("keys: rotate or revoke, not '%s'",
		    rest[0]);
	r = read_args(rest[0], &a, &g);
	if (r != 0)
		return r;
	r = change(c, &j, &a, &g, &e);
	if (r == 0)
		r = say_change(c, &g);
	if (r == 0)
		r = list(&j, a.json, &e);
	free(g.to);
	return r != 0 ? failed(&e) : EXIT_NOTHING_NEW;
}
