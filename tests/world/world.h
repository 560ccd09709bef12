/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H
/*
 * A simulated registry system.  Time is counted in states: state i of a RIR
 * is what its files say that are first visible at 07:30 UTC of day i.  What
 * is planted lies in slots, small ranges set apart for it, so that every
 * finding of a day follows from the slots' rows and from what was done to
 * the files as a whole.  Nothing here uses the auditor's parsers, intervals,
 * dates or rules; see words.h for the words that are shared.
 */
#include "tests/world/known.h"
#include "tests/world/log.h"
#include "tests/world/nro.h"

#define EXT 0
#define PLAIN 1
#define KIND_N 2
#define LOG 2	   /* a transfer log, where findings are named */
#define BALANCE 3  /* C-04's, of a registry's numbers */
#define NRO_FILE 4 /* and the NRO's files, from here on */
#define SLOTS 32   /* per RIR and family */

/* A small generator of our own: the same world from the same seed. */
struct rng {
	uint64_t s;
};
uint64_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n); /* n 0: 0 */
uint64_t mix64(uint64_t x);

enum inc_kind {
	INC_NONE,
	INC_DOUBLE,	    /* U-01 */
	INC_DOUBLE_PART,    /* U-01, half of the record */
	INC_DOUBLE_GROWS,   /* U-01, a second half joins later */
	INC_DOUBLE_SHRINKS, /* U-01, one half is cured, and back later */
	INC_TRIPLE,	    /* U-01, three registries */
	INC_ENDS,	    /* U-01, U-04: the ends of a number space */
	INC_TWICE,	    /* U-02, two holders */
	INC_TWICE_POOL,	    /* U-02, delegated and reserved */
	INC_POOL_POOL,	    /* U-02, reserved and available */
	INC_AVAILABLE,	    /* U-07, available there: no transfer */
	INC_HELD,	    /* U-07, reserved there all along: no transfer */
	INC_TRANSFER,	    /* U-07 under X1, for a fortnight */
	INC_MOVE,	    /* silent: from one day to the next */
	INC_HOLE,	    /* A-13, C-01 */
	INC_ODD,	    /* a record rule; see odd */
	INC_ODD_PLAIN,	    /* A-17 in the plain file only */
	INC_TWICE_PLAIN,    /* U-02 in the plain file only */
	INC_STRAY,	    /* U-04: IANA gave it to nobody */
	INC_STRAY_POOL,	    /* C-01 only */
	INC_STRAY_SPECIAL,  /* U-04: special-purpose */
	INC_OVERFLOW,	    /* A-21 and U-04; another has its last number */
	INC_AS112,	    /* U-04 under X3 at ARIN; not at another */
	INC_SPLIT,	    /* silent: one record, then two, then one */
	INC_REPART,	    /* silent: two pool records, cut elsewhere */
	INC_FRAGMENTS,	    /* silent: a pool in one record, then in many */
	INC_CC,		    /* silent: EU, AP, ZZ, UK */
	INC_REDATE,	    /* */
	INC_REDATE_HALF,    /* A-10, one half of what was one record */
	INC_GAP,	    /* A-11 for two days of a move */
	INC_OLD,	    /* from the pool, with an old date */
	INC_FLAP,	    /* twice in and out */
	INC_REISSUE,	    /* U-08: b gives out what a never released */
	INC_REISSUE_LATE,   /* U-08, when a log would list it */
	INC_MOVE_REDATED,   /* silent: with a new date, and in both logs */
	INC_PAST,	    /* silent: went from a to b long ago */
	INC_KEPT,	    /* went, and the source lists it */
	INC_BACK,	    /* silent: went to b and came back */
	INC_HANDOVER,	    /* U-01 under X1, while the source lets go */
	INC_ONE_SIDED,	    /* C-02 */
	INC_ONE_SIDED_HALF, /* C-02, half of the range */
	INC_LOGS_DAY,	    /* A-07, in the day */
	INC_LOGS_TYPE,	    /* A-07, in the type */
	INC_LOGS_CLOSE,	    /* silent: a week apart */
	INC_DATE_LOST,	    /* */
	INC_NOT_ARRIVED,    /* A-03, and a hole */
	INC_NOT_OWNED,	    /* nobody's, then the recipient's */
	INC_UNLOGGED,	    /* U-09, C-04, A-04: went, and no log says so */
	INC_STUCK,	    /* C-05; the RIPE NCC's log alone has a status */
	INC_STAYS	    /* silent: cancelled */
};
enum space { SPACE_GIVEN, SPACE_WITHHELD, SPACE_SPECIAL };

