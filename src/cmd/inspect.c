/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/inspect.h"

#include "cmd/inspect_dated.h"
#include "cmd/inspect_rpki.h"
#include "io/file.h"
#include "parse/bootstrap.h"
#include "parse/changes.h"
#include "parse/nro.h"
#include "parse/parse.h"
#include "parse/pgp.h"

#include <stdlib.h>
#include <string.h>

struct verdict {
	int64_t verdict, asof;
};

static void
unread(unsigned char **p)
{
	free(*p);
}

/* A log that is cut, or none, is asked for once more: bytes that come twice
 * are the publisher's. */
static enum inspect_verdict
judge_log(const struct source *src, struct span file)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };

	if (stats_looks_html(file))
		return INSPECT_HTML;
	transfers_parse(file, src, &l);
	return l.notes[TN_NO_LOG].count != 0 ? INSPECT_SHORT : INSPECT_FINE;
}

/* One that does not fit may be of the file before: both are asked for again.
 * Beside nothing there is nothing to fit. */
static enum inspect_verdict
judge_signature(const struct config *c, const struct source *src,
    struct span asc, struct span file)
{
	size_t r = (size_t)src->publisher;
	struct detached d;

	if (stats_looks_html(asc))
		return INSPECT_HTML;
	if (file.n == 0)
		return INSPECT_FINE;
	pgp_judge(asc, file, r >= RIR_N ? NULL : c->rir_pgpkey[r], &d);
	return d.state == SIG_BAD || d.state == SIG_MALFORMED ?
	    INSPECT_SIGNATURE_WRONG :
	    INSPECT_FINE;
}

static enum inspect_verdict
once_more(bool cut)
{
	return cut ? INSPECT_SHORT : INSPECT_FINE;
}

/* The same of the NRO's files; an empty list says that nothing is amiss. */
static enum inspect_verdict
judge_nro(const struct source *src, struct span file)
{
	AUTO(nrofile_clear) struct nrofile f = { 0 };

	nro_parse(file, src, (enum nro_kind)(src->kind - SK_NRO_STATS), &f);
	if (f.stats.notes[SN_HTML].count != 0)
		return INSPECT_HTML;
	return once_more(file.n == 0 || nrofile_short(&f));
}

/* And of what is JSON. */
static enum inspect_verdict
judge_json(const struct source *src, struct span file)
{
	AUTO(changefeed_clear) struct changefeed c = { 0 };
	AUTO(bootstrap_clear) struct bootstrap b = { 0 };

	if (stats_looks_html(file))
		return INSPECT_HTML;
	if (src->kind == SK_CHANGES) {
		changes_parse(file, src, &c);
		return once_more(c.notes[CN_NO_FEED].count != 0 ||
		    c.notes[CN_COUNT].count != 0);
	}
	bootstrap_parse(file, src, (enum family)(src->kind - SK_RDAP_ASN), &b);
	return once_more(
	    b.notes[BN_NO_FILE].count != 0 || b.notes[BN_JSON].count != 0);
}

/* What a reader of the two files would say; pure. */
static enum inspect_verdict
judge(const struct source *src, struct span file, struct span md5, utc_t *asof)
{
	AUTO(statsfile_clear) struct statsfile f = { 0 };
	struct sumfile sum = { 0 };
	char hex[MD5_HEX];

	if (src->kind == SK_TRANSFERS)
		return judge_log(src, file);
	if (source_kind_nro(src->kind))
		return judge_nro(src, file);
	if (src->kind == SK_CHANGES || source_kind_rdap(src->kind))
		return judge_json(src, file);
	if (src->kind != SK_STATS_EXTENDED && src->kind != SK_STATS_PLAIN)
		return src->publisher == PUB_IANA &&
			!span_starts(file, "<?xml") && stats_looks_html(file) ?
		    INSPECT_HTML :
		    INSPECT_FINE;
	stats_parse(file, src, &f);
	*asof = statsfile_asof(&f);
	if (f.notes[SN_HTML].count != 0)
		return INSPECT_HTML;
	if (md5.n != 0) {
		sums_parse(md5, &sum);
		digest_md5(file, hex);
		if (sum.grammar != SUM_MALFORMED && strcmp(sum.hex, hex) != 0)
			return INSPECT_MD5_WRONG;
	}
	return statsfile_short(&f) ? INSPECT_SHORT : INSPECT_FINE;
}

