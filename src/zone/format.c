/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/format.h"

#include <stddef.h>
#include <string.h>

#include "zone/bind.h"
#include "zone/nets.h"
#include "zone/rbldnsd.h"
#include "zone/tinydns.h"

static const struct format table[] = {
	{ .word = "rbldnsd", .comment = '#', .ip4 = true, .ip6 = true,
	    .write = rbldnsd_write },
	{ .word = "rbldnsd-ip4set", .comment = '#', .ip4 = true,
	    .write = rbldnsd_write_ip4set },
	{ .word = "rbldnsd-ip6trie", .comment = '#', .ip6 = true,
	    .write = rbldnsd_write_ip6trie },
	{ .word = "bind", .comment = ';', .ip4 = true, .ip6 = true,
	    .needs_zone = true, .has_serial = true, .write = bind_write },
	{ .word = "nsupdate", .comment = ';', .ip4 = true, .ip6 = true,
	    .needs_zone = true, .write = NULL },
	{ .word = "tinydns", .comment = '#', .ip4 = true, .ip6 = true,
	    .needs_zone = true, .write = tinydns_write },
	{ .word = "rbldns", .comment = '#', .ip4 = true, .one_text = true,
	    .write = tinydns_write_rbldns },
	{ .word = "rpz", .comment = ';', .ip4 = true, .ip6 = true,
	    .needs_zone = true, .has_serial = true, .write = bind_write_rpz },
	{ .word = "cidr", .comment = '#', .ip4 = true, .ip6 = true,
	    .write = nets_write },
	{ .word = "postfix-cidr", .comment = '#', .ip4 = true, .ip6 = true,
	    .write = nets_write_postfix },
	{ .word = "nft", .comment = '#', .ip4 = true, .ip6 = true,
	    .write = nets_write_nft },
};

const struct format *
format_find(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].word, word) == 0)
			return &table[i];
	return NULL;
}
