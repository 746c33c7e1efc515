/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_EXEMPT_H
#define DHF_RULE_EXEMPT_H

#include <stdbool.h>

#include "rule/mailbox.h"

struct err;
struct image;

/*
 * exempt - recipients whose mail no rule is asked about: the setting
 * exempt_rcpt
 *
 *	postmaster		this mailbox in any domain, and without one
 *	user@example.com	one mailbox
 *	@example.com		everybody there
 *	+/etc/mail/all		a file of these, one a line
 *	none			nobody, as the only word
 *
 * stand between commas.  What files name is in the image (rule/textset.h).
 */

#define EXEMPT_NONE "none"
#define EXEMPT_FILE '+'

/* What an entry of a file takes at most, NUL included: a text of a textset. */
#define EXEMPT_SIZE 256

/* Write an entry, len bytes that are no file, in the form in which it is
 * compared: in lower case.  -1 and ERR_PERM if it does not read. */
int exempt_entry(char out[EXEMPT_SIZE], const char *text, size_t len,
    struct err *e);

/* Cut the next word of the setting at *text, and move *text behind it, to NULL
 * behind the last.  False at the end; a word may be empty. */
bool exempt_next(const char **word, size_t *len, const char **text);

/* -1 and ERR_PERM if a setting does not read. */
int exempt_check(const char *setting, struct err *e);

/* Whether a recipient is one of those, by the setting and the files in *img.
 * Never one whose mail another host is to pass on to a third, whatever stands
 * behind "@": a%b@c, b!a@c and "a@b"@c.  Returns 0, or -1 with *e as
 * textset_find. */
int exempt_has(bool *out, const char *setting, struct image *img,
    const struct mailbox *m, struct err *e);

#endif