/* How large may be what comes beside it? */
static size_t
beside_max(size_t i)
{
	const char *id = sources[i].id;
	size_t n = strlen(id);
	AUTO_FREE char *file = NULL;
	const struct source *s;

	if (sources[i].kind != SK_ASC)
		return SUM_FILE_MAX;
	file = mem_strndup(id, n > 4 ? n - 4 : 0);
	s = source_find(file);
	return s == NULL ? 0 : s->max;
}

static bool
answer_source(const struct config *c, int in, int out,
    const struct question *q)
{
	AUTO(unread) unsigned char *file = NULL;
	AUTO(unread) unsigned char *sum = NULL;
	struct verdict v = { INSPECT_FINE, TIME_NONE };

	if (q->a >= sources_n || q->b > sources[q->a].max ||
	    q->c > beside_max(q->a))
		return false;
	file = mem_alloc(q->b + 1);
	sum = mem_alloc(q->c + 1);
	if (pipe_read(in, file, q->b) != 0 || pipe_read(in, sum, q->c) != 0)
		return false;
	v.verdict = sources[q->a].kind == SK_ASC ?
	    judge_signature(c, &sources[q->a], (struct span){ file, q->b },
		(struct span){ sum, q->c }) :
	    judge(&sources[q->a], (struct span){ file, q->b },
		(struct span){ sum, q->c }, &v.asof);
	return pipe_write(out, &v, sizeof(v)) == 0;
}

void
inspect_serve(int in, int out, void *arg)
{
	AUTO(rpki_inspector_clear) struct rpki_inspector s = { .out = out };
	const struct inspector *known = arg;
	struct question q;

	while (pipe_read(in, &q, sizeof(q)) == 0 &&
	    (q.kind == INSPECT_SOURCE ?
		    answer_source(known->cfg, in, out, &q) :
		    q.kind == INSPECT_DATED ?
		    inspect_dated_serve(in, out, &q) :
		    inspect_rpki(&s, in, &q)))
		;
}

void
asker_init(struct asker *a, const struct service *server)
{
	a->server = server;
	a->lost = NULL;
	a->asof = mem_alloc(sources_n * sizeof(*a->asof));
	a->asked = mem_alloc(sources_n * sizeof(*a->asked));
	for (size_t i = 0; i < sources_n; i++)
		a->asof[i] = TIME_NONE;
}

void
asker_clear(struct asker *a)
{
	free(a->asof);
	free(a->asked);
	a->asof = NULL;
	a->asked = NULL;
}

static bool
ask_bytes(const struct service *s, size_t source, struct span file,
    struct span sum, struct verdict *v)
{
	struct question q = { INSPECT_SOURCE, source, file.n, sum.n };

	return pipe_write(s->to, &q, sizeof(q)) == 0 &&
	    pipe_write(s->to, file.p, file.n) == 0 &&
	    pipe_write(s->to, sum.p, sum.n) == 0 &&
	    pipe_read(s->from, v, sizeof(*v)) == 0 &&
	    v->verdict >= INSPECT_FINE &&
	    v->verdict <= INSPECT_SIGNATURE_WRONG;
}

enum inspect_verdict
ask_server(const struct source *src, const char *file, const char *beside,
    void *arg)
{
	struct asker *a = arg;
	AUTO(unread) unsigned char *p = NULL;
	AUTO(unread) unsigned char *m = NULL;
	size_t i = source_index(src), n = 0, mn = 0;
	struct verdict v;

	a->asof[i] = TIME_NONE;
	a->asked[i]++;
	if (a->lost != NULL || file_read(file, src->max, &p, &n, NULL) != 0)
		return INSPECT_FINE;
	if (beside != NULL &&
	    file_read(beside, beside_max(i), &m, &mn, NULL) != 0)
		mn = 0;
	if (!ask_bytes(a->server, i, (struct span){ p, n },
		(struct span){ m, mn }, &v)) {
		a->lost = src;
		return INSPECT_FINE;
	}
	a->asof[i] = v.asof;
	return (enum inspect_verdict)v.verdict;
}
