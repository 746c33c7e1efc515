/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/finding.h"

void
finding_set(struct finding *f, enum answer answer)
{
	f->answer = answer;
	f->limited = f->by_unknown = f->moot = f->said = f->lists = false;
	f->reached = 0;
	f->kind = CRITERION_ANY;
	f->zone[0] = '\0';
}
