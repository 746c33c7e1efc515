/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_COURIER_H
#define DHF_REPLAY_READ_COURIER_H

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * read_courier - what Courier's programs say
 */
enum told read_courier(struct telling *out, const struct frame *f);

#endif
