/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * smtp-crowd [-1] [-c AT_ONCE] [-r RATE] [-t SECONDS] [-w WORD] [-x] PORT
 *     KIND=COUNT[:S]...
 *
 * SMTP clients of several kinds, mixed evenly, that call 127.0.0.1:
 *
 *	silent=COUNT:S	says nothing, hangs up after S seconds
 *	talk=COUNT:S	says all at once after S seconds, reads to the end
 *	honest=COUNT	waits for the greeting of the real server, says QUIT
 *
 * Each has an address of its own, so that rules can tell them apart: silent
 * ones 127.1.0.0/16, talk 127.2.0.0/16, honest 127.3.0.0/16.  With -1 all of
 * a kind have one, 127.N.0.1.  RATE of them come in a second, or as soon as no
 * more than AT_ONCE are there; both 0: all at once.  WORD stands in the
 * greeting of the real server, by default any 220 is that.  With -x it is over
 * when the last honest one is gone, with -t after SECONDS.
 *
 * Prints a line for each kind: how many heard a first line at all, were
 * greeted by the real server, heard a reply of 421, of another 4yz or of 5yz,
 * were reset or not let in; then how long they took, in milliseconds: honest
 * ones until the greeting, talk until the end, silent until the first line.
 * Last the time of all.  Exits 0 whatever they heard, 1 if it cannot.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#define SCRIPT                                                  \
	"EHLO crowd.example\r\nMAIL FROM:<a@crowd.example>\r\n" \
	"RCPT TO:<b@here.example>\r\nQUIT\r\n"
#define QUIT "QUIT\r\n"
#define LINE_ROOM 256

enum kind {
	SILENT,
	TALK,
	HONEST,
	KINDS
};

struct kind_of {
	const char *word;
	unsigned count, stay_s;
	unsigned started, over; /* clients */
	unsigned greeted, reached, full, later, never, lost;
	double *ms; /* of those that took a time */
	unsigned times;
};

static struct kind_of kinds[KINDS] = { { .word = "silent" }, { .word = "talk" },
	{ .word = "honest" } };

static struct options {
	unsigned port, rate, at_once, limit_s;
	const char *word;
	bool one_address, leave;
} opt = { .word = "" };

struct client {
	uv_tcp_t tcp;
	uv_timer_t timer;
	uv_connect_t connect;
	struct kind_of *kind;
	uint64_t from;
	bool greeted, timed, refused, closing;
	unsigned handles;
	size_t len;
	char line[LINE_ROOM]; /* the last, as it comes */
};

static uv_loop_t loop;
static uv_timer_t next, limit;
static uint64_t begun;
static unsigned started, over, total;

static _Noreturn void
die(const char *what, int rc)
{
	(void)fprintf(stderr, "smtp-crowd: %s%s%s\n", what, rc != 0 ? ": " : "",
	    rc != 0 ? uv_strerror(rc) : "");
	exit(1);
}

static void
took(struct client *c)
{
	if (c->timed)
		return;
	c->timed = true;
	c->kind->ms[c->kind->times++] = (double)(uv_hrtime() - c->from) / 1e6;
}

static void start_some(void);

static void
on_closed(uv_handle_t *handle)
{
	struct client *c = handle->data;

	if (--c->handles > 0)
		return;
	c->kind->over++;
	over++;
	free(c);
	start_some();
	if (over == total ||
	    (opt.leave && kinds[HONEST].over == kinds[HONEST].count))
		uv_stop(&loop);
}

static void
leave(struct client *c)
{
	if (c->closing)
		return;
	c->closing = true;
	uv_close((uv_handle_t *)&c->tcp, on_closed);
	uv_close((uv_handle_t *)&c->timer, on_closed);
}

static void
say(struct client *c, const char *text)
{
	char copy[sizeof(SCRIPT)];
	uv_buf_t buf;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	buf = uv_buf_init(copy, (unsigned)strlen(copy));
	/* so little goes at once or not at all, which reading tells */
	(void)uv_try_write((uv_stream_t *)&c->tcp, &buf, 1);
}

