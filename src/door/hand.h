/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_HAND_H
#define DHF_DOOR_HAND_H

#include <stdbool.h>

#include "wire/post.h"

/*
 * hand - a refused client goes from the filter to dhfd(8)
 *
 * The token of wire/letter.h says who has it, whatever happens in between.
 */

/* Give it to the daemon by a letter of type LETTER_HAND: in and out are the
 * client's descriptors, and stay open.  True: the daemon has the client, and
 * not a byte may be said to it any more. */
bool hand_over(struct post *p, const struct letter *hand, int in, int out);

#endif
