/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/messages.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "replay/visitors.h"

/* Mail servers give up after five days. */
#define LIFE_S (6 * 86400)

#define KEY_MAX 320

enum { DELIVERED = 1, SCORED = 2, ACCUSED = 4 };

static uint64_t
key_of(const struct messages *m, struct text host, struct text key)
{
	char both[2 * KEY_MAX + 1];
	uint64_t n;

	if (host.len > KEY_MAX)
		host.len = KEY_MAX;
	if (key.len > KEY_MAX)
		key.len = KEY_MAX;
	memcpy(both, host.at, host.len);
	both[host.len] = '\0';
	memcpy(both + host.len + 1, key.at, key.len);
	n = siphash(m->key, both, host.len + 1 + key.len);
	return n + (n == 0); /* 0 is no key */
}

/* The slot of a key, or the free one where it would be. */
static struct message *
slot_of(const struct messages *m, uint64_t key)
{
	size_t at = key & (m->slots - 1);

	while (m->slot[at].key != 0 && m->slot[at].key != key)
		at = (at + 1) & (m->slots - 1);
	return &m->slot[at];
}

/* It is over: count it for who brought it. */
static void
count(struct messages *m, const struct message *one)
{
	struct visitors *c = m->visitors;

	if (one->address == VISITORS_NOBODY)
		return;
	if ((one->bits & ACCUSED) != 0)
		c->address[one->address].known |= KNOWN_UNKNOWN;
	if ((one->bits & (DELIVERED | SCORED)) != 0)
		visitors_mail(c, one->address, (one->bits & SCORED) != 0,
		    one->last_s);
}

/* Take one out; those that had to stand behind it move up. */
static void
take_out(struct messages *m, struct message *one)
{
	size_t hole = (size_t)(one - m->slot), at = hole, home;

	for (;;) {
		at = (at + 1) & (m->slots - 1);
		if (m->slot[at].key == 0)
			break;
		home = m->slot[at].key & (m->slots - 1);
		if (((at - home) & (m->slots - 1)) <
		    ((at - hole) & (m->slots - 1)))
			continue;
		m->slot[hole] = m->slot[at];
		hole = at;
	}
	m->slot[hole].key = 0;
	m->len--;
}

/* Whether nothing has been heard of it for days. */
static bool
is_old(const struct messages *m, const struct message *one)
{
	return m->now_s - one->last_s > LIFE_S;
}

/* Make room: forget the old ones, and if that is not enough, get more. */
static int
make_room(struct messages *m)
{
	struct messages more = *m;
	size_t i;

	if (4 * m->len < 3 * m->slots)
		return 0;
	more.len = 0;
	for (i = 0; i < m->slots; i++)
		more.len += m->slot[i].key != 0 && !is_old(m, &m->slot[i]);
	if (m->slots == 0)
		more.slots = 1024;
	else if (2 * more.len > m->slots)
		more.slots = 2 * m->slots;
	if ((more.slot = calloc(more.slots, sizeof(*more.slot))) == NULL)
		return -1;
	for (i = 0; i < m->slots; i++) {
		if (m->slot[i].key == 0)
			continue;
		if (is_old(m, &m->slot[i]))
			count(m, &m->slot[i]);
		else
			*slot_of(&more, m->slot[i].key) = m->slot[i];
	}
	free(m->slot);
	*m = more;
	return 0;
}

/* The message of a key, or of the one that it is another name of; NULL if there
 * is none. */
static struct message *
find(const struct messages *m, uint64_t key)
{
	struct message *one;

	if (m->slots == 0)
		return NULL;
	one = slot_of(m, key);
	if (one->key != 0 && one->is_name)
		one = slot_of(m, one->other);
	return one->key != 0 && !one->is_name ? one : NULL;
}

static struct message *
add(struct messages *m, uint64_t key, int64_t at_s)
{
	struct message *one;

	if (make_room(m) == -1)
		return NULL;
	one = slot_of(m, key);
	if (one->key == 0) {
		m->len++;
		*one = (struct message){ .key = key, .last_s = at_s,
			.address = VISITORS_NOBODY };
	}
	return one;
}

/* A message begins, or a line tells whose one is that was spoken of before. */
static int
open_one(struct messages *m, uint64_t key, uint32_t address, int64_t at_s)
{
	struct message *one = add(m, key, at_s);

	if (one == NULL)
		return -1;
	if (one->address != VISITORS_NOBODY || one->is_name) {
		count(m, one);
		*one = (struct message){ .key = key, .last_s = at_s };
	}
	one->address = address;
	return 0;
}

/* Take a message out, and its other name. */
static void
forget(struct messages *m, struct message *one)
{
	const uint64_t key = one->key, other = one->other;

	take_out(m, one);
	if (other == 0)
		return;
	one = slot_of(m, other);
	if (one->key != 0 && one->is_name && one->other == key)
		take_out(m, one);
}

static int
name_one(struct messages *m, uint64_t key, uint64_t alias, int64_t at_s)
{
	struct message *one = find(m, key);

	if (one == NULL || one->other != 0)
		return 0;
	if ((one = add(m, alias, at_s)) == NULL)
		return -1;
	if (!one->is_name && (one->address != VISITORS_NOBODY ||
	    one->key == key))
		return 0; /* whatever that is, it is no name */
	one->is_name = true;
	one->other = key;
	one->last_s = at_s;
	slot_of(m, key)->other = alias;
	return 0;
}

static void
tell_one(struct messages *m, uint64_t key, unsigned what, int64_t at_s)
{
	struct message *one = find(m, key);

	if (one == NULL)
		return;
	if (at_s > one->last_s)
		one->last_s = at_s;
	if ((what & TELL_DELIVERED) != 0)
		one->bits |= DELIVERED;
	if ((what & TELL_SCORED) != 0)
		one->bits |= SCORED;
	if ((what & TELL_ACCUSES) != 0)
		one->bits |= ACCUSED;
	if ((what & TELL_CLOSES) != 0) {
		count(m, one);
		forget(m, one);
	}
}

int
messages_take(struct messages *m, const struct telling *t, struct text host,
    uint32_t address, int64_t at_s, struct err *e)
{
	const struct text everywhere = { "", 0 };
	uint64_t key;
	int rc = 0;

	if (t->key.len == 0)
		return 0;
	if (at_s > m->now_s)
		m->now_s = at_s;
	key = key_of(m, t->global ? everywhere : host, t->key);
	if ((t->what & TELL_OPENS) != 0 && address != VISITORS_NOBODY)
		rc = open_one(m, key, address, at_s);
	else if ((t->what & TELL_ACCUSES) != 0)
		rc = add(m, key, at_s) == NULL ? -1 : 0;
	else if ((t->what & TELL_ALIAS) != 0)
		rc = name_one(m, key, key_of(m, everywhere, t->alias), at_s);
	if (rc == -1)
		return err_memory(e);
	tell_one(m, key, t->what, at_s);
	return 0;
}

void
messages_end(struct messages *m)
{
	size_t i;

	for (i = 0; i < m->slots; i++)
		if (m->slot[i].key != 0)
			count(m, &m->slot[i]);
	free(m->slot);
	m->slot = NULL;
	m->len = m->slots = 0;
}
