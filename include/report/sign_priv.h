/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SIGN_PRIV_H
#define REPORT_SIGN_PRIV_H
/* The inside of signing. */
#include "report/report.h"

/* ds:Signature, canonical but for namespaces that a root may declare: over
 * what the references `first` (canonical text of whole ds:Reference elements)
 * are of, and over SignedProperties and KeyInfo. */
int sign_references(const struct signer *s, struct span first, utc_t when,
    struct buf *out, struct err *e);

#endif
