/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ACQUIT_H
#define DHF_SERVE_ACQUIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

struct classify;
struct ledger_report;

/*
 * acquit - accused, but a pass rule vouches for him
 *
 * The rules are asked about the address as for dynawall, as if nothing was held
 * against it.  Mostly that needs no time; where DNS has to be asked, for a name
 * or for a list of good ones, whoever accuses does not wait: the case is kept,
 * and closed when the verdict stands, dns_timeout at the latest.  What is
 * unknown by then vouches for nobody: else a name server that is silent would
 * keep everybody out of the ledger whose name it has.
 */
#define ACQUIT_CASES 1024 /* kept at a time; of some 5 KiB each */

struct acquit_case;

struct acquit {
	struct classify *classify; /* borrowed; NULL: nobody is acquitted */
	/* A case that was kept is closed; rule, "" if he is guilty, vouches.
	 * *r and rule are borrowed by who is called, until he returns. */
	void (*closed)(void *arg, const struct ledger_report *r,
	    const char *rule);
	void *arg;
	struct acquit_case *first; /* owned */
	unsigned cases;
};

enum acquit_answer {
	ACQUIT_GUILTY,   /* nobody vouches for him */
	ACQUIT_INNOCENT, /* a rule does */
	ACQUIT_KEPT,     /* that has to be found out; closed is called then */
	ACQUIT_FULL      /* the same, and too many cases are kept already */
};

/* Ask about an accused; *r is copied.  The caller has filled classify, closed
 * and arg; all else is zero at first. */
enum acquit_answer acquit_ask(struct acquit *a, const struct ledger_report *r);

/* Close all cases now: each is guilty. */
void acquit_end(struct acquit *a);

#endif
