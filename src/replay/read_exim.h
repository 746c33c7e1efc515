/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_EXIM_H
#define DHF_REPLAY_READ_EXIM_H

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * read_exim - what Exim says, in its own log or through syslog
 *
 * A client is "NAME (HELO) [IP]:PORT".  NAME is one that leads back and HELO
 * whatever the client says: one with an odd byte is not read at all.  What
 * comes in at port 465 or 587, if the log says so, is passed over.
 */
enum told read_exim(struct telling *out, const struct frame *f);

#endif
