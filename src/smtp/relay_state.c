/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay_state.h"

#include <string.h>

void
relay_tell(struct relay *r, const char *line, size_t len)
{
	memcpy(r->to_client + r->client_len, line, len);
	r->client_len += len;
}

void
relay_say(struct relay *r, const char *code, const char *dsn, const char *text)
{
	const char *const word[] = { code, dsn, text };

	r->client_len += reply_join(r->to_client + r->client_len, word,
	    sizeof(word) / sizeof(word[0]));
}

static void
add(struct relay *r, const char *text)
{
	size_t len = strlen(text);

	memcpy(r->to_server + r->server_len, text, len);
	r->server_len += len;
}

void
relay_order(struct relay *r, enum relay_awaits awaits, const char *word,
    const char *text)
{
	add(r, word);
	if (text != NULL) {
		add(r, " ");
		add(r, text);
	}
	add(r, "\r\n");
	r->awaits = awaits;
}

void
relay_forget(struct relay *r)
{
	said_hear(r->said, "RSET", 4);
	r->recipients = 0;
}

void
relay_wrong(struct relay *r)
{
	if (r->awaits == RELAY_BANNER) {
		r->phase = RELAY_NO_SERVER;
		return;
	}
	relay_say(r, "421", "4.3.0", "server error, try again later");
	r->phase = RELAY_OVER;
}

void
relay_close(struct relay *r, const char *why)
{
	relay_say(r, "421", "4.7.0", why);
	r->phase = RELAY_OVER;
}
