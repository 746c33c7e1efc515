/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* SO_SNDBUFFORCE */
#endif
#include "ban/nftlink.h"

#if defined(__linux__)
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "ban/nfanswer.h"
#include "base/err.h"
#include "base/fdio.h"
#include "state/never.h"

/* A kernel may be busy with the rules of others. */
#define PATIENCE_MS 5000

/* For an answer: an error quotes the head of the message only. */
#define ANSWER_SIZE 4096

/* How often what others change between two steps is tried again. */
#define TRIES 4

int
nftlink_open(struct nftlink *l, struct err *e)
{
	const int room = 4 * 1024 * 1024; /* the longest batch, twice */
	const int on = 1;

	l->number = 1;
	l->lost = false;
	l->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (l->fd == -1)
		return err_perm(e, errno, "this kernel has no nftables");
	(void)setsockopt(l->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	(void)setsockopt(l->fd, SOL_SOCKET, SO_SNDBUFFORCE, &room,
	    sizeof(room));
	return 0;
}

void
nftlink_close(struct nftlink *l)
{
	fd_close(l->fd);
	l->fd = -1;
}

/* Send what *o holds, and read until the message last is answered.  The first
 * answer that is no error goes to *r, which may be NULL, if it has an address,
 * or its number of rules to r->seconds.  Returns 0, or the first errno. */
static int
talk(struct nftlink *l, const struct netlink *o, uint32_t last,
    struct ban_record *r)
{
	_Alignas(8) unsigned char in[ANSWER_SIZE];
	const uint32_t first = l->number;
	struct netlink_view view, elements;
	struct netlink_message m;
	int why = 0, one;
	ssize_t n;

	if (o->full)
		return ENOBUFS;
	l->number = last + 2; /* behind the end of a batch */
	if (send(l->fd, o->data, o->len, 0) == -1)
		return errno;
	for (;;) {
		n = fd_read_within(l->fd, in, sizeof(in), PATIENCE_MS);
		if (n <= 0)
			return n == 0 ? EIO : errno;
		view = (struct netlink_view){ in, (size_t)n };
		while (netlink_next(&view, &m)) {
			if (m.seq - first > last - first)
				continue; /* of a batch that was given up */
			one = nfanswer_error(&m);
			if (one > 0 && why == 0)
				why = one;
			if (one == -1 && r != NULL) {
				elements = nfanswer_elements(&m);
				if (!nfanswer_element(&elements, r))
					r->seconds = nfanswer_rules(&m);
			}
			/* An error of the first is one of all. */
			if (m.seq == last || (one > 0 && m.seq == first))
				return why;
		}
	}
}

static int
fail(int why, const char *what, struct err *e)
{
	if (why == EPERM)
		return err_perm(e, why, "%s: CAP_NET_ADMIN is needed", what);
	return err_temp(e, why, "%s", what);
}

static int
make(struct nftlink *l, bool anew)
{
	struct netlink o = { 0 };
	uint32_t last;
	int why;

	o.cap = NFTABLE_MAKE_SIZE(l->table.never->len);
	if ((o.data = malloc(o.cap)) == NULL)
		return ENOMEM;
	last = nftable_make(&o, &l->table, anew, l->number);
	why = talk(l, &o, last, NULL);
	free(o.data);
	return why;
}

int
nftlink_make(struct nftlink *l, struct err *e)
{
	int why = make(l, false);

	if (why != 0 && why != EPERM && why != ETIMEDOUT) {
		/* What is there by that name is not as we make it. */
		if ((why = make(l, true)) == 0)
			l->lost = true;
	}
	return why == 0 ? 0 : fail(why, "make the table of nftables", e);
}

int
nftlink_check(struct nftlink *l, struct err *e)
{
	unsigned char out[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	struct ban_record r = { 0 };
	int why;

	nftable_ask_chain(&o, &l->table, l->number);
	why = talk(l, &o, l->number, &r);
	if (why == 0 && r.seconds == NFTABLE_RULES)
		return 0;
	if (why != 0 && why != ENOENT)
		return fail(why, "look at the table of nftables", e);
	if (nftlink_make(l, e) == -1)
		return -1;
	l->lost = true;
	return 0;
}

/* Ask how long an address is banned.  0, or an errno: ENOENT, it is not. */
static int
ask(struct nftlink *l, struct ban_record *r)
{
	unsigned char out[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };

	nftable_ask(&o, &l->table, &r->ip, l->number);
	return talk(l, &o, l->number, r);
}

static int
put(struct nftlink *l, const struct ban_record *r, bool again)
{
	unsigned char out[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	uint32_t last = nftable_ban(&o, &l->table, r, again, l->number);

	return talk(l, &o, last, NULL);
}

/* The table, or a set of it, is not there. */
static int
restore(struct nftlink *l)
{
	int why = make(l, false);

	if (why == 0)
		l->lost = true;
	return why;
}

/*
 * Ask first: a batch that fails costs the kernel some 10 ms, since what it had
 * begun is taken back when nobody looks at it any more.
 */
enum ban_answer
nftlink_ban(struct nftlink *l, struct ban_record *r, struct err *e)
{
	struct ban_record now = { .ip = r->ip };
	int tries, why = 0;

	for (tries = 0; tries < TRIES; tries++) {
		if ((why = ask(l, &now)) == 0) {
			if (now.seconds >= r->seconds) {
				r->seconds = now.seconds;
				return BAN_STANDS;
			}
			if ((why = put(l, r, true)) == 0)
				return BAN_STANDS;
		} else if (why == ENOENT) {
			if ((why = put(l, r, false)) == 0)
				return BAN_NEW;
			if (why == ENOENT) /* nor is there a table */
				why = restore(l);
		}
		/* else it ended, or somebody banned it, between two steps */
		if (why != 0 && why != ENOENT && why != EEXIST)
			break;
	}
	if (why == ENFILE)
		return BAN_FULL;
	(void)fail(why, "ban", e);
	return BAN_CANNOT;
}

enum ban_answer
nftlink_free(struct nftlink *l, const struct ban_record *r, struct err *e)
{
	unsigned char out[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };
	uint32_t last = nftable_free(&o, &l->table, &r->ip, l->number);
	int why = talk(l, &o, last, NULL);

	if (why == 0)
		return BAN_GONE;
	if (why == ENOENT)
		return BAN_NONE;
	(void)fail(why, "ban no more", e);
	return BAN_CANNOT;
}

enum ban_answer
nftlink_find(struct nftlink *l, struct ban_record *r, struct err *e)
{
	int why = ask(l, r);

	if (why == 0)
		return BAN_ENTRY;
	if (why == ENOENT)
		return BAN_NONE;
	(void)fail(why, "ask for a ban", e);
	return BAN_CANNOT;
}
#endif