/* A number's state with one rule and its parties. */
struct life {
	bool open;
	int first, last, closed; /* days */
	int episode, closed_episode;
	int observed;
	int serials[RIR_N];
};
#define RANGE_RULES 24
#define INC_ROWS 48
/* A piece of an incident that no row ever cuts. */
struct piece {
	struct range r;
	struct known known[RIR_N], before[RIR_N]; /* today, yesterday */
	/* Delegated, then in no file of its registry; nobody's since. */
	struct tenant tenant[RIR_N][TENANTS_MAX]; /* those who left */
	uint8_t tenant_n[RIR_N];
	bool gone[RIR_N];
	utc_t gone_since[RIR_N];
	day_t gone_date[RIR_N];
	/* As the rules know it, from the files before today's. */
	bool first[RIR_N];     /* by its first extended file */
	bool ever[RIR_N];      /* by any */
	bool had[RIR_N];       /* delegated, and then not */
	bool listed[RIR_N][2]; /* delegated, pool */
	utc_t since[RIR_N][2];
	struct life life[RANGE_RULES][RIR_N][RIR_N];
	struct nro_piece nro;
};

struct incident {
	enum inc_kind kind;
	enum odd odd;
	size_t a, b, c; /* the owner; the other parties, RIR_N: none */
	enum family fam;
	enum space space;
	struct range r;
	struct sched on, on2;
	day_t date; /* of what is delegated only then; 0: an old one */
	struct piece *piece;
	size_t piece_n;
	/* What each log had last. */
	struct log_entry last[RIR_N][LOG_ENTRIES];
	size_t last_n[RIR_N];
	struct nro_row_of *nro; /* as the NRO's last report had it */
	size_t nro_n;
};

/* What is done to one source's file; bits. */
enum {
	FM_FEWER_DECLARED = 1 << 0, /* */
	FM_MORE_DECLARED = 1 << 1,  /* rows lost, the MD5 valid */
	FM_NO_SUMMARY = 1 << 2,	    /* A-02 ipv6 */
	FM_TWO_SUMMARIES = 1 << 3,  /* A-02 ipv4 */
	FM_MD5_WRONG = 1 << 4,
	FM_MD5_MALFORMED = 1 << 5,
	FM_MD5_ABSENT = 1 << 6,
	FM_VERSION = 1 << 7,
	FM_STARTDATE = 1 << 8,
	FM_OFFSET = 1 << 9,
	FM_REGISTRY = 1 << 10,
	FM_MIXED = 1 << 11, /* P-10 */
	FM_CRLF = 1 << 12,
	FM_COMMENT = 1 << 13,
	FM_NO_NEWLINE = 1 << 14,
	FM_AGAIN = 1 << 15,
	FM_NON_ASCII = 1 << 16,
	FM_LINE_BAD = 1 << 17,
	FM_LATE = 1 << 18,
	FM_SHRINK = 1 << 19,  /* P-18 */
	FM_SHORT = 1 << 20,   /* M-03 */
	FM_CUT = 1 << 21,     /* M-03, within a line */
	FM_HTML = 1 << 22,    /* M-03, a page instead */
	FM_UNDATED = 1 << 23, /* P-09; SKEW */
	/* Look-alikes of what is excused elsewhere. */
	FM_AVAILABLE_7 = 1 << 24,
	FM_RESERVED_7 = 1 << 25,
	FM_STARTDATE_ZERO = 1 << 26,
	FM_UNSIGNED = 1 << 27,
	FM_MD5SUM = 1 << 28,
	FM_STARTDATE_EMPTY = 1 << 29,
	FM_UNIXTIME = 1 << 30
};
#define FM_PART (FM_SHORT | FM_CUT) /* the end is lost on its way */
struct file_incident {
	size_t rir;
	int kind;
	uint32_t bit;
	struct sched on;
};

/* What reaches us on a day. */
enum delivery { DEL_NEW, DEL_STALL, DEL_ABSENT, DEL_BACK };

/* X6 and X8 as the operator records them. */
struct announced {
	const char *xclass, *rule;
	size_t rir;
	int kind;
	int from, until; /* days */
};
#define ANNOUNCED_MAX 8

struct plan {
	struct incident *inc;
	size_t inc_n, inc_cap;
	struct file_incident *file;
	size_t file_n, file_cap;
	uint8_t delivery[RIR_N][KIND_N][DAYS_MAX];
	bool iana_absent[DAYS_MAX];
	bool late[DAYS_MAX]; /* as of 17:00 instead of 07:30 */
	struct log_incident log[LOG_INCIDENTS];
	size_t log_n;
	struct nro_plan nro;
	struct announced announced[ANNOUNCED_MAX];
	size_t announced_n;
	size_t used[RIR_N][FAM_N];
	size_t stray[FAM_N][2];
};

