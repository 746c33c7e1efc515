/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/handed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Every variable that plays a part. */
static const char *const variable[] = { "PROTO", "TCPREMOTEIP",
	"TCPREMOTEHOST", "TCPPARANOID", "TCPLOCALHOST", "TCPLOCALPORT",
	"TCP6REMOTEIP",
	"TCP6REMOTEHOST", "SSLREMOTEIP", "SSLREMOTEHOST", "SSLLOCALHOST",
	"SSLLOCALPORT", "SSL6REMOTEIP", "TCPREMOTEADDR", "REMOTE_ADDR",
	"REMOTE_HOST", "SOCAT_PEERADDR", "NCAT_REMOTE_ADDR" };

/* Set the environment from "NAME=value" words. */
static void
set_environment(const char *words)
{
	char copy[400], *word, *save;
	size_t i;

	for (i = 0; i < COUNT(variable); i++)
		assert_int_equal(unsetenv(variable[i]), 0);
	(void)strcpy(copy, words);
	for (word = strtok_r(copy, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');

		assert_non_null(value);
		*value = '\0';
		assert_int_equal(setenv(word, value + 1, 1), 0);
	}
}

static void
assert_text(const char *got, const char *want)
{
	assert_string_equal(got != NULL ? got : "-", want);
}

#define TCP "PROTO=TCP TCPREMOTEIP=192.0.2.1 TCPREMOTEHOST=a.example " \
	"TCPLOCALHOST=mx.example TCPLOCALPORT=25 "
#define SSL "SSLREMOTEIP=192.0.2.9 SSLREMOTEHOST=s.example " \
	"SSLLOCALHOST=ssl.example SSLLOCALPORT=465 "

static void
one_source_tells_all(void **state)
{
	static const struct {
		const char *environment, *variable, *ip, *host, *here, *port;
	} row[] = {
		{ TCP, "TCPREMOTEIP", "192.0.2.1", "a.example", "mx.example",
		    "25" },
		/* sslserver without -e, and with it */
		{ "PROTO=SSL " SSL, "SSLREMOTEIP", "192.0.2.9", "s.example",
		    "ssl.example", "465" },
		{ TCP SSL "PROTO=SSL", "TCPREMOTEIP", "192.0.2.1",
		    "a.example", "mx.example", "25" },
		{ "PROTO=SSL6 SSL6REMOTEIP=2001:db8::1", "SSL6REMOTEIP",
		    "2001:db8::1", "-", "-", "-" },
		/* a name that nobody vouches for is not the client's */
		{ "PROTO=SSL SSLREMOTEIP=192.0.2.9 TCPREMOTEHOST=stale",
		    "SSLREMOTEIP", "192.0.2.9", "-", "-", "-" },
		/* variables of others who are not there */
		{ TCP SSL, "TCPREMOTEIP", "192.0.2.1", "a.example",
		    "mx.example", "25" },
		{ SSL, "TCPREMOTEIP", "-", "-", "-", "-" },
		{ "PROTO=TCP6 TCP6REMOTEIP=2001:db8::1 "
		    "TCP6REMOTEHOST=b.example",
		    "TCPREMOTEIP", "-", "-", "-", "-" },
		{ "PROTO=TCP6 TCPREMOTEIP=2001:db8::2 "
		    "TCP6REMOTEIP=2001:db8::1 TCP6REMOTEHOST=b.example",
		    "TCPREMOTEIP", "2001:db8::2", "-", "-", "-" },
		/* words that are none */
		{ "PROTO= REMOTEIP=192.0.2.1", "TCPREMOTEIP", "-", "-", "-",
		    "-" },
		{ "PROTO=ssl sslREMOTEIP=192.0.2.1", "TCPREMOTEIP", "-", "-",
		    "-", "-" },
		{ "PROTO=ABCDEFGHI ABCDEFGHIREMOTEIP=192.0.2.1",
		    "TCPREMOTEIP", "-", "-", "-", "-" },
		/* set is set: what is no address is for the caller to see */
		{ "TCPREMOTEIP= PROTO=SSL " SSL, "TCPREMOTEIP", "", "-", "-",
		    "-" },
	};
	struct handed h;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		set_environment(row[i].environment);
		memset(&h, 'x', sizeof(h));
		handed_find(&h, false);
		assert_string_equal(h.variable, row[i].variable);
		assert_text(h.ip, row[i].ip);
		assert_text(h.host, row[i].host);
		assert_text(h.local_host, row[i].here);
		assert_text(h.local_port, row[i].port);
		assert_false(h.by_peer);
	}
}

