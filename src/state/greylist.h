/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_GREYLIST_H
#define DHF_STATE_GREYLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"
#include "state/envelope.h"

struct err;
struct store;

/*
 * greylist - who may come in, who has to wait, by what we know of a client
 *
 *	first contact            wait delay_s
 *	again before delay_s     wait for the rest; the clock is not set back
 *	again within window_s    green for green_s, prolonged by each use
 *	later                    first contact
 *
 * A client is known by its address (IPv4: the first net4 bits, IPv6: 64) and,
 * where it has one, by its domain: it is green if either is, and both become
 * so.  Then a name that can't be asked for tomorrow delays nobody again, and a
 * retry may come from another host of the same domain.
 *
 * Whoever sends one mail after the other comes again, too, and has waited for
 * nothing.  So with by_mail "again" takes the same mail again, delay_s after
 * it came first: of the first ENTRY_MAILS of a client that waits hashes are
 * kept.  any_s after first contact whatever it brings counts, and that it is
 * here: some senders name another sender each time, some hang up before they
 * name any.  A first contact is one although no mail was named.
 *
 *	00:00	comes, mail A		wait 60 s
 *	02:00	comes, mail B		wait 60 s: B has not waited
 *	02:10	comes, mail A		green
 *
 * Clocks jump: a stamp of the future counts as one of now, so that nobody
 * waits longer than delay_s from when the clock is right again.
 */
struct greylist {
	struct store *store; /* borrowed */
	unsigned delay_s, window_s, green_s;
	unsigned net4;  /* 8 to 32 */
	bool by_mail;
	unsigned any_s; /* of by_mail */
	unsigned char fresh[ENVELOPE_KEY_LEN]; /* random: a new store's key */
};

struct greylist_client {
	struct ip ip;
	/* Organisational, confirmed, and not a provider's; in lower case.  ""
	 * or NULL: known by the address alone. */
	const char *domain;
	/* Nobody will hear what mail it brings: it is judged without. */
	bool unheard;
	/* The mail, as it stands in brackets behind MAIL and the first RCPT
	 * that was not let in; to NULL: it was not told yet. */
	const char *sender, *to;
};

enum greylist_answer {
	GREYLIST_GREEN,
	GREYLIST_WAIT,
	GREYLIST_FAILED /* go on as without a greylist */
};

struct greylist_out {
	unsigned wait_s; /* GREYLIST_WAIT: seconds left, at least 1; of one
	                    that has waited, and brings no proof, for a mail
	                    that it names now */
	bool news;       /* GREYLIST_GREEN: not so before */
	bool early;      /* GREYLIST_WAIT: it has come before */
};

/* Ask for a client that would be let in but for the greylist, and note that it
 * came, and with which mail.  GREYLIST_FAILED with *e if the store can't be
 * read, or is full: who can't be noted is not told to wait. */
enum greylist_answer greylist_ask(const struct greylist *g,
    const struct greylist_client *client, int64_t now_s,
    struct greylist_out *out, struct err *e);

#endif
