/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/ledger.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "state/entry.h"
#include "state/offence_record.h"
#include "store/store.h"

size_t
ledger_report_room(const struct ledger_report *r)
{
	return strlen(r->source) + strlen(r->evidence) + strlen(r->mark) + 3;
}

/* Copy a text to *at, and move that behind it. */
static const char *
keep(char **at, const char *text)
{
	char *to = *at;
	size_t size = strlen(text) + 1;

	memcpy(to, text, size);
	*at += size;
	return to;
}

void
ledger_report_copy(struct ledger_report *out, const struct ledger_report *r,
    char *room)
{
	*out = *r;
	out->source = keep(&room, r->source);
	out->evidence = keep(&room, r->evidence);
	out->mark = keep(&room, r->mark);
}

/* The key of a mark: 'm' and a hash of it with what it marks.  Whoever finds
 * two marks of one hash has found one that does not count. */
static struct key
mark_key(const struct ledger_report *r)
{
	struct key k = { .data = { 'm' }, .len = 1 + LEDGER_MARK };
	struct key of = offence_record_key(&r->ip, r->kind);
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, NULL, 0, LEDGER_MARK);
	(void)crypto_generichash_update(&state, of.data, of.len);
	(void)crypto_generichash_update(&state,
	    (const unsigned char *)r->mark, strlen(r->mark));
	(void)crypto_generichash_final(&state, k.data + 1, LEDGER_MARK);
	return k;
}

/* Whether the mark is there; if not it is made, to last as long as anybody
 * remembers what it marks. */
static enum ledger_answer
take_mark(const struct ledger *l, const struct ledger_report *r,
    int64_t now_s, struct err *e)
{
	struct store_record record = { .expires_s = now_s +
		LEDGER_MEMORY_S + LEDGER_LONGEST_S }, old;
	struct key k;

	if (*r->mark == '\0')
		return LEDGER_KEPT;
	k = mark_key(r);
	switch (store_get(l->store, key_bytes(&k), &old, e)) {
	case STORE_FOUND:
		return LEDGER_KNOWN;
	case STORE_FAILED:
		return LEDGER_FAILED;
	case STORE_ABSENT:
		break;
	}
	record.data = (struct store_bytes){ "", 1 };
	return store_put(l->store, key_bytes(&k), &record, e) == 0 ?
	    LEDGER_KEPT : LEDGER_FAILED;
}

bool
ledger_knows(const struct ledger *l, const struct ledger_report *r)
{
	struct key k = mark_key(r);
	struct store_record record;
	struct err e;

	return *r->mark != '\0' &&
	    store_get(l->store, key_bytes(&k), &record, &e) == STORE_FOUND;
}

/* What was marked is not kept: whoever tells it again is to be heard. */
static void
drop_mark(const struct ledger *l, const struct ledger_report *r)
{
	struct key k = mark_key(r);
	struct err e;

	if (*r->mark != '\0')
		(void)store_delete(l->store, key_bytes(&k), &e);
}

/* Whether the greylist has known the address as green for long. */
static bool
is_trusted(const struct ledger *l, const struct ip *ip, int64_t now_s)
{
	struct key k = key_of_ip(ip, l->net4);
	struct store_record r;
	struct entry entry;
	struct err e;

	return store_get(l->store, key_bytes(&k), &r, &e) == STORE_FOUND &&
	    entry_decode(&entry, r.data) && entry.green &&
	    now_s < r.expires_s && now_s - entry.since_s >= LEDGER_GREEN_S;
}

bool
ledger_never(const struct ledger *l, const struct ip *ip, int64_t now_s)
{
	const struct ip first = offender_address(ip);
	const struct ip last = ip_last(&first, offender_bits(&first));

	return never_has(l->never, &first, &last) ||
	    is_trusted(l, ip, now_s);
}

/* How long the count-th offence is held. */
static int64_t
ttl(const struct ledger *l, uint32_t count)
{
	int64_t held_s = l->ttl_s;

	while (--count > 0 && held_s < l->ttl_max_s)
		held_s *= 2;
	return held_s < l->ttl_max_s ? held_s : l->ttl_max_s;
}

static void
copy(char *out, size_t room, const char *text)
{
	size_t len = strlen(text);

	if (len >= room)
		len = room - 1;
	memcpy(out, text, len);
	out[len] = '\0';
}

