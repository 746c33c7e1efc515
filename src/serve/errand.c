/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/errand.h"

#include <string.h>

#include "base/err.h"
#include "base/tell.h"
#include "serve/bans.h"
#include "serve/keeper.h"
#include "state/dump.h"
#include "state/ledger.h"

/* Nothing is held against an address any more. */
static int
forget(const struct errand *d, const char *address, struct err *e)
{
	char who[OFFENDER_ADDRESS_SIZE];
	struct ip ip;
	int had;

	if (offender_address_parse(&ip, address, e) == -1)
		return -1;
	ip = offender_address(&ip);
	if ((had = ledger_forget(d->ledger, &ip, e)) != 1)
		return had;
	keeper_changed(d->keeper);
	if (d->bans != NULL)
		bans_changed(d->bans, &ip);
	offender_address_format(&ip, who);
	tell(d->tell, "%s: an offender no more, as asked", who);
	return 1;
}

int
errand_do(struct buf *out, const struct errand *d, const char *line,
    struct err *e)
{
	if (strncmp(line, "state ", 6) == 0)
		return dump_find(d->keeper->store, line + 6, out, e);
	if (strncmp(line, "forget ", 7) == 0)
		return forget(d, line + 7, e);
	return err_perm(e, 0, "\"%.64s\" is no command", line);
}
