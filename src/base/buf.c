/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#include "base/le.h"

static int
grow(struct buf *b, size_t more)
{
	size_t cap = b->cap != 0 ? b->cap : 256;
	unsigned char *data;

	if (b->failed)
		return -1;
	if (more <= b->cap - b->len)
		return 0;
	while (cap - b->len < more) {
		if (cap > SIZE_MAX / 2)
			goto fail;
		cap *= 2;
	}
	if ((data = realloc(b->data, cap)) == NULL)
		goto fail;
	b->data = data;
	b->cap = cap;
	return 0;
fail:
	b->failed = 1;
	return -1;
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
	if (len == 0 || grow(b, len) == -1)
		return;
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

void
buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

unsigned char *
buf_add_zero(struct buf *b, size_t len)
{
	unsigned char *at;

	if (grow(b, len > 0 ? len : 1) == -1) /* never a null pointer */
		return NULL;
	at = b->data + b->len;
	memset(at, 0, len);
	b->len += len;
	return at;
}

void
buf_add_u8(struct buf *b, unsigned n)
{
	unsigned char c = (unsigned char)n;

	buf_add(b, &c, 1);
}

void
buf_add_u16(struct buf *b, uint32_t n)
{
	unsigned char c[2];

	le_put16(c, n);
	buf_add(b, c, sizeof(c));
}

void
buf_add_u32(struct buf *b, uint32_t n)
{
	unsigned char c[4];

	le_put32(c, n);
	buf_add(b, c, sizeof(c));
}

void
buf_add_u64(struct buf *b, uint64_t n)
{
	buf_add_u32(b, (uint32_t)n);
	buf_add_u32(b, (uint32_t)(n >> 32));
}

char *
buf_text(struct buf *b)
{
	if (grow(b, 1) == -1)
		return NULL;
	b->data[b->len] = '\0';
	return (char *)b->data;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}
