/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/rpki.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
prefix_text(enum family f, num_t lo, unsigned len, char out[NUM_TEXT + 4])
{
	char n[NUM_TEXT];

	snprintf(out, NUM_TEXT + 4, "%s/%u", num_text(f, lo, n), len);
	return out;
}

void
rpki_print_csv(const struct tree *t, const struct tal *tals)
{
	puts("ASN,IP Prefix,Max Length,Trust Anchor");
	for (size_t i = 0; i < t->vrps_n; i++) {
		const struct vrp *v = &t->vrps[i];
		char p[NUM_TEXT + 4];

		printf("AS%u,%s,%u,%s\n", v->asn,
		    prefix_text(v->fam, v->lo, v->len, p), v->maxlen,
		    tals[v->tal].name);
	}
}

static void
set_text(json_t *o, const char *key, const char *value)
{
	json_object_set_new(o, key, json_string(value));
}

static void
set_time(json_t *o, const char *key, utc_t t)
{
	char s[UTC_TEXT];

	set_text(o, key, utc_text(t, s));
}

static void
set_reason(json_t *j, enum reason r)
{
	if (r == RR_OK)
		return;
	json_object_set_new(j, "reason",
	    json_pack("{s:s,s:s,s:s}", "code", reason_code(r), "text",
		reason_words(r), "rfc", reason_cite(r)));
}

static void
set_tal(json_t *j, const struct tal *tals, int32_t tal)
{
	if (tal >= 0)
		set_text(j, "ta", tals[tal].name);
}

/* Without leading zeros. */
static void
set_hex(json_t *j, const char *key, const unsigned char *p, size_t n)
{
	char hex[2 * SERIAL_MAX + 1];

	while (n > 1 && *p == 0) {
		p++;
		n--;
	}
	hex_of(p, n, hex);
	set_text(j, key, hex);
}

static void
mft_json(const struct object *o, json_t *j)
{
	const struct mft *m = o->u.mft;

	set_hex(j, "number", m->number, SERIAL_MAX);
	set_time(j, "this_update", m->this_update);
	set_time(j, "next_update", m->next_update);
	json_object_set_new(j, "files", json_integer((json_int_t)m->n));
	if (o->reason == RR_MFT_FILE_HASH ||
	    o->reason == RR_MFT_FILE_MISSING || o->reason == RR_MFT_CRL_BAD)
		set_text(j, "file", mft_name(m, o->detail));
}

static void
crl_json(const struct object *o, json_t *j)
{
	const struct crl *c = &o->u.crl->crl;

	set_hex(j, "number", c->number.p, c->number.n);
	set_time(j, "this_update", c->this_update);
	set_time(j, "next_update", c->next_update);
	json_object_set_new(j, "revoked", json_integer((json_int_t)c->n));
}

static void
roa_json(const struct roa *r, json_t *j)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < r->n; i++) {
		char p[NUM_TEXT + 4];

		json_array_append_new(list,
		    json_pack("{s:s,s:i}", "prefix",
			prefix_text(r->v[i].fam, r->v[i].lo, r->v[i].len, p),
			"max_length", r->v[i].maxlen));
	}
	json_object_set_new(j, "asn", json_integer(r->asn));
	json_object_set_new(j, "prefixes", list);
}

static void
aspa_json(const struct aspa *a, json_t *j)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < a->n; i++)
		json_array_append_new(list, json_integer(a->providers[i]));
	json_object_set_new(j, "customer", json_integer(a->customer));
	json_object_set_new(j, "providers", list);
}

static void
set_id(json_t *j, const char *key, const unsigned char id[KEYID_LEN])
{
	char hex[2 * KEYID_LEN + 1];

	hex_of(id, KEYID_LEN, hex);
	set_text(j, key, hex);
}

/* Keys by the identifiers that their certificates have. */
static void
tak_json(const struct tak *t, json_t *j)
{
	set_id(j, "current", t->current);
	if (t->has_predecessor)
		set_id(j, "predecessor", t->predecessor);
	if (t->has_successor)
		set_id(j, "successor", t->successor);
}

static void
cert_json(const struct object *o, json_t *j)
{
	const struct ca *c = o->u.ca;

	if (c == NULL) {
		set_text(j, "certifies", "router");
		return;
	}
	set_text(j, "certifies", "ca");
	set_id(j, "ski", c->cert.ski);
	json_object_set_new(j, "manifest",
	    json_stringn((const char *)c->cert.mft.p, c->cert.mft.n));
}

/* What it says, where it could be read. */
static void
content(const struct object *o, json_t *j)
{
	if (o->link == NULL)
		return;
	if (o->type != OBJ_CRL) {
		set_hex(j, "serial", o->link->serial, o->link->serial_n);
		set_time(j, "not_before", o->link->not_before);
		set_time(j, "not_after", o->link->not_after);
	}
	switch (o->type) {
	case OBJ_CER:
		cert_json(o, j);
		break;
	case OBJ_CRL:
		crl_json(o, j);
		break;
	case OBJ_MFT:
		mft_json(o, j);
		break;
	case OBJ_ROA:
		roa_json(o->u.roa, j);
		break;
	case OBJ_ASPA:
		aspa_json(o->u.aspa, j);
		break;
	case OBJ_TAK:
		tak_json(o->u.tak, j);
		break;
	case OBJ_OTHER:
		break;
	}
}

static void
line(json_t *j)
{
	char *s = json_dumps(j, JSON_COMPACT);

	puts(s == NULL ? "{}" : s);
	free(s);
	json_decref(j);
}

static void
object_json(const struct tree *t, const struct tal *tals,
    const struct object *o)
{
	char sha[SHA256_HEX];
	json_t *j;

	hex_of(o->sha256, DIGEST_LEN, sha);
	j = json_pack("{s:s,s:s,s:s,s:s}", "uri", o->uri, "sha256",
	    o->reason == RR_UNREADABLE ? "" : sha, "type",
	    object_type_name(o->type), "state", object_state_name(o->state));
	set_reason(j, o->reason);
	if (o->note != RR_OK && o->note != o->reason)
		json_object_set_new(j, "note",
		    json_pack("{s:s,s:s,s:s}", "code", reason_code(o->note),
			"text", reason_words(o->note), "rfc",
			reason_cite(o->note)));
	set_tal(j, tals, o->tal);
	if (o->parent != NO_OBJECT)
		set_text(j, "ca", t->objects[o->parent].uri);
	content(o, j);
	line(j);
}

static void
missing_json(const struct tree *t, const struct tal *tals,
    const struct missing *m)
{
	json_t *j = json_pack("{s:s,s:n,s:s,s:s}", "uri", m->uri, "sha256",
	    "type", object_type_name(m->type), "state",
	    object_state_name(STATE_MISSING));

	set_reason(j, m->reason);
	set_tal(j, tals, m->tal);
	if (m->parent != NO_OBJECT)
		set_text(j, "ca", t->objects[m->parent].uri);
	line(j);
}

void
rpki_print_object(const struct tree *t, const struct tal *tals, size_t i)
{
	object_json(t, tals, &t->objects[i]);
}

void
rpki_print_json(const struct tree *t, const struct tal *tals)
{
	for (size_t i = 0; i < t->n; i++)
		object_json(t, tals, &t->objects[i]);
	for (size_t i = 0; i < t->missing_n; i++)
		missing_json(t, tals, &t->missing[i]);
}