/* Descriptor 0 is replaced by one end of a pair for as long. */
static void
what_is_missing_is_explained(void **state)
{
	static const struct {
		const char *environment;
		bool ask_peer;
		const char *want; /* a part of the message */
	} row[] = {
		{ "", false, "TCPREMOTEIP is not set: the program before the "
		    "filter has to set it" },
		{ "", true, "TCPREMOTEIP is not set, and descriptor 0 is a "
		    "unix socket, no TCP connection: the program before" },
		{ "REMOTE_ADDR=192.0.2.1", false,
		    "set it, to the address in REMOTE_ADDR" },
		{ "TCPREMOTEADDR=192.0.2.1:99", false,
		    "set it, to the address in TCPREMOTEADDR" },
		{ "PROTO=SSL", false, "SSLREMOTEIP is not set: " },
		{ "TCPREMOTEIP=localhost", true, "TCPREMOTEIP is "
		    "\"localhost\", no IP address: the server before" },
		{ "PROTO=SSL SSLREMOTEIP=x", false, "SSLREMOTEIP is \"x\"" },
	};
	int two[2], was = dup(STDIN_FILENO);
	struct handed h;
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	assert_int_equal(dup2(two[0], STDIN_FILENO), STDIN_FILENO);
	for (i = 0; i < COUNT(row); i++) {
		set_environment(row[i].environment);
		handed_find(&h, row[i].ask_peer);
		handed_explain(&h, row[i].ask_peer, &e);
		assert_int_equal(e.class, ERR_PERM);
		if (strstr(e.msg, row[i].want) == NULL)
			fail_msg("\"%s\" lacks \"%s\"", e.msg, row[i].want);
		assert_true(strlen(e.msg) <= 180); /* whole in the log */
	}
	(void)dup2(was, STDIN_FILENO);
	(void)close(was);
	(void)close(two[0]);
	(void)close(two[1]);
}

static char stale_host[] = "TCPREMOTEHOST=stale", kept[] = "KEPT=1";
static char stale_info[] = "TCPREMOTEINFO=stale", proto[] = "PROTO=SSL";

static void
the_next_program_is_told_what_the_connection_told(void **state)
{
	static const char *const want[] = { "KEPT=1", "PROTO=TCP",
		"TCPREMOTEIP=192.0.2.1", "TCPREMOTEPORT=4025",
		"TCPLOCALIP=192.0.2.2", "TCPLOCALPORT=25" };
	char *old[] = { stale_host, kept, stale_info, proto, NULL }, **got;
	struct handed h = { .by_peer = true,
		.peer = { { "192.0.2.1", "4025" }, { "192.0.2.2", "25" } } };
	struct environment env;
	size_t i;

	(void)state;
	environment_init(&env);
	assert_int_equal(handed_pass_on(&h, &env), 0);
	got = environment_build(&env, old);
	for (i = 0; i < COUNT(want); i++)
		assert_text(got[i], want[i]);
	assert_null(got[i]);
	environment_free(&env);
	h.by_peer = false;
	assert_int_equal(handed_pass_on(&h, &env), 0);
	assert_ptr_equal(environment_build(&env, old)[0], stale_host);
	environment_free(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_source_tells_all),
		cmocka_unit_test(what_is_missing_is_explained),
		cmocka_unit_test(
		    the_next_program_is_told_what_the_connection_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
