/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/reply.h"

#include "base/err.h"
#include "base/num.h"

/* Room for printable text: what does not fit is dropped. */
struct room {
	char *at;
	const char *end;
};

static void
add_byte(struct room *room, char c)
{
	if (room->at < room->end)
		*room->at++ = c < ' ' || c > '~' ? '?' : c;
}

static void
add_text(struct room *room, const char *text)
{
	while (*text != '\0' && room->at < room->end)
		add_byte(room, *text++);
}

size_t
reply_join(char out[REPLY_LINE_MAX], const char *const word[], size_t count)
{
	struct room room = { out, out + REPLY_LINE_MAX - 2 };
	size_t i;

	for (i = 0; i < count; i++) {
		if (word[i] == NULL)
			continue;
		if (room.at != out)
			add_byte(&room, ' ');
		add_text(&room, word[i]);
	}
	*room.at++ = '\r';
	*room.at++ = '\n';
	return (size_t)(room.at - out);
}

int
reply_format(char out[REPLY_LINE_MAX], size_t *len, const struct reply *r,
    struct err *e)
{
	const char *dsn = r->dsn != NULL && *r->dsn != '\0' ? r->dsn : NULL;
	const char *word[] = { NULL, dsn, r->text };
	char code[21];

	if (r->code < 400 || r->code > 599)
		return err_perm(e, 0,
		    "reply code %u refuses nobody: use 400 to 499 for now or "
		    "500 to 599 for good",
		    r->code);
	if (dsn != NULL &&
	    ((unsigned)(dsn[0] - '0') != r->code / 100 || dsn[1] != '.'))
		return err_perm(e, 0,
		    "enhanced code \"%.16s\" does not fit reply code %u: it "
		    "has to begin with \"%u.\"",
		    dsn, r->code, r->code / 100);
	(void)num_format(r->code, code);
	word[0] = code;
	*len = reply_join(out, word, sizeof(word) / sizeof(word[0]));
	return 0;
}

/* What %name stands for; NULL if nothing. */
static const char *
word_find(const struct reply_words *w, char name)
{
	const char *value;

	switch (name) {
	case 'i':
		value = w->address;
		break;
	case 'h':
		value = w->host;
		break;
	case 'm':
		value = w->remedy;
		break;
	case 'r':
		value = w->rule;
		break;
	case 's':
		value = w->seconds;
		break;
	case 't':
		value = w->text;
		break;
	case 'w':
		value = w->receipt;
		break;
	case '%':
		return "%";
	default:
		return NULL;
	}
	return value != NULL ? value : "unknown";
}

size_t
reply_expand(char *out, size_t cap, const char *template,
    const struct reply_words *w)
{
	struct room room = { out, out + cap - 1 };
	const char *p, *value;

	for (p = template; *p != '\0'; p++) {
		value = *p == '%' ? word_find(w, p[1]) : NULL;
		if (value == NULL) {
			add_byte(&room, *p);
			continue;
		}
		add_text(&room, value);
		p++;
	}
	*room.at = '\0';
	return (size_t)(room.at - out);
}
