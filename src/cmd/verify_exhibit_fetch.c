/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an exhibit says that its files were fetched, and whose keys it shows:
 * each as its repository has it. */
#include "cmd/verify_bundle.h"

#include "io/keyring.h"
#include "report/dsig.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HTTP "data/http/"
#define TLS "data/tls/"
#define CERTS "data/certs/"

struct fetched {
	const struct unpacked *u;
	struct store *st;
	struct buf *out;
	bool bad;
};

static void
bad(struct fetched *f, struct span path, const char *why)
{
	f->bad = true;
	buf_fmt(f->out, "BAD %.*s %s\n", (int)path.n, (const char *)path.p,
	    why);
}

/* A file of a commit; -1 where there is none. */
static int
of_commit(struct store *st, const char *rev, const char *path, struct buf *ret)
{
	AUTO_FREE unsigned char *p = NULL;
	char commit[SHA1_HEX], blob[SHA1_HEX];
	size_t n = 0;

	if (store_resolve(st, rev, commit, NULL) != 0 ||
	    store_read(st, commit, path, &p, &n, blob, NULL) != 0)
		return -1;
	buf_add(ret, p, n);
	return 0;
}

/* NAME/REST: rev is the snapshot that is called NAME. */
static bool
snapshot_rev(struct span *rest, struct buf *rev)
{
	struct span name = span_split(rest, '/');

	buf_fmt(rev, "refs/tags/snapshot/%.*s^{commit}", (int)name.n,
	    (const char *)name.p);
	return archive_name_good(name) && rest->n != 0;
}

static bool
is_same(struct fetched *f, struct span path, struct span want)
{
	AUTO_BUF is = { 0 };

	return unpacked_read(f->u, path, REPORT_MAX, &is, NULL) == 0 &&
	    span_eq(buf_view(&is), want);
}

/* A TLS chain lies in the snapshot as it was shown. */
static void
check_tls(struct fetched *f, struct span path)
{
	struct span rest = span_sub(path, strlen(TLS), path.n);
	AUTO_BUF rev = { 0 };
	AUTO_BUF below = { 0 };
	AUTO_BUF want = { 0 };

	if (!snapshot_rev(&rest, &rev)) {
		bad(f, path, "is of no snapshot");
		return;
	}
	buf_fmt(&below, "tls/%.*s", (int)rest.n, (const char *)rest.p);
	if (of_commit(f->st, rev.p, below.p, &want) != 0 ||
	    !is_same(f, path, buf_view(&want)))
		bad(f, path, "is not the TLS chain that the snapshot has");
}

/* Headers and circumstances are those of its source in provenance.xml. */
static void
check_http(struct fetched *f, struct span path)
{
	struct span rest = span_sub(path, strlen(HTTP), path.n);
	AUTO_BUF rev = { 0 };
	AUTO_BUF xml = { 0 };
	AUTO_BUF want = { 0 };
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	const xmlNode *fetch = NULL;
	struct err none = { 0 };

	if (!snapshot_rev(&rest, &rev) || rest.n < 4) {
		bad(f, path, "is of no snapshot");
		return;
	}
	if (of_commit(f->st, rev.p, "provenance.xml", &xml) == 0)
		doc = dsig_parse(buf_view(&xml), &none);
	if (doc != NULL) {
		AUTO_FREE char *id = mem_strndup(rest.p, rest.n - 4);

		fetch = bundle_fetch(doc, id);
	}
	if (fetch != NULL)
		bundle_http(fetch, &want);
	if (fetch == NULL || !is_same(f, path, buf_view(&want)))
		bad(f, path, "is not what the snapshot says of that source");
}

static void
check_certs(struct fetched *f, struct span path)
{
	static const char *const file[] = { KEYRING_SIGNERS, KEYRING_CAS,
		KEYRING_CRLS, KEYRING_REVOKED };
	struct span name = span_sub(path, strlen(CERTS), path.n);

	for (size_t i = 0; i < ARRAY_LEN(file); i++) {
		AUTO_BUF want = { 0 };

		if (span_is(name, file[i]) &&
		    (of_commit(f->st, "refs/heads/keys", file[i], &want) !=
			    0 ||
			!is_same(f, path, buf_view(&want))))
			bad(f, path, "is not what the branch keys has");
	}
}

int
exhibit_fetches(const struct unpacked *u, struct store *st, struct buf *out,
    bool *ret_bad, struct err *e)
{
	struct fetched f = { .u = u, .st = st, .out = out };
	struct span rest = buf_view(&u->list), hex, path;
	int r;

	while ((r = asic_list_next(&rest, &hex, &path, e)) == 0)
		if (span_starts(path, TLS))
			check_tls(&f, path);
		else if (span_starts(path, HTTP))
			check_http(&f, path);
		else if (span_starts(path, CERTS))
			check_certs(&f, path);
	*ret_bad |= f.bad;
	return r < 0 ? -1 : 0;
}
