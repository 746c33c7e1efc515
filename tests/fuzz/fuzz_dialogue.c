/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a refused client sends, however it is cut into packets, and whether
 * the filter or the daemon holds it, in a tarpit or not, it hears the same:
 * few, printable, complete lines, none of which lets it go on to send mail.
 */
#include "smtp/dialogue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/talk.h"
#include "smtp/envelope.h"
#include "smtp/refusal.h"

#define REFUSAL "554 5.7.1 go away\r\n"
#define HOST "mx.example"
#define INPUT_MAX 12000 /* 20 of the longest commands, and more */
#define CHUNKS_MAX 60   /* what a socket buffer holds for certain */

struct transcript {
	size_t len;
	char text[DIALOGUE_SESSION_MAX];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

/* What the machine says to the input byte by byte. */
static void
by_bytes(struct transcript *t, const uint8_t *data, size_t size, bool banner)
{
	struct dialogue d = { .host = HOST,
		.refusal = REFUSAL,
		.refusal_len = sizeof(REFUSAL) - 1,
		.banner = banner };
	char out[DIALOGUE_OUT_MAX];
	size_t n, i;

	t->len = dialogue_open(&d, t->text);
	for (i = 0; i < size; i++) {
		n = dialogue_feed(&d, (char)data[i], out);
		must(n <= sizeof(t->text) - t->len);
		memcpy(t->text + t->len, out, n);
		t->len += n;
	}
	must(d.commands <= DIALOGUE_COMMANDS_MAX || banner);
}

/* Chunks of 1 to 512 bytes from a generator that seed starts; the last ones
 * are full, so that all fit. */
static void
send_chunks(int fd, const uint8_t *data, size_t size, uint32_t seed)
{
	size_t n, count;

	for (count = 0; size > 0; count++) {
		seed = seed * 1664525 + 1013904223;
		n = seed >> 30 == 0 ? 1 + (seed >> 16) % 8
				    : 1 + (seed >> 16) % DIALOGUE_LINE_MAX;
		if (count > CHUNKS_MAX - INPUT_MAX / DIALOGUE_LINE_MAX - 1)
			n = DIALOGUE_LINE_MAX;
		n = n < size ? n : size;
		must(send(fd, data, n, MSG_NOSIGNAL) == (ssize_t)n);
		data += n;
		size -= n;
	}
}

/* What a session over descriptors says to the input in chunks. */
static void
by_chunks(struct transcript *t, const uint8_t *data, size_t size, bool banner,
    uint32_t seed)
{
	struct refusal r = { .host = HOST,
		.line = REFUSAL,
		.line_len = sizeof(REFUSAL) - 1,
		.limit_ms = REFUSAL_LIMIT_MS,
		.command_ms = REFUSAL_COMMAND_MS };
	int in[2], out[2];
	enum refusal_end end;
	ssize_t n;

	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, in) == 0);
	must(pipe(out) == 0);
	send_chunks(in[0], data, size, seed);
	must(shutdown(in[0], SHUT_WR) == 0);
	r.in = in[1];
	r.out = out[1];
	end = banner ? refusal_banner(&r) : refusal_dialogue(&r);
	must(end == REFUSAL_EOF || end == REFUSAL_QUIT || end == REFUSAL_LIMIT);
	must(r.pregreet == (size > 0));
	(void)close(out[1]);
	for (t->len = 0; t->len < sizeof(t->text); t->len += (size_t)n)
		if ((n = read(out[0], t->text + t->len,
			 sizeof(t->text) - t->len)) <= 0)
			break;
	(void)close(out[0]);
	(void)close(in[0]);
	(void)close(in[1]);
}

/* What the daemon says to it, whose clock runs as the client waits. */
static void
by_talk(struct transcript *t, const uint8_t *data, size_t size, bool banner,
    uint32_t seed)
{
	struct envelope heard = { 0 };
	struct talk talk = { .times = { REFUSAL_LIMIT_MS, REFUSAL_COMMAND_MS,
				 1000, (seed & 1) * (seed >> 8) },
		.dialogue = { .host = HOST,
		    .refusal = REFUSAL,
		    .refusal_len = sizeof(REFUSAL) - 1,
		    .banner = banner,
		    .envelope = &heard } };
	enum talk_wish wish;
	int64_t now = 1;
	ssize_t n;
	int fd[2];

	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) == 0);
	send_chunks(fd[0], data, size, seed);
	must(shutdown(fd[0], SHUT_WR) == 0);
	talk.fd = fd[1];
	talk_begin(&talk, now);
	while ((wish = talk_go(&talk, now)) != TALK_OVER) {
		must(wish == TALK_PAUSE && talk_due(&talk, now) > now);
		now = talk_due(&talk, now);
	}
	must(now <= 1 + TALK_DELAYS_MAX_MS);
	must(talk.end == TALK_EOF || talk.end == TALK_QUIT ||
	    talk.end == TALK_LIMIT);
	must(talk.pregreet == (size > 0));
	(void)close(fd[1]);
	for (t->len = 0; t->len < sizeof(t->text); t->len += (size_t)n)
		if ((n = read(fd[0], t->text + t->len,
			 sizeof(t->text) - t->len)) <= 0)
			break;
	(void)close(fd[0]);
}

static void
check_line(const char *line, size_t len)
{
	static const char *const code[] = { "220 ", "221 ", "250 ", "421 ",
		"554 " };
	size_t i, known = 0;

	must(len >= 6 && len <= REPLY_LINE_MAX);
	must(line[len - 2] == '\r');
	for (i = 0; i < len - 2; i++)
		must(line[i] >= ' ' && line[i] <= '~');
	for (i = 0; i < sizeof(code) / sizeof(code[0]); i++)
		known += memcmp(line, code[i], 4) == 0;
	must(known == 1);
}

/* A greeting or banner, and at most 20 answers and one last word. */
static void
check_lines(const struct transcript *t)
{
	size_t from = 0, lines = 0, i;

	for (i = 0; i < t->len; i++) {
		if (t->text[i] != '\n')
			continue;
		check_line(t->text + from, i + 1 - from);
		from = i + 1;
		lines++;
	}
	must(from == t->len);
	must(lines >= 1 && lines <= DIALOGUE_COMMANDS_MAX + 2);
}

/* The first byte chooses the mode, the next four the chunks. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct transcript want, got;
	uint32_t seed;
	bool banner;

	if (size < 5 || size > INPUT_MAX)
		return 0;
	banner = (data[0] & 1) != 0;
	memcpy(&seed, data + 1, sizeof(seed));
	by_bytes(&want, data + 5, size - 5, banner);
	check_lines(&want);
	by_chunks(&got, data + 5, size - 5, banner, seed);
	must(got.len == want.len && memcmp(got.text, want.text, got.len) == 0);
	by_talk(&got, data + 5, size - 5, banner, seed);
	must(got.len == want.len && memcmp(got.text, want.text, got.len) == 0);
	return 0;
}
