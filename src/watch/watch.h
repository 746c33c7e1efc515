/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_WATCH_H
#define DHF_WATCH_WATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "watch/keys.h"
#include "watch/pattern.h"
#include "watch/storm.h"

/*
 * watch - lines of logs, and who they accuse too often
 *
 * No I/O and no clock: what a line says depends on the lines before it, and on
 * now only where it has no time, or no year.
 */
struct watch_storm {
	struct ip ip;        /* IPv6: all of it, though its /64 counted */
	int64_t first_s, last_s;
	const char *line;    /* that was one too many; borrowed */
	size_t len;
};

/* All bytes zero but for the first three and the callback, which the caller
 * fills and owns. */
struct watch {
	struct patterns *patterns;
	struct storms *storms;
	struct keys *keys;
	void (*tell)(void *arg, const struct watch_storm *storm);
	void *arg;
	uint64_t lines;   /* seen, like the next */
	uint64_t accused; /* that accuse somebody */
	uint64_t limited; /* on which an expression gave up */
	uint64_t nobody;  /* that accuse a key whose address is not known */
	uint64_t lost;    /* for which there was no memory */
};

/* Look at a line of len bytes, without its newline. */
void watch_line(struct watch *w, const char *line, size_t len, int64_t now_s);

#endif
