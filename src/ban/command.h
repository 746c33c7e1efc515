/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_COMMAND_H
#define DHF_BAN_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "base/program.h"

struct err;
struct ip;

/*
 * command - a program that is run for an address, without a shell
 *
 * A command is written as words with blanks between; the first is a program.
 * In the others
 *
 *	%a	is the address, of IPv6 its network, 2001:db8:1:2::/64
 *	%f	the family, 4 or 6
 *	%s	seconds
 *	%%	a percent sign
 *
 * There are no quotes, and who writes some, or what a shell would do, is told
 * so.  What is put in are digits, letters of hexadecimal
 * numbers, ".", ":" and "/", and it never makes another word.
 */
#define COMMAND_TEXT 1024 /* longest command, NUL included */
#define COMMAND_WORDS 32

/* After so long a program is killed. */
#define COMMAND_MS 5000

struct command {
	char path[PROGRAM_PATH_MAX]; /* of the program */
	char text[COMMAND_TEXT];     /* the words, each with its NUL */
	size_t words;
};

/* Read a command that has the address in a word, and find its program as
 * execvp(3) does.  -1 with *e ERR_PERM, which begins with the name of the
 * option that it is of. */
int command_parse(struct command *c, const char *option, const char *text,
    struct err *e);

/* Write the words for an address, one after the other, each with its NUL;
 * word[words] is NULL.  0, or -1 with *e ERR_PERM if they are too long. */
int command_fill(const struct command *c, const struct ip *ip,
    uint32_t seconds, char out[COMMAND_TEXT], char *word[COMMAND_WORDS + 1],
    struct err *e);

/* Run it for an address, with nothing to read and standard error for what it
 * says, and wait for its end.  -1 with *e ERR_TEMP: it can't be run, ended with
 * another status than 0, or took too long. */
int command_run(const struct command *c, const struct ip *ip,
    uint32_t seconds, struct err *e);

#endif
