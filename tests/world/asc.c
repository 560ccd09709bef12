/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/world/asc.h"

#include "tests/pgp/pgp_make.h"

enum what {
	ASC_GOOD,
	ASC_OLD,   /* in the form of version 3: good as well */
	ASC_OTHER, /* of a key that nobody pinned */
	ASC_BAD,   /* of other bytes */
	ASC_NONE,  /* no signature at all */
	ASC_ABSENT
};
#define STRANGER 99
#define UNPINNED PUB_LACNIC

/* From a state on, for so many, and again every so many. */
static const struct {
	size_t rir;
	int kind;
	enum what what;
	int from, states, every;
} planted[] = {
	{ PUB_ARIN, EXT, ASC_ABSENT, 0, 2, 37 }, /* there was none before */
	{ PUB_AFRINIC, EXT, ASC_BAD, 1, 1, 23 },
	{ UNPINNED, EXT, ASC_BAD, 3, 2, 19 }, /* nobody can tell */
	{ PUB_APNIC, EXT, ASC_OTHER, 4, 2, 31 },
	{ PUB_RIPENCC, PLAIN, ASC_NONE, 2, 1, 29 },
	{ PUB_AFRINIC, PLAIN, ASC_OLD, 3, 4, 17 },
	{ PUB_APNIC, PLAIN, ASC_ABSENT, 6, 2, 41 },
	{ PUB_RIPENCC, EXT, ASC_BAD, 12, 3, 43 },
};

static enum what
what_of(const struct world *w, size_t rir, int kind, int state)
{
	for (size_t i = 0; i < ARRAY_LEN(planted) && !w->clean; i++)
		if (planted[i].rir == rir && planted[i].kind == kind &&
		    state >= planted[i].from &&
		    (state - planted[i].from) % planted[i].every <
			planted[i].states)
			return planted[i].what;
	return ASC_GOOD;
}

static unsigned char
key_of(size_t rir)
{
	return (unsigned char)(rir + 1);
}

static void
put(const struct world *w, size_t rir, enum what what, struct rendered *ret)
{
	AUTO_BUF packet = { 0 };
	struct pgp_odd odd = { .version = what == ASC_OLD ? 3 : 4 };

	if (what == ASC_NONE) {
		buf_str(&ret->asc, "-----BEGIN PGP SIGNATURE-----\n");
		return;
	}
	pgp_make_signature(what == ASC_OTHER ? STRANGER : key_of(rir),
	    what == ASC_BAD ? span_of("other bytes") : buf_view(&ret->text),
	    house_published(w, rir, ret->state, false), &odd, &packet);
	pgp_make_armour(buf_view(&packet), &ret->asc);
}

void
asc_render(const struct world *w, size_t rir, int kind, struct rendered *ret)
{
	enum what what = what_of(w, rir, kind, ret->state);

	if (ret->bits & FM_PART)
		what = ASC_BAD; /* it is of the whole file */
	if (what == ASC_ABSENT) {
		finding_add(ret, "P-06", "-asc", 3, 0);
		return;
	}
	ret->has_asc = true;
	put(w, rir, what, ret);
	if (what == ASC_NONE ||
	    ((what == ASC_BAD || what == ASC_OTHER) && rir != UNPINNED))
		finding_add(ret, "P-06", "", 2, 0);
}

void
asc_pins(struct buf *out)
{
	for (size_t r = 0; r < RIR_N; r++) {
		if (r == UNPINNED)
			continue;
		buf_fmt(out,
		    "[rir \"%s\"]\n\tpgpkey = ", pub_name((enum publisher)r));
		pgp_make_pin(key_of(r), out);
		buf_chr(out, '\n');
	}
}

bool
asc_newer(const struct truth *t, const struct day_view *v, size_t rir,
    int kind)
{
	const struct rendered *f = v->file[rir][kind];

	return f != NULL && f->has_asc && t->asc_of[rir][kind] != f->state + 1;
}

int
asc_absent(const struct truth *t, size_t rir, int kind)
{
	return t->asc_of[rir][kind] == 0 ? 4 : 3;
}

void
asc_keep(struct truth *t, const struct day_view *v)
{
	for (size_t r = 0; r < RIR_N; r++)
		for (int k = 0; k < KIND_N; k++)
			if (asc_newer(t, v, r, k))
				t->asc_of[r][k] = v->file[r][k]->state + 1;
}
