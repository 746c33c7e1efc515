/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/visitors.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "name/host.h"
#include "replay/noted.h"

#define DAY 86400

/* A table of numbers: slots are twice as many as what is in it at least.
 * Returns -1 if memory ran out. */
static int
make_room(uint32_t **slot, size_t *slots, size_t len,
    uint64_t (*hash)(const struct visitors *c, size_t i),
    const struct visitors *c)
{
	size_t want = *slots != 0 ? 2 * *slots : 1024, i, at;
	uint32_t *more;

	if (2 * len < *slots)
		return 0;
	if ((more = calloc(want, sizeof(*more))) == NULL)
		return -1;
	for (i = 0; i < len; i++) {
		at = hash(c, i) & (want - 1);
		while (more[at] != 0)
			at = (at + 1) & (want - 1);
		more[at] = (uint32_t)i + 1;
	}
	free(*slot);
	*slot = more;
	*slots = want;
	return 0;
}

static uint64_t
address_hash(const struct visitors *c, size_t i)
{
	return siphash(c->key, c->address[i].octet, 16);
}

/* The slot of an address, or the free one where it would be. */
static uint32_t *
address_slot(const struct visitors *c, const struct ip *ip)
{
	size_t at = siphash(c->key, ip->octet, 16) & (c->address_slots - 1);
	const struct address *a;

	for (;; at = (at + 1) & (c->address_slots - 1)) {
		if (c->address_slot[at] == 0)
			return &c->address_slot[at];
		a = &c->address[c->address_slot[at] - 1];
		if (a->bits == ip->bits && memcmp(a->octet, ip->octet, 16) == 0)
			return &c->address_slot[at];
	}
}

uint32_t
visitors_find(const struct visitors *c, const struct ip *ip)
{
	uint32_t n = c->addresses > 0 ? *address_slot(c, ip) : 0;

	return n == 0 ? VISITORS_NOBODY : n - 1;
}

int
visitors_address(uint32_t *out, struct visitors *c, const struct ip *ip,
    struct err *e)
{
	struct address *grown;
	uint32_t *slot;

	if (make_room(&c->address_slot, &c->address_slots, c->addresses,
	    address_hash, c) == -1)
		return err_memory(e);
	slot = address_slot(c, ip);
	if (*slot == 0) {
		grown = grow_array(c->address, c->addresses, &c->address_cap,
		    sizeof(*grown));
		if (grown == NULL || c->addresses == VISITORS_NOBODY - 1)
			return err_memory(e);
		c->address = grown;
		grown += c->addresses;
		*grown = (struct address){ .first = VISITORS_NOBODY,
			.bits = (unsigned short)ip->bits };
		memcpy(grown->octet, ip->octet, sizeof(grown->octet));
		*slot = (uint32_t)++c->addresses;
	}
	*out = *slot - 1;
	return 0;
}

struct ip
visitors_ip(const struct visitors *c, uint32_t address)
{
	const struct address *a = &c->address[address];

	return ip_of(a->octet, a->bits);
}

static uint64_t
hash_of(const struct visitors *c, uint32_t address, unsigned state,
    const char *name)
{
	unsigned char bytes[5 + HOST_MAX + 1];
	size_t len = strlen(name);

	memcpy(bytes, &address, 4);
	bytes[4] = (unsigned char)state;
	memcpy(bytes + 5, name, len);
	return siphash(c->key, bytes, 5 + len);
}

static uint64_t
client_hash(const struct visitors *c, size_t i)
{
	const struct visitors_client *k = &c->client[i];

	return hash_of(c, k->address, k->state, k->name);
}

static uint32_t *
client_slot(const struct visitors *c, uint32_t address, unsigned state,
    const char *name)
{
	size_t at = hash_of(c, address, state, name) & (c->client_slots - 1);
	const struct visitors_client *k;

	for (;; at = (at + 1) & (c->client_slots - 1)) {
		if (c->client_slot[at] == 0)
			return &c->client_slot[at];
		k = &c->client[c->client_slot[at] - 1];
		if (k->address == address && k->state == state &&
		    strcmp(k->name, name) == 0)
			return &c->client_slot[at];
	}
}

