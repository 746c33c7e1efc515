/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_COMMAND_H
#define DHF_SMTP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * command - which command a line is, and whether it may be one
 */
enum command {
	COMMAND_OTHER, /* also what stands in no standard */
	COMMAND_HELO,
	COMMAND_EHLO,
	COMMAND_MAIL,
	COMMAND_RCPT,
	COMMAND_DATA,
	COMMAND_RSET,
	COMMAND_NOOP,
	COMMAND_QUIT,
	COMMAND_BDAT,
	COMMAND_AUTH,
	COMMAND_STARTTLS
};

/* The verb of a line without its end, in any case. */
enum command command_of(const char *line, size_t len);

/* Whether a line without its end holds no control byte at all: no NUL, no
 * bare CR or LF, no tab.  Programs do not agree about where a line with one
 * ends, and what is a command to one is text to the other. */
bool command_is_sound(const char *line, size_t len);

/* How many bytes follow "BDAT 10 LAST" (RFC 3030), at most SIZE_MAX; 0 if
 * there is no number. */
size_t command_chunk(const char *line, size_t len);

#endif
