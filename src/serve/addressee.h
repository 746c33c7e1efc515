/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ADDRESSEE_H
#define DHF_SERVE_ADDRESSEE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/seldom.h"

struct classify;
struct held_ask;
struct statistics;
struct tell;

/*
 * addressee - whether a client that is held may write to whom it has named
 *
 * Each recipient is judged by itself, by the rules of now, with what the filter
 * knew of the client and what it has said.  For one who may have its mail the
 * client goes on to dhf-relay(8); where that can't take it, it is asked to come
 * back, and the talk goes on here.
 */
#define ADDRESSEE_TROUBLE \
	"451 4.3.0 temporary failure, try again later\r\n"

#define ADDRESSEES_GIVING 48 /* that go on to the relay at one time */

/* All is borrowed; what is not named here begins with zeros. */
struct addressees {
	uv_loop_t *loop;
	struct classify *classify;
	const char *relay;        /* where dhf-relay listens; "": nobody has to
	                             be asked about */
	struct tell *tell;
	struct statistics *count;
	unsigned giving;          /* clients, just now */
	struct seldom away;       /* the line that the relay is */
	uint64_t failed;          /* how often it was, since that line */
};

/* The callbacks of held_calls, with a struct addressees as their argument.
 * What the client brings, more, is a letter of type LETTER_SUSPECT. */
void *addressees_ask(void *arg, const struct held_ask *what);
bool addressees_ask_end(void *arg, void *question);

#endif
