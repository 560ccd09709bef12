/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the rules' cases: tests/rules/<ID>/{ok,ko,none}-<what>.  A case is a
 * tiny world of one or more days; see tests/README.md for its words.
 */
#include "tests/rules/run.h"

#include "cmd/load.h"
#include "io/file.h"
#include "parse/parse.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 1024

void
complain(struct world *w, const char *what, const char *detail)
{
	fprintf(stderr, "%s:%u: %s: %s\n", w->path, w->line, what, detail);
	w->failed++;
}

static void
day_start_new(struct world *w)
{
	if (w->started)
		w->clock += DAY_SECS;
	w->started = true;
	w->audited = false;
	dataset_init(&w->d);
	w->d.run->clock = w->clock;
	w->d.run->clock_given = w->given;
	w->d.run->mirror = mem_strdup("file:///case");
	w->d.run->engine = mem_strdup("case");
	w->d.day = day_of(w->clock);
	assert(w->days_n < ARRAY_LEN(w->days));
	w->days[w->days_n++] = w->d.day;
	memset(w->d.snapshot, 'a', SHA1_HEX - 1);
	for (size_t i = 0; i < sources_n; i++)
		w->d.prov.fetches[i].outcome = FO_NOT_IN_MIRROR;
}

void
put_file(struct world *w, const struct source *s, struct span b)
{
	struct artefact *a = &w->d.art[source_index(s)];
	struct fetch *f = &w->d.prov.fetches[source_index(s)];
	char *copy = mem_strndup(b.p, b.n);

	assert(w->owned_n < ARRAY_LEN(w->owned));
	w->owned[w->owned_n++] = copy;
	a->bytes = (struct span){ (unsigned char *)copy, b.n };
	a->present = true;
	digest_sha256(a->bytes, a->sha256);
	digest_git_blob(a->bytes, a->blob);
	f->outcome = FO_FETCHED;
	f->start = f->end = w->clock;
	f->size = b.n;
	memcpy(f->sha256, a->sha256, SHA256_HEX);
	digest_sha512(a->bytes, f->sha512);
}

static void
put_md5(struct world *w, const struct source *s)
{
	char id[64], hex[MD5_HEX];
	AUTO_BUF b = { 0 };
	const struct source *m;

	snprintf(id, sizeof(id), "%s-md5", s->id);
	m = source_find(id);
	if (m == NULL)
		return;
	digest_md5(w->d.art[source_index(s)].bytes, hex);
	buf_fmt(&b, "MD5 (%s) = %s\n", strrchr(s->path, '/') + 1, hex);
	put_file(w, m, buf_view(&b));
}

/* \r, \0, \hNN (a byte), \z at the very end: no final newline. */
static void
unescape(struct buf *b, const char *s)
{
	for (; *s != '\0' && *s != '\n'; s++) {
		if (s[0] != '\\' || s[1] == '\0') {
			buf_chr(b, *s);
			continue;
		}
		s++;
		if (*s == 'r')
			buf_chr(b, '\r');
		else if (*s == '0')
			buf_add(b, "\0", 1);
		else if (*s == 'h' && s[1] != '\0' && s[2] != '\0') {
			char hex[3] = { s[1], s[2], '\0' };

			buf_chr(b, (char)strtoul(hex, NULL, 16));
			s += 2;
		}
	}
}

static void
one_line(const char *line, struct buf *b, uint64_t rows[FAM_N])
{
	for (int k = 0; k < FAM_N; k++) {
		char bar[16];

		snprintf(bar, sizeof(bar), "|%s|", fam_name((enum family)k));
		rows[k] += strstr(line, bar) != NULL;
	}
	unescape(b, line);
	buf_chr(b, '\n');
}

