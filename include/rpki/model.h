/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_MODEL_H
#define RPKI_MODEL_H
/* A judged tree as the rules see it. */
#include "model/rpki.h"
#include "rpki/tree.h"

/*
 * What stands under locator `tal` of in.  Name, registry and kind are those of
 * the locators that ship with the program; of any other, the registry is not
 * known.  The tree may go afterwards.  Repositories' notifications are not in
 * a tree: the caller adds them.
 */
void rpki_to_model(const struct rpki_input *in, const struct tree *t,
    int32_t tal, struct rpki_ta *ret);

#endif
