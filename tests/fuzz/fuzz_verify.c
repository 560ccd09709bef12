/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "report/report.h"

#include <string.h>

bool accepted;

/* A report, behind it, from the first certificate that begins a line, what is
 * trusted.  Nobody here has a key: only the corpus's own bytes verify. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char pem[] = "\n-----BEGIN CERTIFICATE-----";
	struct span xml = { data, size }, trusted = { data + size, 0 };
	struct verify_trust t = { .now = 1893456000 };
	struct verify_result v;

	for (size_t i = 0; i + sizeof(pem) - 1 <= size; i++)
		if (memcmp(data + i, pem, sizeof(pem) - 1) == 0) {
			trusted = span_sub(xml, i + 1, size);
			xml.n = i;
			break;
		}
	t.signers_pem = t.tsas_pem = trusted;
	report_verify(xml, &verify_report_kind, &t, &v);
	accepted = v.state != VERIFY_BAD;
	assert((v.state == VERIFY_OK) == (v.n == 0));
	for (size_t i = 0; i < v.n; i++)
		assert(v.reasons[i][0] != '\0');
	if (v.state != VERIFY_BAD)
		assert(v.signer_sha256[0] != '\0');
	verify_result_clear(&v);
	return 0;
}
