/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_RESIDENT_H
#define DHF_DOOR_RESIDENT_H

/* Let go of the pages of the program's code and constants that are mapped by
 * now: where it goes on, a few of them come back.  For a process that is going
 * to wait for long after it has run much that it will not run again.  The
 * kernel maps sixteen pages around each one that is touched, and counts them
 * all. */
void resident_release(void);

#endif
