/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify: a report, an exhibit, a history, or all of a working directory. */
#include "cmd/cmd.h"

#include "cmd/stamp.h"
#include "cmd/trust.h"
#include "cmd/verify_days.h"
#include "cmd/verify_bundle.h"
#include "cmd/verify_notices.h"
#include "cmd/verify_report.h"
#include "cmd/verify_seals.h"
#include "io/file.h"
#include "report/dsig.h"
#include "report/report.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct verifier {
	const struct ctx *c;
	struct trust_words words;
	struct trust trust;
	struct buf tsas; /* CAs that tokens may end in, PEM */
	bool json;
	unsigned bad, good;
	const char *what; /* the thing at hand */
	const char *dir;  /* whose history the reports are of, or NULL */
	bool cut;	  /* it is an exhibit's */
	utc_t kept;	  /* by when that exhibit was there; 0: unknown */
	const char *tsa_trusted; /* a file of CAs, or NULL */
	struct span of;		 /* what the box answered of its signature */
};

/* "signer NAME", "signed TIME", "stamp TIME TSA". */
static void
add_signature(json_t *o, struct span lines)
{
	json_t *stamps = json_array();

	while (lines.n != 0) {
		struct span text = span_split(&lines, '\n');
		struct span word = span_split(&text, ' ');
		const char *p = (const char *)text.p;

		if (span_is(word, "signer") || span_is(word, "signed")) {
			AUTO_FREE char *w = mem_strndup(word.p, word.n);

			json_object_set_new(o, w, json_stringn(p, text.n));
		} else if (span_is(word, "stamp")) {
			struct span when = span_split(&text, ' ');

			json_array_append_new(stamps,
			    json_pack("{s:s%,s:s%}", "time", when.p, when.n,
				"tsa", text.p, text.n));
		}
	}
	if (json_array_size(stamps) != 0)
		json_object_set(o, "timestamps", stamps);
	json_decref(stamps);
}

static void
say(struct verifier *v, const char *state, const char *reason)
{
	if (v->json) {
		json_t *o = json_pack("{s:s,s:s,s:s?}", "subject", v->what,
		    "state", state, "reason", reason);
		char *s;

		if (o != NULL && strcmp(state, "NOTE") != 0)
			add_signature(o, v->of);
		s = o == NULL ? NULL : json_dumps(o, JSON_COMPACT);

		puts(s == NULL ? "{}" : s);
		free(s);
		json_decref(o);
	} else
		printf("%s: %s%s%s\n", v->what, state,
		    reason == NULL ? "" : ": ", reason == NULL ? "" : reason);
}

/* Without any CA of a TSA, no token is good. */
static struct span
tsas(struct verifier *v)
{
	struct job j;

	job_of(v->c, &j);
	if (v->tsas.n == 0 && job_tsa_trust(&j, &v->tsas, NULL) != 0)
		v->tsas.n = 0;
	return buf_view(&v->tsas);
}

static int
trusted(struct verifier *v, struct verify_trust *ret, struct err *e)
{

	if (v->trust.cas.n == 0)
		return err_set(e, ERR_DATA,
		    "no CA is trusted: give --root, the fingerprint of the "
		    "history's first key, or --trusted");
	memset(ret, 0, sizeof(*ret));
	ret->now = wall_clock();
	ret->signers_pem = buf_view(&v->trust.cas);
	ret->tsas_pem = tsas(v);
	ret->kept = v->kept;
	ret->revoked = v->trust.revoked;
	ret->revoked_n = v->trust.revoked_n;
	return 0;
}

/* --tsa-trusted */
static int
read_tsas(struct verifier *v, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (v->tsa_trusted == NULL)
		return 0;
	if (file_read(v->tsa_trusted, STAMP_TRUST_MAX, &p, &n, e) != 0)
		return -1;
	buf_add(&v->tsas, p, n);
	return 0;
}

