/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask/digit.h"
#include "ask/place.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/ip.h"
#include "base/usage.h"
#include "mail/mark.h"
#include "wire/dynawall.h"

#define NAME "dhf-ask"
#define USAGE "usage: " NAME " server ip [recipient]\n" \
	"       " NAME " [-t by] ... server stdin\n" \
	"       " NAME " -h | -v\n"

static const char help[] = USAGE
    "  server         HOST[:PORT], or the path of a socket\n"
    "  stdin          pass a message on, with X-DynaStop in its header\n"
    "  -t by          our server, by the name or address behind \"by\"\n"
    "  -h, --help     this help\n"
    "  -v, --version  the version\n"
    "The exit status is the digit; with stdin 0, or 111.\n";

static const struct usage self = { NAME, USAGE, help };

/* Half a second for words about it: after this one no server is waited for,
 * after that one nothing is. */
#define SERVER_MS 9500
#define LIMIT_S 10

#define FIELD "X-DynaStop"
#define CHUNK_SIZE 65536

struct options {
	const char **by; /* -t, owned */
	size_t by_count;
	bool message;    /* one on standard input */
	const char *server_text;
	struct place server;
	const char *ip;
	const char *recipient; /* may be NULL */
};

static void complain(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

static void
complain(const char *fmt, ...)
{
	char line[512];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	(void)fprintf(stderr, NAME ": %s\n", line);
}

static void
options_parse(struct options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch;

	if ((opt->by = calloc((size_t)argc, sizeof(*opt->by))) == NULL) {
		complain("out of memory");
		exit(argc > 0 && strcmp(argv[argc - 1], "stdin") == 0 ? 111 :
		    DYNAWALL_TROUBLE);
	}
	while ((ch = getopt_long(argc, argv, "+ht:v", longs, NULL)) != -1)
		switch (ch) {
		case 't':
			if (!hop_name(optarg))
				exit(usage_wrong(&self, "-t names no server",
				    NULL));
			opt->by[opt->by_count++] = optarg;
			break;
		default:
			exit(usage_say(&self, ch));
		}
	if (argc - optind < 2)
		exit(usage_wrong(&self, "name a server and an address, or "
		    "stdin", NULL));
	if (argc - optind > 3)
		exit(usage_wrong(&self, "an argument too many",
		    argv[optind + 3]));
	opt->server_text = argv[optind];
	opt->ip = argv[optind + 1];
	opt->recipient = argv[optind + 2]; /* or the NULL behind all */
	opt->message = strcmp(opt->ip, "stdin") == 0;
	if (opt->message && opt->recipient != NULL)
		exit(usage_wrong(&self, "an argument too many",
		    opt->recipient));
	if (!opt->message && opt->by_count > 0)
		exit(usage_wrong(&self, "-t is for a message on stdin, not for "
		    "an address", opt->ip));
	if (place_parse(&opt->server, opt->server_text, DYNAWALL_PORT,
	    &e) == -1) {
		complain("%s", e.msg);
		exit(100);
	}
}

/* Ask, and end this process, which is a child. */
static _Noreturn void
child(const struct options *opt, const struct dynawall_question *q)
{
	struct err e;
	sigset_t set;
	int digit;

	(void)signal(SIGALRM, SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)alarm(LIMIT_S);
	digit = digit_ask(&opt->server, q, fd_now_ms() + SERVER_MS, &e);
	if (digit == -1) {
		complain("%s: %s", opt->server_text, e.msg);
		digit = DYNAWALL_TROUBLE;
	}
	_exit(digit);
}

/* The digit for a client.  A child asks: nothing else can end the system's
 * search for a host name. */
static int
ask(const struct options *opt, const struct dynawall_question *q)
{
	int status;
	pid_t pid;

	(void)signal(SIGCHLD, SIG_DFL); /* or there would be no status */
	if ((pid = fork()) == -1) {
		complain("fork: %s", strerror(errno));
		return DYNAWALL_TROUBLE;
	}
	if (pid == 0)
		child(opt, q);
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return DYNAWALL_TROUBLE;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	complain("%s: no answer within %d s", opt->server_text, LIMIT_S);
	return DYNAWALL_TROUBLE;
}

/* What the field of a message says.  False if it gets none. */
static bool
value_write(char *out, size_t size, const struct options *opt,
    const struct hop *hop)
{
	static const char *const words[] = {
		[DYNAWALL_DYNAMIC] = "Dynamic IP address",
		[DYNAWALL_NO_NAME] = "No reverse address",
		[DYNAWALL_NO_MAIL] = "Listed as NO mail",
	};
	struct dynawall_question q = { .ip = hop->client };
	char ip[IP_TEXT_SIZE];
	int digit;

	if (hop->state == HOP_UNCLEAR)
		complain("the Received line does not say for sure who called");
	else if (hop->state == HOP_LOOKING && !hop->seen)
		complain("no Received line%s", hop->by_count > 0 ?
		    " of a server that -t names" : "");
	if (hop->state != HOP_FOUND)
		return false;
	digit = ask(opt, &q);
	if (digit < DYNAWALL_DYNAMIC || digit > DYNAWALL_NO_MAIL)
		return false;
	ip_format(&q.ip, ip);
	(void)snprintf(out, size, "%s/%s D%d", words[digit], ip, digit);
	return true;
}

/* Whether a call that failed is to be made again: at once, or, where somebody
 * set fd not to block, when that is ready. */
static bool
is_again(int fd, short events)
{
	struct pollfd p = { fd, events, 0 };

	return errno == EINTR || (errno == EAGAIN && poll(&p, 1, -1) != -1);
}

static ssize_t
chunk_read(char *data, size_t size)
{
	ssize_t n;

	do
		n = read(STDIN_FILENO, data, size);
	while (n == -1 && is_again(STDIN_FILENO, POLLIN));
	return n;
}

static int
all_write(const unsigned char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n)
		if ((n = write(STDOUT_FILENO, data, len)) == -1) {
			if (!is_again(STDOUT_FILENO, POLLOUT))
				return -1;
			n = 0;
		}
	return 0;
}

