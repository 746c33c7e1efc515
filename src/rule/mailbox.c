/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/mailbox.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Append to the part before "@". */
static bool
put_local(struct mailbox *m, char c)
{
	if (m->local_len == MAILBOX_LOCAL_MAX || is_control(c))
		return false;
	m->local[m->local_len++] = lower(c);
	m->local[m->local_len] = '\0';
	return true;
}

/* Read the part in quotes at *p, and move *p behind it. */
static bool
take_quoted(struct mailbox *m, const char **p, const char *end)
{
	const char *c = *p + 1;

	for (; c < end && *c != '"'; c++) {
		if (*c == '\\' && c + 1 < end)
			c++;
		if (!put_local(m, *c))
			return false;
	}
	*p = c + 1;
	return c < end;
}

/* The last "@" from p on, or end. */
static const char *
find_at(const char *p, const char *end)
{
	const char *at;

	for (at = end; at > p; at--)
		if (at[-1] == '@')
			return at - 1;
	return end;
}

static bool
take_plain(struct mailbox *m, const char **p, const char *end)
{
	const char *at = find_at(*p, end);

	for (; *p < at; ++*p)
		if (**p == ' ' || !put_local(m, **p))
			return false;
	return true;
}

static bool
take_domain(struct mailbox *m, const char *p, const char *end)
{
	if (end > p + 1 && end[-1] == '.')
		end--;
	if (end == p || *p == '.' || end - p > DOMAINS_MAX)
		return false;
	for (; p < end; p++) {
		if (is_control(*p) || *p == ' ' || *p == '@')
			return false;
		m->domain[m->domain_len++] = lower(*p);
	}
	m->domain[m->domain_len] = '\0';
	return true;
}

static bool
parse(struct mailbox *m, const char *p, const char *end)
{
	if (end - p >= 2 && *p == '<' && end[-1] == '>') {
		p++;
		end--;
	}
	if (p < end && *p == '@') { /* a source route */
		p = memchr(p, ':', (size_t)(end - p));
		if (p == NULL)
			return false;
		p++;
	}
	if (p < end && *p == '"' ? !take_quoted(m, &p, end) :
	    !take_plain(m, &p, end))
		return false;
	if (m->local_len == 0)
		return false;
	return p == end || (*p == '@' && take_domain(m, p + 1, end));
}

int
mailbox_parse(struct mailbox *out, const char *text, struct err *e)
{
	struct mailbox m = { .local_len = 0 };

	if (!parse(&m, text, text + strlen(text)))
		return err_perm(e, 0, "\"%.64s\" is not a mail address: write "
		    "USER@DOMAIN", text);
	*out = m;
	return 0;
}
