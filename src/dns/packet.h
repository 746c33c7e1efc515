/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_PACKET_H
#define DHF_DNS_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * packet - a DNS message, read without trusting any length in it
 *
 * RFC 1035 section 4.  The message is borrowed.  Offsets are from its start.
 */
#define PACKET_HEADER_SIZE 12
#define PACKET_NAME_MAX    255 /* octets of a name (section 2.3.4) */

struct packet {
	const unsigned char *data;
	size_t len;
};

/* A message that came or was sent, and where. */
struct message {
	unsigned char *data;
	size_t len;
	int socket;
	bool datagram; /* else over TCP */
};

/* A name as on the wire, uncompressed, in lower case; comparable. */
struct packet_name {
	unsigned char octet[PACKET_NAME_MAX];
	size_t len; /* with the root's zero */
};

struct packet_record {
	struct packet_name owner;
	unsigned type, class;
	uint32_t ttl_s;
	size_t data, data_len; /* offset and length, inside the message */
};

/* Whose message it is: what the header and the question section say. */
struct packet_question {
	unsigned id;
	struct packet_name name;
	unsigned type, class;
	size_t end; /* offset of what follows */
};

/* Two octets, and four, as a number, none of which is behind p->len. */
unsigned packet_u16(const struct packet *p, size_t at);
uint32_t packet_u32(const struct packet *p, size_t at);

/* Read the name at *at and step *at behind it.  False: it leaves the message,
 * is longer than 255 octets, has a label type of its own, more than 128
 * pointers, or one into the header or not back to before the labels that led
 * to it (section 4.1.4: "a prior occurrence"), so that nothing loops. */
bool packet_name(struct packet_name *out, const struct packet *p, size_t *at);

/* Read the resource record at *at and step *at behind it.  False: its owner
 * does not read, or it leaves the message; *at is unchanged then. */
bool packet_record(struct packet_record *out, const struct packet *p,
    size_t *at);

/* Read the id and the question of a message.  False: it has no whole header,
 * or not exactly one question that reads. */
bool packet_question(struct packet_question *out, const struct packet *p);

/* Whether two names are the same, in any letter case. */
bool packet_same(const struct packet_name *a, const struct packet_name *b);

/* Write *name as text in the form of a dns_answer's names, cut to size - 1
 * bytes. */
void packet_text(char *out, size_t size, const struct packet_name *name);

/* The wire form of text, which has no escapes.  False if it is no name. */
bool packet_name_of(struct packet_name *out, const char *text);

#endif
