/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/programs.h"

#include <stdbool.h>
#include <time.h>

#include "ban/server.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "state/nearby.h"
#include "state/offender.h"

/* After so long in one look nobody more is taken out: others want answers. */
#define LOOK_MS 200

/* What could not be taken out is tried again, after a minute each time. */
#define TRIES 3
#define PAUSE_S 60

/* In looks, which are seconds: what is nearby now. */
#define NEARBY 60

static uint32_t
left(const struct due_entry *entry, int64_t now_s)
{
	return entry->until_s > now_s ?
	    (uint32_t)(entry->until_s - now_s) : 0;
}

static enum ban_answer
ban(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_programs *p = arg;
	const int64_t now_s = time(NULL);
	struct due_entry new = { r->ip, now_s + r->seconds, r->kind, 0 };
	const struct due_entry *old = due_find(&p->due, &r->ip);
	const bool stands = old != NULL;

	if (stands && old->until_s >= new.until_s)
		new = *old;
	switch (due_put(&p->due, &new, e)) {
	case DUE_OK:
		break;
	case DUE_FULL:
		return BAN_FULL;
	case DUE_FAILED:
		return BAN_CANNOT;
	}
	/* Even if it should be in: a machine that was booted has lost it. */
	r->seconds = left(&new, now_s);
	if (command_run(&p->add, &r->ip, r->seconds, e) == -1)
		return BAN_CANNOT; /* and it is taken out when it is due */
	return stands ? BAN_STANDS : BAN_NEW;
}

static enum ban_answer
unban(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_programs *p = arg;
	struct due_entry *old = due_find(&p->due, &r->ip);

	if (old == NULL)
		return BAN_NONE;
	if (command_run(&p->del, &r->ip, 0, e) == -1 ||
	    due_take(&p->due, old, e) == -1)
		return BAN_CANNOT;
	return BAN_GONE;
}

static enum ban_answer
find(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_programs *p = arg;
	const struct due_entry *entry = due_find(&p->due, &r->ip);

	(void)e;
	if (entry == NULL)
		return BAN_NONE;
	r->kind = entry->kind;
	r->seconds = left(entry, time(NULL));
	return BAN_ENTRY;
}

static int
list(void *arg, struct err *e)
{
	struct ban_programs *p = arg;

	(void)e;
	p->told = 0;
	return 0;
}

static enum ban_answer
next(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_programs *p = arg;

	if (p->told >= p->due.len)
		return BAN_END;
	r->ip = p->due.entry[p->told++].ip;
	return find(p, r, e);
}

static void
list_end(void *arg)
{
	(void)arg;
}

/* Take one out whose time is over. */
static void
take_out(struct ban_programs *p, struct due_entry *entry, int64_t now_s,
    struct tell *t)
{
	char text[OFFENDER_ADDRESS_SIZE];
	struct err e;

	offender_address_format(&entry->ip, text);
	if (command_run(&p->del, &entry->ip, 0, &e) == -1) {
		tell(t, "%s is not taken out: %s", text, e.msg);
		if (++entry->failed < TRIES) {
			entry->until_s = now_s + PAUSE_S;
			return;
		}
		tell(t, "%s is given up: it may still be in", text);
	} else {
		tell(t, "%s: its time is over", text);
	}
	if (due_take(&p->due, entry, &e) == -1)
		tell(t, "%s", e.msg);
}

/* Add what is nearby now. */
static void
look_nearby(struct ban_programs *p, struct tell *t)
{
	struct err e;

	if (nearby_addresses(&p->never, &e) == -1 ||
	    nearby_gateways(&p->never, &e) == -1)
		tell(t, "%s", e.msg);
	never_settle(&p->never);
}

static bool
look(void *arg, struct tell *t)
{
	struct ban_programs *p = arg;
	const int64_t now_s = time(NULL);
	const int64_t end_ms = fd_now_ms() + LOOK_MS;
	size_t i;

	if (p->looks++ % NEARBY == 0)
		look_nearby(p, t);
	/* from the end: to take one out moves those behind it only */
	for (i = p->due.len; i-- > 0 && fd_now_ms() < end_ms;)
		if (p->due.entry[i].until_s <= now_s)
			take_out(p, &p->due.entry[i], now_s, t);
	return false;
}

void
ban_programs_backend(struct ban_backend *b, struct ban_programs *p)
{
	*b = (struct ban_backend){ ban, unban, find, list, next, list_end,
		look, NULL, -1, p };
}