static void
first_line(struct client *c)
{
	bool reached = strncmp(c->line, "220", 3) == 0 &&
	    strstr(c->line, opt.word) != NULL;

	c->greeted = true;
	c->kind->greeted++;
	c->kind->reached += reached;
	if (c->kind == &kinds[SILENT])
		took(c);
	if (c->kind == &kinds[HONEST] && reached) {
		took(c);
		say(c, QUIT);
	}
}

static void
one_line(struct client *c)
{
	if (!c->greeted)
		first_line(c);
	else if (c->kind == &kinds[HONEST])
		leave(c);
	if ((c->line[0] != '4' && c->line[0] != '5') || c->refused)
		return;
	c->refused = true;
	if (strncmp(c->line, "421", 3) == 0)
		c->kind->full++;
	else if (c->line[0] == '4')
		c->kind->later++;
	else
		c->kind->never++;
	if (c->kind == &kinds[HONEST])
		leave(c);
}

static void
give_room(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
	static char room[65536];

	(void)handle;
	(void)size;
	*buf = uv_buf_init(room, sizeof(room));
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct client *c = stream->data;
	ssize_t i;

	if (n < 0) {
		if (n != UV_EOF)
			c->kind->lost++;
		else if (c->kind == &kinds[TALK])
			took(c);
		leave(c);
		return;
	}
	for (i = 0; i < n; i++) {
		if (c->len < LINE_ROOM - 1)
			c->line[c->len++] = buf->base[i];
		if (buf->base[i] != '\n')
			continue;
		c->line[c->len] = '\0';
		c->len = 0;
		one_line(c);
	}
}

static void
on_stayed(uv_timer_t *timer)
{
	struct client *c = timer->data;

	if (c->kind == &kinds[TALK])
		say(c, SCRIPT);
	else
		leave(c);
}

static void
on_connected(uv_connect_t *connect, int status)
{
	struct client *c = connect->data;

	if (c->closing)
		return;
	if (status < 0) {
		c->kind->lost++;
		leave(c);
		return;
	}
	(void)uv_read_start((uv_stream_t *)&c->tcp, give_room, on_read);
	if (c->kind == &kinds[TALK] && c->kind->stay_s == 0)
		say(c, SCRIPT);
	else if (c->kind != &kinds[HONEST])
		(void)uv_timer_start(&c->timer, on_stayed,
		    c->kind->stay_s * UINT64_C(1000), 0);
}

/* The kind that is furthest behind its share. */
static enum kind
next_kind(void)
{
	enum kind k, best = 0;
	double lag, most = -1;

	for (k = 0; k < KINDS; k++) {
		lag = (double)kinds[k].count * (started + 1) / total -
		    kinds[k].started;
		if (kinds[k].started < kinds[k].count && lag > most) {
			most = lag;
			best = k;
		}
	}
	return best;
}

static void
start_one(void)
{
	struct sockaddr_in us = { .sin_family = AF_INET }, them = us;
	struct client *c = calloc(1, sizeof(*c));
	enum kind k = next_kind();
	unsigned i = opt.one_address ? 0 : kinds[k].started;
	int rc;

	if (c == NULL)
		die("out of memory", 0);
	us.sin_addr.s_addr = htonl(0x7f000001u + ((unsigned)k + 1) * 0x10000u +
	    i);
	them.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	them.sin_port = htons((uint16_t)opt.port);
	c->kind = &kinds[k];
	c->kind->started++;
	started++;
	(void)uv_tcp_init(&loop, &c->tcp);
	(void)uv_timer_init(&loop, &c->timer);
	c->handles = 2;
	c->tcp.data = c->timer.data = c->connect.data = c;
	c->from = uv_hrtime();
	if ((rc = uv_tcp_bind(&c->tcp, (struct sockaddr *)&us, 0)) != 0 ||
	    (rc = uv_tcp_connect(&c->connect, &c->tcp, (struct sockaddr *)&them,
		 on_connected)) != 0)
		die("connect", rc);
}