struct world {
	const char *out;
	day_t start;
	int days, scale;
	bool clean;
	uint64_t seed;
	struct rng rng;
	struct zone given[RIR_N][FAM_N]; /* by IANA */
	struct zone special[FAM_N];
	struct zone withheld4;		/* IANA's recovered pool */
	struct rows base[RIR_N][FAM_N]; /* sorted by lo */
	num_t space[RIR_N][FAM_N];
	int state[RIR_N];
	struct plan plan;
};

/* space.c: IANA's tables and the first day's records. */
void space_make(struct world *w);
struct range slot_block(size_t rir, enum family f);
struct range slot_range(size_t rir, enum family f, size_t i);
/* churn.c: one state further. */
void churn(struct world *w, size_t rir);
#define BULK_ANNOUNCED 7 /* APNIC's state with a clean-up (X6) */
#define BULK_SILENT 9	 /* ARIN's without a word */
/* iana.c */
int iana_write(const struct world *w, const char *dir, bool absent,
    struct err *e);

/* plan.c, plan_files.c */
void plan_make(struct world *w);
void plan_files(struct world *w);
uint32_t plan_file_bits(const struct world *w, size_t rir, int kind,
    int state);
struct sched plan_sched(struct world *w, unsigned which);
void plan_announce(struct world *w, const char *xclass, const char *rule,
    size_t rir, int kind, int from, int until);
/* Is this announced for that day? */
bool plan_announced(const struct world *w, const char *rule, size_t rir,
    int kind, int day);
int plan_write(const struct world *w, struct err *e); /* exceptions.conf */

/* slot.c: rows that an incident puts into one file; returns how many. */
size_t incident_rows(const struct incident *i, size_t rir, int kind, int state,
    struct row out[INC_ROWS]);
/* Are its rows in the part that a download lost? */
bool incident_lost(const struct incident *i, size_t rir, uint32_t bits);
/* All slot rows of a file and family, sorted by lo; how many more are lost. */
size_t slot_rows(const struct world *w, size_t rir, int kind, enum family f,
    int state, struct rows *ret);

/* render.c: one file's bytes and what they deserve to have found. */
struct file_finding {
	const char *rule;
	char what[48]; /* behind the source's id, "" for the id itself */
	int severity;
	day_t excused_from; /* 0: never */
};
#define FILE_FINDINGS 32
struct rendered {
	struct buf text, md5, asc;
	bool has_md5, has_asc;
	int state;
	struct file_finding f[FILE_FINDINGS];
	size_t f_n;
	bool complete; /* absence in it shows something */
	bool html;     /* a page: no file at all */
	bool dated;    /* it names its day */
	uint32_t bits;
	bool offset_bad;
	uint64_t rows;
	num_t totals[FAM_N];
	/* Base rows whose opaque-id is missing or is none. */
	struct {
		enum family f;
		num_t lo;
	} unheld[4];
	size_t unheld_n;
};
/* Is this base row among what a file lost that shrank? */
bool row_shrunk(uint32_t bits, const struct row *r);
void rendered_clear(struct rendered *r);
void render(const struct world *w, size_t rir, int kind, int state,
    struct rendered *ret);
void finding_add(struct rendered *r, const char *rule, const char *what,
    int severity, day_t excused_from);
/* faults.c: the findings of the header's figures, of the sum, of the text. */
struct figures {
	uint64_t declared[FAM_N], written[FAM_N], shown[FAM_N];
	unsigned lines[FAM_N]; /* summaries */
	uint64_t total;	       /* that the header declares */
};
void faults_of(size_t rir, int kind, day_t start, uint32_t bits,
    const struct figures *g, struct rendered *ret);

/* house.c: each publisher's own style. */
day_t house_serial_day(const struct world *w, size_t rir, int state);
day_t house_end_day(const struct world *w, size_t rir, int state);
int house_offset(const struct world *w, size_t rir, int state); /* seconds */
void house_header(const struct world *w, size_t rir, int kind, int state,
    uint64_t records, uint32_t bits, struct buf *out);
void house_holder(size_t rir, uint32_t holder, struct buf *out);
void house_md5(const struct world *w, size_t rir, int kind, int state,
    uint32_t bits, struct span text, struct buf *out);
void house_findings(size_t rir, int kind, struct rendered *ret);
extern const enum family house_order[RIR_N][FAM_N];
/* Instant that the bytes speak for, uncapped; end of the serial's day. */
utc_t house_asof(const struct world *w, size_t rir, int state, bool bad);
utc_t house_published(const struct world *w, size_t rir, int state, bool bad);