/* *N FIRST LINE: N lines, the @ in it FIRST and what follows. */
static void
many_lines(struct world *w, const char *line, struct buf *b,
    uint64_t rows[FAM_N])
{
	unsigned n, first;
	int text = 0;
	const char *at;

	if (sscanf(line, "*%u %u %n", &n, &first, &text) != 2 || text == 0 ||
	    (at = strchr(line + text, '@')) == NULL) {
		complain(w, "no lines", line);
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		AUTO_BUF one = { 0 };

		buf_fmt(&one, "%.*s%u%s", (int)(at - line - text), line + text,
		    first + i, at + 1);
		one_line(one.p, b, rows);
	}
}

/* A block's lines up to `end`, as they are. */
static void
block(struct world *w, FILE *f, struct buf *b, uint64_t rows[FAM_N])
{
	char line[LINE_MAX_LEN];

	while (fgets(line, sizeof(line), f) != NULL) {
		w->line++;
		if (strcmp(line, "end\n") == 0)
			return;
		if (strcmp(line, "end-without-newline\n") == 0) {
			if (b->n != 0)
				b->p[--b->n] = '\0';
			return;
		}
		if (line[0] == '*')
			many_lines(w, line, b, rows);
		else
			one_line(line, b, rows);
	}
	complain(w, "no end of block", "");
}

const char *
option(const char *args, const char *name, char *out, size_t n)
{
	const char *p = strstr(args, name);
	size_t k = 0;

	if (p == NULL)
		return NULL;
	for (p += strlen(name);
	     *p != '\0' && *p != ' ' && *p != '\n' && k + 1 < n; p++)
		out[k++] = *p;
	out[k] = '\0';
	return out;
}

/* Header and summaries are made to fit, unless options say otherwise. */
static void
stats_block(struct world *w, FILE *f, const struct source *s, char *args)
{
	AUTO_BUF body = { 0 };
	AUTO_BUF all = { 0 };
	uint64_t rows[FAM_N] = { 0 };
	char day[24], n[16], sum[64], end[24], off[16];
	day_t d = day_of(w->clock);
	unsigned long long total;

	buf_str(&body, "");
	block(w, f, &body, rows);
	total = rows[0] + rows[1] + rows[2];
	if (option(args, "day=", day, sizeof(day)) == NULL)
		snprintf(day, sizeof(day), "%08d", d);
	if (option(args, "enddate=", end, sizeof(end)) == NULL)
		snprintf(end, sizeof(end), "%s", day);
	if (option(args, "records=", n, sizeof(n)) == NULL)
		snprintf(n, sizeof(n), "%llu", total);
	if (option(args, "offset=", off, sizeof(off)) == NULL)
		snprintf(off, sizeof(off), "+0000");
	buf_fmt(&all, "2|%s|%s|%s|19830101|%s|%s\n", pub_name(s->publisher),
	    day, n, end, off);
	for (int k = 0; k < FAM_N; k++) {
		char opt[16];

		snprintf(opt, sizeof(opt), "%s=", fam_name((enum family)k));
		if (option(args, opt, sum, sizeof(sum)) == NULL)
			snprintf(sum, sizeof(sum), "%llu",
			    (unsigned long long)rows[k]);
		if (strcmp(sum, "none") != 0 && strcmp(sum, "0") != 0)
			buf_fmt(&all, "%s|*|%s|*|%s|summary\n",
			    pub_name(s->publisher), fam_name((enum family)k),
			    sum);
	}
	buf_span(&all, buf_view(&body));
	put_file(w, s, buf_view(&all));
	if (strstr(args, "nomd5") == NULL)
		put_md5(w, s);
}

static int
text_cmp(const void *pa, const void *pb)
{
	return strcmp(*(char *const *)pa, *(char *const *)pb);
}

void
audit_day(struct world *w)
{
	struct ledger next;
	struct thresholds t;

	if (w->audited)
		return;
	thresholds_init(&t);
	dataset_read(&w->d, &w->before, w->pgpkey);
	ledger_init(&next);
	audit_run(&w->d, &w->before, &w->x, &t, &w->res, &next);
	ledger_clear(&w->before);
	w->before = next;
	w->audited = true;
}

