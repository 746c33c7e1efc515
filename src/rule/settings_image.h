/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SETTINGS_IMAGE_H
#define DHF_RULE_SETTINGS_IMAGE_H

#include <stddef.h>

#include "rule/settings.h"

struct buf;
struct err;

/*
 * settings_image - settings as the image holds them
 *
 * One entry for each that is not at its default, so that most images hold
 * few, and one made before a setting existed is read: a byte that says which,
 * then a number of four bytes, little endian, or a text that ends in NUL.
 * Which: enum setting_number, or 128 + enum setting_text.
 */

/* Append the image's form of *s to *b. */
void settings_encode(struct buf *b, const struct settings *s);

/* Decode len bytes written by settings_encode; *s borrows from them.  -1 and
 * ERR_PERM if they are damaged, or name a setting that is not known here. */
int settings_decode(struct settings *s, const unsigned char *data, size_t len,
    struct err *e);

#endif
