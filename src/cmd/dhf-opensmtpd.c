/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "base/guard.h"
#include "base/seldom.h"
#include "base/usage.h"
#include "mta/smtpd.h"
#include "serve/sandbox.h"

#define NAME "dhf-opensmtpd"
#define IMAGE_PATH CONFDIR "/dhf.db"
#define ABORT_NOTE NAME ": a library gave up, for want of memory or " \
	"descriptors\n"
#define USAGE "usage: " NAME " " SITE_USAGE " [-m]\n" \
	"       " NAME " -h | -v\n"

/* Read at a time, and the longest line: OpenSMTPD's own have 64 KiB at most. */
#define PIECE 65536
#define OUT_ROOM PIECE /* hundreds of answers */
#define LINE_LONGEST (4 * PIECE)

static const char help[] = USAGE SITE_HELP(IMAGE_PATH)
    "  -m             put X-DHF into the mails of clients that are marked\n"
    "  -h, --help     this help\n"
    "  -v, --version  the version\n";
static const struct usage self = { NAME, USAGE, help };

struct program {
	uv_loop_t loop;
	uv_poll_t in;      /* data: this, of the next, too */
	uv_signal_t again;
	struct engine *engine;
	struct smtpd *smtpd;
	struct smtpd_options opt;
	struct tell *log;
	struct buf line;   /* what has come of one */
	bool dropping;     /* it is too long */
	struct seldom long_lines, lost;
	struct buf out;
	int status; /* to exit with */
};

static _Noreturn void
die(struct err *e)
{
	exit(err_complain(e, NAME));
}

static void
options_parse(struct smtpd_options *opt, int argc, char *argv[])
{
	static const struct option longs[] = {
		USAGE_LONG_OPTIONS,
		{ NULL, 0, NULL, 0 }
	};
	struct err e;
	int ch;

	site_init(&opt->site, IMAGE_PATH);
	while ((ch = getopt_long(argc, argv, SITE_OPTIONS "hmv", longs,
	    NULL)) != -1)
		switch (site_option(&opt->site, ch, optarg, &e)) {
		case SITE_TAKEN:
			break;
		case SITE_WRONG:
			die(&e);
		case SITE_OTHER:
			if (ch != 'm')
				exit(usage_say(&self, ch));
			opt->marks = true;
		}
	if (optind != argc)
		exit(usage_wrong(&self, "an argument too many", argv[optind]));
}

/* OpenSMTPD is gone: nothing keeps the loop any more. */
static void
stop(struct program *p)
{
	if (uv_is_closing((uv_handle_t *)&p->in))
		return;
	uv_close((uv_handle_t *)&p->in, NULL);
	uv_close((uv_handle_t *)&p->again, NULL);
	smtpd_free(p->smtpd);
	engine_close(p->engine);
}

/* A session waits for an answer that it does not get. */
static void
tell_lost(struct program *p)
{
	if (seldom_may(&p->lost, uv_hrtime() / 1000000))
		tell(p->log, "no memory: a line is lost, and the session that "
		    "waits for its answer ends by OpenSMTPD's time limit");
}

/* Standard input or output has failed, but OpenSMTPD may be there.  Whoever
 * calls may be in use, so that nothing is freed. */
static void
give_up(struct program *p, const char *what)
{
	tell(p->log, "%s OpenSMTPD: %s", what, strerror(errno));
	p->status = 111;
	uv_stop(&p->loop);
}

