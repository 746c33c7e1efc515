/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_VISITORS_H
#define DHF_REPLAY_VISITORS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/siphash.h"
#include "base/table.h"
#include "replay/telling.h"

struct err;

/*
 * visitors - who has come
 *
 * A client is an address, a name, and how that is known.  What speaks for or
 * against it is kept under the address: whoever has a password there has it
 * whatever the address is called.  A million of both take some 200 MB.
 */
#define VISITORS_NOBODY UINT32_MAX

/* Of so many names of one address: it gives itself a new one each time, and
 * further ones are none. */
#define VISITORS_NAMES_MAX 256

/* The state of a client that was joined to another. */
#define VISITORS_JOINED UCHAR_MAX

/* What is known of an address, in any order. */
enum {
	KNOWN_AUTH = 1u << 0,
	KNOWN_MAILED = 1u << 1,    /* we brought a mail there */
	KNOWN_LISTED = 1u << 2,    /* by a list of good ones */
	KNOWN_GOOD = 1u << 3,      /* somebody says so */
	KNOWN_BAD = 1u << 4,       /* the same */
	KNOWN_PREGREET = 1u << 5,
	KNOWN_UNKNOWN = 1u << 6,   /* it tried unknown users */
	KNOWN_RELAY = 1u << 7,     /* and relaying */
	KNOWN_REFUSED = 1u << 8,   /* somebody refused it, whyever */
	KNOWN_SAMPLE = 1u << 9,
	KNOWN_DAYS = 1u << 10      /* first_day and last_day are there */
};

struct address {
	unsigned char octet[16];
	uint64_t days;             /* bit d % 64: unmarked mail on day d */
	unsigned short bits;       /* 32 or 128 */
	unsigned short known;
	unsigned short first_day, last_day; /* of these, since 1970 */
	uint32_t mails, spam;      /* taken; of these what scanners marked */
	uint32_t first;            /* of its clients, or VISITORS_NOBODY */
	uint32_t names;            /* how many that are */
};

struct visitors_client {
	const char *name;    /* "" without one; in the arena */
	uint32_t address;
	uint32_t next;       /* of the same address, or VISITORS_NOBODY */
	uint32_t ours, others; /* connections that our lines tell, and others */
	uint32_t note;       /* what our last line noted of lists, by number */
	uint32_t last_s;     /* seconds since 1970; 0: not known */
	uint32_t ours_s;     /* that of our last line */
	unsigned char state; /* enum naming_state */
	unsigned char action; /* enum rule_action, of our last line */
	bool session;
};

/* All bytes zero is empty, but for the key, which is random. */
struct visitors {
	unsigned char key[SIPHASH_KEY_SIZE];
	struct arena arena;
	struct address *address;        /* owned, as the next */
	size_t addresses, address_cap;
	struct visitors_client *client;
	size_t clients, client_cap;
	uint32_t *address_slot, *client_slot; /* 0: free, else the number + 1 */
	size_t address_slots, client_slots;
	struct table notes;             /* text to number */
	const char **note;              /* the same the other way; 0 is "" */
	size_t note_count, note_cap;
};

/* The number of an address, which is new or not.  -1 with *e if there is no
 * memory. */
int visitors_address(uint32_t *out, struct visitors *c, const struct ip *ip,
    struct err *e);

/* The number of an address that is known, or VISITORS_NOBODY. */
uint32_t visitors_find(const struct visitors *c, const struct ip *ip);

struct ip visitors_ip(const struct visitors *c, uint32_t address);

/* Take what a line tells of its client at a time, 0 if it is not known: its
 * address to *address.  -1 with *e as above. */
int visitors_take(uint32_t *address, struct visitors *c,
    const struct telling *t, int64_t at_s, struct err *e);

/* A mail was taken on that day, marked as spam or not; 0: no day is known. */
void visitors_mail(struct visitors *c, uint32_t address, bool spam,
    int64_t at_s);

/* Join clients of one address that are one: told of by others than us under a
 * name that we know better, or without one. */
void visitors_settle(struct visitors *c);

/* How often a client connected: as often as we say, where we say it. */
uint32_t visitors_connections(const struct visitors_client *c);

void visitors_free(struct visitors *c);

#endif
