/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "wire/letter.h"

/* The daemon in a child, in which something fails once: it says what, or goes
 * on; it never dies of it, and leaves no socket. */
static struct fixture f;
static char folder[64];
static char log_text[65536];

#define VISITS 9 /* those of visit */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int port;        /* for the numbers */
static bool has_clients = true; /* whether there are clients at all */
static unsigned visited; /* those who had what they wanted */

/* How a daemon ended. */
enum ended { WELL, BADLY, BADLY_SAID_NOTHING };

static int
free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	(void)close(fd);
	return ntohs(a.sin_port);
}

/* Rules that have all parts of the daemon work, and more. */
static void
write_rules(const char *more)
{
	static const struct {
		const char *name, *text;
	} file[] = {
		{ "green", "" }, { "never", "192.0.2.0/24\n" },
	};
	char text[4096];
	size_t i;

	port = free_port();
	for (i = 0; i < COUNT(file); i++)
		fixture_text(&f, file[i].name, file[i].text);
	(void)snprintf(text, sizeof(text), "state_dir %s/state\n"
	    "listen filter %s/filter\nlisten dynawall %s/wall\n"
	    "listen postfix %s/postfix\nlisten offences %s/offences\n"
	    "listen metrics 127.0.0.1:%d\nmetrics_from 127.0.0.1\n"
	    "proxy_from 127.0.0.2\ngreylist_autogreen %s/green\n"
	    "offender_never %s/never\ndns_servers 127.0.0.1:1\n"
	    "dns_timeout 20ms\n"
	    "dns_cache 1h\nban_socket %s/nobody\nban_kinds trap\n"
	    "block @offender\ngrey @any\n%s",
	    folder, folder, folder, folder, folder, port, folder,
	    folder, folder, more);
	fixture_text(&f, "rules", text);
}

/* In the child: serve until told to end. */
static _Noreturn void
serve(int log_fd, const char *name, unsigned nth, int error)
{
	char path[FIXTURE_PATH];
	const struct service_options o = { "prog",
		fixture_path(&f, path, "rules"), log_fd, "late\n" };
	struct err e = { .class = ERR_NONE };
	bool failed;
	int rc;

	(void)alarm(60);
	if (name != NULL)
		failing_nth(name, nth, error);
	rc = service_run(&o, &e);
	failed = failing_end();
	(void)dprintf(log_fd, "%s\n", e.msg);
	_exit((rc == 0 ? WELL : e.class == ERR_NONE || e.msg[0] == '\0' ?
	    BADLY_SAID_NOTHING : BADLY) << 1 | failed);
}

/* Read the log to log_text until something stands there, or its end. */
static bool
await(int fd, const char *text)
{
	size_t len = strlen(log_text);
	ssize_t n;

	while (strstr(log_text, text) == NULL) {
		n = read(fd, log_text + len, sizeof(log_text) - 1 - len);
		if (n <= 0)
			return false;
		log_text[len += (size_t)n] = '\0';
	}
	return true;
}