/* Write all that is to be said.  OpenSMTPD always reads: nobody waits long. */
static void
flush(void *arg)
{
	struct program *p = arg;
	struct pollfd f = { STDOUT_FILENO, POLLOUT, 0 };
	size_t done = 0;
	ssize_t n;

	while (done < p->out.len) {
		n = write(STDOUT_FILENO, p->out.data + done,
		    p->out.len - done);
		if (n > 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			(void)poll(&f, 1, -1);
		else if (errno == EPIPE)
			break; /* reading tells that it is gone */
		else if (errno != EINTR) {
			give_up(p, "write to");
			break;
		}
	}
	if (p->out.failed) {
		tell_lost(p);
		buf_free(&p->out);
	}
	p->out.len = 0;
}

/* A line has one more part. */
static void
take_part(struct program *p, const char *data, size_t len)
{
	if (!p->dropping && p->line.len + len <= LINE_LONGEST) {
		buf_add(&p->line, data, len);
		return;
	}
	p->dropping = true;
	p->line.len = 0;
}

/* A line is at its end. */
static void
take_line(struct program *p)
{
	char *text;

	if (p->dropping) {
		p->dropping = false;
		if (seldom_may(&p->long_lines, uv_hrtime() / 1000000))
			tell(p->log, "a line of more than %d bytes is passed "
			    "over", LINE_LONGEST);
		return;
	}
	text = buf_text(&p->line);
	if (text != NULL) {
		smtpd_take(p->smtpd, text);
	} else {
		tell_lost(p);
		buf_free(&p->line); /* memory may be there for the next */
	}
	p->line.len = 0;
}

static void
take(struct program *p, const char *data, size_t len)
{
	const char *end;
	size_t part;

	for (; len > 0; data += part, len -= part) {
		end = memchr(data, '\n', len);
		part = end != NULL ? (size_t)(end - data) : len;
		take_part(p, data, part);
		if (end == NULL)
			return;
		take_line(p);
		part++;
	}
}

static void
on_readable(uv_poll_t *in, int status, int events)
{
	struct program *p = in->data;
	static char piece[PIECE];
	ssize_t n = read(STDIN_FILENO, piece, sizeof(piece));

	(void)status;
	(void)events;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n == -1 && errno != ECONNRESET)
		give_up(p, "read from");
	else if (n <= 0)
		stop(p);
	if (n <= 0)
		return;
	take(p, piece, (size_t)n);
	flush(p);
}

static void
on_again(uv_signal_t *signal, int number)
{
	struct program *p = signal->data;

	(void)number;
	engine_again(p->engine);
}

/* Have room from the first line on for what is said and heard at once. */
static int
room_take(struct buf *b, size_t len, struct err *e)
{
	if (buf_add_zero(b, len) == NULL)
		return err_memory(e);
	b->len = 0;
	return 0;
}

static int
begin(struct program *p, struct tell *log, struct err *e)
{
	const struct engine_options opt = { .file = p->opt.site.file,
		.tell = log, .open = p->opt.site.open };

	if (room_take(&p->line, PIECE, e) == -1 ||
	    room_take(&p->out, OUT_ROOM, e) == -1 ||
	    sandbox_loop(&p->loop, e) == -1)
		return -1;
	if (uv_signal_init(&p->loop, &p->again) != 0 ||
	    uv_signal_start(&p->again, on_again, SIGHUP) != 0 ||
	    uv_poll_init(&p->loop, &p->in, STDIN_FILENO) != 0 ||
	    uv_poll_start(&p->in, UV_READABLE, on_readable) != 0)
		return err_perm(e, 0, "standard input is none of OpenSMTPD's");
	p->in.data = p->again.data = p;
	p->engine = engine_new(&p->loop, &opt, e);
	if (p->engine == NULL)
		return -1;
	p->opt.engine = p->engine;
	p->opt.tell = p->log = log;
	p->opt.out = &p->out;
	p->opt.flush = flush;
	p->opt.arg = p;
	p->smtpd = smtpd_new(&p->opt, e);
	return p->smtpd != NULL ? 0 : -1;
}

/*
 * The rules of dyn-host-filter(1) as a filter of OpenSMTPD's, which has it run
 * and tells it all on its standard input.
 */
int
main(int argc, char *argv[])
{
	static struct program p;
	struct tell log = { NAME, STDERR_FILENO, 0 };
	struct err e;

	(void)signal(SIGPIPE, SIG_IGN);
	guard_abort(ABORT_NOTE);
	options_parse(&p.opt, argc, argv);
	if (begin(&p, &log, &e) == -1)
		die(&e);
	if (sandbox_enter(&e) == -1)
		tell(&log, "%s", e.msg);
	(void)uv_run(&p.loop, UV_RUN_DEFAULT);
	if (p.status != 0)
		return p.status;
	engine_gone(p.engine);
	(void)uv_loop_close(&p.loop);
	buf_free(&p.line);
	buf_free(&p.out);
	return p.status;
}
