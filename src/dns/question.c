/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/question.h"

#include <string.h>

#include "dns/response.h"
#include "dns/ttl.h"

#define LABEL_MAX 63

/* The byte in lower case if it may stand in a label, or 0. */
static char
label_byte(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '_')
		return c;
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : 0;
}

bool
question_name(char out[QUESTION_TEXT_MAX + 1], const char *name)
{
	size_t i, label = 0, len = strlen(name);

	len -= len > 0 && name[len - 1] == '.';
	if (len == 0 || len > QUESTION_TEXT_MAX)
		return false;
	for (i = 0; i < len; i++) {
		out[i] = name[i];
		if (name[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		out[i] = label_byte(name[i]);
		if (out[i] == 0 || ++label > LABEL_MAX)
			return false;
	}
	out[len] = '\0';
	return label > 0;
}

bool
question_read(struct packet_question *w, char name[DNS_NAME_SIZE],
    const struct message *m)
{
	struct packet p = { m->data, m->len };

	if (!packet_question(w, &p) || w->class != RESPONSE_IN)
		return false;
	packet_text(name, DNS_NAME_SIZE, &w->name);
	return true;
}

void
question_begin(struct question *out, const char *name, enum dns_type type)
{
	out->carrier = NULL;
	out->again_ms = out->deadline_ms = 0;
	memcpy(out->name, name, strlen(name) + 1);
	out->sendings = 0;
	out->doubt = NULL;
	out->shared = out->cut = false;
	out->ttl_s = 0;
	answer_unknown(&out->answer, type, "");
	out->answer.state = DNS_WAITING;
}

/* Whether the question was sent under the id through the socket. */
static bool
question_has(const struct question *q, int socket, unsigned id)
{
	unsigned i;

	for (i = 0; i < q->sendings && i < QUESTION_SENT_MAX; i++)
		if (q->sent[i].socket == socket && q->sent[i].id == id)
			return true;
	return false;
}

void
question_sent(struct question *q, int socket, unsigned id)
{
	unsigned place = q->sendings % QUESTION_SENT_MAX;

	if (question_has(q, socket, id))
		return;
	q->sent[place].socket = socket;
	q->sent[place].id = id;
	q->sendings++;
}

/* The message settles the question. */
static void
decode(struct question *q, const struct packet *p)
{
	struct dns_question asked = { q->name, q->answer.type };

	answer_decode(&q->answer, p->data, p->len, &asked);
	if (q->shared)
		q->ttl_s = ttl_find(p, q->answer.state);
}

size_t
question_came(struct question *q, const struct message *m,
    const struct packet_question *w)
{
	struct packet p = { m->data, m->len };
	const char *retry = NULL;

	if (!question_has(q, m->socket, w->id))
		return 0;
	if (q->answer.state == DNS_WAITING)
		retry = response_retry(&p, m->datagram);
	if (retry != NULL) {
		q->doubt = retry;
		q->cut = q->shared && response_is_cut(&p, m->datagram);
	} else if (q->answer.state == DNS_WAITING) {
		decode(q, &p);
	}
	return response_empty(m->data, w->end, retry != NULL && !q->cut);
}
