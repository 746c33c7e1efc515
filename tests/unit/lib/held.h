/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_HELD_H
#define DHF_TESTS_UNIT_LIB_HELD_H

#include "relay/hold.h"

/*
 * held - a client that is held, and a server in the shell behind it
 */
#define HELD_NO "553 5.7.1 no\r\n"

/* It answers 250 to everything, 354 to DATA, 334 and 235 to AUTH, and says in
 * the last line of its session, "log", all that it was told, with a bar for
 * each CR; after 235 it answers "ECHO x" with "x". */
#define HELD_SERVER \
	"cr=$(printf '\\r'); log=; say() { printf '%s\\r\\n' \"$1\"; }\n" \
	"hear() { IFS= read -r line || exit 0; " \
	"log=\"$log${line%$cr}\"; [ \"$line\" = \"${line%$cr}\" ] || " \
	"log=\"$log|\"; printf '%s\\n' \"$log\" >\"$LOG\"; }\n" \
	"say '220 server'\n" \
	"while hear; do case $line in\n" \
	"DATA*) say '354 go'; while hear && [ \"$line\" != \".$cr\" ]; do :; " \
	"done; say '250 queued' ;;\n" \
	"QUIT*) say '221 bye'; exit ;;\n" \
	"AUTH*) say 334; hear; say '235 yes'; while hear; do " \
	"say \"250 ${line%$cr}\"; done ;;\n" \
	"DIE*|NOOP*) exit ;;\n" \
	"*) say '250 ok' ;; esac; done\n"

struct held {
	struct hold hold;
	int fd[2];
	char log[64];   /* the file of what the server was told */
	char told[4096]; /* that, a string; "" if it never ran */
	char got[4096]; /* what the client heard, a string */
	char env[80];
	char *argv[4], *environ[2];
};

/* A client on a socket that is refused as HELD_NO, with this server; the judge
 * lets postmaster through. */
void held_begin(struct held *h, const char *server);

/* The client says all of this, and then nothing; it is held until its end.
 * let: from where a dialogue for postmaster was left, in has what follows. */
enum hold_end held_do(struct held *h, const char *in, size_t len, bool let);

#endif
