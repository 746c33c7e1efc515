/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logline.h"

#include <string.h>

#include "base/hex.h"
#include "base/num.h"
#include "rule/mailbox.h"

/* Longest value of one key, and how much longer a host name may be: one of 253
 * bytes has room whole in a line of LOGLINE_MAX.  An address is never cut.
 * The keys and values of the least length take 481 of LOGLINE_LEAST. */
#define VALUE_MAX 180
#define VALUE_LEAST 24
#define HOST_MORE 73
#define IP_LEAST 45

struct out {
	char *line;
	size_t len, room; /* what does not fit is counted and not written */
	size_t limit;     /* of a value */
};

static void
add_byte(struct out *o, char c)
{
	if (o->len < o->room)
		o->line[o->len] = c;
	o->len++;
}

static void
add(struct out *o, const char *text)
{
	while (*text != '\0')
		add_byte(o, *text++);
}

static char
printable(char c)
{
	if (c == ' ')
		return '_';
	return c > ' ' && c <= '~' ? c : '?';
}

/* Add a value; limit counts bytes over several calls. */
static void
add_value(struct out *o, const char *value, size_t *limit)
{
	for (; *value != '\0' && *limit > 0; value++, (*limit)--)
		add_byte(o, printable(*value));
}

static void
add_pair(struct out *o, const char *key, const char *value)
{
	size_t limit = o->limit;

	if (strcmp(key, " host=") == 0)
		limit += HOST_MORE;
	else if (strcmp(key, " ip=") == 0 && limit < IP_LEAST)
		limit = IP_LEAST;
	add(o, key);
	add_value(o, value != NULL && *value != '\0' ? value : "-", &limit);
}

/* Add an item of a list between commas, "prefix" and "item". */
static void
add_item(struct out *o, bool *first, const char *prefix, const char *item,
    size_t *limit)
{
	if (!*first)
		add_value(o, ",", limit);
	*first = false;
	add_value(o, prefix, limit);
	for (; *item != '\0' && *limit > 0; item++, (*limit)--)
		add_byte(o, *item == ',' ? '?' : printable(*item));
}

static void
add_notes(struct out *o, bool *first, const char *prefix,
    const struct logline *l, enum note_kind kind, size_t *limit)
{
	const char *note;
	size_t at = 0;

	while ((note = notes_next(l->notes, kind, &at)) != NULL)
		add_item(o, first, prefix, note, limit);
}

static void
add_watch(struct out *o, const struct logline *l)
{
	size_t limit = o->limit;
	bool first = true;

	add(o, " watch=");
	add_notes(o, &first, "", l, NOTE_WATCH, &limit);
	if (first)
		add_value(o, "-", &limit);
}

/* Lists that said no come last, so that they are cut first. */
static void
add_all_notes(struct out *o, const struct logline *l)
{
	size_t limit = o->limit;
	bool first = true;

	add(o, " note=");
	if (l->open)
		add_item(o, &first, "open", "", &limit);
	if (l->state != NULL)
		add_item(o, &first, l->state, "", &limit);
	if (l->pregreet)
		add_item(o, &first, "pregreet", "", &limit);
	if (l->ban != NULL)
		add_item(o, &first, l->ban, "", &limit);
	if (l->verdict->capped)
		add_item(o, &first, "capped", "", &limit);
	if (l->verdict->odd_name)
		add_item(o, &first, "odd-name", "", &limit);
	add_notes(o, &first, "limit:", l, NOTE_LIMIT, &limit);
	add_notes(o, &first, "mark:", l, NOTE_MARK, &limit);
	add_notes(o, &first, "dns:", l, NOTE_DNS, &limit);
	add_notes(o, &first, "dns:", l, NOTE_DNS_NO, &limit);
	if (first)
		add_value(o, "-", &limit);
}

/* The checksum as eight hexadecimal digits. */
static void
db_format(char out[9], uint32_t db)
{
	int shift;

	for (shift = 24; shift >= 0; shift -= 8, out += 2)
		hex_format(out, (unsigned char)(db >> shift));
	*out = '\0';
}

/* Add a pair of an address of mail; of nobody it is "<>". */
static void
add_mailbox(struct out *o, const char *key, const struct mailbox *m)
{
	size_t limit = o->limit;

	add(o, key);
	if (m == NULL) {
		add_value(o, "-", &limit);
		return;
	}
	if (m->local_len + m->domain_len == 0)
		add_value(o, "<>", &limit);
	add_value(o, m->local, &limit);
	if (m->domain_len > 0) {
		add_value(o, "@", &limit);
		add_value(o, m->domain, &limit);
	}
}

static void
add_session(struct out *o, const struct logline *l)
{
	add_pair(o, " at=", l->at);
	add_pair(o, " helo=", l->ev->helo);
	add_mailbox(o, " from=", l->ev->sender);
	add_mailbox(o, " to=", l->ev->rcpt);
}

static void
format(struct out *o, const struct logline *l)
{
	const struct verdict *v = l->verdict;
	char pid[21], code[21], score[NUM_SCORE_SIZE], db[9] = "-";

	(void)num_format(l->pid, pid);
	(void)num_format(v->code, code);
	num_score_format(v->score_milli, score);
	if (l->db != 0)
		db_format(db, l->db);
	add(o, l->program);
	add(o, ":");
	add_pair(o, " pid=", pid);
	add_pair(o, " ip=", l->ev->has_ip ? l->ev->ip_text : l->ip);
	add_pair(o, " host=", l->ev->name);
	add_pair(o, " action=", rule_action_word(v->action));
	add_pair(o, " code=", v->code != 0 ? code : "-");
	add_pair(o, " rule=", v->rule);
	add_pair(o, " score=", score);
	add_watch(o, l);
	add_all_notes(o, l);
	add_pair(o, " error=", l->error);
	add_pair(o, " name=", evidence_name_word(l->ev));
	add_pair(o, " db=", db);
	add_pair(o, " by=", l->by);
	if (l->at != NULL)
		add_session(o, l);
	add_byte(o, '\n');
}

size_t
logline_format(char *out, size_t room, const struct logline *l)
{
	struct out o = { out, 0, room, VALUE_MAX };

	for (;;) {
		format(&o, l);
		if (o.len <= room || o.limit == VALUE_LEAST)
			return o.len < room ? o.len : room;
		o.limit -= o.limit / 4;
		if (o.limit < VALUE_LEAST)
			o.limit = VALUE_LEAST;
		o.len = 0;
	}
}
