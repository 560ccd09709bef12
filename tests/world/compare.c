/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * world-compare TRUTH DAY FINDINGS: what the auditor listed on a day, in its
 * JSON lines, against what was planted.  Prints each difference; exit 1 on
 * any, 2 where a file cannot be read.
 */
#include "base/base.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lines {
	char **v;
	size_t n, cap;
};

static void
lines_add(struct lines *l, const char *s)
{
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = mem_strdup(s);
}

static void
lines_clear(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
}

static int
line_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
read_truth(const char *path, const char *day, struct lines *ret)
{
	FILE *f = fopen(path, "r");
	char s[1024];
	size_t n = strlen(day);

	if (f == NULL)
		return -1;
	while (fgets(s, sizeof(s), f) != NULL) {
		s[strcspn(s, "\n")] = '\0';
		if (strncmp(s, day, n) == 0 && s[n] == ' ')
			lines_add(ret, s + n + 1);
	}
	fclose(f);
	return 0;
}

static const char *
text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s == NULL ? "" : s;
}

static json_int_t
number(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static void
finding_line(const json_t *o, struct lines *ret)
{
	const json_t *p = json_object_get(o, "parties");
	const json_t *s = json_object_get(o, "subject");
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%s %s %s ", text(o, "outcome"), text(o, "rule"),
	    text(o, "severity"));
	for (size_t i = 0; i < json_array_size(p); i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : "+",
		    json_string_value(json_array_get(p, i)));
	if (json_array_size(p) == 0)
		buf_chr(&b, '-');
	if (text(s, "start")[0] == '\0')
		buf_fmt(&b, " %s", text(s, "name"));
	else if (strcmp(text(s, "start"), text(s, "end")) == 0)
		buf_fmt(&b, " %s", text(s, "start"));
	else
		buf_fmt(&b, " %s-%s", text(s, "start"), text(s, "end"));
	buf_fmt(&b, " first=%s episode=%d observed=%d %s",
	    text(o, "first_seen"), (int)number(o, "episode"),
	    (int)number(o, "days_observed"), text(o, "persistence"));
	lines_add(ret, b.p);
}

static int
read_findings(const char *path, struct lines *ret)
{
	FILE *f = fopen(path, "r");
	json_t *o;
	int r;

	if (f == NULL)
		return -1;
	while ((o = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
		finding_line(o, ret);
		json_decref(o);
	}
	/* Only the file's end may stop the reading. */
	r = feof(f) ? 0 : -1;
	fclose(f);
	return r;
}

static size_t
differences(const struct lines *truth, const struct lines *found)
{
	size_t i = 0, j = 0, n = 0;

	while (i < truth->n || j < found->n) {
		int c = i == truth->n ? 1 :
		    j == found->n     ? -1 :
					strcmp(truth->v[i], found->v[j]);

		if (c < 0)
			printf("missed: %s\n", truth->v[i++]);
		else if (c > 0)
			printf("false alarm: %s\n", found->v[j++]);
		else {
			i++;
			j++;
		}
		n += c != 0;
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct lines truth = { 0 }, found = { 0 };
	size_t n;

	if (argc != 4) {
		fprintf(stderr, "usage: world-compare TRUTH DAY FINDINGS\n");
		return 3;
	}
	if (read_truth(argv[1], argv[2], &truth) != 0 ||
	    read_findings(argv[3], &found) != 0) {
		fprintf(stderr, "world-compare: cannot read %s or %s\n",
		    argv[1], argv[3]);
		return 2;
	}
	if (truth.n != 0)
		qsort(truth.v, truth.n, sizeof(*truth.v), line_cmp);
	if (found.n != 0)
		qsort(found.v, found.n, sizeof(*found.v), line_cmp);
	n = differences(&truth, &found);
	printf("%s: %zu planted, %zu reported, %zu differ\n", argv[2], truth.n,
	    found.n, n);
	lines_clear(&truth);
	lines_clear(&found);
	return n != 0;
}
