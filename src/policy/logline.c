/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logline.h"

#include <string.h>

#include "base/hex.h"
#include "base/num.h"
#include "rule/mailbox.h"

/* Longest value of one key, and of one that the client says: an address of mail
 * has room whole in a line of LOGLINE_MAX.  Both shrink to the same: then all
 * keys and values take 477 bytes of LOGLINE_LEAST. */
#define VALUE_MAX 180
#define SAID_MAX (MAILBOX_LOCAL_MAX + 1 + DOMAINS_MAX)
#define VALUE_LEAST 12

/* How much longer a host name may be: one of 253 bytes is whole, too; and how
 * many times longer, for the least.  An address is never cut. */
#define HOST_MORE 73
#define HOST_TIMES 3
#define IP_LEAST 45

struct out {
	char *line;
	size_t len, room; /* what does not fit is counted and not written */
	size_t limit;     /* of a value */
	size_t said;      /* of one that the client says */
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
	size_t len = strlen(text);

	if (o->len + len <= o->room)
		memcpy(o->line + o->len, text, len);
	o->len += len;
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

/* "-" for what is NULL or empty. */
static void
add_up_to(struct out *o, const char *key, const char *value, size_t limit)
{
	add(o, key);
	if (value != NULL && *value != '\0')
		add_value(o, value, &limit);
	else
		add_byte(o, '-');
}

static void
add_pair(struct out *o, const char *key, const char *value)
{
	add_up_to(o, key, value, o->limit);
}

static void
add_address(struct out *o, const char *key, const char *value)
{
	add_up_to(o, key, value, o->limit < IP_LEAST ? IP_LEAST : o->limit);
}

static void
add_host(struct out *o, const char *key, const char *value)
{
	size_t more = HOST_TIMES * o->limit;

	add_up_to(o, key, value, o->limit + (more < HOST_MORE ? more :
	    HOST_MORE));
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
	if (l->norelay != NULL)
		add_item(o, &first, l->norelay, "", &limit);
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

static void
add_number(struct out *o, const char *key, unsigned long n)
{
	char text[21];

	(void)num_format(n, text);
	add(o, key);
	add(o, text);
}

/* The same, of what is none if it is 0. */
static void
add_some(struct out *o, const char *key, unsigned long n)
{
	if (n != 0)
		add_number(o, key, n);
	else
		add_pair(o, key, NULL);
}

/* Add a pair of an address of mail; of nobody it is "<>". */
static void
add_mailbox(struct out *o, const char *key, const struct mailbox *m)
{
	size_t limit = o->said;

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

/* How many recipients were refused, and how many not. */
static void
add_recipients(struct out *o, const struct logline *l)
{
	if (l->refused == 0 && l->passed == 0) {
		add_pair(o, " n=", NULL);
		return;
	}
	add_number(o, " n=", l->refused);
	add_number(o, "/", l->passed);
}

/* What was said, and what became of it.  Most clients say nothing to us. */
static void
add_dialogue(struct out *o, const struct logline *l)
{
	if (l->at == NULL) {
		add(o, " at=- helo=- from=- to=- n=- tls=- auth=- child=- "
		    "end=-");
		return;
	}
	add_pair(o, " at=", l->at);
	add_up_to(o, " helo=", l->ev->helo, o->said);
	add_mailbox(o, " from=", l->discreet ? NULL : l->ev->sender);
	add_mailbox(o, " to=", l->discreet ? NULL : l->ev->rcpt);
	add_recipients(o, l);
	add_pair(o, " tls=", l->tls);
	add_pair(o, " auth=", l->auth);
	add_some(o, " child=", l->child);
	add_some(o, " end=", l->end);
}

static void
format(struct out *o, const struct logline *l)
{
	const struct verdict *v = l->verdict;
	char score[NUM_SCORE_SIZE], db[9] = "-";

	num_score_format(v->score_milli, score);
	if (l->db != 0)
		db_format(db, l->db);
	add(o, l->program);
	add(o, ":");
	add_number(o, " pid=", l->pid);
	add_address(o, " ip=", l->ev->has_ip ? l->ev->ip_text : l->ip);
	add_host(o, " host=", l->ev->name);
	add_pair(o, " action=", rule_action_word(v->action));
	add_some(o, " code=", v->code);
	add_pair(o, " rule=", v->rule);
	add_pair(o, " score=", score);
	add_watch(o, l);
	add_all_notes(o, l);
	add_pair(o, " error=", l->error);
	add_pair(o, " name=", evidence_name_word(l->ev));
	add_pair(o, " db=", db);
	add_pair(o, " by=", l->by);
	add_dialogue(o, l);
	add_pair(o, " why=", v->receipt);
	add_byte(o, '\n');
}

/* Cut a quarter off.  False: it is at its least, to which the steps from both
 * maxima lead. */
static bool
shrink(size_t *limit)
{
	if (*limit <= VALUE_LEAST)
		return false;
	*limit -= *limit / 4;
	return true;
}

size_t
logline_format(char *out, size_t room, const struct logline *l)
{
	struct out o = { out, 0, room, VALUE_MAX, SAID_MAX };

	for (;;) {
		format(&o, l);
		if (o.len <= room || (!shrink(&o.said) && !shrink(&o.limit)))
			return o.len < room ? o.len : room;
		o.len = 0;
	}
}
