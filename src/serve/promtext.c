/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/promtext.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"

void
promtext_begin(struct buf *out, const char *name, enum promtext_kind kind,
    const char *help)
{
	static const char *const word[] = { "counter", "gauge", "summary" };

	buf_add_text(out, "# HELP ");
	buf_add_text(out, name);
	buf_add_text(out, " ");
	buf_add_text(out, help);
	buf_add_text(out, "\n# TYPE ");
	buf_add_text(out, name);
	buf_add_text(out, " ");
	buf_add_text(out, word[kind]);
	buf_add_text(out, "\n");
}

static void
value_add(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '\\':
			buf_add_text(out, "\\\\");
			break;
		case '"':
			buf_add_text(out, "\\\"");
			break;
		case '\n':
			buf_add_text(out, "\\n");
			break;
		default:
			buf_add_u8(out, *text >= ' ' && *text <= '~' ?
			    (unsigned char)*text : '?');
		}
}

static void
name_add(struct buf *out, const char *name, const struct promtext_label *label,
    size_t labels)
{
	size_t i;

	buf_add_text(out, name);
	for (i = 0; i < labels; i++) {
		buf_add_text(out, i == 0 ? "{" : ",");
		buf_add_text(out, label[i].name);
		buf_add_text(out, "=\"");
		value_add(out, label[i].value);
		buf_add_text(out, "\"");
	}
	buf_add_text(out, labels > 0 ? "} " : " ");
}

void
promtext_count(struct buf *out, const char *name,
    const struct promtext_label *label, size_t labels, uint64_t n)
{
	char text[32];

	name_add(out, name, label, labels);
	(void)snprintf(text, sizeof(text), "%" PRIu64 "\n", n);
	buf_add_text(out, text);
}

void
promtext_time(struct buf *out, const char *name,
    const struct promtext_label *label, size_t labels, uint64_t us)
{
	char text[48];

	name_add(out, name, label, labels);
	(void)snprintf(text, sizeof(text), "%" PRIu64 ".%06" PRIu64 "\n",
	    us / 1000000, us % 1000000);
	buf_add_text(out, text);
}
