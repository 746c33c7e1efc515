/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_BUF_H
#define DHF_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

/*
 * buf - bytes that grow
 *
 * All bytes zero is the empty buffer.  Out of memory is kept as a state
 * instead of an answer at every call: a failed buffer stays failed, takes
 * nothing more, and its user asks once, at the end.
 */
struct buf {
	unsigned char *data; /* owned; NULL while empty */
	size_t len, cap;     /* bytes used, bytes allocated */
	int failed;          /* not 0 after memory ran out */
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_add_text(struct buf *b, const char *text); /* without its NUL */
void buf_add_u8(struct buf *b, unsigned n);
void buf_add_u16(struct buf *b, uint32_t n); /* little-endian, as below */
void buf_add_u32(struct buf *b, uint32_t n);
void buf_add_u64(struct buf *b, uint64_t n);

/* Append len zero bytes and return where they start, NULL if memory ran
 * out.  The pointer is borrowed until the next call. */
unsigned char *buf_add_zero(struct buf *b, size_t len);

/* The bytes as a string: puts a NUL behind them that len does not count.
 * NULL if memory ran out.  Borrowed until the next call. */
char *buf_text(struct buf *b);

/* Release what *b owns and leave the empty buffer.  May be repeated. */
void buf_free(struct buf *b);

#endif
