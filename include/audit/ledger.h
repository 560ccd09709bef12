/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_LEDGER_H
#define AUDIT_LEDGER_H
/*
 * What the runner carries from snapshot to snapshot, on the branch findings.
 * Rules read it and never write it.  All files are text, a record a line,
 * fields separated by '|', sorted; the first line names the format.
 *
 * ledger/sources        # nroaudit ledger sources 1
 *   run|DAY                                the snapshot's UTC day
 *   base|RIR|INSTANT                       as-of of the first file seen
 *   asof|RIR|INSTANT                       as-of of the newest file seen
 *   records|SOURCE|FIRST|LAST              whose records are kept below, the
 *       as-of of the first file of it that was, and of the one that listed
 *       them so
 *   source|ID|SHA256|RETRIEVED|SIZE|ROWS|FILEDAY|UNBROKEN|N1,..N12
 *       RETRIEVED: first retrieval of these bytes; FILEDAY: the day its
 *       serial (else enddate) names, or empty; UNBROKEN 1: a run every day
 *       since, of a feed of changes that the last run had one; of a transfer log ROWS is the most entries, and FILEDAY the
 *       latest end of records_interval, that any had; N: numbers per family
 *       (asn, ipv4, ipv6) and status (allocated, assigned, available,
 *       reserved), decimal, IPv6 in /64s
 *   first|RIR|INSTANT                      as-of of its first extended file
 * ledger/first          # nroaudit ledger first 1
 *   RIR|FAMILY|LO-HI                       what that file listed, under any
 *       status; never changed
 * ledger/logged         # nroaudit ledger logged 1
 *   RIR|FROM|TO|INSTANT|TYPE|SETS          the entries of its last whole
 *       transfer log, sorted; SETS: FAMILY:LO-HI by ','; '-' and empty for
 *       what it does not state
 * ledger/asn, ipv4, ipv6    # nroaudit ledger FAMILY 1
 *   LO-HI|RIR|CLASS|SINCE                  by RIR, LO and CLASS; CLASS
 *       d: delegated, p: pool;
 *       SINCE: as-of of the first file that listed it in this class
 * ledger/records-asn, records-ipv4, records-ipv6
 *   RANGE|RIR|STATUS|DATE|CC|HOLDER        by RIR and LO: what that source's
 *       last whole file listed; neighbours of equal attributes are one.
 *       RANGE: LO-HI, but addresses that are a prefix as LO/LENGTH.
 *       STATUS l: allocated, s: assigned, v: available, r: reserved, o: it
 *       cannot be told; DATE, CC, HOLDER: empty where it cannot be told.  What
 *       a later file leaves open stays as it was told last.
 * ledger/left           # nroaudit ledger left 1
 *   FAMILY|RANGE|RIR|HOW|LAST|SINCE|DATE|HOLDER    by FAMILY, RIR, LO, SINCE:
 *       what that holder had there and has no more, kept CLOSED_DAYS.  HOW p:
 *       it is in the pool, h: another holder has it, n: no file of anybody's
 *       has listed it since, a: that, but one has listed it again.  LAST: as-of
 *       of the last file that listed it so; SINCE: of the next
 * ledger/dated          # nroaudit ledger dated 1
 *   RIR|DAY|HOW|SHA256|FIRST|LAST|RUNS     by RIR and DAY, which its name
 *       gives, at the RIR's own server; HOW p: it is there, g: it was and is
 *       not found any more, n: it was not found and had never been seen;
 *       SHA256: of its contents, unpacked; n: empty; FIRST, LAST: run's days
 *       in which it was first and last seen so (g: was last there); RUNS: how
 *       many those were.  n is kept DATED_ABSENT_DAYS behind DAY, the others
 *       DATED_KEEP_DAYS
 * ledger/open           # nroaudit ledger open 1
 *   RULE|PARTIES|TYPE|SUBJECT|FIRST|LAST|EPISODE|OBSERVED|GAP|SERIALS
 *       LAST: the last day on which bytes not seen before showed it; OBSERVED:
 *       such days; GAP: the longest run of other days between them; SERIALS:
 *       newer files seen since FIRST, per RIR, five numbers by ','
 * ledger/nro            # nroaudit ledger nro 1
 *   report|DAY                             of the NRO's newest report seen
 *   KIND|FAMILY|LO-HI|PARTIES|SINCE|REPORTS    by KIND, FAMILY, PARTIES, LO:
 *       what the NRO's reports had from that of SINCE on, of which REPORTS
 *       were seen and none without it.  KIND conflict, unclaimed: its lists;
 *       differs: its combined file against the five (C-07)
 *   feed|RIR|URL                           stats-end of the last feed of changes
 * ledger/closed         # nroaudit ledger closed 1
 *   RULE|PARTIES|TYPE|SUBJECT|FIRST|CURED|EPISODE    kept CLOSED_DAYS
 * ledger/rpki           # nroaudit ledger rpki 1
 *   anchor|NAME|AT|UNTIL|KEY|RESOURCES|REPO|NOTIFY|CAS|ROAS|VRPS|ASPAS|DIGEST
 *       by NAME: a trust anchor as it was when last it held.  AT: judged as
 *       of; UNTIL: its certificate's notAfter; KEY, RESOURCES: SHA-256 of its
 *       key and of what it holds; REPO, NOTIFY: its SIA; DIGEST: of its files
 *   feed|NAME|NOTIFICATION|SESSION|SERIAL|AT    by NAME and NOTIFICATION, kept
 *       FEED_DAYS
 */
