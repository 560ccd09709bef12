/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_JOB_H
#define CMD_JOB_H
/*
 * What the phases of the nightly job do, each a function that can be repeated
 * and that runs in a process of its own (cmd/box.h).  The history is what
 * passes between them, and answers in parts (cmd/parts.h).
 */
#include "cmd/load.h"
#include "io/phase.h"
#include "model/config.h"
#include "model/notice.h"

#include <openssl/evp.h>

/* Below -C: public files that are made of the branch keys. */
#define JOB_SIGNERS "keys/allowed_signers"
#define JOB_CAS "keys/ca.pem"
#define JOB_ROOT "keys/root.txt"

struct job {
	const char *dir; /* -C */
	const struct config *cfg;
	const char *mirror; /* or NULL */
	utc_t as_of;	    /* or TIME_NONE */
	bool progress;
	const char *statement; /* a file that somebody handed in, or NULL */
	/* Of an exhibit whose signature is stamped (report/xades.h), or NULL. */
	const EVP_MD_CTX *files;
};

/* Paths below -C; owned by the caller. */
char *job_path(const struct job *j, const char *below);
/* Where the keys are; owned by the caller. */
char *job_ssh_key(const struct job *j);
char *job_report_key(const struct job *j);
/* NULL where it comes with the key. */
char *job_report_chain(const struct job *j);
/* Does the key lie in a token? */
bool job_report_token(const struct job *j);
/* The directory of a mirror that is one; NULL for others. */
const char *job_mirror_dir(const struct job *j);
/* The directory of history.remote where it is one; NULL for others. */
const char *job_remote_dir(const struct job *j);

/* Opens the history, with its key where it is to be written. */
int job_store(const struct job *j, bool key, struct store **ret,
    struct err *e);
/* Opens the history without a key and holds its lock; ERR_BUSY. */
int job_lock(const struct job *j, struct store **ret, struct err *e);

/*
 * fetch: fills the empty spool/.  Parts: clock, provenance, file (a path, for
 * each), absent (lines for a reader).  known: what the run is known to be
 * before it begins: its sandbox, its faults so far, the notices that there
 * are.  1 where no RIR could be reached at all.
 */
int job_fetch(const struct job *j, utc_t now, const struct service *inspector,
    const struct runinfo *known, struct buf *out, struct err *e);
/* commit: the parts of a fetch, and spool/, into the history. */
int job_commit(const struct job *j, struct store *st, struct span parts,
    char ret_id[SHA1_HEX], struct err *e);

struct audited {
	struct snapshot snap;
	struct audit_result result;
	struct ledger next;
	struct notices said; /* of findings, until now; filled where wanted */
};
void audited_clear(struct audited *a);
/* audit: a snapshot, from the ledger of the one before, by its own
 * configuration and exceptions.  Opens an epoch where the engine changed. */
int job_audit(struct store *st, const char *id, struct audited *ret,
    struct err *e);
/* Parts: clock, findings, and every ledger file by its name. */
void job_audited_parts(const struct audited *a, struct buf *out);
/* New findings at or above the threshold. */
size_t audited_news(const struct audited *a, int threshold, bool all_open);
/* commit: the parts of an audit onto the branch findings, if there are none
 * of that snapshot.  Where there are this engine's and they differ it is
 * ERR_DATA; another engine's may differ (*ret_same false). */
int job_findings(struct store *st, const char *snapshot, struct span parts,
    bool *ret_same, struct err *e);

/*
 * audit: what is to be judged so that the snapshot rev is: every snapshot up
 * to it that has no findings and, where pages are wanted, every one with
 * findings whose page or tag is missing; oldest first, rev itself last.  A
 * line each: COMMIT, a blank, the name of its report.
 */
int job_plan(const struct job *j, struct store *st, const char *rev,
    bool pages, struct buf *out, struct err *e);

/* audit: the unsigned report, a pure function of the history and the engine. */
int job_report(struct store *st, const struct audited *a, const char *name,
    struct buf *out, struct err *e);
/*
 * publish: is there a signed report that says what plain says?  Signing it
 * again would give other bytes under an address that may have been cited.  0
 * where not; 1 where it is, with the page that this program makes; 2 where the
 * page is another or missing: the report is added to *ret.
 */
int job_published(const struct job *j, const char *name, struct span plain,
    struct buf *ret);
