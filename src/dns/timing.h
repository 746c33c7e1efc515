/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_TIMING_H
#define DHF_DNS_TIMING_H

#include <stdint.h>

/*
 * timing - who wants to know how long the answer to a question took
 */
struct timing {
	/* us microseconds from when the question for name was first sent to
	 * its answer, or until nobody waited for one any more.  What is known
	 * already is not sent.  NULL: nobody wants to know. */
	void (*took)(void *arg, const char *name, uint64_t us);
	void *arg;
};

#endif
