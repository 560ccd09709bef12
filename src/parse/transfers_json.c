/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NRO's transfer log, formats 4.0 and 5.0 (draft). */
#include "parse/transfers_priv.h"

#include <string.h>

static struct span
text(const json_t *j)
{
	if (!json_is_string(j))
		return (struct span){ NULL, 0 };
	return (struct span){ (const unsigned char *)json_string_value(j),
		json_string_length(j) };
}

/* A date member into *ret; notes what is odd. */
static void
date(struct transfers_reader *rd, const json_t *j, enum transfer_note missing,
    enum transfer_note unreadable, utc_t *ret)
{
	bool usual = true;

	if (j == NULL || json_is_null(j)) {
		if (missing != TN_N)
			transfers_note(rd, missing);
		return;
	}
	if (transfers_time(text(j), ret, &usual) != 0)
		transfers_note(rd, unreadable);
	else if (!usual)
		transfers_note(rd, TN_DATE_SPELLING);
}

/* An AS number is a number, and in some logs a string. */
static int
asn(struct transfers_reader *rd, const json_t *j, num_t *ret)
{
	if (json_is_integer(j)) {
		json_int_t v = json_integer_value(j);

		if (v < 0 || v > (json_int_t)num_max(FAM_ASN))
			return -1;
		*ret = (num_t)v;
		return 0;
	}
	if (!json_is_string(j) || num_parse(FAM_ASN, text(j), ret, NULL) != 0)
		return -1;
	transfers_note(rd, TN_ASN_STRING);
	return 0;
}

static int
address(struct transfers_reader *rd, enum family f, const json_t *j,
    num_t *ret)
{
	bool canon = true;

	if (num_parse(f, text(j), ret, &canon) != 0)
		return -1;
	/* RFC 4291 has more than one text for an IPv6 address. */
	if (!canon && f == FAM_IPV4)
		transfers_note(rd, TN_ADDRESS_TEXT);
	return 0;
}

static void
one_range(struct transfers_reader *rd, enum family f, const json_t *j,
    bool original)
{
	struct range r = { 0, 0 };
	int bad;

	if (f == FAM_ASN)
		bad = asn(rd, json_object_get(j, "start"), &r.lo) != 0 ||
		    asn(rd, json_object_get(j, "end"), &r.hi) != 0;
	else
		bad = address(rd, f, json_object_get(j, "start_address"),
			  &r.lo) != 0 ||
		    address(rd, f, json_object_get(j, "end_address"), &r.hi) !=
			0;
	if (bad)
		transfers_note(rd, TN_ADDRESS_BAD);
	else
		transfers_range(rd, f, r, original);
}

static void
range_list(struct transfers_reader *rd, enum family f, const json_t *list,
    bool original)
{
	size_t i;
	json_t *j;

	json_array_foreach(list, i, j) one_range(rd, f, j, original);
}

/* {original_set, transfer_set}; LACNIC puts an array around it. */
static void
resource(struct transfers_reader *rd, enum family f, const json_t *j,
    bool inside)
{
	const json_t *set;

	if (j == NULL || json_is_null(j))
		return;
	if (json_is_array(j) && !inside) {
		size_t i;
		json_t *one;

		transfers_note(rd, TN_SET_IN_ARRAY);
		json_array_foreach(j, i, one) resource(rd, f, one, true);
		return;
	}
	set = json_object_get(j, "transfer_set");
	if (!json_is_array(set))
		transfers_note(rd, TN_NO_TRANSFER_SET);
	range_list(rd, f, json_object_get(j, "original_set"), true);
	range_list(rd, f, set, false);
}

static void
organization(struct transfers_reader *rd, const json_t *j, char cc[3])
{
	if (!json_is_object(j)) {
		transfers_note(rd, TN_ORG_MISSING);
		return;
	}
	if (json_is_null(json_object_get(j, "name")))
		transfers_note(rd, TN_NAME_NULL);
	transfers_country(rd, text(json_object_get(j, "country_code")), cc);
}

static void
status(struct transfers_reader *rd, const json_t *j)
{
	if (j == NULL || json_is_null(j))
		return;
	rd->t->status = TS_OTHER;
	for (int s = TS_NONE + 1; s < TS_OTHER; s++)
		if (span_is(text(j),
			transfer_status_name((enum transfer_status)s)))
			rd->t->status = (uint8_t)s;
	if (rd->t->status == TS_OTHER)
		transfers_note(rd, TN_STATUS_UNKNOWN);
}

