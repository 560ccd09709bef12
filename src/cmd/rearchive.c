/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stamp, sign --archive and sign --renew of an exhibit: the timestamps that it
 * lacks; and those over its signature and all its files, with which it outlives
 * the certificates in it. */
#include "cmd/bundle.h"
#include "cmd/stamp.h"
#include "cmd/trust.h"
#include "cmd/verify_bundle.h"
#include "io/file.h"
#include "report/dsig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct exhibit {
	struct unpacked u;
	EVP_MD_CTX *files;
	struct buf list; /* of what is signed */
	struct buf xml;	 /* its signature */
	size_t due;	 /* timestamps over that */
};

static void
exhibit_clear(struct exhibit *x)
{
	unpacked_close(&x->u);
	EVP_MD_CTX_free(x->files);
	buf_clear(&x->list);
	buf_clear(&x->xml);
}

/* Only what is whole is worth keeping; timestamps can still be had. */
static int
check(const struct job *j, const struct exhibit *x, struct err *e)
{
	AUTO(trust_clear) struct trust t = { 0 };
	AUTO_BUF tsas = { 0 };
	AUTO_BUF said = { 0 };
	struct trust_words none = { 0 };
	struct verify_trust v = { .now = wall_clock() };
	struct span rest, line, word;

	if (trust_load(j->dir, j->cfg, &none, x->u.history, &t, e) != 0 ||
	    job_tsa_trust(j, &tsas, e) != 0)
		return -1;
	v.signers_pem = buf_view(&t.cas);
	v.tsas_pem = buf_view(&tsas);
	v.revoked = t.revoked;
	v.revoked_n = t.revoked_n;
	if (bundle_container(&x->u, j, &v, &said, e) != 0)
		return -1;
	for (rest = buf_view(&said); rest.n != 0;) {
		line = span_split(&rest, '\n');
		word = span_split(&line, ' ');
		if (span_is(word, "BAD") && !span_is(line, BUNDLE_UNSTAMPED))
			return err_set(e, ERR_DATA, "%.*s", (int)line.n,
			    (const char *)line.p);
	}
	return 0;
}

static int
exhibit_open(const struct job *j, const char *path, struct exhibit *x,
    struct err *e)
{
	struct span rest, hex, name;
	int r;

	if (unpacked_open(j, path, &x->u, e) != 0 || check(j, x, e) != 0)
		return -1;
	rest = buf_view(&x->u.list);
	while ((r = asic_list_next(&rest, &hex, &name, e)) == 0)
		if (!span_is(name, ASIC_MIMETYPE) &&
		    !span_starts(name, ASIC_META))
			buf_fmt(&x->list, "%.64s  %.*s\n", (const char *)hex.p,
			    (int)name.n, (const char *)name.p);
	x->due = (size_t)unpacked_due(&x->u);
	x->files = EVP_MD_CTX_new();
	if (r < 0 ||
	    unpacked_read(&x->u, span_of(ASIC_SIGNATURE), REPORT_MAX, &x->xml,
		e) != 0)
		return -1;
	return x->files == NULL ? err_set(e, ERR_IO, "no digests") :
				  unpacked_digest(&x->u, x->files, e);
}

static int
zip_phase(void *arg, struct buf *out, struct err *e)
{
	(void)out;
	return job_bundle_zip(arg, e);
}

/* The archive of the same files and another signature, in place of the old:
 * of the file itself where path is a link to it. */
static int
put_back(const struct job *j, const struct exhibit *x, struct span xml,
    const char *path, struct err *e)
{
	struct job own = *j;
	struct bundling b = { .j = &own, .list = buf_view(&x->list) };
	AUTO_FREE char *file = unpacked_path(&x->u, ASIC_SIGNATURE);
	AUTO_FREE char *real = realpath(path, NULL);
	AUTO_FREE char *zip = NULL;
	struct stat st;

	if (real == NULL || stat(real, &st) != 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	own.dir = x->u.dir;
	zip = job_path(&own, BUNDLE_ZIP);
	return file_write(file, xml, 0644, e) != 0 ||
		box_run(&own, PHASE_ZIP, zip_phase, &b, NULL, e) != 0 ||
		file_copy(zip, real, st.st_mode & 0777, e) != 0 ?
	    -1 :
	    0;
}

/* The timestamps over its signature that it lacks, while it has none over
 * these. */
static int
complete(const struct job *own, const char *path, struct exhibit *x,
    struct stamped *s, struct buf *faults, struct err *e)
{
	AUTO_BUF xml = { 0 };

	if (chain_stamped(own, buf_view(&x->xml), s, e) != 0)
		return -1;
	if (s->archives == 0 && (s->have < x->due || s->lacks != 0)) {
		chain_stamp_document(own, path, buf_view(&x->xml), &xml, s,
		    faults);
		buf_clear(&x->xml);
		buf_span(&x->xml, buf_view(&xml));
	}
	return 0;
}

static int
told(const char *path, struct stamped *s, const struct exhibit *x,
    const struct buf *faults)
{
	s->due = x->due;
	say_stamped(path, s);
	say_faults(faults);
	return faults->n != 0 || s->have < s->due ? 1 : 0;
}

int
stamp_exhibit(const struct job *j, const char *path, struct err *e)
{
	AUTO(exhibit_clear) struct exhibit x = { 0 };
	struct job own = *j;
	struct stamped s;
	AUTO_BUF before = { 0 };
	AUTO_BUF faults = { 0 };

	if (exhibit_open(j, path, &x, e) != 0)
		return err_wrap(e, "%s", path);
	own.files = x.files;
	buf_span(&before, buf_view(&x.xml));
	if (complete(&own, path, &x, &s, &faults, e) != 0)
		return err_wrap(e, "%s", path);
	if (!span_eq(buf_view(&before), buf_view(&x.xml)) &&
	    put_back(j, &x, buf_view(&x.xml), path, e) != 0)
		return -1;
	return told(path, &s, &x, &faults);
}

int
archive_exhibit(const struct job *j, const char *path, bool renew,
    struct err *e)
{
	AUTO(exhibit_clear) struct exhibit x = { 0 };
	struct job own = *j;
	struct stamped s;
	AUTO_BUF faults = { 0 };
	AUTO_BUF xml = { 0 };

	if (exhibit_open(j, path, &x, e) != 0)
		return err_wrap(e, "%s", path);
	own.files = x.files;
	if (chain_stamped(&own, buf_view(&x.xml), &s, e) != 0)
		return err_wrap(e, "%s", path);
	if (renew && !stamped_ends(&s, wall_clock())) {
		say_lasting(path, &s);
		return 0;
	}
	if (complete(&own, path, &x, &s, &faults, e) != 0 ||
	    chain_archive(&own, path, buf_view(&x.xml), &xml, &s, &faults,
		e) != 0)
		return err_wrap(e, "%s", path);
	return put_back(j, &x, buf_view(&xml), path, e) != 0 ?
	    -1 :
	    told(path, &s, &x, &faults);
}
