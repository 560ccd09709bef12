/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/site.h"

#include "cmd/cmd.h"
#include "cmd/notices.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

#define TEMPLATE_MAX (4u << 20)

static const char *const sheet_names[] = { "site.xsl", "atom.xsl",
	"site.css" };

void
site_free(struct site_job *s)
{
	site_clear(&s->site);
	for (size_t i = 0; i < ARRAY_LEN(s->sheets); i++)
		buf_clear(&s->sheets[i]);
}

static int
read_sheets(struct site_job *s, char hex[SHA256_HEX], struct err *e)
{
	AUTO_BUF all = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(sheet_names); i++) {
		AUTO_FREE char *path = template_path(sheet_names[i]);
		AUTO_FREE unsigned char *p = NULL;
		size_t n = 0;

		if (file_read(path, TEMPLATE_MAX, &p, &n, e) != 0)
			return err_wrap(e, "template");
		buf_add(&s->sheets[i], p, n);
		digest_sha256((struct span){ p, n }, hex);
		buf_fmt(&all, "%s %s\n", hex, sheet_names[i]);
	}
	digest_sha256(buf_view(&all), hex);
	return 0;
}

/* What lies there, if it can be built upon; else an empty site. */
static void
read_site(struct site_job *s, const char *sheets)
{
	AUTO_FREE char *dir = job_path(s->j, "reports");
	AUTO_FREE char *path = path_join(dir, "site.xml");
	AUTO_FREE char *index = path_join(dir, "index.html");
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	s->all = !file_exists(index) ||
	    file_read(path, SITE_XML_MAX, &p, &n, NULL) != 0 ||
	    site_parse((struct span){ p, n }, &s->site, NULL) != 0 ||
	    strcmp(s->site.sheets_sha256, sheets) != 0;
	if (s->all)
		site_clear(&s->site);
	memcpy(s->site.sheets_sha256, sheets, SHA256_HEX);
}

static int
add_run(struct site_job *s, const char *id, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;
	char blob[SHA1_HEX];
	utc_t when = 0;
	int r = store_read(s->st, id, "findings", &p, &n, blob, e);

	if (r > 0)
		return err_set(e, ERR_DATA, "history: %s has no findings", id);
	if (r < 0 || store_time(s->st, id, &when, e) != 0 ||
	    site_add(&s->site, id, when, (struct span){ p, n }, e) != 0)
		return err_wrap(e, "site: commit %s", id);
	return 0;
}

/* Ids, newest first, SHA1_HEX bytes each. */
struct chain {
	char *v;
	size_t n, cap;
};

static void
chain_clear(struct chain *c)
{
	free(c->v);
}

/* From the tip of findings back to the commit `to`, which is not in it;
 * *ret_met: was it met before the first? */
static int
chain_back(struct store *st, const char *to, struct chain *c, bool *ret_met,
    struct err *e)
{
	char id[SHA1_HEX];

	*ret_met = true;
	if (store_resolve(st, BRANCH_FINDINGS, id, NULL) != 0)
		id[0] = '\0';
	while (strcmp(id, to) != 0) {
		if (id[0] == '\0') {
			*ret_met = false;
			return 0;
		}
		c->v = mem_grow(c->v, &c->cap, (c->n + 1) * SHA1_HEX, 1);
		memcpy(c->v + c->n++ * SHA1_HEX, id, SHA1_HEX);
		if (store_parent(st, id, id, e) != 0)
			return -1;
	}
	return 0;
}

static int
catch_up(struct site_job *s, const char *sheets, struct err *e)
{
	AUTO(chain_clear) struct chain c = { 0 };
	const char *tip = s->site.runs_n == 0 ?
	    "" :
	    s->site.runs[s->site.runs_n - 1].findings;
	bool met;

	if (chain_back(s->st, tip, &c, &met, e) != 0)
		return -1;
	if (!met) { /* another history's: then the chain goes to the first */
		site_clear(&s->site);
		memcpy(s->site.sheets_sha256, sheets, SHA256_HEX);
		s->all = true;
	}
	s->before = s->site.runs_n;
	while (c.n > 0)
		if (add_run(s, c.v + --c.n * SHA1_HEX, e) != 0)
			return -1;
	return 0;
}

/* Pages of the findings about which there is more than they show. */
static void
touch_noted(struct site *s, const struct notices *now)
{
	for (size_t i = 0; i < s->lives_n; i++) {
		size_t had, has;

		(void)notices_of(&s->notices, s->lives[i].id, &had);
		(void)notices_of(now, s->lives[i].id, &has);
		s->lives[i].touched |= had != has;
	}
}

static int
take_notices(struct site_job *s, struct err *e)
{
	AUTO(notices_clear) struct notices now = { 0 };
	char tip[SHA1_HEX];

	if (notices_tip(s->st, tip, e) != 0 ||
	    notices_load(s->st, tip, &now, e) != 0)
		return -1;
	s->noted = s->all || strcmp(tip, s->site.notices_commit) != 0;
	touch_noted(&s->site, &now);
	notices_clear(&s->site.notices);
	s->site.notices = now;
	memset(&now, 0, sizeof(now));
	memcpy(s->site.notices_commit, tip, SHA1_HEX);
	return 0;
}

int
site_open(const struct job *j, struct store *st, struct site_job *ret,
    struct err *e)
{
	char sheets[SHA256_HEX];

	memset(ret, 0, sizeof(*ret));
	ret->j = j;
	ret->st = st;
	if (read_sheets(ret, sheets, e) != 0)
		return -1;
	read_site(ret, sheets);
	return catch_up(ret, sheets, e) != 0 || take_notices(ret, e) != 0 ?
	    -1 :
	    0;
}
