/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/dynawall.h"

#include <string.h>

#include "base/err.h"

/* len without a line end behind. */
static size_t
line_cut(const char *line, size_t len)
{
	if (len > 0 && line[len - 1] == '\n')
		len--;
	if (len > 0 && line[len - 1] == '\r')
		len--;
	return len;
}

/* A recipient of len bytes. */
static bool
recipient_set(struct dynawall_question *q, const char *recipient, size_t len)
{
	size_t i;

	if (len >= sizeof(q->recipient))
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)recipient[i] < ' ' || recipient[i] == 0x7f)
			return false;
	memcpy(q->recipient, recipient, len);
	q->recipient[len] = '\0';
	return true;
}

bool
dynawall_recipient(struct dynawall_question *q, const char *recipient)
{
	if (recipient == NULL)
		recipient = "";
	return recipient_set(q, recipient, strlen(recipient));
}

size_t
dynawall_write(char out[DYNAWALL_LINE_SIZE], const struct dynawall_question *q)
{
	size_t len, more = strlen(q->recipient);
	char ip[IP_TEXT_SIZE];

	ip_format(&q->ip, ip);
	len = strlen(ip);
	memcpy(out, ip, len);
	if (more > 0) {
		out[len++] = ' ';
		memcpy(out + len, q->recipient, more);
		len += more;
	}
	out[len++] = '\n';
	return len;
}

bool
dynawall_read(struct dynawall_question *q, const char *line, size_t len)
{
	struct dynawall_question read = { 0 };
	char ip[IP_TEXT_SIZE];
	const char *blank;
	size_t first;
	struct err e;

	len = line_cut(line, len);
	blank = len > 0 ? memchr(line, ' ', len) : NULL;
	first = blank != NULL ? (size_t)(blank - line) : len;
	if (first >= sizeof(ip) || memchr(line, '\0', first) != NULL)
		return false;
	memcpy(ip, line, first);
	ip[first] = '\0';
	if (ip_parse(&read.ip, ip, &e) == -1)
		return false;
	if (blank != NULL &&
	    !recipient_set(&read, blank + 1, len - first - 1))
		return false;
	*q = read;
	return true;
}

int
dynawall_digit_read(const char *answer, size_t len)
{
	len = line_cut(answer, len);
	if (len != 1 || *answer < '0' || *answer > '0' + DYNAWALL_TROUBLE)
		return -1;
	return *answer - '0';
}
