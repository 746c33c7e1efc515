/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever offenders there are and whatever is said of them, a list has an
 * entry for each and no other, with the same text, as its server would read
 * it; and a zone that has been told the changes needs no more of them.
 */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/zonetext.h"
#include "state/offender.h"
#include "zone/bind.h"
#include "zone/entries.h"
#include "zone/format.h"
#include "zone/head.h"
#include "zone/install.h"
#include "zone/nsupdate.h"
#include "zone/template.h"
#include "zone/terms.h"
#include "zone/transfer.h"

#define SOA "z.x. 1 IN SOA s. h. 1 1 1 1 1\n"
#define ENTRIES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct terms terms = { .zone = "z.x", .server = "s", .ttl_s = 9,
	.text = "", .value = 10 };

static void
must(bool claim)
{
	if (!claim)
		abort();
}

/* The name or network of an entry, by our own arithmetic. */
static void
name_of(char out[80], const struct zone_entry *e, bool reversed,
    const char *zone)
{
	const unsigned char *o = e->ip.octet;
	size_t len = 0;
	unsigned i;

	if (e->ip.bits == 32 && reversed) {
		(void)snprintf(out, 80, "%d.%d.%d.%d%s", o[3], o[2], o[1],
		    o[0], zone);
	} else if (e->ip.bits == 32) {
		(void)snprintf(out, 80, "%d.%d.%d.%d/32", o[0], o[1], o[2],
		    o[3]);
	} else if (!reversed && e->bits == 128) {
		(void)snprintf(out, 80, "::ffff:7f00:2/128");
	} else if (!reversed) {
		must(inet_ntop(AF_INET6, o, out, 60) != NULL);
		(void)strcat(out, "/64");
	} else {
		if (e->bits != 128)
			len = (size_t)snprintf(out, 80, "*.");
		for (i = e->bits / 4; i-- > 0;)
			len += (size_t)snprintf(out + len, 80 - len, "%x%s",
			    i % 2 != 0 ? o[i / 2] & 15 : o[i / 2] >> 4,
			    i != 0 ? "." : zone);
	}
}

/* In its file a text has 255 bytes, "$" is "$$" and a "=" at the start "==". */
static void
cut_rbldnsd(char *text)
{
	size_t room = *text == '=' ? 254 : 255, i;

	for (i = 0; text[i] != '\0'; i++) {
		if (room < (text[i] == '$' ? 2 : 1))
			break;
		room -= text[i] == '$' ? 2 : 1;
	}
	while (i > 0 && text[i - 1] == ' ')
		i--;
	text[i] = '\0';
}

static void
must_be_next(struct zonetext *z, enum zonetext_form form,
    const struct zone_entry *e)
{
	bool reversed = form == ZONETEXT_BIND || form == ZONETEXT_TINYDNS;
	char name[80], text[256];
	struct zonetext_entry got;

	name_of(name, e, reversed, form == ZONETEXT_TINYDNS ? ".z.x" : "");
	must(zonetext_next(&got, z, form) == 1);
	must(strcmp(got.name, name) == 0);
	if (form != ZONETEXT_POSTFIX && form != ZONETEXT_CIDR)
		must(got.value == e->value);
	(void)snprintf(text, sizeof(text), "%s", e->text);
	if (form == ZONETEXT_CIDR)
		text[0] = '\0';
	if (form == ZONETEXT_RBLDNSD)
		cut_rbldnsd(text);
	must(strcmp(got.text, text) == 0);
}

/* Read a list back: the test points, where it has some, then the entries. */
static void
must_return(const char *word, enum zonetext_form form,
    const struct entries *s)
{
	const struct format *f = format_find(word);
	struct zonetext_entry none;
	struct buf b = { 0 };
	struct zonetext z;
	struct head head;
	size_t i;

	install_write(&b, f, s, &terms);
	must((z.at = buf_text(&b)) != NULL);
	must(strlen(z.at) == b.len);
	must(head_read(&head, word, z.at, b.len, 0));
	must(head.entries == s->len && head.left <= s->len);
	if (form == ZONETEXT_RBLDNSD || form == ZONETEXT_BIND ||
	    form == ZONETEXT_TINYDNS) {
		must_be_next(&z, form, &entries_point[0]);
		if (form != ZONETEXT_RBLDNSD)
			must_be_next(&z, form, &entries_point[1]);
	}
	for (i = 0; i < s->len; i++) {
		if (form == ZONETEXT_RBLDNSD && s->entry[i].ip.bits == 128 &&
		    (i == 0 || s->entry[i - 1].ip.bits == 32))
			must_be_next(&z, form, &entries_point[1]);
		must_be_next(&z, form, &s->entry[i]);
	}
	if (form == ZONETEXT_RBLDNSD &&
	    (s->len == 0 || s->entry[s->len - 1].ip.bits == 32))
		must_be_next(&z, form, &entries_point[1]);
	must(zonetext_next(&none, &z, form) == 0);
	buf_free(&b);
}

