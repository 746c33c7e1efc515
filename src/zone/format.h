/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_FORMAT_H
#define DHF_ZONE_FORMAT_H

#include <stdbool.h>

struct buf;
struct entries;
struct terms;

/*
 * format - the forms in which a list can be written
 */
struct format {
	const char *word;
	char comment;     /* begins a line that means nothing */
	bool ip4, ip6;    /* which entries it has */
	bool needs_zone;  /* a name, since names are written in full */
	bool has_serial;  /* a SOA record, whose serial has to grow */
	bool one_text;    /* and one value, for all entries */
	/* Append the list; NULL: it is written as changes, by nsupdate. */
	void (*write)(struct buf *out, const struct entries *s,
	    const struct terms *t);
};

/* The format that is so called, or NULL. */
const struct format *format_find(const char *word);

/* Their words, with blanks between. */
#define FORMAT_WORDS "rbldnsd rbldnsd-ip4set rbldnsd-ip6trie bind nsupdate " \
	"tinydns rbldns rpz cidr postfix-cidr nft"

#endif
