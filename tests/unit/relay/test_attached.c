/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/attached.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/steps.h"
#include "relay/quiet.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LATE "421 4.4.2 timeout, closing\r\n"
#define FAILED "421 4.3.0 server error, try again later\r\n"
#define CUT "550 5.5.2 bare LF or CR in message, closing\r\n"
#define FAR 60000

/* What the server of the test says, all at once, whatever it hears. */
#define GREETS "220 s\r\n"
#define READY GREETS "250 a\r\n250 b\r\n250 c\r\n"

struct scene {
	struct attached a;
	struct spawn server;
	struct said said;
	int client, to[2], from[2];
};

static void
begin(struct scene *s, const char *server, const char *client)
{
	int fd[2];

	memset(s, 0, sizeof(*s));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_int_equal(pipe(s->to), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s->from), 0);
	s->server = (struct spawn){ 0, s->to[1], s->from[1] };
	s->client = fd[0];
	party_begin(&s->a.client, fd[1], fd[1]);
	steps_relay(&s->a.relay, &s->said, RELAY_AT_RCPT);
	attached_begin(&s->a, &s->server, RELAY_AT_RCPT);
	assert_int_equal(write(s->from[0], server, strlen(server)),
	    strlen(server));
	if (*client != '\0')
		assert_int_equal(write(s->client, client, strlen(client)),
		    strlen(client));
}

static void
end(struct scene *s, char *out, size_t cap)
{
	ssize_t n = recv(s->client, out, cap - 1, MSG_DONTWAIT);

	out[n > 0 ? n : 0] = '\0';
	spawn_close(&s->server);
	(void)close(s->to[0]);
	(void)close(s->from[0]);
	(void)close(s->client);
	(void)close(s->a.client.in);
}

/* Each time is over at once, where all others are far away. */
static void
each_wait_has_its_end(void **state)
{
	static const struct {
		const char *server, *client;
		struct attached_times times;
		enum attached_end end;
		const char *want; /* behind the reply to RCPT */
	} row[] = {
		{ "", "", { 1, FAR, FAR, FAR, FAR }, ATTACHED_NO_SERVER, "" },
		{ GREETS, "", { FAR, 1, FAR, FAR, FAR }, ATTACHED_OVER,
		    FAILED },
		{ READY, "", { FAR, FAR, 1, FAR, FAR }, ATTACHED_OVER,
		    "250 c\r\n" LATE },
		{ READY, "NOO", { FAR, FAR, 1, FAR, FAR }, ATTACHED_OVER,
		    "250 c\r\n" LATE },
		{ READY, "", { FAR, FAR, FAR, 1, FAR }, ATTACHED_OVER,
		    "250 c\r\n" LATE },
		{ READY, "NOOP\r\n", { FAR, 1, FAR, FAR, FAR }, ATTACHED_OVER,
		    "250 c\r\n" FAILED },
	};
	struct scene s;
	struct quiet q;
	char got[512];
	size_t i;

	(void)state;
	quiet_begin(&q);
	for (i = 0; i < COUNT(row); i++) {
		begin(&s, row[i].server, row[i].client);
		s.a.times = row[i].times;
		s.a.end_ms = s.a.since_ms + row[i].times.limit;
		if (attached_go(&s.a) != row[i].end)
			fail_msg("row %zu: another end", i);
		end(&s, got, sizeof(got));
		if (strcmp(got, row[i].want) != 0)
			fail_msg("row %zu: %s", i, got);
	}
	quiet_end(&q);
}

/* The rest of a mail that was broken off is waited for, the server not. */
static void
a_server_is_closed_where_a_mail_breaks(void **state)
{
	struct scene s;
	struct quiet q;
	char got[512], told[512];
	ssize_t n;

	(void)state;
	quiet_begin(&q);
	begin(&s, READY, "DATA\r\n");
	s.a.times.cut = 1;
	/* the reply to DATA can come only behind it */
	s.a.relay.phase = RELAY_MAIL;
	s.a.relay.awaits = RELAY_NOTHING;
	s.a.out_at = s.a.out_len = 0;
	assert_int_equal(read(s.from[1], got, sizeof(got)), strlen(READY));
	assert_int_equal(write(s.client, "a\nb", 3), 3);
	assert_int_equal(attached_go(&s.a), ATTACHED_OVER);
	assert_int_equal(s.server.to, -1);
	n = read(s.to[0], told, sizeof(told));
	assert_int_equal(n, 0);
	end(&s, got, sizeof(got));
	assert_string_equal(got, CUT);
	quiet_end(&q);
}

static void
a_client_that_leaves_is_lost(void **state)
{
	struct scene s;
	struct quiet q;
	char got[512];

	(void)state;
	quiet_begin(&q);
	begin(&s, READY, "");
	assert_int_equal(shutdown(s.client, SHUT_WR), 0);
	assert_int_equal(attached_go(&s.a), ATTACHED_LOST);
	end(&s, got, sizeof(got));
	assert_string_equal(got, "250 c\r\n");
	quiet_end(&q);
}

/* Else its next command would get the reply to the one before. */
static void
a_server_is_heard_before_the_client(void **state)
{
	struct scene s;
	struct quiet q;
	char got[512];

	(void)state;
	quiet_begin(&q);
	begin(&s, READY "250 d\r\n", "NOOP\r\nNOOP\r\n");
	assert_int_equal(attached_go(&s.a), ATTACHED_OVER);
	end(&s, got, sizeof(got));
	assert_string_equal(got, "250 c\r\n" FAILED);
	quiet_end(&q);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_wait_has_its_end),
		cmocka_unit_test(a_server_is_closed_where_a_mail_breaks),
		cmocka_unit_test(a_client_that_leaves_is_lost),
		cmocka_unit_test(a_server_is_heard_before_the_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
