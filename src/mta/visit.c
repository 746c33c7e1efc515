/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/visit.h"

#include <stdio.h>
#include <string.h>

void
visit_begin(struct visit *v, const struct ip *ip, const struct admit *own)
{
	memset(v, 0, sizeof(*v));
	v->exempt = ip == NULL || admit_has(own, ip);
	if (ip != NULL)
		v->ip = *ip;
}

/* Copy a text, cut. */
static void
copy(char *out, size_t cap, const char *text)
{
	size_t len = strlen(text);

	if (len >= cap)
		len = cap - 1;
	memcpy(out, text, len);
	out[len] = '\0';
}

void
visit_name(struct visit *v, const char *name, bool verified)
{
	v->verified = verified;
	copy(v->name, sizeof(v->name), name != NULL ? name : "");
}

void
visit_helo(struct visit *v, const char *name)
{
	copy(v->helo, sizeof(v->helo), name);
}

/* Read what stands behind "FROM:" or "TO:". */
static bool
address(char out[ENVELOPE_ADDRESS_MAX + 1], const char *word,
    const char *path)
{
	char line[1024];
	int len = snprintf(line, sizeof(line), "%s:%s", word, path);

	return len > 0 && (size_t)len < sizeof(line) &&
	    envelope_address(out, line, (size_t)len, word);
}

void
visit_mail(struct visit *v, const char *path)
{
	v->has_sender = address(v->sender, "FROM", path);
	v->has_recipient = false;
	v->header[0] = '\0';
}

void
visit_rcpt(struct visit *v, const char *path)
{
	v->has_recipient = address(v->recipient, "TO", path);
}

void
visit_ask(struct engine_question *q, const struct visit *v, enum phase at)
{
	*q = (struct engine_question){ .at = at, .note = !v->noted,
		.receipt = v->receipt,
		.said = { .ip = v->ip, .port = v->port } };
	if (v->verified)
		q->said.name = v->name;
	else
		q->said.claim = v->name;
	if (at >= PHASE_HELO)
		q->said.helo = v->helo;
	if (at >= PHASE_MAIL && v->has_sender)
		q->said.sender = v->sender;
	if (at >= PHASE_RCPT && v->has_recipient)
		q->said.rcpt = v->recipient;
}

void
visit_take(struct visit *v, const struct response *r, enum phase at)
{
	if (v->refused == 0 && r->line_len > 0 &&
	    (v->line_len == 0 || r->refuse || at > v->line_at)) {
		v->line_at = at;
		v->line_len = r->line_len;
		memcpy(v->line, r->line, r->line_len);
	}
	if (r->refuse && v->refused == 0)
		memcpy(v->receipt, r->receipt, sizeof(v->receipt));
	v->refused += r->refuse;
	v->dns_us += r->dns_us;
	v->noted = v->noted || r->noted;
	if (r->header[0] != '\0')
		memcpy(v->header, r->header, sizeof(v->header));
}

/* Where the last key of a line begins, with its blank. */
static size_t
last_key(const char *line, size_t len)
{
	size_t at = len;

	while (at > 0 && line[at - 1] != ' ')
		at--;
	return at > 0 ? at - 1 : len;
}

size_t
visit_line(char out[VISIT_LINE_SIZE], const struct visit *v)
{
	size_t len = v->line_len, at = last_key(v->line, len);
	int more = 0;

	memcpy(out, v->line, at);
	if (v->refused > 1)
		more = snprintf(out + at, VISIT_LINE_SIZE - len, " more=%u",
		    v->refused - 1);
	memcpy(out + at + more, v->line + at, len - at);
	return len + (size_t)more;
}
