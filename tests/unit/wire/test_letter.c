/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/letter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ip
ip_at(const char *text)
{
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return ip;
}

/* By hand: the head, then the members in their order. */
static void
letters_look_as_described(void **state)
{
	static const unsigned char grey[] = { 1, 1, 23, 0, 4, 192, 0, 2, 1, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'd', 0, 'r', ':', '1', 0 };
	static const unsigned char is[] = { 1, 2, 8, 0, 1, 0, 0, 0, 44, 1, 0,
		0 };
	static const unsigned char taken[] = { 1, 4, 0, 0 };
	static const unsigned char cannot[] = { 1, 5, 5, 0, 'f', 'u', 'l',
		'l', 0 };
	struct letter l = { .type = LETTER_GREY, .name = "d",
		.rule = "r:1" };
	unsigned char out[LETTER_MAX];

	(void)state;
	l.ip = ip_at("192.0.2.1");
	assert_int_equal(letter_pack(out, &l), sizeof(grey));
	assert_memory_equal(out, grey, sizeof(grey));
	l = (struct letter){ .type = LETTER_GREY_IS, .grey = LETTER_WAIT,
		.seconds = 300 };
	assert_int_equal(letter_pack(out, &l), sizeof(is));
	assert_memory_equal(out, is, sizeof(is));
	l = (struct letter){ .type = LETTER_TAKEN };
	assert_int_equal(letter_pack(out, &l), sizeof(taken));
	assert_memory_equal(out, taken, sizeof(taken));
	l = (struct letter){ .type = LETTER_CANNOT, .reason = "full" };
	assert_int_equal(letter_pack(out, &l), sizeof(cannot));
	assert_memory_equal(out, cannot, sizeof(cannot));
}

static struct letter
sample(enum letter_type type)
{
	struct letter l = { .type = type, .name = "", .reason = "no" };

	switch (type) {
	case LETTER_HAND:
		l.flags = LETTER_BLOCK | LETTER_NOTE;
		l.limit_ms = 30000;
		l.reply = "553 5.7.1 go away\r\n";
		l.host = "mx.example";
		l.program = "p";
		break;
	case LETTER_ENVELOPE:
		l.sender = "a@b.example";
		l.to = "c@d.example";
		break;
	case LETTER_GREY:
		l.name = "b.example";
		l.rule = "dhf.conf:7";
		break;
	case LETTER_SUSPECT:
		l.flags = LETTER_FIXED;
		l.db = 0xfedcba98;
		l.score = (uint32_t)-1500;
		l.refused = 3;
		l.name = "h.example";
		l.known = "proven";
		l.receipt = "1EQY354D9E3K";
		l.remote_port = "1025";
		l.local_ip = "2001:db8::25";
		l.local_host = "mx.example";
		l.mail = "MAIL FROM:<a@b>";
		l.rcpt = "RCPT TO:<c@d>";
		l.let = "exempt_rcpt";
		l.rest = (struct letter_octets){
		    (const unsigned char *)"\0\r\n\377", 4 };
		break;
	default:
		break;
	}
	l.ip = ip_at("2001:db8::1");
	return l;
}

static void
check_suspect(const struct letter *got)
{
	assert_int_equal(got->flags, LETTER_FIXED);
	assert_int_equal(got->db, 0xfedcba98);
	assert_int_equal((int32_t)got->score, -1500);
	assert_int_equal(got->refused, 3);
	assert_string_equal(got->name, "h.example");
	assert_string_equal(got->known, "proven");
	assert_string_equal(got->receipt, "1EQY354D9E3K");
	assert_string_equal(got->remote_port, "1025");
	assert_string_equal(got->local_ip, "2001:db8::25");
	assert_string_equal(got->local_port, "");
	assert_string_equal(got->local_host, "mx.example");
	assert_string_equal(got->helo, "");
	assert_string_equal(got->mail, "MAIL FROM:<a@b>");
	assert_string_equal(got->rcpt, "RCPT TO:<c@d>");
	assert_string_equal(got->let, "exempt_rcpt");
	assert_int_equal(got->rest.len, 4);
	assert_memory_equal(got->rest.data, "\0\r\n\377", 4);
}

