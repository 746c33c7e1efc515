/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_SAID_H
#define DHF_SMTP_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/envelope.h"
#include "smtp/recipient.h"

/*
 * said - what a client has told of itself and its mail, word by word
 *
 * So that a recipient can be judged, and a server that is started late can be
 * told the same.
 */

/* Longest line without its end: RFC 5321 section 4.5.3.1.4. */
#define SAID_LINE_MAX 510
#define SAID_HELO_MAX 255

/* All bytes zero: nothing has been said.  Strings of nothing are "". */
struct said {
	bool has_helo, has_mail;
	bool ehlo;  /* the last greeting was EHLO */
	char helo[SAID_HELO_MAX + 1];  /* its first word; "unknown" if that is
	                                  none, too long or not ASCII */
	char mail[SAID_LINE_MAX + 1];  /* "MAIL FROM:<a@b>", as it came */
	char rcpt[SAID_LINE_MAX + 1];  /* of the last RCPT that was heard */
	char sender[ENVELOPE_ADDRESS_MAX + 1];
	char recipient[ENVELOPE_ADDRESS_MAX + 1];
};

/* Hear a command, without the end of its line and without control bytes.
 * HELO, EHLO and RSET forget the mail, a MAIL whose address cannot be read
 * does, too. */
void said_hear(struct said *s, const char *line, size_t len);

/* Hear a RCPT.  False, and nothing is changed, if there is no MAIL before it,
 * or no address in it that can be read. */
bool said_recipient(struct said *s, const char *line, size_t len);

/* Who is to be judged; the strings are those of *s. */
struct recipient_ask said_ask(const struct said *s);

#endif
