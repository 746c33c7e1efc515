/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/proxy.h"

#include <string.h>

#include "base/err.h"

/* The shortest header is "PROXY UNKNOWN" and its CRLF: so many bytes can be
 * read before it is known which it is. */
#define SHORTEST 15

#define IP4_LEN 12 /* of two IPv4 addresses and two ports, version 2 */

static const unsigned char v1[] = { 'P', 'R', 'O', 'X', 'Y', ' ' };
static const unsigned char v2[] = { '\r', '\n', '\r', '\n', 0, '\r', '\n',
	'Q', 'U', 'I', 'T', '\n' };

/* Whether all of sig is there, or as much of it as there are bytes. */
static bool
agrees(const unsigned char *data, size_t len, const unsigned char *sig,
    size_t sig_len)
{
	return memcmp(data, sig, len < sig_len ? len : sig_len) == 0;
}

static bool
is_v2(const struct proxy *p)
{
	return agrees(p->head, p->len, v2, sizeof(v2));
}

/* Bytes behind the first 16 of version 2, which have to be there. */
static size_t
v2_rest(const struct proxy *p)
{
	return (size_t)p->head[14] << 8 | p->head[15];
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How much of version 2 is kept. */
static size_t
v2_kept(const struct proxy *p)
{
	return PROXY_V2_HEAD + smaller(v2_rest(p), PROXY_V2_IP6);
}

size_t
proxy_wants(const struct proxy *p)
{
	if (p->len < SHORTEST)
		return SHORTEST - p->len;
	if (!is_v2(p)) /* CR and LF are to come, at least */
		return p->head[p->len - 1] == '\r' ? 1 :
		    smaller(2, PROXY_V1_MAX - p->len);
	if (p->len < PROXY_V2_HEAD)
		return PROXY_V2_HEAD - p->len;
	if (p->len < v2_kept(p))
		return v2_kept(p) - p->len;
	return PROXY_V2_HEAD + v2_rest(p) - p->total;
}

/* ---- version 2 ---- */

static unsigned
port_get(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* The addresses stand one after the other, then the ports. */
static enum proxy_answer
v2_client(struct proxy *p, size_t size)
{
	const unsigned char *at = p->head + PROXY_V2_HEAD;

	if (v2_rest(p) < 2 * size + 4)
		return PROXY_WRONG;
	p->from = ip_of(at, (unsigned)size * 8);
	p->to = ip_of(at + size, (unsigned)size * 8);
	p->from_port = port_get(at + 2 * size);
	p->to_port = port_get(at + 2 * size + 2);
	return PROXY_CLIENT;
}

/* What the first bytes say of the whole.  PROXY_PART: read on. */
static enum proxy_answer
v2_whole(struct proxy *p)
{
	switch (p->head[12]) {
	case 0x20: /* LOCAL: whatever the rest says */
		return PROXY_OWN;
	case 0x21: /* PROXY */
		break;
	default:
		return PROXY_WRONG;
	}
	switch (p->head[13]) {
	case 0x11: /* TCP over IPv4, and IPv6 */
		return v2_client(p, 4);
	case 0x21:
		return v2_client(p, 16);
	case 0x00: /* not told, datagrams, UNIX sockets */
	case 0x12:
	case 0x22:
	case 0x31:
	case 0x32:
		return PROXY_OWN;
	default:
		return PROXY_WRONG;
	}
}

static enum proxy_answer
v2_take(struct proxy *p)
{
	enum proxy_answer whole;

	if (p->len < PROXY_V2_HEAD)
		return PROXY_PART;
	if (p->len < v2_kept(p)) {
		/* one that is wrong in its first bytes is not waited for */
		return (p->head[12] & 0xfe) == 0x20 ? PROXY_PART : PROXY_WRONG;
	}
	whole = v2_whole(p);
	if (whole == PROXY_WRONG ||
	    p->total == PROXY_V2_HEAD + v2_rest(p))
		return whole;
	return PROXY_PART;
}

/* ---- version 1 ---- */

/* Take the word that ends before a blank, or at the end of the text, out of
 * *at; "" if there is none. */
static void
word_take(char *out, size_t cap, const char **at)
{
	size_t len = strcspn(*at, " ");

	out[0] = '\0';
	if (len < cap) {
		memcpy(out, *at, len);
		out[len] = '\0';
	}
	*at += len;
	if (**at == ' ')
		++*at;
}

static bool
address_take(struct ip *out, const char **at, bool six)
{
	char word[IP_TEXT_SIZE];
	struct err e;

	word_take(word, sizeof(word), at);
	return strchr(word, '%') == NULL &&
	    (strchr(word, ':') != NULL) == six &&
	    ip_parse(out, word, &e) == 0;
}

/* "0" to "65535", without zeros before. */
static bool
port_take(unsigned *out, const char **at)
{
	char word[sizeof("65535")];
	unsigned n = 0;
	size_t i;

	word_take(word, sizeof(word), at);
	for (i = 0; word[i] >= '0' && word[i] <= '9'; i++)
		n = n * 10 + (unsigned)(word[i] - '0');
	*out = n;
	return i > 0 && word[i] == '\0' && n <= 65535 &&
	    (word[0] != '0' || i == 1);
}

/* The line without its CRLF. */
static enum proxy_answer
v1_read(struct proxy *p, const char *line)
{
	const char *at = line + sizeof(v1);
	char word[sizeof("UNKNOWN")];
	bool six;

	word_take(word, sizeof(word), &at);
	if (strcmp(word, "UNKNOWN") == 0)
		return PROXY_OWN;
	six = strcmp(word, "TCP6") == 0;
	if (!six && strcmp(word, "TCP4") != 0)
		return PROXY_WRONG;
	if (!address_take(&p->from, &at, six) ||
	    !address_take(&p->to, &at, six) ||
	    !port_take(&p->from_port, &at) || !port_take(&p->to_port, &at) ||
	    *at != '\0' || at[-1] == ' ')
		return PROXY_WRONG;
	return PROXY_CLIENT;
}

static enum proxy_answer
v1_take(struct proxy *p)
{
	const unsigned char *end = memchr(p->head, '\n', p->len);
	char line[PROXY_V1_MAX];
	size_t len;

	if (end == NULL)
		return p->len < PROXY_V1_MAX ? PROXY_PART : PROXY_WRONG;
	len = (size_t)(end - p->head);
	if (len + 1 != p->len || len < SHORTEST - 1 ||
	    p->head[len - 1] != '\r' ||
	    memchr(p->head, '\0', len) != NULL)
		return PROXY_WRONG;
	memcpy(line, p->head, --len);
	line[len] = '\0';
	return v1_read(p, line);
}

/* ---- both ---- */

enum proxy_answer
proxy_take(struct proxy *p, const void *data, size_t len)
{
	size_t room = smaller(len, sizeof(p->head) - p->len);

	if (p->len >= PROXY_V2_HEAD && is_v2(p))
		room = smaller(room, v2_kept(p) - p->len);
	memcpy(p->head + p->len, data, room);
	p->len += room;
	p->total += len;
	if (is_v2(p))
		return v2_take(p);
	return agrees(p->head, p->len, v1, sizeof(v1)) ? v1_take(p) :
	    PROXY_NONE;
}

bool
proxy_begins(const void *data, size_t len)
{
	return (len >= sizeof(v1) && agrees(data, len, v1, sizeof(v1))) ||
	    (len >= sizeof(v2) && agrees(data, len, v2, sizeof(v2)));
}