/* As many as are due by now. */
static void
start_some(void)
{
	uint64_t due = total, now = uv_hrtime();

	if (opt.rate > 0)
		due = (now - begun) * opt.rate / UINT64_C(1000000000) + 1;
	while (started < total && started < due &&
	    (opt.at_once == 0 || started - over < opt.at_once))
		start_one();
	if (started == total)
		(void)uv_timer_stop(&next);
}

static void
on_next(uv_timer_t *timer)
{
	(void)timer;
	start_some();
}

static void
on_limit(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
percentile(const struct kind_of *k, unsigned percent)
{
	unsigned i = k->times * percent / 100;

	if (k->times == 0)
		return 0;
	return k->ms[i < k->times ? i : k->times - 1];
}

static void
report(struct kind_of *k)
{
	if (k->count == 0)
		return;
	qsort(k->ms, k->times, sizeof(k->ms[0]), compare);
	(void)printf("%s count=%u first=%u reached=%u 421=%u 4yz=%u 5yz=%u "
		     "lost=%u timed=%u min=%.1f p50=%.1f p90=%.1f p99=%.1f "
	             "max=%.1f\n",
	    k->word, k->count, k->greeted, k->reached, k->full, k->later,
	    k->never, k->lost, k->times, percentile(k, 0), percentile(k, 50),
	    percentile(k, 90), percentile(k, 99), percentile(k, 100));
}

static unsigned
number(const char *text, const char *end)
{
	char *stop;
	unsigned long n = strtoul(text, &stop, 10);

	if (stop == text || strchr(end, *stop) == NULL || n > 10000000)
		die("a number is wrong", 0);
	return (unsigned)n;
}

static void
add_kind(const char *text)
{
	const char *is = strchr(text, '='), *colon;
	size_t k;

	for (k = 0; k < KINDS; k++) {
		if (is == NULL ||
		    strncmp(text, kinds[k].word, (size_t)(is - text)) != 0)
			continue;
		kinds[k].count = number(is + 1, ":");
		colon = strchr(is, ':');
		kinds[k].stay_s = colon != NULL ? number(colon + 1, "") : 0;
		kinds[k].ms = calloc(kinds[k].count + 1, sizeof(double));
		total += kinds[k].count;
		return;
	}
	die("no such kind", 0);
}

static void
options_parse(int argc, char *argv[])
{
	int ch, i;

	while ((ch = getopt(argc, argv, "1c:r:t:w:x")) != -1)
		switch (ch) {
		case '1':
			opt.one_address = true;
			break;
		case 'c':
			opt.at_once = number(optarg, "");
			break;
		case 'r':
			opt.rate = number(optarg, "");
			break;
		case 't':
			opt.limit_s = number(optarg, "");
			break;
		case 'w':
			opt.word = optarg;
			break;
		case 'x':
			opt.leave = true;
			break;
		default:
			die("see its head", 0);
		}
	if (argc - optind < 2)
		die("needs a port and kinds", 0);
	opt.port = number(argv[optind], "");
	for (i = optind + 1; i < argc; i++)
		add_kind(argv[i]);
	if (total == 0)
		die("nobody is to come", 0);
}

int
main(int argc, char *argv[])
{
	struct rlimit files;
	size_t k;

	options_parse(argc, argv);
	(void)signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	(void)uv_loop_init(&loop);
	(void)uv_timer_init(&loop, &next);
	begun = uv_hrtime();
	(void)uv_timer_start(&next, on_next, 0, 1);
	(void)uv_timer_init(&loop, &limit);
	if (opt.limit_s > 0)
		(void)uv_timer_start(&limit, on_limit,
		    opt.limit_s * UINT64_C(1000), 0);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	for (k = 0; k < KINDS; k++)
		report(&kinds[k]);
	(void)printf("all ms=%.1f\n", (double)(uv_hrtime() - begun) / 1e6);
	return 0;
}
