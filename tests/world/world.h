/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H
/*
 * A simulated registry system.  Time is counted in states: state i of a RIR
 * is what its files say that are first visible at 07:30 UTC of day i.  What
 * is planted lies in slots, small ranges set apart for it, so that every
 * finding of a day follows from the slots' rows and from what was done to
 * the files as a whole.  Nothing here uses the auditor's parsers or rules.
 */
#include "base/base.h"
#include "base/date.h"
#include "model/source.h"
#include "model/stats.h"
#include "num/range.h"
#include "num/rset.h"

#define EXT 0
#define PLAIN 1
#define KIND_N 2
#define DAYS_MAX 400
#define SLOTS 32 /* per RIR and family */

/* A small generator of our own: the same world from the same seed. */
struct rng {
	uint64_t s;
};
uint64_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n); /* n 0: 0 */
uint64_t mix64(uint64_t x);

/* What is odd about a row that is otherwise right. */
enum odd {
	ODD_NONE,
	ODD_STATUS,	 /* */
	ODD_DATE,	 /* no calendar date */
	ODD_FUTURE,	 /* */
	ODD_ZERO_NEW,	 /* 00000000 on a new record */
	ODD_NO_DATE,	 /* */
	ODD_NO_CC,	 /* */
	ODD_NO_HOLDER,	 /* A-19, extended only */
	ODD_CC,		 /* */
	ODD_HOST_BITS,	 /* A-21, IPv6 */
	ODD_ZEROS,	 /* A-21, leading zeros */
	ODD_OVERFLOW,	 /* */
	ODD_REGISTRY,	 /* P-11 */
	ODD_POOL_IN_PLAIN /* A-17, plain only */
};

struct row {
	struct range r;
	uint32_t holder; /* 0: none */
	day_t date;	 /* 0: 00000000 on delegated rows */
	char cc[3];
	uint8_t status; /* enum status */
	uint8_t odd;	/* enum odd */
	bool own;	/* in space that IANA gave to this RIR */
	bool fixed;	/* never changes */
};
struct rows {
	struct row *v;
	size_t n, cap;
};
void rows_add(struct rows *r, const struct row *one);

/* When something is there: once or twice. */
struct sched {
	int start, len, gap, len2;
};
bool sched_on(const struct sched *s, int state);

enum inc_kind {
	INC_NONE,
	INC_DOUBLE,	  /* U-01 */
	INC_DOUBLE_PART,  /* U-01, half of the record */
	INC_DOUBLE_GROWS, /* U-01, a second half joins later */
	INC_TWICE,	  /* U-02, two holders */
	INC_TWICE_POOL,	  /* U-02, delegated and reserved */
	INC_POOL_POOL,	  /* U-02, reserved and available */
	INC_PARKED,	  /* U-07 */
	INC_TRANSFER,	  /* U-07 until the source lets go */
	INC_MOVE,	  /* silent: from one day to the next */
	INC_HOLE,	  /* A-13, C-01 */
	INC_ODD,	  /* a record rule; see odd */
	INC_ODD_PLAIN,	  /* A-17 in the plain file only */
	INC_STRAY,	  /* U-04: IANA gave it to nobody */
	INC_STRAY_POOL,	  /* C-01 only */
	INC_STRAY_SPECIAL, /* U-04: special-purpose */
	INC_OVERFLOW,	  /* A-21 and U-04 */
	INC_SPLIT,	  /* silent: one record, then two, then one */
	INC_REPART,	  /* silent: the same for pool records */
	INC_CC		  /* silent: EU, AP, ZZ, UK */
};
enum space { SPACE_GIVEN, SPACE_WITHHELD, SPACE_SPECIAL };

struct incident {
	enum inc_kind kind;
	enum odd odd;
	size_t a, b;	  /* the owner; the other party */
	enum family fam;
	enum space space;
	struct range r;
	struct sched on, on2;
};

/* What is done to one source's file; bits. */
enum {
	FM_FEWER_DECLARED = 1 << 0, /* */
	FM_MORE_DECLARED = 1 << 1,  /* */
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
	FM_SHRINK = 1 << 19, /* P-18 */
	FM_SHORT = 1 << 20   /* M-03 */
};
struct file_incident {
	size_t rir;
	int kind;
	uint32_t bit;
	struct sched on;
};

/* What reaches us on a day. */
enum delivery { DEL_NEW, DEL_STALL, DEL_ABSENT };

