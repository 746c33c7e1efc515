/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever stands in a Received line, what is read of it lies within it, a
 * client is no loopback address, and another sort of blank changes nothing.
 * Whatever a client says of itself to a server that writes it down as it is,
 * the client is the one that the server wrote, or nobody; never another, and
 * never the machine itself.
 */
#include "mail/received.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 4096
#define DATE "; Wed, 18 Nov 2020 14:49:56 -0800 (PST)"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_lie_within(const struct token *t, const char *text, size_t len)
{
	must(t->len == 0 || (t->at >= text && t->len <= len &&
	    (size_t)(t->at - text) <= len - t->len));
}

static void
must_hold_together(const struct received *r, const char *text, size_t len)
{
	must_lie_within(&r->by, text, len);
	must_lie_within(&r->with, text, len);
	must_lie_within(&r->date, text, len);
	must(r->client.bits == 0 || r->client.bits == 32 ||
	    r->client.bits == 128);
	must(r->answer != RECEIVED_CLIENT || (r->client.bits != 0 &&
	    (r->client.bits != 32 || r->client.octet[0] != 127)));
	must(r->answer != RECEIVED_UNCLEAR || r->client.bits == 0);
	(void)received_is_by(r, text, len, "m.example");
}

static void
other_blanks(char *text, size_t len)
{
	static const char blanks[] = { ' ', '\t', '\r', '\n', '\0' };
	size_t i;

	for (i = 0; i < len; i++)
		if (memchr(blanks, text[i], sizeof(blanks)) != NULL)
			text[i] = blanks[i % sizeof(blanks)];
}

static void
one_line(const uint8_t *data, size_t size)
{
	struct received r, other;
	char *text = malloc(size + 1);

	if (text == NULL)
		return;
	memcpy(text, data, size);
	received_parse(&r, text, size);
	must_hold_together(&r, text, size);
	other_blanks(text, size);
	received_parse(&other, text, size);
	must(other.answer == r.answer && other.by.len == r.by.len);
	must(ip_compare(&other.client, &r.client) == 0);
	free(text);
}

/* The client's words between what servers write before and behind them. */
static const char *const around[][2] = {
	{ "from ", " (h.example [192.0.2.1]) by m.example (X) with SMTP id 1"
	    DATE },
	{ "from ", " ([192.0.2.1])\r\n\tby m.example with ESMTP" DATE },
	{ "from ", " (192.0.2.1) by m.example (10.0.0.1) with X" DATE },
	{ "from ", " [192.0.2.1] by m.example with SMTP" DATE },
	{ "from h.example (", " [192.0.2.1]) by m.example with SMTP" DATE },
	{ "from unknown (HELO ", ") (192.0.2.1)\n  by m.example with SMTP"
	    DATE },
	{ "from unknown (EHLO ", ") [192.0.2.1] by m.example with SMTP" DATE },
	{ "from h.example ([192.0.2.1] helo=", ") by m.example with esmtp "
	    "(Exim 4.96) id 1" DATE },
	{ "from [192.0.2.1] (helo=", ") by m.example with esmtp (Exim 4.96) "
	    "id 1" DATE },
	{ "from h.example ([192.0.2.1] helo=x) by m.example with esmtp (Exim "
	    "4.96) (envelope-from <", ">) id 1" DATE },
	{ "from h.example ([192.0.2.1]) by m.example with ESMTP id 1 for <",
	    ">" DATE },
	/* names and the like that DNS or ident told, and a literal as HELO */
	{ "from [203.0.113.9] (", " [::ffff:192.0.2.1])\n  by m.example with "
	    "ESMTPS\n  id 00A2" DATE },
	{ "from unknown (HELO x) (", "@192.0.2.1)\n  by m.example with SMTP"
	    DATE },
	{ "from [192.0.2.1] (", ")\n\tby m.example (chasquid) with ESMTPS"
	    DATE },
	{ "from ", " (Not Verified[192.0.2.1]) by m.example with MailMarshal "
	    "id 1" DATE },
	{ "from h (192.0.2.1) by m.example (6.0.040) id 3D36 for \"",
	    "\"@m.example" DATE },
	{ "from h (h.example [192.0.2.1]) (Client CN \"", "\", Issuer \"x\" "
	    "(not verified)) by m.example (Postfix) with ESMTPS id 1" DATE },
};

static void
one_client(const char *const words[2], const uint8_t *data, size_t size)
{
	static const unsigned char real[4] = { 192, 0, 2, 1 };
	size_t before = strlen(words[0]), behind = strlen(words[1]);
	char text[TEXT_MAX];
	struct received r;

	if (before + size + behind > sizeof(text))
		return;
	memcpy(text, words[0], before);
	memcpy(text + before, data, size);
	memcpy(text + before + size, words[1], behind);
	received_parse(&r, text, before + size + behind);
	must_hold_together(&r, text, before + size + behind);
	must(r.answer != RECEIVED_LOCAL);
	must(r.answer != RECEIVED_CLIENT || (r.client.bits == 32 &&
	    memcmp(r.client.octet, real, sizeof(real)) == 0));
	must(r.answer == RECEIVED_CLIENT || received_is_by(&r, text,
	    before + size + behind, "m.example"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t i;

	one_line(data, size);
	for (i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		one_client(around[i], data, size);
	return 0;
}
