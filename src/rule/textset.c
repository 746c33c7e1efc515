/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/textset.h"

#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/le.h"
#include "rule/key.h"

int
textset_find(unsigned *flags, struct image *img, const struct image_part *set,
    const char *text, size_t len, struct err *e)
{
	uint64_t key = key_domain(text, len);
	const unsigned char *page = image_page(img, set->at +
	    key_page(key, set->len), e), *entry, *end;

	if (page == NULL)
		return -1;
	entry = page + 2 * (key_tag(key) % TEXTSET_BUCKETS);
	end = page + le_get16(entry + 2);
	entry = page + le_get16(entry);
	if (end > page + IMAGE_PAYLOAD || entry > end)
		goto damaged;
	for (; entry < end; entry += 2 + entry[1]) {
		if (end - entry < 2 || end - entry - 2 < entry[1])
			goto damaged;
		if (entry[1] == len && memcmp(entry + 2, text, len) == 0) {
			*flags = entry[0];
			return 0;
		}
	}
	*flags = 0;
	return 0;
damaged:
	return err_perm(e, 0, "a list in the rule image is damaged: run "
	    "dhf-compile");
}