struct plan {
	struct incident *inc;
	size_t inc_n, inc_cap;
	struct file_incident *file;
	size_t file_n, file_cap;
	uint8_t delivery[RIR_N][KIND_N][DAYS_MAX];
	bool iana_absent[DAYS_MAX];
	bool late[DAYS_MAX]; /* as of 17:00 instead of 07:30 */
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
	struct rset given[RIR_N][FAM_N]; /* by IANA */
	struct rset special[FAM_N];
	struct rset withheld4; /* IANA's recovered pool */
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
/* layout.c */
struct layout_asn {
	uint32_t lo, hi;
	int rir;
};
struct layout_v6 {
	const char *prefix;
	int rir;
};
extern const struct layout_v6 layout_v6[];
extern const size_t layout_v6_n;
struct named {
	const char *text, *name;
};
extern const struct named special_asn[], special_v4[], special_v6[];
extern const size_t special_asn_n, special_v4_n, special_v6_n;
extern const char *const recovered_left[2]; /* first, last address */
extern const char *const recovered_given[2]; /* to AFRINIC */
/* 'x' not a RIR's; lower case allocated, upper case legacy; f a n l r. */
char layout_v4(unsigned first);
int layout_rir(char c); /* or -1 */
/* The i-th row of the AS number registry; false behind the last. */
bool layout_asn(size_t i, struct layout_asn *ret);
struct range prefix_range(enum family f, const char *text);
/* iana.c */
int iana_write(const struct world *w, const char *dir, bool absent,
    struct err *e);

/* plan.c, plan_files.c */
void plan_make(struct world *w);
void plan_files(struct world *w);
uint32_t plan_file_bits(const struct world *w, size_t rir, int kind,
    int state);
struct sched plan_sched(struct world *w, unsigned which);

/* slot.c: rows that an incident puts into one file; returns how many. */
#define INC_ROWS 3
size_t incident_rows(const struct incident *i, size_t rir, int kind,
    int state, struct row out[INC_ROWS]);
/* All slot rows of a file and family, sorted by lo. */
void slot_rows(const struct world *w, size_t rir, int kind, enum family f,
    int state, struct rows *ret);

/* render.c: one file's bytes and what they deserve to have found. */
struct file_finding {
	const char *rule;
	char what[48]; /* behind the source's id, "" for the id itself */
	day_t excused_from; /* 0: never */
};
#define FILE_FINDINGS 24
struct rendered {
	struct buf text, md5;
	bool present, has_md5;
	int state;
	struct file_finding f[FILE_FINDINGS];
	size_t f_n;
	bool complete;
	bool offset_bad;
	uint64_t rows;
	num_t totals[FAM_N];
};
void rendered_clear(struct rendered *r);
void render(const struct world *w, size_t rir, int kind, int state,
    struct rendered *ret);
void finding_add(struct rendered *r, const char *rule, const char *what,
    day_t excused_from);

/* house.c: each publisher's own style. */
day_t house_serial_day(const struct world *w, size_t rir, int state);
day_t house_end_day(const struct world *w, size_t rir, int state);
int house_offset(const struct world *w, size_t rir, int state); /* seconds */
void house_header(const struct world *w, size_t rir, int kind, int state,
    uint64_t records, uint32_t bits, struct buf *out);
void house_holder(size_t rir, uint32_t holder, struct buf *out);
void house_md5(const struct world *w, size_t rir, int kind, int state,
    uint32_t bits, struct span text, struct buf *out);
void house_findings(size_t rir, int kind, day_t start, bool md5_ok,
    struct rendered *ret);
extern const enum family house_order[RIR_N][FAM_N];
/* Instant that the bytes speak for, uncapped; end of the serial's day. */
utc_t house_asof(const struct world *w, size_t rir, int state, bool bad);
utc_t house_published(const struct world *w, size_t rir, int state,
    bool bad);

/* truth.c */
struct seen { /* of one source, over the days */
	bool any, unbroken;
	int last_state; /* of the newest complete file */
	size_t size;
	uint64_t rows;
	num_t totals[FAM_N];
	utc_t retrieved; /* first retrieval of the bytes at hand */
	int bytes_state;
};
struct day_view {
	int day;
	utc_t clock;
	bool iana;
	bool fresh[RIR_N][KIND_N];	/* bytes not seen before */
	const struct rendered *file[RIR_N][KIND_N]; /* NULL: absent */
	int chosen[RIR_N];		/* EXT, PLAIN or -1 */
	bool shrunk[RIR_N][KIND_N];
};
struct truth {
	char **line;
	size_t n, cap;
	struct seen seen[RIR_N][KIND_N];
};
void truth_day(const struct world *w, struct truth *t, struct day_view *v);
void truth_add(struct truth *t, const struct world *w, int day,
    const char *outcome, const char *rule, unsigned parties,
    const char *fmt, ...) PRINTF_LIKE(7, 8);
void truth_ranges(const struct world *w, struct truth *t,
    const struct day_view *v);
int truth_write(struct truth *t, const char *path, struct err *e);

/* out.c */
int out_file(const char *dir, const char *path, struct span text,
    utc_t mtime, struct err *e);
/* "ftp.afrinic.net/pub/..." of a source id. */
const char *out_path(const char *source_id);
const char *source_name(size_t rir, int kind);
#endif
