/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large trees, written as they are made. */
#include "tests/rpki/gen.h"

#include "io/file.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACE "rsync://anchor%u.test/repo/"

struct scale {
	const struct gscale *s;
	const char *dir;
	struct gen gen;
	struct gkeys ca_keys;
	struct buf *cas; /* each CA's certificate */
	atomic_uint next;
	atomic_bool failed;
};

/* A CA has 16 /24s; its ROAs share them. */
static struct gres
space(unsigned ca)
{
	return (
	    struct gres){ .v4 = true, .addr = (uint32_t)ca << 12, .len = 20 };
}

static const struct gkey *
ca_key(const struct scale *w, unsigned ca)
{
	return &w->ca_keys
		    .v[w->s->anchors + ca % (w->ca_keys.n - w->s->anchors)];
}

/* No name of the file system is made of anything but our own numbers. */
static int
store(const struct scale *w, const char *uri, struct span bytes)
{
	AUTO_BUF path = { 0 };
	char *slash;
	struct err e;
	FILE *f;
	size_t n;

	buf_fmt(&path, "%s/%s", w->dir, uri + strlen("rsync://"));
	slash = strrchr(path.p, '/');
	*slash = '\0';
	if (dir_make(path.p, 0755, &e) != 0)
		return -1;
	*slash = '/';
	f = fopen(path.p, "wb");
	if (f == NULL)
		return -1;
	n = fwrite(bytes.p, 1, bytes.n, f);
	return fclose(f) == 0 && n == bytes.n ? 0 : -1;
}

static int
store_all(const struct scale *w, const struct gtree *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (store(w, t->v[i].uri, buf_view(&t->v[i].bytes)) != 0)
			return -1;
	return 0;
}

struct place {
	char repo[80], mft[96], crl[96], name[16], cer[96];
};

static void
place_ta(unsigned ta, struct place *p)
{
	snprintf(p->name, sizeof(p->name), "a%u", ta);
	snprintf(p->repo, sizeof(p->repo), PLACE, ta);
	snprintf(p->mft, sizeof(p->mft), PLACE "ta.mft", ta);
	snprintf(p->crl, sizeof(p->crl), PLACE "ta.crl", ta);
	snprintf(p->cer, sizeof(p->cer), "rsync://anchor%u.test/ta%u.cer", ta,
	    ta);
}

static void
place_ca(const struct scale *w, unsigned ca, struct place *p)
{
	unsigned ta = ca % w->s->anchors;

	snprintf(p->name, sizeof(p->name), "c%u", ca);
	snprintf(p->repo, sizeof(p->repo), PLACE "%u/%u/", ta, ca / 1000, ca);
	snprintf(p->mft, sizeof(p->mft), "%sca.mft", p->repo);
	snprintf(p->crl, sizeof(p->crl), "%sca.crl", p->repo);
	snprintf(p->cer, sizeof(p->cer), PLACE "c%u.cer", ta, ca);
}

#define NOTIFY_LEN 256

static void
place_notify(const struct scale *w, unsigned ta, char to[NOTIFY_LEN])
{
	snprintf(to, NOTIFY_LEN, "%s/%u/notification.xml",
	    w->s->notify == NULL ? "" : w->s->notify, ta);
}

static void
manifest(const struct scale *w, const struct gcert *ca, const struct place *p,
    unsigned key, struct gtree *t)
{
	struct gcert ee = { .role = "mft",
		.key = &w->gen.keys.v[key % w->gen.keys.n],
		.issuer_key = ca->key,
		.issuer = ca->subject,
		.subject = "mft",
		.serial = 1000,
		.from = w->gen.at - 3600,
		.to = w->gen.at + DAY_SECS,
		.crldp = p->crl,
		.aia = p->cer,
		.object = p->mft,
		.res = { .inherit = true, .v4 = true } };
	AUTO_BUF content = { 0 };

	g_mft(&w->gen, 1, w->gen.at - 3600, w->gen.at + DAY_SECS, t, p->repo,
	    &content);
	g_signed(&w->gen, &ee, CT_MFT, buf_view(&content),
	    gtree_add(t, p->mft));
}

static void
roa(const struct scale *w, const struct gcert *ca, const struct place *p,
    unsigned ca_no, unsigned k, struct gtree *t)
{
	unsigned no = ca_no * 100 + k;
	uint32_t addr = space(ca_no).addr + ((k % 16) << 8);
	char uri[128];
	struct gcert ee = { .role = "roa",
		.key = &w->gen.keys.v[(no * 7919u) % w->gen.keys.n],
		.issuer_key = ca->key,
		.issuer = ca->subject,
		.subject = "ee",
		.serial = k + 1,
		.from = w->gen.at - 3600,
		.to = w->gen.at + DAY_SECS,
		.crldp = p->crl,
		.aia = p->cer,
		.object = uri,
		.res = { .v4 = true, .addr = addr, .len = 24 } };
	AUTO_BUF content = { 0 };

	snprintf(uri, sizeof(uri), "%s%u.roa", p->repo, k);
	g_roa(&w->gen, 64512 + no % 100000, addr, 24, 24, &content);
	g_signed(&w->gen, &ee, CT_ROA, buf_view(&content), gtree_add(t, uri));
}

