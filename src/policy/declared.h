/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_DECLARED_H
#define DHF_POLICY_DECLARED_H

#include "policy/evidence.h"
#include "spf/check.h"

struct criterion;
struct err;
struct finding;
struct image;
struct lookup;
struct view;

/*
 * declared - whether somebody says in DNS that the client sends mail
 *
 * Asked is the SPF record of the client's confirmed name, as of a HELO (RFC
 * 7208 section 2.3), since whoever names a machine for mail may say so there;
 * if that name has no record, that of its registrable domain, where most say
 * it.  If it has one, that is the last word on it.
 *
 * Providers declare their mail servers and not their pools, but some declare
 * all that they have, or everybody: what counts is a pass by ip4, ip6, a or mx
 * alone, with a prefix of /20 (IPv6: /48) or longer.
 */
#define DECLARED_DOMAINS 2

struct declared {
	enum answer answer;
	unsigned domains; /* that were asked */
	struct {
		const char *name; /* borrowed from the source */
		struct spf_found found;
	} domain[DECLARED_DOMAINS];
};

/* Ask, and see what has come so far.  Returns 0, or -1 with *e as
 * suffixes_domain. */
int declared_look(struct declared *out, struct lookup *l, struct image *img,
    struct err *e);

/* Ask an @declared, into *f as from finding_set.  Returns as declared_look. */
int declared_ask(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e);

#endif
