/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_AUTOGREEN_H
#define DHF_SERVE_AUTOGREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "base/table.h"

struct buf;
struct err;

/*
 * autogreen - those who have come back, as a file of networks
 *
 *	# dhfd-autogreen 1: who came back, and when last; written by dhfd
 *	192.0.2.1 # 2026-11-29
 *	2001:db8:1:2::/64 # 2026-11-28
 *
 * "import networks FILE pass" of dhf.conf(5) reads it as it is.  Days are those
 * of UTC.  No I/O and no clock.
 */
#define AUTOGREEN_MAX 50000 /* networks; the oldest go first */

struct autogreen_net {
	struct ip first;
	uint32_t bits;
	uint32_t day; /* since 1970-01-01 */
};

struct autogreen {
	struct autogreen_net *net; /* owned, in no order */
	size_t len, cap;
	struct table at; /* keys are networks, values where in net */
};

/* Make room for cap networks.  -1 with *e ERR_TEMP. */
int autogreen_init(struct autogreen *a, size_t cap, struct err *e);
void autogreen_free(struct autogreen *a);

/* Read what autogreen_write wrote; text may be changed.  "" is no networks;
 * lines that do not read are left out.  -1 and ERR_PERM, and nothing is read,
 * if the first line is another: the file is somebody else's. */
int autogreen_read(struct autogreen *a, char *text, struct err *e);

/* Note that a network was there at now_s; first has no bits behind the prefix.
 * True if the file would change. */
bool autogreen_add(struct autogreen *a, const struct ip *first, unsigned bits,
    int64_t now_s);

/* Forget those who were not there for keep_s, and append the file. */
void autogreen_write(struct buf *out, struct autogreen *a, int64_t now_s,
    int64_t keep_s);

#endif
