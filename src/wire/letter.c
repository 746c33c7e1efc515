/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/letter.h"

#include <string.h>

#include "base/le.h"

#define IP_SIZE 17 /* how many octets, and 16 of them */

enum form { END, IP, NUMBER, TEXT, OCTETS };

/* One member, as it goes over the wire. */
struct field {
	uint16_t form; /* enum form */
	uint16_t at;
};

#define FIELDS_MAX 23
#define FIELD(form, member) { form, offsetof(struct letter, member) }

/* By type, each ending in END. */
static const struct field fields[][FIELDS_MAX] = {
	[LETTER_GREY] = { FIELD(IP, ip), FIELD(TEXT, name),
	    FIELD(TEXT, rule) },
	[LETTER_GREY_IS] = { FIELD(NUMBER, grey), FIELD(NUMBER, seconds) },
	[LETTER_HAND] = { FIELD(IP, ip), FIELD(NUMBER, flags),
	    FIELD(NUMBER, limit_ms), FIELD(TEXT, name), FIELD(TEXT, reply),
	    FIELD(TEXT, host), FIELD(TEXT, program) },
	[LETTER_TAKEN] = { { END, 0 } },
	[LETTER_CANNOT] = { FIELD(TEXT, reason) },
	[LETTER_ENVELOPE] = { FIELD(IP, ip), FIELD(TEXT, name),
	    FIELD(TEXT, sender), FIELD(TEXT, to) },
	[LETTER_OFFENCES] = { FIELD(IP, ip) },
	[LETTER_OFFENCES_ARE] = { FIELD(NUMBER, offences) },
	[LETTER_OFFENCE] = { FIELD(IP, ip), FIELD(NUMBER, flags),
	    FIELD(NUMBER, offence), FIELD(NUMBER, seconds),
	    FIELD(NUMBER, at_s), FIELD(NUMBER, zone_s), FIELD(TEXT, source),
	    FIELD(TEXT, mark), FIELD(TEXT, evidence) },
	[LETTER_OFFENCE_IS] = { FIELD(NUMBER, held), FIELD(NUMBER, until_s) },
	[LETTER_SUSPECT] = { FIELD(IP, ip), FIELD(NUMBER, flags),
	    FIELD(NUMBER, limit_ms), FIELD(NUMBER, db), FIELD(NUMBER, score),
	    FIELD(NUMBER, refused), FIELD(TEXT, name), FIELD(TEXT, known),
	    FIELD(TEXT, rule), FIELD(TEXT, reply), FIELD(TEXT, host),
	    FIELD(TEXT, program), FIELD(TEXT, remote_port),
	    FIELD(TEXT, local_ip), FIELD(TEXT, local_port),
	    FIELD(TEXT, local_host), FIELD(TEXT, helo), FIELD(TEXT, mail),
	    FIELD(TEXT, rcpt), FIELD(TEXT, receipt), FIELD(TEXT, let),
	    FIELD(OCTETS, rest) },
};

#define TYPES (sizeof(fields) / sizeof(fields[0]))

/* What is left of a letter, to be written or read. */
struct rest {
	unsigned char *out;
	const unsigned char *in;
	size_t len;
};

static bool
put(struct rest *r, const void *data, size_t len)
{
	if (len > r->len)
		return false;
	memcpy(r->out, data, len);
	r->out += len;
	r->len -= len;
	return true;
}

/* Their length in two octets, then they. */
static bool
put_octets(struct rest *r, const struct letter_octets *o)
{
	unsigned char raw[2];

	if (o->len > UINT16_MAX)
		return false;
	le_put16(raw, (uint32_t)o->len);
	return put(r, raw, sizeof(raw)) &&
	    (o->len == 0 || put(r, o->data, o->len));
}

