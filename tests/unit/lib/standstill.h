/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_STANDSTILL_H
#define DHF_TESTS_UNIT_LIB_STANDSTILL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * standstill - time that stands still until a test lets it pass
 *
 * What our code reads by fd_now_ms, and the timers that it starts in a loop,
 * are the test's then: nothing is late because a machine has much to do, and
 * nobody waits for what takes long.  By the linker's --wrap, as lib/failing.
 */

/* From now on time stands, and no timer that is started runs. */
void standstill_begin(void);

/* So many milliseconds pass: timers that are due by then run, one by one. */
void standstill_pass(int64_t ms);

/* What our code looks up by uv_getaddrinfo waits, too, until this answers the
 * last that was asked: with a status of libuv, and an address or NULL.  False:
 * none was asked. */
bool standstill_found(int status, const char *ip);

/* Time goes on.  Timers that were started have to be stopped or closed. */
void standstill_end(void);

#endif
