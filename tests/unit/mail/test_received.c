/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/received.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DATE "; Wed, 18 Nov 2020 14:49:56 -0800 (PST)"

struct row {
	const char *line;
	const char *client; /* "local", "unclear", or an address */
	const char *by, *with;
};

static void
answer_write(char out[IP_TEXT_SIZE], const struct received *r)
{
	if (r->answer == RECEIVED_CLIENT)
		ip_format(&r->client, out);
	else
		(void)snprintf(out, IP_TEXT_SIZE, "%s",
		    r->answer == RECEIVED_LOCAL ? "local" : "unclear");
}

static void
must_be(const char *what, const struct token *got, const char *want,
    const char *line)
{
	if (got->len != strlen(want) ||
	    (got->len > 0 && memcmp(got->at, want, got->len) != 0))
		fail_msg("%s is \"%.*s\", not \"%s\": %s", what, (int)got->len,
		    got->at, want, line);
}

static void
check(const struct row *row, size_t n)
{
	struct received r;
	char got[IP_TEXT_SIZE];
	size_t i;

	for (i = 0; i < n; i++) {
		received_parse(&r, row[i].line, strlen(row[i].line));
		answer_write(got, &r);
		if (strcmp(got, row[i].client) != 0)
			fail_msg("%s, not %s: %s", got, row[i].client,
			    row[i].line);
		must_be("by", &r.by, row[i].by, row[i].line);
		must_be("with", &r.with, row[i].with, row[i].line);
	}
}

