/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a message holds and in whatever pieces it comes, it passes without
 * the fields of our name and else byte for byte; the field of ours stands in
 * one place; and a message that passes again is the same.
 */
#include "mail/mark.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME "X-DynaStop"
#define VALUE "Dynamic IP address/192.0.2.1 D1"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

/* Pass the message through in pieces whose lengths step tells; *top is where
 * the field was put. */
static void
pass(struct buf *out, const char *data, size_t size, size_t step,
    const char *value)
{
	struct mark m;
	size_t at, n;

	mark_begin(&m, NAME);
	for (at = 0; at < size; at += n) {
		n = 1 + (at * step + step) % 97;
		n = step == 0 || n > size - at ? size - at : n;
		mark_take(&m, data + at, n);
		if (m.known && !m.said)
			mark_field(&m, value);
		buf_add(out, m.out.data, m.out.len);
		m.out.len = 0;
	}
	mark_end(&m);
	must(m.known);
	if (!m.said)
		mark_field(&m, value);
	buf_add(out, m.out.data, m.out.len);
	must(m.hop.state != HOP_FOUND || m.hop.client.bits != 0);
	mark_free(&m);
}

static int
is_ours(const char *line, size_t len)
{
	size_t n = sizeof(NAME) - 1;

	if (len <= n || strncasecmp(line, NAME, n) != 0)
		return 0;
	while (n < len && (line[n] == ' ' || line[n] == '\t'))
		n++;
	return n >= HEADER_NAME_MAX || (n < len && line[n] == ':');
}

/* The message without our fields, and where one goes, told line by line. */
static void
expect(struct buf *out, size_t *top, const char *data, size_t size)
{
	const char *end;
	int body = 0, ours = 0, postmark = 1, above = 1, first = 1;
	size_t len;

	*top = 0;
	for (; size > 0; data += len, size -= len) {
		end = memchr(data, '\n', size);
		len = end != NULL ? (size_t)(end - data) + 1 : size;
		if (!body && *data != ' ' && *data != '\t')
			ours = is_ours(data, len);
		postmark = postmark && !body && ((first && len >= 5 &&
		    memcmp(data, "From ", 5) == 0) || (!first && len >= 6 &&
		    memcmp(data, ">From ", 6) == 0));
		above = above && !body &&
		    (postmark || *data == ' ' || *data == '\t');
		first = 0;
		if (!body && (*data == '\n' ||
		    (len >= 2 && memcmp(data, "\r\n", 2) == 0)))
			body = 1;
		if (body || !ours)
			buf_add(out, data, len);
		if (above)
			*top = out->len;
	}
}

static void
must_be_same(const struct buf *a, const struct buf *b)
{
	must(a->len == b->len);
	must(a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* Take the field out of the place where it has to be. */
static void
unmark(struct buf *out, const struct buf *in, size_t top)
{
	static const char field[] = NAME ": " VALUE;
	size_t len = sizeof(field) - 1;

	must(in->len > top + len);
	must(memcmp(in->data + top, field, len) == 0);
	len += in->data[top + len] == '\r';
	must(in->len > top + len && in->data[top + len] == '\n');
	buf_add(out, in->data, top);
	buf_add(out, in->data + top + len + 1, in->len - top - len - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf want = { 0 }, plain = { 0 }, marked = { 0 };
	struct buf again = { 0 }, whole = { 0 };
	const char *text = (const char *)data + 1;
	size_t top;

	if (size < 1)
		return 0;
	size--;
	expect(&want, &top, text, size);
	pass(&plain, text, size, data[0], NULL);
	must_be_same(&plain, &want);
	pass(&whole, text, size, 0, VALUE);
	pass(&marked, text, size, data[0], VALUE);
	must_be_same(&marked, &whole);
	/* below a line without an end there is no place */
	if (top == 0 || want.data[top - 1] == '\n') {
		whole.len = 0;
		unmark(&whole, &marked, top);
		must_be_same(&whole, &want);
		pass(&again, (const char *)marked.data, marked.len, data[0],
		    VALUE);
		must_be_same(&again, &marked);
	}
	buf_free(&want);
	buf_free(&plain);
	buf_free(&marked);
	buf_free(&again);
	buf_free(&whole);
	return 0;
}
