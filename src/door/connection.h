/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_CONNECTION_H
#define DHF_DOOR_CONNECTION_H

#include <stdbool.h>

#include "base/environment.h"
#include "base/err.h"
#include "base/program.h"
#include "door/await.h"
#include "door/connection_terms.h"
#include "door/daemon.h"
#include "door/handed.h"
#include "expr/regex.h"
#include "policy/session.h"
#include "rule/candidates.h"
#include "smtp/envelope.h"

/*
 * connection - one client at the door, from its environment to its end
 *
 * The client is on descriptors 0 and 1, the log on descriptor 2, and who the
 * client is stands where door/handed.h looks for it.
 */
enum connection_reject {
	REJECT_AS_SET, REJECT_BANNER, REJECT_DIALOGUE, REJECT_RCPT
};

struct hold;

/* All strings are borrowed. */
struct connection_options {
	const char *program; /* that logs and greets */
	const char *host;    /* to greet as where nobody says how it is called:
	                        tcpserver -l0 makes the name "0" */
	const char *image;   /* path */
	bool advise;        /* never refuse */
	bool open;          /* no decision lets the client in */
	bool open_absent;   /* so does an image that does not exist */
	bool ask_peer;      /* descriptor 0 tells who it is if nobody does */
	bool unverified;    /* nobody has verified the name that is told */
	bool apart;         /* a process of its own decides */
	enum connection_reject reject;
	unsigned limit_s;   /* of a dialogue, 0: the usual */
};

/* When the watchdog of whoever judges is to say that there is no verdict; later
 * if the settings give DNS and the daemon more time than that. */
#define CONNECTION_LATE_MS 8000

/* What a client is told when no other reply can be made. */
#define CONNECTION_CRASH "451 4.3.0 temporary failure, try again later\r\n"

/* All bytes zero at first but for frame.  The members stand in the order of
 * use: every page that is touched costs a fault, and most of a record never
 * is. */
struct connection {
	const struct connection_options *opt; /* borrowed */
	struct image_frame *frame; /* set by the caller, borrowed; also what
	                                the log line of one that is let in is
	                                made in */
	struct hold *hold;  /* set by the caller, borrowed, zeros; apart, for
	                       few need it */
	struct evidence ev;
	struct verdict verdict;
	struct err err;     /* class ERR_NONE: a decision was made */
	bool let_in;        /* the options let it in without one */
	bool died;          /* the process that was to decide did */
	bool banner;        /* the setting reject_at says banner */
	bool rcpt;          /* the same, rcpt */
	bool pregreet;      /* it talked before it was greeted */
	const char *state;  /* what the greylist said, as logline has it */
	const char *ban;    /* whether the ledger was told, the same */
	const char *by;     /* who refuses it, the same */
	const char *norelay; /* a note that there cannot be one, the same */
	uint32_t db;        /* id of the image, 0: none was read */
	struct handed handed;
	struct image image;
	struct candidates room;
	unsigned char regex[REGEX_ENGINE_ROOM];
	char path[PROGRAM_PATH_MAX]; /* of the next program */
	struct environment additions;
	struct decider decider;
	struct await await;
	struct post daemon; /* path NULL: there is none */
	struct ruleset rules;
	struct envelope envelope; /* of one that has to wait */
	struct connection_told told;
	struct session_room said; /* by one that is held */
};

/* Judge the client with these options, which hold from now on: what the
 * environment overrides, then its address, then the rules, then the greylist.
 * Whether a failure lets the client in is decided here and nowhere else.
 * Afterwards c->verdict says what is to be done. */
void connection_judge(struct connection *c,
    const struct connection_options *opt);

/* The settings are known: find out whether there is a daemon. */
void connection_daemon(struct connection *c);

/* A refusal gets its receipt, for its reply and for the log. */
void connection_sign(struct connection *c);

/* Write the client's line to the log.  It is made in the caller's room bytes,
 * LOGLINE_MUTE or, where there was a dialogue, LOGLINE_MAX: one that is let in
 * touches no page of the stack for what it does not say. */
void connection_log(const struct connection *c, char *line, size_t room);

/* Log the client and become the next program, with the verdict in its
 * environment.  Returns only if that fails: the client has been told, and the
 * exit status is 111. */
int connection_pass(struct connection *c, const struct connection_next *next);

#endif
