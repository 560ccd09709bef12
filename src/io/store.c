/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store_priv.h"

#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <unistd.h>

int
store_error(struct err *e, const char *what)
{
	const git_error *g = git_error_last();

	return err_set(e, ERR_IO, "%s: %s", what,
	    g == NULL ? "unknown" : g->message);
}

static void
library_start(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	/* Whoever runs us may own neither the directory nor a home. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	for (int l = GIT_CONFIG_LEVEL_PROGRAMDATA;
	     l <= GIT_CONFIG_LEVEL_GLOBAL; l++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, l, "");
}

/* What would make libgit2 itself read somewhere else. */
static int
refuse_elsewhere(const char *path, struct err *e)
{
	AUTO_FREE char *config = path_join(path, "config");
	AUTO_FREE char *common = path_join(path, "commondir");
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_exists(common))
		return err_set(e, ERR_DATA, "%s: it lies elsewhere", common);
	if (!file_exists(config))
		return 0;
	if (file_read(config, STORE_CONFIG_MAX, &p, &n, e) != 0)
		return -1;
	for (size_t i = 0; i + 8 <= n; i++)
		if (strncasecmp((char *)p + i, "[include", 8) == 0)
			return err_set(e, ERR_DATA, "%s: includes are refused",
			    config);
	return 0;
}

int
store_open(const char *path, struct store **ret, struct err *e)
{
	git_repository *r = NULL;
	struct store *s;

	library_start();
	if (refuse_elsewhere(path, e) != 0)
		return -1;
	if (git_repository_open_bare(&r, path) != 0)
		return store_error(e, path);
	s = mem_alloc(sizeof(*s));
	s->repo = r;
	s->path = mem_strdup(path);
	s->lock_fd = -1;
	if (store_loose(s, e) != 0) {
		store_free(s);
		return -1;
	}
	*ret = s;
	return 0;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	sshkey_free(s->key);
	git_repository_free(s->repo);
	free(s->path);
	free(s);
}

void
store_freep(struct store **s)
{
	store_free(*s);
}

/* The lock of a history, held while the descriptor is open. */
static int
lock_file(const char *path, int *ret, struct err *e)
{
	AUTO_FREE char *p = path_join(path, "nroaudit.lock");
	int fd = open(p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", p, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int why = errno;

		close(fd);
		if (why == EWOULDBLOCK)
			return err_set(e, ERR_BUSY,
			    "%s: another run holds the history", p);
		return err_set(e, ERR_IO, "%s: %s", p, strerror(why));
	}
	*ret = fd;
	return 0;
}

int
store_lock(struct store *s, struct err *e)
{
	if (lock_file(s->path, &s->lock_fd, e) != 0)
		return -1;
	return store_clean(s->path, e);
}

/* HEAD is written last: without it there is no repository yet. */
int
store_init(const char *path, struct err *e)
{
	git_repository_init_options o;
	git_repository *r = NULL;
	int fd, rc;

	library_start();
	if (git_repository_open_bare(&r, path) == 0) {
		git_repository_free(r);
		return 0;
	}
	if (dir_make(path, 0755, e) != 0 || lock_file(path, &fd, e) != 0)
		return -1;
	git_repository_init_options_init(&o,
	    GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	o.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
	o.initial_head = STORE_MAIN;
	rc = store_clean(path, e);
	if (rc == 0 && git_repository_init_ext(&r, path, &o) != 0)
		rc = store_error(e, path);
	git_repository_free(r);
	close(fd);
	return rc;
}

int
store_key(struct store *s, const char *path, struct err *e)
{
	return sshkey_load(path, &s->key, e);
}

struct store_tree *
store_tree_new(void)
{
	return mem_alloc(sizeof(struct store_tree));
}

void
store_tree_free(struct store_tree *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].path);
	free(t->v);
	free(t);
}

bool
store_path_good(const char *path)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-/";
	size_t n = strlen(path);

	if (n == 0 || n > STORE_PATH_MAX || path[0] == '/' ||
	    path[n - 1] == '/' || strspn(path, ok) != n)
		return false;
	for (const char *p = path; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (*p == '.' || *p == '/')
			return false; /* no hidden names, "." or ".." */
	}
	return true;
}

/* Not git_blob_create_from_buffer, which compresses what is there already. */
static int
blob_write(struct store *s, struct span bytes, const char *path, git_oid *ret,
    struct err *e)
{
	git_odb *odb = NULL;
	int r = 0;

	if (git_repository_odb(&odb, s->repo) != 0 ||
	    git_odb_write(ret, odb, bytes.n == 0 ? (const void *)"" : bytes.p,
		bytes.n, GIT_OBJECT_BLOB) != 0)
		r = store_error(e, path);
	git_odb_free(odb);
	return r;
}

struct store_file *
store_tree_place(struct store_tree *t, const char *path, struct span bytes,
    struct err *e)
{
	struct store_file *f;
	git_oid id;

	if (!store_path_good(path) || t->n >= STORE_FILES_MAX) {
		err_set(e, ERR_DATA,
		    "history: '%s' is no path of a snapshot, or too many",
		    path);
		return NULL;
	}
	if (bytes.n > STORE_BLOB_MAX) {
		err_set(e, ERR_DATA, "history: %s: over %zu bytes", path,
		    STORE_BLOB_MAX);
		return NULL;
	}
	if (git_odb_hash(&id, bytes.n == 0 ? (const void *)"" : bytes.p,
		bytes.n, GIT_OBJECT_BLOB) != 0) {
		store_error(e, path);
		return NULL;
	}
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	f = &t->v[t->n++];
	memset(f, 0, sizeof(*f));
	f->path = mem_strdup(path);
	f->id = id;
	digest_sha256(bytes, f->sha256);
	return f;
}

int
store_tree_add(struct store *s, struct store_tree *t, const char *path,
    struct span bytes, struct err *e)
{
	const struct store_file *f = store_tree_place(t, path, bytes, e);
	git_oid id;

	return f == NULL ? -1 : blob_write(s, bytes, path, &id, e);
}

int
store_tree_add_file(struct store *s, struct store_tree *t, const char *path,
    const char *file, char sha256[SHA256_HEX], struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read(file, STORE_BLOB_MAX, &p, &n, e) != 0 ||
	    store_tree_add(s, t, path, (struct span){ p, n }, e) != 0)
		return -1;
	if (sha256 != NULL)
		memcpy(sha256, t->v[t->n - 1].sha256, SHA256_HEX);
	return 0;
}
