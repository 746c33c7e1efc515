/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/nets.h"

#include <stdio.h>

#include "base/buf.h"
#include "zone/entries.h"
#include "zone/terms.h"

#define TABLE "inet dhf_zone"

static void
add_address(struct buf *out, const struct ip *ip)
{
	char text[IP_TEXT_SIZE];

	ip_format(ip, text);
	buf_add_text(out, text);
}

static void
add_net(struct buf *out, const struct zone_entry *entry)
{
	char text[8];

	add_address(out, &entry->ip);
	(void)snprintf(text, sizeof(text), "/%u", entry->bits);
	buf_add_text(out, text);
}

void
nets_write(struct buf *out, const struct entries *s, const struct terms *t)
{
	size_t i;

	(void)t;
	for (i = 0; i < s->len; i++) {
		add_net(out, &s->entry[i]);
		buf_add(out, "\n", 1);
	}
}

void
nets_write_postfix(struct buf *out, const struct entries *s,
    const struct terms *t)
{
	size_t i;

	(void)t;
	for (i = 0; i < s->len; i++) {
		add_net(out, &s->entry[i]);
		buf_add_text(out, " REJECT");
		if (s->entry[i].text[0] != '\0')
			buf_add(out, " ", 1);
		buf_add_text(out, s->entry[i].text);
		buf_add(out, "\n", 1);
	}
}

/* Whole seconds for which an entry still has to stay. */
static long
timeout_of(const struct zone_entry *entry, int64_t now_s)
{
	int64_t left = entry->until_s - now_s;

	return (long)(left < 1 ? 1 : left < NETS_TIMEOUT_MAX ? left :
	    NETS_TIMEOUT_MAX);
}

/* Fill the set of a family; no braces without elements in them. */
static void
add_set(struct buf *out, const struct entries *s, unsigned bits, int64_t now_s)
{
	const char *set = bits == 32 ? "offenders4" : "offenders6";
	const char *between = "";
	char text[96];
	size_t i;

	(void)snprintf(text, sizeof(text), "flush set " TABLE " %s\n", set);
	buf_add_text(out, text);
	for (i = 0; i < s->len; i++) {
		if (s->entry[i].ip.bits != bits)
			continue;
		if (*between == '\0') {
			(void)snprintf(text, sizeof(text), "add element "
			    TABLE " %s {\n", set);
			buf_add_text(out, text);
		}
		buf_add_text(out, between);
		if (bits == 32)
			add_address(out, &s->entry[i].ip);
		else
			add_net(out, &s->entry[i]);
		(void)snprintf(text, sizeof(text), " timeout %lds",
		    timeout_of(&s->entry[i], now_s));
		buf_add_text(out, text);
		between = ",\n";
	}
	if (*between != '\0')
		buf_add_text(out, "\n}\n");
}

void
nets_write_nft(struct buf *out, const struct entries *s,
    const struct terms *t)
{
	buf_add_text(out, "add table " TABLE "\n"
	    "add set " TABLE " offenders4 { type ipv4_addr; "
	    "flags timeout; }\n"
	    "add set " TABLE " offenders6 { type ipv6_addr; "
	    "flags interval, timeout; }\n");
	add_set(out, s, 32, t->now_s);
	add_set(out, s, 128, t->now_s);
}