/* Connect to a socket of it, NULL: the numbers; -1: nobody is there. */
static int
connect_to(const char *name)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)port) };
	const bool tcp = name == NULL;
	int fd = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!tcp)
		(void)snprintf(un.sun_path, sizeof(un.sun_path), "%.60s/%s",
		    folder, name);
	assert_true(fd >= 0);
	if (connect(fd, tcp ? (struct sockaddr *)&in : (struct sockaddr *)&un,
	    tcp ? sizeof(in) : sizeof(un)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

/* Say something, and hear all that comes: it has to end.  Whether it ends with
 * these bytes. */
static bool
talk(const char *name, const void *say, size_t len, const char *last)
{
	char heard[65536];
	size_t got = 0;
	ssize_t n;
	int fd = connect_to(name);

	if (fd == -1)
		return false;
	(void)send(fd, say, len, MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	while ((n = recv(fd, heard + got, sizeof(heard) - got, 0)) > 0)
		got += (size_t)n;
	(void)close(fd);
	len = strlen(last);
	return got >= len && memcmp(heard + got - len, last, len) == 0;
}

static bool
write_to(const char *name, const struct letter *l, enum letter_type answer)
{
	unsigned char data[LETTER_MAX];
	char last[] = { LETTER_VERSION, (char)answer, '\0' };
	size_t len = letter_pack(data, l);
	int fd = connect_to(name);
	ssize_t n = 0;

	if (fd == -1)
		return false;
	(void)send(fd, data, len, MSG_NOSIGNAL);
	n = recv(fd, data, sizeof(data), 0);
	(void)close(fd);
	return n > 2 && memcmp(data, last, 2) == 0;
}

/* Everybody who comes to a daemon; how many of them had what they wanted. */
static unsigned
visit(void)
{
	static const struct {
		const char *to, *say, *last;
	} row[] = {
		{ "wall", "192.0.2.77\n", "4" },
		{ "postfix", "request=smtpd_access_policy\n"
		    "protocol_state=RCPT\nclient_address=198.51.100.7\n"
		    "client_name=unknown\nhelo_name=x\nsender=a@b.example\n"
		    "recipient=c@d.example\n\n", "\n\n" },
		{ "state/control", "load\ndhfd-dump 1\n"
		    "offender\t198.51.100.9\ttrap\ttest"
		    "\t1\t1\t1\t4000000000\t0\t\tban=4000000000\n",
		    ". ok\n" },
		{ "state/control", "state 198.51.100.9\n", ". ok\n" },
		{ "state/control", "forget 198.51.100.9\n", ". ok\n" },
		{ NULL, "GET /metrics HTTP/1.0\r\n\r\n", "\n" },
	};
	static const struct letter grey = { .type = LETTER_GREY,
		.ip = { { 198, 51, 100, 1 }, 32 }, .name = "a.example",
		.rule = "r" };
	static const struct letter asks = { .type = LETTER_OFFENCES,
		.ip = { { 198, 51, 100, 1 }, 32 } };
	static const struct letter tells = { .type = LETTER_OFFENCE,
		.ip = { { 198, 51, 100, 2 }, 32 }, .seconds = 600,
		.source = "trap", .evidence = "it came", .mark = "" };
	unsigned well = 0;
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		well += talk(row[i].to, row[i].say, strlen(row[i].say),
		    row[i].last);
	well += write_to("filter", &grey, LETTER_GREY_IS);
	well += write_to("filter", &asks, LETTER_OFFENCES_ARE);
	well += write_to("offences", &tells, LETTER_OFFENCE_IS);
	return well;
}

/* Run a daemon in which call nth of that name fails, NULL: none does; whether
 * one did. */
static bool
run(enum ended *how, const char *name, unsigned nth, int error)
{
	int fd[2], status;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	log_text[0] = '\0';
	if ((pid = fork()) == 0) {
		(void)close(fd[0]);
		serve(fd[1], name, nth, error);
	}
	assert_true(pid > 0);
	(void)close(fd[1]);
	visited = 0;
	if (await(fd[0], ": ready\n")) {
		visited = has_clients ? visit() : 0;
		if (name == NULL) /* it waits for what is written */
			visited += talk("state/control", "dump\n", 5,
			    ". ok\n");
		assert_int_equal(kill(pid, SIGUSR1), 0);
		assert_int_equal(kill(pid, SIGHUP), 0);
		if (await(fd[0], "rules "))
			assert_int_equal(kill(pid, SIGTERM), 0);
	}
	(void)await(fd[0], "\1");
	(void)close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("%s %u: signal %d\n%s", name == NULL ? "" : name, nth,
		    WTERMSIG(status), log_text);
	*how = (enum ended)(WEXITSTATUS(status) >> 1);
	return (WEXITSTATUS(status) & 1) != 0;
}

static void
no_socket_is_left(const char *call, unsigned nth)
{
	static const char *const name[] = { "filter", "wall", "postfix",
		"offences", "state/control" };
	char path[FIXTURE_PATH];
	struct stat st;
	size_t i;

	for (i = 0; i < COUNT(name); i++)
		if (lstat(fixture_path(&f, path, name[i]), &st) == 0)
			fail_msg("%s %u: %s is left\n%s", call, nth, name[i],
			    log_text);
}

/* Have each call of that name fail in turn. */
static void
check(const char *name, int error)
{
	enum ended how;
	unsigned nth = 0;
	bool failed;

	do {
		failed = run(&how, name, ++nth, error);
		if (how == BADLY_SAID_NOTHING)
			fail_msg("%s %u: nothing is said", name, nth);
		no_socket_is_left(name, nth);
	} while (failed || how != WELL); /* a child of it knows, too */
	assert_true(nth > 1);
}

static void
a_daemon_begins_and_ends(void **state)
{
	enum ended how;

	(void)state;
	write_rules("");
	(void)run(&how, NULL, 0, 0);
	if (how != WELL)
		fail_msg("%s", log_text);
	assert_int_equal(visited, VISITS + 1);
	assert_non_null(strstr(log_text, "prog: ready\n"));
	assert_non_null(strstr(log_text, "prog: ended\n"));
	no_socket_is_left("", 0);
}

static void
without_memory_it_says_so_or_goes_on(void **state)
{
	(void)state;
	write_rules("");
	check(FAILING_MEMORY, ENOMEM);
}

static void
what_the_system_does_not_do_is_said(void **state)
{
	static const struct {
		const char *name;
		int error;
	} row[] = {
		{ "socket", EMFILE }, { "bind", EADDRINUSE },
		{ "listen", EIO }, { "pipe", EMFILE }, { "open", EMFILE },
		{ "fstat", EIO }, { "chmod", EPERM }, { "setsockopt", EIO },
		{ "read", EIO }, { "fopen", EMFILE }, { "getrlimit", EPERM },
		{ "setrlimit", EPERM }, { "uv_loop_init", UV_EMFILE },
		{ "uv_signal_init", UV_ENOMEM },
		{ "uv_signal_start", UV_ENOMEM },
		{ "uv_poll_init", UV_ENOMEM }, { "uv_random", UV_EIO },
	};
	size_t i;

	(void)state;
	write_rules("");
	for (i = 0; i < COUNT(row); i++)
		check(row[i].name, row[i].error);
}

/* While it is asked: one who asks may have nothing of it, and what he loads is
 * not there for the next. */
static void
what_a_client_does_is_its_own_matter(void **state)
{
	static const struct {
		const char *name;
		int error;
	} row[] = {
		{ "recv", ECONNRESET }, { "recv", EINTR },
		{ "recvmsg", ECONNRESET }, { "accept4", ECONNABORTED },
		{ "getpeername", ENOTCONN }, { "getsockopt", EIO },
	};
	enum ended how;
	unsigned nth;
	size_t i;

	(void)state;
	write_rules("");
	for (i = 0; i < COUNT(row); i++)
		for (nth = 1; run(&how, row[i].name, nth, row[i].error);
		    nth++)
			if (how == WELL ? visited + 4 < VISITS :
			    how != BADLY || visited > 0)
				fail_msg("%s %u: %u\n%s", row[i].name, nth,
				    visited, log_text);
}

/* With a store elsewhere, where nobody is. */
static void
without_memory_for_a_store_elsewhere_it_says_so(void **state)
{
	char more[FIXTURE_PATH + 64], path[FIXTURE_PATH];

	(void)state;
	fixture_text(&f, "secret", "hush\n");
	assert_int_equal(chmod(fixture_path(&f, path, "secret"), 0600), 0);
	(void)snprintf(more, sizeof(more), "store redis://127.0.0.1:1/0\n"
	    "store_secret %s\n", path);
	write_rules(more);
	has_clients = false;
	check(FAILING_MEMORY, ENOMEM);
	check("read", EIO);
	has_clients = true;
}

static void
settings_that_do_not_fit_here_are_told(void **state)
{
	static const struct {
		const char *rule, *told;
	} row[] = {
		{ "user nobody-of-that-name\n", "nobody-of-that-name" },
		{ "socket_users nobody-of-that-name\n",
		    "nobody-of-that-name" },
		{ "offence_users nobody-of-that-name\n",
		    "nobody-of-that-name" },
		{ "store redis://127.0.0.1:1/0\n"
		    "store_secret /nonexistent/secret\n",
		    "open /nonexistent/secret" },
		{ "listen filter /nonexistent/socket\n",
		    "the folder /nonexistent of a socket" },
		{ "relay /nonexistent/relay\nstate_dir /dev/null/state\n",
		    "/dev/null/state" },
	};
	enum ended how;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		write_rules(row[i].rule);
		assert_false(run(&how, NULL, 0, 0));
		if (how != BADLY || strstr(log_text, row[i].told) == NULL)
			fail_msg("%s: %s", row[i].rule, log_text);
		no_socket_is_left("", 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_daemon_begins_and_ends),
		cmocka_unit_test(without_memory_it_says_so_or_goes_on),
		cmocka_unit_test(what_the_system_does_not_do_is_said),
		cmocka_unit_test(what_a_client_does_is_its_own_matter),
		cmocka_unit_test(
		    without_memory_for_a_store_elsewhere_it_says_so),
		cmocka_unit_test(settings_that_do_not_fit_here_are_told),
	};

	fixture_begin(&f);
	(void)snprintf(folder, sizeof(folder), "%s", f.dir);
	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
