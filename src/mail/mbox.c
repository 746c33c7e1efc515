/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/mbox.h"

#include <string.h>

static const char from[] = "From ";

#define FROM_LEN (sizeof(from) - 1)

/* Whether a message may begin with the next byte but for those held. */
static bool
may_begin(const struct mbox *m)
{
	return !m->one && !m->within && (!m->begun || m->blank);
}

static void
give(struct mbox *m, const char *data, size_t len, const struct mbox_taker *to)
{
	m->len += len;
	if (len > 0)
		to->data(to->arg, data, len);
}

/* What was held begins a message, or is a part of the one before. */
static void
held_give(struct mbox *m, const struct mbox_taker *to)
{
	if (!m->begun || m->held == FROM_LEN)
		to->mail(to->arg);
	if (!m->begun && m->held < FROM_LEN)
		m->one = true;
	m->begun = true;
	m->within = true;
	give(m, from, m->held, to);
	m->held = 0;
}

/* Hold what may be "From ".  Returns how many bytes that are. */
static size_t
hold(struct mbox *m, const char *data, size_t len)
{
	size_t n = 0;

	while (n < len && m->held < FROM_LEN && data[n] == from[m->held]) {
		m->held++;
		n++;
	}
	return n;
}

/* Give the rest of a line, as far as it is here.  Returns its length. */
static size_t
line_give(struct mbox *m, const char *data, size_t len,
    const struct mbox_taker *to)
{
	const char *end = memchr(data, '\n', len);
	size_t n = end != NULL ? (size_t)(end - data) + 1 : len;

	if (m->len == 0)
		m->cr = *data == '\r';
	give(m, data, n, to);
	m->within = end == NULL;
	if (end == NULL)
		return n;
	m->blank = m->len == 1 || (m->len == 2 && m->cr);
	m->len = 0;
	return n;
}

void
mbox_take(struct mbox *m, const char *data, size_t len,
    const struct mbox_taker *to)
{
	size_t n;

	for (; len > 0; data += n, len -= n) {
		n = 0;
		if (may_begin(m)) {
			n = hold(m, data, len);
			if (n == len && m->held < FROM_LEN)
				return;
			held_give(m, to);
		}
		if (n < len)
			n += line_give(m, data + n, len - n, to);
	}
}

void
mbox_end(struct mbox *m, const struct mbox_taker *to)
{
	if (m->held > 0)
		held_give(m, to);
}
