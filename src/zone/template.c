/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/template.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "state/offender.h"

/* A text that grows until it is full. */
struct growing {
	char *out;
	size_t len;
};

static void
add(struct growing *g, const char *text)
{
	for (; *text != '\0' && g->len + 1 < TEMPLATE_SIZE; text++)
		g->out[g->len++] = *text;
	g->out[g->len] = '\0';
}

static void
add_byte(struct growing *g, char byte)
{
	const char text[2] = { byte, '\0' };

	add(g, text);
}

int
template_check(const char *template, struct err *e)
{
	const char *p;

	for (p = template; *p != '\0'; p++) {
		if (*p < ' ' || *p > '~')
			return err_perm(e, 0, "the template holds a byte that "
			    "is not printable ASCII");
		if (*p != '%')
			continue;
		if (*++p == '\0')
			return err_perm(e, 0, "the template ends with a single "
			    "%%: %%%% is a percent sign");
		if (strchr("YmdHMSzikone%", *p) == NULL)
			return err_perm(e, 0, "\"%%%c\" in the template means "
			    "nothing: %%%% is a percent sign",
			    *p >= ' ' && *p <= '~' ? *p : '?');
	}
	return 0;
}

/* A part of the time at which the last harm was done. */
static void
add_time(struct growing *g, char which, const struct offender *o)
{
	time_t t = (time_t)(o->last_s + o->zone_s);
	char text[32] = "", format[3] = { '%', which, '\0' };
	int32_t zone = o->zone_s < 0 ? -o->zone_s : o->zone_s;
	struct tm tm;

	if (which == 'z') {
		(void)snprintf(text, sizeof(text), "%c%02d%02d",
		    o->zone_s < 0 ? '-' : '+', (int)(zone / 3600),
		    (int)(zone / 60 % 60));
	} else if (gmtime_r(&t, &tm) != NULL) {
		(void)strftime(text, sizeof(text), format, &tm);
	}
	add(g, text);
}

static void
add_conversion(struct growing *g, char which, const struct offender *o)
{
	char text[OFFENDER_ADDRESS_SIZE];

	switch (which) {
	case 'i':
		offender_address_format(&o->ip, text);
		add(g, text);
		break;
	case 'k':
		add(g, offender_kind_word(o->kind));
		break;
	case 'o':
		add(g, o->source);
		break;
	case 'n':
		(void)snprintf(text, sizeof(text), "%lu",
		    (unsigned long)o->count);
		add(g, text);
		break;
	case 'e':
		add(g, o->evidence);
		break;
	case '%':
		add_byte(g, '%');
		break;
	default:
		add_time(g, which, o);
		break;
	}
}

static void
trim(char *text)
{
	size_t skip = strspn(text, " "), len = strlen(text + skip);

	while (len > 0 && text[skip + len - 1] == ' ')
		len--;
	memmove(text, text + skip, len);
	text[len] = '\0';
}

void
template_expand(char out[TEMPLATE_SIZE], const char *template,
    const struct offender *o)
{
	struct growing g = { out, 0 };
	const char *p;

	out[0] = '\0';
	for (p = template; *p != '\0'; p++)
		if (*p == '%' && p[1] != '\0')
			add_conversion(&g, *++p, o);
		else
			add_byte(&g, *p);
	trim(out);
}

int
template_common(char out[TEMPLATE_SIZE], bool *address,
    const char *template, struct err *e)
{
	struct growing g = { out, 0 };
	const char *p;

	out[0] = '\0';
	*address = false;
	for (p = template; *p != '\0'; p++) {
		if (*p == '%' && p[1] == 'i' && p[2] == '\0') {
			*address = true;
			return 0;
		}
		if (*p == '%' && *++p != '%')
			return err_perm(e, 0, "\"%.64s\" would differ from "
			    "entry to entry, and here all have one text: only "
			    "%%i may stand in it, at its end", template);
		add_byte(&g, *p);
	}
	trim(out);
	if (g.len > 0 && out[strlen(out) - 1] == '$')
		return err_perm(e, 0, "a dollar sign at the end stands for the "
		    "address here: write %%i");
	return 0;
}
