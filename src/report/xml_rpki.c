/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trust anchors of the RPKI, side by side. */
#include "report/xml_priv.h"

#include <stdlib.h>
#include <string.h>

/* What is refused for one reason. */
struct refused {
	const struct rpki_fault *f; /* the first of them */
	unsigned n, own;
};

static int
fault_cmp(const void *pa, const void *pb)
{
	const struct rpki_fault *a = *(const struct rpki_fault *const *)pa;
	const struct rpki_fault *b = *(const struct rpki_fault *const *)pb;
	int c = strcmp(a->code, b->code);

	return c != 0 ? c : a->object < b->object ? -1 : a->object > b->object;
}

static bool
own(const struct rpki_ta *t, const struct rpki_fault *f)
{
	uint32_t ca = t->objects[f->object].ca;

	return ca != RPKI_NONE && t->cas[ca].own;
}

static void
refused_row(struct xmlw *w, const struct refused *r)
{
	xmlw_open(w, "refused");
	xmlw_attr(w, "citation", r->f->cite);
	xmlw_attr(w, "code", r->f->code);
	xmlw_attr_num(w, "count", r->n);
	xmlw_attr_num(w, "own", r->own);
	xmlw_text(w, r->f->words);
	xmlw_close(w);
	xmlw_line(w);
}

/* A row a reason, by its code. */
static void
refused_rows(struct xmlw *w, const struct rpki_ta *t)
{
	AUTO_FREE const struct rpki_fault **v =
	    mem_alloc((t->faults_n + 1) * sizeof(*v));

	for (size_t i = 0; i < t->faults_n; i++)
		v[i] = &t->faults[i];
	if (t->faults_n != 0)
		qsort(v, t->faults_n, sizeof(*v), fault_cmp);
	for (size_t i = 0; i < t->faults_n;) {
		struct refused r = { v[i], 0, 0 };

		for (; i < t->faults_n && strcmp(v[i]->code, r.f->code) == 0;
		     i++) {
			r.n++;
			r.own += own(t, v[i]);
		}
		refused_row(w, &r);
	}
}

static const char *
change_word(uint8_t change)
{
	static const char *const words[] = { "first", "same", "newer",
		"session", "back", "hash", "failed" };

	return words[change];
}

/* The registry's own; how many others there are stands with the anchor. */
static void
repositories(struct xmlw *w, const struct rpki_ta *t)
{
	for (size_t i = 0; i < t->feeds_n; i++) {
		const struct rpki_rrdp *r = &t->feeds[i];

		if (!r->own)
			continue;
		xmlw_open(w, "repository");
		xmlw_attr(w, "change", change_word(r->change));
		xmlw_attr_num(w, "serial",
		    r->serial > INT64_MAX ? INT64_MAX : (int64_t)r->serial);
		xml_attr_some(w, "session",
		    r->session[0] == '\0' ? NULL : r->session);
		xmlw_attr(w, "uri", rpki_text(t, r->uri));
		xmlw_text(w, rpki_text(t, r->fault));
		xmlw_close(w);
		xmlw_line(w);
	}
}

static void
before(struct xmlw *w, const struct anchor_state *o)
{
	if (o == NULL)
		return;
	xmlw_open(w, "before");
	xmlw_attr_num(w, "aspas", (int64_t)o->aspas);
	xml_attr_time(w, "at", o->at);
	xmlw_attr_num(w, "cas", (int64_t)o->cas);
	xmlw_attr_num(w, "roas", (int64_t)o->roas);
	xmlw_attr_num(w, "vrps", (int64_t)o->vrps);
	xmlw_close(w);
	xmlw_line(w);
}

static size_t
delegated(const struct rpki_ta *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->cas_n; i++)
		n += !t->cas[i].own;
	return n;
}

static size_t
others(const struct rpki_ta *t, bool failed)
{
	size_t n = 0;

	for (size_t i = 0; i < t->feeds_n; i++)
		n += !t->feeds[i].own &&
		    (!failed || t->feeds[i].fault != RPKI_NONE);
	return n;
}

static void
anchor(struct xmlw *w, const struct report_input *in, const struct rpki_ta *t)
{
	xmlw_open(w, "anchor");
	xmlw_attr(w, "as0", t->as0 ? "true" : "false");
	xmlw_attr_num(w, "aspas", (int64_t)t->aspas_n);
	xml_attr_time(w, "at", t->at);
	xmlw_attr_num(w, "cas", (int64_t)t->cas_n);
	xmlw_attr_num(w, "delegated", (int64_t)delegated(t));
	xmlw_attr(w, "name", t->name);
	xmlw_attr_num(w, "others", (int64_t)others(t, false));
	xmlw_attr_num(w, "others-failed", (int64_t)others(t, true));
	if (t->publisher >= 0)
		xmlw_attr(w, "publisher",
		    pub_name((enum publisher)t->publisher));
	xmlw_attr_num(w, "refused", (int64_t)t->faults_n);
	xmlw_attr_num(w, "roas", (int64_t)t->roas_n);
	xmlw_attr(w, "state", t->valid ? "held" : "refused");
	if (t->until != TIME_NONE)
		xml_attr_time(w, "until", t->until);
	xmlw_attr_num(w, "vrps", (int64_t)t->vrps_n);
	xmlw_line(w);
	if (!t->valid) {
		xmlw_leaf(w, "why",
		    t->reason == NULL ? "not told" : t->reason);
		xmlw_line(w);
	}
	before(w,
	    in->rpki_before == NULL ?
		NULL :
		rpki_anchor_state(in->rpki_before, t->name));
	refused_rows(w, t);
	repositories(w, t);
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_rpki(struct xmlw *w, const struct report_input *in)
{
	if (in->data->rpki_n == 0)
		return;
	xmlw_open(w, "rpki");
	xmlw_line(w);
	for (size_t i = 0; i < in->data->rpki_n; i++)
		anchor(w, in, &in->data->rpki[i]);
	xmlw_close(w);
	xmlw_line(w);
}
