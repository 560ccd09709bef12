/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole history, object by object: nothing here trusts an index. */
#include "io/store_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
check_fault(struct check *c, const char *fmt, ...)
{
	AUTO_BUF b = { 0 };
	char text[512];
	va_list ap;

	if (c->faults++ >= CHECK_FAULTS_MAX)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_fmt(&b, "%s: ", c->at);
	/* Names may be anybody's bytes. */
	for (const char *p = text; *p != '\0'; p++) {
		if (*p >= ' ' && *p <= '~')
			buf_chr(&b, *p);
		else
			buf_fmt(&b, "\\x%02x", (unsigned char)*p);
	}
	c->bad(b.p, c->arg);
	if (c->faults == CHECK_FAULTS_MAX)
		c->bad("further faults are not told", c->arg);
}

git_odb_object *
check_read(struct check *c, const git_oid *id, git_object_t type, size_t max,
    const char *what)
{
	git_odb_object *o = NULL;
	git_object_t is = GIT_OBJECT_INVALID;
	size_t n = 0;
	int r = git_odb_read_header(&n, &is, c->odb, id);

	if (r == 0 && is != type)
		check_fault(c, "%s is a %s", what, git_object_type2string(is));
	else if (r == 0 && n > max)
		check_fault(c, "%s: over %zu bytes", what, max);
	else if (r == 0)
		/* Hashed on the way: git keeps objects under their SHA-1. */
		r = git_odb_read(&o, c->odb, id);
	if (r == GIT_ENOTFOUND)
		check_fault(c, "%s is missing", what);
	else if (r == GIT_EMISMATCH)
		check_fault(c, "%s does not match its id", what);
	else if (r != 0)
		check_fault(c, "%s is damaged: %s", what,
		    git_error_last() == NULL ? "" : git_error_last()->message);
	return r == 0 ? o : NULL;
}

struct span
check_bytes(git_odb_object *o)
{
	return (struct span){ git_odb_object_data(o), git_odb_object_size(o) };
}

/* A findings commit names a snapshot, each one once and in their order. */
void
check_findings(struct check *c)
{
	size_t next = 0;

	for (size_t i = 0; i < c->findings.n; i++) {
		const struct checked *f = &c->findings.v[i];
		size_t k;
		git_oid id;

		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&f->id));
		if (git_oid_fromstr(&id, f->subject) != 0)
			continue; /* told with its message */
		for (k = next; k < c->main.n; k++)
			if (git_oid_equal(&c->main.v[k].id, &id))
				break;
		if (k == c->main.n) {
			check_fault(c,
			    "findings of %.12s, which is no "
			    "snapshot, or not after the one before",
			    f->subject);
			continue;
		}
		c->main.v[k].made = f;
		next = k + 1;
	}
}

static int
check_all(struct check *c)
{
	check_files(c);
	check_refs(c);
	check_branch(c, &c->main);
	check_branch(c, &c->findings);
	check_branch(c, &c->notices);
	check_branch(c, &c->seals);
	check_branch(c, &c->engines);
	check_branch(c, &c->keys);
	check_keys(c);
	check_trees(c, &c->main);
	check_trees(c, &c->findings);
	check_trees(c, &c->notices);
	check_trees(c, &c->keys);
	check_trees(c, &c->seals);
	check_trees(c, &c->engines);
	check_seals(c);
	check_signers(c, &c->main);
	check_signers(c, &c->findings);
	check_signers(c, &c->notices);
	check_signers(c, &c->seals);
	check_signers(c, &c->engines);
	check_findings(c);
	check_notices(c);
	check_engines(c);
	check_tags(c);
	return 0;
}

int
store_verify(const char *path, const char *allowed_signers, store_bad_fn *bad,
    void *arg, struct err *e)
{
	struct store_trust t = { .signers = allowed_signers };

	return store_verify_trust(path, &t, bad, arg, e);
}

int
store_verify_trust(const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, struct err *e)
{
	return check_upto(path, trust, bad, arg, CHECK_COMMITS_MAX, e);
}

int
check_open(struct check *c, const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, struct err *e)
{
	memset(c, 0, sizeof(*c));
	if (check_plain(path, e) != 0 || store_open(path, &c->s, e) != 0)
		return -1;
	c->trust = *trust;
	if (c->trust.signers == NULL)
		c->trust.signers = "";
	c->bad = bad;
	c->commits_max = CHECK_COMMITS_MAX;
	c->arg = arg;
	c->main.name = STORE_MAIN;
	c->findings.name = STORE_FINDINGS;
	c->notices.name = STORE_NOTICES;
	c->keys.name = STORE_KEYS;
	c->seals.name = STORE_SEALS;
	c->engines.name = STORE_ENGINES;
	return git_repository_odb(&c->odb, c->s->repo) == 0 ?
	    0 :
	    store_error(e, path);
}

void
check_close(struct check *c)
{
	git_odb_free(c->odb);
	oidmap_clear(&c->blobs);
	free(c->main.v);
	free(c->findings.v);
	free(c->notices.v);
	free(c->keys.v);
	free(c->seals.v);
	free(c->engines.v);
	keyring_clear(&c->ring);
	store_free(c->s);
}

int
store_verify_keys(const char *path, const struct store_trust *trust,
    struct keyring *ret, store_bad_fn *bad, void *arg, struct err *e)
{
	AUTO(check_close) struct check c;

	if (check_open(&c, path, trust, bad, arg, e) != 0)
		return -1;
	check_branch(&c, &c.keys);
	check_keys(&c);
	check_trees(&c, &c.keys);
	*ret = c.ring;
	memset(&c.ring, 0, sizeof(c.ring));
	return 0;
}

int
check_upto(const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, size_t commits_max, struct err *e)
{
	AUTO(check_close) struct check c;

	if (check_open(&c, path, trust, bad, arg, e) != 0)
		return -1;
	c.commits_max = commits_max;
	return check_all(&c);
}
