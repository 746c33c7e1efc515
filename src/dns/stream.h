/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_STREAM_H
#define DHF_DNS_STREAM_H

#include <stdbool.h>

#include "dns/packet.h"

/*
 * stream - the DNS messages in one direction of a TCP connection
 *
 * RFC 1035 section 4.2.2: each has its length before it, two octets, and they
 * come in pieces of any size.  All bytes zero is the beginning of a stream.
 */
struct stream {
	unsigned char length[2];
	size_t have;            /* of the length and the message behind it */
	unsigned char *message; /* NULL where there was no memory: skipped */
};

/* Take bytes from *data, *len of them, and step over what was taken.  True: a
 * message is whole, and *out has its data, borrowed until the next call, and
 * len; there may be more of them, so call again.  False: all was taken.  A
 * message without any octet is left out, and so is one for which there is no
 * memory. */
bool stream_next(struct stream *s, struct message *out,
    const unsigned char **data, size_t *len);

/* Free what is kept; *s is the beginning of a stream again. */
void stream_free(struct stream *s);

#endif
