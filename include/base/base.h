/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_BASE_H
#define BASE_BASE_H
/*
 * The words every layer uses: owned memory, borrowed bytes, growing buffers,
 * errors.  Three channels never mix: what is wrong with the registries' data
 * is a note or a finding, what is wrong with our own work is a struct err,
 * what is wrong with us is an assertion (on in every build).
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Owned locals: AUTO(free_fn) T *p = ...; TAKE(p) hands the value on. */
#define AUTO(cleanup_fn) __attribute__((cleanup(cleanup_fn)))
#define TAKE(p)                                                               \
	__extension__({                                                       \
		__typeof__(p) take_tmp_ = (p);                                \
		(p) = NULL;                                                   \
		take_tmp_;                                                    \
	})

/* Never NULL: a failed allocation prints one line and aborts (a nightly job
 * gains nothing from unwinding; outsiders cannot cause it, ceilings can't be
 * exceeded). */
void *mem_alloc(size_t n) __attribute__((malloc)); /* zeroed */
void *mem_resize(void *p, size_t n, size_t size);
/* Not zeroed, n items of size: for arrays of megabytes, in large pages where
 * the system has them.  Freed and resized like any other. */
void *mem_large(size_t n, size_t size);
char *mem_strdup(const char *s);
char *mem_strndup(const void *p, size_t n);
/* Grows *cap (>= 16) so that need items of size fit; returns the new array. */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);
void mem_freep(void *pp); /* for AUTO: frees *(void **)pp */
#define AUTO_FREE AUTO(mem_freep)

/* Bytes that belong to somebody else; not NUL-terminated. */
struct span {
	const unsigned char *p;
	size_t n;
};

/* The length of the UTF-8 sequence that s begins with (RFC 3629), 0 where it
 * is none: overlong, a surrogate, beyond U+10FFFF, or cut. */
size_t span_utf8(struct span s);
/* The same, 0 too for what no reader sees: C0 and C1 controls, DEL, and the
 * two that XML cannot hold, U+FFFE and U+FFFF. */
size_t span_printable(struct span s);
bool span_plain(struct span s); /* printable throughout */
struct span span_of(const char *s);
struct span span_sub(struct span s, size_t off, size_t n); /* clamped */
bool span_eq(struct span a, struct span b);
bool span_is(struct span a, const char *s);
bool span_starts(struct span a, const char *s);
int span_cmp(struct span a, struct span b); /* memcmp order, shorter first */
/* The first n bytes up to sep (or all) leave *rest; returns that field. */
struct span span_split(struct span *rest, unsigned char sep);
/* Decimal digits only, no sign, <= max.  0 or -1. */
int span_u64(struct span s, uint64_t max, uint64_t *ret);

/* Growing bytes with a ceiling; always NUL-terminated behind n. */
struct buf {
	char *p;
	size_t n, cap, max; /* max 0: BUF_MAX */
	bool over;	    /* sticky: something did not fit */
};
#define BUF_MAX ((size_t)1 << 30)

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b); /* frees; NULL-safe, for AUTO */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_span(struct buf *b, struct span s);
void buf_chr(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct span buf_view(const struct buf *b);
#define AUTO_BUF AUTO(buf_clear) struct buf

enum err_kind { ERR_NONE, ERR_IO, ERR_NET, ERR_DATA, ERR_USAGE, ERR_BUSY };

/* Why our own work could not be done. */
struct err {
	enum err_kind kind;
	char msg[1024];
};

/* Both return -1, so that `return err_set(...)` reads well. */
int err_set(struct err *e, enum err_kind k, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Puts "what: " before the message that is there. */
int err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
