/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An inspector that was taken over: nothing is believed but what has form. */
#include "unit.h"

#include "cmd/inspect_rpki.h"

#include <fcntl.h>
#include <unistd.h>

#define OWN "https://rrdp.test/n.xml"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SESSION "11111111-1111-4111-8111-111111111111"

/* A server that hears everything and has already said this. */
struct liar {
	struct service s;
	struct inspected q;
};

static void
liar_open(struct liar *l, const struct inspect_record *r, const char *bytes)
{
	int fd[2];

	assert_int_equal(pipe(fd), 0);
	l->s = (struct service){ .to = open("/dev/null", O_WRONLY),
		.from = fd[0] };
	l->q = (struct inspected){ .server = &l->s };
	assert_int_equal(write(fd[1], r, sizeof(*r)), sizeof(*r));
	assert_int_equal(write(fd[1], bytes, strlen(bytes)), strlen(bytes));
	close(fd[1]);
}

static void
liar_close(struct liar *l)
{
	close(l->s.to);
	close(l->s.from);
}

static int
notified(const char *answer)
{
	struct inspect_record r = { .what = RECORD_DONE, .n = strlen(answer) };
	AUTO(notified_clear) struct notified n = { 0 };
	AUTO(liar_close) struct liar l;
	struct err e;
	int rc;

	liar_open(&l, &r, answer);
	rc =
	    inspect_notification(&l.q, span_of("x"), span_of(""), OWN, &n, &e);
	/* Once lost, lost for good. */
	assert_true((rc == -1) == (l.q.server == NULL));
	if (rc == -1)
		assert_int_equal(inspect_end(&l.q, &e), -1);
	return rc;
}

static void
answers_must_have_form(void **state)
{
	(void)state;
	assert_int_equal(
	    notified("2 " SESSION " 7\n" HASH " https://rrdp.test/s.xml\n"),
	    0);
	assert_int_equal(notified("1 " SESSION " 7\n" HASH
				  " https://rrdp.test/s.xml\n7 " HASH
				  " https://rrdp.test/d.xml\n"),
	    0);
	/* Deltas that do not go with what it says. */
	assert_int_equal(
	    notified("1 " SESSION " 7\n" HASH " https://rrdp.test/s.xml\n"),
	    -1);
	assert_int_equal(notified("0 " SESSION " 7\n" HASH
				  " https://rrdp.test/s.xml\n7 " HASH
				  " https://rrdp.test/d.xml\n"),
	    -1);
	assert_int_equal(
	    notified("9 " SESSION " 7\n" HASH " https://rrdp.test/s.xml\n"),
	    -1);
	assert_int_equal(notified("2 x 7\n" HASH " https://rrdp.test/s.xml\n"),
	    -1);
	assert_int_equal(notified("2 " SESSION " 7\nabc"
				  " https://rrdp.test/s.xml\n"),
	    -1);
	assert_int_equal(
	    notified("2 " SESSION " 7\n" HASH " https://other.test/s.xml\n"),
	    -1);
	assert_int_equal(
	    notified("2 " SESSION " 7\n" HASH " file:///etc/passwd\n"), -1);
	assert_int_equal(notified(""), -1);
}

static void
deltas_have_a_limit(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, "1 " SESSION " 999\n" HASH " https://rrdp.test/s.xml\n");
	for (int i = 0; i < RRDP_DELTAS_MAX; i++)
		buf_fmt(&b, "%d " HASH " https://rrdp.test/d\n", i);
	assert_int_equal(notified(b.p), 0);
	buf_str(&b, "999 " HASH " https://rrdp.test/d\n");
	assert_int_equal(notified(b.p), -1);
}

static int
on_object(const struct rrdp_object *o, const char *leads, void *arg,
    struct err *e)
{
	(void)o;
	(void)leads;
	(void)arg;
	(void)e;
	return 0;
}

static int
piece(const struct inspect_record *r, const char *bytes, char *fault)
{
	AUTO(liar_close) struct liar l;
	struct err e;
	int rc;

	liar_open(&l, r, bytes);
	rc = inspect_piece(&l.q, span_of("x"), on_object, NULL, &e);
	memcpy(fault, l.q.fault, sizeof(l.q.fault));
	return rc;
}

static void
lengths_are_not_believed(void **state)
{
	struct inspect_record r = { .what = RECORD_OBJECT,
		.uri_n = URI_MAX + 1 };
	char fault[INSPECT_FAULT_MAX + 1];

	(void)state;
	assert_int_equal(piece(&r, "", fault), -1);
	r.uri_n = 1;
	r.n = RRDP_OBJECT_MAX + 1;
	assert_int_equal(piece(&r, "u", fault), -1);
	r.n = 0;
	r.leads_n = UINT32_MAX;
	assert_int_equal(piece(&r, "u", fault), -1);
	r = (struct inspect_record){ .what = RECORD_DONE, .n = UINT64_MAX };
	assert_int_equal(piece(&r, "", fault), -1);
	r = (struct inspect_record){ .what = RECORD_FAULT + 1 };
	assert_int_equal(piece(&r, "", fault), -1);
	/* Cut short. */
	r = (struct inspect_record){ .what = RECORD_DONE, .n = 2 };
	assert_int_equal(piece(&r, "x", fault), -1);
	r.n = 1;
	assert_int_equal(piece(&r, "x", fault), 0);
}

static void
faults_are_short_and_printable(void **state)
{
	char text[INSPECT_FAULT_MAX + 2];
	char fault[INSPECT_FAULT_MAX + 1];
	struct inspect_record r = { .what = RECORD_FAULT,
		.n = INSPECT_FAULT_MAX + 1 };

	(void)state;
	memset(text, 'x', sizeof(text));
	text[INSPECT_FAULT_MAX + 1] = '\0';
	assert_int_equal(piece(&r, text, fault), -1);
	r.n--;
	text[INSPECT_FAULT_MAX] = '\0';
	assert_int_equal(piece(&r, text, fault), 1);
	assert_string_equal(fault, text);
	r.n = 4;
	assert_int_equal(piece(&r, "a\x1b\nb", fault), 1);
	assert_string_equal(fault, "a??b");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_must_have_form),
		cmocka_unit_test(deltas_have_a_limit),
		cmocka_unit_test(lengths_are_not_believed),
		cmocka_unit_test(faults_are_short_and_printable),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("cmd/inspect_rpki", tests, NULL,
	    NULL);
}