static void
notices_said(enum said kind, const char *text, void *arg)
{
	struct verifier *v = arg;

	v->bad += kind == SAID_BAD;
	say(v, kind == SAID_BAD ? "BAD" : "NOTE", text);
}

/* The page beside it; false where there is none. */
static bool
read_page(const char *path, struct buf *out)
{
	AUTO_FREE char *page = mem_strdup(path);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0, len = strlen(page);

	if (len < 4 || strcmp(page + len - 4, ".xml") != 0)
		return false;
	page = mem_resize(page, len + 2, 1);
	memcpy(page + len - 3, "html", 5);
	if (!file_exists(page))
		return false;
	/* What cannot be read is no transformation of anything. */
	if (file_read(page, REPORT_MAX, &p, &n, NULL) == 0)
		buf_add(out, p, n);
	return true;
}

static int
read_template(const char *name, struct buf *out, struct err *e)
{
	AUTO_FREE char *path = template_path(name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read(path, REPORT_MAX, &p, &n, e) != 0)
		return err_wrap(e, "template");
	buf_add(out, p, n);
	return 0;
}

/* What the box answered.  Is none of it bad? */
static bool
say_all(struct verifier *v, struct span lines)
{
	bool bad = false;

	v->of = lines;
	while (lines.n != 0) {
		struct span text = span_split(&lines, '\n');
		struct span word = span_split(&text, ' ');
		AUTO_FREE char *w = mem_strndup(word.p, word.n);
		AUTO_FREE char *t = mem_strndup(text.p, text.n);

		if (w[0] < 'A' || w[0] > 'Z')
			continue; /* of the signature */
		bad |= span_is(word, "BAD") || span_is(word, "RESAVED");
		say(v, w, t[0] == '\0' ? NULL : t);
	}
	v->of = (struct span){ NULL, 0 };
	v->bad += bad;
	v->good += !bad;
	return !bad;
}

static int
verify_report(struct verifier *v, const char *path, const char *what,
    struct err *e)
{
	AUTO_FREE unsigned char *xml = NULL;
	AUTO(beside_clear) struct beside beside = { 0 };
	AUTO_BUF page = { 0 };
	AUTO_BUF sheet = { 0 };
	AUTO_BUF schema = { 0 };
	AUTO_BUF out = { 0 };
	struct verify_trust t;
	struct verify_given g = { .trust = &t, .must = v->dir != NULL };
	struct job j;
	size_t n = 0;

	v->what = what;
	if (file_read(path, REPORT_MAX, &xml, &n, e) != 0 ||
	    trusted(v, &t, e) != 0 || verify_beside(path, &beside, e) != 0 ||
	    read_template("report.xsl", &sheet, e) != 0 ||
	    read_template("report.xsd", &schema, e) != 0)
		return -1;
	job_of(v->c, &j);
	if (v->dir != NULL)
		j.dir = v->dir;
	g.j = &j;
	g.cut = v->cut;
	g.xml = (struct span){ xml, n };
	g.kind = verify_kind_of(g.xml);
	g.has_page = read_page(path, &page);
	g.page = buf_view(&page);
	g.beside = &beside;
	g.sheet = buf_view(&sheet);
	g.schema = buf_view(&schema);
	if (verify_boxed(&g, &out, e) != 0)
		return -1;
	/* What a notice says is read once its signer is trusted. */
	return say_all(v, buf_view(&out)) && g.kind != &verify_report_kind ?
	    verify_notice(path, g.xml, notices_said, v, e) :
	    0;
}

static void
history_fault(const char *what, void *arg)
{
	struct verifier *v = arg;

	v->bad++;
	say(v, "BAD", what);
}

