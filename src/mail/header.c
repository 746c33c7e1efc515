/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/header.h"

#include <string.h>
#include <strings.h>

static bool
begins(const char *data, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(data, with, n) == 0;
}

static bool
is_empty_line(const char *data, size_t len)
{
	return begins(data, len, "\n") || begins(data, len, "\r\n");
}

/* What a line is that begins with data and stands below the last one. */
static enum header_part
part_of(const struct header *h, const char *data, size_t len)
{
	if (!h->begun && begins(data, len, "From "))
		return HEADER_POSTMARK;
	if (h->begun && h->part == HEADER_POSTMARK &&
	    begins(data, len, ">From "))
		return HEADER_POSTMARK;
	if (is_empty_line(data, len))
		return HEADER_END;
	return *data == ' ' || *data == '\t' ? HEADER_FOLD : HEADER_FIELD;
}

/* Bytes up to the end of a line, at most len. */
static size_t
line_len(const char *data, size_t len)
{
	const char *end = memchr(data, '\n', len);

	return end != NULL ? (size_t)(end - data) + 1 : len;
}

/* A piece without a line's end means that the line goes on. */
static void
piece_give(struct header *h, const struct header_piece *piece,
    header_taker *take, void *arg)
{
	h->part = piece->part;
	h->begun = true;
	h->within = piece->data[piece->len - 1] != '\n';
	if (h->part == HEADER_END || h->part == HEADER_BODY) {
		h->part = HEADER_BODY;
		h->within = true;
	}
	take(arg, piece);
}

static void
start_give(struct header *h, header_taker *take, void *arg)
{
	struct header_piece piece = { .first = true, .data = h->start,
		.len = h->held };

	piece.part = part_of(h, h->start, h->held);
	h->held = 0;
	piece_give(h, &piece, take, arg);
}

/* Take what may tell the line's part.  Returns how much that is. */
static size_t
start_add(struct header *h, const char *data, size_t len)
{
	size_t room = sizeof(h->start) - h->held;
	size_t n = line_len(data, len < room ? len : room);

	memcpy(h->start + h->held, data, n);
	h->held += n;
	return n;
}

void
header_take(struct header *h, const char *data, size_t len,
    header_taker *take, void *arg)
{
	struct header_piece piece = { 0 };
	size_t n;

	for (; len > 0; data += n, len -= n) {
		if (!h->within) {
			n = start_add(h, data, len);
			if (h->held == sizeof(h->start) || data[n - 1] == '\n')
				start_give(h, take, arg);
			continue;
		}
		n = h->part == HEADER_BODY ? len : line_len(data, len);
		piece.part = h->part;
		piece.data = data;
		piece.len = n;
		piece_give(h, &piece, take, arg);
	}
}

void
header_end(struct header *h, header_taker *take, void *arg)
{
	if (h->held > 0)
		start_give(h, take, arg);
}

/* Where the colon has to be if the piece begins with this name; 0 if not. */
static size_t
colon_at(const struct header_piece *piece, const char *name)
{
	size_t n = strlen(name);

	if (piece->part != HEADER_FIELD || !piece->first || piece->len <= n ||
	    strncasecmp(piece->data, name, n) != 0)
		return 0;
	while (n < piece->len &&
	    (piece->data[n] == ' ' || piece->data[n] == '\t'))
		n++;
	return n;
}

bool
header_is(const struct header_piece *piece, const char *name)
{
	size_t n = colon_at(piece, name);

	return n > 0 && n < piece->len && piece->data[n] == ':';
}

bool
header_may_be(const struct header_piece *piece, const char *name)
{
	size_t n = colon_at(piece, name);

	return n == HEADER_NAME_MAX || header_is(piece, name);
}