static void
unknown_members(struct transfers_reader *rd, json_t *j)
{
	static const char *const known[] = { "asns", "ip4nets", "ip6nets",
		"source_organization", "recipient_organization",
		"transfer_date", "source_registration_date", "source_rir",
		"recipient_rir", "type", "status" };
	const char *key;
	json_t *v;

	json_object_foreach(j, key, v)
	{
		bool found = false;

		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			found |= strcmp(known[i], key) == 0;
		if (!found)
			transfers_note(rd, TN_MEMBER_UNKNOWN);
	}
}

static void
entry(struct transfers_reader *rd, const struct json_value *v)
{
	AUTO(json_freep) json_t *j = json_read(v->bytes);
	struct transfer *t;

	rd->at = v->at;
	if (!json_is_object(j)) {
		rd->ret->entries++;
		transfers_note(rd, TN_ENTRY_BAD);
		return;
	}
	t = transfers_entry(rd, v->at);
	if (t == NULL)
		return;
	resource(rd, FAM_ASN, json_object_get(j, "asns"), false);
	resource(rd, FAM_IPV4, json_object_get(j, "ip4nets"), false);
	resource(rd, FAM_IPV6, json_object_get(j, "ip6nets"), false);
	organization(rd, json_object_get(j, "source_organization"),
	    t->from_cc);
	organization(rd, json_object_get(j, "recipient_organization"),
	    t->to_cc);
	date(rd, json_object_get(j, "transfer_date"), TN_DATE_MISSING,
	    TN_DATE_BAD, &t->date);
	date(rd, json_object_get(j, "source_registration_date"), TN_N,
	    TN_DATE_BAD, &t->registered);
	t->from = transfers_rir(rd, text(json_object_get(j, "source_rir")));
	t->to = transfers_rir(rd, text(json_object_get(j, "recipient_rir")));
	transfers_type(rd, text(json_object_get(j, "type")));
	status(rd, json_object_get(j, "status"));
	unknown_members(rd, j);
	transfers_check(rd);
}

static void
head(struct transfers_reader *rd, const struct json_value *v)
{
	AUTO(json_freep) json_t *j = json_read(v->bytes);
	struct transferlog *l = rd->ret;
	const json_t *version = json_object_get(j, "stats_version");
	const json_t *offset = json_object_get(j, "UTC_offset");
	const json_t *interval = json_object_get(j, "records_interval");
	struct span who = text(json_object_get(j, "producer"));

	rd->at = l->head_at = v->at;
	l->format = TF_JSON_4;
	if (span_is(text(version), "5.0"))
		l->format = TF_JSON_5;
	else if (!span_is(text(version), "4.0"))
		transfers_note(rd, TN_VERSION);
	if (l->source != NULL &&
	    !span_is(who, pub_title(l->source->publisher)))
		transfers_note(rd, TN_PRODUCER);
	if (!json_is_integer(offset) || json_integer_value(offset) < -12 ||
	    json_integer_value(offset) > 12)
		transfers_note(rd, TN_UTC_OFFSET);
	date(rd, json_object_get(j, "production_date"), TN_PRODUCTION_DATE,
	    TN_PRODUCTION_DATE, &l->produced);
	date(rd, json_object_get(interval, "start_date"), TN_INTERVAL,
	    TN_INTERVAL, &l->begin);
	date(rd, json_object_get(interval, "end_date"), TN_INTERVAL,
	    TN_INTERVAL, &l->end);
}

/* Twice over the members: entries are judged by the version, which may stand
 * behind them. */
void
transfers_json(struct transfers_reader *rd, struct span bytes)
{
	struct json_cursor c;
	struct json_value v, transfers = { { NULL, 0 }, { 0, 0, 0 } };
	struct span key = { NULL, 0 };
	bool has_head = false;

	json_start(&c, bytes);
	if (!json_enter(&c, '{')) {
		transfers_note(rd, TN_NO_LOG);
		return;
	}
	while (json_member(&c, &key, &v))
		if (span_is(key, "version")) {
			head(rd, &v);
			has_head = true;
		} else if (span_is(key, "transfers"))
			transfers = v;
	/* A log that is cut still has the entries before the cut. */
	if (c.lost && span_is(key, "transfers"))
		transfers = v;
	if (!has_head || transfers.bytes.n == 0 || c.lost) {
		rd->at = (struct place){ 1, 0, 0 };
		transfers_note(rd, TN_NO_LOG);
	}
	if (transfers.bytes.n == 0)
		return;
	c = json_inside(&c, &transfers);
	if (!json_enter(&c, '['))
		return;
	while (json_element(&c, &v))
		entry(rd, &v);
	if (c.lost) {
		rd->at = (struct place){ c.line, (uint32_t)c.at, 0 };
		transfers_note(rd, TN_ENTRY_BAD);
	}
}
