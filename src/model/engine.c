/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/engine.h"

#include <curl/curlver.h>
#include <git2/version.h>
#include <jansson.h>
#include <libxml/xmlversion.h>
#include <libxslt/xsltconfig.h>
#include <openssl/opensslv.h>
#include <xmlsec/version.h>

#ifndef NROAUDIT_ENGINE
#define NROAUDIT_ENGINE "nroaudit"
#endif

#ifdef __clang__
#define COMPILER "clang"
#else
#define COMPILER "gcc"
#endif

const struct engine_part engine_parts[] = {
	{ COMPILER, __VERSION__ },
	{ "jansson", JANSSON_VERSION },
	{ "libcurl", LIBCURL_VERSION },
	{ "libgit2", LIBGIT2_VERSION },
	{ "libxml2", LIBXML_DOTTED_VERSION },
	{ "libxslt", LIBXSLT_DOTTED_VERSION },
	{ "openssl", OPENSSL_VERSION_TEXT },
	{ "xmlsec1", XMLSEC_VERSION },
};
const size_t engine_parts_n = sizeof(engine_parts) / sizeof(engine_parts[0]);

const char *
engine_name(void)
{
	return NROAUDIT_ENGINE;
}
