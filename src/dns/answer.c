/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/answer.h"

#include <string.h>
#include <strings.h>

#include "dns/packet.h"
#include "dns/response.h"

/* What the records of one owner say. */
struct finding {
	struct packet_name alias;
	bool aliased, wrong;
	unsigned records; /* of the type, the same or not */
};

/* The strings of a TXT record behind each other, as many as there is room
 * for. */
struct joined {
	size_t len;
	bool cut;
	char byte[DNS_POLICY_SIZE];
};

void
answer_unknown(struct dns_answer *out, enum dns_type type, const char *why)
{
	out->state = DNS_UNKNOWN;
	out->type = type;
	out->why = why;
	out->more = false;
	out->count = 0;
}

/* Make room at place for a new item of size bytes, in a row that keeps as many
 * as the type may have, the least ones.  False: it is none of those. */
static bool
room_make(struct dns_answer *a, void *items, size_t size, size_t place)
{
	size_t cap = a->type == DNS_PTR || a->type == DNS_MX ? DNS_PTR_MAX :
	    DNS_IP_MAX;
	char *at = (char *)items + place * size;

	if (a->count == cap) {
		a->more = true;
		if (place == cap)
			return false;
	} else {
		a->count++;
	}
	memmove(at + size, at, (a->count - 1 - place) * size);
	return true;
}

static void
ip_keep(struct dns_answer *a, const struct ip *ip)
{
	size_t i = 0;

	while (i < a->count && ip_compare(&a->ip[i], ip) < 0)
		i++;
	if (i < a->count && ip_compare(&a->ip[i], ip) == 0)
		return;
	if (room_make(a, a->ip, sizeof(a->ip[0]), i))
		a->ip[i] = *ip;
}

static void
name_keep(struct dns_answer *a, const char name[DNS_NAME_SIZE])
{
	size_t i = 0;

	while (i < a->count && strcmp(a->name[i], name) < 0)
		i++;
	if (i < a->count && strcmp(a->name[i], name) == 0)
		return;
	if (room_make(a, a->name, sizeof(a->name[0]), i))
		memcpy(a->name[i], name, DNS_NAME_SIZE);
}

static bool
address_add(struct dns_answer *a, const struct packet *p,
    const struct packet_record *rr)
{
	struct ip ip = { { 0 }, a->type == DNS_A ? 32 : 128 };

	if (rr->data_len != ip.bits / 8)
		return false;
	memcpy(ip.octet, p->data + rr->data, rr->data_len);
	ip_keep(a, &ip);
	return true;
}

static bool
pointer_add(struct dns_answer *a, const struct packet *p,
    const struct packet_record *rr)
{
	char text[DNS_NAME_SIZE] = "";
	struct packet_name name;
	size_t at = rr->data;

	if (a->type == DNS_MX) { /* behind the preference */
		if (rr->data_len < 2)
			return false;
		at += 2;
	}
	if (!packet_name(&name, p, &at) || at != rr->data + rr->data_len)
		return false;
	packet_text(text, sizeof(text), &name);
	name_keep(a, text);
	return true;
}

/* Join the strings of a TXT record (RFC 1035 section 3.3.14). */
static bool
strings_join(struct joined *out, const unsigned char *at, size_t len)
{
	const unsigned char *end = at + len;
	size_t left, keep;

	out->len = 0;
	out->cut = false;
	while (at < end) {
		left = *at++;
		if (left > (size_t)(end - at))
			return false;
		keep = sizeof(out->byte) - 1 - out->len;
		out->cut = out->cut || left > keep;
		if (keep > left)
			keep = left;
		memcpy(out->byte + out->len, at, keep);
		out->len += keep;
		at += left;
	}
	return len > 0;
}

/* Take the text if it is the least so far. */
static void
text_keep(struct dns_answer *a, const struct joined *j)
{
	size_t len = j->len < DNS_TEXT_SIZE ? j->len : DNS_TEXT_SIZE - 1, i;
	char text[DNS_TEXT_SIZE];

	for (i = 0; i < len; i++)
		text[i] = j->byte[i] >= ' ' && j->byte[i] <= '~' ?
		    j->byte[i] : '?';
	text[len] = '\0';
	a->more |= a->count > 0;
	if (a->count == 0 || strcmp(text, a->text) < 0)
		memcpy(a->text, text, len + 1);
}

