/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/stage.h"

#include "io/file.h"

#include "tests/unit/unit.h"

static void
le(unsigned char *p, size_t n, size_t v)
{
	for (size_t i = 0; i < n; i++, v >>= 8)
		p[i] = (unsigned char)v;
}

/* A fresh archive of two files, in memory. */
static void
fresh(struct buf *out)
{
	AUTO_FREE char *a = here("a");
	AUTO_FREE char *b = here("b");
	AUTO_FREE char *z = here("z.zip");
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF text = { 0 };
	struct archive_source v[] = { { "mimetype", a, true },
		{ "data/two.txt", b, false } };
	struct err e = { 0 };
	size_t n = 0;

	put_file("a", "application/x", 0600);
	for (int i = 0; i < 500; i++)
		buf_str(&text, "a line like the others\n");
	put_file("b", text.p, 0600);
	assert_int_equal(archive_write(z, v, 2, &e), 0);
	assert_int_equal(file_read(z, 0, &p, &n, &e), 0);
	out->n = 0;
	buf_add(out, p, n);
}

static size_t
dir_at(const struct buf *b)
{
	const unsigned char *p = (unsigned char *)b->p + b->n - 6;

	return (size_t)p[0] | (size_t)p[1] << 8;
}

static void
refuses(const struct buf *b, const char *why)
{
	struct archive a = { 0 };
	struct err e = { 0 };

	assert_int_equal(archive_read(buf_view(b), &a, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_true(says(e.msg, why));
	assert_null(a.v);
}

static int
collect(struct span piece, void *arg, struct err *e)
{
	(void)e;
	buf_span(arg, piece);
	return 0;
}

static void
what_is_written_is_read(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF again = { 0 };
	AUTO_BUF text = { 0 };
	AUTO(archive_clear) struct archive a = { 0 };
	struct err e = { 0 };

	(void)state;
	fresh(&b);
	fresh(&again);
	assert_true(span_eq(buf_view(&b), buf_view(&again)));
	assert_memory_equal(b.p + 30, "mimetypeapplication/x", 21);
	assert_int_equal(archive_read(buf_view(&b), &a, &e), 0);
	assert_int_equal(a.n, 2);
	assert_true(a.v[0].stored);
	assert_false(a.v[1].stored);
	assert_null(archive_find(&a, "data/two"));
	assert_int_equal(archive_contents(archive_find(&a, "data/two.txt"),
			     collect, &text, &e),
	    0);
	assert_int_equal(text.n, 23 * 500);
	assert_memory_equal(text.p, "a line like the others\na", 24);
}

static void
unzip_reads_it_and_so_do_we(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_FREE char *z = here("z.zip");
	AUTO_FREE char *d = here("out");
	AUTO_FREE char *f = here("out/data/two.txt");
	const char *const test[] = { "unzip", "-tq", z, NULL };
	AUTO(stage_clear) struct stage s = { 0 };
	struct err e = { 0 };

	(void)state;
	fresh(&b);
	assert_int_equal(run(test, NULL, NULL), 0);
	assert_int_equal(stage_begin(d, &s, &e), 0);
	assert_int_equal(archive_unpack(z, &s, &e), 0);
	assert_true(file_exists(f));
	assert_int_equal(s.n, 2);
	assert_string_equal(s.v[0].path, "mimetype");
	assert_int_equal(stage_find(&s, "data/two.txt")->size, 23 * 500);
	/* Nothing is overwritten. */
	assert_int_equal(archive_unpack(z, &s, &e), -1);
}

/* Each is one change of a good archive. */
static void
anything_else_is_refused(void **state)
{
	AUTO_BUF b = { 0 };
	unsigned char *p;
	size_t dir, second;

	(void)state;
	fresh(&b);
	p = (unsigned char *)b.p;
	dir = dir_at(&b);
	second = dir + 46 + 8;
#define CHANGED(at, bytes, value, why)                                        \
	do {                                                                  \
		fresh(&b);                                                    \
		p = (unsigned char *)b.p;                                     \
		le(p + (at), bytes, value);                                   \
		refuses(&b, why);                                             \
	} while (0)
	CHANGED(dir + 8, 2, 1, "mimetype: encrypted");
	CHANGED(dir + 8, 2, 8, "another way");
	CHANGED(dir + 10, 2, 12, "another way");
	CHANGED(dir + 12, 2, 7, "another time");
	CHANGED(dir + 36, 2, 1, "not a plain file");
	CHANGED(dir + 38, 4, 0120777u << 16, "a symbolic link");
	CHANGED(dir + 38, 4, 0040755u << 16, "not a plain file");
	CHANGED(dir + 42, 4, 1, "data between entries");
	CHANGED(second + 42, 4, 0, "data between entries");
	CHANGED(second + 24, 4, 7, "differs from the directory's");
	CHANGED(dir + 32, 2, 1, "comment");
	CHANGED(dir, 4, 0, "directory is malformed");
	CHANGED(14, 4, 0, "differs from the directory's");
	CHANGED(30, 1, 'n', "differs from the directory's");
	CHANGED(0, 1, 0, "differs from the directory's");
	CHANGED(b.n - 2, 2, 1, "without a comment");
	CHANGED(b.n - 12, 2, 1, "before its end");
	CHANGED(b.n - 14, 2, 3, "before its end");
	fresh(&b);
	buf_chr(&b, '\n');
	refuses(&b, "without a comment");
	b.n = 21;
	refuses(&b, "without a comment");
}

static void
names_that_lead_elsewhere_are_refused(void **state)
{
	static const char *const bad[] = { "../../et.txt", "/ata/two.txt",
		"data/../x.tx", "data//wo.txt", "data/two.tx/", ".ata/two.txt",
		"data/.wo.txt", "data\\two.txt", "data/two.\ntt",
		"data/two.\303\244t", "data/tw o.tx" };
	AUTO_BUF b = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		size_t at;

		fresh(&b);
		at = dir_at(&b) + 46 + 8 + 46;
		assert_int_equal(strlen(bad[i]), 12);
		assert_memory_equal(b.p + at, "data/two.txt", 12);
		memcpy(b.p + at, bad[i], 12);
		refuses(&b, "not a name of a file");
		assert_false(archive_name_good(span_of(bad[i])));
	}
	assert_false(archive_name_good(span_of("")));
}

/* Entries of given names: empty and stored, or deflated to so many zeros. */
static void
of_sizes(struct buf *out, const char *const *name, size_t n, size_t size,
    size_t packed)
{
	AUTO_FREE char *zeros = mem_alloc(packed + 1);
	AUTO_BUF dir = { 0 };
	unsigned char end[22] = "PK\5\6";

	for (size_t i = 0; i < n; i++) {
		unsigned char h[46] = "PK\1\2", l[30] = "PK\3\4";
		size_t len = strlen(name[i]);

		le(h + 4, 2, 0x300);
		le(h + 10, 2, size == 0 ? 0 : 8);
		le(h + 20, 4, packed);
		le(h + 24, 4, size);
		le(h + 14, 2, 0x21);
		le(h + 28, 2, len);
		le(h + 38, 4, 0100644u << 16);
		le(h + 42, 4, out->n);
		memcpy(l + 6, h + 8, 20);
		le(l + 26, 2, len);
		buf_add(out, l, 30);
		buf_str(out, name[i]);
		buf_add(out, zeros, packed);
		buf_add(&dir, h, 46);
		buf_str(&dir, name[i]);
	}
	le(end + 8, 2, n);
	le(end + 10, 2, n);
	le(end + 12, 4, dir.n);
	le(end + 16, 4, out->n);
	buf_span(out, buf_view(&dir));
	buf_add(out, end, 22);
}

static void
of_names(struct buf *out, const char *const *name, size_t n)
{
	of_sizes(out, name, n, 0, 0);
}

static void
names_are_of_one_file_each(void **state)
{
	const char *good[] = { "a", "b/c", "b-/d" },
		   *twice[] = { "a", "b", "a" }, *both[] = { "b/c", "a", "b" };
	AUTO_BUF b = { 0 };
	AUTO(archive_clear) struct archive a = { 0 };
	struct err e = { 0 };

	(void)state;
	of_names(&b, good, 3);
	assert_int_equal(archive_read(buf_view(&b), &a, &e), 0);
	b.n = 0;
	of_names(&b, twice, 3);
	refuses(&b, "a: a duplicate entry");
	b.n = 0;
	of_names(&b, both, 3);
	refuses(&b, "b: a file and a directory");
}

static void
limits_are_kept(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF deep = { 0 };
	AUTO_BUF name = { 0 };
	AUTO_FREE char **v = mem_alloc((ARCHIVE_ENTRIES_MAX + 1) * sizeof(*v));
	const char *one;
	size_t dir;

	(void)state;
	for (size_t i = 0; i <= ARCHIVE_ENTRIES_MAX; i++) {
		char text[16];

		snprintf(text, sizeof(text), "f%zu", i);
		v[i] = mem_strdup(text);
	}
	of_names(&b, (const char *const *)v, ARCHIVE_ENTRIES_MAX + 1);
	refuses(&b, "over 20000 entries");
	for (size_t i = 0; i <= ARCHIVE_ENTRIES_MAX; i++)
		free(v[i]);
	for (int i = 0; i <= ARCHIVE_LINKS_MAX; i++)
		buf_str(&deep, "d/");
	buf_str(&deep, "f");
	one = deep.p;
	b.n = 0;
	of_names(&b, &one, 1);
	refuses(&b, "too deep");
	while (name.n <= ARCHIVE_NAME_MAX)
		buf_chr(&name, 'n');
	assert_false(archive_name_good(buf_view(&name)));
	name.n--;
	assert_true(archive_name_good(buf_view(&name)));
	/* ARCHIVE_RATIO_MAX, ARCHIVE_FILE_MAX: of what both headers say. */
	fresh(&b);
	dir = dir_at(&b);
	for (int i = 0; i < 2; i++) {
		size_t size =
		    i == 0 ? ARCHIVE_RATIO_FROM * 30 : ARCHIVE_FILE_MAX + 1;

		le((unsigned char *)b.p + dir + 54 + 24, 4, size);
		le((unsigned char *)b.p + 30 + 21 + 22, 4, size);
		refuses(&b,
		    i == 0 ? "more than 250 times" : "larger than 512");
	}
	/* ARCHIVE_PACKED_MAX: it is not looked at. */
	{
		struct archive a = { 0 };
		struct err e = { 0 };

		assert_int_equal(
		    archive_read((struct span){ NULL, ARCHIVE_PACKED_MAX + 1 },
			&a, &e),
		    -1);
		assert_true(says(e.msg, "over"));
	}
}

/* Each within its own limits. */
static void
all_of_it_has_a_limit(void **state)
{
	const char *v[] = { "a", "b", "c", "d", "e", "f", "g" };
	size_t packed = ARCHIVE_FILE_MAX / ARCHIVE_RATIO_MAX + 1;
	AUTO_BUF b = { 0 };
	AUTO(archive_clear) struct archive a = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(ARCHIVE_TOTAL_MAX / ARCHIVE_FILE_MAX, 6);
	of_sizes(&b, v, 6, ARCHIVE_FILE_MAX, packed);
	assert_int_equal(archive_read(buf_view(&b), &a, &e), 0);
	b.n = 0;
	of_sizes(&b, v, 7, ARCHIVE_FILE_MAX, packed);
	refuses(&b, "bytes unpacked");
}

static void
damaged_contents_are_told(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF text = { 0 };
	size_t at[] = { 30 + 8, 30 + 21 + 30 + 12 + 3 };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		AUTO(archive_clear) struct archive a = { 0 };

		fresh(&b);
		b.p[at[i]] ^= 1;
		assert_int_equal(archive_read(buf_view(&b), &a, &e), 0);
		assert_int_equal(archive_contents(&a.v[i], collect, &text, &e),
		    -1);
		assert_int_equal(e.kind, ERR_DATA);
		assert_true(says(e.msg, "damaged"));
	}
}

static void
a_name_that_is_refused_is_not_written(void **state)
{
	AUTO_FREE char *a = here("a");
	AUTO_FREE char *z = here("none.zip");
	AUTO_FREE char *tmp = here("none.zip.tmp");
	struct archive_source v[] = { { "../a", a, true },
		{ "a", "/nonexistent/file", true } };
	struct err e = { 0 };

	(void)state;
	put_file("a", "x", 0600);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(archive_write(z, &v[i], 1, &e), -1);
		assert_false(file_exists(z));
		assert_false(file_exists(tmp));
	}
	assert_int_equal(archive_write(z, v, ARCHIVE_ENTRIES_MAX + 1, &e), -1);
	assert_true(says(e.msg, "over 20000"));
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(unzip_reads_it_and_so_do_we),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(names_that_lead_elsewhere_are_refused),
		cmocka_unit_test(names_are_of_one_file_each),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(all_of_it_has_a_limit),
		cmocka_unit_test(damaged_contents_are_told),
		cmocka_unit_test(a_name_that_is_refused_is_not_written),
	};

	return cmocka_run_group_tests(t, dir_setup, dir_teardown);
}
