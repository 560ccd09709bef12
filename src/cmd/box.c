/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/box.h"

#include "cmd/bundle.h"
#include "cmd/cmd.h"
#include "cmd/job_rpki.h"
#include "cmd/stamp.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

/* Places, as bits. */
enum {
	AT_KEYS = 1,	   /* keys/, whole */
	AT_SSH_KEY = 2,	   /* the history's key, and who may sign */
	AT_REPORT_KEY = 4, /* the reports' key, its passphrase, its chain */
	AT_HISTORY = 8,
	AT_SPOOL = 16,
	AT_REPORTS = 32,
	AT_TEMPLATES = 64,
	AT_MIRROR = 128,      /* of --mirror file:// */
	AT_NETWORK = 256,     /* whom to trust, whom to ask for addresses */
	AT_REMOTE = 512,      /* history.remote, where it is a directory */
	AT_REMOTE_KEY = 1024, /* its key, and the hosts that are known */
	AT_STATEMENT = 2048,  /* what a party handed in, that one file */
	AT_TSA_TRUST = 4096,  /* whom tokens must come from; report.crl */
	AT_TOKEN = 8192,   /* what the reports' key lies in, if not a file */
	AT_STAGE = 16384,  /* where an exhibit is put together */
	AT_ENGINE = 32768, /* the program's own sources */
	AT_CACHE = 65536   /* what is had of RPKI repositories */
};

/* The page of all privileges; what stands not here, no phase has. */
static const struct row {
	const char *name;
	unsigned allow, read, write;
	bool secret;
} rows[PHASE_N] = {
	[PHASE_KEYS] = { "keys", BOX_FILES | BOX_WRITE, 0, AT_KEYS, true },
	[PHASE_FETCH] = { "fetch",
	    BOX_FILES | BOX_WRITE | BOX_NETWORK | BOX_THREADS, AT_NETWORK,
	    AT_SPOOL | AT_CACHE, false },
	[PHASE_FETCH_FILE] = { "fetch", BOX_FILES | BOX_WRITE, AT_MIRROR,
	    AT_SPOOL | AT_CACHE, false },
	[PHASE_INSPECT] = { "inspect", 0, 0, 0, false },
	[PHASE_COMMIT] = { "commit", BOX_FILES | BOX_WRITE,
	    AT_SPOOL | AT_SSH_KEY | AT_ENGINE | AT_CACHE, AT_HISTORY, true },
	[PHASE_AUDIT] = { "audit", BOX_FILES | BOX_THREADS,
	    AT_HISTORY | AT_TEMPLATES, 0, false },
	[PHASE_SIGN] = { "sign", BOX_FILES, AT_REPORT_KEY, 0, true },
	[PHASE_SIGN_TOKEN] = { "sign", BOX_FILES | BOX_WRITE | BOX_LOCAL,
	    AT_REPORT_KEY, AT_TOKEN, true },
	[PHASE_STAMP] = { "stamp", BOX_FILES | BOX_NETWORK | BOX_THREADS,
	    AT_NETWORK, 0, false },
	[PHASE_TOKENS] = { "tokens", BOX_FILES, AT_TSA_TRUST, 0, false },
	[PHASE_PUBLISH] = { "publish", BOX_FILES | BOX_WRITE,
	    AT_HISTORY | AT_TEMPLATES, AT_REPORTS, false },
	[PHASE_PACK] = { "pack", BOX_FILES | BOX_WRITE, 0, AT_HISTORY, false },
	[PHASE_PUSH] = { "push", BOX_FILES | BOX_NETWORK,
	    AT_HISTORY | AT_NETWORK | AT_REMOTE_KEY, 0, true },
	[PHASE_NOTICE] = { "notice", BOX_FILES,
	    AT_HISTORY | AT_REPORTS | AT_STATEMENT, 0, false },
	[PHASE_PUSH_FILE] = { "push", BOX_FILES | BOX_WRITE, AT_HISTORY,
	    AT_REMOTE, false },
	[PHASE_WITNESS] = { "witness", BOX_FILES, AT_HISTORY | AT_STATEMENT, 0,
	    false },
	[PHASE_VERIFY] = { "verify", BOX_FILES, AT_HISTORY, 0, false },
	[PHASE_COLLECT] = { "collect", BOX_FILES | BOX_WRITE,
	    AT_HISTORY | AT_REPORTS | AT_TEMPLATES | AT_TSA_TRUST | AT_ENGINE,
	    AT_STAGE, false },
	[PHASE_UNPACK] = { "unpack", BOX_FILES | BOX_WRITE, AT_STATEMENT,
	    AT_STAGE, false },
	[PHASE_EXHIBIT] = { "exhibit", BOX_FILES, AT_STAGE | AT_HISTORY, 0,
	    false },
	[PHASE_ZIP] = { "zip", BOX_FILES | BOX_WRITE, 0, AT_STAGE, false },
};

static const char *const network_files[] = { "/etc/ssl", "/etc/pki",
	"/usr/lib/ssl", "/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates", "/etc/resolv.conf", "/etc/hosts",
	"/etc/host.conf", "/etc/gai.conf", "/etc/nsswitch.conf" };

#define PATHS_MAX 16

