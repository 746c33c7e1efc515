/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Give bytes in pieces of so many, the last one shorter, and write what comes
 * out, each message with a "|" behind it. */
static void
stream_text(char *out, const char *bytes, size_t len, size_t piece)
{
	struct stream s = { { 0 }, 0, NULL };
	struct message p = { NULL, 0, 0, false };

	for (; len > 0; bytes += piece, len -= piece) {
		const unsigned char *at = (const unsigned char *)bytes;
		size_t left;

		piece = piece < len ? piece : len;
		left = piece;
		while (stream_next(&s, &p, &at, &left)) {
			memcpy(out, p.data, p.len);
			out += p.len;
			*out++ = '|';
		}
		assert_int_equal(left, 0);
		assert_ptr_equal(at, bytes + piece);
	}
	*out = '\0';
	stream_free(&s);
	stream_free(&s);
}

static void
messages_come_whole_in_pieces_of_any_size(void **state)
{
	static const char bytes[] = "\0\3abc\0\1d\0\0\0\0\0\5efghi\0\4jkl";
	char text[64];
	size_t piece;

	(void)state;
	for (piece = 1; piece <= sizeof(bytes) - 1; piece++) {
		stream_text(text, bytes, sizeof(bytes) - 1, piece);
		assert_string_equal(text, "abc|d|efghi|");
	}
}

static void
the_longest_message_is_65535_octets(void **state)
{
	const size_t len = 65535;
	unsigned char *bytes = malloc(2 + len + 3);
	const unsigned char *at = bytes;
	size_t left = 2 + len + 3;
	struct stream s = { { 0 }, 0, NULL };
	struct message p = { NULL, 0, 0, false };

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', left);
	bytes[0] = bytes[1] = 0xff;
	memcpy(bytes + 2 + len, "\0\1y", 3);
	assert_true(stream_next(&s, &p, &at, &left));
	assert_int_equal(p.len, len);
	assert_memory_equal(p.data, bytes + 2, len);
	assert_true(stream_next(&s, &p, &at, &left));
	assert_int_equal(p.len, 1);
	assert_int_equal(p.data[0], 'y');
	assert_false(stream_next(&s, &p, &at, &left));
	stream_free(&s);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(messages_come_whole_in_pieces_of_any_size),
		cmocka_unit_test(the_longest_message_is_65535_octets),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
