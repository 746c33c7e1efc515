/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_CACHETEXT_H
#define DHF_DNS_CACHETEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/answer.h"

struct buf;

/*
 * cachetext - an answer that is kept, as a line of text
 *
 *	UNTIL TYPE NAME found|more|absent VALUE...
 *
 * Tabs stand between; UNTIL is in seconds since 1970, TYPE is A, AAAA, PTR or
 * TXT, "more" is found where there were more values than are kept, and values
 * are addresses, names or one text.
 */
#define CACHETEXT_LINE 4096 /* longest line that is read, its end included */

struct cachetext {
	int64_t until_s;
	char name[DNS_NAME_SIZE];
	struct dns_answer answer; /* DNS_FOUND or DNS_ABSENT */
};

/* Append the line of an answer, with its newline.  Nothing if it is another
 * state, has an SPF record, or if the name has bytes other than printable
 * ASCII, or blanks. */
void cachetext_write(struct buf *out, const char *name,
    const struct dns_answer *a, int64_t until_s);

/* Read a line without its newline; it is changed.  False if it does not
 * read. */
bool cachetext_read(struct cachetext *out, char *line);

#endif
