/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags, refs, and the files around them. */
#include "io/store_check.h"

#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
tag_name(const struct branch *b, size_t i, char out[STORE_NAME_MAX])
{
	char day[DAY_TEXT];
	day_t d = day_of(b->v[i].when);
	unsigned k = 1;

	for (size_t j = 0; j < i; j++)
		k += day_of(b->v[j].when) == d;
	(void)snprintf(out, STORE_NAME_MAX, k == 1 ? "%s" : "%s-%u",
	    day_text(d, day), k);
}

/* The tag must be the very text that its snapshot gives. */
void
check_tag(struct check *c, const struct checked *x, const char *name,
    const git_oid *id)
{
	git_odb_object *o =
	    check_read(c, id, GIT_OBJECT_TAG, CHECK_COMMIT_MAX, "the tag");
	char hex[SHA1_HEX], made[SHA1_HEX];
	struct seal t = { name, hex, x->manifest, made, NULL, x->when };
	AUTO_BUF want = { 0 };
	unsigned char signer[SSH_PUBLIC_SIZE];
	struct span text, sig;
	struct err e = { 0 };

	if (o == NULL)
		return;
	text = check_bytes(o);
	if (x->made == NULL) {
		check_fault(c, "its snapshot has no findings");
		git_odb_object_free(o);
		return;
	}
	git_oid_tostr(hex, sizeof(hex), &x->id);
	git_oid_tostr(made, sizeof(made), &x->made->id);
	t.findings_manifest = x->made->manifest;
	store_seal_text(&t, &want);
	sig = span_sub(text, want.n, text.n);
	if (text.n < want.n ||
	    !span_eq(span_sub(text, 0, want.n), buf_view(&want)))
		check_fault(c,
		    "the tag does not say what its snapshot and "
		    "findings are");
	else if (sig.n == 0)
		check_fault(c, "not signed");
	else if (sshsig_signer(sig, "git", buf_view(&want), signer, &e) != 0)
		check_fault(c, "%s", e.msg);
	else
		check_signer(c, signer, x->when, x->proved, false);
	git_odb_object_free(o);
}

/* Newest first: all snapshots before one that is sealed are sealed. */
void
check_tags(struct check *c)
{
	bool sealed = false;

	for (size_t i = c->main.n; i > 0; i--) {
		const struct checked *x = &c->main.v[i - 1];
		git_reference *ref = NULL;
		AUTO_BUF full = { 0 };
		char name[STORE_NAME_MAX];
		int r;

		tag_name(&c->main, i - 1, name);
		buf_fmt(&full, TAG_PREFIX "%s", name);
		(void)snprintf(c->at, sizeof(c->at), "snapshot/%s", name);
		r = git_reference_lookup(&ref, c->s->repo, full.p);
		if (r == GIT_ENOTFOUND && sealed)
			check_fault(c, "the tag is missing");
		if (r == GIT_ENOTFOUND)
			continue;
		sealed = true;
		if (r != 0)
			check_fault(c, "the ref is damaged");
		else if (git_reference_type(ref) != GIT_REFERENCE_DIRECT)
			check_fault(c, "it stands for another ref");
		else
			check_tag(c, x, name, git_reference_target(ref));
		git_reference_free(ref);
	}
}

/* A clone's memory of where it came from is nobody's claim. */
static bool
ref_known(const char *name)
{
	static const char *const known[] = { "refs/heads/" STORE_MAIN,
		"refs/heads/" STORE_FINDINGS, "refs/heads/" STORE_NOTICES,
		"refs/heads/" STORE_KEYS, "refs/heads/" STORE_SEALS,
		"refs/heads/" STORE_ENGINES };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return strncmp(name, "refs/remotes/", 13) == 0;
}

/* A tag is known by the snapshots; here only its form. */
static bool
tag_formed(const char *name)
{
	struct span s = span_of(name);
	uint64_t k;
	day_t d;

	if (!span_starts(s, TAG_PREFIX))
		return false;
	s = span_sub(s, strlen(TAG_PREFIX), s.n);
	if (s.n < 10 || day_parse(span_sub(s, 0, 10), &d) != 0)
		return false;
	s = span_sub(s, 10, s.n);
	return s.n == 0 ||
	    (s.p[0] == '-' &&
		span_u64(span_sub(s, 1, s.n), SAME_DAY_MAX, &k) == 0 && k > 1);
}

