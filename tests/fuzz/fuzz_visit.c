/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session as a mail server tells of it through libmilter, in texts of any
 * length and bytes: whatever they are, each question has an answer, a refusal
 * is one that SMTP knows, and the log has one line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/judged.h"
#include "mta/visit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool answered;

static void
on_answer(void *arg, const struct response *r)
{
	answered = true;
	*(struct response *)arg = *r;
}

static void
ask(struct visit *v, enum phase at)
{
	char reply[RESPONSE_REPLY_SIZE + 1];
	struct engine_question q;
	struct response r;
	const struct engine_call call = { on_answer, &r };
	size_t len;

	answered = false;
	visit_ask(&q, v, at);
	(void)engine_ask(judged_engine(), &q, &call);
	if (!answered)
		abort(); /* nobody else is asked */
	if (r.refuse && (r.code < 400 || r.code > 599))
		abort();
	if (r.refuse && at < PHASE_RCPT && r.code < 500)
		abort();
	len = response_reply(reply, &r);
	reply[len] = '\n';
	judged_line(reply, len + 1);
	visit_take(v, &r, at);
}

/* A text of the input, to its end or the next newline. */
static char *
next(const uint8_t **data, size_t *size)
{
	const uint8_t *end = memchr(*data, '\n', *size);
	size_t len = end != NULL ? (size_t)(end - *data) : *size;
	char *text = malloc(len + 1);

	if (text == NULL)
		abort();
	memcpy(text, *data, len);
	text[len] = '\0';
	len += end != NULL;
	*data += len;
	*size -= len;
	return text;
}

/* One step of the session, as its first letter says. */
static void
step(struct visit *v, const char *text)
{
	switch (*text) {
	case 'n':
	case 'N':
		visit_name(v, text + 1, *text == 'N');
		break;
	case 'h':
		visit_helo(v, text + 1);
		ask(v, PHASE_HELO);
		break;
	case 'm':
		visit_mail(v, text + 1);
		ask(v, PHASE_MAIL);
		break;
	case 'r':
		visit_rcpt(v, text + 1);
		ask(v, PHASE_RCPT);
		break;
	default:
		ask(v, PHASE_CONNECT);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[VISIT_LINE_SIZE], *text;
	struct ip ip = { .bits = 32 };
	struct admit own = { 0 };
	struct visit v;
	size_t len;

	if (size < 4)
		return 0;
	memcpy(ip.octet, data, 4);
	data += 4;
	size -= 4;
	visit_begin(&v, &ip, &own);
	while (size > 0) {
		text = next(&data, &size);
		step(&v, text);
		free(text);
	}
	if ((len = visit_line(line, &v)) > 0)
		judged_line(line, len);
	return 0;
}
