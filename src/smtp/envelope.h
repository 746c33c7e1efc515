/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_ENVELOPE_H
#define DHF_SMTP_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * envelope - the first recipient that a client names, and from whom
 *
 * Heard from its commands, line by line, so that a later connection can be
 * asked whether it brings the same mail.  An address is kept as it was
 * written, but its domain in lower case and without a source route (RFC 5321
 * appendix C).  What cannot be read as an address, or is longer than section
 * 4.5.3.1 allows one to be, is not heard.
 */
#define ENVELOPE_ADDRESS_MAX (64 + 1 + 255)

/* All bytes zero is the envelope of which nothing has been heard. */
struct envelope {
	bool has_sender;    /* "" is one: MAIL FROM:<> */
	bool has_recipient; /* then nothing changes any more */
	uint64_t helo;      /* of the last HELO: smtp/helo.h; 0: none */
	char sender[ENVELOPE_ADDRESS_MAX + 1];
	char recipient[ENVELOPE_ADDRESS_MAX + 1];
};

/* Hear a command, without the end of its line; it may hold any byte.  The
 * last MAIL before the first RCPT has the sender; RSET, HELO, EHLO and a MAIL
 * that cannot be read forget it. */
void envelope_hear(struct envelope *v, const char *line, size_t len);

/* Read the address of "FROM:<a@b> SIZE=9", where word is "FROM" in any case:
 * with or without angle brackets, blanks around the colon, and a name or a
 * source route before it.  Writes it to out, NUL-terminated, and returns
 * true; "" for <>.  False, and out unchanged, if there is none. */
bool envelope_address(char out[ENVELOPE_ADDRESS_MAX + 1], const char *text,
    size_t len, const char *word);

#endif