/* truth.c */
struct seen {	   /* of one source, over the days */
	bool ever; /* any bytes */
	bool any, unbroken;
	int last_state; /* of the newest complete file */
	size_t size;
	uint64_t rows;
	num_t totals[FAM_N];
	utc_t retrieved; /* first retrieval of the bytes at hand */
};
struct feed_state;
struct day_view {
	int day;
	utc_t clock;
	bool iana;
	bool fresh[RIR_N][KIND_N];		    /* bytes not seen before */
	const struct rendered *file[RIR_N][KIND_N]; /* NULL: absent */
	bool page[RIR_N][KIND_N];		    /* absent, as a web page */
	bool shrunk[RIR_N][KIND_N];
	/* of the file that rules compare */
	int chosen[RIR_N];	  /* EXT, PLAIN or -1 */
	utc_t asof[RIR_N];	  /* TIME_NONE: unknown */
	bool newer[RIR_N];	  /* bytes not seen, no older instant */
	bool newer_serial[RIR_N]; /* of a later instant */
	bool extended;		  /* all five */
	bool absence[RIR_N];	  /* what it lacks shows something */
	bool examinable;	  /* A-13, C-01 at all */
	const struct rendered_log *log[RIR_N]; /* NULL: absent */
	bool log_fresh[RIR_N];		       /* bytes not seen before */
	bool log_whole[RIR_N]; /* all of its entries can be read */
	bool told[RIR_N];      /* by an extended file, newer and whole */
	bool compared[RIR_N];  /* and there was one before */
	const struct feed_state *feed;
	bool archive; /* LACNIC's latest was held against dated files */
	struct nro_day nro;
};
/* One finding of a file, source or registry, over the days. */
struct named_life {
	char *key; /* rule, parties, subject */
	const char *rule;
	size_t rir; /* RIR_N: all together */
	int kind;
	bool found;	 /* today */
	bool absent_asc; /* P-06 of what is not there */
	struct life life;
};
struct truth {
	char **line;
	size_t n, cap;
	struct seen seen[RIR_N][KIND_N];
	int asc_of[RIR_N][KIND_N]; /* state of the last .asc and 1; 0: none */
	utc_t base[RIR_N], asof[RIR_N]; /* of what was known before today */
	bool held[RIR_N];		/* an extended file was read */
	utc_t held_at[RIR_N];		/* the last of them */
	uint64_t log_entries[RIR_N];	/* the most that a log had */
	utc_t first_at[RIR_N]; /* of the first extended file; TIME_NONE */
	struct log_entry intra[RIR_N][DAYS_MAX];
	size_t intra_n[RIR_N];
	int nro_day; /* of the last whole report seen, -1: none */
	struct named_life *named;
	size_t named_n, named_cap;
};
void truth_init(struct truth *t);
void truth_day(struct world *w, struct truth *t, struct day_view *v);
int truth_write(struct truth *t, const char *path, struct err *e);
/* One line: a finding of the day with its life. */
void truth_add(struct truth *t, const struct world *w, int day,
    const char *outcome, const char *rule, int severity, unsigned parties,
    const char *subject, const struct life *l);
void truth_ranges(struct world *w, struct truth *t, const struct day_view *v);
void truth_ranges_make(struct world *w); /* the pieces */

/* truth_log.c: what transfer logs deserve as files. */
void truth_logs(struct world *w, struct truth *t, struct day_view *v);

/* truth_named.c */
void named_found(struct truth *t, const struct world *w,
    const struct day_view *v, const char *outcome, const char *rule,
    int severity, size_t rir, int kind, const char *subject);
/* What reported once and closed. */
void named_event(struct truth *t, const struct world *w, int day,
    const char *outcome, const char *rule, int severity, size_t rir,
    const char *subject);
/* Cures what was looked at and not found. */
void named_close(struct truth *t, const struct day_view *v);

/* truth_life.c */
void life_begin(struct life *l, int day, int episode);
/* shown: by bytes not seen before. */
void life_seen(struct life *l, const struct day_view *v, bool shown);
const char *life_class(const struct life *l, unsigned parties);
void life_close(struct life *l, int day);
int life_episode(const struct life *l, int day); /* closed, within 730 days */

/* out.c */
int out_file(const char *dir, const char *path, struct span text, utc_t mtime,
    struct err *e);
/* "ftp.afrinic.net/pub/..." of a source id. */
const char *out_path(const char *source_id);
const char *source_name(size_t rir, int kind);
#endif
