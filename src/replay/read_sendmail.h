/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_SENDMAIL_H
#define DHF_REPLAY_READ_SENDMAIL_H

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * read_sendmail - what Sendmail says
 *
 * A client is "NAME [IP]", as the last of a line or before the reason: a name
 * "may be forged" if it does not lead back.  That a user was unknown is told
 * of a queue id, before the line which says whose that is.
 */
enum told read_sendmail(struct telling *out, const struct frame *f);

#endif
