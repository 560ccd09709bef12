/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The RPKI of a snapshot, judged, as rules see it. */
#include "cmd/load.h"

#include "cmd/rpki_history.h"
#include "rpki/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct config_locator *
locator_of(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->locators_n; i++)
		if (strcmp(c->locators[i].name, name) == 0)
			return &c->locators[i];
	return NULL;
}

static bool
same_host(struct span a, struct span b)
{
	return uri_check(a, "https") == URI_OK &&
	    uri_check(b, "https") == URI_OK && uri_same_origin(a, b);
}

static enum rpki_change
change_of(struct span word)
{
	return span_is(word, "same") ? RC_SAME :
	    span_is(word, "reset")   ? RC_SESSION :
	    span_is(word, "regress") ? RC_BACK :
	    span_is(word, "mutated") ? RC_HASH :
	    span_is(word, "-")	     ? RC_FAILED :
				       RC_NEWER;
}

static void
take_repo(const struct rpki_state_repo *o, struct rpki_ta *t)
{
	struct rpki_rrdp r = { .uri = rpki_text_put(t, o->uri),
		.fault = RPKI_NONE,
		.serial = o->serial,
		.change = (uint8_t)change_of(o->change) };

	if (o->fault.n != 0 && !span_is(o->fault, "-"))
		r.fault = rpki_text_put(t, o->fault);
	if (o->session.n == RPKI_SESSION - 1)
		memcpy(r.session, o->session.p, o->session.n);
	r.own = t->notify != RPKI_NONE &&
	    same_host(o->uri, span_of(rpki_text(t, t->notify)));
	rpki_rrdp_add(t, &r);
}

/* What the night said of anchor and repositories; of the objects, the tree
 * has told. */
static int
take_state(struct store *st, const char *id, struct rpki_ta *t, struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	AUTO_BUF path = { 0 };
	char blob[SHA1_HEX];
	size_t n = 0;

	buf_fmt(&path, "rpki/%s/state", t->name);
	if (store_read(st, id, path.p, &text, &n, blob, e) != 0 ||
	    rpki_state_parse((struct span){ text, n }, &s, e) != 0)
		return -1;
	for (size_t i = 0; i < s.repos_n; i++)
		take_repo(&s.repos[i], t);
	if (!t->valid && s.anchor_fault.n != 0 &&
	    !span_is(s.anchor_fault, "-")) {
		free(t->reason);
		t->reason = mem_strndup(s.anchor_fault.p, s.anchor_fault.n);
	}
	return 0;
}

static int
take_anchors(struct store *st, struct rpki_history *h, const struct tree *t,
    struct dataset *d, struct err *e)
{
	struct rpki_input in = { .tals = h->tals,
		.tals_n = h->tals_n,
		.at = h->at };

	d->rpki = mem_alloc(h->tals_n * sizeof(*d->rpki));
	for (size_t i = 0; i < h->tals_n; i++) {
		struct rpki_ta *ta = &d->rpki[d->rpki_n];
		const struct config_locator *l =
		    locator_of(&h->cfg, h->tals[i].name);

		rpki_to_model(&in, t, (int32_t)i, ta);
		d->rpki_n++;
		if (l != NULL) {
			ta->publisher =
			    l->publisher < RIR_N ? (int)l->publisher : -1;
			ta->as0 = l->as0;
		}
		if (take_state(st, h->commit, ta, e) != 0)
			return -1;
	}
	return 0;
}

int
dataset_read_rpki(struct store *st, const char *id, struct dataset *d,
    struct err *e)
{
	AUTO(rpki_history_clear) struct rpki_history h = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	int r = rpki_history_open(st, id, &h, e);

	if (r != 0)
		return r < 0 ? -1 : 0;
	if (rpki_history_validate(&h, rpki_threads(), &t, e) != 0)
		return -1;
	if (t.unread != 0)
		return err_set(e, ERR_DATA,
		    "%llu objects of the RPKI of snapshot %s are not what it "
		    "lists: the history is damaged",
		    (unsigned long long)t.unread, id);
	return take_anchors(st, &h, &t, d, e);
}
