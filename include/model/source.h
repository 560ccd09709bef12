/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_SOURCE_H
#define MODEL_SOURCE_H
/* Publishers, sources, and what became of each source in one snapshot. */
#include "base/base.h"
#include "base/date.h"
#include "base/digest.h"

enum publisher {
	PUB_AFRINIC,
	PUB_APNIC,
	PUB_ARIN,
	PUB_LACNIC,
	PUB_RIPENCC,
	PUB_IANA,
	PUB_NRO
};
#define RIR_N 5 /* the first five */
#define PUB_N 7

const char *pub_name(enum publisher p);	 /* "ripencc", as in the files */
const char *pub_title(enum publisher p); /* "RIPE NCC" */
int pub_parse(struct span s, enum publisher *ret);

enum source_kind {
	SK_STATS_EXTENDED,
	SK_STATS_PLAIN,
	SK_MD5,
	SK_IANA_ASN,
	SK_IANA_IPV4,
	SK_IANA_RECOVERED,
	SK_IANA_IPV6,
	SK_IANA_UNICAST,
	SK_IANA_ASN_SPECIAL,
	SK_IANA_IPV4_SPECIAL,
	SK_IANA_IPV6_SPECIAL,
	SK_TRANSFERS,
	SK_ASC,	      /* a detached OpenPGP signature */
	SK_NRO_STATS, /* the NRO's combined file */
	SK_NRO_CONFLICTS,
	SK_NRO_UNCLAIMED,
	SK_NRO_OVERCLAIMED,
	SK_CHANGES,
	SK_RDAP_ASN, /* IANA's RDAP bootstrap */
	SK_RDAP_IPV4,
	SK_RDAP_IPV6,
	SK_ARCHIVE, /* kept, and read by no rule */
	SK_N
};
/* "stats-extended", "md5", "iana-ipv4", ... as in the configuration. */
const char *source_kind_name(enum source_kind k);
int source_kind_parse(struct span s, enum source_kind *ret);
bool source_kind_iana(enum source_kind k); /* IANA's registries, in XML */
bool source_kind_nro(enum source_kind k);
bool source_kind_rdap(enum source_kind k);
/* Is a file of no bytes a whole one?  The NRO's lists of what is amiss are
 * empty where nothing is. */
bool source_kind_empty(enum source_kind k);

struct source {
	const char *id;
	enum publisher publisher;
	enum source_kind kind;
	const char *path; /* in a snapshot's tree */
	const char *url;
	size_t max;	 /* ceiling in bytes */
	int stale_hours; /* 0: no rule asks */
	day_t from, until;
};

/* Those of sources.def, then those that configurations added.  A source keeps
 * its place for the life of the process; arrays by source index are given
 * SOURCES_MAX places, so that they outlive an addition. */
#define SOURCES_MAX 512
#define SOURCE_ID_MAX 48
#define SOURCE_MIB_MAX 1024
extern const struct source *const sources;
extern size_t sources_n;
/*
 * A source that is not in sources.def; strings are copied.  Its path in the
 * snapshot is extra/ID.  0 also where it is there with the same publisher and
 * kind.  ERR_DATA: a bad id ([a-z0-9-], SOURCE_ID_MAX), too many, or known
 * with another publisher or kind.
 */
size_t sources_built_in(void); /* how many are sources.def's */
int source_add(const struct source *s, struct err *e);
const struct source *source_find(const char *id); /* or NULL */
size_t source_index(const struct source *s);	  /* in sources[] */
bool source_in_force(const struct source *s, day_t d);

/* What a fetch came to.  Everything but FETCHED means: absent. */
enum outcome {
	FO_NONE, /* not asked for: not in force, or switched off */
	FO_FETCHED,
	FO_NOT_FOUND,	  /* 404 or 410, or a COMPLETE mirror lacks it */
	FO_NOT_IN_MIRROR, /* the mirror lacks it and is not COMPLETE */
	FO_HTTP_STATUS,	  /* any other status */
	FO_TRUNCATED,	  /* fewer bytes than announced */
	FO_HTML,	  /* a web page where data was due */
	FO_TOO_LARGE,	  /* over the ceiling, bombs too */
	FO_TIMEOUT,	  /* connect, total, or too slow */
	FO_TLS,		  /* certificate or handshake */
	FO_REDIRECT,	  /* to a host that is not allowed, or too often */
	FO_DNS,
	FO_CONNECT,
	FO_EMPTY,
	FO_OTHER
};
const char *outcome_name(enum outcome o); /* "fetched", "not-found", ... */
int outcome_parse(struct span s, enum outcome *ret);

/* Provenance of one source in one snapshot; strings owned, NULL if unknown. */
struct fetch {
	const struct source *source;
	enum outcome outcome;
	char *reason; /* one line for a reader; NULL when fetched, but where
			 a second download came to nothing */
	char *url, *final_url;
	utc_t start, end;		  /* TIME_NONE if not tried */
	utc_t last_modified, server_date; /* TIME_NONE if not given */
	char *dns, *peer, *tls; /* all addresses, sorted, a blank between;
				   the one asked; version and cipher */
	char *headers;		/* raw, as received; redirects' as well */
	char *tls_file;		/* "tls/<host>.pem" in the snapshot: every
				   certificate that the host showed */
	int status;		/* HTTP, 0 for files */
	int attempts;
	size_t size;
	char sha256[SHA256_HEX], sha512[SHA512_HEX];
	char sha256_first[SHA256_HEX]; /* of an earlier download that was
					  repeated, "" if none */
};
void fetch_clear(struct fetch *f);

/* A run: how and when a snapshot was taken. */
struct runinfo {
	utc_t clock;	    /* what the run takes as now */
	bool clock_given;   /* live, or --as-of */
	char *mirror;	    /* URL, NULL when live */
	bool complete;	    /* the mirror's root holds COMPLETE */
	int64_t clock_skew; /* ours minus the median of Date headers, s */
	bool clock_checked;
	char *engine;  /* that took the snapshot */
	char *sandbox; /* what confined the phases: "landlock 3, seccomp" */
	char *notices; /* the newest commit on notices, NULL: there was none */
	char *seals;   /* the same on seals */
	char **faults; /* of our own, a sentence each; owned */
	size_t faults_n, faults_cap;
};
/* Seconds that our clock may differ; beyond, nothing that depends on time is
 * judged. */
#define CLOCK_SKEW_MAX 300
bool runinfo_clock_off(const struct runinfo *r);
/* The run's clock, put right where the publishers' refute it. */
utc_t runinfo_now(const struct runinfo *r);
#define RUN_FAULTS_MAX 64
/* Copies text; what is beyond RUN_FAULTS_MAX is dropped. */
void runinfo_fault(struct runinfo *r, const char *text);
void runinfo_clear(struct runinfo *r);

/* One snapshot's provenance; fetches[i] is of sources[i]. */
struct dated; /* model/dated.h */
struct provenance {
	struct runinfo run;
	struct fetch *fetches;
	size_t n;
	struct dated *dated; /* by rir, at, day; no two of the same */
	size_t dated_n, dated_cap;
};
void provenance_init(struct provenance *p); /* one FO_NONE per source */
void provenance_clear(struct provenance *p);
/* One dated file more, until the next is added. */
struct dated *provenance_dated(struct provenance *p);

#endif
