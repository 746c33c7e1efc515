/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/framing.h"

#include <string.h>

#include "base/err.h"
#include "base/json_read.h"
#include "watch/stamp.h"

#define US 1000000

/* Read microseconds, as the journal tells time. */
static bool
read_us(int64_t *out_s, const char *text, size_t len)
{
	int64_t n = 0;
	size_t i;

	if (len < 7 || len > 17)
		return false;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (text[i] - '0');
	}
	*out_s = n / US;
	return true;
}

/* Whether a line begins with a word; what is behind it is *rest. */
static bool
begins(const char **rest, size_t *rest_len, const char *line, size_t len,
    const char *word)
{
	const size_t n = strlen(word);

	if (len < n || memcmp(line, word, n) != 0)
		return false;
	*rest = line + n;
	*rest_len = len - n;
	return true;
}

/* Whether a line is the name of a field alone: a value in octets follows. */
static bool
is_field(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((line[i] < 'A' || line[i] > 'Z') && line[i] != '_' &&
		    (i == 0 || line[i] < '0' || line[i] > '9'))
			return false;
	return len > 0;
}

/* Take a line's octets as those of a value, its newline included.  False when
 * there was no such value. */
static bool
pass_over(struct framing *f, const char *line, size_t len, uint64_t whole)
{
	uint64_t rest = whole + 1;
	size_t i;

	if (f->length_bytes == 0 && f->skip == 0)
		return false;
	for (i = 0; f->length_bytes > 0 && rest > 0; i++, rest--) {
		const unsigned char octet = i < len ?
		    (unsigned char)line[i] : '\n';

		f->skip |= (uint64_t)octet << 8 * (8 - f->length_bytes);
		/* and the newline behind the value */
		if (--f->length_bytes == 0 && f->skip != UINT64_MAX)
			f->skip++;
	}
	f->skip -= f->length_bytes == 0 ? rest < f->skip ? rest : f->skip : 0;
	return true;
}

/* A line of an entry of the journal. */
static bool
take_field(struct framing *f, struct framed *out, const char *line, size_t len)
{
	const char *value;
	size_t n;

	if (len == 0) {
		f->entry_has_time = false;
		return false;
	}
	if (begins(&value, &n, line, len, "__REALTIME_TIMESTAMP=")) {
		f->entry_has_time = read_us(&f->entry_s, value, n);
		return false;
	}
	if (f->entry_has_time && is_field(line, len)) {
		f->length_bytes = 8;
		return false;
	}
	if (!begins(&value, &n, line, len, "MESSAGE="))
		return false;
	*out = (struct framed){ value, n, f->entry_has_time, f->entry_s };
	return true;
}

/* An object of the journal. */
static bool
take_json(struct framing *f, struct framed *out, const char *line, size_t len)
{
	struct json_reader r;
	struct json_member m;
	struct err e;
	bool has = false;

	memcpy(f->json, line, len);
	f->json[len] = '\0';
	if (json_read(&r, f->json, &e) == -1)
		return false;
	out->has_time = false;
	while (json_read_member(&r, &m, &e) == 1) {
		if (m.kind != JSON_STRING)
			continue;
		if (strcmp(m.name, "MESSAGE") == 0) {
			out->text = m.text;
			out->len = m.len;
			has = true;
		} else if (strcmp(m.name, "__REALTIME_TIMESTAMP") == 0) {
			out->has_time = read_us(&out->at_s, m.text, m.len);
		}
	}
	return has;
}

/* The time at the beginning of a line, with the minute remembered: mktime(3)
 * takes longer than all else that is done with a line. */
static bool
take_time(struct framing *f, int64_t *at_s, const char *line, size_t len)
{
	const size_t n = sizeof(f->minute);
	const char *s = line + n;

	if (len > n + 2 && *line >= 'A' && memcmp(line, f->minute, n) == 0 &&
	    s[0] >= '0' && s[0] <= '5' && s[1] >= '0' && s[1] <= '9' &&
	    (s[2] == ' ' || s[2] == '.')) {
		*at_s = f->minute_s + (s[0] - '0') * 10 + (s[1] - '0');
		return true;
	}
	if (stamp_read(at_s, line, len, f->now_s) == 0)
		return false;
	if (len > n + 2 && *line >= 'A' && s[0] >= '0' && s[0] <= '5' &&
	    (s[2] == ' ' || s[2] == '.')) {
		memcpy(f->minute, line, n);
		f->minute_s = *at_s - ((s[0] - '0') * 10 + (s[1] - '0'));
	}
	return true;
}

bool
framing_line(struct framing *f, struct framed *out, const char *line,
    size_t len, uint64_t whole)
{
	if (pass_over(f, line, len, whole))
		return false;
	if (len > 0 && line[len - 1] == '\r')
		len--;
	if (len == 0 || f->entry_has_time || *line == '_' || *line == 'M')
		if (take_field(f, out, line, len))
			return true;
	if (len == 0 || f->entry_has_time)
		return false;
	if (*line == '{' && len <= FRAMING_LINE_MAX && len == whole)
		return take_json(f, out, line, len);
	*out = (struct framed){ line, len, false, 0 };
	out->has_time = take_time(f, &out->at_s, line, len);
	return true;
}
