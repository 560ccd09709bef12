/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the attributes of RRDP's elements hold (RFC 8182 section 3.5). */
#include "parse/rrdp_priv.h"

#include <ctype.h>
#include <string.h>

static const struct rrdp_attr *
find(const struct rrdp_element *el, const char *name)
{
	for (size_t i = 0; i < el->n; i++)
		if (strcmp(el->attr[i].name, name) == 0)
			return &el->attr[i];
	return NULL;
}

int
rrdp_attr(const struct rrdp_element *el, const char *name, struct span *ret,
    struct err *e)
{
	const struct rrdp_attr *a = find(el, name);

	if (a == NULL)
		return err_set(e, ERR_DATA, "<%s> without %s", el->name, name);
	*ret = a->value;
	return 0;
}

/* RFC 4122 section 4.4: version 4, the variant of that document. */
static bool
uuid4(struct span s)
{
	if (s.n != RRDP_SESSION - 1)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? s.p[i] != '-' : !isxdigit(s.p[i]))
			return false;
	}
	return s.p[14] == '4' && strchr("89abAB", s.p[19]) != NULL;
}

/* No sign, no leading zero. */
int
rrdp_serial(const struct rrdp_element *el, uint64_t *ret, struct err *e)
{
	struct span s;

	if (rrdp_attr(el, "serial", &s, e) != 0)
		return -1;
	if (s.n == 0 || s.p[0] == '0' || span_u64(s, UINT64_MAX, ret) != 0)
		return err_set(e, ERR_DATA,
		    "serial is no positive number of at most 64 bits");
	return 0;
}

int
rrdp_root(const struct rrdp_element *el, const char *name,
    char session[RRDP_SESSION], uint64_t *serial, struct err *e)
{
	struct span version, id;

	if (strcmp(el->name, name) != 0)
		return err_set(e, ERR_DATA, "<%s> where <%s> must be",
		    el->name, name);
	if (rrdp_attr(el, "version", &version, e) != 0 ||
	    rrdp_attr(el, "session_id", &id, e) != 0 ||
	    rrdp_serial(el, serial, e) != 0)
		return -1;
	if (el->n != 3)
		return err_set(e, ERR_DATA, "an attribute too many");
	if (!span_is(version, "1"))
		return err_set(e, ERR_DATA, "version is not 1");
	if (!uuid4(id))
		return err_set(e, ERR_DATA,
		    "session_id is no UUID of version 4");
	for (size_t i = 0; i < id.n; i++)
		session[i] = (char)tolower(id.p[i]);
	session[id.n] = '\0';
	return 0;
}

int
rrdp_hash(const struct rrdp_element *el, char ret[SHA256_HEX], struct err *e)
{
	struct span s;

	if (rrdp_attr(el, "hash", &s, e) != 0)
		return -1;
	if (s.n != SHA256_HEX - 1)
		return err_set(e, ERR_DATA, "hash is no SHA-256");
	for (size_t i = 0; i < s.n; i++) {
		if (!isxdigit(s.p[i]))
			return err_set(e, ERR_DATA, "hash is no SHA-256");
		ret[i] = (char)tolower(s.p[i]);
	}
	ret[s.n] = '\0';
	return 0;
}

int
rrdp_uri(const struct rrdp_element *el, const char *scheme, struct span *ret,
    struct err *e)
{
	enum uri_fault f;

	if (rrdp_attr(el, "uri", ret, e) != 0)
		return -1;
	f = uri_check(*ret, scheme);
	if (f != URI_OK)
		return err_set(e, ERR_DATA, "uri of <%s>: %s", el->name,
		    uri_fault_text(f));
	return 0;
}
