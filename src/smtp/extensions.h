/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_EXTENSIONS_H
#define DHF_SMTP_EXTENSIONS_H

#include <stddef.h>

#include "smtp/server_reply.h"

/*
 * extensions - what of a server's reply to EHLO may be offered to a client
 *
 * Known extensions that stand in the way of nobody who reads commands line by
 * line: SIZE 8BITMIME DSN SMTPUTF8 ENHANCEDSTATUSCODES PIPELINING, and two on
 * demand.  What is not known is not offered: CHUNKING, XCLIENT, and whatever
 * will be invented.
 */
#define EXTENSIONS_AUTH 1u     /* AUTH, and "AUTH=" of old programs */
#define EXTENSIONS_STARTTLS 2u /* if the server has it */
#define EXTENSIONS_OWN_TLS 4u  /* STARTTLS, whether it has it or not */

/* Room for the lines that are put in. */
#define EXTENSIONS_MAX (SERVER_REPLY_MAX + 64)

/* Write what is left of a whole reply, and return its length: the first line,
 * which has the server's name, and what may be offered.  STARTTLS is never in
 * the last line, where some clients did not look. */
size_t extensions_offer(char out[EXTENSIONS_MAX], const struct server_reply *r,
    unsigned flags);

#endif
