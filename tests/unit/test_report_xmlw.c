/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dsig.h"
#include "report/xmlw.h"
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is written is its own exclusive C14N, by libxml2's account. */
static void
is_canonical(const struct buf *b)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO_BUF c = { 0 };
	struct err e = { 0 };

	doc = dsig_parse(buf_view(b), &e);
	if (doc == NULL)
		fail_msg("%s: %s", e.msg, b->p);
	assert_int_equal(dsig_canonical(doc, &c, &e), 0);
	assert_string_equal(c.p, b->p);
}

static void
elements_are_pairs(void **state)
{
	AUTO_BUF b = { 0 };
	struct xmlw w;

	(void)state;
	xmlw_init(&w, &b);
	xmlw_open(&w, "a");
	xmlw_attr(&w, "xmlns", "urn:x");
	xmlw_attr(&w, "a", "1");
	xmlw_attr_num(&w, "b", INT64_MIN);
	xmlw_attr(&w, "c", NULL);
	xmlw_line(&w);
	xmlw_open(&w, "empty");
	xmlw_close(&w);
	xmlw_leaf(&w, "leaf", "text");
	xmlw_leaf(&w, "none", NULL);
	xmlw_close(&w);
	assert_string_equal(b.p,
	    "<a xmlns=\"urn:x\" a=\"1\" "
	    "b=\"-9223372036854775808\" c=\"\">\n<empty></empty>"
	    "<leaf>text</leaf><none></none></a>");
	is_canonical(&b);
}

static void
every_byte_has_its_form(void **state)
{
	AUTO_BUF b = { 0 };
	char all[256];
	struct xmlw w;

	(void)state;
	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	all[255] = '\0';
	xmlw_init(&w, &b);
	xmlw_open(&w, "a");
	xmlw_attr(&w, "b", all);
	xmlw_text(&w, all);
	xmlw_close(&w);
	is_canonical(&b);
	assert_true(says(b.p,
	    "b=\"\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08"
	    "&#x9;&#xA;\\x0b\\x0c&#xD;\\x0e"));
	assert_true(says(b.p,
	    ">\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\t\n"
	    "\\x0b\\x0c&#xD;\\x0e"));
	assert_true(says(b.p, "&lt;=>?@")); /* in the attribute */
	assert_true(says(b.p, "&lt;=&gt;?@"));
	assert_true(says(b.p, "!&quot;#"));
	assert_true(says(b.p, "!\"#$%&amp;'"));
	assert_true(says(b.p, "\\x80\\x81"));
}

static void
utf8_stays_and_what_is_none_is_escaped(void **state)
{
	static const struct {
		const char *in, *out;
	} v[] = {
		{ "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		    "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\xc3", "\\xc3" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		/* U+FFFE and U+FFFF are no Char of XML. */
		{ "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd",
		    "\\xef\\xbf\\xbe\\xef\\xbf\\xbf\xef\xbf\xbd" },
		{ "]]>", "]]&gt;" },
		{ "<!-- -->", "&lt;!-- --&gt;" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_BUF b = { 0 };
		AUTO_BUF want = { 0 };
		struct xmlw w;

		xmlw_init(&w, &b);
		xmlw_leaf(&w, "a", v[i].in);
		buf_fmt(&want, "<a>%s</a>", v[i].out);
		assert_string_equal(b.p, want.p);
		is_canonical(&b);
	}
}

static void
out_of_order(struct xmlw *w)
{
	xmlw_open(w, "a");
	xmlw_attr(w, "b", "");
	xmlw_attr(w, "a", "");
}

static void
twice(struct xmlw *w)
{
	xmlw_open(w, "a");
	xmlw_attr(w, "b", "");
	xmlw_attr(w, "b", "");
}

static void
too_late(struct xmlw *w)
{
	xmlw_open(w, "a");
	xmlw_text(w, "x");
	xmlw_attr(w, "b", "");
}

static void
too_deep(struct xmlw *w)
{
	for (int i = 0; i <= XMLW_DEPTH; i++)
		xmlw_open(w, "a");
}

static void
closed_twice(struct xmlw *w)
{
	xmlw_open(w, "a");
	xmlw_close(w);
	xmlw_close(w);
}

static void
the_deepest(struct xmlw *w)
{
	for (int i = 0; i < XMLW_DEPTH; i++)
		xmlw_open(w, "a");
	for (int i = 0; i < XMLW_DEPTH; i++)
		xmlw_close(w);
}

/* In a child: the assertion ends it. */
static bool
aborts(void (*fn)(struct xmlw *))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct buf b = { 0 };
		struct xmlw w;

		signal(SIGABRT, SIG_DFL);
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(2);
		xmlw_init(&w, &b);
		fn(&w);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
our_own_mistakes_are_asserted(void **state)
{
	static void (*const bad[])(struct xmlw *) = { out_of_order, twice,
		too_late, too_deep, closed_twice };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_true(aborts(bad[i]));
	assert_false(aborts(the_deepest));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_pairs),
		cmocka_unit_test(every_byte_has_its_form),
		cmocka_unit_test(utf8_stays_and_what_is_none_is_escaped),
		cmocka_unit_test(our_own_mistakes_are_asserted),
	};

	return cmocka_run_group_tests_name("xmlw", tests, NULL, NULL);
}
