/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever comes about a question: c-ares sees nothing of it, or header and
 * question alone, which read as before and say nothing of the name; only a
 * message under the right id settles anything; a message that does not is one
 * that asks to be sent elsewhere, and says why; and what is settled stays.
 */
#include "dns/question.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dns/response.h"

#define MESSAGE_MAX 4096
#define ID          0x6461u
#define SOCKET      3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_be_empty(const struct message *m, const struct packet_question *w,
    const struct question *q)
{
	struct dns_question asked = { q->name, q->answer.type };
	struct packet p = { m->data, w->end };
	struct packet_question again;
	struct dns_answer a;

	must(w->end <= m->len);
	must(packet_question(&again, &p) && again.end == w->end);
	must(again.id == w->id && again.type == w->type);
	must(packet_same(&again.name, &w->name));
	answer_decode(&a, p.data, p.len, &asked);
	must(a.state != DNS_FOUND);
}

/* As the resolver would: only to the question that the message asks.  Of how,
 * bit 0 is TCP, bit 1 that it has the id and one question, whatever data
 * says. */
static void
arrive(struct question *q, const uint8_t *data, size_t len, unsigned how)
{
	struct message m = { malloc(len), len, SOCKET, (how & 1) == 0 };
	struct packet p = { m.data, len };
	enum dns_state before = q->answer.state;
	struct packet_question w;
	char name[DNS_NAME_SIZE];
	const char *retry;

	if (m.data == NULL)
		return;
	memcpy(m.data, data, len);
	if ((how & 2) != 0 && len >= PACKET_HEADER_SIZE) {
		memcpy(m.data, "\x64\x61", 2);
		memcpy(m.data + 4, "\0\1", 2);
	}
	if (question_read(&w, name, &m)) {
		must(w.class == RESPONSE_IN && strlen(name) < sizeof(name));
		retry = response_retry(&p, m.datagram);
		if (w.id != ID) {
			must(question_came(q, &m, &w) == 0);
			must(q->answer.state == before);
			must(memcmp(m.data, data, len) == 0);
		} else {
			must(question_came(q, &m, &w) == w.end);
			must_be_empty(&m, &w, q);
			must(before == DNS_WAITING ||
			    q->answer.state == before);
			must((q->answer.state == DNS_WAITING) ==
			    (before == DNS_WAITING && retry != NULL));
			must(retry == NULL || before != DNS_WAITING ||
			    q->doubt == retry);
		}
	}
	free(m.data);
}

/* Two messages: the first byte gives the type and how they come, two more the
 * length of the first one. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type type[] = { DNS_A, DNS_PTR, DNS_TXT,
		DNS_AAAA };
	struct question q;
	size_t first;

	if (size < 4 || size > MESSAGE_MAX)
		return 0;
	question_begin(&q, "a.ex", type[data[0] & 3]);
	q.shared = (data[0] >> 6 & 1u) != 0;
	question_sent(&q, SOCKET, ID);
	question_sent(&q, SOCKET + 1, ID ^ 1);
	first = ((size_t)data[1] << 8 | data[2]) % (size - 3) + 1;
	first = first < size - 3 ? first : size - 3;
	arrive(&q, data + 3, first, data[0] >> 2 & 3u);
	if (size - 3 > first)
		arrive(&q, data + 3 + first, size - 3 - first,
		    data[0] >> 4 & 3u);
	if ((q.cut || q.ttl_s != 0) && !q.shared)
		abort();
	if (q.ttl_s > INT32_MAX || (q.ttl_s != 0 &&
	    q.answer.state != DNS_FOUND && q.answer.state != DNS_ABSENT))
		abort();
	return 0;
}
