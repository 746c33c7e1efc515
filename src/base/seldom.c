/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/seldom.h"

bool
seldom_may(struct seldom *s, uint64_t now_ms)
{
	if (s->told && now_ms - s->last_ms < SELDOM_MS)
		return false;
	s->told = true;
	s->last_ms = now_ms;
	return true;
}
