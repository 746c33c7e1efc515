/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utc.h"
#include "report/figure.h"

#define ADD_MOST 1000

/* How an octet is written; NULL: as it is. */
static const char *
reference_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return c >= ' ' && c <= '~' ? NULL : "&#xFFFD;";
	}
}

void
html_name(struct buf *b, const char *text)
{
	const char *reference;
	size_t i, room = HTML_NAME_ROOM, n;

	for (i = 0; i < HTML_NAME_MOST && text[i] != '\0'; i++) {
		reference = reference_of(text[i]);
		n = reference != NULL ? strlen(reference) : 1;
		if (n > room)
			break;
		room -= n;
		if (reference != NULL)
			buf_add_text(b, reference);
		else
			buf_add(b, &text[i], 1);
	}
	if (text[i] != '\0')
		buf_add_text(b, "&hellip;");
}

void
html_add(struct buf *b, const char *fmt, ...)
{
	char text[ADD_MOST];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_add_text(b, text);
}

void
html_count(struct buf *b, uint64_t n)
{
	char text[FIGURE_SIZE];

	html_add(b, "<td class=n>%s", figure_count(text, n));
}

void
html_share(struct buf *b, uint64_t n, uint64_t all)
{
	char text[FIGURE_SIZE];

	(void)figure_share(text, n, all);
	if (*text == '<' || *text == '>')
		html_add(b, "<td class=n>%s%s", *text == '<' ? "&lt;" :
		    "&gt;", text + 1);
	else
		html_add(b, "<td class=n>%s", text);
}

void
html_time(struct buf *b, int64_t at_s)
{
	char machine[UTC_SIZE], people[FIGURE_SIZE];

	if (at_s == INT64_MIN) {
		buf_add_text(b, "-");
		return;
	}
	utc_format(at_s, machine);
	html_add(b, "<time datetime=%s>%s</time>", machine,
	    figure_time(people, at_s));
}

void
html_bar(struct buf *b, const uint64_t n[4], uint64_t most)
{
	static const size_t order[4] = { 0, 3, 2, 1 }; /* mild to harsh */
	static const char class[4] = { 'p', 'b', 'd', 'g' };
	size_t i;

	buf_add_text(b, "<span class=bar>");
	for (i = 0; i < 4 && most > 0; i++)
		if (n[order[i]] > 0)
			html_add(b, "<i class=%c style=width:%.1f%%></i>",
			    class[order[i]], (double)n[order[i]] * 100 /
			    (double)most);
	buf_add_text(b, "</span>");
}