static int
verify_history(struct verifier *v, const char *path, struct err *e)
{
	struct store_trust t = { .signers = v->trust.signers,
		.roots = v->trust.roots };
	AUTO(verify_seals_clear) struct verify_seals seals = { 0 };
	struct verify_trust cas;
	unsigned before = v->bad;
	int r;

	v->what = path;
	if (t.signers == NULL && t.roots == NULL)
		return err_set(e, ERR_DATA,
		    "nobody is trusted to have signed %s: give --root, the "
		    "fingerprint of its first key",
		    path);
	verify_seals_open(&seals, tsas(v), &t);
	r = store_verify_trust(path, &t, history_fault, v, e);
	if (r == 0)
		r = verify_notices(path,
		    trusted(v, &cas, NULL) == 0 ? &cas : NULL, notices_said, v,
		    e);
	if (r == 0)
		r = verify_days(path, notices_said, v, e);
	if (r == 0 && v->bad == before) {
		v->good++;
		say(v, "OK", NULL);
	}
	return r;
}

static int
verify_reports(struct verifier *v, const char *dir, struct err *e)
{
	struct dirent **d = NULL;
	int n = scandir(dir, &d, NULL, alphasort), r = 0;

	for (int i = 0; i < n; i++) {
		AUTO_FREE char *sub = path_join(dir, d[i]->d_name);
		AUTO_FREE char *xml = path_join(sub, "report.xml");

		if (d[i]->d_name[0] != '.' && r == 0 && file_exists(xml))
			r = verify_report(v, xml, xml, e);
		free(d[i]);
	}
	free(d);
	return r;
}

static int
verify_dir(struct verifier *v, const char *dir, struct err *e)
{
	AUTO_FREE char *history = path_join(dir, "history");
	AUTO_FREE char *reports = path_join(dir, "reports");
	int r = verify_history(v, history, e);

	v->dir = dir;
	if (r == 0)
		r = verify_reports(v, reports, e);
	v->dir = NULL;
	v->what = reports;
	return r != 0 ? -1 :
			verify_copies(history, reports, notices_said, v, e);
}

/* Every report in an exhibit, with its repository as the history. */
static int
bundle_reports(struct verifier *v, const struct unpacked *u, const char *path,
    struct err *e)
{
	struct span rest = buf_view(&u->list), hex, name;
	int r = 0;

	v->dir = u->dir;
	v->cut = true;
	while (r == 0 && asic_list_next(&rest, &hex, &name, e) == 0) {
		AUTO_FREE char *one = mem_strndup(name.p, name.n);
		AUTO_FREE char *file = unpacked_path(u, one);
		AUTO_FREE char *what = path_join(path, one);

		if (strcmp(one, "data/report.xml") == 0 ||
		    (span_starts(name, "data/reports/") && name.n > 11 &&
			strcmp(one + name.n - 11, "/report.xml") == 0))
			r = verify_report(v, file, what, e);
	}
	v->dir = NULL;
	v->cut = false;
	v->what = path;
	return r;
}

/* What a reader without any trust can ask for elsewhere. */
static void
note_root(struct verifier *v, const struct unpacked *u)
{
	AUTO(keyring_clear) struct keyring ring = { 0 };
	struct store *st = NULL;
	AUTO_BUF text = { 0 };
	char f[SSH_FINGERPRINT];

	if (store_open(u->history, &st, NULL) != 0)
		return;
	if (store_keyring(st, NULL, &ring, NULL) == 0 && ring.keys_n != 0) {
		ssh_fingerprint(ring.keys[0].is.pub, f);
		buf_fmt(&text,
		    "trust comes from outside: it says of itself that its "
		    "root is %s",
		    f);
		say(v, "NOTE", text.p);
	}
	store_free(st);
}