static int
check_ref(git_reference *ref, void *payload)
{
	struct check *c = payload;
	const char *name = git_reference_name(ref);

	(void)snprintf(c->at, sizeof(c->at), "%.60s", name);
	if (strncmp(name, "refs/replace/", 13) == 0)
		check_fault(c, "it makes git show another object");
	else if (!ref_known(name) && !tag_formed(name))
		check_fault(c, "no run makes such a ref; it was not checked");
	git_reference_free(ref);
	return 0;
}

void
check_refs(struct check *c)
{
	git_reference *head = NULL;

	if (git_reference_foreach(c->s->repo, check_ref, c) != 0) {
		(void)snprintf(c->at, sizeof(c->at), "refs");
		check_fault(c, "they cannot be listed: %s",
		    git_error_last() == NULL ? "" : git_error_last()->message);
	}
	(void)snprintf(c->at, sizeof(c->at), "HEAD");
	if (git_reference_lookup(&head, c->s->repo, "HEAD") != 0 ||
	    git_reference_type(head) != GIT_REFERENCE_SYMBOLIC ||
	    strcmp(git_reference_symbolic_target(head),
		"refs/heads/" STORE_MAIN) != 0)
		check_fault(c,
		    "it does not stand for refs/heads/" STORE_MAIN
		    " (a mirror is made by git init --bare -b " STORE_MAIN
		    ")");
	git_reference_free(head);
}

static bool
config_known(const char *key)
{
	static const char *const whole[] = { "core.bare",
		"core.repositoryformatversion", "core.filemode",
		"core.logallrefupdates", "core.symlinks", "core.ignorecase",
		"core.precomposeunicode", "core.sharedrepository", "user.name",
		"user.email" };
	static const char *const sections[] = { "gc.", "pack.", "receive.",
		"transfer.", "branch." };
	static const char *const of_remote[] = { ".url", ".pushurl", ".fetch",
		".push", ".mirror", ".tagopt" };
	const char *last = strrchr(key, '.');

	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		if (strcmp(key, whole[i]) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		if (strncmp(key, sections[i], strlen(sections[i])) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(of_remote); i++)
		if (strncmp(key, "remote.", 7) == 0 &&
		    strcmp(last, of_remote[i]) == 0)
			return true;
	return false;
}

static void
check_config(struct check *c)
{
	AUTO_FREE char *path = path_join(c->s->path, "config");
	git_config *cfg = NULL;
	git_config_iterator *it = NULL;
	git_config_entry *en = NULL;

	(void)snprintf(c->at, sizeof(c->at), "config");
	if (git_config_open_ondisk(&cfg, path) != 0 ||
	    git_config_iterator_new(&it, cfg) != 0)
		check_fault(c, "it cannot be read");
	else
		while (git_config_next(&en, it) == 0)
			if (!config_known(en->name))
				check_fault(c,
				    "%s: git may run or accept "
				    "something else by it",
				    en->name);
	git_config_iterator_free(it);
	git_config_free(cfg);
}

void
check_files(struct check *c)
{
	static const struct {
		const char *name, *why;
	} odd[] = {
		{ "objects/info/alternates",
		    "objects are borrowed from "
		    "elsewhere" },
		{ "objects/info/http-alternates",
		    "objects are borrowed from "
		    "elsewhere" },
		{ "info/grafts", "it makes git show another line of commits" },
		{ "shallow", "the history is cut" },
	};

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		AUTO_FREE char *path = path_join(c->s->path, odd[i].name);

		(void)snprintf(c->at, sizeof(c->at), "%s", odd[i].name);
		if (file_exists(path))
			check_fault(c, "%s", odd[i].why);
	}
	check_config(c);
}

static int
plain_dir(const char *dir, unsigned depth, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	int r = 0;

	if (d == NULL)
		return err_set(e, ERR_IO, "cannot read %s: %s", dir,
		    strerror(errno));
	while (r == 0 && (de = readdir(d)) != NULL) {
		AUTO_FREE char *path = path_join(dir, de->d_name);
		struct stat st;

		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		if (lstat(path, &st) != 0)
			r = errno == ENOENT ?
			    0 :
			    err_set(e, ERR_IO, "cannot read %s: %s", path,
				strerror(errno));
		else if (S_ISDIR(st.st_mode))
			r = depth == 0 ? err_set(e, ERR_DATA,
					     "%s: over %d directories deep",
					     path, CHECK_DEPTH_MAX) :
					 plain_dir(path, depth - 1, e);
		else if (!S_ISREG(st.st_mode))
			r = err_set(e, ERR_DATA,
			    "%s: neither a file nor a "
			    "directory",
			    path);
	}
	closedir(d);
	return r;
}

int
check_plain(const char *path, struct err *e)
{
	return plain_dir(path, CHECK_DEPTH_MAX, e);
}
