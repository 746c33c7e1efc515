/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_PARCEL_H
#define DHF_WIRE_PARCEL_H

#include <stddef.h>
#include <sys/types.h>

#include "wire/letter.h"

/*
 * parcel - the descriptors that come with what is read from a UNIX socket
 *
 * All bytes zero is the empty parcel.
 */
struct parcel {
	int fd[LETTER_FDS]; /* owned, close-on-exec, in the order they came */
	size_t len;
};

/* recv(2) without waiting, and keep the descriptors that come.  Returns the
 * number of bytes, 0 at the end, or -1 with errno: EBADMSG if there were more
 * descriptors than a parcel holds. */
ssize_t parcel_receive(struct parcel *p, int fd, void *data, size_t cap);

/* Take one out, the place of which the last one gets. */
int parcel_take(struct parcel *p, size_t i);

/* Close all. */
void parcel_drop(struct parcel *p);

#endif