/* However they are cut, and with others behind them. */
static void
letters_read_as_written(void **state)
{
	unsigned char out[2 * LETTER_MAX];
	size_t len, cut, used;
	struct letter l, got;
	unsigned type;

	(void)state;
	for (type = LETTER_GREY; type <= LETTER_SUSPECT; type++) {
		l = sample((enum letter_type)type);
		len = letter_pack(out, &l);
		memset(out + len, 0xff, LETTER_MAX);
		for (cut = 0; cut < len; cut++)
			assert_int_equal(letter_unpack(&got, &used, out, cut),
			    LETTER_PART);
		assert_int_equal(letter_unpack(&got, &used, out, len + 9),
		    LETTER_WHOLE);
		assert_int_equal(used, len);
		assert_int_equal(got.type, type);
		if (type == LETTER_HAND) {
			assert_int_equal(got.flags, l.flags);
			assert_int_equal(got.limit_ms, 30000);
			assert_string_equal(got.reply, l.reply);
			assert_string_equal(got.host, "mx.example");
			assert_string_equal(got.program, "p");
		}
		if (type == LETTER_ENVELOPE) {
			assert_string_equal(got.sender, "a@b.example");
			assert_string_equal(got.to, "c@d.example");
		}
		if (type == LETTER_SUSPECT)
			check_suspect(&got);
		if (type == LETTER_GREY) {
			assert_int_equal(ip_compare(&got.ip, &l.ip), 0);
			assert_string_equal(got.name, "b.example");
		}
	}
}

static void
letters_of_nobody_are_refused(void **state)
{
	static const struct {
		unsigned char data[24];
		size_t len;
		enum letter_answer want;
	} row[] = {
		{ { 2 }, 1, LETTER_OTHER },
		{ { LETTER_VERSIONS, 1, 0, 0 }, 4, LETTER_OTHER },
		{ { LETTER_VERSIONS + 1, 1, 0, 0 }, 4, LETTER_BAD },
		{ { 0, 1, 0, 0 }, 4, LETTER_BAD },
		{ { 'G' }, 1, LETTER_BAD },
		{ { '\r', '\n' }, 2, LETTER_BAD },
		{ { 1, 0, 0, 0 }, 4, LETTER_BAD },
		{ { 1, 12, 0, 0 }, 4, LETTER_BAD },
		{ { 1, 4, 0xff, 0xff }, 4, LETTER_BAD },
		{ { 1, 4, 0xfd, 0x0f }, 4, LETTER_BAD }, /* 4093 */
		{ { 1, 4, 0xfc, 0x0f }, 4, LETTER_PART },
		{ { 1, 4, 1, 0, 0 }, 5, LETTER_BAD },    /* more than it has */
		{ { 1, 5, 0, 0 }, 4, LETTER_BAD },       /* less */
		{ { 1, 5, 2, 0, 'x', 'y' }, 6, LETTER_BAD }, /* no NUL */
		{ { 1, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0 }, 11, LETTER_BAD },
		{ { 1, 1, 19, 0, 5 }, 23, LETTER_BAD },  /* no address */
	};
	struct letter got = { .type = LETTER_CANNOT };
	size_t i, used = 77;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (letter_unpack(&got, &used, row[i].data, row[i].len) !=
		    row[i].want)
			fail_msg("row %zu", i);
	assert_int_equal(used, 77);
	assert_int_equal(got.type, LETTER_CANNOT);
}

static void
letters_have_a_limit(void **state)
{
	static char text[LETTER_MAX];
	struct letter l = { .type = LETTER_CANNOT, .reason = text };
	unsigned char out[LETTER_MAX];

	(void)state;
	memset(text, 'x', LETTER_MAX - LETTER_HEAD - 1);
	assert_int_equal(letter_pack(out, &l), LETTER_MAX);
	text[LETTER_MAX - LETTER_HEAD - 1] = 'x';
	assert_int_equal(letter_pack(out, &l), 0);
	l.reason = NULL;
	assert_int_equal(letter_pack(out, &l), LETTER_HEAD + 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_look_as_described),
		cmocka_unit_test(letters_read_as_written),
		cmocka_unit_test(letters_of_nobody_are_refused),
		cmocka_unit_test(letters_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
