/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/guest.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60

/* A server that says what it hears, and shows its environment. */
#define SERVER \
	"printf '220 s\\r\\n'; while read -r line; do case $line in " \
	"QUIT*) printf '221 bye\\r\\n'; exit ;; " \
	"NOOP*) printf '250 %s %s %s %s\\r\\n' \"$TCPREMOTEIP\" " \
	"\"$TCPREMOTEHOST\" \"$TCPREMOTEPORT\" \"$DHF_RULE\" ;; " \
	"*) printf '250 %s\\r\\n' \"${line%?}\" ;; esac; done"

#define REST "NOOP\r\nRCPT TO:<x@y.example>\r\nQUIT\r\n"

static struct fixture f;
static struct guest guest;
static struct image_frame frame;
static char path[FIXTURE_PATH];
static char got[4096];

/* What the letter of most tests tells. */
static const struct letter about = { .type = LETTER_SUSPECT,
	.ip = { { 192, 0, 2, 7 }, 32 }, .flags = LETTER_BLOCK | LETTER_EHLO,
	.name = "x.example", .known = "given", .rule = "bad", .receipt = "",
	.reply = "553 no\r\n", .host = "mx.example", .remote_port = "1025",
	.local_ip = "", .local_port = "25", .local_host = "mx.example",
	.helo = "c.example", .mail = "MAIL FROM:<a@b.example>",
	.rcpt = "RCPT TO:<postmaster@d.example>", .let = "exempt_rcpt",
	.rest = { (const unsigned char *)REST, sizeof(REST) - 1 } };

/* The process of a guest: its log is in the file "log". */
static int
be_guest(const struct letter *l, int client, char *const next[])
{
	char file[FIXTURE_PATH];
	int log = open(fixture_path(&f, file, "log"), O_WRONLY | O_CREAT |
	    O_APPEND, 0600);
	struct err e;

	(void)dup2(log, STDERR_FILENO);
	memset(&guest, 0, sizeof(guest));
	guest.opt = (struct connection_options){ .program = "prog",
		.image = fixture_path(&f, path, "db") };
	guest.frame = &frame;
	guest.next = (char **)(uintptr_t)next;
	guest.arrival.client = client;
	guest.arrival.about = *l;
	if (guest_begin(&guest, &e) == -1) {
		(void)fprintf(stderr, "%s\n", e.msg);
		return 99;
	}
	return guest_serve(&guest);
}

/* Serve a client that has said all it says; the exit status. */
static int
serve(const struct letter *l, char *const next[])
{
	int end[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
	if ((pid = fork()) == 0) {
		(void)close(end[0]);
		_exit(be_guest(l, end[1], next));
	}
	(void)close(end[1]);
	while ((n = read(end[0], got + len, sizeof(got) - 1 - len)) > 0)
		len += (size_t)n;
	got[len] = '\0';
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)close(end[0]);
	return WEXITSTATUS(status);
}

static const char *
logged(void)
{
	static char text[4096];
	char file[FIXTURE_PATH];
	FILE *in = fopen(fixture_path(&f, file, "log"), "r");
	size_t n = in != NULL ? fread(text, 1, sizeof(text) - 1, in) : 0;

	if (in != NULL)
		(void)fclose(in);
	text[n] = '\0';
	return text;
}

static void
compile(const char *text)
{
	assert_int_equal(fixture_compile(&f, text), 0);
	fixture_write(&f, "db", f.image.data, f.image.len);
}

static char *const server[] = { (char *)(uintptr_t)"sh",
	(char *)(uintptr_t)"-c", (char *)(uintptr_t)SERVER, NULL };

/* The server hears what was said, then what comes; the client its replies, but
 * none to what it knows already. */
static void
a_guest_goes_on_where_it_was(void **state)
{
	(void)state;
	compile("dns_timeout 0\nblock @any id=all\n");
	assert_int_equal(serve(&about, server), 0);
	assert_string_equal(got, "250 RCPT TO:<postmaster@d.example>\r\n"
	    "250 192.0.2.7 x.example 1025 bad\r\n"
	    "553 no\r\n"
	    "221 bye\r\n");
	assert_non_null(strstr(logged(), " action=pass code=- "
	    "rule=exempt_rcpt "));
	assert_non_null(strstr(logged(), " at=rcpt helo=c.example "
	    "from=a@b.example to=postmaster@d.example n=1/1 "));
}

static void
a_claim_is_no_name_for_the_server(void **state)
{
	struct letter l = about;

	(void)state;
	compile("dns_timeout 0\nblock @any id=all\n");
	l.known = "claimed";
	assert_int_equal(serve(&l, server), 0);
	assert_non_null(strstr(got, "250 192.0.2.7  1025 bad\r\n"));
}

static void
log_envelope_hides_who_wrote_to_whom(void **state)
{
	(void)state;
	compile("dns_timeout 0\nlog_envelope no\nblock @any id=all\n");
	assert_int_equal(serve(&about, server), 0);
	assert_non_null(strstr(logged(), " from=- to=- "));
	assert_null(strstr(logged(), "postmaster"));
}

/* The client is asked to come back, for that recipient; the talk goes on. */
static void
without_a_server_it_is_trouble_of_ours(void **state)
{
	static char *const none[] = { (char *)(uintptr_t)"false", NULL };

	(void)state;
	compile("dns_timeout 0\nblock @any id=all\n");
	assert_int_equal(serve(&about, none), 111);
	assert_string_equal(got, HOLD_NO_SERVER "250 mx.example\r\n"
	    "553 no\r\n221 mx.example\r\n");
	assert_non_null(strstr(logged(), " action=defer code=451 "
	    "rule=program "));
}

/* Nobody can have the server told something else than one line. */
static void
a_letter_without_a_sound_recipient_is_none(void **state)
{
	static const char *const rcpt[] = { "", "RCPT TO:<>",
		"RCPT TO:<a@b>\r\nRCPT TO:<c@d>", "NOOP" };
	struct letter l = about;
	size_t i;

	(void)state;
	compile("dns_timeout 0\nblock @any id=all\n");
	for (i = 0; i < sizeof(rcpt) / sizeof(rcpt[0]); i++) {
		l.rcpt = rcpt[i];
		assert_int_equal(serve(&l, server), 99);
		assert_string_equal(got, "");
	}
	l = about;
	l.mail = "MAIL FROM:<a@b>\nMAIL FROM:<c@d>";
	assert_int_equal(serve(&l, server), 99);
}

/* Nobody knows then whether addresses may be logged. */
static void
without_rules_the_log_says_so_and_no_address(void **state)
{
	(void)state;
	assert_int_equal(serve(&about, server), 0);
	assert_non_null(strstr(logged(), " error="));
	assert_null(strstr(logged(), " error=- "));
	assert_non_null(strstr(logged(), " from=- to=- "));
}

static void
the_last_that_was_let_through_is_logged(void **state)
{
	(void)state;
	compile("dns_timeout 0\npass @rcpt=x@y.example id=open\n"
	    "block @any id=all\n");
	assert_int_equal(serve(&about, server), 0);
	assert_non_null(strstr(logged(), " rule=open "));
	assert_non_null(strstr(logged(), " to=x@y.example n=0/2 "));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup(&f), \
	fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_guest_goes_on_where_it_was),
		TEST(a_claim_is_no_name_for_the_server),
		TEST(log_envelope_hides_who_wrote_to_whom),
		TEST(without_rules_the_log_says_so_and_no_address),
		TEST(the_last_that_was_let_through_is_logged),
		TEST(without_a_server_it_is_trouble_of_ours),
		TEST(a_letter_without_a_sound_recipient_is_none),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
