/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/tinydns.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "zone/entries.h"
#include "zone/name.h"
#include "zone/terms.h"

/* A colon ends a field, and a backslash begins an octal number. */
static void
add_text(struct buf *out, const char *text)
{
	char octal[8];

	for (; *text != '\0'; text++)
		if (*text == ':' || *text == '\\') {
			(void)snprintf(octal, sizeof(octal), "\\%03o",
			    (unsigned)*text);
			buf_add_text(out, octal);
		} else {
			buf_add(out, text, 1);
		}
}

static void
add_entry(struct buf *out, const struct zone_entry *entry,
    const struct terms *t)
{
	char name[NAME_REVERSE_SIZE], text[512];

	name_reverse(name, &entry->ip, entry->bits);
	(void)snprintf(text, sizeof(text), "+%s.%s:127.0.0.%u:%u\n", name,
	    t->zone, entry->value, t->ttl_s);
	buf_add_text(out, text);
	if (entry->text[0] == '\0')
		return;
	(void)snprintf(text, sizeof(text), "'%s.%s:", name, t->zone);
	buf_add_text(out, text);
	add_text(out, entry->text);
	(void)snprintf(text, sizeof(text), ":%u\n", t->ttl_s);
	buf_add_text(out, text);
}

/* A server's name with a dot in it is taken as it is, hence the last one. */
void
tinydns_write(struct buf *out, const struct entries *s, const struct terms *t)
{
	char text[1024];
	size_t i;

	(void)snprintf(text, sizeof(text), "Z%s:%s.:hostmaster.%s:::::%u:%u\n"
	    "&%s::%s.:%u\n", t->zone, t->server, t->zone, t->ttl_s, t->ttl_s,
	    t->zone, t->server, t->ttl_s);
	buf_add_text(out, text);
	for (i = 0; i < ENTRIES_POINTS; i++)
		add_entry(out, &entries_point[i], t);
	for (i = 0; i < s->len; i++)
		add_entry(out, &s->entry[i], t);
}

static void
add_address(struct buf *out, const struct ip *ip)
{
	char address[IP_TEXT_SIZE];

	ip_format(ip, address);
	buf_add_text(out, address);
	buf_add(out, "\n", 1);
}

/* For a dollar sign at the end of the text rbldns puts the address. */
void
tinydns_write_rbldns(struct buf *out, const struct entries *s,
    const struct terms *t)
{
	char text[32];
	size_t i;

	(void)snprintf(text, sizeof(text), ":127.0.0.%u:", t->value);
	buf_add_text(out, text);
	buf_add_text(out, t->text);
	buf_add_text(out, t->text_address ? "$\n" : "\n");
	for (i = 0; i < ENTRIES_POINTS; i++)
		if (entries_point[i].ip.bits == 32)
			add_address(out, &entries_point[i].ip);
	for (i = 0; i < s->len; i++)
		if (s->entry[i].ip.bits == 32)
			add_address(out, &s->entry[i].ip);
}
