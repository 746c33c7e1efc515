/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_LINK_H
#define DHF_BASE_LINK_H

struct err;

/*
 * link - where a symbolic link leads, one step at a time
 *
 * realpath(3) goes all the way at once, and to files that exist only: who has
 * to look at each folder on the way, or to make the file, walks by himself.
 */
#define LINK_PATH_SIZE 4096

/* As many links to one file as Linux follows. */
#define LINK_STEPS 40

enum link_answer {
	LINK_NONE, /* path names no link: it is a file, or nothing yet */
	LINK_STEP, /* it did, and is now what that link names */
	LINK_FAILED
};

/* Take one step from path, which counts in *steps, 0 at first.  A relative
 * target starts at the folder of its link.  LINK_FAILED with *e ERR_PERM if
 * the way is longer than LINK_STEPS or LINK_PATH_SIZE, ERR_TEMP if it can't be
 * read; path is unchanged then. */
enum link_answer link_step(char path[LINK_PATH_SIZE], unsigned *steps,
    struct err *e);

#endif
