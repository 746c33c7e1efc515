/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_OURS_H
#define DHF_REPLAY_READ_OURS_H

#include <stddef.h>

#include "replay/telling.h"

/*
 * read_ours - a line of policy/logline.h: the whole evidence of a client
 *
 * Who may relay (rule=RELAYCLIENT) is no client of the rules, and passed over.
 */
enum told read_ours(struct telling *out, const char *line, size_t len);

#endif
