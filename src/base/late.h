/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_LATE_H
#define DHF_BASE_LATE_H

#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * late - a shared library that is loaded when it is first needed
 *
 * The filter starts anew for each client, and most clients need no library but
 * C's: each one more costs every start some ten page faults.
 */
struct late_library {
	const char *soname;
	const char *user; /* what needs it, for the message: "expressions" */
};

/* A function, and where in a table of functions its address goes. */
struct late_function {
	char name[38];
	unsigned short at; /* offset */
};

/* Load the library from where the system looks for one, and enter count of its
 * functions into *table.  It stays loaded.  Returns 0, or -1 with *e ERR_TEMP,
 * since somebody may be installing it just now, and *table in any state: it is
 * missing, or too old to have them all. */
int late_load(void *table, const struct late_library *library,
    const struct late_function *function, size_t count, struct err *e);

/* What tells packaging tools of it, which do not see what is loaded late: an
 * ELF note in the section .note.dlopen, as systemd's "ELF dlopen metadata" has
 * it. */
#define LATE_NOTE_TYPE 0x407c0c0a
#define LATE_NOTE_OWNER "FDO"
#define LATE_NOTE_SIZE 64

struct late_note {
	uint32_t owner_len, text_len, type;
	char owner[sizeof(LATE_NOTE_OWNER)];
	char text[LATE_NOTE_SIZE]; /* JSON, filled up with NUL */
};

#endif
