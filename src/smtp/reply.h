/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_REPLY_H
#define DHF_SMTP_REPLY_H

#include <stddef.h>

struct err;

/* Longest reply line, CRLF included: RFC 5321 section 4.5.3.1.5. */
#define REPLY_LINE_MAX 512

/*
 * reply - one SMTP reply we are about to say to a stranger
 *
 * Whatever a rule file or a reverse DNS name holds, what comes out of here
 * is printable ASCII: every byte below 0x20 or above 0x7e becomes '?', so
 * that no text can forge a second reply line.
 */
struct reply {
	unsigned code;    /* 400 to 599 */
	const char *dsn;  /* RFC 3463: "4.7.1"; NULL or "": none; borrowed */
	const char *text; /* any bytes, NUL-terminated; borrowed */
};

/* What the words of a template stand for; borrowed; NULL is "unknown". */
struct reply_words {
	const char *address; /* %i */
	const char *host;    /* %h */
	const char *rule;    /* %r */
	const char *text;    /* %t */
	const char *seconds; /* %s */
	const char *receipt; /* %w */
	const char *remedy;  /* %m */
};

/* Write "554 5.7.1 text\r\n" to out, without a NUL, and its length to *len;
 * text too long is cut.  Returns 0, or -1 with *e ERR_PERM and the outputs
 * unchanged if the code is not 400 to 599 or the first digits of code and
 * dsn disagree. */
int reply_format(char out[REPLY_LINE_MAX], size_t *len, const struct reply *r,
    struct err *e);

/* Write count words with a blank between them and CRLF behind, without a
 * NUL; NULL words are left out, a line too long is cut.  Returns the length,
 * 2 to REPLY_LINE_MAX. */
size_t reply_join(char out[REPLY_LINE_MAX], const char *const word[],
    size_t count);

/* Write template to out with the words above replaced and %% as one percent
 * sign; anything else behind a percent sign stays as written.  Cut to
 * fit cap bytes (at least 1) with the NUL.  Returns the length without it. */
size_t reply_expand(char *out, size_t cap, const char *template,
    const struct reply_words *w);

#endif
