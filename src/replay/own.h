/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_OWN_H
#define DHF_REPLAY_OWN_H

#include <stdbool.h>

#include "base/arena.h"
#include "replay/text.h"
#include "state/never.h"

struct err;

/*
 * own - who is no client from the Internet: our own machines, and those whose
 * addresses never come from there
 */
struct own {
	struct never nets; /* owned */
	struct arena arena;
	const char **domain; /* owned */
	size_t len, cap;
};

/* Read "DOMAIN,ADDRESS,NETWORK,...", or NULL for none; *o is all zero, to be
 * freed in any case.  -1 with *e ERR_PERM if one is neither. */
int own_begin(struct own *o, const char *list, struct err *e);

bool own_has_ip(const struct own *o, const struct ip *ip);

/* Whether a name is in one of the domains; as it was told, in any case. */
bool own_has_name(const struct own *o, struct text name);

void own_free(struct own *o);

#endif
