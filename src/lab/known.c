/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/json.h"
#include "base/utc.h"
#include "serve/desk.h"
#include "state/offender.h"


/* Print the lines of a key to out. */
static int
ask(const struct known *k, const char *key, FILE *out, struct err *e)
{
	struct desk d = { .what = DESK_STATE, .key = key, .out = out,
		.log = k->log, .program = k->program };

	desk_settings(&d, k->settings);
	switch (desk_do(&d, e)) {
	case DESK_DONE:
		return 0;
	case DESK_NONE:
		return 1;
	default:
		return -1;
	}
}

int
known_state(const struct known *k, const char *key, struct err *e)
{
	return ask(k, key, k->out, e);
}

static void
text_offence(const struct known *k, const struct offender *o)
{
	char first[UTC_SIZE], last[UTC_SIZE], until[UTC_SIZE];

	utc_format(o->first_s, first);
	utc_format(o->last_s, last);
	utc_format(o->until_s, until);
	(void)fprintf(k->out, "%s: %s\n\tuntil: %s%s\n\tcount: %lu\n"
	    "\tfirst: %s\n\tlast: %s\n\tsource: %s\n\tevidence: %s\n",
	    offender_kind_word(o->kind), offender_kind_text(o->kind), until,
	    k->now_s < o->until_s ? "" : ", over", (unsigned long)o->count,
	    first, last, o->source, o->evidence);
	if (o->ban_s == 0)
		return;
	utc_format(o->ban_s, until);
	(void)fprintf(k->out, "\tdropped: until %s%s\n", until,
	    k->now_s < o->ban_s ? "" : ", over");
}

static void
json_offence(struct json *j, const struct known *k, const struct offender *o)
{
	char text[UTC_SIZE];

	json_object(j, NULL);
	json_string(j, "kind", offender_kind_word(o->kind));
	json_bool(j, "held", k->now_s < o->until_s);
	utc_format(o->until_s, text);
	json_string(j, "until", text);
	(void)snprintf(text, sizeof(text), "%lu", (unsigned long)o->count);
	json_number(j, "count", text);
	utc_format(o->first_s, text);
	json_string(j, "first", text);
	utc_format(o->last_s, text);
	json_string(j, "last", text);
	json_string(j, "source", o->source);
	json_string(j, "evidence", o->evidence);
	utc_format(o->ban_s, text);
	if (o->ban_s == 0)
		json_null(j, "dropped");
	else
		json_string(j, "dropped", text);
	json_end(j, '}');
}

/* Offenders of lines, at most one a kind.  -1 with *e if one is wrong. */
static int
offences_read(struct offender out[OFFENDER_KINDS], size_t *count, char *lines,
    struct err *e)
{
	char *line, *end;

	*count = 0;
	for (line = lines; (end = strchr(line, '\n')) != NULL; line = end + 1)
		switch (offender_read(&out[*count], line,
		    (size_t)(end - line), e)) {
		case OFFENDER_IS:
			if (++*count == OFFENDER_KINDS)
				return 0;
			break;
		case OFFENDER_OTHER:
			break;
		case OFFENDER_WRONG:
			return -1;
		}
	return 0;
}

static void
show_text(const struct known *k, const char *who, bool held,
    const struct offender *o, size_t count)
{
	(void)fprintf(k->out, "%s -> %s\n", who,
	    held ? "offender" : "no offender");
	for (; count > 0; count--, o++)
		text_offence(k, o);
}

static void
show_json(const struct known *k, const char *who, bool held,
    const struct offender *o, size_t count)
{
	struct json j = { k->out, false };

	json_object(&j, NULL);
	json_string(&j, "address", who);
	json_bool(&j, "offender", held);
	json_array(&j, "offences");
	for (; count > 0; count--, o++)
		json_offence(&j, k, o);
	json_end(&j, ']');
	json_end(&j, '}');
	(void)fputc('\n', k->out);
}

/* Show what the lines say; returns as known_offender. */
static int
show(const struct known *k, const struct ip *ip, char *lines, struct err *e)
{
	const struct ip address = offender_address(ip);
	struct offender o[OFFENDER_KINDS];
	char who[OFFENDER_ADDRESS_SIZE];
	bool held = false;
	size_t i, count;

	if (offences_read(o, &count, lines, e) == -1)
		return -1;
	offender_address_format(&address, who);
	for (i = 0; i < count; i++)
		held = held || k->now_s < o[i].until_s;
	(k->json ? show_json : show_text)(k, who, held, o, count);
	return held ? 0 : 1;
}

int
known_offender(const struct known *k, const char *text, struct err *e)
{
	char key[IP_TEXT_SIZE], *lines = NULL;
	size_t len = 0;
	struct ip ip;
	FILE *out;
	int rc;

	if (offender_address_parse(&ip, text, e) == -1)
		return -1;
	ip_format(&ip, key);
	if ((out = open_memstream(&lines, &len)) == NULL)
		return err_memory(e);
	rc = ask(k, key, out, e);
	if (fclose(out) == EOF && rc != -1)
		rc = err_memory(e);
	if (rc != -1)
		rc = show(k, &ip, lines, e);
	free(lines);
	return rc;
}