/* sign: the key that signs reports; to be given to signer_free. */
/* A self-made key, good from a day before now. */
int job_report_key_make(const char *key, const char *chain, utc_t now,
    struct err *e);
struct signer;
int job_signer(const struct job *j, struct signer **ret, struct err *e);
/* The same, where it may sign at that time; ERR_DATA with the reason. */
int job_signer_checked(const struct job *j, utc_t when, struct signer **ret,
    struct err *e);
/*
 * sign: may that key sign reports now (TIME_NONE: no matter)?  ERR_DATA with
 * the reason.  Parts:
 * certificate (its SHA-256), from, until, anchor (PEM of the CA that its chain ends in), crl
 * (the self-made CA's; may be empty).
 */
int job_signer_look(const struct job *j, utc_t now, struct buf *out,
    struct err *e);
/*
 * commit: does the branch keys let the history's key sign, and is the
 * certificate not revoked?  Begins the branch where there is none, with keys/
 * allowed_signers and root.txt beside it, and puts a CA and CRL onto it that it
 * lacks.
 */
int job_keys_look(const struct job *j, struct store *st, struct span parts,
    utc_t now, struct buf *out, struct err *e);
/*
 * commit: a new key, revocations, or both, signed by the key that was good
 * before.  In: parts ssh ("ssh-ed25519 BASE64", or empty), anchor and crl of
 * the new keys.  Out, as of job_keys_look: parts roots, signers and cas, the
 * texts of JOB_ROOT, JOB_SIGNERS and JOB_CAS.
 */
struct keys_change {
	utc_t now, since;	 /* since TIME_NONE: nothing is revoked */
	const char *ssh;	 /* fingerprint that is revoked, or NULL */
	const char *certificate; /* its SHA-256, the same */
};
int job_keys_change(struct store *st, struct span parts,
    const struct keys_change *g, struct buf *out, struct err *e);
/* commit: 0 where the branch keys has those of the parts; 1 where not. */
int job_keys_changed(struct store *st, struct span parts, struct buf *out,
    struct err *e);
/* sign: a report's bytes. */
int job_sign(const struct job *j, struct span xml, utc_t when, struct buf *out,
    struct err *e);
/* publish: a signed report of that snapshot, its page and what was said of it
 * since, all at once. */
int job_publish(const struct job *j, struct store *st, const char *snapshot,
    const char *name, struct span signed_xml, struct err *e);
/* publish: the page of a report that lies there, where what was said of it
 * since is no longer what the page shows.  The report stays as it is. */
int job_publish_noted(const struct job *j, struct store *st,
    const struct notices *all, const char *snapshot, const char *name,
    struct err *e);

/* --- notices --- */
struct noting {
	enum notice_kind kind;
	const char *finding;
	const char *report_sha256, *reason; /* a retraction */
	const char *party;		    /* a response; or NULL */
	utc_t now;
};
/*
 * notice: the unsigned notice, once the history and reports/ show what it
 * names: a report with that digest, which tells of the finding; a finding
 * that was ever told.  Parts: clock, message, notice, path, and of a response
 * statement and statement-path.
 */
int job_notice(const struct job *j, struct store *st, const struct noting *g,
    struct buf *out, struct err *e);
/* commit: those parts, and the notice signed, onto the branch notices. */
int job_noted(struct store *st, struct span parts, struct span signed_xml,
    char ret_id[SHA1_HEX], struct err *e);
/* audit: parts path and xml of each notice that has fewer timestamps than are
 * due, newest first, at most max. */
int job_notices_lacking(struct store *st, size_t max, struct buf *out,
    struct err *e);
/* commit: the same parts, with timestamps put in. */
int job_notices_stamped(struct store *st, struct span parts, utc_t now,
    struct err *e);

/* --- the end of a run --- */
/* commit: the tags of id and of what before it has none; the last step. */
int job_seal(struct store *st, const char *id, struct err *e);
/* push: the history to history.remote. */
int job_push(const struct job *j, struct store *st, struct err *e);
/* What failed behind the seal is no failure of the run, whose report is out:
 * it is kept, a line each, for the faults of the next run. */
void job_fault(struct buf *faults, const char *run, const struct err *e);
int job_pending_write(const struct job *j, const struct buf *faults,
    struct err *e);
int job_pending(const struct job *j, struct runinfo *run, struct err *e);

/* The machine's clock, whole seconds. */
utc_t wall_clock(void);

#endif
