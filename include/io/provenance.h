/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_PROVENANCE_H
#define IO_PROVENANCE_H
/*
 * provenance.xml of a snapshot: where each byte came from.  Deterministic;
 * parse/parse.h reads it back.
 *
 *   <provenance version="1">
 *   <run clock= clock-given= mirror= complete= clock-skew= clock-checked=
 *       engine= [sandbox= notices= seals=]/>
 *   <fault>TEXT</fault> ...
 *   <fetch source= outcome= [reason= url= final-url= start= end=
 *       last-modified= server-date= dns= peer= tls= tls-file= status=
 *       attempts= size= sha256= sha512= sha256-first=]>HEADERS</fetch> ...
 *   <dated rir= at= [day=] outcome= [what a fetch has; plain-sha256=
 *       plain-size= file-day= as-of=]>HEADERS</dated> ...
 *   </provenance>
 *
 * Instants are RFC 3339 in UTC; what is not known is left out; outsiders'
 * bytes that are no printable UTF-8 stand as \xNN, a backslash as \x5c.
 * HEADERS are the raw response headers, their line ends as \x0d and newline.
 */
#include "model/source.h"

void provenance_xml(const struct provenance *p, struct buf *out);

#endif
