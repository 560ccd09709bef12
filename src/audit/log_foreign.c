/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What registries hold of each other's space without a log's word for it:
 * U-09, C-04. */
#include "audit/logs.h"

#include <stdio.h>

/* Of what a registry lists in a class, what it has for a fortnight. */
static void
lasting(const struct dataset *d, const struct ledger *l, size_t rir,
    enum family f, enum class c, struct rset *ret)
{
	const struct tenancies *t = &l->ten[rir][f][c];

	for (size_t i = 0; i < t->n; i++)
		if (d->asof[rir] - t->v[i].since >= MOVE_GRACE)
			rset_add(ret, t->v[i].r);
	rset_norm(ret);
}

/* Less what a log shows as coming there. */
static void
unlogged(const struct probe *p, enum family f, size_t rir,
    void (*by)(const struct probe *, enum family, struct range, size_t,
	struct rset *),
    struct rset *s)
{
	AUTO_RSET told = { 0 };

	for (size_t i = 0; i < s->n; i++)
		by(p, f, s->v[i], rir, &told);
	rset_take(s, &told);
}

/* Can it be told what of this registry's is new, and whence? */
static bool
comparable(const struct dataset *d, struct probe *p, size_t rir)
{
	const struct transferlog *l = dataset_log(d, rir);

	if (l != NULL && transferlog_whole(l) && logs_file_whole(d, p, rir))
		return probe_ledger(p)->first_at[rir] != TIME_NONE;
	probe_unobserved(p, (enum publisher)rir);
	return false;
}

static void
report_foreign(const struct dataset *d, struct probe *p, size_t rir, size_t of,
    enum family f, struct range r)
{
	char t[RANGE_TEXT], at[UTC_TEXT];

	probe_range(p, 1u << rir | 1u << of, f, r, 2);
	probe_observe(p,
	    "%s lists %s as delegated, in space that IANA allocated to %s; it "
	    "did not when it was first seen (file as of %s), and no transfer "
	    "log shows it as coming there.",
	    pub_title((enum publisher)rir), range_text(f, r, t),
	    pub_title((enum publisher)of),
	    utc_text(probe_ledger(p)->first_at[rir], at));
	cite_records(d, p, (size_t)d->chosen[rir], f, r, CITE_DELEGATED);
	logs_cite_head(d, p, rir);
}

/* Legacy space is where early registrations are administered (X2). */
static void
less_legacy(const struct dataset *d, enum family f, struct rset *s)
{
	AUTO_RSET legacy = { 0 };

	for (size_t i = 0; i < d->iana.n; i++)
		if (d->iana.v[i].fam == f && d->iana.v[i].status == IS_LEGACY)
			rset_add(&legacy, d->iana.v[i].r);
	rset_norm(&legacy);
	rset_take(s, &legacy);
}

static void
foreign_of(const struct dataset *d, struct probe *p, size_t rir, enum family f)
{
	const struct ledger *l = probe_ledger(p);
	const struct view *v = probe_view(p);
	AUTO_RSET old = { 0 };
	AUTO_RSET mine = { 0 };

	lasting(d, l, rir, f, CLASS_DELEGATED, &old);
	rset_and(&v->files[d->chosen[rir]].delegated[f], &old, &mine);
	rset_take(&mine, &l->first[rir][f]);
	rset_take(&mine, &v->iana_special[f]);
	less_legacy(d, f, &mine);
	unlogged(p, f, rir, logs_to, &mine);
	for (size_t of = 0; of < RIR_N; of++) {
		AUTO_RSET theirs = { 0 };

		if (of == rir)
			continue;
		rset_and(&mine, &v->iana_rir[of][f], &theirs);
		for (size_t i = 0; i < theirs.n; i++)
			report_foreign(d, p, rir, of, f, theirs.v[i]);
	}
}

/*
 * U-09.  Obligations 1 and 4.  Method: what a registry delegates for a
 * fortnight and did not list when it was first seen, within IANA's allocations
 * to another; less what any transfer log shows as coming there.
 * Not checked: space that IANA lists as legacy, and what was there at first.
 */
