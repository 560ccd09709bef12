/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said of findings until the snapshot was taken. */
#include "report/notice.h"
#include "report/xml_priv.h"

#include <stdlib.h>
#include <string.h>

void
xml_notices_of(struct xmlw *w, const struct report_input *in,
    const char *finding)
{
	size_t n = 0;
	const struct notice *v = notices_of(in->notices, finding, &n);

	for (size_t i = 0; i < n && i < NOTICES_TOLD; i++)
		notice_element(w, &v[i], true, NULL);
}

static int
newest_first(const void *pa, const void *pb)
{
	const struct notice *a = *(const struct notice *const *)pa,
			    *b = *(const struct notice *const *)pb;

	if (a->recorded != b->recorded)
		return a->recorded > b->recorded ? -1 : 1;
	return (a > b) - (a < b); /* of one array */
}

void
xml_notices(struct xmlw *w, const struct report_input *in)
{
	const struct notices *s = in->notices;
	AUTO_FREE const struct notice **v = NULL;

	if (s == NULL || s->n == 0)
		return;
	v = mem_alloc(s->n * sizeof(*v));
	for (size_t i = 0; i < s->n; i++)
		v[i] = &s->v[i];
	qsort(v, s->n, sizeof(*v), newest_first);
	xmlw_open(w, "notices");
	xmlw_attr(w, "commit", in->notices_commit);
	xmlw_attr_num(w, "count", (int64_t)s->n);
	xmlw_line(w);
	for (size_t i = 0; i < s->n && i < NOTICES_SHOWN; i++)
		notice_element(w, v[i], false, NULL);
	xmlw_close(w);
	xmlw_line(w);
}
