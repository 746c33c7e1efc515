/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/position.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/grow.h"
#include "base/siphash.h"
#include "report/logstream.h"

void
position_free(struct positions *p)
{
	free(p->one);
	arena_free(&p->arena);
	*p = (struct positions){ .len = 0 };
}

static uint64_t
hash_of(const char *head, size_t len)
{
	static const unsigned char key[SIPHASH_KEY_SIZE];

	return siphash(key, head, len);
}

/* Whether a log that begins so may be that one. */
static bool
has_head(const struct position *p, const char *head, size_t len)
{
	return p->head_len <= len &&
	    p->head_hash == hash_of(head, p->head_len);
}

struct position *
position_find(struct positions *p, uint64_t dev, uint64_t ino,
    const char *head, size_t len)
{
	struct position *one;
	size_t i;

	for (i = 0; i < p->len; i++) {
		one = &p->one[i];
		if (one->dev == dev && one->ino == ino &&
		    has_head(one, head, len))
			return one;
	}
	for (i = 0; i < p->len; i++) {
		one = &p->one[i];
		if (one->head_len == LOGSTREAM_HEAD &&
		    has_head(one, head, len))
			return one;
	}
	return NULL;
}

struct position *
position_at(struct positions *p, const char *path)
{
	struct position *last = NULL;
	size_t i;

	for (i = 0; i < p->len; i++)
		if (!p->one[i].met && strcmp(p->one[i].path, path) == 0 &&
		    (last == NULL || p->one[i].seen_s > last->seen_s))
			last = &p->one[i];
	return last;
}

struct position *
position_add(struct positions *p, const char *path)
{
	struct position *more = grow_array(p->one, p->len, &p->cap,
	    sizeof(*more));
	char *copy;

	if (more == NULL)
		return NULL;
	p->one = more;
	if ((copy = arena_copy(&p->arena, path, strlen(path))) == NULL)
		return NULL;
	more = &p->one[p->len++];
	*more = (struct position){ .path = copy };
	return more;
}

int
position_move(struct positions *p, struct position *one, const char *path)
{
	char *copy;

	if (strcmp(one->path, path) == 0)
		return 0;
	if ((copy = arena_copy(&p->arena, path, strlen(path))) == NULL)
		return -1;
	one->path = copy;
	return 0;
}

void
position_head(struct position *p, const char *head, size_t len)
{
	if (len > LOGSTREAM_HEAD)
		len = LOGSTREAM_HEAD;
	p->head_len = (unsigned)len;
	p->head_hash = hash_of(head, len);
}

static int
compare(const void *a, const void *b)
{
	const struct position *x = *(const struct position *const *)a;
	const struct position *y = *(const struct position *const *)b;

	if (x->seen_s != y->seen_s)
		return x->seen_s > y->seen_s ? -1 : 1;
	return (x > y) - (x < y);
}

/* One line, if its path can stand there. */
static void
write_one(struct buf *out, const struct position *p)
{
	char text[200];

	if (strchr(p->path, '\n') != NULL)
		return;
	(void)snprintf(text, sizeof(text), "log %" PRIu64 " %" PRIu64 " %"
	    PRIu64 " %" PRIu64 " %u %016" PRIx64 " %" PRId64 " ", p->dev,
	    p->ino, p->size, p->offset, p->head_len, p->head_hash,
	    p->seen_s);
	buf_add_text(out, text);
	buf_add_text(out, p->path);
	buf_add_u8(out, '\n');
}

void
position_write(struct buf *out, const struct positions *p)
{
	const struct position **order = calloc(p->len + 1, sizeof(*order));
	size_t i;

	if (order == NULL) {
		out->failed = 1;
		return;
	}
	for (i = 0; i < p->len; i++)
		order[i] = &p->one[i];
	qsort(order, p->len, sizeof(*order), compare);
	for (i = 0; i < p->len && i < POSITION_MOST; i++)
		write_one(out, order[i]);
	free(order);
}

int
position_read(struct positions *p, const char *line, struct err *e)
{
	struct position one = { .path = NULL }, *new;
	int at = 0;

	if (sscanf(line, "log %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
	    " %u %" SCNx64 " %" SCNd64 " %n", &one.dev, &one.ino, &one.size,
	    &one.offset, &one.head_len, &one.head_hash, &one.seen_s,
	    &at) != 7 || at == 0 || line[at - 1] != ' ' ||
	    one.head_len > LOGSTREAM_HEAD)
		return err_perm(e, 0, "this is no log and how far it was "
		    "read");
	if ((new = position_add(p, line + at)) == NULL)
		return err_memory(e);
	one.path = new->path;
	*new = one;
	return 0;
}
