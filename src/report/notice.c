/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/notice.h"

#include "audit/audit.h"
#include "report/site.h"

#include <string.h>

/* "2013-04-09", or with "#2" behind it. */
static bool
seen_good(struct span s)
{
	uint64_t episode;
	day_t d;

	if (s.n < DAY_TEXT - 1 || s.p[4] != '-' ||
	    day_parse(span_sub(s, 0, DAY_TEXT - 1), &d) != 0)
		return false;
	s = span_sub(s, DAY_TEXT - 1, s.n);
	return s.n == 0 ||
	    (s.p[0] == '#' && s.n > 1 && s.p[1] != '0' &&
		span_u64(span_sub(s, 1, s.n), INT32_MAX, &episode) == 0 &&
		episode > 1);
}

/* Where c stands last in s, or s.n. */
static size_t
last_of(struct span s, unsigned char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return s.n;
}

int
finding_id_check(struct span id, struct err *e)
{
	struct span rest = id;
	struct span rule = span_split(&rest, '/');
	size_t at = last_of(rest, '@'), slash;
	unsigned parties;

	if (id.n > FINDING_ID_MAX)
		return err_set(e, ERR_DATA,
		    "a finding's id has at most %d bytes", FINDING_ID_MAX);
	if (!span_plain(id) || memchr(id.p, '|', id.n) != NULL)
		return err_set(e, ERR_DATA,
		    "a finding's id has no control bytes and no bars");
	if (!site_rule_shaped(rule))
		return err_set(e, ERR_DATA,
		    "a finding's id begins with a rule, such as U-01/");
	if (at == rest.n || !seen_good(span_sub(rest, at + 1, rest.n)))
		return err_set(e, ERR_DATA,
		    "a finding's id ends with the day on which it was first "
		    "seen, such as @2013-04-09");
	slash = last_of(span_sub(rest, 0, at), '/');
	if (slash == 0 || slash == at ||
	    parties_parse(span_sub(rest, slash + 1, at - slash - 1),
		&parties) != 0)
		return err_set(e, ERR_DATA,
		    "a finding's id names subject and parties, such as "
		    "/54.222.0.0-54.223.255.255/apnic+arin");
	return 0;
}

int
notice_words_check(const char *what, const char *s, size_t max, struct err *e)
{
	size_t n = s == NULL ? 0 : strlen(s);

	if (n == 0 || strspn(s, " ") == n)
		return err_set(e, ERR_DATA, "%s is empty", what);
	if (n > max)
		return err_set(e, ERR_DATA, "%s has over %zu bytes", what,
		    max);
	if (!span_plain(span_of(s)))
		return err_set(e, ERR_DATA,
		    "%s is not one paragraph of printable UTF-8", what);
	return 0;
}

static void
about(struct xmlw *w, const struct notice *n)
{
	struct span id = span_of(n->finding), rest = id;
	struct span rule = span_split(&rest, '/');
	size_t at = last_of(rest, '@');
	size_t slash = last_of(span_sub(rest, 0, at), '/');
	AUTO_FREE char *of = mem_strndup(rule.p, rule.n);
	AUTO_FREE char *parties =
	    mem_strndup(rest.p + slash + 1, at - slash - 1);
	char page[SITE_PAGE];

	xmlw_open(w, "about");
	xmlw_attr(w, "id", n->finding);
	xmlw_attr(w, "page", site_page(id, page));
	xmlw_attr(w, "parties", parties);
	xmlw_attr(w, "rule", of);
	xmlw_close(w);
}

static void
statement(struct xmlw *w, const struct notice *n, bool words)
{
	AUTO_BUF path = { 0 };

	notice_statement_path(n, &path);
	xmlw_open(w, "statement");
	xmlw_attr(w, "file", path.p);
	xmlw_attr(w, "media", n->media);
	xmlw_attr(w, "sha256", n->statement_sha256);
	xmlw_attr_num(w, "size", (int64_t)n->statement_n);
	if (words && n->text != NULL)
		xmlw_text(w, n->text);
	xmlw_close(w);
}

/* What a document and an element of another one have in common. */
static void
content(struct xmlw *w, const struct notice *n, bool words)
{
	about(w, n);
	xmlw_line(w);
	if (n->kind == NOTICE_RETRACTION) {
		xmlw_open(w, "report");
		xmlw_attr(w, "name", n->report);
		xmlw_attr(w, "sha256", n->report_sha256);
		xmlw_close(w);
		xmlw_line(w);
		xmlw_leaf(w, "reason", n->reason);
	} else {
		if (n->party != NULL) {
			xmlw_leaf(w, "party", n->party);
			xmlw_line(w);
		}
		statement(w, n, words);
	}
	xmlw_line(w);
}

static void
numbered(struct xmlw *w, const struct notice *n)
{
	char u[UTC_TEXT];

	xmlw_attr(w, "kind", notice_kind_name(n->kind));
	xmlw_attr_num(w, "number", n->number);
	xmlw_attr(w, "recorded", utc_text(n->recorded, u));
}

void
notice_element(struct xmlw *w, const struct notice *n, bool words,
    const char *uuid)
{
	AUTO_BUF path = { 0 };

	notice_path(n, &path);
	xmlw_open(w, "notice");
	xmlw_attr(w, "file", path.p);
	numbered(w, n);
	if (uuid != NULL)
		xmlw_attr(w, "uuid", uuid);
	xmlw_line(w);
	content(w, n, words);
	xmlw_close(w);
	xmlw_line(w);
}

void
notice_print(const struct notice *n, struct buf *out)
{
	struct xmlw w;

	xmlw_init(&w, out);
	xmlw_open(&w, "notice");
	xmlw_attr(&w, "xmlns", NOTICE_NS);
	numbered(&w, n);
	xmlw_attr(&w, "version", "1");
	xmlw_line(&w);
	content(&w, n, false);
	xmlw_leaf(&w, "limit",
	    n->kind == NOTICE_RETRACTION ?
		"Who signed the report retracts this finding of it. The "
		"report itself is not changed." :
		"The statement is kept as it was handed in. Who made it is "
		"not proved: the signature is that of who recorded it.");
	xmlw_line(&w);
	xmlw_open(&w, "engine");
	xmlw_attr(&w, "name", n->engine);
	xmlw_close(&w);
	xmlw_line(&w);
	xmlw_open(&w, "stamps");
	xmlw_attr_num(&w, "due", (int64_t)n->tsas_n);
	for (size_t i = 0; i < n->tsas_n; i++) {
		xmlw_open(&w, "tsa");
		xmlw_attr(&w, "name", n->tsas[i].name);
		xmlw_attr(&w, "url", n->tsas[i].url);
		xmlw_close(&w);
	}
	xmlw_close(&w);
	xmlw_line(&w);
	xmlw_close(&w);
}

void
notices_print(const struct notice *const *v, size_t n, const char *report,
    struct buf *out)
{
	struct xmlw w;

	xmlw_init(&w, out);
	xmlw_open(&w, "notices");
	xmlw_attr(&w, "xmlns", NOTICE_NS);
	xmlw_attr_num(&w, "count", (int64_t)n);
	xmlw_attr(&w, "report", report);
	xmlw_attr(&w, "version", "1");
	xmlw_line(&w);
	for (size_t i = 0; i < n; i++)
		notice_element(&w, v[i], true, NULL);
	xmlw_close(&w);
}
