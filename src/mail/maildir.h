/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_MAILDIR_H
#define DHF_MAIL_MAILDIR_H

#include <dirent.h>

struct err;

/*
 * maildir - the messages of a Maildir, one after the other
 *
 * Those in new first, then those in cur.  Nothing is changed.
 */
struct maildir {
	const char *path; /* borrowed */
	DIR *dir;         /* owned; NULL: between the two */
	unsigned next;    /* which of the two comes next */
	const char *name; /* of the file, in one of them; borrowed until
	                     maildir_next */
};

enum maildir_answer {
	MAILDIR_MAIL,  /* *fd is open for reading, and the caller's */
	MAILDIR_END,
	MAILDIR_FAILED /* *e: ERR_PERM, it is no Maildir; or ERR_TEMP, this one
	                  can't be read, and maildir_next goes on behind it */
};

/* All bytes zero, but for path, is the beginning. */
enum maildir_answer maildir_next(int *fd, struct maildir *m, struct err *e);

/* Release what is owned. */
void maildir_free(struct maildir *m);

#endif
