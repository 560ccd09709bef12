/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history to its mirror: what it lacks, and never by force. */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

#define SAID_MAX 300 /* bytes of what a remote says that are kept */
#define ASKED_MAX 3  /* times that a remote may ask for credentials */

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

/* What the other end says goes into reports: printable, short, and without
 * the address, which may hold a password. */
static int
fail(struct push *p, const char *what, const char *said)
{
	AUTO_BUF b = { 0 };
	const char *url = p->to->url;
	const char *path = strncmp(url, "file://", 7) == 0 ? url + 7 : url;
	size_t n = strlen(path);

	for (const char *c = said; *c != '\0' && b.n < SAID_MAX;) {
		if (n != 0 && strncmp(c, path, n) == 0) {
			buf_str(&b, "(remote)");
			c += n;
		} else if (*c >= ' ' && *c <= '~')
			buf_chr(&b, *c++);
		else
			buf_fmt(&b, "\\x%02x", (unsigned char)*c++);
	}
	p->refused = true;
	return err_set(p->e, ERR_NET, "%s%s%s", what, b.n == 0 ? "" : ": ",
	    b.n == 0 ? "" : b.p);
}

static int
fail_git(struct push *p, const char *what)
{
	const git_error *g = git_error_last();

	return p->refused ? -1 :
	    fail(p, what, g == NULL || g->message == NULL ? "" : g->message);
}

/* The key that the configuration names, else whatever the agent holds.  Each
 * is tried once: a server asks again for as long as it is answered. */
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
		return fail(p, "the remote wants a name and password, and its "
		    "URL has none that it takes", "");
	return p->to->key != NULL ?
	    git_credential_ssh_key_new(out, user, NULL, p->to->key, NULL) :
	    git_credential_ssh_key_from_agent(out, user);
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
		return fail(p, "the remote has commits that are not ours; "
		    "nothing was sent", "");
	return r != 0 || p->refused ? fail_git(p, "sending failed") : 0;
}

int
store_push(struct store *s, const struct store_remote *to, struct err *e)
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
