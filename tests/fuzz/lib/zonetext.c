/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zonetext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 4096

/* Take a line; false at the end. */
static bool
take(char line[LINE], struct zonetext *z)
{
	size_t len = strcspn(z->at, "\n");

	if (*z->at == '\0')
		return false;
	if (len >= LINE || z->at[len] == '\0')
		abort();
	memcpy(line, z->at, len);
	line[len] = '\0';
	z->at += len + 1;
	return true;
}

/* "NAME" and what follows "between"; false if that isn't there. */
static bool
split(struct zonetext_entry *out, char **rest, char *line, const char *between)
{
	char *found = strstr(line, between);

	if (found == NULL || (size_t)(found - line) >= sizeof(out->name))
		return false;
	memcpy(out->name, line, (size_t)(found - line));
	out->name[found - line] = '\0';
	*rest = found + strlen(between);
	return true;
}

static bool
number(unsigned *out, char **rest, const char *before, char after)
{
	size_t len = strlen(before);
	char *end;

	if (strncmp(*rest, before, len) != 0)
		return false;
	*out = (unsigned)strtoul(*rest + len, &end, 10);
	if (end == *rest + len || *end != after)
		return false;
	*rest = end + (after != '\0');
	return true;
}

/* "ADDRESS/BITS :127.0.0.N:TEXT", where blanks around TEXT go, "$$" is "$" and
 * another "$" would be replaced. */
static int
rbldnsd(struct zonetext_entry *out, char *line)
{
	char *rest, *to = out->text;

	if (*line == '$')
		return strncmp(line, "$SOA ", 5) == 0 ||
		    strncmp(line, "$NS ", 4) == 0 ||
		    strncmp(line, "$TTL ", 5) == 0 ||
		    strncmp(line, "$DATASET ", 9) == 0 ? 0 : -1;
	if (!split(out, &rest, line, " :") ||
	    !number(&out->value, &rest, "127.0.0.", ':') ||
	    strlen(rest) > 255)
		return -1;
	rest += strspn(rest, " \t");
	if (*rest == '=')
		rest++;
	for (; *rest != '\0'; *to++ = *rest++)
		if (*rest == '$' && *++rest != '$')
			return -1;
	for (*to = '\0'; to > out->text && to[-1] == ' '; *--to = '\0')
		;
	return 1;
}

/* RFC 1035 section 5.1; what is not in quotes has no meaning but that of words
 * here. */
static int
bind(struct zonetext_entry *out, struct zonetext *z, char *line)
{
	char *rest, *to = out->text;
	struct zonetext_entry next;
	struct zonetext ahead = *z;

	if (*line == '$' || *line == '@')
		return strncmp(line, "$ORIGIN ", 8) == 0 ||
		    strncmp(line, "$TTL ", 5) == 0 ||
		    strncmp(line, "@ IN SOA ", 9) == 0 ||
		    strncmp(line, "@ IN NS ", 8) == 0 ? 0 : -1;
	if (!split(out, &rest, line, " IN A ") ||
	    !number(&out->value, &rest, "127.0.0.", '\0'))
		return -1;
	out->text[0] = '\0';
	if (!take(line, &ahead) || !split(&next, &rest, line, " IN TXT \"") ||
	    strcmp(next.name, out->name) != 0)
		return 1;
	*z = ahead;
	for (; *rest != '"'; *to++ = *rest++)
		if (*rest == '\0' || (*rest == '\\' &&
		    (*++rest == '\0' || (*rest >= '0' && *rest <= '9'))))
			return -1;
	*to = '\0';
	return rest[1] == '\0' ? 1 : -1;
}

/* "+NAME:127.0.0.N:TTL" and "'NAME:TEXT:TTL", where \OOO is a byte. */
static int
tinydns(struct zonetext_entry *out, struct zonetext *z, char *line)
{
	char *rest, *to = out->text;
	struct zonetext_entry next;
	struct zonetext ahead = *z;

	if (*line == 'Z' || *line == '&')
		return 0;
	if (*line != '+' || !split(out, &rest, line + 1, ":") ||
	    !number(&out->value, &rest, "127.0.0.", ':'))
		return -1;
	out->text[0] = '\0';
	if (!take(line, &ahead) || *line != '\'')
		return 1;
	*z = ahead;
	if (!split(&next, &rest, line + 1, ":") ||
	    strcmp(next.name, out->name) != 0)
		return -1;
	for (; *rest != ':'; rest++) {
		if (*rest == '\0')
			return -1;
		if (*rest == '\\') {
			if (strspn(rest + 1, "01234567") < 3)
				return -1;
			*to++ = (char)((rest[1] - '0') * 64 +
			    (rest[2] - '0') * 8 + rest[3] - '0');
			rest += 3;
		} else {
			*to++ = *rest;
		}
	}
	*to = '\0';
	return strspn(rest + 1, "0123456789") == strlen(rest + 1) ? 1 : -1;
}

static int
postfix(struct zonetext_entry *out, char *line)
{
	char *rest;

	out->value = 0;
	if (*line == ' ' || *line == '\t' || !split(out, &rest, line,
	    " REJECT"))
		return -1;
	(void)snprintf(out->text, sizeof(out->text), "%s",
	    rest + (*rest == ' '));
	return *rest == ' ' || *rest == '\0' ? 1 : -1;
}

static int
cidr(struct zonetext_entry *out, const char *line)
{
	out->value = 0;
	out->text[0] = '\0';
	(void)snprintf(out->name, sizeof(out->name), "%.79s", line);
	return strspn(line, "0123456789abcdef.:/") == strlen(line) ? 1 : -1;
}

int
zonetext_next(struct zonetext_entry *out, struct zonetext *z,
    enum zonetext_form form)
{
	char line[LINE];
	int rc = 0;

	while (rc == 0 && take(line, z)) {
		if (*line == (form == ZONETEXT_BIND ? ';' : '#'))
			continue;
		switch (form) {
		case ZONETEXT_RBLDNSD:
			rc = rbldnsd(out, line);
			break;
		case ZONETEXT_BIND:
			rc = bind(out, z, line);
			break;
		case ZONETEXT_TINYDNS:
			rc = tinydns(out, z, line);
			break;
		case ZONETEXT_POSTFIX:
			rc = postfix(out, line);
			break;
		case ZONETEXT_CIDR:
			rc = cidr(out, line);
			break;
		}
	}
	return rc;
}