/* What the tested rule found, against what was expected. */
static void
compare_day(struct world *w)
{
	char *got[256];
	size_t n = 0, i = 0, j = 0;

	audit_day(w);
	for (size_t k = 0; k < w->res.open.n && n < ARRAY_LEN(got); k++) {
		const struct finding *f = &w->res.open.v[k];
		AUTO_FREE char *s = subject_text(f->type, f->range, f->name);
		char p[PARTIES_TEXT];
		AUTO_BUF b = { 0 };

		if (strcmp(f->rule->id, w->rule) != 0)
			continue;
		buf_fmt(&b, "%s S%d %s %s",
		    !f->unobserved	     ? outcome_kind_name(f->outcome) :
			f->exception != NULL ? "UNOBSERVED-EXCUSED" :
					       "UNOBSERVED",
		    f->severity, parties_text(f->parties, p), s);
		got[n++] = mem_strdup(b.p);
	}
	qsort(got, n, sizeof(*got), text_cmp);
	qsort(w->expected, w->expected_n, sizeof(*w->expected), text_cmp);
	while (i < n || j < w->expected_n) {
		int c = i == n	       ? 1 :
		    j == w->expected_n ? -1 :
					 strcmp(got[i], w->expected[j]);

		w->checks++;
		if (c < 0)
			complain(w, "false alarm", got[i++]);
		else if (c > 0)
			complain(w, "missed", w->expected[j++]);
		else {
			i++;
			j++;
		}
	}
	for (i = 0; i < n; i++)
		free(got[i]);
}

static void
day_end(struct world *w)
{
	if (!w->started)
		return;
	compare_day(w);
	for (size_t i = 0; i < w->expected_n; i++)
		free(w->expected[i]);
	w->expected_n = 0;
	audit_result_clear(&w->res);
	dataset_clear(&w->d);
	for (size_t i = 0; i < w->owned_n; i++)
		free(w->owned[i]);
	w->owned_n = 0;
}

static void
expect_outcome(struct world *w, const char *name)
{
	audit_day(w);
	for (size_t i = 0; i < rules_n; i++)
		if (strcmp(rules[i].id, w->rule) == 0) {
			w->checks++;
			if (strcmp(
				outcome_kind_name(w->res.results[i].outcome),
				name) != 0)
				complain(w, "outcome",
				    outcome_kind_name(
					w->res.results[i].outcome));
			return;
		}
	complain(w, "no such rule", w->rule);
}

static void run_file(struct world *w, const char *path);

static void
file_word(struct world *w, FILE *f, const char *word, char *args)
{
	char id[64] = "";
	const struct source *s;

	if (sscanf(args, "%63s", id) != 1 || (s = source_find(id)) == NULL) {
		complain(w, "no such source", args);
		return;
	}
	if (strcmp(word, "stats") == 0)
		stats_block(w, f, s, args);
	else if (strcmp(word, "log") == 0)
		log_block(w, f, s, args);
	else if (strcmp(word, "raw") == 0) {
		AUTO_BUF b = { 0 };
		uint64_t rows[FAM_N];

		memset(rows, 0, sizeof(rows));
		buf_str(&b, "");
		block(w, f, &b, rows);
		put_file(w, s, buf_view(&b));
		if (strstr(args, "withmd5") != NULL)
			put_md5(w, s);
	} else if (strcmp(word, "modified") == 0) {
		char when[32] = "";

		if (sscanf(args, "%*s %31s", when) != 1 ||
		    utc_parse(span_of(when),
			&w->d.prov.fetches[source_index(s)].last_modified) !=
			0)
			complain(w, "no such instant", args);
	} else {
		char name[32] = "";
		struct fetch *t = &w->d.prov.fetches[source_index(s)];

		if (sscanf(args, "%*s %31s", name) != 1 ||
		    outcome_parse(span_of(name), &t->outcome) != 0)
			complain(w, "no such outcome", args);
		w->d.art[source_index(s)].present = false;
	}
}

