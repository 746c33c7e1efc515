/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/rbldnsd.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "zone/entries.h"
#include "zone/template.h"
#include "zone/terms.h"

/* Without a SOA record nobody may remember that an address is not listed.  Of
 * serial 0 rbldnsd makes the time of the file. */
static void
add_begin(struct buf *out, const struct terms *t)
{
	char text[1024];

	(void)snprintf(text, sizeof(text), "$SOA %u %s hostmaster.%s 0 3600 "
	    "600 86400 %u\n$NS %u %s\n$TTL %u\n", t->ttl_s, t->server,
	    t->zone[0] != '\0' ? t->zone : t->server, t->ttl_s, t->ttl_s,
	    t->server, t->ttl_s);
	buf_add_text(out, text);
}

/* It cuts a text as it stands in the file, where a dollar sign is two: a half
 * of that would be replaced by the address. */
static void
add_text(struct buf *out, const char *text)
{
	size_t room = TEMPLATE_SIZE - 1, need;

	if (*text == '=') {
		buf_add(out, "=", 1);
		room--;
	}
	for (; *text != '\0'; text++) {
		need = *text == '$' ? 2 : 1;
		if (need > room)
			break;
		buf_add(out, *text == '$' ? "$$" : text, need);
		room -= need;
	}
}

/* It does not read the dotted form that RFC 5952 has for ::ffff:127.0.0.2. */
static void
format_address(const struct zone_entry *entry, char out[IP_TEXT_SIZE])
{
	const unsigned char *o = entry->ip.octet;

	if (entry->bits == 128)
		(void)snprintf(out, IP_TEXT_SIZE, "::ffff:%x:%x",
		    o[12] * 256u + o[13], o[14] * 256u + o[15]);
	else
		ip_format(&entry->ip, out);
}

static void
add_entry(struct buf *out, const struct zone_entry *entry)
{
	char address[IP_TEXT_SIZE], text[128];

	format_address(entry, address);
	(void)snprintf(text, sizeof(text), "%s/%u :127.0.0.%u:", address,
	    entry->bits, entry->value);
	buf_add_text(out, text);
	add_text(out, entry->text);
	buf_add(out, "\n", 1);
}

static void
add_family(struct buf *out, const struct entries *s, unsigned bits)
{
	size_t i;

	for (i = 0; i < ENTRIES_POINTS; i++)
		if (entries_point[i].ip.bits == bits)
			add_entry(out, &entries_point[i]);
	for (i = 0; i < s->len; i++)
		if (s->entry[i].ip.bits == bits)
			add_entry(out, &s->entry[i]);
}

void
rbldnsd_write(struct buf *out, const struct entries *s, const struct terms *t)
{
	add_begin(out, t);
	buf_add_text(out, "$DATASET ip4set:ip4 @\n");
	add_family(out, s, 32);
	buf_add_text(out, "$DATASET ip6trie:ip6 @\n");
	add_family(out, s, 128);
}

void
rbldnsd_write_ip4set(struct buf *out, const struct entries *s,
    const struct terms *t)
{
	add_begin(out, t);
	add_family(out, s, 32);
}

void
rbldnsd_write_ip6trie(struct buf *out, const struct entries *s,
    const struct terms *t)
{
	add_begin(out, t);
	add_family(out, s, 128);
}
