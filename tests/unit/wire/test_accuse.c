/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/accuse.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "wire/offence.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Accuse somebody to a daemon that has answered already. */
static enum accuse_answer
ask(const struct letter *answer, char log[256])
{
	unsigned char raw[LETTER_MAX];
	struct letter l = { .type = LETTER_OFFENCE, .offence = OFFENCE_TRAP };
	struct post p = { .path = "/nonexistent", .timeout_ms = 1000 };
	struct tell t = { .program = "x" };
	enum accuse_answer got;
	int pair[2], out[2];
	struct err e;
	ssize_t n;

	assert_int_equal(ip_parse(&l.ip, "192.0.2.1", &e), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(fcntl(out[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
	if (answer != NULL)
		assert_true(send(pair[1], raw, letter_pack(raw, answer), 0)
		    > 0);
	else
		assert_int_equal(shutdown(pair[1], SHUT_WR), 0);
	t.fd = out[1];
	p.fd = pair[0];
	got = accuse(&p, &t, &l);
	n = read(out[0], log, 255);
	log[n > 0 ? n : 0] = '\0';
	post_end(&p);
	assert_int_equal(close(pair[1]), 0);
	assert_int_equal(close(out[0]), 0);
	assert_int_equal(close(out[1]), 0);
	return got;
}

static void
accuse_tells_what_the_daemon_says(void **state)
{
	static const struct {
		struct letter answer;
		enum accuse_answer want;
		const char *log;
	} row[] = {
		{ { .type = LETTER_OFFENCE_IS, .held = LETTER_KEPT },
		    ACCUSE_TOLD, "x: 192.0.2.1: told\n" },
		{ { .type = LETTER_OFFENCE_IS, .held = LETTER_KNOWN },
		    ACCUSE_KNOWN, "" },
		{ { .type = LETTER_OFFENCE_IS, .held = LETTER_NEVER },
		    ACCUSE_NEVER, "x: 192.0.2.1: never held against this "
		    "address\n" },
		{ { .type = LETTER_CANNOT, .reason = "full" }, ACCUSE_CANNOT,
		    "x: 192.0.2.1: the daemon cannot: full\n" },
		{ { .type = LETTER_CANNOT, .reason = "busy" }, ACCUSE_BUSY,
		    "" },
		{ { .type = LETTER_TAKEN }, ACCUSE_CANNOT,
		    "x: 192.0.2.1: the daemon cannot: what?\n" },
	};
	char log[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(ask(&row[i].answer, log), row[i].want);
		assert_string_equal(log, row[i].log);
	}
	assert_int_equal(ask(NULL, log), ACCUSE_AWAY);
	assert_string_equal(log, "");
}

static void
why_it_is_away_is_found_out(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char dir[] = "/tmp/accuse.XXXXXX";
	struct post p = { .path = at.sun_path, .fd = -1 };
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct err e;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s/s", dir);
	assert_int_equal(accuse_away(&p, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_non_null(strstr(e.msg, "the daemon does not answer: connect "));
	assert_non_null(strstr(e.msg, "/s: No such file or directory"));
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(accuse_away(&p, &e), -1);
	assert_non_null(strstr(e.msg, "/s: Connection refused"));
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(accuse_away(&p, &e), -1);
	assert_non_null(strstr(e.msg, "too slow, or is not"));
	(void)close(fd);
	assert_int_equal(unlink(at.sun_path), 0);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(accuse_tells_what_the_daemon_says),
		cmocka_unit_test(why_it_is_away_is_found_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