/* The client of an address under a name, new or not.  NULL: no memory. */
static struct visitors_client *
client_of(struct visitors *c, uint32_t address, unsigned state,
    const char *name, size_t len)
{
	struct visitors_client *grown;
	uint32_t *slot;
	const char *copy = "";

	if (make_room(&c->client_slot, &c->client_slots, c->clients,
	    client_hash, c) == -1)
		return NULL;
	slot = client_slot(c, address, state, name);
	if (*slot != 0)
		return &c->client[*slot - 1];
	grown = grow_array(c->client, c->clients, &c->client_cap,
	    sizeof(*grown));
	if (grown == NULL || c->clients == VISITORS_NOBODY - 1)
		return NULL;
	c->client = grown;
	if (len > 0 && (copy = arena_copy(&c->arena, name, len)) == NULL)
		return NULL;
	grown += c->clients;
	*grown = (struct visitors_client){ .name = copy, .address = address,
		.state = (unsigned char)state,
		.next = c->address[address].first };
	c->address[address].first = (uint32_t)c->clients;
	c->address[address].names++;
	*slot = (uint32_t)++c->clients;
	return grown;
}

/* The number of a text that is noted, 0 of none.  -1 if memory ran out. */
static int
note_number(uint32_t *out, struct visitors *c, const char *text, size_t len)
{
	const char **grown;
	uint32_t *n = table_get(&c->notes, text, len);
	char *copy;

	*out = n != NULL ? *n : 0;
	if (n != NULL || len == 0)
		return 0;
	grown = grow_array(c->note, c->note_count + 1, &c->note_cap,
	    sizeof(*grown));
	if (grown == NULL)
		return -1;
	c->note = grown;
	c->note[0] = "";
	if ((copy = arena_copy(&c->arena, text, len)) == NULL ||
	    (n = table_put(&c->notes, copy, len)) == NULL)
		return -1;
	*out = *n = (uint32_t)++c->note_count;
	c->note[*n] = copy;
	return 0;
}

/* Our line is the last one so far, or as late and harder: which of two lines
 * is read first must not matter. */
static bool
is_news(const struct visitors *c, const struct visitors_client *k,
    uint32_t last_s, unsigned action, uint32_t note)
{
	if (k->ours == 0 || last_s != k->ours_s)
		return k->ours == 0 || last_s > k->ours_s;
	if (action != k->action)
		return action > k->action;
	return k->note != note && (k->note == 0 ||
	    (note != 0 && strcmp(c->note[note], c->note[k->note]) > 0));
}

static int
take_ours(struct visitors *c, struct visitors_client *k,
    const struct telling *t, uint32_t last_s)
{
	char text[NOTED_SIZE];
	uint32_t note;

	if (note_number(&note, c, text, noted_lists(text, t->note)) == -1)
		return -1;
	if (is_news(c, k, last_s, t->action, note)) {
		k->action = (unsigned char)t->action;
		k->note = note;
		k->ours_s = last_s;
	}
	if (k->ours < UINT32_MAX)
		k->ours++;
	return 0;
}

static int
count(struct visitors *c, struct visitors_client *k,
    const struct telling *t, uint32_t last_s)
{
	if ((t->what & TELL_OURS) != 0)
		return take_ours(c, k, t, last_s);
	if ((t->what & TELL_CONNECTION) != 0 && k->others < UINT32_MAX)
		k->others++;
	return 0;
}

static const struct {
	unsigned told;
	unsigned short known;
} evidence[] = {
	{ TELL_AUTH, KNOWN_AUTH }, { TELL_PREGREET, KNOWN_PREGREET },
	{ TELL_UNKNOWN_USER, KNOWN_UNKNOWN }, { TELL_RELAY, KNOWN_RELAY },
	{ TELL_REFUSED, KNOWN_REFUSED }, { TELL_SAMPLE, KNOWN_SAMPLE },
};

