/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_WHY_FIND_H
#define DHF_LAB_WHY_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * why_find - the lines of logs that have a receipt
 *
 * A log ends when it was moved away, which its name says (multilog, svlogd,
 * s6-log), or when it was written last; it begins where another of its folder
 * ends.  Those logs are read first in whose time the receipt is, and the others
 * only if it is in none of these: times of files may be wrong, "why=" is not.
 */
struct why_find {
	const char *receipt; /* without dashes; borrowed, like the next */
	int64_t at_s;        /* its minute begins */
	int64_t now_s;
	/* Called for each line, which is borrowed; has_time: at_s says when it
	 * was written.  -1 with *e ends the search. */
	int (*found)(void *arg, const char *file, const char *line, size_t len,
	    bool has_time, int64_t at_s, struct err *e);
	void *arg;
	size_t read;         /* set: files that were */
};

/* Search the logs of these names, folders or files, which end in NULL.  Returns
 * how many lines were found, or -1 with *e. */
int why_find(struct why_find *w, char *const log[], struct err *e);

#endif
