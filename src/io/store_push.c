/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history to its mirror: what it lacks, and never by force. */
#include "io/store_priv.h"

#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Times that a remote may ask for credentials. */
#define ASKED_MAX 3
/* Beside the mirror's HEAD; not empty while a push has not ended well. */
#define MIRROR_LOCK "nroaudit.lock"

struct push {
	struct store *s;
	const struct store_remote *to;
	git_remote *remote;
	const git_remote_head **heads; /* what is there; the remote's */
	size_t heads_n;
	char **specs; /* what goes */
	size_t specs_n, specs_cap;
	struct err *e; /* set once by what refuses */
	bool refused;
	unsigned asked; /* for credentials */
};

void
store_said(const char *said, const char *url, struct buf *out)
{
	const char *path = strncmp(url, "file://", 7) == 0 ? url + 7 : url;
	size_t n = strlen(path), begun = out->n;

	for (const char *c = said; *c != '\0';) {
		size_t before = out->n;

		if (n != 0 && strncmp(c, path, n) == 0) {
			buf_str(out, "(remote)");
			c += n;
		} else if (*c >= ' ' && *c <= '~')
			buf_chr(out, *c++);
		else
			buf_fmt(out, "\\x%02x", (unsigned char)*c++);
		if (out->n - begun <= PUSH_SAID_MAX)
			continue;
		out->n = before;
		out->p[out->n] = '\0';
		break;
	}
}

static int
fail(struct push *p, const char *what, const char *said)
{
	AUTO_BUF b = { 0 };

	store_said(said, p->to->url, &b);
	p->refused = true;
	return err_set(p->e, ERR_NET, "%s%s%s", what, b.n == 0 ? "" : ": ",
	    b.n == 0 ? "" : b.p);
}

static int
fail_git(struct push *p, const char *what)
{
	const git_error *g = git_error_last();

	return p->refused ?
	    -1 :
	    fail(p, what, g == NULL || g->message == NULL ? "" : g->message);
}

/* The key that the configuration names: the agent's socket is outside of the
 * box.  A server asks again for as long as it is answered. */
static int
credentials(git_credential **out, const char *url, const char *user,
    unsigned types, void *payload)
{
	struct push *p = payload;

	(void)url;
	if (p->asked++ >= ASKED_MAX)
		return fail(p, "the remote takes none of our keys", "");
	if (types & GIT_CREDENTIAL_USERNAME)
		return git_credential_username_new(out,
		    user == NULL ? "git" : user);
	if (!(types & GIT_CREDENTIAL_SSH_KEY))
		return fail(p,
		    "the remote wants a name and password, and its "
		    "URL has none that it takes",
		    "");
	if (p->to->key == NULL)
		return fail(p,
		    "the remote wants a key, and "
		    "history.remotekey names none",
		    "");
	return git_credential_ssh_key_new(out, user, NULL, p->to->key, NULL);
}

static int
updated(const char *name, const char *status, void *payload)
{
	AUTO_BUF b = { 0 };

	if (status == NULL)
		return 0;
	buf_fmt(&b, "%s: %s", name, status);
	return fail(payload, "the remote refused", b.p);
}

static const git_oid *
there(const struct push *p, const char *name)
{
	for (size_t i = 0; i < p->heads_n; i++)
		if (strcmp(p->heads[i]->name, name) == 0)
			return &p->heads[i]->oid;
	return NULL;
}

static int
weigh(git_reference *ref, void *payload)
{
	struct push *p = payload;
	const char *name = git_reference_name(ref);
	const git_oid *ours = git_reference_target(ref);
	const git_oid *theirs = there(p, name);
	bool tag = strncmp(name, "refs/tags/", 10) == 0;
	int r = 0;

	if (ours != NULL && (tag || strncmp(name, "refs/heads/", 11) == 0) &&
	    (theirs == NULL || !git_oid_equal(ours, theirs))) {
		AUTO_BUF b = { 0 };

		buf_fmt(&b, "%s:%s", name, name);
		if (tag && theirs != NULL)
			r = fail(p, "the remote has another tag of that name",
			    name);
		else {
			p->specs = mem_grow(p->specs, &p->specs_cap,
			    p->specs_n + 1, sizeof(*p->specs));
			p->specs[p->specs_n++] = TAKE(b.p);
		}
	}
	git_reference_free(ref);
	return r;
}