/* One CA: its certificate stays for the anchor's manifest. */
static int
make_ca(struct scale *w, unsigned no)
{
	unsigned ta = no % w->s->anchors, per = w->s->roas / w->s->cas;
	struct place p, up;
	char notify[NOTIFY_LEN];
	AUTO(gtree_clear) struct gtree t = { 0 };
	struct gcert ca = { .role = "ca",
		.key = ca_key(w, no),
		.issuer_key = &w->ca_keys.v[ta],
		.subject = p.name,
		.issuer = up.name,
		.serial = no + 10,
		.from = w->gen.at - 3600,
		.to = w->gen.at + DAY_SECS,
		.ca = true,
		.crldp = up.crl,
		.aia = up.cer,
		.repo = p.repo,
		.mft = p.mft,
		.notify = w->s->notify == NULL ? NULL : notify,
		.res = space(no) };

	place_notify(w, ta, notify);
	place_ca(w, no, &p);
	place_ta(ta, &up);
	g_cert(&w->gen, &ca, &w->cas[no]);
	g_crl(&w->gen, &ca, 1, NULL, 0, gtree_add(&t, p.crl));
	for (unsigned k = 0; k < per; k++)
		roa(w, &ca, &p, no, k, &t);
	manifest(w, &ca, &p, no, &t);
	return store_all(w, &t);
}

static void *
work(void *arg)
{
	struct scale *w = arg;
	unsigned i;

	while ((i = atomic_fetch_add(&w->next, 1)) < w->s->cas && !w->failed)
		if (make_ca(w, i) != 0)
			w->failed = true;
	return NULL;
}

static int
make_ta(struct scale *w, unsigned ta)
{
	struct place p;
	char notify[NOTIFY_LEN];
	struct gcert c = { .role = "ta",
		.key = &w->ca_keys.v[ta],
		.issuer_key = &w->ca_keys.v[ta],
		.issuer = p.name,
		.subject = p.name,
		.serial = 1,
		.from = w->gen.at - 3600,
		.to = w->gen.at + DAY_SECS,
		.ca = true,
		.self = true,
		.repo = p.repo,
		.mft = p.mft,
		.notify = w->s->notify == NULL ? NULL : notify,
		.res = { .v4 = true,
		    .len = 0,
		    .as = true,
		    .as_lo = 0,
		    .as_hi = UINT32_MAX } };
	AUTO(gtree_clear) struct gtree t = { 0 };
	AUTO_BUF tal = { 0 };
	AUTO_BUF path = { 0 };
	AUTO_BUF cert = { 0 };
	struct err e;

	place_notify(w, ta, notify);
	place_ta(ta, &p);
	for (unsigned i = ta; i < w->s->cas; i += w->s->anchors) {
		struct place ca;
		struct buf *b;

		place_ca(w, i, &ca);
		b = gtree_add(&t, ca.cer);
		*b = w->cas[i];
		w->cas[i] = (struct buf){ 0 };
	}
	g_crl(&w->gen, &c, 1, NULL, 0, gtree_add(&t, p.crl));
	manifest(w, &c, &p, ta, &t);
	g_cert(&w->gen, &c, &cert);
	gen_tal(c.key, p.cer, &tal);
	buf_fmt(&path, "%s/../tals/%s.tal", w->dir, p.name);
	if (store(w, p.cer, buf_view(&cert)) != 0 || store_all(w, &t) != 0)
		return -1;
	return file_write(path.p, buf_view(&tal), 0644, &e);
}

int
gen_scale(const struct gscale *s, const char *dir)
{
	struct scale w = { .s = s, .dir = dir };
	AUTO_FREE pthread_t *id = mem_alloc(s->threads * sizeof(*id));
	AUTO_BUF tals = { 0 };
	struct err e;
	int rc = 0;

	buf_fmt(&tals, "%s/../tals", dir);
	if (dir_make(dir, 0755, &e) != 0 || dir_make(tals.p, 0755, &e) != 0)
		return -1;
	gen_init(&w.gen, NULL, s->ee_keys);
	gkeys_make(&w.ca_keys, s->anchors + s->ca_keys);
	w.cas = mem_alloc(s->cas * sizeof(*w.cas));
	for (unsigned i = 0; i < s->threads; i++)
		if (pthread_create(&id[i], NULL, work, &w) != 0)
			abort();
	for (unsigned i = 0; i < s->threads; i++)
		pthread_join(id[i], NULL);
	for (unsigned i = 0; i < s->anchors && rc == 0; i++)
		rc = make_ta(&w, i);
	for (unsigned i = 0; i < s->cas; i++)
		buf_clear(&w.cas[i]);
	free(w.cas);
	gkeys_clear(&w.ca_keys);
	gen_clear(&w.gen);
	return w.failed ? -1 : rc;
}
