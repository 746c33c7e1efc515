/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/response.h"

#include <string.h>

/* RFC 1035 section 3.2.2, RFC 4034 section 3, RFC 6672 section 2.1 */
enum { TYPE_NS = 2, TYPE_SOA = 6, TYPE_DNAME = 39, TYPE_RRSIG = 46 };
/* Bits of the header's second word, RFC 1035 section 4.1.1 */
enum { RESPONSE = 0x8000, OPCODE = 0x7800 };
enum { TRUNCATED = 0x0200, RECURSIVE = 0x0080, RCODE = 0x000f };
enum { SERVFAIL = 2, NXDOMAIN = 3, NOTIMP = 4, REFUSED = 5 };

/* Why a response code is no answer, or NULL (RFC 1035 section 4.1.1). */
static const char *
code_problem(unsigned code)
{
	static const char *const why[] = { NULL, "FORMERR", "SERVFAIL", NULL,
		"NOTIMP", "REFUSED" }; /* NULL: NOERROR and NXDOMAIN */

	if (code < sizeof(why) / sizeof(why[0]))
		return why[code];
	return "unexpected response code";
}

/* Note what kind of record stands in section (0: answer, 1: authority). */
static void
record_count(struct response *r, const struct packet_record *rr, int section)
{
	if (section == 1) {
		r->delegates |= rr->type == TYPE_NS;
		r->denies |= rr->type == TYPE_SOA;
	} else if (section == 0) {
		if (rr->type == RESPONSE_CNAME)
			r->aliases++;
		else if (rr->type != TYPE_DNAME && rr->type != TYPE_RRSIG)
			r->others++;
	}
}

/* Walk over all records, so that no wrong count hides or makes up one. */
static const char *
sections_problem(struct response *r, size_t at)
{
	struct packet_record rr;
	unsigned left;
	int section;

	r->answer = at;
	r->answers = packet_u16(&r->packet, 6);
	for (section = 0; section < 3; section++) {
		left = packet_u16(&r->packet, 6 + 2 * (size_t)section);
		for (; left > 0; left--) {
			if (!packet_record(&rr, &r->packet, &at))
				return "malformed record";
			record_count(r, &rr, section);
		}
	}
	return at == r->packet.len ? NULL : "malformed: bytes left over";
}

/* What the header says of the whole message. */
static const char *
header_problem(struct response *r)
{
	unsigned flags;

	if (r->packet.len < PACKET_HEADER_SIZE)
		return "malformed header";
	flags = packet_u16(&r->packet, 2);
	r->name_error = (flags & RCODE) == NXDOMAIN;
	r->recursive = (flags & RECURSIVE) != 0;
	if ((flags & (RESPONSE | OPCODE)) != RESPONSE)
		return "no response to a query";
	if ((flags & TRUNCATED) != 0)
		return "truncated";
	return code_problem(flags & RCODE);
}

const char *
response_check(struct response *out, const struct packet *message,
    const struct packet_name *name, enum dns_type type)
{
	struct packet_question asked;
	const char *why;

	*out = (struct response){ .packet = *message };
	why = header_problem(out);
	if (why != NULL)
		return why;
	if (!packet_question(&asked, message))
		return "malformed question";
	if (!packet_same(&asked.name, name) || asked.type != (unsigned)type ||
	    asked.class != RESPONSE_IN)
		return "answer to another question";
	return sections_problem(out, asked.end);
}

bool
response_is_cut(const struct packet *message, bool datagram)
{
	return datagram && (packet_u16(message, 2) & TRUNCATED) != 0;
}

const char *
response_retry(const struct packet *message, bool datagram)
{
	unsigned code = packet_u16(message, 2) & RCODE;

	if (response_is_cut(message, datagram))
		return "truncated";
	if (code == SERVFAIL || code == NOTIMP || code == REFUSED)
		return code_problem(code);
	return NULL;
}

size_t
response_empty(unsigned char *message, size_t end, bool retry)
{
	unsigned flags = RESPONSE;

	if (retry)
		flags |= ((unsigned)message[2] << 8 | message[3]) &
		    (TRUNCATED | RCODE);
	message[2] = (unsigned char)(flags >> 8);
	message[3] = (unsigned char)flags;
	memset(message + 6, 0, PACKET_HEADER_SIZE - 6);
	return end;
}

/* A server that does not look names up for others may end an answer where
 * its own knowledge ends (RFC 1034 section 4.3.2), and one that points to
 * other servers has not said no (RFC 2308 section 2.2). */
const char *
response_doubt(const struct response *r, unsigned followed)
{
	if (r->others > 0 || r->aliases != followed)
		return "records beside the point";
	if (r->name_error || r->denies)
		return NULL;
	if (followed > 0 && !r->recursive)
		return "alias not followed";
	if (r->delegates)
		return "referral to other servers";
	return NULL;
}
