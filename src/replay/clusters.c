/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/clusters.h"

#include <string.h>

#include "base/err.h"
#include "rule/suffixes.h"

/* A name has no such byte. */
#define NETWORK '/'

static int
find(uint32_t *out, struct clusters *c, const char *key, size_t len,
    struct err *e)
{
	uint32_t *n = table_get(&c->table, key, len);
	char *copy;

	if (n == NULL) {
		copy = arena_copy(&c->arena, key, len);
		if (copy == NULL ||
		    (n = table_put(&c->table, copy, len)) == NULL)
			return err_memory(e);
		*n = c->len++;
	}
	*out = *n;
	return 0;
}

int
clusters_find(uint32_t *out, struct clusters *c, struct image *img,
    const struct ip *ip, const char *name, enum naming_state state,
    struct err *e)
{
	size_t len = strlen(name), at;
	struct ip net;
	char key[8] = { NETWORK };

	if (len > 0 && (state == NAMED_GIVEN || state == NAMED_PROVEN)) {
		if (suffixes_domain(&at, img, name, len, e) == -1)
			return -1;
		return find(out, c, name + at, len - at, e);
	}
	net = ip_first(ip, ip->bits == 32 ? 24 : 48);
	key[1] = ip->bits == 32 ? '4' : '6';
	memcpy(key + 2, net.octet, 6);
	return find(out, c, key, sizeof(key), e);
}

void
clusters_free(struct clusters *c)
{
	arena_free(&c->arena);
	table_free(&c->table);
	c->len = 0;
}
