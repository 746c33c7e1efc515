/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nameserver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int
nameserver_open(struct nameserver *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(s->fd, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    getsockname(s->fd, (struct sockaddr *)&a, &len) == -1)
		return -1;
	(void)snprintf(s->text, sizeof(s->text), "127.0.0.1:%d",
	    (int)ntohs(a.sin_port));
	return 0;
}

bool
nameserver_take(const struct nameserver *s, struct nameserver_question *out)
{
	socklen_t len = sizeof(out->from);
	ssize_t n = recvfrom(s->fd, out->data, sizeof(out->data),
	    MSG_DONTWAIT, (struct sockaddr *)&out->from, &len);

	out->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

static void
reply(const struct nameserver *s, const struct nameserver_question *r)
{
	if (sendto(s->fd, r->data, r->len, 0,
	    (const struct sockaddr *)&r->from, sizeof(r->from)) == -1)
		fail_msg("sendto");
}

void
nameserver_answer(const struct nameserver *s,
    const struct nameserver_question *q, unsigned char code,
    unsigned char last)
{
	unsigned char record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127,
		0, 0, last };
	struct nameserver_question r = *q;

	if (code == 0) {
		nameserver_records(s, q, 1, record, sizeof(record));
		return;
	}
	r.data[2] |= 0x80;
	r.data[3] = code;
	reply(s, &r);
}

void
nameserver_records(const struct nameserver *s,
    const struct nameserver_question *q, unsigned char count,
    const void *records, size_t len)
{
	struct nameserver_question r = *q;

	r.data[2] |= 0x80;
	r.data[3] = 0;
	r.data[7] = count;
	if (len > sizeof(r.data) - r.len)
		fail_msg("too many records");
	memcpy(r.data + r.len, records, len);
	r.len += len;
	reply(s, &r);
}

/* The name in a question, or at the end of a record, as text. */
static void
name_text(char *out, const unsigned char *at)
{
	for (; *at != 0; at += 1 + *at) {
		memcpy(out, at + 1, *at);
		out += *at;
		*out++ = at[1 + *at] != 0 ? '.' : '\0';
	}
}

/* Write a name as on the wire.  Returns its length. */
static size_t
name_wire(unsigned char *out, const char *text)
{
	unsigned char *at = out;
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '.')) {
		len = strcspn(text, ".");
		*at++ = (unsigned char)len;
		memcpy(at, text, len);
		at += len;
	}
	*at++ = 0;
	return (size_t)(at - out);
}

static void
row_answer(const struct nameserver *s, const struct nameserver_question *q,
    const char *says)
{
	unsigned char record[300] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0,
		4 };
	size_t len = 4;

	if (inet_pton(AF_INET, says, record + 12) != 1) {
		record[3] = 12; /* PTR */
		len = name_wire(record + 12, says);
		record[11] = (unsigned char)len;
	}
	nameserver_records(s, q, 1, record, 12 + len);
}

int
nameserver_serve(const struct nameserver *s, const struct nameserver_row *row)
{
	const struct nameserver_row *r;
	struct nameserver_question q;
	char name[300];
	int n;

	for (n = 0; nameserver_take(s, &q); n++) {
		name_text(name, q.data + 12);
		for (r = row; r->name != NULL && strcmp(r->name, name) != 0;)
			r++;
		if (r->name == NULL)
			nameserver_answer(s, &q, 3, 0);
		else if (strcmp(r->says, "servfail") == 0)
			nameserver_answer(s, &q, 2, 0);
		else if (strcmp(r->says, "silent") != 0)
			row_answer(s, &q, r->says);
	}
	return n;
}

void
nameserver_close(struct nameserver *s)
{
	(void)close(s->fd);
}
