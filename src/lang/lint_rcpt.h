/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_RCPT_H
#define DHF_LANG_LINT_RCPT_H

#include <stdbool.h>
#include <stddef.h>

struct rulebook;

/* Warn if rule i asks for what a client says and nobody tells it, or if for its
 * sake every client has to be heard.  *told: it has been said. */
void lint_rcpt(struct rulebook *b, size_t i, bool *told);

/* Warn of settings about mail at RCPT that have no effect. */
void lint_rcpt_settings(struct rulebook *b);

#endif
