/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_HELD_TERMS_H
#define DHF_SERVE_HELD_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * held_terms - what a client brings that is to be held
 */

/* A client; all is copied. */
struct held_client {
	struct ip ip;
	const char *line;    /* from reply_format, NUL-terminated */
	const char *host;    /* to greet with */
	const char *program; /* to greet with; "" or NULL: nothing */
	const char *domain;  /* for held_end; NULL is "" */
	unsigned limit_ms;   /* for all of it, the tarpit aside */
	unsigned command_ms; /* for each command; 0: REFUSAL_COMMAND_MS */
	bool banner;         /* say no in the first line */
	bool tarpit;         /* it may be kept waiting */
	bool note;           /* for held_end */
	bool asks;           /* each recipient that it names is asked about */
	const void *more;    /* for who is asked; as it is, more_len bytes */
	size_t more_len;
};

#endif
