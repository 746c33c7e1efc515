/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_SCANNER_H
#define DHF_REPLAY_READ_SCANNER_H

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * read_scanner - what scanners for spam say of a message: amavis and rspamd by
 * queue id, spamd by message id
 *
 * Told is only what they call spam.
 */
enum told read_scanner(struct telling *out, const struct frame *f);

#endif
