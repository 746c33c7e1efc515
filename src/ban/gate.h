/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_GATE_H
#define DHF_BAN_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * gate - lines of the firewall daemon fwd.pl, of MIMEDefang's broadband check
 *
 *	Firewall server available
 *				add 192.0.2.1
 *	OK ++ - add 192.0.2.1
 *
 * The first mark was for the rule that rejects, the second for the one that
 * logs; here both are of the one ban: "+" was put in, "-" was there, "0"
 * failed.  Nothing else is answered: "del" was never made, and to all other
 * lines fwd.pl said nothing.
 */
#define GATE_BANNER "Firewall server available\n"
#define GATE_LINE 128 /* longest line, its newline and NUL included */

enum gate_answer {
	GATE_ADD,   /* out->ip is to be banned */
	GATE_WRONG, /* "add", and what is no address behind it */
	GATE_OTHER  /* nothing is answered */
};

struct gate {
	struct ip ip;         /* as it was given: not cut to 64 bits */
	char text[GATE_LINE]; /* the line, printable, without its end */
};

/* Read a line, with or without its end, CR LF or LF. */
enum gate_answer gate_read(struct gate *out, const char *line);

/* Write the answer to an "add", NUL-terminated. */
#define GATE_ANSWER (GATE_LINE + 16)
void gate_write(const struct gate *g, char mark, char out[GATE_ANSWER]);

#endif
