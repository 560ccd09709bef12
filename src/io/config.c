/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/config.h"

#include "io/file.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct loader {
	const char *path;
	struct span text;
	struct config *c;
	struct err *e;
};

/* libgit2 1.5 tells no line: look for the variable's last name. */
static unsigned
line_of(const struct loader *l, const char *name)
{
	const char *last = strrchr(name, '.');
	struct span rest = l->text;
	unsigned n = 0, found = 0;

	last = last == NULL ? name : last + 1;
	while (rest.n != 0) {
		struct span s = span_split(&rest, '\n');

		n++;
		while (s.n != 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
			s = span_sub(s, 1, s.n);
		if (s.n >= strlen(last) &&
		    strncasecmp((const char *)s.p, last, strlen(last)) == 0)
			found = n;
	}
	return found;
}

static int
entry(struct loader *l, const git_config_entry *en)
{
	struct err why = { 0 };

	if (en->include_depth != 0)
		err_set(&why, ERR_DATA, "includes are refused");
	else if (config_set(l->c, en->name,
		     en->value == NULL ? "true" : en->value, &why) == 0)
		return 0;
	return err_set(l->e, ERR_DATA, "%s: line %u: %s: %s", l->path,
	    line_of(l, en->name), en->name, why.msg);
}

static int
entries(struct loader *l, git_config *snapshot)
{
	git_config_iterator *it = NULL;
	git_config_entry *en = NULL;
	int r = 0;

	if (git_config_iterator_new(&it, snapshot) != 0)
		return err_set(l->e, ERR_DATA, "%s: cannot be read", l->path);
	while (r == 0 && git_config_next(&en, it) == 0)
		r = entry(l, en);
	git_config_iterator_free(it);
	return r;
}

int
config_load(const char *path, struct config *ret, struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	struct loader l = { path, { NULL, 0 }, ret, e };
	git_config *all = NULL, *snapshot = NULL;
	size_t n = 0;
	int r;

	config_init(ret);
	if (!file_exists(path))
		return 0;
	if (file_read(path, CONFIG_FILE_MAX, &text, &n, e) != 0)
		return -1;
	l.text = (struct span){ text, n };
	git_libgit2_init();
	if (git_config_open_ondisk(&all, path) != 0 ||
	    git_config_snapshot(&snapshot, all) != 0)
		r = err_set(e, ERR_DATA, "%s: %s", path,
		    git_error_last() == NULL ? "cannot be read" :
					       git_error_last()->message);
	else
		r = entries(&l, snapshot);
	git_config_free(snapshot);
	git_config_free(all);
	git_libgit2_shutdown();
	if (r == 0 && config_finish(ret, e) != 0)
		r = err_wrap(e, "%s", path);
	return r;
}
