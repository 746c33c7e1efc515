/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/session.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "rule/exempt.h"
#include "rule/ruleset.h"

static bool
is_told(const char *text)
{
	return text != NULL && *text != '\0';
}

static bool
is_name(const char *text)
{
	return is_told(text) && strcmp(text, "unknown") != 0;
}

static void
take_name(struct evidence *ev, const struct session *s)
{
	if (is_name(s->name)) {
		evidence_host(ev, s->name);
	} else if (is_name(s->claim)) {
		evidence_host(ev, s->claim);
		evidence_doubt(ev);
	}
	if (ev->has_name == ANSWER_NO && !s->nameless)
		evidence_host(ev, "?");
}

/* In lower case, without one dot at its end. */
static void
take_helo(struct evidence *ev, char room[SESSION_HELO_SIZE], const char *text)
{
	size_t len;

	if (!is_told(text))
		return;
	for (len = 0; len < SESSION_HELO_SIZE - 1 && text[len] != '\0'; len++)
		room[len] = text[len] >= 'A' && text[len] <= 'Z' ?
		    (char)(text[len] - 'A' + 'a') : text[len];
	if (len > 1 && room[len - 1] == '.')
		len--;
	room[len] = '\0';
	ev->helo = room;
}

static const struct mailbox *
mailbox_of(struct mailbox *room, const char *text)
{
	struct err e;

	return is_told(text) && mailbox_parse(room, text, &e) == 0 ? room :
	    NULL;
}

static void
take_sender(struct evidence *ev, struct mailbox *room, const char *text)
{
	if (text != NULL && (*text == '\0' || strcmp(text, "<>") == 0)) {
		memset(room, 0, sizeof(*room));
		ev->sender = room;
	} else {
		ev->sender = mailbox_of(room, text);
	}
}

void
session_say(struct evidence *ev, struct session_room *room,
    const struct session *s)
{
	take_helo(ev, room->helo, s->helo);
	take_sender(ev, &room->sender, s->sender);
	ev->rcpt = mailbox_of(&room->rcpt, s->rcpt);
}

void
session_take(struct evidence *ev, struct session_room *room,
    const struct session *s)
{
	evidence_init(ev);
	ev->has_ip = true;
	ev->ip = s->ip;
	ip_format(&ev->ip, ev->ip_text);
	ev->port = s->port;
	ev->session = true;
	take_name(ev, s);
	session_say(ev, room, s);
}

int
session_exempt(bool *out, const struct evidence *ev,
    const struct ruleset *rules, struct err *e)
{
	*out = false;
	return ev->rcpt == NULL ? 0 : exempt_has(out,
	    rules->settings.text[SET_EXEMPT_RCPT], rules->img, ev->rcpt, e);
}