struct paths {
	char *v[PATHS_MAX + 1]; /* owned, NULL behind the last */
	size_t n;
};

static void
paths_clear(struct paths *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i]);
}

/* Takes path over. */
static void
add(struct paths *p, char *path)
{
	assert(p->n < PATHS_MAX);
	p->v[p->n++] = path;
}

static void
add_network(const struct job *j, struct paths *p)
{
	for (size_t i = 0; i < ARRAY_LEN(network_files); i++)
		add(p, mem_strdup(network_files[i]));
	if (j->cfg->fetch_ca_file != NULL)
		add(p, mem_strdup(j->cfg->fetch_ca_file));
}

static void
add_remote_key(const struct job *j, struct paths *p)
{
	const char *home = getenv("HOME");

	if (j->cfg->history_remote_key != NULL)
		add(p, mem_strdup(j->cfg->history_remote_key));
	if (home != NULL)
		add(p, path_join(home, ".ssh/known_hosts"));
}

static void
add_tsa_trust(const struct job *j, struct paths *p)
{
	add(p, job_path(j, JOB_REPORT_CRL));
	for (size_t i = 0; i < j->cfg->tsas_n; i++)
		add(p, job_tsa_trusted(j, i));
}

static void
add_given(struct paths *p, const char *path)
{
	if (path != NULL)
		add(p, mem_strdup(path));
}

/* Directories and files that somebody names; none where nobody does. */
static void
add_named(const struct job *j, unsigned at, struct paths *p)
{
	if (at & AT_MIRROR)
		add(p, mem_strdup(job_mirror_dir(j)));
	if (at & AT_REMOTE)
		add_given(p, job_remote_dir(j));
	if (at & AT_STATEMENT)
		add_given(p, j->statement);
	if (at & AT_TOKEN)
		add_given(p, j->cfg->report_token);
}

static void
add_report_key(const struct job *j, struct paths *p)
{
	char *chain = job_report_chain(j);

	if (!job_report_token(j))
		add(p, job_report_key(j));
	if (chain != NULL)
		add(p, chain);
	add_given(p, j->cfg->report_passphrase);
	add_given(p, j->cfg->report_trusted);
	add(p, job_path(j, JOB_REPORT_CRL));
}

static void
places(const struct job *j, unsigned at, struct paths *p)
{
	if (at & AT_KEYS)
		add(p, job_path(j, "keys"));
	if (at & AT_SSH_KEY) {
		add(p, job_ssh_key(j));
		add(p, job_path(j, JOB_SIGNERS));
		add(p, job_path(j, JOB_CAS));
	}
	if (at & AT_REPORT_KEY)
		add_report_key(j, p);
	if (at & AT_HISTORY)
		add(p, job_path(j, "history"));
	if (at & AT_SPOOL)
		add(p, job_path(j, "spool"));
	if (at & AT_CACHE)
		add(p, job_path(j, RPKI_CACHE));
	if (at & AT_REPORTS)
		add(p, job_path(j, "reports"));
	if (at & AT_ENGINE)
		add(p, engine_path());
	if (at & AT_STAGE)
		add(p, job_path(j, BUNDLE_STAGE));
	if (at & AT_TEMPLATES)
		add(p, template_path("."));
	if (at & AT_NETWORK)
		add_network(j, p);
	if (at & AT_TSA_TRUST)
		add_tsa_trust(j, p);
	if (at & AT_REMOTE_KEY)
		add_remote_key(j, p);
	add_named(j, at, p);
}

struct boxed {
	struct paths read, write;
	struct sandbox box;
};

static void
boxed_clear(struct boxed *b)
{
	paths_clear(&b->read);
	paths_clear(&b->write);
}

static void
box_of(const struct job *j, enum phase p, struct boxed *b)
{
	const struct row *r = &rows[p];

	memset(b, 0, sizeof(*b));
	places(j, r->read, &b->read);
	places(j, r->write, &b->write);
	b->box.name = r->name;
	b->box.allow = r->allow;
	b->box.secret = r->secret;
	if (p == PHASE_PUSH || p == PHASE_PUSH_FILE)
		b->box.seconds = (unsigned)j->cfg->history_remote_timeout;
	if (p == PHASE_STAMP)
		b->box.seconds = STAMP_SECONDS_MAX;
	b->box.read = (const char *const *)b->read.v;
	b->box.write = (const char *const *)b->write.v;
}

int
box_run(const struct job *j, enum phase p, phase_fn *fn, void *arg,
    struct buf *out, struct err *e)
{
	AUTO(boxed_clear) struct boxed b;

	box_of(j, p, &b);
	return phase_run(&b.box, fn, arg, out, e);
}

int
box_start(const struct job *j, enum phase p, phase_fn *fn, void *arg,
    struct running *ret, struct err *e)
{
	AUTO(boxed_clear) struct boxed b;

	box_of(j, p, &b);
	return phase_start(&b.box, fn, arg, NULL, ret, e);
}

int
box_serve(const struct job *j, enum phase p, service_fn *fn, void *arg,
    struct service *ret, struct err *e)
{
	AUTO(boxed_clear) struct boxed b;

	box_of(j, p, &b);
	return service_start(&b.box, fn, arg, ret, e);
}
