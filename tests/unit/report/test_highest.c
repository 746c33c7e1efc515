/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/highest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct highest h;

static void
add(const char *ip, const char *score)
{
	struct logread l;

	memset(&l, 0, sizeof(l));
	l.key[LOGREAD_IP] = (struct logread_value){ ip, strlen(ip) };
	l.key[LOGREAD_SCORE] = (struct logread_value){ score, strlen(score) };
	highest_add(&h, &l);
}

static void
each_client_is_there_once_with_its_highest(void **state)
{
	(void)state;
	memset(&h, 0, sizeof(h));
	add("192.0.2.1", "2");
	add("192.0.2.2", "3.5");
	add("192.0.2.1", "1");
	add("192.0.2.3", "0");
	add("192.0.2.4", "-7");
	add("192.0.2.5", "x");
	assert_int_equal(h.len, 2);
	assert_string_equal(h.one[0].ip, "192.0.2.2");
	assert_int_equal(h.one[0].score_milli, 3500);
	assert_int_equal(h.one[1].score_milli, 2000);
	add("192.0.2.1", "9");
	assert_int_equal(h.len, 2);
	assert_string_equal(h.one[0].ip, "192.0.2.1");
	assert_string_equal(h.one[1].ip, "192.0.2.2");
}

static void
of_many_the_highest_stay(void **state)
{
	char ip[20], score[20];
	int i;

	(void)state;
	memset(&h, 0, sizeof(h));
	for (i = 1; i < 256; i++) {
		(void)snprintf(ip, sizeof(ip), "192.0.2.%d", i);
		(void)snprintf(score, sizeof(score), "%d", i * 7 % 256);
		add(ip, score);
	}
	assert_int_equal(h.len, HIGHEST_MOST);
	for (i = 0; i < HIGHEST_MOST; i++)
		assert_int_equal(h.one[i].score_milli, (255 - i) * 1000);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_client_is_there_once_with_its_highest),
		cmocka_unit_test(of_many_the_highest_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
