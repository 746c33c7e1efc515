/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_HAND_H
#define DHF_DOOR_HAND_H

#include "wire/post.h"

/*
 * hand - a refused client goes from the filter to dhfd(8)
 *
 * The token of wire/letter.h says who has it, whatever happens in between.
 */

enum hand_answer {
	HAND_TAKEN, /* not a byte may be said to it any more */
	HAND_OURS,  /* the filter has to do with it */
	HAND_CROWD  /* the same, but it is not to be refused: so many come by
	               its address that nothing is known of it */
};

/* Give it to the daemon by a letter of type LETTER_HAND: in and out are the
 * client's descriptors, and stay open. */
enum hand_answer hand_over(struct post *p, const struct letter *hand, int in,
    int out);

#endif
