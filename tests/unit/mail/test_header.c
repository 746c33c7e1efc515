/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The parts of lines by their letters, and the bytes. */
struct seen {
	char parts[64];
	size_t parts_len;
	bool ended; /* a line began so short that nothing may follow */
	char bytes[4096];
	size_t bytes_len;
};

static void
note(void *arg, const struct header_piece *piece)
{
	static const char letters[] = "PF+.B";
	struct seen *s = arg;

	assert_in_range(piece->part, HEADER_POSTMARK, HEADER_BODY);
	assert_in_range(piece->len, 1, sizeof(s->bytes) - s->bytes_len);
	assert_false(s->ended);
	if (piece->first) {
		s->ended = piece->len < HEADER_NAME_MAX &&
		    piece->data[piece->len - 1] != '\n';
		s->parts[s->parts_len++] = letters[piece->part];
	} else if (piece->part == HEADER_BODY &&
	    s->parts[s->parts_len - 1] != 'B') {
		s->parts[s->parts_len++] = 'B';
	}
	assert_int_equal(letters[piece->part], s->parts[s->parts_len - 1]);
	memcpy(s->bytes + s->bytes_len, piece->data, piece->len);
	s->bytes_len += piece->len;
	s->parts[s->parts_len] = '\0';
}

/* Feed the text in steps of so many bytes. */
static void
feed(struct seen *s, const char *text, size_t len, size_t step)
{
	struct header h = { 0 };
	size_t i, n;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < len; i += n) {
		n = len - i < step ? len - i : step;
		header_take(&h, text + i, n, note, s);
	}
	header_end(&h, note, s);
}

static void
lines_are_told_apart_in_any_steps(void **state)
{
	static const struct {
		const char *text, *parts;
	} row[] = {
		{ "", "" },
		{ "\n", "." },
		{ "\r\n", "." },
		{ "\nbody", ".B" },
		{ "A: b", "F" },
		{ "A: b\n c\n\td\nE: f\n\nbody\n\nmore", "F++F.B" },
		{ "A: b\r\n c\r\n\r\nA: b\r\n", "F+.B" },
		{ "From a@b.example Wed Nov 18\nA: b\n\nFrom me\n", "PF.B" },
		{ "From a\n>From b\n>From c\nA: b\n>From d\n", "PPPFF" },
		{ "A: b\nFrom a\n", "FF" },
		{ ">From a\n", "F" },
		{ "From a\n\n>From b\n", "P.B" },
		{ "From a\n b\n", "P+" },
		{ "From: a\n", "F" },
		{ " a\n", "+" },
		{ "no field\nA: b\n\n", "FF." },
		{ "A: b\n \n\t\nC: d\n\n", "F++F." },
		{ "A: b\rc\n\r\r\n\n", "FF." },
	};
	struct seen s;
	size_t i, step;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		for (step = 1; step <= strlen(row[i].text) + 1; step++) {
			feed(&s, row[i].text, strlen(row[i].text), step);
			if (strcmp(s.parts, row[i].parts) != 0)
				fail_msg("%s, not %s: %s", s.parts,
				    row[i].parts, row[i].text);
			assert_int_equal(s.bytes_len, strlen(row[i].text));
			assert_memory_equal(s.bytes, row[i].text, s.bytes_len);
		}
}

static void
every_byte_passes(void **state)
{
	char text[1500];
	struct seen s;
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7 % 256);
	memcpy(text, "A:", 2);
	for (step = 1; step < 200; step += 9) {
		feed(&s, text, sizeof(text), step);
		assert_int_equal(s.bytes_len, sizeof(text));
		assert_memory_equal(s.bytes, text, sizeof(text));
	}
}

static void
header_is_takes_names_as_they_are_written(void **state)
{
	static const struct {
		const char *line;
		bool is;
	} row[] = {
		{ "X-DynaStop: D1\n", true },
		{ "x-dynastop:D1\n", true },
		{ "X-DynaStop:", true },
		{ "X-DynaStop \t : D1\n", true },
		{ "X-DynaStop\n", false },
		{ "X-DynaStop", false },
		{ "X-DynaStops: D1\n", false },
		{ "X-Dyna: D1\n", false },
		{ "X-DynaStop D1: \n", false },
	};
	struct header_piece piece = { .part = HEADER_FIELD, .first = true };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		piece.data = row[i].line;
		piece.len = strlen(row[i].line);
		if (header_is(&piece, "X-DynaStop") != row[i].is)
			fail_msg("%s", row[i].line);
	}
	piece.data = row[0].line;
	piece.len = strlen("X-DynaStop");
	assert_false(header_is(&piece, "X-DynaStop"));
	piece.len = strlen(row[0].line);
	piece.first = false;
	assert_false(header_is(&piece, "X-DynaStop"));
	piece.first = true;
	piece.part = HEADER_FOLD;
	assert_false(header_is(&piece, "X-DynaStop"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_told_apart_in_any_steps),
		cmocka_unit_test(every_byte_passes),
		cmocka_unit_test(header_is_takes_names_as_they_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
