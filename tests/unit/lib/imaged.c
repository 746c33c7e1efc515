/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "imaged.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

void
imaged_begin(struct fixture *f)
{
	fixture_begin(f);
	fixture_load(f, "pass @ip=192.0.2.0/24\nblock @ip=2001:db8::/32\n"
	    "block ^dyn\\.\n");
	assert_int_equal(f->image.len % IMAGE_PAGE, 0);
	assert_in_range(f->image.len / IMAGE_PAGE, 3, 8);
	fixture_write(f, "db", f->image.data, f->image.len);
}

enum image_found
imaged_open(struct fixture *f, const char *name, struct err *e)
{
	struct image_frame *room = malloc(sizeof(*room));
	char path[FIXTURE_PATH];
	enum image_found found;
	struct image img;

	assert_non_null(room);
	*e = (struct err){ 0 };
	found = image_open(&img, room, fixture_path(f, path, name), e);
	if (found == IMAGE_OK)
		image_close(&img);
	free(room);
	return found;
}
