/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/offences_never.h"

#include "state/nearby.h"
#include "state/never.h"

int
offences_never(struct never *n, const char *file, struct err *e)
{
	if (nearby_all(n, "/etc/resolv.conf", e) == -1 ||
	    (*file != '\0' && never_add_file(n, file, e) == -1)) {
		never_free(n);
		return -1;
	}
	never_settle(n);
	return 0;
}
