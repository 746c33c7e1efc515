/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_CHILD_H
#define DHF_STORE_CHILD_H

#include "store/engine.h"

struct err;

/*
 * child - look at something dangerous in a process that may die of it
 */

/* Call look(arg, why) in a child.  Returns its answer, with *why its message
 * for anything but STORE_GOOD; STORE_DAMAGED if a signal for an error of a
 * program ended it; STORE_UNKNOWN if there was no child, or it was killed.
 * For processes of one thread. */
enum store_health child_look(enum store_health (*look)(void *arg,
    struct err *why), void *arg, struct err *why);

#endif
