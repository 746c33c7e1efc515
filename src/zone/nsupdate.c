/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/nsupdate.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "zone/bind.h"
#include "zone/entries.h"
#include "zone/name.h"
#include "zone/terms.h"
#include "zone/transfer.h"

/* A message has 65,535 bytes at most.  A name counts in full in each record,
 * since nsupdate need not compress it, and so does what stands around. */
#define MESSAGE_BYTES 30000
#define RECORD_BYTES 32

/* Changes on their way into messages. */
struct batch {
	struct buf *out;
	const struct terms *t;
	size_t bytes; /* of the message that is begun; 0: none is */
};

/* Begin a message, or go on with the last if there is room for bytes more. */
static void
reserve(struct batch *b, size_t bytes)
{
	if (b->bytes > 0 && b->bytes + bytes > MESSAGE_BYTES) {
		buf_add_text(b->out, "send\n");
		b->bytes = 0;
	}
	if (b->bytes == 0) {
		buf_add_text(b->out, "zone ");
		buf_add_text(b->out, b->t->zone);
		buf_add_text(b->out, ".\n");
	}
	b->bytes += bytes;
}

static void
add_name(struct batch *b, const char *command, const char *name)
{
	buf_add_text(b->out, command);
	buf_add_text(b->out, name);
	buf_add(b->out, ".", 1);
	buf_add_text(b->out, b->t->zone);
	buf_add(b->out, ".", 1);
}

/* Take the records of a name away. */
static void
take_away(struct batch *b, const struct transfer_name *was)
{
	char name[NAME_REVERSE_SIZE];

	name_reverse(name, &was->ip, was->bits);
	reserve(b, strlen(name) + strlen(b->t->zone) + RECORD_BYTES);
	add_name(b, "update delete ", name);
	buf_add(b->out, "\n", 1);
}

/* Give an entry's name its records; what has some is cleared before, in the
 * same message. */
static void
give(struct batch *b, const struct zone_entry *entry, bool clear)
{
	char name[NAME_REVERSE_SIZE], text[64];

	name_reverse(name, &entry->ip, entry->bits);
	reserve(b, 3 * (strlen(name) + strlen(b->t->zone) + RECORD_BYTES) +
	    strlen(entry->text));
	if (clear) {
		add_name(b, "update delete ", name);
		buf_add(b->out, "\n", 1);
	}
	add_name(b, "update add ", name);
	(void)snprintf(text, sizeof(text), " %u A 127.0.0.%u\n", b->t->ttl_s,
	    entry->value);
	buf_add_text(b->out, text);
	if (entry->text[0] == '\0')
		return;
	add_name(b, "update add ", name);
	(void)snprintf(text, sizeof(text), " %u TXT ", b->t->ttl_s);
	buf_add_text(b->out, text);
	bind_add_quoted(b->out, entry->text);
	buf_add(b->out, "\n", 1);
}

static bool
differs(const struct transfer_name *was, const struct zone_entry *entry)
{
	return was->other || was->value != entry->value ||
	    strcmp(was->text != NULL ? was->text : "", entry->text) != 0;
}

static void
want(struct batch *b, const struct zone_entry *entry,
    const struct transfer *now)
{
	const struct transfer_name *was = now == NULL ? NULL :
	    transfer_find(now, &entry->ip, entry->bits);

	if (was == NULL || differs(was, entry))
		give(b, entry, was != NULL);
}

static bool
is_wanted(const struct transfer_name *was, const struct entries *s)
{
	const struct zone_entry *entry;
	size_t i;

	for (i = 0; i < ENTRIES_POINTS; i++)
		if (ip_compare(&was->ip, &entries_point[i].ip) == 0)
			return was->bits == entries_point[i].bits;
	entry = entries_find(s, &was->ip);
	return entry != NULL && entry->bits == was->bits;
}

void
nsupdate_write(struct buf *out, const struct entries *s,
    const struct terms *t, const struct transfer *now)
{
	struct batch b = { out, t, 0 };
	size_t i;

	for (i = 0; now != NULL && i < now->len; i++)
		if (!is_wanted(&now->name[i], s))
			take_away(&b, &now->name[i]);
	for (i = 0; i < ENTRIES_POINTS; i++)
		want(&b, &entries_point[i], now);
	for (i = 0; i < s->len; i++)
		want(&b, &s->entry[i], now);
	if (b.bytes > 0)
		buf_add_text(out, "send\n");
}