/* The forms are those of lines that these servers wrote. */
static const struct row written[] = {
	/* Postfix */
	{ " from mx.example.org (mx.example.org [192.0.2.1])\r\n"
	  "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
	  "(256/256 bits)\r\n\t key-exchange X25519)\r\n"
	  "\t(Client CN \"a\", Issuer \"b (c)\" (verified OK))\r\n"
	  "\tby mail.example.com (Postfix) with ESMTPS id 4Jc0wC6q\r\n"
	  "\tfor <u@example.com>" DATE "\r\n",
	  "192.0.2.1", "mail.example.com", "ESMTPS" },
	{ "from [10.0.0.3] (unknown [IPv6:2001:db8::25])\n\t"
	  "(Authenticated sender: u@example.com)\n\tby m.example "
	  "(Postfix) with ESMTPSA id X" DATE,
	  "2001:db8::25", "m.example", "ESMTPSA" },
	/* Sendmail */
	{ "from helo.example (IDENT:root@h.example [192.0.2.2] "
	  "(may be forged))\n\tby s.example (8.17.1/8.17.1) with "
	  "ESMTP id l3FMam0I030607" DATE,
	  "192.0.2.2", "s.example", "ESMTP" },
	{ "from helo.example ([192.0.2.2]) by s.example "
	  "(8.12.8/8.12.5) with SMTP id l3 with x" DATE,
	  "192.0.2.2", "s.example", "SMTP" },
	{ "from helo.example (root@[192.0.2.2]) by s.example "
	  "(8.12.8/8.12.5) with SMTP id l3" DATE,
	  "192.0.2.2", "s.example", "SMTP" },
	/* Exim: a name, the same name as in HELO, none */
	{ "from h.example ([192.0.2.3]:43947 helo=[10.0.0.3])\n\tby "
	  "e.example with esmtps (TLS1.3) tls TLS_AES (Exim 4.96)\n"
	  "\t(envelope-from <a@b.example>)\n\tid 1oyBF6-0003rF-1F\n"
	  "\tfor u@e.example" DATE,
	  "192.0.2.3", "e.example", "esmtps" },
	{ "from h.example ([2001:db8::3]) by e.example with esmtp "
	  "(Exim 4.96) id 1" DATE,
	  "2001:db8::3", "e.example", "esmtp" },
	{ "from [192.0.2.3] (helo=x) by e.example with smtp "
	  "(Exim 4.96) id 1" DATE, "192.0.2.3", "e.example", "smtp" },
	{ "from [192.0.2.3] (port=45736 helo=x ident=y) by e.example "
	  "with smtp id 1" DATE, "192.0.2.3", "e.example", "smtp" },
	{ "from [192.0.2.3] (ident=y) by e.example with smtp id 1" DATE,
	  "192.0.2.3", "e.example", "smtp" },
	{ "from [192.0.2.3]:45736 (helo=x) by e.example with smtp "
	  "(Exim 4.96) id 1" DATE, "192.0.2.3", "e.example", "smtp" },
	{ "from [192.0.2.3] by e.example with esmtp (Exim 4.96) id 1"
	  DATE, "192.0.2.3", "e.example", "esmtp" },
	/* qmail, netqmail, notqmail, and what is made of them */
	{ "from unknown (HELO x) (192.0.2.4)\n  by q.example with "
	  "SMTP; 7 May 2007 19:12:27 -0000",
	  "192.0.2.4", "q.example", "SMTP" },
	{ "from h.example (HELO ?10.0.0.4?) (root@192.0.2.4) by "
	  "q.example with ESMTPS; 7 May 2007 19:12:27 -0000",
	  "192.0.2.4", "q.example", "ESMTPS" },
	{ "from unknown (HELO x) (u@d.example@192.0.2.4) by q.example "
	  "with ESMTPA; 7 May 2007 19:12:27 -0000",
	  "192.0.2.4", "q.example", "ESMTPA" },
	{ "from h.example (192.0.2.4) by q.example with SMTP; 7 May "
	  "2007 19:12:27 -0000", "192.0.2.4", "q.example", "SMTP" },
	{ "from unknown (HELO x) (2001:db8::4) by q.example with "
	  "SMTP" DATE, "2001:db8::4", "q.example", "SMTP" },
	{ "from unknown (EHLO [10.0.0.4]) [192.0.2.4]\n  by g.example "
	  "(mp042) with SMTP" DATE, "192.0.2.4", "g.example", "SMTP" },
	{ "from unknown (HELO [10.0.0.4]) ([192.0.2.4]) by i.example "
	  "with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384" DATE,
	  "192.0.2.4", "i.example",
	  "ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384" },
	/* courier */
	{ "from helo (h.example [::ffff:192.0.2.5])\n  (TLS: TLSv1.3,"
	  "256bits,AES)\n  by c.example with ESMTPS\n  id 00A2" DATE,
	  "192.0.2.5", "c.example", "ESMTPS" },
	/* OpenSMTPD */
	{ "from helo (h.example [2001:db8::6])\n\tby o.example "
	  "(OpenSMTPD) with ESMTPS id 6185f153 (TLSv1.3:X:256:NO)"
	  DATE, "2001:db8::6", "o.example", "ESMTPS" },
	/* Exchange */
	{ "from helo (192.0.2.7) by w.example (10.0.0.7) with "
	  "Microsoft SMTP\n Server (version=TLS1_2, cipher=X) id 15.1"
	  DATE, "192.0.2.7", "w.example", "Microsoft" },
	{ "from helo (2001:db8::7) by w.example (2001:db8::8) with "
	  "HTTPS" DATE, "2001:db8::7", "w.example", "HTTPS" },
	{ "from helo ([192.0.2.7]) by w.example with Microsoft "
	  "SMTPSVC(6.0.3790.3959)" DATE,
	  "192.0.2.7", "w.example", "Microsoft" },
	/* others */
	{ "from helo (h.example. [192.0.2.8]) by mx.example.com with "
	  "ESMTP id d44si" DATE, "192.0.2.8", "mx.example.com",
	  "ESMTP" },
	{ "from h.example ([192.0.2.8]:9140 \"EHLO x\" rhost-flags-OK) "
	  "by z.example with ESMTP id S1" DATE,
	  "192.0.2.8", "z.example", "ESMTP" },
	{ "from [10.0.0.8] ([192.0.2.8:19262] helo=x) by t.example "
	  "(ecelerity 3.6) with ESMTPSA id D" DATE,
	  "192.0.2.8", "t.example", "ESMTPSA" },
	{ "from [192.0.2.8] (HELO x) by p.example (CommuniGate Pro "
	  "SMTP 6.1.2) with ESMTP id 56" DATE,
	  "192.0.2.8", "p.example", "ESMTP" },
	{ "from helo [192.0.2.8] by i.example with ESMTP "
	  "(SMTPD32-8.05) id A1" DATE,
	  "192.0.2.8", "i.example", "ESMTP" },
	{ "from helo (/192.0.2.8) by default (Oracle Beehive Gateway "
	  "v4.0) with ESMTP " DATE, "192.0.2.8", "default", "ESMTP" },
	{ "FROM helo ( [192.0.2.8]) BY s.example. (x) WITH SMTP" DATE,
	  "192.0.2.8", "s.example.", "SMTP" },
};