#include "audit/reported.h"
#include "audit/rule.h"
#include "num/rset.h"

#define CLOSED_DAYS 730
#define DATED_KEEP_DAYS 730
#define DATED_ABSENT_DAYS 31
#define LEDGER_LINES_MAX 20000000
extern uint32_t ledger_lines_max; /* that, but for its own test */

struct source_state {
	bool seen;
	char sha256[SHA256_HEX];
	utc_t retrieved;
	size_t size;
	uint64_t rows;
	day_t file_day;
	bool unbroken;
	num_t totals[FAM_N][4];
};

/* A RIR's listing of an interval in one class, without a gap. */
struct tenancy {
	struct range r;
	utc_t since;
};
struct tenancies {
	struct tenancy *v; /* sorted, disjoint */
	size_t n, cap;
};
/* The two may overlap, where a file contradicts itself. */
enum class { CLASS_DELEGATED, CLASS_POOL };
#define CLASS_N 2

/* Each text once; 0 is the empty one.  A ledger made from another shares its
 * words, so that numbers tell whether two texts are equal. */
struct word_slot {
	uint32_t at, hash; /* at 0: free */
};
struct words {
	struct buf text; /* NUL-terminated, one behind the other */
	struct word_slot *slot;
	size_t n, size;
	unsigned owners;
};
uint32_t words_put(struct words *w, struct span s);
const char *words_at(const struct words *w, uint32_t at);
struct words *words_new(void);		    /* of one owner */
struct words *words_share(struct words *w); /* one more; returns w */
void words_drop(struct words *w);	    /* one less; NULL-safe */

/* What a RIR's file said of an interval, in one record or many. */
struct registration {
	struct range r;
	uint32_t holder; /* a word; 0: it cannot be told */
	day_t date;	 /* 0: it cannot be told */
	char cc[3];	 /* "": it cannot be told */
	uint8_t status;	 /* enum status; ST_OTHER: it cannot be told */
};
struct registrations {
	struct registration *v; /* sorted, disjoint */
	size_t n, cap;
};
/* The pieces of both that neither cuts, by lo; a and b: what holds each, NULL
 * for nothing. */
typedef void registrations_fn(struct range r, const struct registration *a,
    const struct registration *b, void *arg);
void registrations_walk(const struct registrations *a,
    const struct registrations *b, registrations_fn *fn, void *arg);

/* The first that does not end before at. */
size_t registrations_seek(const struct registrations *v, num_t at);

enum left_how { LEFT_POOL, LEFT_HOLDER, LEFT_NOWHERE, LEFT_AGAIN };
struct leaving {
	struct range r;
	utc_t last, since;
	uint32_t holder;
	day_t date;
	uint8_t how; /* enum left_how */
};
struct leavings {
	struct leaving *v; /* by lo, then since; they may overlap */
	size_t n, cap;
};

/* A piece of which today's file says another thing than the one before. */
struct change {
	struct range r;
	const struct registration *was, *is; /* NULL: not listed; in the ledger
					   before, and in the new one */
};
struct changes {
	struct change *v; /* by lo */
	size_t n, cap;
};

/* A dated file at its publisher's own server. */
enum dated_how { DATED_THERE, DATED_GONE, DATED_NEVER };
struct dated_state {
	day_t day;		 /* of its name */
	uint8_t how;		 /* enum dated_how */
	char sha256[SHA256_HEX]; /* unpacked; "": DATED_NEVER */
	day_t first, last;	 /* runs' days */
	uint32_t runs;
};
struct dated_states {
	struct dated_state *v; /* by day */
	size_t n, cap;
};

struct open_entry {
	const struct rule *rule;
	unsigned parties;
	enum subject_type type;
	struct range range;
	char *name;
	char *exception; /* that excused it last; owned, or NULL */
	day_t first, last;
	int episode;
	uint32_t observed, gap;
	uint32_t serials[RIR_N];
};
struct open_list {
	struct open_entry *v;
	size_t n, cap;
};

