/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json.h"

#include <stddef.h>

#include "base/num.h"

static void
quote(struct json *j, const char *s)
{
	(void)putc('"', j->out);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			(void)fprintf(j->out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			(void)fprintf(j->out, "\\u%04x", c);
		else
			(void)putc(c, j->out);
	}
	(void)putc('"', j->out);
}

/* The comma before a value, and its name. */
static void
begin(struct json *j, const char *name)
{
	if (j->follow)
		(void)putc(',', j->out);
	j->follow = true;
	if (name == NULL)
		return;
	quote(j, name);
	(void)putc(':', j->out);
}

void
json_object(struct json *j, const char *name)
{
	begin(j, name);
	(void)putc('{', j->out);
	j->follow = false;
}

void
json_array(struct json *j, const char *name)
{
	begin(j, name);
	(void)putc('[', j->out);
	j->follow = false;
}

void
json_end(struct json *j, char close)
{
	(void)putc(close, j->out);
	j->follow = true;
}

void
json_string(struct json *j, const char *name, const char *value)
{
	begin(j, name);
	quote(j, value);
}

void
json_value(struct json *j, const char *name, const char *json)
{
	begin(j, name);
	(void)fputs(json, j->out);
}

void
json_number(struct json *j, const char *name, const char *digits)
{
	json_value(j, name, digits);
}

void
json_count(struct json *j, const char *name, uint64_t n)
{
	char digits[21];

	(void)num_format(n, digits);
	json_number(j, name, digits);
}

void
json_bool(struct json *j, const char *name, bool value)
{
	json_value(j, name, value ? "true" : "false");
}

void
json_null(struct json *j, const char *name)
{
	json_value(j, name, "null");
}
