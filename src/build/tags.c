/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/tags.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/le.h"
#include "rule/image.h"

/* Bits for each key, at least: one of its two is set in vain in
 * 1 - exp(-2 / 32) = 6 % of cases, both of them in 0.4 %. */
#define BITS_EACH 32

/* At least so many, so that they are whole bytes. */
#define SHIFT_MOST 20

/* Set the bits of one key page. */
static int
add_page(struct tags *t, const unsigned char *page, struct err *e)
{
	uint32_t n = le_get32(page), tag, bit, i;
	unsigned which;

	if (n > KEY_PER_PAGE)
		return err_perm(e, 0, "the index of the rule image is "
		    "damaged: run dhf-compile");
	for (i = 0; i < n; i++) {
		tag = le_get32(page + KEY_HEAD + 8 * i);
		for (which = 0; which < 2; which++) {
			bit = key_tag_bit(tag, which, t->known.shift);
			t->bit[bit / 8] |= (unsigned char)(1u << bit % 8);
		}
	}
	return 0;
}

/* Room for so many keys. */
static int
begin(struct tags *t, uint64_t keys, struct err *e)
{
	unsigned shift = SHIFT_MOST;

	while (shift > 0 && UINT64_C(1) << (32 - shift) < keys * BITS_EACH)
		shift--;
	t->bit = calloc((UINT64_C(1) << (32 - shift)) / 8, 1);
	if (t->bit == NULL)
		return err_memory(e);
	t->known = (struct key_bits){ .bit = t->bit, .shift = shift };
	return 0;
}

int
tags_make(struct tags *t, struct image *img, struct err *e)
{
	const struct image_part *keys = &img->head.keys;
	const unsigned char *page;
	uint32_t i;

	if (begin(t, (uint64_t)keys->len * KEY_PER_PAGE, e) == -1)
		return -1;
	for (i = 0; i < keys->len; i++) {
		page = image_page(img, keys->at + i, e);
		if (page == NULL || add_page(t, page, e) == -1) {
			tags_free(t);
			return -1;
		}
	}
	img->known = &t->known;
	return 0;
}

void
tags_free(struct tags *t)
{
	free(t->bit);
	*t = (struct tags){ .bit = NULL };
}