/* A log's entries as texts of ledger/logged, behind the RIR; sorted. */
struct logged {
	char **v; /* owned, each of them */
	size_t n, cap;
};
#define LOGGED_FIELDS 5
/* Yesterday's trust anchors, and their RRDP repositories. */
#define FEED_DAYS 30
struct anchor_state {
	char name[RPKI_NAME_MAX];
	utc_t at, until;
	char key[SHA256_HEX], resources[SHA256_HEX], digest[SHA256_HEX];
	char *repo, *notify; /* owned */
	uint64_t cas, roas, vrps, aspas;
};
struct feed_state {
	char name[RPKI_NAME_MAX];
	char *uri; /* owned */
	char session[RPKI_SESSION];
	uint64_t serial;
	utc_t at;
};
struct rpki_states {
	struct anchor_state *anchors;
	size_t anchors_n, anchors_cap;
	struct feed_state *feeds;
	size_t feeds_n, feeds_cap;
};
/* NULL: not known. */
const struct anchor_state *rpki_anchor_state(const struct rpki_states *s,
    const char *name);
const struct feed_state *rpki_feed_state(const struct rpki_states *s,
    const char *name, const char *uri);

struct ledger {
	day_t run_day; /* 0: no snapshot before */
	utc_t base[RIR_N], asof[RIR_N];
	struct source_state *src; /* by source index */
	struct tenancies ten[RIR_N][FAM_N][CLASS_N];
	int held_from[RIR_N]; /* source index, -1: none */
	utc_t held_first[RIR_N], held_at[RIR_N];
	struct registrations held[RIR_N][FAM_N];
	struct leavings left[RIR_N][FAM_N];
	struct words *words[FAM_N], *left_words; /* of held; of left */
	utc_t first_at[RIR_N];			 /* TIME_NONE: not seen */
	struct rset first[RIR_N][FAM_N];
	struct logged logged[RIR_N];
	struct dated_states dated[RIR_N];
	struct reported nro;
	struct open_list open, closed;
	struct rpki_states rpki;
	/* Not written: was today's file compared with the same source's one
	 * before, and what had changed? */
	bool compared[RIR_N];
	struct changes changed[RIR_N][FAM_N];
};
void ledger_init(struct ledger *l);
void ledger_clear(struct ledger *l);
/* As-of of the first file in the unbroken listing that holds r, or TIME_NONE
 * where it is not listed throughout in that class. */
utc_t ledger_since(const struct ledger *l, size_t rir, enum family f,
    enum class c, struct range r);

/* What is known of the file of that day, or NULL. */
const struct dated_state *ledger_dated(const struct ledger *l, size_t rir,
    day_t day);

/* The files above; names[] in the order of ledger_files. */
/* An older engine's ledger ends before LEDGER_RECORDS. */
#define LEDGER_FILES 15
#define LEDGER_RECORDS 6
extern const char *const ledger_files[LEDGER_FILES];
void ledger_print(const struct ledger *l, size_t file, struct buf *out);
/* Our own text, but from a repository that others can write: strict. */
int ledger_parse(struct ledger *l, size_t file, struct span text,
    struct err *e);

/* --- within the layer --- */
/* Today's records, leavings and changes. */
struct view;
void ledger_hold(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret);
/* Does today's file of this RIR say anything that the ledger has not yet? */
bool ledger_says_more(const struct ledger *old, const struct dataset *d,
    size_t rir);
void ledger_hold_clear(struct ledger *l);
void ledger_first(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret);
void ledger_log(const struct ledger *old, const struct dataset *d,
    struct ledger *ret);
void logged_clear(struct logged *g);
/* Each set of an entry; -1 where it is none.  fn may be NULL. */
typedef void logged_fn(enum family f, struct range r, void *arg);
int logged_ranges(const char *entry, logged_fn *fn, void *arg);
void first_clear(struct ledger *l);
void first_print(const struct ledger *l, struct buf *out);
void logged_print(const struct ledger *l, struct buf *out);
int first_line(struct ledger *l, struct span line);
int logged_line(struct ledger *l, struct span line);
void records_print(const struct ledger *l, enum family f, struct buf *out);
void left_print(const struct ledger *l, struct buf *out);
/* One line; 0 or -1. */
int records_line(struct ledger *l, enum family f, struct span line);
int left_line(struct ledger *l, struct span line);
/* The same of dated files. */
void ledger_date(const struct ledger *old, const struct dataset *d,
    struct ledger *ret);
void dated_print(const struct ledger *l, struct buf *out);
int dated_line(struct ledger *l, struct span line);
void rpki_states_advance(const struct rpki_states *old,
    const struct dataset *d, struct rpki_states *ret);
void rpki_states_print(const struct rpki_states *s, struct buf *out);
int rpki_states_line(struct rpki_states *s, struct span line);
void rpki_states_clear(struct rpki_states *s);
/* Today's report and feeds. */
void ledger_report(const struct ledger *before, const struct dataset *d,
    struct ledger *next);
void reported_print(const struct ledger *l, struct buf *out);
int reported_line(struct ledger *l, struct span line);
/* Exactly n fields; 0 or -1. */
int ledger_split(struct span line, struct span *f, size_t n);

/* Yesterday's ledger and today's snapshot make today's. open and closed are
 * the lifecycle's. */
void ledger_advance(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret);

#endif