int
visitors_take(uint32_t *address, struct visitors *c, const struct telling *t,
    int64_t at_s, struct err *e)
{
	uint32_t last_s = at_s > 0 && at_s < UINT32_MAX ? (uint32_t)at_s : 0;
	unsigned state = t->state;
	char name[HOST_MAX + 1], told[HOST_MAX + 2];
	struct visitors_client *k;
	size_t len = 0, i;

	told[0] = '\0';
	if (t->name.len <= HOST_MAX + 1 && state < NAMED_NONE) {
		memcpy(told, t->name.at, t->name.len);
		told[t->name.len] = '\0';
	}
	(void)host_normalise(name, &len, told);
	if (len == 0 && state < NAMED_NONE)
		state = NAMED_UNTOLD;
	if (visitors_address(address, c, &t->ip, e) == -1)
		return -1;
	if (c->address[*address].names >= VISITORS_NAMES_MAX) {
		state = NAMED_UNTOLD;
		name[len = 0] = '\0';
	}
	if ((k = client_of(c, *address, state, name, len)) == NULL ||
	    count(c, k, t, last_s) == -1)
		return err_memory(e);
	for (i = 0; i < sizeof(evidence) / sizeof(evidence[0]); i++)
		if ((t->what & evidence[i].told) != 0)
			c->address[*address].known |= evidence[i].known;
	k->session = k->session || (t->what & TELL_SESSION) != 0;
	if (last_s > k->last_s)
		k->last_s = last_s;
	return 0;
}

void
visitors_mail(struct visitors *c, uint32_t address, bool spam, int64_t at_s)
{
	struct address *a = &c->address[address];
	unsigned short day = (unsigned short)(at_s / DAY);

	if (a->mails < UINT32_MAX)
		a->mails++;
	if (spam) {
		a->spam += a->spam < UINT32_MAX;
		return;
	}
	if (at_s <= 0 || at_s / DAY > UINT16_MAX)
		return;
	a->days |= UINT64_C(1) << day % 64;
	if ((a->known & KNOWN_DAYS) == 0 || day < a->first_day)
		a->first_day = day;
	if ((a->known & KNOWN_DAYS) == 0 || day > a->last_day)
		a->last_day = day;
	a->known |= KNOWN_DAYS;
}

/* Whether a client *k that others told of is *o: under the same name, which we
 * have told, or without one. */
static bool
is_same(const struct visitors_client *o, const struct visitors_client *k)
{
	if (o->state == VISITORS_JOINED)
		return false;
	if (k->state == NAMED_UNTOLD)
		return true; /* *o is not, there is one such client */
	return o->ours > 0 && strcmp(o->name, k->name) == 0;
}

/* Where a client of others belongs that is the same as one of ours. */
static struct visitors_client *
ours_of(const struct visitors *c, const struct visitors_client *k)
{
	struct visitors_client *best = NULL, *o;
	uint32_t i;

	for (i = c->address[k->address].first; i != VISITORS_NOBODY;
	    i = o->next) {
		o = &c->client[i];
		if (o == k || !is_same(o, k))
			continue;
		if (best == NULL || o->ours > best->ours ||
		    (o->ours == best->ours && (o->state < best->state ||
		    (o->state == best->state &&
		    strcmp(o->name, best->name) < 0))))
			best = o;
	}
	return best;
}

void
visitors_settle(struct visitors *c)
{
	struct visitors_client *k, *o;
	size_t i;

	for (i = 0; i < c->clients; i++) {
		k = &c->client[i];
		if (k->ours > 0 || (o = ours_of(c, k)) == NULL)
			continue;
		o->others = o->others > UINT32_MAX - k->others ? UINT32_MAX :
		    o->others + k->others;
		if (k->last_s > o->last_s)
			o->last_s = k->last_s;
		k->state = VISITORS_JOINED;
	}
}

uint32_t
visitors_connections(const struct visitors_client *c)
{
	return c->ours > 0 ? c->ours : c->others;
}

void
visitors_free(struct visitors *c)
{
	arena_free(&c->arena);
	free(c->address);
	free(c->client);
	free(c->address_slot);
	free(c->client_slot);
	table_free(&c->notes);
	free(c->note);
	memset(c, 0, sizeof(*c));
}
