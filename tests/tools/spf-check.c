/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spf-check <SCRIPT - check_host of src/spf, with what DNS would say
 *
 * Lines of the script, with a blank between words:
 *
 *	TYPE NAME HEX	the message that answers this question; A, AAAA, MX,
 *			PTR, TXT.  "-": there is no answer.
 *	check IP DOMAIN	print the result, and of a pass the term; and then
 *			how many questions were asked
 *
 * What no line answers does not exist.  Each answer comes one step after it was
 * asked for, so that all that waits is tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hex.h"
#include "spf/check.h"

#define ROWS  4096
#define ASKED 256
#define LINE  200000

struct row {
	enum dns_type type;
	char *name, *hex;
};

static struct row row[ROWS];
static size_t rows;

struct asked {
	enum dns_type type;
	char name[DNS_NAME_SIZE];
	bool come;
	struct dns_answer answer;
};

static struct asked asked[ASKED + 1]; /* and one that is looked for */
static int asks;

static const struct {
	const char *word;
	enum dns_type type;
} types[] = { { "A", DNS_A }, { "AAAA", DNS_AAAA }, { "MX", DNS_MX },
	{ "PTR", DNS_PTR }, { "TXT", DNS_TXT } };

#define TYPES (sizeof(types) / sizeof(types[0]))

static void
fail(const char *what)
{
	fprintf(stderr, "spf-check: %s\n", what);
	exit(100);
}

static void
decode(struct asked *q, const char *hex)
{
	static unsigned char message[65536];
	const struct dns_question question = { q->name, q->type };
	size_t len = strlen(hex) / 2, i;

	if (strcmp(hex, "-") == 0) {
		answer_unknown(&q->answer, q->type, "silent");
		return;
	}
	if (len > sizeof(message))
		fail("a message is too long");
	for (i = 0; i < len; i++)
		message[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 |
		    hex_value(hex[2 * i + 1]));
	answer_decode(&q->answer, message, len, &question);
}

/* A name as a question, without the \DDD of answers. */
static void
unescape(char out[DNS_NAME_SIZE], const char *name)
{
	unsigned byte;
	size_t len = 0;

	while (*name != '\0' && len < DNS_NAME_SIZE - 1)
		if (sscanf(name, "\\%3u", &byte) == 1) {
			out[len++] = (char)byte;
			name += 4;
		} else {
			out[len++] = *name++;
		}
	out[len] = '\0';
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	struct asked *q = &asked[asks];
	size_t i;
	int k;

	(void)of;
	if (asks == ASKED)
		fail("too many questions");
	unescape(q->name, name);
	for (k = 0; k < asks; k++)
		if (asked[k].type == type &&
		    strcmp(asked[k].name, q->name) == 0)
			return k;
	q->type = type;
	q->come = false;
	q->answer = (struct dns_answer){ .type = type, .why = "" };
	q->answer.state = DNS_ABSENT;
	for (i = 0; i < rows; i++)
		if (row[i].type == type && strcmp(row[i].name, q->name) == 0)
			decode(q, row[i].hex);
	return asks++;
}

static const struct dns_answer *
on_answer(void *of, int question)
{
	static const struct dns_answer waiting = { .state = DNS_WAITING };

	(void)of;
	return asked[question].come ? &asked[question].answer : &waiting;
}

static void
check(const char *ip_text, const char *domain)
{
	struct dns_source source = { on_ask, on_answer, NULL };
	char lower[1024];
	struct spf_found found;
	struct err e;
	struct ip ip;
	size_t i;
	int k, steps = 0;

	if (ip_parse(&ip, ip_text, &e) == -1)
		fail(e.msg);
	for (i = 0; domain[i] != '\0' && i < sizeof(lower) - 1; i++)
		lower[i] = domain[i] >= 'A' && domain[i] <= 'Z' ?
		    (char)(domain[i] + 32) : domain[i];
	lower[i] = '\0';
	asks = 0;
	do {
		spf_check(&found, &source, &ip, lower);
		for (k = 0; k < asks; k++)
			asked[k].come = true;
	} while (found.result == SPF_WAITING && ++steps < ASKED);
	printf("%s %s %d\n", spf_result_word(found.result),
	    found.result == SPF_PASS ? found.term : "-", asks);
}

int
main(void)
{
	static char line[LINE], name[LINE], hex[LINE];
	char word[16];
	size_t t;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		*hex = '\0';
		if (sscanf(line, "%15s %s %s", word, name, hex) < 2)
			fail("a line does not read");
		if (strcmp(word, "check") == 0) {
			check(name, hex);
			continue;
		}
		for (t = 0; t < TYPES && strcmp(types[t].word, word) != 0; t++)
			;
		if (t == TYPES || rows == ROWS)
			fail("no type, or too many rows");
		row[rows].type = types[t].type;
		row[rows].name = strdup(name);
		row[rows++].hex = strdup(hex);
	}
	return 0;
}
