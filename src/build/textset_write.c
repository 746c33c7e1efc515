/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/textset_write.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "base/table.h"
#include "rule/key.h"
#include "rule/textset.h"

/* Bytes for entries on a page. */
#define ROOM (IMAGE_PAYLOAD - TEXTSET_ENTRIES)

/* A text and its place. */
struct entry {
	uint64_t key;
	uint32_t page, bucket;
	const struct table_slot *slot; /* borrowed */
};

static size_t
size_of(const struct entry *x)
{
	return 2 + x->slot->len;
}

static int
by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static int
by_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->page != y->page)
		return x->page < y->page ? -1 : 1;
	if (x->bucket != y->bucket)
		return x->bucket < y->bucket ? -1 : 1;
	return by_key(a, b);
}

/* Give every entry its page.  False if one page would overflow. */
static bool
spread(struct entry *entry, size_t n, uint32_t pages)
{
	size_t used = 0, i;

	for (i = 0; i < n; i++) { /* keys ascend, so pages do */
		entry[i].page = key_page(entry[i].key, pages);
		if (i > 0 && entry[i].page != entry[i - 1].page)
			used = 0;
		if ((used += size_of(&entry[i])) > ROOM)
			return false;
	}
	return true;
}

/* Write the entries that lie on one page; how many they are. */
static size_t
fill_page(unsigned char *page, uint32_t number, const struct entry *entry,
    size_t n)
{
	size_t at = TEXTSET_ENTRIES, i = 0;
	uint32_t bucket;

	for (bucket = 0; bucket < TEXTSET_BUCKETS; bucket++) {
		le_put16(page + 2 * (size_t)bucket, (uint32_t)at);
		for (; i < n && entry[i].page == number &&
		    entry[i].bucket == bucket; i++) {
			const struct table_slot *s = entry[i].slot;

			page[at] = (unsigned char)s->value;
			page[at + 1] = (unsigned char)s->len;
			memcpy(page + at + 2, s->key, s->len);
			at += size_of(&entry[i]);
		}
	}
	le_put16(page + 2 * (size_t)TEXTSET_BUCKETS, (uint32_t)at);
	return i;
}

/* The texts of *list, and how many bytes they take. */
static size_t
collect(struct entry *out, const struct table *list)
{
	size_t size = 0, n = 0, i;

	for (i = 0; i < list->cap; i++) {
		const struct table_slot *s = &list->slot[i];

		if (s->key == NULL)
			continue;
		out[n].slot = s;
		out[n].key = key_domain(s->key, s->len);
		out[n].bucket = key_tag(out[n].key) % TEXTSET_BUCKETS;
		size += size_of(&out[n++]);
	}
	return size;
}

int
textset_write(struct buf *out, const struct table *list, const char *setting,
    struct err *e)
{
	struct entry *entry;
	uint32_t pages, i;
	unsigned char *page;
	size_t n = list->len, done = 0;
	bool fits;

	if (n == 0)
		return 0;
	if ((entry = calloc(n, sizeof(*entry))) == NULL)
		return err_memory(e);
	pages = (uint32_t)(collect(entry, list) / ROOM) + 1;
	qsort(entry, n, sizeof(*entry), by_key);
	while (!(fits = spread(entry, n, pages)) && pages <= n)
		pages += pages / 16 + 1;
	if (!fits) { /* too many have the same key */
		free(entry);
		return err_perm(e, 0, "what %s names does not fit the "
		    "image: name another file", setting);
	}
	qsort(entry, n, sizeof(*entry), by_place);
	page = buf_add_zero(out, (size_t)pages * IMAGE_PAGE);
	for (i = 0; page != NULL && i < pages; i++, page += IMAGE_PAGE)
		done += fill_page(page, i, entry + done, n - done);
	free(entry);
	return page != NULL ? 0 : err_memory(e);
}
