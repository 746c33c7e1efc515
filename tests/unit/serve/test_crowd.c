/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/crowd.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"

/* Many names of an address; *lines becomes how many lines the log has. */
static bool
many(const char *address, size_t *lines)
{
	static struct crowd c;
	struct tell sayer = { .program = "x" };
	char got[1024];
	struct err e;
	struct ip ip;
	int end[2], i;
	bool spared;
	ssize_t n;

	memset(&c, 0, sizeof(c));
	assert_int_equal(pipe(end), 0);
	assert_int_equal(fcntl(end[0], F_SETFL, O_NONBLOCK), 0);
	sayer.fd = end[1];
	c.tell = &sayer;
	assert_int_equal(crowd_open(&c, &e), 0);
	assert_int_equal(ip_parse(&ip, address, &e), 0);
	assert_false(crowd_spares(&c, &ip));
	for (i = 1; i <= 2 * HELOS_MANY; i++)
		crowd_hear(&c, &ip, (uint64_t)i);
	spared = crowd_spares(&c, &ip);
	assert_int_equal(c.spared, spared);
	n = read(end[0], got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	for (*lines = 0, i = 0; i < n; i++)
		*lines += got[i] == '\n';
	if (n > 0)
		assert_non_null(strstr(got, address));
	crowd_close(&c);
	assert_int_equal(close(end[0]), 0);
	assert_int_equal(close(end[1]), 0);
	return spared;
}

static void
many_of_a_private_address_are_spared_and_told_of_once(void **state)
{
	static const char *const address[] = { "10.0.0.1", "172.17.0.1",
		"192.168.1.1", "100.64.0.1", "127.0.0.1", "fd00::1" };
	size_t lines, i;

	(void)state;
	for (i = 0; i < sizeof(address) / sizeof(address[0]); i++) {
		assert_true(many(address[i], &lines));
		assert_int_equal(lines, 1);
	}
}

static void
others_are_not_heard(void **state)
{
	size_t lines;

	(void)state;
	assert_false(many("198.51.100.7", &lines));
	assert_int_equal(lines, 0);
	assert_false(many("2001:db8::7", &lines));
	assert_int_equal(lines, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    many_of_a_private_address_are_spared_and_told_of_once),
		cmocka_unit_test(others_are_not_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
