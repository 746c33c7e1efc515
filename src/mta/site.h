/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_SITE_H
#define DHF_MTA_SITE_H

#include <stdbool.h>

#include "mta/phase.h"
#include "rule/admit.h"

struct err;

/*
 * site - what the administrator says to a filter for a mail server
 */
struct site {
	const char *file;    /* rules; borrowed */
	bool open;           /* no decision lets the client in */
	struct admit own;    /* networks whose clients are not judged */
	enum phase earliest; /* that a refusal is told at */
};

/* Of getopt(3), for a usage, and for a help; file is what stands there. */
#define SITE_OPTIONS "a:f:n:o"
#define SITE_USAGE "[-f file] [-a phase] [-n networks] [-o]"
#define SITE_HELP(file) \
	"  -f file        rules and settings, image or text, not\n" \
	"                 " file "\n" \
	"  -a phase       the first at which a refusal is told for good:\n" \
	"                 connect, helo, mail or rcpt, the default\n" \
	"  -n networks    whose clients are not judged, beside this machine\n" \
	"  -o             let in whom nothing can be decided about\n"

/* Rules from file, this machine's own clients, all else as without options. */
void site_init(struct site *s, const char *file);

enum site_answer {
	SITE_TAKEN,
	SITE_OTHER, /* it is none of SITE_OPTIONS */
	SITE_WRONG  /* *e, ERR_PERM, says what to write */
};

/* Take an option and its value. */
enum site_answer site_option(struct site *s, int letter, const char *value,
    struct err *e);

#endif
