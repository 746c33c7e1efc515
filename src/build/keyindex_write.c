/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/keyindex_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "build/keyindex.h"
#include "rule/image.h"
#include "rule/key.h"

/* One entry of a key page: a key, and the rule or list it leads to. */
struct entry {
	uint32_t page, tag, value;
};

static int
by_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->page != y->page)
		return x->page < y->page ? -1 : 1;
	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* The rules of pairs from to n, all of one key, as one entry each or, if they
 * are many, as a list.  Returns the number of entries. */
static size_t
entries_of(struct entry *out, const struct keyindex_pair *pair, size_t n,
    const uint32_t *offset, struct buf *lists)
{
	size_t i;

	if (n > KEY_INLINE) {
		out->value = KEY_LIST | (uint32_t)lists->len;
		buf_add_u32(lists, (uint32_t)n);
		for (i = 0; i < n; i++)
			buf_add_u32(lists, offset[pair[i].rule]);
		n = 1;
	} else {
		for (i = 0; i < n; i++)
			out[i].value = offset[pair[i].rule];
	}
	for (i = 0; i < n; i++)
		out[i].tag = key_tag(pair->key);
	return n;
}

/* Give every entry its page.  False if one page would overflow. */
static bool
spread(struct entry *entry, const uint64_t *key, size_t n, uint32_t pages)
{
	size_t i, first = 0;

	for (i = 0; i < n; i++)
		entry[i].page = key_page(key[i], pages);
	for (i = 0; i < n; i++) { /* keys ascend, so pages do */
		if (entry[i].page != entry[first].page)
			first = i;
		if (i - first >= KEY_PER_PAGE)
			return false;
	}
	return true;
}

static void
fill_page(unsigned char *page, const struct entry *entry, size_t n)
{
	size_t i;

	le_put32(page, (uint32_t)n);
	for (i = 0; i < n; i++) {
		le_put32(page + 8 + 8 * i, entry[i].tag);
		le_put32(page + 12 + 8 * i, entry[i].value);
	}
}

static void
write_pages(struct buf *keys, struct entry *entry, size_t n, uint32_t pages)
{
	unsigned char *page = buf_add_zero(keys, (size_t)pages * IMAGE_PAGE);
	size_t i = 0, first;

	if (page == NULL)
		return;
	if (n > 0)
		qsort(entry, n, sizeof(*entry), by_place);
	while (i < n) {
		first = i;
		while (i < n && entry[i].page == entry[first].page)
			i++;
		fill_page(page + (size_t)entry[first].page * IMAGE_PAGE,
		    entry + first, i - first);
	}
}

/* How many grams a name has, about. */
#define GRAMS_OF_NAME 54

/* Pages of the filter for so many grams.  All are read for every name, and a
 * gram that no rule has is looked up in vain, in a page more, if its two bits
 * are set: up to two in KEY_FILTER_BITS for each gram of its filter page.  The
 * fewest are read if one page more in the filter would save less than one. */
static uint32_t
filter_pages(size_t grams)
{
	double one = 2.0 * (double)grams / KEY_FILTER_BITS, now, then;
	uint32_t pages = grams > 0;

	for (; pages > 0; pages++) {
		now = one / pages;
		then = one / (pages + 1);
		if (GRAMS_OF_NAME * (now * now - then * then) <= 1)
			break;
	}
	return pages;
}

static void
write_filter(struct buf *filter, const struct keyindex *x)
{
	size_t grams, i;
	const uint64_t *gram = keyindex_grams(x, &grams);
	uint32_t pages = filter_pages(grams), bit;
	unsigned char *page = buf_add_zero(filter, (size_t)pages *
	    IMAGE_PAGE);
	unsigned which;

	for (i = 0; page != NULL && i < grams; i++)
		for (which = 0; which < 2; which++) {
			bit = key_bit(gram[i], which);
			page[(size_t)key_page(gram[i], pages) * IMAGE_PAGE +
			    bit / 8] |= (unsigned char)(1u << bit % 8);
		}
}

int
keyindex_write(const struct keyindex *x, const uint32_t *offset,
    struct buf *keys, struct buf *filter, struct buf *lists, struct err *e)
{
	size_t len, n = 0, i, same, k;
	const struct keyindex_pair *pair = keyindex_pairs(x, &len);
	struct entry *entry = calloc(len + 1, sizeof(*entry));
	uint64_t *key = calloc(len + 1, sizeof(*key));
	uint32_t pages;

	if (entry == NULL || key == NULL)
		goto out;
	for (i = 0; i < len; i += same) {
		for (same = 1; i + same < len &&
		    pair[i + same].key == pair[i].key; same++)
			;
		k = entries_of(entry + n, pair + i, same, offset, lists);
		for (; k > 0; k--)
			key[n++] = pair[i].key;
	}
	pages = (uint32_t)(n / (KEY_PER_PAGE / 2)) + (n > 0);
	while (!spread(entry, key, n, pages))
		pages += pages / 8 + 1;
	write_pages(keys, entry, n, pages);
	write_filter(filter, x);
out:
	free(key);
	if (entry == NULL || key == NULL || keys->failed || filter->failed ||
	    lists->failed) {
		free(entry);
		return err_memory(e);
	}
	free(entry);
	return 0;
}
