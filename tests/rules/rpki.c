/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trust anchor's tree in a case: a line an object. */
#include "tests/rules/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 1024
#define DAYS_BEFORE 400 /* when objects begin to be valid, but for from= */

/* A tree under way, and its CAs by name. */
struct growing {
	struct world *w;
	struct rpki_ta *t;
	char names[64][16];
};

/* A word alone, behind the first. */
static bool
flag(const char *args, const char *word)
{
	const char *p = strstr(args, word);

	return p != NULL && p[-1] == ' ';
}

static utc_t
instant(const struct world *w, const char *args, const char *key, int days)
{
	char v[32];
	utc_t t;

	if (option(args, key, v, sizeof(v)) == NULL)
		return w->clock + (utc_t)days * DAY_SECS;
	if (v[0] == '+' || v[0] == '-')
		return w->clock + (utc_t)strtol(v, NULL, 10) * DAY_SECS;
	return utc_parse(span_of(v), &t) == 0 ? t : TIME_NONE;
}

static void
digest(const char *of, unsigned char ret[RPKI_DIGEST])
{
	char hex[SHA256_HEX];

	digest_sha256(span_of(of), hex);
	if (hex_read(hex, ret, RPKI_DIGEST) != 0)
		abort();
}

/* Its bytes are its line: what is written otherwise is another file. */
static uint32_t
add_object(const struct growing *g, enum rpki_kind kind, const char *line,
    uint32_t ca, bool there)
{
	char uri[512];
	struct rpki_object o = { .ca = ca,
		.kind = (uint8_t)kind,
		.from = instant(g->w, line, " from=", -DAYS_BEFORE),
		.until = instant(g->w, line, " until=", DAYS_BEFORE) };
	AUTO_BUF named = { 0 };

	if (option(line, " uri=", uri, sizeof(uri)) == NULL)
		snprintf(uri, sizeof(uri), "rsync://%s.example/%u.%s",
		    g->t->name, (unsigned)g->t->objects_n,
		    rpki_kind_ext(kind));
	o.uri = rpki_text_put(g->t, span_of(uri));
	buf_fmt(&named, "%s %s %s", g->t->name, uri, line);
	if (there)
		digest(named.p, o.sha256);
	return rpki_object_add(g->t, &o);
}

static uint32_t
ca_named(const struct growing *g, const char *name)
{
	for (uint32_t i = 0; i < g->t->cas_n; i++)
		if (strcmp(g->names[i], name) == 0)
			return i;
	complain(g->w, "no such CA", name);
	return 0;
}

/* "all", "asn:1-2", "ipv4:1.0.0.0-1.0.0.255" */
static void
add_resource(const struct growing *g, uint32_t ca, char *text)
{
	char *colon = strchr(text, ':');
	enum family f;
	struct range r;

	if (strcmp(text, "all") == 0) {
		for (int k = 0; k < FAM_N; k++)
			rpki_hold_add(g->t, (enum family)k,
			    (struct range){ 0, num_max((enum family)k) }, ca);
		return;
	}
	if (colon == NULL ||
	    fam_parse(
		(struct span){ (unsigned char *)text, (size_t)(colon - text) },
		&f) != 0 ||
	    range_parse(f, span_of(colon + 1), &r) != 0)
		complain(g->w, "no such resource", text);
	else
		rpki_hold_add(g->t, f, r, ca);
}

/* ca NAME UNDER|- RESOURCE... [delegated] [stale] [this=] [next=] */
static void
add_ca(struct growing *g, char *line)
{
	char name[16], under[16], *save = NULL;
	struct rpki_ca c = { .issuer = RPKI_NONE,
		.crl = RPKI_NONE,
		.current = !flag(line, "stale"),
		.own = !flag(line, "delegated") };
	AUTO_FREE char *copy = mem_strdup(line);
	uint32_t ca;

	if (sscanf(line, "ca %15s %15s", name, under) != 2 ||
	    g->t->cas_n == ARRAY_LEN(g->names)) {
		complain(g->w, "no such CA", line);
		return;
	}
	if (strcmp(under, "-") != 0) {
		c.issuer = ca_named(g, under);
		c.depth = (uint8_t)(g->t->cas[c.issuer].depth + 1);
	}
	c.object = add_object(g, RPKI_CER, line, c.issuer, true);
	c.mft_this = instant(g->w, line, " this=", 0);
	c.mft_next = instant(g->w, line, " next=", 1);
	c.crl_next = c.mft_next;
	ca = rpki_ca_add(g->t, &c);
	snprintf(g->names[ca], sizeof(g->names[ca]), "%s", name);
	g->t->cas[ca].manifest = add_object(g, RPKI_MFT, line, ca, true);
	g->t->cas[ca].mft_uri = g->t->objects[g->t->cas[ca].manifest].uri;
	strtok_r(copy, " ", &save);
	for (int i = 0; i < 2; i++)
		strtok_r(NULL, " ", &save);
	for (char *r; (r = strtok_r(NULL, " ", &save)) != NULL;)
		if (strchr(r, '=') == NULL && strcmp(r, "delegated") != 0 &&
		    strcmp(r, "stale") != 0)
			add_resource(g, ca, r);
}