void
foreign_space(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		if (!comparable(d, p, r))
			continue;
		probe_examined(p, d->stats[d->chosen[r]].n);
		for (int f = 0; f < FAM_N; f++)
			foreign_of(d, p, r, (enum family)f);
	}
}

/* --- C-04 --- */

/* Come since the first file, from where no log and no IANA says. */
static void
gained(const struct dataset *d, struct probe *p, size_t rir, enum family f,
    struct rset *ret)
{
	const struct ledger *l = probe_ledger(p);
	const struct view *v = probe_view(p);
	AUTO_RSET old = { 0 };
	AUTO_RSET pool = { 0 };
	AUTO_RSET both = { 0 };
	const struct rset *now = logs_listed(d, v, rir, f);

	lasting(d, l, rir, f, CLASS_DELEGATED, &old);
	lasting(d, l, rir, f, CLASS_POOL, &pool);
	rset_or(&old, &pool, &both);
	rset_and(now, &both, ret);
	rset_take(ret, &l->first[rir][f]);
	rset_take(ret, &v->iana_rir[rir][f]);
	unlogged(p, f, rir, logs_to, ret);
}

/* Gone since then, to another that has it for a fortnight. */
static void
lost(const struct dataset *d, struct probe *p, size_t rir, enum family f,
    struct rset *ret)
{
	const struct ledger *l = probe_ledger(p);
	const struct view *v = probe_view(p);
	AUTO_RSET away = { 0 };
	AUTO_RSET others = { 0 };

	rset_minus(&l->first[rir][f], logs_listed(d, v, rir, f), &away);
	for (size_t r = 0; r < RIR_N; r++) {
		AUTO_RSET theirs = { 0 };

		if (r == rir || d->asof[r] == TIME_NONE)
			continue;
		lasting(d, l, r, f, CLASS_DELEGATED, &theirs);
		for (size_t i = 0; i < theirs.n; i++)
			rset_add(&others, theirs.v[i]);
	}
	rset_norm(&others);
	rset_and(&away, &others, ret);
	unlogged(p, f, rir, logs_from, ret);
}

static void
put_side(enum family f, const struct rset *s, const char *what,
    struct buf *out)
{
	char n[COUNT_TEXT], t[RANGE_TEXT];

	if (s->n == 0)
		return;
	buf_fmt(out, "%s%s %s", out->n == 0 ? "" : "; ",
	    num_decimal(rset_count(s), n), what);
	for (size_t i = 0; i < s->n && i < 3; i++)
		buf_fmt(out, "%s%s", i == 0 ? " (" : ", ",
		    range_text(f, s->v[i], t));
	buf_str(out, s->n > 3 ? ", ...)" : ")");
}

static void
balance_of(const struct dataset *d, struct probe *p, size_t rir, enum family f)
{
	AUTO_RSET in = { 0 };
	AUTO_RSET out = { 0 };
	AUTO_BUF said = { 0 };
	char at[UTC_TEXT];

	gained(d, p, rir, f, &in);
	lost(d, p, rir, f, &out);
	if (in.n == 0 && out.n == 0)
		return;
	put_side(f, &in, "numbers came", &said);
	put_side(f, &out, "numbers went", &said);
	probe_named(p, 1u << rir, SUBJ_REGISTRY, 2, "%s:%s",
	    pub_name((enum publisher)rir), fam_name(f));
	probe_observe(p,
	    "Since %s's file as of %s, beyond what transfer logs and IANA's "
	    "allocations explain: %s.",
	    pub_title((enum publisher)rir),
	    utc_text(probe_ledger(p)->first_at[rir], at), said.p);
	probe_cite_file(p, &d->art[d->chosen[rir]]);
	logs_cite_head(d, p, rir);
}

/*
 * C-04.  Obligations 4 and 2.  Method: all that a registry lists, under any
 * status and for a fortnight, against what it listed when it was first seen;
 * and what another has for a fortnight of what it listed then.  Transfer logs
 * and IANA's allocations are taken off.
 * Not checked: what nobody lists, which is A-11's and A-13's.
 */
void
registry_balance(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		if (!comparable(d, p, r))
			continue;
		for (int f = 0; f < FAM_N; f++) {
			probe_examined(p, 1);
			balance_of(d, p, r, (enum family)f);
		}
	}
}
