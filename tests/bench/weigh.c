/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * weigh [-s] - classify names by tables of points other than the shipped one
 *
 * Reads lines of fields with a tab between from standard input:
 *
 *	table                     begin with points of nothing
 *	sign INDEX POINTS         one of enum points_of
 *	word TEXT POINTS          ascending; "none": it is no word
 *	client IP NAME DOMAIN     IP or "-"; DOMAIN: bytes of the registrable
 *	                          domain at the end of the name
 *
 * and prints for each client its class and its points, and with -s the signs by
 * which they came: INDEX:POINTS and TEXT/INDEX:POINTS, how many more they would
 * be if that entry of the table were counted twice; 1 for what tips the scales.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "name/class.h"
#include "name/host.h"
#include "name/points.h"
#include "name/vocabulary.h"
#include "name/words.h"

#define WORDS_MAX 4096
#define FIELDS 4

static struct points table;
static struct points_word word[WORDS_MAX];
static size_t words;

static void
die(const char *what)
{
	(void)fprintf(stderr, "weigh: %s\n", what);
	exit(111);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct points_word *)a)->text,
	    ((const struct points_word *)b)->text);
}

/* Write the words of a name for which we have points to out's table. */
static void
choose_words(struct points *out, const struct class_asked *a)
{
	struct word in[16];
	struct points_word key, *found;
	size_t n = words_find(in, 16, a->name, a->domain), i, k = 0;

	(void)memset(out->word, 0, sizeof(out->word));
	for (i = 0; i < n; i++) {
		(void)memset(&key, 0, sizeof(key));
		(void)memcpy(key.text, a->name + in[i].at, in[i].len);
		found = bsearch(&key, word, words, sizeof(word[0]), compare);
		if (found != NULL)
			out->word[k++] = *found;
	}
}

/* What more an entry of the table, counted twice, gives. */
static int
share_of(const struct class_asked *a, const struct points *twice, int points)
{
	struct class c;

	class_weigh(&c, twice, a);
	return c.points - points;
}

static int
sign_share(const struct class_asked *a, int sign, int points)
{
	struct points twice = table;

	/* what only tips the scales: does it? */
	if (sign == POINTS_SOUND || sign == POINTS_COUNTRY) {
		twice = (struct points){ 0 };
		twice.sign[sign] = POINTS_DYNAMIC;
		return share_of(a, &twice, 0) > 0;
	}
	twice.sign[sign] = (int16_t)(2 * twice.sign[sign]);
	return share_of(a, &twice, points);
}

static int
word_share(const struct class_asked *a, const struct sign *s, int points)
{
	struct points twice = table;

	(void)memcpy(twice.word[0].text, a->name + s->span.at, s->span.len);
	twice.word[0].points =
	    (int16_t)(2 * table.sign[POINTS_WORD + s->detail]);
	return share_of(a, &twice, points);
}

static void
print_shares(const struct class_asked *a, const struct class *c)
{
	int i, share;
	unsigned k;

	for (i = 0; i < POINTS_SIGNS; i++)
		if ((share = sign_share(a, i, c->points)) != 0)
			(void)printf(" %d:%d", i, share);
	for (k = 0; k < c->signs; k++) {
		const struct sign *s = &c->sign[k];

		if (s->kind == SIGN_WORD)
			(void)printf(" %.*s/%d:%d", s->span.len,
			    a->name + s->span.at, POINTS_WORD + s->detail,
			    word_share(a, s, c->points));
	}
}

static void
client(char *field[FIELDS], int shares)
{
	char name[HOST_MAX + 1];
	struct class_asked a = { .name = name };
	enum host_form form = host_normalise(name, &a.len, field[2]);
	size_t domain = strtoul(field[3], NULL, 10);
	struct class c;
	struct ip ip;
	struct err e;

	if (form != HOST_NAME) {
		(void)printf("%s 0\n", form == HOST_ODD ? "odd" : "none");
		return;
	}
	a.len = host_without_zone(name, a.len);
	if (domain > a.len)
		die("the domain is longer than the name");
	a.domain = a.len - domain;
	if (strcmp(field[1], "-") != 0) {
		if (ip_parse(&ip, field[1], &e) == -1)
			die("no address");
		a.ip = &ip;
	}
	choose_words(&table, &a);
	class_weigh(&c, &table, &a);
	(void)printf("%s %d", class_word(c.kind), c.points);
	if (shares)
		print_shares(&a, &c);
	(void)printf("\n");
}

static void
add_word(const char *text, const char *points)
{
	struct points_word *w = &word[words++];

	if (words > WORDS_MAX || strlen(text) >= sizeof(w->text))
		die("too many words, or a long one");
	(void)memset(w, 0, sizeof(*w));
	(void)memcpy(w->text, text, strlen(text));
	w->points = strcmp(points, "none") == 0 ? POINTS_NONE :
	    (int16_t)strtol(points, NULL, 10);
	if (words > 1 && compare(w - 1, w) >= 0)
		die("words out of order");
}

static void
line(char *text, int shares)
{
	char *field[FIELDS] = { NULL };
	size_t n = 0, sign;

	text[strcspn(text, "\n")] = '\0';
	for (; n < FIELDS && text != NULL; n++) {
		field[n] = text;
		if ((text = strchr(text, '\t')) != NULL)
			*text++ = '\0';
	}
	if (n == 1 && strcmp(field[0], "table") == 0) {
		table = (struct points){ 0 };
		words = 0;
	} else if (n == 3 && strcmp(field[0], "sign") == 0) {
		if ((sign = strtoul(field[1], NULL, 10)) >= POINTS_SIGNS)
			die("no such sign");
		table.sign[sign] = (int16_t)strtol(field[2], NULL, 10);
	} else if (n == 3 && strcmp(field[0], "word") == 0) {
		add_word(field[1], field[2]);
	} else if (n == 4 && strcmp(field[0], "client") == 0) {
		client(field, shares);
	} else {
		die("a line that is none of ours");
	}
}

int
main(int argc, char *argv[])
{
	char text[4096];

	while (fgets(text, sizeof(text), stdin) != NULL)
		line(text, argc == 2 && strcmp(argv[1], "-s") == 0);
	return ferror(stdin) || fflush(stdout) != 0 ? 111 : 0;
}