/* vrp CA ASN ipv4:FIRST-LAST */
static void
add_vrp(struct growing *g, const char *line)
{
	char ca[16], set[100], *colon;
	unsigned asn;
	struct rpki_vrp v = { .len = 24, .maxlen = 24 };
	enum family f;

	if (sscanf(line, "vrp %15s %u %99s", ca, &asn, set) != 3 ||
	    (colon = strchr(set, ':')) == NULL ||
	    fam_parse(
		(struct span){ (unsigned char *)set, (size_t)(colon - set) },
		&f) != 0 ||
	    range_parse(f, span_of(colon + 1), &v.r) != 0) {
		complain(g->w, "no such VRP", line);
		return;
	}
	v.asn = asn;
	v.fam = (uint8_t)f;
	v.object = add_object(g, RPKI_ROA, line, ca_named(g, ca), true);
	rpki_vrp_add(g->t, &v);
	g->t->roas_n++;
}

static void
add_aspa(struct growing *g, const char *line)
{
	char ca[16];
	struct rpki_aspa a = { .providers = 1 };

	if (sscanf(line, "aspa %15s %u", ca, &a.customer) != 2) {
		complain(g->w, "no such ASPA", line);
		return;
	}
	a.object = add_object(g, RPKI_ASPA, line, ca_named(g, ca), true);
	rpki_aspa_add(g->t, &a);
}

/* fault CA KIND CODE [missing] */
static void
add_fault(struct growing *g, const char *line)
{
	/* Codes outlive the tree, as the validator's own do. */
	static char codes[16][32];
	static size_t n;
	char ca[16], kind[8];
	struct rpki_fault f = { .missing = flag(line, "missing"),
		.words = "refused in this case",
		.cite = "RFC 0" };
	enum rpki_kind k = RPKI_CER;
	char *code = codes[n++ % ARRAY_LEN(codes)];

	if (sscanf(line, "fault %15s %7s %31s", ca, kind, code) != 3) {
		complain(g->w, "no such fault", line);
		return;
	}
	while (k < RPKI_OTHER && strcmp(rpki_kind_ext(k), kind) != 0)
		k++;
	f.code = code;
	f.object = add_object(g, k, line, ca_named(g, ca), !f.missing);
	rpki_fault_add(g->t, &f);
}

/* rrdp URI SESSION SERIAL [delegated] [mutated] */
static void
add_rrdp(struct growing *g, const char *line)
{
	char uri[100], tail;
	unsigned session;
	unsigned long long serial;
	struct rpki_rrdp r = { .fault = RPKI_NONE,
		.change = RC_NEWER,
		.own = !flag(line, "delegated") };

	if (sscanf(line, "rrdp %99s %u %llu%c", uri, &session, &serial,
		&tail) < 3) {
		complain(g->w, "no such repository", line);
		return;
	}
	r.uri = rpki_text_put(g->t, span_of(uri));
	snprintf(r.session, sizeof(r.session), "00000000-0000-4000-8000-%012u",
	    session);
	r.serial = serial;
	if (flag(line, "mutated")) {
		r.change = RC_HASH;
		r.fault = rpki_text_put(g->t, span_of("a delta that changed"));
	}
	rpki_rrdp_add(g->t, &r);
}

static void
add_line(struct growing *g, char *line)
{
	if (strncmp(line, "ca ", 3) == 0)
		add_ca(g, line);
	else if (strncmp(line, "vrp ", 4) == 0)
		add_vrp(g, line);
	else if (strncmp(line, "aspa ", 5) == 0)
		add_aspa(g, line);
	else if (strncmp(line, "fault ", 6) == 0)
		add_fault(g, line);
	else if (strncmp(line, "rrdp ", 5) == 0)
		add_rrdp(g, line);
	else
		complain(g->w, "no such object", line);
}

/* key= and resources= are words of which the digest is taken. */
static void
set_anchor(struct growing *g, const char *args)
{
	char v[100], name[RPKI_NAME_MAX] = "", pub[RPKI_NAME_MAX];
	enum publisher p;
	struct rpki_ta *t = g->t;

	sscanf(args, "%31s", name);
	snprintf(t->name, sizeof(t->name), "%s", name);
	snprintf(pub, sizeof(pub), "%s", name);
	pub[strcspn(pub, "-")] = '\0';
	if (pub_parse(span_of(pub), &p) == 0)
		t->publisher = (int)p;
	t->as0 = strstr(name, "-as0") != NULL;
	t->valid = !flag(args, "invalid");
	if (!t->valid)
		t->reason = mem_strdup("refused in this case");
	t->at = g->w->clock;
	t->until = instant(g->w, args, " until=", DAYS_BEFORE);
	digest_sha256(
	    span_of(option(args, " key=", v, sizeof(v)) == NULL ? name : v),
	    t->key);
	digest_sha256(
	    span_of(
		option(args, " resources=", v, sizeof(v)) == NULL ? "all" : v),
	    t->resources);
	if (option(args, " repo=", v, sizeof(v)) == NULL)
		snprintf(v, sizeof(v), "rsync://%.31s.example/", name);
	t->repo = rpki_text_put(t, span_of(v));
}

void
rpki_block(struct world *w, FILE *f, const char *args)
{
	struct growing g = { .w = w };
	char line[LINE_MAX_LEN];

	w->d.rpki = mem_resize(w->d.rpki, w->d.rpki_n + 1, sizeof(*w->d.rpki));
	g.t = &w->d.rpki[w->d.rpki_n++];
	rpki_ta_init(g.t);
	set_anchor(&g, args);
	while (fgets(line, sizeof(line), f) != NULL) {
		w->line++;
		if (strcmp(line, "end\n") == 0)
			break;
		line[strcspn(line, "\n")] = '\0';
		add_line(&g, line);
	}
	rpki_ta_finish(g.t);
}
