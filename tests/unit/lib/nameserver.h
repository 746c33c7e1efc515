/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_LIB_NAMESERVER_H
#define TESTS_UNIT_LIB_NAMESERVER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * nameserver - the test is the DNS server, too
 *
 * A question over UDP lies in its socket as soon as it was asked, and an
 * answer in the other before anybody waits for it.
 */
struct nameserver {
	int fd;
	char text[32]; /* "127.0.0.1:PORT" */
};

/* A question as the server got it. */
struct nameserver_question {
	unsigned char data[1024];
	size_t len;
	struct sockaddr_in from;
};

/* On any port.  Returns 0, or -1. */
int nameserver_open(struct nameserver *s);

/* Take the next question; false if there is none. */
bool nameserver_take(const struct nameserver *s,
    struct nameserver_question *out);

/* Answer with a response code, or if that is 0 with the address 127.0.0.last
 * and a TTL of 0. */
void nameserver_answer(const struct nameserver *s,
    const struct nameserver_question *q, unsigned char code,
    unsigned char last);

/* Answer that there are so many records, whose bytes follow. */
void nameserver_records(const struct nameserver *s,
    const struct nameserver_question *q, unsigned char count,
    const void *records, size_t len);

/* What the server knows of a name: an address (IPv4), the name of a PTR record,
 * "servfail" or "silent"; the rest is NXDOMAIN.  The TTL is 60 s. */
struct nameserver_row {
	const char *name, *says;
};

/* Answer all that was asked by the rows, up to a NULL name.  Returns how many
 * questions that were. */
int nameserver_serve(const struct nameserver *s,
    const struct nameserver_row *row);

void nameserver_close(struct nameserver *s);

#endif
