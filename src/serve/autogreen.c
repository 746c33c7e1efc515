/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/autogreen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/network.h"
#include "base/num.h"

#define FIRST_LINE "# dhfd-autogreen 1: who came back, and when last; " \
	"written by dhfd\n"
#define MAGIC "# dhfd-autogreen 1:"
#define DAY_S 86400

/* What is between the network and its day. */
#define BETWEEN " # "

/* The bytes of a network that are its key. */
#define KEY(n) (const char *)&(n)->first, sizeof((n)->first)

int
autogreen_init(struct autogreen *a, size_t cap, struct err *e)
{
	memset(a, 0, sizeof(*a));
	if ((a->net = calloc(cap, sizeof(*a->net))) == NULL)
		return err_memory(e);
	a->cap = cap;
	return 0;
}

void
autogreen_free(struct autogreen *a)
{
	table_free(&a->at);
	free(a->net);
	memset(a, 0, sizeof(*a));
}

/* Order by day, the newest first. */
static int
by_day(const void *a, const void *b)
{
	const struct autogreen_net *x = a, *y = b;

	return (x->day < y->day) - (x->day > y->day);
}

/* Find all of the first n networks again; the others are forgotten. */
static void
keep_first(struct autogreen *a, size_t n)
{
	uint32_t *at;
	size_t i;

	table_free(&a->at);
	a->len = n;
	for (i = 0; i < n; i++)
		if ((at = table_put(&a->at, KEY(&a->net[i]))) != NULL)
			*at = (uint32_t)i;
}

/* Forget the oldest eighth, so that the next ones find room for a while. */
static void
make_room(struct autogreen *a)
{
	qsort(a->net, a->len, sizeof(*a->net), by_day);
	keep_first(a, a->len - (a->len / 8 + 1));
}

static bool
add(struct autogreen *a, const struct ip *first, unsigned bits, uint32_t day)
{
	struct autogreen_net n, *old;
	uint32_t *at;

	memset(&n, 0, sizeof(n)); /* the bytes of n.first are the key */
	memcpy(n.first.octet, first->octet, sizeof(n.first.octet));
	n.first.bits = first->bits;
	n.bits = bits;
	n.day = day;
	if ((at = table_get(&a->at, KEY(&n))) != NULL) {
		old = &a->net[*at];
		if (old->day >= day && old->bits == bits)
			return false;
		*old = n;
		return true;
	}
	if (a->len == a->cap)
		make_room(a);
	a->net[a->len] = n;
	if ((at = table_put(&a->at, KEY(&a->net[a->len]))) == NULL)
		return false;
	*at = (uint32_t)a->len++;
	return true;
}

bool
autogreen_add(struct autogreen *a, const struct ip *first, unsigned bits,
    int64_t now_s)
{
	return add(a, first, bits, (uint32_t)(now_s / DAY_S));
}

/* Read one line, if it is one of ours. */
static void
read_line(struct autogreen *a, char *line)
{
	char *day = strstr(line, BETWEEN);
	struct err e;
	struct ip first;
	unsigned bits;
	int64_t end_s;

	if (day == NULL)
		return;
	*day = '\0';
	day += sizeof(BETWEEN) - 1;
	if (network_parse(&first, &bits, line, &e) == 0 &&
	    num_day_end(&end_s, day, &e) == 0)
		(void)add(a, &first, bits, (uint32_t)(end_s / DAY_S - 1));
}

int
autogreen_read(struct autogreen *a, char *text, struct err *e)
{
	char *line, *rest;

	if (*text == '\0')
		return 0;
	if (strncmp(text, MAGIC, sizeof(MAGIC) - 1) != 0)
		return err_perm(e, 0, "is no file of dhfd's and would be "
		    "written over: take it away, or name another");
	for (line = strtok_r(text, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest))
		read_line(a, line);
	return 0;
}

static void
write_net(struct buf *out, const struct autogreen_net *n)
{
	const time_t at = (time_t)n->day * DAY_S;
	char ip[IP_TEXT_SIZE], line[IP_TEXT_SIZE + 32];
	struct tm tm;

	ip_format(&n->first, ip);
	buf_add_text(out, ip);
	if (n->bits < n->first.bits) {
		(void)snprintf(line, sizeof(line), "/%u", (unsigned)n->bits);
		buf_add_text(out, line);
	}
	(void)gmtime_r(&at, &tm);
	(void)snprintf(line, sizeof(line), BETWEEN "%04d-%02d-%02d\n",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	buf_add_text(out, line);
}

void
autogreen_write(struct buf *out, struct autogreen *a, int64_t now_s,
    int64_t keep_s)
{
	const int64_t oldest = (now_s - keep_s) / DAY_S;
	size_t i, n;

	qsort(a->net, a->len, sizeof(*a->net), by_day);
	for (n = 0; n < a->len && a->net[n].day >= oldest; n++)
		;
	keep_first(a, n);
	buf_add_text(out, FIRST_LINE);
	for (i = 0; i < a->len; i++)
		write_net(out, &a->net[i]);
}