static int
bundle_parts(struct verifier *v, const struct unpacked *u, const struct job *j,
    const char *path, struct err *e)
{
	AUTO_BUF container = { 0 };
	AUTO_BUF contents = { 0 };
	AUTO_BUF repository = { 0 };
	AUTO_FREE char *git = path_join(path, "data/history.git");
	AUTO_FREE char *data = path_join(path, "data");
	AUTO(verify_seals_clear) struct verify_seals seals = { 0 };
	struct store_trust keys = { .signers = v->trust.signers,
		.roots = v->trust.roots };
	struct verify_trust t;

	verify_seals_open(&seals, tsas(v), &keys);
	if (v->trust.cas.n == 0)
		note_root(v, u);
	if (trusted(v, &t, e) != 0 ||
	    bundle_container(u, j, &t, &container, e) != 0)
		return -1;
	v->kept = bundle_kept(buf_view(&container));
	/* What is not signed is not looked into. */
	if (!say_all(v, buf_view(&container)))
		return 0;
	if (bundle_repository(u, j, &keys, &repository, e) != 0)
		return -1;
	v->what = git;
	say_all(v, buf_view(&repository));
	v->what = data;
	if (bundle_contents(u, j, keys.seals, &contents, e) != 0)
		return -1;
	say_all(v, buf_view(&contents));
	return bundle_reports(v, u, path, e);
}

static int
verify_bundle(struct verifier *v, const char *path, struct err *e)
{
	AUTO(unpacked_close) struct unpacked u = { 0 };
	struct job j;

	job_of(v->c, &j);
	v->what = path;
	if (unpacked_open(&j, path, &u, e) != 0) {
		if (e->kind != ERR_DATA)
			return -1;
		v->bad++;
		say(v, "BAD", e->msg);
		return 0;
	}
	if (trust_load(v->c->dir, &v->c->cfg, &v->words, u.history, &v->trust,
		e) != 0)
		return -1;
	return bundle_parts(v, &u, &j, path, e);
}

static int
verify_any(struct verifier *v, const char *path, struct err *e)
{
	AUTO_FREE char *head = path_join(path, "HEAD");
	AUTO_FREE char *history = path_join(path, "history");
	AUTO_FREE char *own = path_join(v->c->dir, "history");
	const char *ring = file_exists(head) ? path :
	    file_exists(history)	     ? history :
	    file_exists(own)		     ? own :
					       NULL;
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(e, ERR_IO,
		    "%s: no such report, history or "
		    "directory",
		    path);
	if (S_ISREG(st.st_mode) && bundle_is(path))
		return verify_bundle(v, path, e);
	if (trust_load(v->c->dir, &v->c->cfg, &v->words, ring, &v->trust, e) !=
	    0)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return verify_report(v, path, path, e);
	if (file_exists(head))
		return verify_history(v, path, e);
	if (file_exists(history))
		return verify_dir(v, path, e);
	return verify_reports(v, path, e);
}

static void
verifier_clear(struct verifier *v)
{
	trust_clear(&v->trust);
	buf_clear(&v->tsas);
}

int
cmd_verify(struct ctx *c, int argc, char **argv)
{
	AUTO(verifier_clear) struct verifier v = { .c = c };
	const struct option_row o[] = {
		{ "root", "FINGERPRINT",
		    "of the key that the history began with "
		    "(default: keys/root.txt)",
		    NULL, &v.words.root },
		{ "trusted", "FILE",
		    "CA certificates, PEM (default: the history's, "
		    "keys/ca.pem)",
		    NULL, &v.words.trusted },
		{ "signers", "FILE",
		    "allowed signers (default: "
		    "keys/allowed_signers)",
		    NULL, &v.words.signers },
		{ "tsa-trusted", "FILE",
		    "CAs of time-stamping authorities, PEM (default: those "
		    "configured)",
		    NULL, &v.tsa_trusted },
		{ "json", NULL, "one JSON object a line", &v.json, NULL },
	};
	const char *rest[1] = { c->dir };
	struct err e = { 0 };
	int r = options_parse(argc, argv, o, ARRAY_LEN(o),
	    "[REPORT|BUNDLE|HISTORY|DIR]", rest, 1, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (read_tsas(&v, &e) != 0 || verify_any(&v, rest[0], &e) != 0)
		return failed(&e);
	if (v.good + v.bad == 0) {
		fprintf(stderr, "nroaudit: %s: nothing to verify\n", rest[0]);
		return EXIT_FAILED;
	}
	return v.bad != 0 ? EXIT_FAILED : EXIT_NOTHING_NEW;
}
