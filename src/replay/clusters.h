/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_CLUSTERS_H
#define DHF_REPLAY_CLUSTERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ip.h"
#include "base/table.h"
#include "replay/telling.h"

struct err;
struct image;

/*
 * clusters - which clients belong to one organisation
 *
 * A rule that is wrong about one of a provider's servers is wrong about all of
 * them: what is counted for an interval has to be independent.  A name that is
 * known to lead back counts by its registrable domain, what has none by its
 * /24, of IPv6 /48.
 */
struct clusters {
	struct arena arena;
	struct table table; /* to numbers */
	uint32_t len;
};

/* The number of a client's cluster, with the list of suffixes of *img.  -1 with
 * *e as suffixes_domain, or without memory. */
int clusters_find(uint32_t *out, struct clusters *c, struct image *img,
    const struct ip *ip, const char *name, enum naming_state state,
    struct err *e);

void clusters_free(struct clusters *c);

#endif
