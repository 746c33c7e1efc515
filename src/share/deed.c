/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/deed.h"

#include <stdlib.h>

void
deed_cancel(struct deed *d)
{
	free(d);
}