/* One chunk of the message, or its end.  -1 with *e if it can't be passed
 * on. */
static int
chunk_pass(struct mark *m, const struct options *opt, const char *data,
    size_t len, struct err *e)
{
	char value[128];

	if (len > 0)
		mark_take(m, data, len);
	else
		mark_end(m);
	if (m->known && !m->said)
		mark_field(m, value_write(value, sizeof(value), opt, &m->hop) ?
		    value : NULL);
	if (m->out.failed || m->head.failed)
		return err_memory(e);
	if (all_write(m->out.data, m->out.len) == -1)
		return err_temp(e, errno, "write the message");
	m->out.len = 0;
	return 0;
}

/* Pass the message on.  Returns the exit status: 0, or 111 if a part of it may
 * be missing, so that procmail keeps the original. */
static int
message_pass(const struct options *opt)
{
	char data[CHUNK_SIZE];
	struct mark m;
	struct err e = { 0 };
	ssize_t n;

	mark_begin(&m, FIELD);
	m.hop.by = opt->by;
	m.hop.by_count = opt->by_count;
	do
		if ((n = chunk_read(data, sizeof(data))) == -1)
			(void)err_temp(&e, errno, "read the message");
		else
			(void)chunk_pass(&m, opt, data, (size_t)n, &e);
	while (n > 0 && e.class == ERR_NONE);
	if (e.class == ERR_NONE && close(STDOUT_FILENO) == -1)
		(void)err_temp(&e, errno, "write the message");
	mark_free(&m);
	if (e.class != ERR_NONE)
		complain("%s", e.msg);
	return err_status(&e);
}

static int
client_ask(const struct options *opt)
{
	struct dynawall_question q = { 0 };
	struct err e;

	if (ip_parse(&q.ip, opt->ip, &e) == -1) {
		complain("%s", e.msg);
		return DYNAWALL_TROUBLE;
	}
	if (!dynawall_recipient(&q, opt->recipient)) {
		complain("the recipient is too long, or has a control "
		    "character");
		return DYNAWALL_TROUBLE;
	}
	return ask(opt, &q);
}

/*
 * DynaStop's client: what does a dynawall server say of a client, or of who
 * sent a message?
 */
int
main(int argc, char *argv[])
{
	struct options opt = { 0 };
	int status;

	(void)signal(SIGPIPE, SIG_IGN); /* EPIPE will do, */
	(void)signal(SIGXFSZ, SIG_IGN); /* and EFBIG */
	options_parse(&opt, argc, argv);
	status = opt.message ? message_pass(&opt) : client_ask(&opt);
	free(opt.by);
	return status;
}
