/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_ban.h"

#include "book/rulebook.h"

void
lint_ban(struct rulebook *b, size_t i, bool *no_daemon)
{
	const struct rule *r = &b->rule[i];

	if (!r->ban.wanted)
		return;
	if (r->action != RULE_BLOCK) {
		diag_warn(b->diag, &b->place[i], "ban does nothing here: only "
		    "a block rule bans, not %s", rule_action_word(r->action));
	} else if (*b->settings.text[SET_DAEMON] == '\0' && !*no_daemon) {
		*no_daemon = true;
		diag_warn(b->diag, &b->place[i], "without the setting daemon "
		    "nobody hears of the ban");
	}
}