/* Take what is an SPF record. */
static void
policy_keep(struct dns_answer *a, const struct joined *j)
{
	static const char version[] = "v=spf1";
	const size_t len = sizeof(version) - 1;
	size_t i;

	if (j->len < len || strncasecmp(j->byte, version, len) != 0 ||
	    (j->len > len && j->byte[len] != ' '))
		return;
	a->policies++;
	for (i = 0; i < j->len && !j->cut; i++)
		a->policy[i] = j->byte[i] != '\0' ? j->byte[i] : '\001';
	a->policy[i] = '\0';
}

static bool
text_add(struct dns_answer *a, const struct packet *p,
    const struct packet_record *rr)
{
	struct joined j;

	if (!strings_join(&j, p->data + rr->data, rr->data_len))
		return false;
	if (a->count == 0)
		a->policies = 0;
	text_keep(a, &j);
	policy_keep(a, &j);
	a->count = 1;
	return true;
}

static bool
data_add(struct dns_answer *a, const struct packet *p,
    const struct packet_record *rr)
{
	switch (a->type) {
	case DNS_PTR:
	case DNS_MX:
		return pointer_add(a, p, rr);
	case DNS_TXT:
		return text_add(a, p, rr);
	case DNS_A:
	case DNS_AAAA:
		break;
	}
	return address_add(a, p, rr);
}

static void
alias_add(struct finding *f, const struct packet *p,
    const struct packet_record *rr)
{
	struct packet_name target;
	size_t at = rr->data;

	if (!packet_name(&target, p, &at) || at != rr->data + rr->data_len ||
	    (f->aliased && !packet_same(&target, &f->alias))) {
		f->wrong = true;
		return;
	}
	f->aliased = true;
	f->alias = target;
}

/* Collect what the answer section has for one owner. */
static void
owner_scan(struct dns_answer *a, struct finding *f, const struct response *r,
    const struct packet_name *owner)
{
	struct packet_record rr;
	size_t at = r->answer;
	unsigned left;

	f->aliased = f->wrong = false;
	f->records = 0;
	for (left = r->answers; left > 0; left--) {
		if (!packet_record(&rr, &r->packet, &at))
			break; /* never: response_check was here */
		if (rr.class != RESPONSE_IN || !packet_same(&rr.owner, owner))
			continue;
		if (rr.type == (unsigned)a->type) {
			f->wrong |= !data_add(a, &r->packet, &rr);
			f->records++;
		} else if (rr.type == RESPONSE_CNAME) {
			alias_add(f, &r->packet, &rr);
		}
	}
	a->more |= a->type == DNS_MX && f->records > DNS_PTR_MAX;
}

/* Follow the aliases to the records; NULL, or why there is no answer. */
static const char *
records_find(struct dns_answer *a, const struct response *r,
    struct packet_name *owner)
{
	struct finding f;
	unsigned followed;

	for (followed = 0; followed <= DNS_CNAME_MAX; followed++) {
		owner_scan(a, &f, r, owner);
		if (f.wrong)
			return "malformed data";
		if (a->count > 0)
			return f.aliased || r->name_error ?
			    "contradicts itself" : NULL;
		if (!f.aliased)
			return response_doubt(r, followed);
		*owner = f.alias;
	}
	return "too many aliases";
}

void
answer_decode(struct dns_answer *out, const void *response, size_t len,
    const struct dns_question *question)
{
	struct packet message = { response, len };
	struct packet_name name;
	struct response r;
	const char *why;

	answer_unknown(out, question->type, "");
	if (!packet_name_of(&name, question->name))
		why = "not a name";
	else
		why = response_check(&r, &message, &name, question->type);
	if (why == NULL)
		why = records_find(out, &r, &name);
	if (why != NULL)
		answer_unknown(out, question->type, why);
	else
		out->state = out->count > 0 ? DNS_FOUND : DNS_ABSENT;
}