static bool
put_field(struct rest *r, const struct field *f, const struct letter *l)
{
	const char *member = (const char *)l + f->at;
	unsigned char raw[IP_SIZE];
	struct letter_octets octets;
	const char *text;
	struct ip ip;
	uint32_t n;

	switch (f->form) {
	case OCTETS:
		memcpy(&octets, member, sizeof(octets));
		return put_octets(r, &octets);
	case IP:
		memcpy(&ip, member, sizeof(ip));
		raw[0] = (unsigned char)(ip.bits / 8);
		memcpy(raw + 1, ip.octet, sizeof(ip.octet));
		return put(r, raw, IP_SIZE);
	case NUMBER:
		memcpy(&n, member, sizeof(n));
		le_put32(raw, n);
		return put(r, raw, 4);
	default:
		memcpy(&text, member, sizeof(text));
		if (text == NULL)
			text = "";
		return put(r, text, strlen(text) + 1);
	}
}

size_t
letter_pack(unsigned char out[LETTER_MAX], const struct letter *l)
{
	struct rest r = { out + LETTER_HEAD, NULL, LETTER_MAX - LETTER_HEAD };
	const struct field *f;

	for (f = fields[l->type]; f->form != END; f++)
		if (!put_field(&r, f, l))
			return 0;
	out[0] = LETTER_VERSION;
	out[1] = (unsigned char)l->type;
	le_put16(out + 2, (uint32_t)(LETTER_MAX - LETTER_HEAD - r.len));
	return LETTER_MAX - r.len;
}

/* The next len bytes, or NULL if there are less. */
static const unsigned char *
take(struct rest *r, size_t len)
{
	const unsigned char *data = r->in;

	if (len > r->len)
		return NULL;
	r->in += len;
	r->len -= len;
	return data;
}

static bool
take_ip(struct ip *out, struct rest *r)
{
	const unsigned char *raw = take(r, IP_SIZE);

	if (raw == NULL || (raw[0] != 4 && raw[0] != 16))
		return false;
	memset(out, 0, sizeof(*out));
	out->bits = raw[0] * 8u;
	memcpy(out->octet, raw + 1, raw[0]);
	return true;
}

static bool
take_octets(struct letter_octets *out, struct rest *r)
{
	const unsigned char *raw = take(r, 2);
	struct letter_octets o;

	if (raw == NULL)
		return false;
	o.len = le_get16(raw);
	if ((o.data = take(r, o.len)) == NULL)
		return false;
	*out = o;
	return true;
}

static bool
take_field(struct letter *l, const struct field *f, struct rest *r)
{
	char *member = (char *)l + f->at;
	struct letter_octets octets;
	const unsigned char *raw;
	const char *text;
	struct ip ip;
	uint32_t n;

	switch (f->form) {
	case OCTETS:
		if (!take_octets(&octets, r))
			return false;
		memcpy(member, &octets, sizeof(octets));
		return true;
	case IP:
		if (!take_ip(&ip, r))
			return false;
		memcpy(member, &ip, sizeof(ip));
		return true;
	case NUMBER:
		if ((raw = take(r, 4)) == NULL)
			return false;
		n = le_get32(raw);
		memcpy(member, &n, sizeof(n));
		return true;
	default:
		if ((raw = memchr(r->in, '\0', r->len)) == NULL)
			return false;
		text = (const char *)take(r, (size_t)(raw - r->in) + 1);
		memcpy(member, &text, sizeof(text));
		return true;
	}
}

enum letter_answer
letter_unpack(struct letter *out, size_t *used, const unsigned char *data,
    size_t len)
{
	struct letter l = { .name = "" };
	struct rest r = { NULL, data, len };
	const struct field *f;

	if (len > 0 && data[0] != LETTER_VERSION)
		return data[0] > 0 && data[0] <= LETTER_VERSIONS ?
		    LETTER_OTHER : LETTER_BAD;
	if (len < LETTER_HEAD)
		return LETTER_PART;
	r.len = le_get16(data + 2);
	if (data[1] == 0 || data[1] >= TYPES ||
	    r.len > LETTER_MAX - LETTER_HEAD)
		return LETTER_BAD;
	if (r.len > len - LETTER_HEAD)
		return LETTER_PART;
	l.type = (enum letter_type)data[1];
	r.in += LETTER_HEAD;
	for (f = fields[l.type]; f->form != END; f++)
		if (!take_field(&l, f, &r))
			return LETTER_BAD;
	if (r.len > 0)
		return LETTER_BAD;
	*used = (size_t)(r.in - data);
	*out = l;
	return LETTER_WHOLE;
}
