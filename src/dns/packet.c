/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/packet.h"

#include <string.h>

#define LABEL_MAX   63
/* More than labels in a name (section 2.3.4), so no server needs more; long
 * chains of pointers in each of many names would only cost time. */
#define HOPS_MAX    128
#define POINTER     0xc0u /* the two bits that mark one (section 4.1.4) */
#define RECORD_SIZE 10    /* type, class, TTL and length (section 3.2.1) */

unsigned
packet_u16(const struct packet *p, size_t at)
{
	return (unsigned)p->data[at] << 8 | p->data[at + 1];
}

uint32_t
packet_u32(const struct packet *p, size_t at)
{
	return (uint32_t)packet_u16(p, at) << 16 | packet_u16(p, at + 2);
}

/* Not tolower(3): a byte of a name belongs to no locale. */
static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

/* Append a label with its length; there is always room for the root. */
static bool
label_add(struct packet_name *name, const unsigned char *label, size_t len)
{
	size_t i;

	if (name->len + 1 + len + 1 > sizeof(name->octet))
		return false;
	name->octet[name->len++] = (unsigned char)len;
	for (i = 0; i < len; i++)
		name->octet[name->len++] = lower(label[i]);
	return true;
}

bool
packet_name(struct packet_name *out, const struct packet *p, size_t *at)
{
	size_t i = *at, from = i, end = 0, hops = 0, to;
	unsigned char c;

	out->len = 0;
	while (i < p->len && (c = p->data[i]) != 0) {
		if (c <= LABEL_MAX) {
			if (p->len - i - 1 < c ||
			    !label_add(out, p->data + i + 1, c))
				return false;
			i += 1 + (size_t)c;
			continue;
		}
		if ((c & POINTER) != POINTER || p->len - i < 2)
			return false;
		to = packet_u16(p, i) & ~(POINTER << 8);
		if (to < PACKET_HEADER_SIZE || to >= from ||
		    ++hops > HOPS_MAX)
			return false;
		if (end == 0)
			end = i + 2;
		i = from = to;
	}
	if (i >= p->len)
		return false;
	out->octet[out->len++] = 0;
	*at = end != 0 ? end : i + 1;
	return true;
}

bool
packet_record(struct packet_record *out, const struct packet *p, size_t *at)
{
	size_t i = *at;

	if (!packet_name(&out->owner, p, &i) || p->len - i < RECORD_SIZE)
		return false;
	out->type = packet_u16(p, i);
	out->class = packet_u16(p, i + 2);
	out->ttl_s = packet_u32(p, i + 4);
	out->data_len = packet_u16(p, i + 8);
	out->data = i + RECORD_SIZE;
	if (p->len - out->data < out->data_len)
		return false;
	*at = out->data + out->data_len;
	return true;
}

bool
packet_question(struct packet_question *out, const struct packet *p)
{
	size_t at = PACKET_HEADER_SIZE;

	if (p->len < PACKET_HEADER_SIZE || packet_u16(p, 4) != 1 ||
	    !packet_name(&out->name, p, &at) || p->len - at < 4)
		return false;
	out->id = packet_u16(p, 0);
	out->type = packet_u16(p, at);
	out->class = packet_u16(p, at + 2);
	out->end = at + 4;
	return true;
}

bool
packet_same(const struct packet_name *a, const struct packet_name *b)
{
	return a->len == b->len && memcmp(a->octet, b->octet, a->len) == 0;
}

static bool
is_host_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '_';
}

/* One byte of a label as text; returns how many bytes that takes. */
static size_t
byte_text(char out[4], unsigned char c)
{
	if (is_host_byte(c)) {
		out[0] = (char)c;
		return 1;
	}
	out[0] = '\\';
	out[1] = (char)('0' + c / 100);
	out[2] = (char)('0' + c / 10 % 10);
	out[3] = (char)('0' + c % 10);
	return 4;
}

void
packet_text(char *out, size_t size, const struct packet_name *name)
{
	char text[4];
	size_t i, left = 0, len = 0, n;

	for (i = 0; i + 1 < name->len; i++) {
		if (left == 0) {
			left = name->octet[i];
			n = i > 0;
			text[0] = '.';
		} else {
			n = byte_text(text, name->octet[i]);
			left--;
		}
		n = n < size - 1 - len ? n : size - 1 - len;
		memcpy(out + len, text, n);
		len += n;
	}
	if (name->len == 1 && size > 1)
		out[len++] = '.';
	out[len] = '\0';
}

bool
packet_name_of(struct packet_name *out, const char *text)
{
	size_t len;

	out->len = 0;
	for (; *text != '\0'; text += len) {
		len = strcspn(text, ".");
		if (len == 0 || len > LABEL_MAX ||
		    !label_add(out, (const unsigned char *)text, len))
			return false;
		len += text[len] == '.';
	}
	out->octet[out->len++] = 0;
	return out->len > 1;
}
