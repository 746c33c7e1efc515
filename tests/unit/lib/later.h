/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_UNIT_LATER_H
#define DHF_UNIT_LATER_H

#include <stdbool.h>

struct keeper;

/*
 * later - a keeper whose deeds wait, as with a store that is elsewhere
 *
 * Until the test lets them be done, with the store that the keeper has opened.
 * Before later_begin, and behind later_end, deeds are those of share/deed: by
 * the linker's --wrap.
 */
void later_begin(struct keeper *k);

/* How many wait. */
unsigned later_waiting(void);

/* Run all that wait and read alone, as to learn what they want to know. */
void later_run(void);

/* Do all that wait, and what they want to do again; well: else they hear that
 * the store can't be used. */
void later_go(bool well);

/* The keeper is as before.  Whatever waits still has failed. */
void later_end(struct keeper *k);

#endif
