/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_TREES_H
#define AUDIT_TREES_H
/* The trust anchors' trees as sets of numbers, and their objects in words. */
#include "model/dataset.h"
#include "num/rindex.h"

/* Which of an anchor's items meet a range. */
struct tree_index {
	struct rindex vrps[FAM_N], holds[FAM_N];
	const struct rpki_vrp *vrp[FAM_N]; /* the first of each family */
};

/*
 * What a RIR's production anchors certify.  A certificate for all numbers of a
 * family says nothing, and is left out.  A CA with others below it is a
 * registry's own step: what it holds it may not have given to anybody.
 */
struct tree_sets {
	bool there;		  /* an anchor was had, and held */
	struct rset first[FAM_N]; /* the first below all numbers */
	struct rset given[FAM_N]; /* CAs with none below, ROAs, ASPAs */
	struct rset zero[FAM_N];  /* ROAs of AS 0 */
	struct rset above[FAM_N]; /* CAs with others below */
};

struct trees {
	struct tree_index *index; /* by anchor */
	size_t n;
	struct tree_sets of[RIR_N];
	struct rset as0[RIR_N][FAM_N]; /* of the AS0 anchors */
};
void trees_make(const struct dataset *d, struct trees *ret);
void trees_clear(struct trees *t);

/* A CA's certificate, ROA or ASPA over a range. */
struct tree_object {
	const struct rpki_ta *ta;
	uint32_t object;
	struct range r; /* what it says */
	uint8_t depth;
};
/* Those of a RIR that meet r, ROAs and ASPAs before CAs, the deepest first; at
 * most max, and how many there are. */
#define TREE_CITED_MAX 3
size_t trees_find(const struct dataset *d, const struct trees *t, size_t rir,
    bool as0, enum family f, struct range r,
    struct tree_object v[TREE_CITED_MAX]);
/* What a RIR's production trees certify by objects that are valid since then
 * or before. */
void trees_since(const struct dataset *d, size_t rir, enum family f,
    utc_t until, struct rset *ret);
/* "ROA rsync://... (SHA-256 ..., valid ... to ...)". */
void trees_words(const struct rpki_ta *ta, uint32_t object, struct buf *out);
/* The two command lines that show it to anybody who has the file. */
void trees_commands(const struct rpki_ta *ta, uint32_t object,
    struct buf *out);
/* When all of a RIR's trees were judged; TIME_NONE: none was had. */
utc_t trees_at(const struct dataset *d, size_t rir);

#endif
