/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file.h"
#include "unit.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err e;

static size_t
entries(const char *path)
{
	DIR *d = opendir(path);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
a_file_is_read_up_to_its_ceiling(void **state)
{
	AUTO_FREE char *path = here("read");
	AUTO_FREE unsigned char *p = NULL;
	AUTO_FREE unsigned char *q = NULL;
	size_t n = 0;

	(void)state;
	put_file("read", "12345", 0644);
	assert_int_equal(file_read(path, 5, &p, &n, &e), 0);
	assert_int_equal(n, 5);
	assert_string_equal((char *)p, "12345");
	n = 77;
	assert_int_equal(file_read(path, 4, &q, &n, &e), -1);
	assert_null(q);
	assert_int_equal(n, 77);
	assert_true(says(e.msg, path) && says(e.msg, "longer than 4 bytes"));
	assert_int_equal(file_read(dir_here, 0, &q, &n, &e), -1);
	assert_int_equal(file_read("/nonexistent/x", 0, &q, &n, &e), -1);
	assert_int_equal(e.kind, ERR_IO);
	assert_true(says(e.msg, "/nonexistent/x: No such file"));
	/* /proc tells no size beforehand. */
	assert_int_equal(file_read("/proc/self/status", 0, &q, &n, &e), 0);
	assert_true(n > 100);
}

static void
a_file_is_replaced_whole(void **state)
{
	AUTO_FREE char *dir = here("atomic");
	AUTO_FREE char *path = here("atomic/f");
	AUTO_FREE unsigned char *p = NULL;
	struct stat a, b;
	size_t n = 0;

	(void)state;
	assert_int_equal(dir_make(dir, 0755, &e), 0);
	assert_int_equal(file_write(path, span_of("old"), 0600, &e), 0);
	assert_int_equal(stat(path, &a), 0);
	assert_int_equal(a.st_mode & 0777, 0600);
	assert_int_equal(file_write(path, span_of("new"), 0644, &e), 0);
	assert_int_equal(stat(path, &b), 0);
	assert_int_equal(b.st_mode & 0777, 0644);
	assert_true(a.st_ino != b.st_ino); /* another file in its place */
	assert_int_equal(file_read(path, 0, &p, &n, &e), 0);
	assert_string_equal((char *)p, "new");
	assert_int_equal(entries(dir), 1); /* no temporary is left */
}

static void
a_failed_write_leaves_what_was_there(void **state)
{
	AUTO_FREE char *dir = here("blocked");
	AUTO_FREE char *inside = here("blocked/f");
	AUTO_FREE char *path = here("blocked");
	size_t before = entries(dir_here);

	(void)state;
	/* A directory with something in it cannot be renamed over. */
	assert_int_equal(dir_make(dir, 0755, &e), 0);
	assert_int_equal(file_write(inside, span_of("x"), 0644, &e), 0);
	assert_int_equal(file_write(path, span_of("y"), 0644, &e), -1);
	assert_int_equal(e.kind, ERR_IO);
	assert_true(says(e.msg, path));
	assert_true(file_exists(inside));
	assert_int_equal(entries(dir_here), before + 1);
	assert_int_equal(file_write("/nonexistent/x", span_of(""), 0644, &e),
	    -1);
}

/* What a link points at is another's. */
static void
removing_follows_no_link(void **state)
{
	AUTO_FREE char *kept = here("kept");
	AUTO_FREE char *file = here("kept/f");
	AUTO_FREE char *dir = here("gone");
	AUTO_FREE char *sub = here("gone/a/b");
	AUTO_FREE char *link_dir = here("gone/a/link-to-dir");
	AUTO_FREE char *link_file = here("gone/link-to-file");
	AUTO_FREE char *link_self = here("link");

	(void)state;
	assert_int_equal(dir_make(kept, 0755, &e), 0);
	assert_int_equal(file_write(file, span_of("x"), 0644, &e), 0);
	assert_int_equal(dir_make(sub, 0755, &e), 0);
	assert_int_equal(symlink(kept, link_dir), 0);
	assert_int_equal(symlink(file, link_file), 0);
	assert_int_equal(symlink(kept, link_self), 0);
	assert_int_equal(dir_remove(dir, &e), 0);
	assert_false(file_exists(dir));
	assert_int_equal(dir_remove(link_self, &e), 0);
	assert_true(file_exists(file));
	assert_int_equal(dir_remove(dir, &e), 0); /* gone already */
}

static void
removing_has_a_depth(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_FREE char *top = here("deep");

	(void)state;
	buf_str(&b, top);
	for (int i = 0; i < 70; i++)
		buf_str(&b, "/d");
	assert_int_equal(dir_make(b.p, 0755, &e), 0);
	assert_int_equal(dir_remove(top, &e), -1);
	assert_true(says(e.msg, "deep"));
	/* From further down it works, and the rest is shallow then. */
	b.n = strlen(top) + 2 * 20;
	b.p[b.n] = '\0';
	assert_int_equal(dir_remove(b.p, &e), 0);
	assert_int_equal(dir_remove(top, &e), 0);
}

static void
directories_are_made_with_their_parents(void **state)
{
	AUTO_FREE char *deep = here("x/y/z");
	AUTO_FREE char *under = here("plain/y");

	(void)state;
	assert_int_equal(dir_make(deep, 0755, &e), 0);
	assert_int_equal(dir_make(deep, 0755, &e), 0);
	put_file("plain", "", 0644);
	assert_int_equal(dir_make(under, 0755, &e), -1);
	assert_true(says(e.msg, "Not a directory"));
}

static void
paths_are_joined_with_one_slash(void **state)
{
	static const char *const v[][3] = { { "a", "b", "a/b" },
		{ "a/", "b", "a/b" }, { "/", "b", "/b" }, { "", "b", "b" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_FREE char *p = path_join(v[i][0], v[i][1]);

		assert_string_equal(p, v[i][2]);
	}
}

static void
only_a_plain_file_is_taken_from_others(void **state)
{
	AUTO_FREE char *file = here("given");
	AUTO_FREE char *link_to = here("a-link");
	AUTO_FREE char *pipe_at = here("pipe");
	AUTO_FREE char *none = here("none");
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(file_write(file, span_of("four"), 0644, &e), 0);
	assert_int_equal(symlink(file, link_to), 0);
	assert_int_equal(mkfifo(pipe_at, 0600), 0);
	assert_int_equal(file_read_plain(file, 4, &p, &n, &e), 0);
	assert_int_equal(n, 4);
	assert_int_equal(file_read_plain(file, 3, &p, &n, &e), -1);
	assert_non_null(strstr(e.msg, "longer than 3 bytes"));
	assert_int_equal(file_read_plain(link_to, 4, &p, &n, &e), -1);
	assert_non_null(strstr(e.msg, "is a symbolic link"));
	assert_int_equal(file_read_plain(pipe_at, 4, &p, &n, &e), -1);
	assert_non_null(strstr(e.msg, "is not a plain file"));
	assert_int_equal(file_read_plain("/dev/zero", 4, &p, &n, &e), -1);
	assert_non_null(strstr(e.msg, "is not a plain file"));
	assert_int_equal(file_read_plain("/", 4, &p, &n, &e), -1);
	assert_int_equal(file_read_plain(none, 4, &p, &n, &e), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_up_to_its_ceiling),
		cmocka_unit_test(a_file_is_replaced_whole),
		cmocka_unit_test(a_failed_write_leaves_what_was_there),
		cmocka_unit_test(removing_follows_no_link),
		cmocka_unit_test(removing_has_a_depth),
		cmocka_unit_test(directories_are_made_with_their_parents),
		cmocka_unit_test(paths_are_joined_with_one_slash),
		cmocka_unit_test(only_a_plain_file_is_taken_from_others),
	};

	return cmocka_run_group_tests_name("file", tests, dir_setup,
	    dir_teardown);
}