static void
run_word(struct world *w, FILE *f, const char *word, char *args)
{
	args[strcspn(args, "\n")] = '\0';
	if (strcmp(word, "clock") == 0) {
		if (utc_parse(span_of(args), &w->clock) != 0)
			complain(w, "bad clock", args);
	} else if (strcmp(word, "ungiven") == 0)
		w->given = false;
	else if (strcmp(word, "day") == 0) {
		day_end(w);
		day_start_new(w);
	} else if (strcmp(word, "base") == 0)
		run_file(w, "tests/rules/base.case");
	else if (strcmp(word, "skip-days") == 0)
		w->clock += (utc_t)strtol(args, NULL, 10) * DAY_SECS;
	else if (strcmp(word, "skew") == 0) {
		w->d.run->clock_checked = true;
		w->d.run->clock_skew = strtol(args, NULL, 10);
	} else if (strcmp(word, "expect") == 0) {
		assert(w->expected_n < ARRAY_LEN(w->expected));
		w->expected[w->expected_n++] = mem_strdup(args);
	} else if (strcmp(word, "outcome") == 0)
		expect_outcome(w, args);
	else if (!word_more(w, word, args) && !word_block(w, f, word, args))
		file_word(w, f, word, args);
}

static void
run_file(struct world *w, const char *path)
{
	FILE *f = fopen(path, "r");
	const char *outer = w->path;
	unsigned outer_line = w->line;
	char line[LINE_MAX_LEN], word[32];

	if (f == NULL) {
		complain(w, "cannot read", path);
		return;
	}
	w->path = path;
	w->line = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		int n = 0;

		w->line++;
		if (line[0] == '#' || line[0] == '\n' ||
		    sscanf(line, "%31s %n", word, &n) != 1)
			continue;
		run_word(w, f, word, line + n);
	}
	fclose(f);
	w->path = outer;
	w->line = outer_line;
}

static bool
run_case(const char *rule, const char *path)
{
	struct world w = { 0 };

	w.path = path;
	w.rule = rule;
	w.given = true;
	w.clock = day_start(20240110) + 7 * 3600 + 1800;
	ledger_init(&w.before);
	exceptions_default(&w.x);
	run_file(&w, path);
	day_end(&w);
	ledger_clear(&w.before);
	exceptions_clear(&w.x);
	for (size_t r = 0; r < RIR_N; r++)
		free(w.pgpkey[r]);
	free(w.nro_lines);
	if (w.checks == 0 && strstr(path, "/ok-") == NULL)
		complain(&w, "checks nothing", path);
	return w.failed == 0;
}

static int
name_filter(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
run_rule_dir(const char *rule, const char *only, unsigned n[2])
{
	AUTO_BUF dir = { 0 };
	struct dirent **v = NULL;
	unsigned kinds = 0;
	int k;

	buf_fmt(&dir, "tests/rules/%s", rule);
	k = scandir(dir.p, &v, name_filter, alphasort);
	for (int i = 0; i < k; i++) {
		AUTO_BUF path = { 0 };
		bool ok;

		buf_fmt(&path, "%s/%s", dir.p, v[i]->d_name);
		kinds |= strncmp(v[i]->d_name, "ok-", 3) == 0 ? 1u :
		    strncmp(v[i]->d_name, "ko-", 3) == 0      ? 2u :
		    strncmp(v[i]->d_name, "none-", 5) == 0    ? 4u :
								0u;
		free(v[i]);
		if (only != NULL && strstr(path.p, only) == NULL)
			continue;
		ok = run_case(rule, path.p);
		printf("%s %s\n", ok ? "ok" : "not ok", path.p);
		n[ok ? 0 : 1]++;
	}
	free(v);
	if (kinds != 7) {
		printf("not ok %s: needs ok-, ko- and none- cases\n", dir.p);
		n[1]++;
	}
}

int
main(int argc, char **argv)
{
	unsigned n[2] = { 0, 0 };

	for (size_t i = 0; i < rules_n; i++)
		run_rule_dir(rules[i].id, argc > 1 ? argv[1] : NULL, n);
	printf("%u passed, %u failed\n", n[0], n[1]);
	return n[1] != 0;
}
