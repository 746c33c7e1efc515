/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logline.h"

#include <string.h>

#include "base/num.h"

/* Longest value of one key; a host name has room whole, ten keys fit the
 * line. */
#define VALUE_MAX 180
#define NAME_MAX 253

struct out {
	char *line;
	size_t len;
};

static void
add(struct out *o, const char *text)
{
	size_t n = strlen(text);

	memcpy(o->line + o->len, text, n);
	o->len += n;
}

static char
printable(char c)
{
	if (c == ' ')
		return '_';
	return c > ' ' && c <= '~' ? c : '?';
}

/* Add a value, or "-" for none; limit counts bytes over several calls. */
static void
add_value(struct out *o, const char *value, size_t *limit)
{
	for (; *value != '\0' && *limit > 0; value++, (*limit)--)
		o->line[o->len++] = printable(*value);
}

static void
add_pair(struct out *o, const char *key, const char *value)
{
	size_t limit = VALUE_MAX;

	if (strcmp(key, " host=") == 0)
		limit = NAME_MAX;
	add(o, key);
	add_value(o, value != NULL && *value != '\0' ? value : "-", &limit);
}

/* The next word of a list between commas, "word" or "word:tail". */
static void
add_note(struct out *o, bool *first, const char *word, const char *tail,
    size_t *limit)
{
	if (!*first)
		add_value(o, ",", limit);
	*first = false;
	add_value(o, word, limit);
	add_value(o, tail, limit);
}

/* Each item of a list between commas as "word:item". */
static void
add_notes(struct out *o, bool *first, const char *word, const char *list,
    size_t *limit)
{
	char item[VERDICT_NOTES];
	size_t len;

	while (*list != '\0') {
		len = strcspn(list, ",");
		memcpy(item, list, len);
		item[len] = '\0';
		add_note(o, first, word, item, limit);
		list += len + (list[len] == ',');
	}
}

static void
add_all_notes(struct out *o, const struct logline *l)
{
	size_t limit = VALUE_MAX;
	bool first = true;

	add(o, " note=");
	if (l->open)
		add_note(o, &first, "open", "", &limit);
	if (l->pregreet)
		add_note(o, &first, "pregreet", "", &limit);
	if (l->verdict->capped)
		add_note(o, &first, "capped", "", &limit);
	if (l->verdict->odd_name)
		add_note(o, &first, "odd-name", "", &limit);
	add_notes(o, &first, "limit:", l->verdict->limit, &limit);
	add_notes(o, &first, "mark:", l->verdict->mark, &limit);
	add_notes(o, &first, "dns:", l->verdict->dns, &limit);
	if (first)
		add_value(o, "-", &limit);
}

size_t
logline_format(char out[LOGLINE_MAX], const struct logline *l)
{
	const struct verdict *v = l->verdict;
	char pid[21], code[21], score[NUM_SCORE_SIZE];
	struct out o = { out, 0 };

	(void)num_format(l->pid, pid);
	(void)num_format(v->code, code);
	num_score_format(v->score_milli, score);
	add(&o, "dyn-host-filter:");
	add_pair(&o, " pid=", pid);
	add_pair(&o, " ip=", l->ev->has_ip ? l->ev->ip_text : l->ip);
	add_pair(&o, " host=", l->ev->name);
	add_pair(&o, " action=", rule_action_word(v->action));
	add_pair(&o, " code=", v->code != 0 ? code : "-");
	add_pair(&o, " rule=", v->rule);
	add_pair(&o, " score=", score);
	add_pair(&o, " watch=", v->watch);
	add_all_notes(&o, l);
	add_pair(&o, " error=", l->error);
	out[o.len++] = '\n';
	return o.len;
}
