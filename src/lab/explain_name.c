/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/explain_name.h"

#include "base/json.h"
#include "base/num.h"
#include "name/class.h"
#include "name/serial.h"
#include "name/words.h"
#include "policy/evidence.h"

static const char *
sign_word(const struct sign *s)
{
	static const char *const address[] = { "", "last octet of the address",
		"part of the address", "the address" };
	static const char *const serial[] = { "", "serial number", "port",
		"serial number", "random label" };
	static const char *const sound[] = { "domain", "domain", "domain",
		"domain for hosting", "domain for mail" };

	switch (s->kind) {
	case SIGN_ADDRESS:
		return address[s->detail];
	case SIGN_WORD:
		return word_kind_word((enum word_kind)s->detail);
	case SIGN_NUMBERS:
		return "numbers like octets";
	case SIGN_SERIAL:
		return serial[s->detail];
	case SIGN_DOMAIN:
		break;
	}
	return sound[s->detail];
}

/* The spans of the address are several, all others one. */
static const struct span *
spans_of(const struct class *c, const struct sign *s, size_t *n)
{
	*n = s->kind == SIGN_ADDRESS ? c->embedded.spans : 1;
	return s->kind == SIGN_ADDRESS ? c->embedded.span : &s->span;
}

void
explain_name_text(FILE *out, const struct class *c, const struct evidence *ev)
{
	char text[NUM_SCORE_SIZE];
	size_t i, k, n;

	num_score_format(c->confidence_milli, text);
	(void)fprintf(out, "name: %s %s\n", class_word(c->kind), text);
	for (i = 0; i < c->signs; i++) {
		const struct span *span = spans_of(c, &c->sign[i], &n);

		(void)putc('\t', out);
		for (k = 0; k < n; k++)
			(void)fprintf(out, "%s%.*s", k > 0 ? " " : "",
			    span[k].len, ev->name + span[k].at);
		(void)fprintf(out, ": %s, %+d\n", sign_word(&c->sign[i]),
		    c->sign[i].points);
	}
}

static void
json_spans(struct json *j, const struct span *span, size_t n)
{
	char number[21];
	size_t i;

	json_array(j, "spans");
	for (i = 0; i < n; i++) {
		json_object(j, NULL);
		(void)num_format(span[i].at, number);
		json_number(j, "at", number);
		(void)num_format(span[i].len, number);
		json_number(j, "len", number);
		json_end(j, '}');
	}
	json_end(j, ']');
}

void
explain_name_json(struct json *j, const struct class *c,
    const struct evidence *ev)
{
	char number[NUM_SCORE_SIZE], text[HOST_MAX + 1];
	const struct span *span;
	size_t i, n;

	json_object(j, "name");
	json_string(j, "class", class_word(c->kind));
	num_score_format(c->confidence_milli, number);
	json_number(j, "confidence", number);
	json_string(j, "embedded", embedded_word(c->embedded.kind));
	json_array(j, "signs");
	for (i = 0; i < c->signs; i++) {
		const struct sign *s = &c->sign[i];

		span = spans_of(c, s, &n);
		json_object(j, NULL);
		json_string(j, "sign", sign_word(s));
		(void)snprintf(text, sizeof(text), "%.*s", s->span.len,
		    ev->name + s->span.at);
		json_string(j, "text", text);
		json_spans(j, span, n);
		(void)snprintf(number, sizeof(number), "%d", s->points);
		json_number(j, "points", number);
		json_end(j, '}');
	}
	json_end(j, ']');
	json_end(j, '}');
}
