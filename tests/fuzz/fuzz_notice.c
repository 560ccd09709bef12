/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "report/notice.h"

bool accepted;

/* A notice from a repository that others can write; and its bytes as an id
 * and as a statement. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = { data, size };
	struct notice n = { 0 }, m = { 0 };
	struct notices told = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };
	int r;

	(void)finding_id_check(in, NULL);
	assert(notice_media_known(notice_media(in)) != NULL);
	if (notices_told(in, &told, NULL) == 0)
		for (size_t i = 0; i < told.n; i++) {
			r = finding_id_check(span_of(told.v[i].finding), NULL);
			assert(r == 0);
		}
	notices_clear(&told);
	accepted = notice_read(in, &n, NULL) == 0;
	if (accepted) {
		/* Printed and read back it is the same. */
		r = finding_id_check(span_of(n.finding), NULL);
		assert(r == 0);
		notice_print(&n, &one);
		r = notice_read(buf_view(&one), &m, NULL);
		assert(r == 0);
		notice_print(&m, &two);
		assert(span_eq(buf_view(&one), buf_view(&two)));
	}
	notice_clear(&n);
	notice_clear(&m);
	return 0;
}
