/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/stream.h"

#include <stdlib.h>
#include <string.h>

void
stream_free(struct stream *s)
{
	free(s->message);
	memset(s, 0, sizeof(*s));
}

/* The message's own length; s->have >= 2. */
static size_t
message_len(const struct stream *s)
{
	return (size_t)s->length[0] << 8 | s->length[1];
}

/* Take one byte of the length; behind the second, make room. */
static void
length_take(struct stream *s, unsigned char octet)
{
	s->length[s->have++] = octet;
	if (s->have == sizeof(s->length) && message_len(s) > 0)
		s->message = malloc(message_len(s));
}

/* Take what the message still lacks, as far as it goes. */
static void
message_take(struct stream *s, const unsigned char **data, size_t *len)
{
	size_t at = s->have - sizeof(s->length);
	size_t n = message_len(s) - at;

	n = n < *len ? n : *len;
	if (s->message != NULL)
		memcpy(s->message + at, *data, n);
	s->have += n;
	*data += n;
	*len -= n;
}

static bool
is_whole(const struct stream *s)
{
	return s->have >= sizeof(s->length) &&
	    s->have - sizeof(s->length) == message_len(s);
}

bool
stream_next(struct stream *s, struct message *out,
    const unsigned char **data, size_t *len)
{
	if (is_whole(s))
		stream_free(s);
	while (*len > 0) {
		if (s->have < sizeof(s->length)) {
			length_take(s, *(*data)++);
			--*len;
		} else {
			message_take(s, data, len);
		}
		if (!is_whole(s))
			continue;
		if (s->message != NULL) {
			out->data = s->message;
			out->len = message_len(s);
			return true;
		}
		stream_free(s);
	}
	return false;
}
