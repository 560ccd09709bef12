/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_JSON_H
#define PARSE_JSON_H
/*
 * Where the values of a JSON text (RFC 8259) stand.  jansson tells no places,
 * and one bad value would cost the whole document: so the text is cut into
 * its values here, by brackets and strings alone, and each is given to
 * jansson by itself.
 */
#include "model/stats.h"

#include <jansson.h>

#define JSON_DEPTH_MAX 64
#define JSON_VALUE_MAX ((size_t)4 << 20) /* what jansson is given at once */

struct json_value {
	struct span bytes;
	struct place at; /* len: all of it */
};

struct json_cursor {
	struct span all;
	size_t at;
	uint32_t line; /* of at, from 1 */
	bool lost;     /* sticky: the text cannot be followed */
};

void json_start(struct json_cursor *c, struct span all);
/* Steps into the object or array that comes next: its bracket.  False where
 * something else comes. */
bool json_enter(struct json_cursor *c, char bracket);
/* The next element of the array, or member of the object; false at its end,
 * or where the cursor is lost: *ret then holds all from where it was. */
bool json_element(struct json_cursor *c, struct json_value *ret);
bool json_member(struct json_cursor *c, struct span *ret_key,
    struct json_value *ret);
/* A cursor over a value that json_element or json_member gave. */
struct json_cursor json_inside(const struct json_cursor *c,
    const struct json_value *v);
/* NULL where it is no valid JSON, has a member twice, or is over
 * JSON_VALUE_MAX.  json_decref is the caller's. */
json_t *json_read(struct span bytes);
void json_freep(json_t **j); /* for AUTO */

#endif
