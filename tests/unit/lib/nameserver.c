/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nameserver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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

void
nameserver_close(struct nameserver *s)
{
	(void)close(s->fd);
}