static void
callbacks(struct push *p, git_remote_callbacks *c)
{
	git_remote_init_callbacks(c, GIT_REMOTE_CALLBACKS_VERSION);
	c->credentials = credentials;
	c->push_update_reference = updated;
	c->payload = p;
}

static int
send_all(struct push *p)
{
	git_push_options o;
	git_strarray specs = { p->specs, p->specs_n };
	int r;

	if (p->specs_n == 0)
		return 0;
	git_push_options_init(&o, GIT_PUSH_OPTIONS_VERSION);
	callbacks(p, &o.callbacks);
	o.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
	r = git_remote_upload(p->remote, &specs, &o);
	if (r == GIT_ENONFASTFORWARD)
		return fail(p,
		    "the remote has commits that are not ours; "
		    "nothing was sent",
		    "");
	return r != 0 || p->refused ? fail_git(p, "sending failed") : 0;
}

static int
push_all(struct store *s, const struct store_remote *to, struct err *e)
{
	struct push p = { 0 };
	git_remote_create_options o;
	git_remote_callbacks c;
	int r;

	p.s = s;
	p.to = to;
	p.e = e;
	git_remote_create_options_init(&o, GIT_REMOTE_CREATE_OPTIONS_VERSION);
	o.repository = s->repo;
	/* What the repository's own config says is no business of this. */
	o.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF |
	    GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
	callbacks(&p, &c);
	if (git_remote_create_with_opts(&p.remote, to->url, &o) != 0 ||
	    git_remote_connect(p.remote, GIT_DIRECTION_PUSH, &c, NULL, NULL) !=
		0 ||
	    git_remote_ls(&p.heads, &p.heads_n, p.remote) != 0)
		r = fail_git(&p, "the remote cannot be reached");
	else if (git_reference_foreach(s->repo, weigh, &p) != 0)
		r = fail_git(&p, "our branches cannot be listed");
	else
		r = send_all(&p);
	for (size_t i = 0; i < p.specs_n; i++)
		free(p.specs[i]);
	free(p.specs);
	git_remote_free(p.remote);
	return r;
}

/*
 * A mirror that is a directory has nobody else to tidy up: what a push that
 * was ended left locked would be locked for ever.  -1 also where there is no
 * such directory: libgit2 says that.
 */
static int
mirror_take(const char *dir, int *ret_fd, struct err *e)
{
	AUTO_FREE char *path = path_join(dir, MIRROR_LOCK);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char left;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set(e, ERR_NET, "the remote cannot be locked: %s",
		    strerror(errno));
	*ret_fd = fd;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(e, ERR_NET, "another run pushes to the remote");
	if (store_clean_halves(dir, NULL) != 0 ||
	    (pread(fd, &left, 1, 0) == 1 && store_clean(dir, NULL) != 0))
		return err_set(e, ERR_NET,
		    "what an earlier push left in the "
		    "remote cannot be removed");
	return pwrite(fd, "pushing\n", 8, 0) == 8 ?
	    0 :
	    err_set(e, ERR_NET, "the remote cannot be locked: %s",
		strerror(errno));
}

int
store_push(struct store *s, const struct store_remote *to, struct err *e)
{
	int fd = -1, r = 0;

	if (to->dir != NULL)
		r = mirror_take(to->dir, &fd, e);
	if (r == 0)
		r = push_all(s, to, e);
	if (r == 0 && fd >= 0 && ftruncate(fd, 0) != 0)
		r = err_set(e, ERR_NET, "the remote cannot be unlocked: %s",
		    strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return r;
}
