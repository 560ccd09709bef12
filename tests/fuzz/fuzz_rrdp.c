/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/rrdp.h"

#include <string.h>

#define SESSION "a2d845c4-5b91-4015-a2b7-988c03ce232a"

bool accepted;

static int
check(const struct rrdp_object *o, void *arg, struct err *e)
{
	(void)e;
	assert(uri_check(span_of(o->uri), "rsync") == URI_OK);
	assert(o->replaces[0] == '\0' ||
	    hex_is(span_of(o->replaces), SHA256_HEX - 1));
	assert(!o->withdrawn || o->object.n == 0);
	assert(o->object.n <= RRDP_OBJECT_MAX);
	++*(size_t *)arg;
	return 0;
}

/* In pieces of any size the answer is the same. */
static int
objects(enum rrdp_kind kind, struct span s, size_t step, size_t *seen)
{
	struct rrdp_reader *r = rrdp_open(kind, SESSION, 7, check, seen);
	struct err e;
	int rc = 0;

	*seen = 0;
	for (; rc == 0 && s.n != 0; s = span_sub(s, step, s.n))
		rc = rrdp_feed(r, span_sub(s, 0, step), &e);
	if (rc == 0)
		rc = rrdp_end(r, &e);
	if (rc != 0)
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
	rrdp_free(r);
	return rc;
}

static int
notification(struct span s)
{
	AUTO(rrdp_notification_clear) struct rrdp_notification n = { 0 };
	size_t k;

	if (rrdp_notification_parse(s, "https://rrdp.example.net/n.xml", &n,
		NULL) != 0)
		return -1;
	assert(n.uri != NULL && n.serial != 0 && n.unbroken <= n.n);
	for (size_t i = 0; i < n.n; i++)
		assert(n.deltas[i].serial <= n.serial &&
		    (i == 0 || n.deltas[i].serial < n.deltas[i - 1].serial));
	assert(rrdp_compare(&n, &n, &k) == RRDP_SAME);
	return 0;
}

/* The first byte chooses: n, s or d. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { data + 1, size - 1 };
	enum rrdp_kind kind;
	size_t seen, again;
	int whole;

	accepted = false;
	if (size < 2)
		return 0;
	if (data[0] == 'n') {
		accepted = notification(s) == 0;
		return 0;
	}
	kind = data[0] == 's' ? RRDP_SNAPSHOT_FILE : RRDP_DELTA_FILE;
	whole = objects(kind, s, s.n, &seen);
	accepted = whole == 0;
	assert(objects(kind, s, 1 + data[0] % 7, &again) == whole);
	assert(!accepted || again == seen);
	return 0;
}
