/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H
/* A history in a directory of its own, and git to look at it with. */
#include "io/file.h"
#include "io/keys.h"
#include "io/store_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char dir[64]; /* holds h, the history, and key, key.pub, signers */
	struct store *st;
	char *signers;
};

#define OK(call)                                                              \
	do {                                                                  \
		struct err e = { 0 };                                         \
		if ((call) != 0)                                              \
			fail_msg("%s: %s", #call, e.msg);                     \
	} while (0)

static inline char *
below(const struct fixture *f, const char *name)
{
	return path_join(f->dir, name);
}

/* sh -c in the history, without anybody's configuration; its exit code. */
static inline int PRINTF_LIKE(2, 3)
    sh(const struct fixture *f, const char *fmt, ...)
{
	AUTO_BUF b = { 0 };
	char text[4096];
	va_list ap;
	int r;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_fmt(&b,
	    "cd %s/h && export HOME=/nonexistent "
	    "GIT_CONFIG_NOSYSTEM=1 && { %s\n} >../out 2>&1",
	    f->dir, text);
	r = system(b.p);
	return r;
}

/* What the last sh wrote; owned. */
static inline char *
sh_out(const struct fixture *f)
{
	AUTO_FREE char *path = below(f, "out");
	unsigned char *p = NULL;
	size_t n = 0;

	OK(file_read(path, 0, &p, &n, &e));
	return (char *)p;
}

#define SH(f, ...)                                                            \
	do {                                                                  \
		if (sh((f), __VA_ARGS__) != 0) {                              \
			AUTO_FREE char *out_ = sh_out(f);                     \
			fail_msg("%s", out_);                                 \
		}                                                             \
	} while (0)

static inline long
sh_number(const struct fixture *f, const char *command)
{
	AUTO_FREE char *out = NULL;

	SH(f, "%s", command);
	out = sh_out(f);
	return strtol(out, NULL, 10);
}

static inline void
fixture_open(struct fixture *f)
{
	AUTO_FREE char *h = below(f, "h");
	AUTO_FREE char *key = below(f, "key");

	OK(store_open(h, &f->st, &e));
	OK(store_lock(f->st, &e));
	OK(store_key(f->st, key, &e));
}

static inline void
fixture_close(struct fixture *f)
{
	store_free(f->st);
	f->st = NULL;
}

static inline void
fixture_make(struct fixture *f)
{
	const char *tmp = getenv("TMPDIR");
	AUTO_FREE char *h = NULL;
	AUTO_FREE char *key = NULL;
	AUTO_FREE char *pub = NULL;
	AUTO_FREE unsigned char *line = NULL;
	AUTO_BUF signers = { 0 };
	size_t n = 0;

	memset(f, 0, sizeof(*f));
	(void)snprintf(f->dir, sizeof(f->dir), "%.40s/store-XXXXXX",
	    tmp != NULL			? tmp :
		file_exists("/dev/shm") ? "/dev/shm" :
					  "/tmp");
	assert_non_null(mkdtemp(f->dir));
	h = below(f, "h");
	key = below(f, "key");
	pub = below(f, "key.pub");
	OK(ssh_key_make(key, pub, "test", &e));
	OK(file_read(pub, 0, &line, &n, &e));
	OK(allowed_signers("nroaudit@localhost", (struct span){ line, n },
	    &signers, &e));
	f->signers = mem_strdup(signers.p);
	pub = mem_resize(pub, strlen(f->dir) + 16, 1);
	(void)snprintf(pub, strlen(f->dir) + 16, "%s/signers", f->dir);
	OK(file_write(pub, buf_view(&signers), 0644, &e));
	OK(store_init(h, &e));
	fixture_open(f);
}

static inline void
fixture_clear(struct fixture *f)
{
	fixture_close(f);
	free(f->signers);
	OK(dir_remove(f->dir, &e));
}

static inline void
put(struct fixture *f, struct store_tree *t, const char *path,
    const char *text)
{
	OK(store_tree_add(f->st, t, path, span_of(text), &e));
}

/* One snapshot at an instant; body is its only source. */
static inline void
snapshot(struct fixture *f, const char *when, const char *body,
    char id[SHA1_HEX])
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	utc_t at;

	assert_int_equal(utc_parse(span_of(when), &at), 0);
	buf_fmt(&message, "snapshot of %s\n", when);
	put(f, t, "stats/apnic/file", body);
	put(f, t, "stats/arin/file", "the same every day\n");
	put(f, t, "provenance.xml", when);
	OK(store_commit(f->st, "main", t, at, message.p, id, &e));
	store_tree_free(t);
}

/* Its findings, and the tag. */
static inline void
seal(struct fixture *f, const char *when, const char *id)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	char found[SHA1_HEX];
	utc_t at;

	assert_int_equal(utc_parse(span_of(when), &at), 0);
	buf_fmt(&message, "findings of snapshot %s\n", id);
	put(f, t, "findings", when);
	put(f, t, "ledger/open", "none\n");
	OK(store_commit(f->st, "findings", t, at, message.p, found, &e));
	OK(store_seal(f->st, id, found, &e));
	store_tree_free(t);
}

static inline void
whole_day(struct fixture *f, const char *when)
{
	AUTO_BUF body = { 0 };
	char id[SHA1_HEX];

	buf_fmt(&body, "the text of %s\n", when);
	snapshot(f, when, body.p, id);
	seal(f, when, id);
}

/* A commit on seals: each path with its text, NULL behind the last. */
static inline void
seals(struct fixture *f, const struct seals_subject *is, utc_t at,
    const char *const *files)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	char id[SHA1_HEX];

	for (; *files != NULL; files += 2)
		put(f, t, files[0], files[1]);
	store_seals_message(is, &message);
	OK(store_commit(f->st, "seals", t, at, message.p, id, &e));
	store_tree_free(t);
}

/* The seal of the newest snapshot, which is called name. */
static inline void
seal_newest(struct fixture *f, const char *name, utc_t at)
{
	struct seals_subject is = { .what = STORE_SEALED };
	AUTO_BUF token = { 0 };

	buf_fmt(&token, "%s/manifest.tsa.tst", name);
	OK(store_resolve(f->st, "main", is.snapshot, &e));
	seals(f, &is, at,
	    (const char *const[]){ "checkpoint", is.snapshot, token.p, "token",
		NULL });
}

/* Faults of a history, a line each. */
static inline void
take_fault(const char *what, void *arg)
{
	struct buf *b = arg;

	buf_fmt(b, "%s\n", what);
}

static inline void
verify(const struct fixture *f, struct buf *faults)
{
	AUTO_FREE char *h = below(f, "h");

	OK(store_verify(h, f->signers, take_fault, faults, &e));
}

static inline void
assert_sound(const struct fixture *f)
{
	AUTO_BUF faults = { 0 };

	SH(f, "git fsck --full --strict --no-dangling");
	verify(f, &faults);
	if (faults.n != 0)
		fail_msg("%s", faults.p);
}

#endif