/* Add an offence to what is known; *o is zero if nothing is. */
static void
add(struct offender *o, const struct ledger *l, const struct ledger_report *r,
    int64_t now_s)
{
	int64_t at_s = r->at_s > now_s ? now_s : r->at_s, until_s;

	if (o->count < UINT32_MAX)
		o->count++;
	if (o->count == 1 || at_s < o->first_s)
		o->first_s = at_s;
	until_s = at_s + (r->seconds != 0 ? (int64_t)r->seconds :
	    ttl(l, o->count));
	if (until_s > now_s + LEDGER_LONGEST_S)
		until_s = now_s + LEDGER_LONGEST_S;
	if (until_s > o->until_s)
		o->until_s = until_s;
	if (r->ban && until_s > o->ban_s)
		o->ban_s = until_s;
	if (at_s < o->last_s)
		return;
	o->last_s = at_s;
	o->zone_s = r->zone_s;
	copy(o->source, sizeof(o->source), r->source);
	offender_evidence(o, r->evidence, strlen(r->evidence));
}

static int
read_record(struct offender *o, const struct ledger *l, const struct key *k,
    struct err *e)
{
	struct store_record r;

	switch (store_get(l->store, key_bytes(k), &r, e)) {
	case STORE_FAILED:
		return -1;
	case STORE_FOUND:
		if (offence_record_decode(o, key_bytes(k), r.data))
			return 0;
		break;
	case STORE_ABSENT:
		break;
	}
	memset(o, 0, sizeof(*o));
	return 0;
}

enum ledger_answer
ledger_note(int64_t *until_s, const struct ledger *l,
    const struct ledger_report *r, int64_t now_s, struct err *e)
{
	struct key k = offence_record_key(&r->ip, r->kind);
	unsigned char data[OFFENCE_RECORD_MAX];
	struct store_record record;
	enum ledger_answer mark;
	struct offender o;

	*until_s = 0;
	if (ledger_never(l, &r->ip, now_s))
		return LEDGER_NEVER;
	if (read_record(&o, l, &k, e) == -1 ||
	    (mark = take_mark(l, r, now_s, e)) == LEDGER_FAILED)
		return LEDGER_FAILED;
	*until_s = o.until_s;
	if (mark == LEDGER_KNOWN)
		return LEDGER_KNOWN;
	add(&o, l, r, now_s);
	record.data = (struct store_bytes){ data,
		offence_record_encode(data, &o) };
	record.expires_s = o.until_s + LEDGER_MEMORY_S;
	if (store_put(l->store, key_bytes(&k), &record, e) == -1) {
		drop_mark(l, r);
		return LEDGER_FAILED;
	}
	*until_s = o.until_s;
	return LEDGER_KEPT;
}

int
ledger_find(unsigned *kinds, const struct ledger *l, const struct ip *ip,
    int64_t now_s, struct err *e)
{
	unsigned found = 0, kind;
	struct offender o;
	struct key k;

	for (kind = 0; kind < OFFENDER_KINDS; kind++) {
		k = offence_record_key(ip, (enum offender_kind)kind);
		if (read_record(&o, l, &k, e) == -1)
			return -1;
		if (o.count > 0 && now_s < o.until_s)
			found |= 1u << kind;
	}
	*kinds = found;
	return 0;
}

int
ledger_ban(struct ledger_ban *out, const struct ledger *l,
    const struct ip *ip, int64_t now_s, struct err *e)
{
	struct ledger_ban ban = { OFFENDER_TRAP, 0 };
	struct offender o;
	unsigned kind;
	struct key k;

	for (kind = 0; kind < OFFENDER_KINDS; kind++) {
		k = offence_record_key(ip, (enum offender_kind)kind);
		if (read_record(&o, l, &k, e) == -1)
			return -1;
		if (o.ban_s > now_s && o.ban_s > ban.until_s)
			ban = (struct ledger_ban){ o.kind, o.ban_s };
	}
	if (ledger_never(l, ip, now_s))
		ban.until_s = 0;
	*out = ban;
	return 0;
}

int
ledger_forget(const struct ledger *l, const struct ip *ip, struct err *e)
{
	struct offender o;
	unsigned kind;
	struct key k;
	int had = 0;

	for (kind = 0; kind < OFFENDER_KINDS; kind++) {
		k = offence_record_key(ip, (enum offender_kind)kind);
		if (read_record(&o, l, &k, e) == -1 ||
		    store_delete(l->store, key_bytes(&k), e) == -1)
			return -1;
		if (o.count > 0)
			had = 1;
	}
	return had;
}
