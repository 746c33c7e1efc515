/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_DYNAWALL_H
#define DHF_WIRE_DYNAWALL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * dynawall - one line and one digit: what DynaStop asks of DynaWall
 *
 * The client sends "IP\n", or "IP RECIPIENT\n", which is ours, and may close
 * its half.  The server answers one digit without a newline, and closes.  On
 * TCP port 337, or a UNIX socket.
 */
#define DYNAWALL_PORT 337

/* The digits, which are exit statuses of dhf-ask(1), too. */
enum dynawall_digit {
	DYNAWALL_PASS,    /* nothing against it */
	DYNAWALL_DYNAMIC, /* an end user's machine, or refused otherwise */
	DYNAWALL_NO_NAME, /* there surely is no name for the address */
	DYNAWALL_NO_MAIL, /* nobody wants mail from there */
	DYNAWALL_GREY,    /* it has to come back */
	DYNAWALL_TROUBLE  /* nothing is known, or the question was wrong */
};

/* A recipient is a mail address, or what stands in for one.  RFC 5321 section
 * 4.5.3.1.3 has 256 bytes for it. */
#define DYNAWALL_RECIPIENT_SIZE 512
#define DYNAWALL_LINE_SIZE (IP_TEXT_SIZE + 1 + DYNAWALL_RECIPIENT_SIZE)

struct dynawall_question {
	struct ip ip;
	char recipient[DYNAWALL_RECIPIENT_SIZE]; /* "": none was told */
};

/* Set the recipient, NULL or "" for none.  False, *q unchanged, if it is too
 * long or holds a control character, which no line can hold. */
bool dynawall_recipient(struct dynawall_question *q, const char *recipient);

/* Write the line with its newline, and no NUL, to out.  Returns its length. */
size_t dynawall_write(char out[DYNAWALL_LINE_SIZE],
    const struct dynawall_question *q);

/* Read a line of len bytes, its end "\n" or "\r\n" among them or not.  False,
 * *q unchanged, if it is none: the answer to it is DYNAWALL_TROUBLE. */
bool dynawall_read(struct dynawall_question *q, const char *line, size_t len);

/* The digit in all that the server sent: len bytes, of which a line end behind
 * the digit is forgiven.  -1 if that is anything else. */
int dynawall_digit_read(const char *answer, size_t len);

#endif
