/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_CAGE_LANDLOCK_H
#define DHF_CAGE_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * landlock - no files and no TCP any more (landlock(7))
 */
enum landlock_answer {
	LANDLOCK_ENTERED,
	LANDLOCK_NONE,  /* this kernel, or system, does not have it */
	LANDLOCK_FAILED /* errno says why */
};

/* From now on nothing that has a name can be opened, made, changed or run, by
 * this thread and those that it begins; and, as the kernel knows it, no port
 * be bound or connected to, and no other process be signalled.  Descriptors
 * that are open stay. */
enum landlock_answer landlock_enter(void);

/* A file that can be read, or a folder of which all below can be; with write
 * also be made, written, renamed within its folder and removed. */
struct landlock_place {
	const char *path;
	bool write;
};

/* The same, but for count places, "" being none; one that cannot be opened is
 * passed over.  UNIX sockets that have a name can be connected to. */
enum landlock_answer landlock_enter_but(const struct landlock_place *place,
    size_t count);

/* The same, but any port can be connected to, too, by TCP. */
enum landlock_answer landlock_enter_asking(const struct landlock_place *place,
    size_t count);

#endif
