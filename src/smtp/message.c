/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/message.h"

#include <stdint.h>
#include <string.h>

/* Bytes below this may be NUL, LF or CR. */
#define CLEAR ('\r' + 1)

/*
 * How many bytes at the begin are none of NUL, LF and CR, and perhaps fewer.
 *
 * Eight at a time: of a byte b below 14, b - 14 borrows, and its highest bit is
 * set, while b has none.  A borrow reaches the next byte only from one that is
 * below 14 itself, so the answer "none of the eight" is never wrong.
 */
static size_t
plain(const char *in, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t w;
	size_t n = 0;

	while (len - n >= sizeof(w)) {
		memcpy(&w, in + n, sizeof(w));
		if (((w - ones * CLEAR) & ~w & (ones << 7)) != 0)
			break;
		n += sizeof(w);
	}
	while (n < len && (unsigned char)in[n] >= CLEAR)
		n++;
	return n;
}

/* Behind CR LF. */
static void
line_end(struct message *m)
{
	m->cr = false;
	if (m->at == MESSAGE_DOT)
		m->is = MESSAGE_END;
	m->at = MESSAGE_BEGIN;
}

/* This byte must not pass; to those who look for CRLF.CRLF alone it is text. */
static void
stop(struct message *m, enum message_is is, char byte)
{
	m->is = is;
	m->at = MESSAGE_TEXT;
	m->cr = byte == '\r';
}

/* One byte; what it puts out, at most two. */
static size_t
take(struct message *m, char byte, char *out)
{
	if (m->cr) {
		if (byte != '\n') {
			stop(m, MESSAGE_BARE, byte);
			return 0;
		}
		memcpy(out, "\r\n", 2);
		line_end(m);
		return 2;
	}
	if (byte == '\r') {
		m->cr = true;
		return 0;
	}
	if (byte == '\n' || byte == '\0') {
		stop(m, byte == '\n' ? MESSAGE_BARE : MESSAGE_NUL, byte);
		return 0;
	}
	m->at = m->at == MESSAGE_BEGIN && byte == '.' ? MESSAGE_DOT
						      : MESSAGE_TEXT;
	*out = byte;
	return 1;
}

size_t
message_take(struct message *m, char *out, size_t *out_len, const char *in,
    size_t len)
{
	size_t i = 0, n, o = 0;

	while (i < len && m->is == MESSAGE_MORE) {
		if (m->at == MESSAGE_TEXT && !m->cr) {
			n = plain(in + i, len - i);
			memcpy(out + o, in + i, n);
			i += n;
			o += n;
			if (i == len)
				break;
		}
		o += take(m, in[i++], out + o);
	}
	*out_len = o;
	return i;
}

size_t
message_skip(struct message *m, const char *in, size_t len)
{
	size_t i;

	for (i = 0; i < len && m->is != MESSAGE_END; i++) {
		if (m->cr && in[i] == '\n') {
			line_end(m);
			continue;
		}
		if (m->cr || in[i] != '\r')
			m->at = !m->cr && m->at == MESSAGE_BEGIN &&
			    in[i] == '.' ? MESSAGE_DOT : MESSAGE_TEXT;
		m->cr = in[i] == '\r';
	}
	return i;
}
