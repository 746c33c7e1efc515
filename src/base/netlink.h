/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_NETLINK_H
#define DHF_BASE_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * netlink - messages to and from the Linux kernel, as bytes (RFC 3549,
 * netlink(7))
 *
 * A message has a head, a part of fixed form, and attributes, which may hold
 * attributes; all of them begin at a multiple of four bytes.  Nothing is sent
 * here, and no header of the kernel is needed.
 */
#define NETLINK_HEAD 16

/* Messages being written.  Where there is no room they are cut, and full is
 * set: it is asked once, at the end. */
struct netlink {
	unsigned char *data; /* borrowed */
	size_t cap, len;
	size_t at;           /* where the last message begins */
	bool full;
};

/* Begin a message, and end it: its length is known then. */
void netlink_begin(struct netlink *o, unsigned type, unsigned flags,
    uint32_t seq);
void netlink_end(struct netlink *o);

/* Add bytes of the part of fixed form, and zeros to a multiple of four. */
void netlink_add(struct netlink *o, const void *data, size_t len);

/* Add an attribute: bytes, a text with its NUL, a number of 32 or 64 bits in
 * network order. */
void netlink_put(struct netlink *o, unsigned type, const void *data,
    size_t len);
void netlink_put_text(struct netlink *o, unsigned type, const char *text);
void netlink_put_32(struct netlink *o, unsigned type, uint32_t n);
void netlink_put_64(struct netlink *o, unsigned type, uint64_t n);

/* Begin an attribute that holds others; end it with what begin returned. */
size_t netlink_nest(struct netlink *o, unsigned type);
void netlink_nest_end(struct netlink *o, size_t at);

/* Bytes being read; borrowed. */
struct netlink_view {
	const unsigned char *data;
	size_t len;
};

struct netlink_message {
	unsigned type, flags;
	uint32_t seq;
	struct netlink_view body; /* all behind the head */
};

/* Take the next message, or the next attribute, off *in.  False if there is
 * none, or none that is whole. */
bool netlink_next(struct netlink_view *in, struct netlink_message *out);
bool netlink_attribute(struct netlink_view *in, unsigned *type,
    struct netlink_view *value);

/* Find the first attribute of a type; false if there is none of at least
 * least bytes. */
bool netlink_find(struct netlink_view *value, struct netlink_view in,
    unsigned type, size_t least);

#endif