static void
received_parse_reads_what_servers_write(void **state)
{
	(void)state;
	check(written, COUNT(written));
}

static void
received_parse_knows_what_came_from_nobody(void **state)
{
	static const struct row row[] = {
		{ "", "local", "", "" },
		{ "by m.example (Postfix, from userid 1001)\n\tid ABC" DATE,
		  "local", "m.example", "" },
		{ "(qmail 14080 invoked from network); 28 Apr 2007 11:08:54 "
		  "-0700", "local", "", "" },
		{ "(from u@localhost) by s.example (8.15.2/8.15.2/Submit) id "
		  "x" DATE, "local", "s.example", "" },
		{ "from localhost (localhost [127.0.0.1]) by m.example "
		  "(Postfix) with ESMTP id X" DATE,
		  "local", "m.example", "ESMTP" },
		{ "from m.example ([127.9.9.9]) by localhost (m.example "
		  "[127.0.0.1]) (amavisd-new, port 10024) with ESMTP id X"
		  DATE, "local", "localhost", "ESMTP" },
		{ "from m.example ([::1]) by m.example with esmtp (Exim 4.96) "
		  "id 1" DATE, "local", "m.example", "esmtp" },
		{ "from u by e.example with local (Exim 4.96) id 1" DATE,
		  "local", "e.example", "local" },
		{ "from m.example by m.example with LMTP id X" DATE,
		  "local", "m.example", "LMTP" },
		{ "from pop.example [192.0.2.9] by localhost with POP3 "
		  "(fetchmail-5.9.0)" DATE, "local", "localhost", "POP3" },
		{ "from m.example ([unix socket]) by m.example (Cyrus v2.2.8) "
		  "with LMTPA" DATE, "local", "m.example", "LMTPA" },
		{ "by m.example (Postfix)\n\tid ABC" DATE,
		  "local", "m.example", "" },
		{ "from [192.0.2.9] (h.example)\n\tby m.example (chasquid) "
		  "with ESMTPS" DATE, "192.0.2.9", "m.example", "ESMTPS" },
		{ "from h.example ([192.0.2.9])\n\tby m.example (chasquid) "
		  "with ESMTPS" DATE, "192.0.2.9", "m.example", "ESMTPS" },
		/* a server that does not tell who called */
		{ "(ofmipd 192.0.2.9)" DATE, "unclear", "", "" },
		{ "from m.example ([unix socket]) by m.example with SMTP" DATE,
		  "unclear", "m.example", "SMTP" },
		{ "by 2001:db8::9 with HTTP" DATE,
		  "unclear", "2001:db8::9", "HTTP" },
		{ "from u (x y) by m.example with LMTP" DATE,
		  "unclear", "m.example", "LMTP" },
		{ "by s.example (Postfix) with ESMTPSA id X" DATE,
		  "unclear", "s.example", "ESMTPSA" },
		{ "from helo by s.example with SMTP (MDaemon.v3.1.2.R)" DATE,
		  "unclear", "s.example", "SMTP" },
		{ "from [192.0.2.9] by s.example with SMTP" DATE,
		  "unclear", "s.example", "SMTP" },
		{ "from 192.0.2.9 (HELO x) by s.example with SMTP" DATE,
		  "unclear", "s.example", "SMTP" },
		{ "from h ([192.0.2.9] helo=x); authenticated by s.example "
		    "running ExIM with esmtpsa id 1" DATE, "192.0.2.9",
		    "s.example", "esmtpsa" },
		{ "from h ([192.0.2.9]); by s.example with esmtp" DATE,
		    "unclear", "", "" },
		{ "from h ([192.0.2.9])by s.example with ESMTP" DATE,
		    "192.0.2.9", "s.example", "ESMTP" },
		{ "from helo (authenticated user u) by s.example with SMTP"
		  DATE, "unclear", "s.example", "SMTP" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* What a client may say of itself, to servers that write down anything.  The
 * address that the server wrote is 192.0.2.1, the client's own 203.0.113.9. */
#define FORGED "203.0.113.9"
static const char *const forged[] = {
	/* HELO stands before the address ... */
	"from a (b [" FORGED "]) by c (h [192.0.2.1]) by m.example "
	"(X) with SMTP" DATE,
	"from a (b [" FORGED "]) by m.example (X) with SMTP id 1; "
	"Wed, 18 Nov 2020 14:49:56 -0800 (h [192.0.2.1]) by "
	"m.example (X) with SMTP" DATE,
	"from a (b [" FORGED "]) by m.example (x (h [192.0.2.1]) by "
	"m.example (X) with SMTP" DATE,
	"from a (b [" FORGED "]) by m.example <\"x (h [192.0.2.1]) by "
	"m.example (X) with SMTP" DATE,
	"from a (b [" FORGED "]) (h [192.0.2.1]) by m.example (X) "
	"with SMTP" DATE,
	"from a [" FORGED "] (h [192.0.2.1]) by m.example (X) with "
	"SMTP" DATE,
	"from a [" FORGED "] by (h [192.0.2.1]) by m.example (X) "
	"with SMTP" DATE,
	"from ([" FORGED "]) (h [192.0.2.1]) by m.example (X) with "
	"SMTP" DATE,
	"from a(b[" FORGED "])by (h [192.0.2.1]) by m.example (X) "
	"with SMTP" DATE,
	"from a ([" FORGED "])by (h [192.0.2.1]) by m.example (X) "
	"with SMTP" DATE,
	"from [" FORGED "] (helo=a) (h [192.0.2.1]) by m.example (X) "
	"with SMTP" DATE,
	"from [" FORGED "] (h by m.example (Exim 4.96) by m.example "
	"with SMTP" DATE,
	"from a(b [" FORGED "]) by m.example (X) with SMTP" DATE,
	"from a (b [" FORGED "]) c by m.example (X) with SMTP" DATE,
	"from a (Client CN [" FORGED "] b) by m.example with SMTP" DATE,
	"from a (" FORGED " is me) by m.example with SMTP" DATE,
	"from a ([" FORGED "]b) by m.example with SMTP" DATE,
	"from [" FORGED "] (HELO a) by m.example with SMTP" DATE,
	/* ... or behind it */
	"from h ([192.0.2.1] helo=a [" FORGED "]) by m.example with "
	"smtp (Exim 4.96)" DATE,
	"from h ([192.0.2.1] helo=a) (b [" FORGED "]) by m.example "
	"with smtp (Exim 4.96)" DATE,
	"from [192.0.2.1] (helo=a) (b [" FORGED "]) by m.example with "
	"smtp (Exim 4.96)" DATE,
	"from [192.0.2.1] (helo=a) [" FORGED "] by m.example with "
	"smtp (Exim 4.96)" DATE,
	"from [192.0.2.1] (ident=a) (" FORGED ") by m.example with "
	"smtp (Exim 4.96)" DATE,
	"from [192.0.2.1] (HELO a) (" FORGED ") by m.example "
	"(CommuniGate Pro SMTP 6.1.2) with SMTP" DATE,
	"from unknown (HELO a) (" FORGED ") (192.0.2.1) by m.example "
	"with SMTP" DATE,
	"from unknown (HELO a)(" FORGED ") (192.0.2.1) by m.example "
	"with SMTP" DATE,
	"from unknown (HELO a) [" FORGED "] (192.0.2.1) by m.example "
	"with SMTP" DATE,
	"from unknown (HELO a) (" FORGED ") by b (192.0.2.1) by "
	"m.example with SMTP" DATE,
	"from unknown (HELO a\\) (192.0.2.1) by m.example with SMTP"
	DATE,
	"from a (h [192.0.2.1]) (b c [" FORGED "]) by m.example with SMTP" DATE,
	/* ... or is closed by a message that begins with a blank */
	"from unknown (HELO a () (192.0.2.1)\n  by m.example with SMTP" DATE
	"\n\t) ([" FORGED "]) by m.example with SMTP" DATE,
	"from unknown (HELO a () (192.0.2.1)\n  by m.example with SMTP" DATE
	"\n\t) by b.example with SMTP" DATE,
	"from unknown (HELO a\\) (192.0.2.1)\n  by m.example with SMTP" DATE
	"\n\t) ([" FORGED "]) BY m.example with SMTP" DATE,
	"from <\"a ([192.0.2.1])\n\tby m.example with SMTP" DATE
	"\n\t\"@b ([" FORGED "]) by m.example with SMTP" DATE,
	"from a ([" FORGED "]) by m.example ( ([192.0.2.1])\n\tby m.example "
	"with SMTP" DATE "\n\t)" DATE,
	"from a ([" FORGED "]) by b.example ( ([192.0.2.1])\n\tby m.example "
	"with SMTP" DATE "\n\t)" DATE,
	"from a ([" FORGED "]) by <\"m.example ([192.0.2.1])\n\tby m.example "
	"with SMTP" DATE "\n\t\"@b" DATE,
	"from a ([" FORGED "]); authenticated by <\" ([192.0.2.1])\n\tby "
	"m.example with SMTP" DATE "\n\t\"@b" DATE,
	"by b.example ( ([192.0.2.1])\n\tby m.example with SMTP" DATE
	"\n\t)" DATE,
	"from h ([192.0.2.1] helo=a(); authenticated by m.example running ExIM "
	"with esmtpsa id 1" DATE "\n\t) by other.example" DATE,
	"from h (h.example [192.0.2.1]) by m.example with SMTP id 1 for "
	"<a(b@m.example>" DATE "\n\t); Wed, 1 Jan 2020 00:00:00 +0000",
	/* what begins as the group of Exim does */
	"from [" FORGED "] (helo=.a.example [::ffff:192.0.2.1])\n  by "
	"m.example with ESMTPS\n  id 00A2" DATE,
	"from [" FORGED "] (helo=a (h) b [192.0.2.1])\n\tby m.example with "
	"esmtp id 1" DATE,
	"from [" FORGED "] (helo=a \\(192.0.2.1) by m.example via smtp id 1"
	DATE,
	"from [192.0.2.1] (helo=a [" FORGED "]) by m.example with smtp "
	"(Exim 4.96)" DATE,
	/* a server that wrote both ways */
	"from [192.0.2.1] ([" FORGED "])\n\tby m.example (chasquid) with "
	"ESMTPS\n\t(over TLS)\n\t(envelope from \"x\")\n\t" DATE,
	/* a comment in one, a word beside it, one of MailMarshal */
	"from a ([" FORGED "]) (b ([192.0.2.1] helo=x) c)\n\tby m.example with "
	"esmtp (Exim 4.96) id 1" DATE,
	"from unknown (HELO x) ([" FORGED "] x@192.0.2.1)\n  by m.example with "
	"SMTP" DATE,
	"from a ([" FORGED "]) (Not Verified[192.0.2.1]) by m.example with "
	"MailMarshal id 1" DATE,
	"from x by by m.example with SMTP (MDaemon.v3.1.2.R)" DATE,
	/* whom the message is for, or whom it is of */
	"from h (192.0.2.1) by m.example (6.0.040) id 3D36 for \"a with POP3 "
	"b\"@m.example" DATE,
	"from [" FORGED "] by m.example with SMTP (MDaemon) for <\"a (Exim "
	"4.96) \"b@m.example>" DATE,
	"from h ([192.0.2.1] helo=x) by m.example with esmtp (Exim 4.96) "
	"(envelope-from <a.\"b) id X; Wed, 1 Jan 2020 00:00:00 +0000 "
	"(\"@c.example>) id 1" DATE,
	"from h ([192.0.2.1] helo=x) by m.example with esmtp (Exim 4.96) id 1 "
	"for \"a; Wed, 1 Jan 2020 00:00:00 +0000 x\"@m.example" DATE,
	/* a line without "from" of one who called */
	"by m.example (Postfix) id 4B\n\tfor <u@m.example>" DATE,
	"by m.example (Sendmail 8.9.2) via ESMTP for <u@m.example> id BAA" DATE,
	"by m.example (Sendmail 8.9.2) for <u@m.example> from h id BAA" DATE,
	/* ... or might be */
	"from h ([192.0.2.1] helo=a) by m.example with smtp (Exim 4.96) "
	"(envelope-from <\"a) by b\"@c.example>)" DATE,
	/* a name that DNS said, where nobody looked at it */
	"from a ([" FORGED "] \\(b \\) [192.0.2.1]) by m.example with "
	"SMTP" DATE,
	"from a (HELO b) (" FORGED ") (HELO [192.0.2.1]) by m.example with "
	"SMTP" DATE,
	"from a (" FORGED ") (b c [192.0.2.1]) by m.example with SMTP" DATE,
	"from a (b [" FORGED "] c [192.0.2.1]) by m.example with SMTP"
	DATE,
	"from a ([" FORGED "] helo=c [192.0.2.1]) by m.example with "
	"SMTP" DATE,
};

static void
what_a_client_says_never_wins(void **state)
{
	struct received r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(forged); i++) {
		received_parse(&r, forged[i], strlen(forged[i]));
		if (r.answer != RECEIVED_UNCLEAR)
			fail_msg("clear: %s", forged[i]);
		assert_int_equal(r.client.bits, 0);
		assert_true(received_is_by(&r, forged[i], strlen(forged[i]),
		    "M.example"));
	}
}

/* What stands in the wrong place does no harm. */
static void
what_a_client_says_elsewhere_does_no_harm(void **state)
{
	static const struct row row[] = {
		{ "from [" FORGED "] (h [192.0.2.1]) by m.example (Postfix) "
		  "with SMTP id 1" DATE, "192.0.2.1", "m.example", "SMTP" },
		{ "from by (h [192.0.2.1]) by m.example (Postfix) with SMTP "
		  "id 1" DATE, "192.0.2.1", "m.example", "SMTP" },
		{ "from a (h [192.0.2.1]) (Client CN \"b [" FORGED "]\", "
		  "Issuer \"c\" (not verified)) by m.example (Postfix) with "
		  "ESMTPS id 1" DATE, "192.0.2.1", "m.example", "ESMTPS" },
		{ "from unknown (HELO [" FORGED "]) (192.0.2.1) by m.example "
		  "with SMTP" DATE, "192.0.2.1", "m.example", "SMTP" },
		{ "from h ([192.0.2.1] helo=[" FORGED "]) by m.example with "
		  "smtp (Exim 4.96)" DATE, "192.0.2.1", "m.example", "smtp" },
		{ "from h ([192.0.2.1] helo=a) by m.example with smtp (Exim "
		  "4.96) (envelope-from <\"a by (b [" FORGED "]\"@c.example>)"
		  " id 1 for <\"a by b\"@c.example>" DATE,
		  "192.0.2.1", "m.example", "smtp" },
		/* a message that begins with a blank */
		{ "from h (h [192.0.2.1]) by m.example" DATE
		  "\r\n\twith POP3 (Exim 4.96)", "192.0.2.1", "m.example", "" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
received_is_by_compares_names(void **state)
{
	static const char sure[] = "from a.example (b [192.0.2.1]) by "
	    "m.example. (X) with SMTP" DATE;
	struct received r;

	(void)state;
	received_parse(&r, sure, sizeof(sure) - 1);
	assert_true(received_is_by(&r, sure, sizeof(sure) - 1, "M.EXAMPLE"));
	assert_false(received_is_by(&r, sure, sizeof(sure) - 1, "example"));
	assert_false(received_is_by(&r, sure, sizeof(sure) - 1, "a.example"));
	assert_int_equal(r.date.len, sizeof(DATE) - 2);
	assert_memory_equal(r.date.at, &DATE[1], r.date.len);
}

/* A server may be known by its address. */
static void
received_is_by_compares_addresses(void **state)
{
	static const struct {
		const char *line, *host;
		bool want;
	} row[] = {
		{ "from a (b [192.0.2.1]) by 192.0.2.5 with X", "192.0.2.5",
		    true },
		{ "from a (b [192.0.2.1]) by [192.0.2.5] with X", "192.0.2.5",
		    true },
		{ "from a (b [192.0.2.1]) by [IPv6:2001:DB8:0::5] with X",
		    "2001:db8::5", true },
		{ "from a (b [192.0.2.1]) by 192.0.2.50 with X", "192.0.2.5",
		    false },
		{ "from a (b [192.0.2.5]) by m with X", "192.0.2.5", false },
		/* not clear: who may have written it has */
		{ "from a by [192.0.2.5] by x with X", "192.0.2.5", true },
		{ "from a by [192.0.2.6] by x with X", "192.0.2.5", false },
		{ "from a by [IPv6:2001:DB8:0::5] by x", "2001:db8::5", true },
	};
	struct received r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		received_parse(&r, row[i].line, strlen(row[i].line));
		if (received_is_by(&r, row[i].line, strlen(row[i].line),
		    row[i].host) != row[i].want)
			fail_msg("%s: %s", row[i].line, row[i].host);
	}
}

static void
received_parse_tells_name_and_id(void **state)
{
	static const struct {
		const char *line, *name, *id;
	} row[] = {
		{ "from h (n.example [192.0.2.1]) by m (Postfix) with ESMTP "
		    "id 4Jc0 for <a@b>" DATE, "n.example", "4Jc0" },
		{ "from h (n.example. [192.0.2.1] (may be forged)) by m with "
		    "X id l3F" DATE, "n.example", "l3F" },
		{ "from h (IDENT:u@n.example [192.0.2.1]) by m with X id 1",
		    "n.example", "1" },
		{ "from h (192.0.2.1 [192.0.2.1]) by m with X", "192.0.2.1",
		    "" },
		{ "from h (unknown [192.0.2.1]) by m with X", "", "" },
		{ "from h (Unverified [192.0.2.1]) by m with X", "", "" },
		{ "from h (localhost [192.0.2.1]) by m with X", "", "" },
		{ "from h ([192.0.2.1]) by m with X", "", "" },
		{ "from h ([192.0.2.1] RDNS failed) by m with X", "", "" },
		{ "from h (192.0.2.1) by m with X id 2; x id 3", "", "2" },
		{ "from h (192.0.2.1) by m with X id 2;3", "", "2" },
		{ "from h [192.0.2.1] by m with X", "", "" },
		{ "from n.example ([192.0.2.1] helo=h) by m with esmtp (Exim "
		    "4.96) id 1o" DATE, "n.example", "1o" },
		{ "from n.example ([192.0.2.1] port=1 helo=h) by m with esmtp",
		    "n.example", "" },
		{ "from [192.0.2.1] (helo=h) by m with esmtp (Exim 4.96)", "",
		    "" },
		{ "from n.example (HELO h) (192.0.2.1) by m with SMTP",
		    "n.example", "" },
		{ "from unknown (HELO h) (u@192.0.2.1) by m with SMTP", "",
		    "" },
		{ "from n.example ([192.0.2.1]:9 \"EHLO h\" rhost-flags-OK) "
		    "by m with ESMTP id S1", "n.example", "S1" },
		{ "from [192.0.2.1] ([192.0.2.1:9] helo=h) by m with ESMTP",
		    "", "" },
		{ "from h (n.example [192.0.2.1]) by m id x by y", "", "" },
	};
	struct received r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		received_parse(&r, row[i].line, strlen(row[i].line));
		must_be("name", &r.name, row[i].name, row[i].line);
		must_be("id", &r.id, row[i].id, row[i].line);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(received_parse_reads_what_servers_write),
		cmocka_unit_test(received_parse_knows_what_came_from_nobody),
		cmocka_unit_test(what_a_client_says_never_wins),
		cmocka_unit_test(what_a_client_says_elsewhere_does_no_harm),
		cmocka_unit_test(received_is_by_compares_names),
		cmocka_unit_test(received_is_by_compares_addresses),
		cmocka_unit_test(received_parse_tells_name_and_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
