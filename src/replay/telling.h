/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_TELLING_H
#define DHF_REPLAY_TELLING_H

#include <stdint.h>

#include "base/ip.h"
#include "replay/text.h"
#include "rule/rule.h"

/*
 * telling - what one line of a log tells
 *
 * Of a client, of the machine that we mailed, or of a message on its way: that
 * has a key, a queue id for instance, and one line says whose it is, and others
 * what becomes of it.
 */

/* How the name is known; as in the log of the filter, but the last. */
enum naming_state {
	NAMED_GIVEN, NAMED_PROVEN, NAMED_CLAIMED, NAMED_DOUBTFUL,
	NAMED_NONE, NAMED_UNKNOWN,
	NAMED_UNTOLD /* nobody has asked, or has not told */
};

enum {
	/* of the client */
	TELL_CLIENT = 1u << 0,     /* ip, name and state are one */
	TELL_CONNECTION = 1u << 1, /* this line is that of a connection */
	TELL_OURS = 1u << 2,       /* action, note and db are told */
	TELL_SESSION = 1u << 3,    /* by a mail server, of its client */
	TELL_AUTH = 1u << 4,       /* it has a password */
	TELL_PREGREET = 1u << 5,   /* it talked before it was greeted */
	TELL_UNKNOWN_USER = 1u << 6, /* it tried one */
	TELL_RELAY = 1u << 7,      /* it tried to have mail relayed */
	TELL_REFUSED = 1u << 8,    /* it was, whyever */
	TELL_TAKEN = 1u << 9,      /* a mail was, and no more is told */
	TELL_SPAM = 1u << 10,      /* it tried one that a scanner refused */
	TELL_SAMPLE = 1u << 11,    /* let in by the setting "sample" */
	/* of another */
	TELL_MAILED = 1u << 12,    /* ip is whom we brought a mail */
	/* of a message; key is told with each */
	TELL_OPENS = 1u << 13,     /* it is the client's */
	TELL_ALIAS = 1u << 14,     /* it is known as alias, too */
	TELL_DELIVERED = 1u << 15, /* to a mailbox */
	TELL_SCORED = 1u << 16,    /* a scanner calls it spam */
	TELL_ACCUSES = 1u << 17,   /* whoever brings it tried an unknown user */
	TELL_CLOSES = 1u << 18     /* nothing comes behind */
};

struct telling {
	unsigned what;
	struct ip ip;
	struct text name;   /* of ip */
	enum naming_state state;
	enum rule_action action; /* that was taken: pass is let in */
	struct text note;   /* what our line noted */
	uint32_t db;        /* which image decided, 0: not told */
	struct text key, alias;
	bool global;        /* key is one of all machines, as a message id */
};

enum told {
	TOLD_NOTHING, /* of use here */
	TOLD,         /* *out is filled */
	TOLD_ODD      /* it should tell something, and does not read */
};

#endif
