/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/span.h"

#include <stddef.h>

#include "rule/image.h"

const unsigned char *
span_read(struct image *img, void *room, uint32_t at, uint32_t len,
    struct err *e)
{
	uint32_t page = at / IMAGE_PAYLOAD, from = at % IMAGE_PAYLOAD;

	if (img->sound && page < img->head.pages && len <= IMAGE_PAYLOAD - from)
		return img->data + (size_t)page * IMAGE_PAGE + from;
	return image_copy(img, room, at, len, e) == 0 ? room : NULL;
}
