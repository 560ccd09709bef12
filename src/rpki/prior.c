/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/tree.h"

#include <string.h>

bool
rpki_prior_read(struct span mft, struct rpki_prior *ret)
{
	AUTO(cms_clear) struct cms c = { 0 };
	struct mft *m = NULL;

	if (cms_parse(mft, CT_MFT, &c) != RR_OK ||
	    mft_parse(c.content, &c.ee.res, &m) != RR_OK) {
		mft_free(m);
		return false;
	}
	memcpy(ret->number, m->number, sizeof(ret->number));
	ret->this_update = m->this_update;
	mft_free(m);
	return true;
}
