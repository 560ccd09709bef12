/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_RRDP_PRIV_H
#define PARSE_RRDP_PRIV_H
/* The inside of the RRDP reader: bytes to elements, without their meaning. */
#include "parse/rrdp.h"

#include <libxml/parser.h>

#define RRDP_NS "http://www.ripe.net/rpki/rrdp"
#define RRDP_ATTRS_MAX 4

struct rrdp_attr {
	const char *name;
	struct span value; /* as libxml2 has it: entities replaced */
};
struct rrdp_element {
	const char *name;
	struct rrdp_attr attr[RRDP_ATTRS_MAX];
	size_t n;
	int depth; /* 0: the root */
};

struct rrdp_xml;
/* What the elements mean. -1 with e set ends the reading. */
struct rrdp_handler {
	int (*start)(void *arg, const struct rrdp_element *el, struct err *e);
	/* Text alone; NULL where none may be but white space. */
	int (*text)(void *arg, struct span s, struct err *e);
	int (*end)(void *arg, int depth, struct err *e);
	void *arg;
	uint64_t max; /* bytes of the whole file; 0: no limit of ours */
};
struct rrdp_xml *rrdp_xml_open(const struct rrdp_handler *h);
int rrdp_xml_feed(struct rrdp_xml *x, struct span bytes, struct err *e);
int rrdp_xml_end(struct rrdp_xml *x, struct err *e);
void rrdp_xml_free(struct rrdp_xml *x);

/* The value of an attribute that must be there. */
int rrdp_attr(const struct rrdp_element *el, const char *name,
    struct span *ret, struct err *e);
/* version, session_id and serial of a root element, and nothing more. */
int rrdp_root(const struct rrdp_element *el, const char *name,
    char session[RRDP_SESSION], uint64_t *serial, struct err *e);
int rrdp_serial(const struct rrdp_element *el, uint64_t *ret, struct err *e);
/* A hash's 64 digits in any case; ret in lower case. */
int rrdp_hash(const struct rrdp_element *el, char ret[SHA256_HEX],
    struct err *e);
int rrdp_uri(const struct rrdp_element *el, const char *scheme,
    struct span *ret, struct err *e);

#endif