/* What a server prints that has done "update add NAME TTL TYPE DATA". */
static void
must_need_no_more(const struct entries *s)
{
	struct buf batch = { 0 }, zone = { 0 }, rest = { 0 };
	struct transfer t = { 0 };
	struct err e;
	char *line, *next;
	size_t words;

	nsupdate_write(&batch, s, &terms, NULL);
	buf_add_text(&zone, SOA);
	for (line = buf_text(&batch); *line != '\0'; line = next) {
		next = strchr(line, '\n') + 1;
		if (strncmp(line, "update add ", 11) != 0)
			continue;
		line += 11;
		words = strcspn(line, " ") + 1;
		words += strcspn(line + words, " ");
		buf_add(&zone, line, words);
		buf_add_text(&zone, " IN");
		buf_add(&zone, line + words, (size_t)(next - line) - words);
	}
	buf_add_text(&zone, SOA);
	must(transfer_read(&t, "z.x", (char *)zone.data, zone.len, &e) == 0);
	must(t.len == s->len + ENTRIES_POINTS);
	nsupdate_write(&rest, s, &terms, &t);
	must(rest.len == 0);
	transfer_free(&t);
	buf_free(&batch);
	buf_free(&zone);
	buf_free(&rest);
}

/* Offenders from bytes: flags, an address, the length of what is said, and
 * that. */
static void
fill(struct entries *s, const uint8_t *data, size_t size)
{
	struct offender o = { .zone_s = 60 };
	char text[TEMPLATE_SIZE];
	struct err e;
	size_t len;

	while (size >= 10 && s->len < ENTRIES) {
		struct zone_entry entry = { .text = text,
			.value = (unsigned char)(2 + data[0] % 254),
			.last_s = data[1], .until_s = data[0] * 7 };

		entry.ip.bits = data[0] & 1 ? 32 : 128;
		entry.bits = data[0] & 1 ? 32 : 64;
		memcpy(entry.ip.octet, data + 1, data[0] & 1 ? 4 : 8);
		/* what is never listed: an IPv4 address, the test point */
		if (entry.bits == 64)
			entry.ip.octet[0] |= 0x20;
		else if (entry.ip.octet[0] == 127)
			entry.ip.octet[0]++;
		len = data[9] < size - 10 ? data[9] : size - 10;
		offender_evidence(&o, (const char *)data + 10, len);
		template_expand(text, "%e", &o);
		must(entries_add(s, &entry, &e) == 0);
		data += 10 + len;
		size -= 10 + len;
	}
	entries_sort(s);
}

/* The same bytes as files of others: no more is asked than that they are read
 * or refused. */
static void
read_anything(const uint8_t *data, size_t size)
{
	struct transfer t = { 0 };
	struct head head;
	uint32_t serial;
	struct err e;

	(void)transfer_read(&t, "z.x", (const char *)data, size, &e);
	transfer_free(&t);
	(void)head_read(&head, "cidr", (const char *)data, size, 5);
	(void)bind_serial(&serial, (const char *)data, size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct entries s = { 0 };

	fill(&s, data, size);
	must_return("rbldnsd", ZONETEXT_RBLDNSD, &s);
	must_return("bind", ZONETEXT_BIND, &s);
	must_return("tinydns", ZONETEXT_TINYDNS, &s);
	must_return("postfix-cidr", ZONETEXT_POSTFIX, &s);
	must_return("cidr", ZONETEXT_CIDR, &s);
	must_need_no_more(&s);
	entries_free(&s);
	read_anything(data, size);
	return 0;
}
