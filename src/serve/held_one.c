/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/held_one.h"

#include <stdlib.h>
#include <string.h>

#include "smtp/refusal.h"
#include "smtp/said.h"

/* For the client to read our last words, as smtp/refusal.c; half of the time
 * that held_stop has. */
#define LINGER_MS 1000

/* Copy a text behind *at; NULL is "". */
static const char *
keep(char **at, const char *text)
{
	size_t size = text != NULL ? strlen(text) + 1 : 1;
	char *copy = memcpy(*at, text != NULL ? text : "", size);

	*at += size;
	return copy;
}

static size_t
length(const char *text)
{
	return text != NULL ? strlen(text) : 0;
}

/* Take what it brings to be judged by. */
static void
keep_more(struct held_one *one, char *at, const struct held_client *c)
{
	one->more = at;
	one->more_len = c->more_len;
	if (c->more_len > 0)
		memcpy(at, c->more, c->more_len);
}

/* Nothing is set of what is said and read, which most never fill. */
static void
clear(struct held_one *one, size_t said)
{
	memset(one, 0, offsetof(struct held_one, talk));
	memset(&one->talk.dialogue, 0, sizeof(one->talk.dialogue));
	memset(one + 1, 0, said);
}

struct held_one *
held_one_new(int fd, const struct held_client *c)
{
	const size_t texts = length(c->line) + length(c->host) +
	    length(c->program) + length(c->domain) + 4 + c->more_len;
	const size_t said = c->asks ? sizeof(struct said) : 0;
	struct held_one *one = malloc(sizeof(*one) + said + texts);
	struct dialogue *d;
	char *at;

	if (one == NULL)
		return NULL;
	clear(one, said);
	at = (char *)(one + 1) + said;
	d = &one->talk.dialogue;
	d->host = keep(&at, c->host);
	d->refusal = keep(&at, c->line);
	d->refusal_len = strlen(d->refusal);
	d->program = length(c->program) > 0 ? keep(&at, c->program) : NULL;
	d->banner = c->banner;
	d->envelope = &one->envelope;
	if (c->asks)
		d->said = (struct said *)(one + 1);
	one->domain = keep(&at, c->domain);
	keep_more(one, at, c);
	one->ip = c->ip;
	one->note = c->note;
	one->tarpit = c->tarpit && !c->banner;
	one->talk.fd = fd;
	one->talk.times = (struct talk_times){ .limit_ms = c->limit_ms,
		.command_ms = c->command_ms != 0 ? c->command_ms
						 : REFUSAL_COMMAND_MS,
		.linger_ms = LINGER_MS };
	return one;
}
