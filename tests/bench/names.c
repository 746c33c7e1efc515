/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names FILE ROUNDS - what it costs to classify a name
 *
 * FILE has a client a line: address or "-", tab, name, and anything after
 * another tab.  Classifies all of them, in order, so many times; prints the
 * number of names, the nanoseconds a name of the median round, those of the
 * dearest name (the least of five times, clock and all), and that name.  The
 * last two labels are taken for the registrable domain, which is found
 * elsewhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/ip.h"
#include "name/class.h"
#include "name/host.h"

#define NAMES_MAX 100000
#define ROUNDS_MAX 1000

struct client {
	char name[HOST_MAX + 1];
	size_t len, domain;
	struct ip ip;
	int has_ip;
	long least;
};

static struct client client[NAMES_MAX];
static size_t clients;

static void
die(const char *what)
{
	(void)fprintf(stderr, "names: %s\n", what);
	exit(111);
}

static long
now_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) == -1)
		die("no clock");
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

/* Where the last two labels begin. */
static size_t
domain_of(const char *name, size_t len)
{
	int dots = 0;

	while (len > 0 && (name[len - 1] != '.' || ++dots < 2))
		len--;
	return len;
}

/* Add the client of one line, unless its name is none. */
static void
add(char *line)
{
	struct client *c = &client[clients];
	char *name = strchr(line, '\t');
	struct err e;

	if (name == NULL)
		return;
	*name++ = '\0';
	name[strcspn(name, "\t\n")] = '\0';
	if (host_normalise(c->name, &c->len, name) != HOST_NAME)
		return;
	c->domain = domain_of(c->name, c->len);
	c->has_ip = strcmp(line, "-") != 0;
	if (c->has_ip && ip_parse(&c->ip, line, &e) == -1)
		return;
	clients++;
}

static void
read_clients(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[4096];

	if (f == NULL)
		die("cannot read the file");
	while (clients < NAMES_MAX && fgets(line, sizeof(line), f) != NULL)
		add(line);
	if (ferror(f) || fclose(f) != 0 || clients == 0)
		die("no names in the file");
}

static unsigned
classify(const struct client *c)
{
	struct class out;

	class_find(&out, c->name, c->len, c->domain, c->has_ip ? &c->ip :
	    NULL);
	return (unsigned)out.confidence_milli + (unsigned)out.kind;
}

static int
compare(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

/* Time each name alone, for the dearest one. */
static const struct client *
dearest(unsigned *sum)
{
	const struct client *most = client;
	long began, took;
	size_t i, k;

	for (k = 0; k < 5; k++)
		for (i = 0; i < clients; i++) {
			began = now_ns();
			*sum += classify(&client[i]);
			took = now_ns() - began;
			if (k == 0 || took < client[i].least)
				client[i].least = took;
		}
	for (i = 0; i < clients; i++)
		if (client[i].least > most->least)
			most = &client[i];
	return most;
}

int
main(int argc, char *argv[])
{
	static long round[ROUNDS_MAX];
	long rounds = argc == 3 ? strtol(argv[2], NULL, 10) : 0, r;
	const struct client *most;
	unsigned sum = 0;
	size_t i;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		die("usage: names FILE ROUNDS");
	read_clients(argv[1]);
	for (r = 0; r < rounds; r++) {
		round[r] = now_ns();
		for (i = 0; i < clients; i++)
			sum += classify(&client[i]);
		round[r] = now_ns() - round[r];
	}
	qsort(round, (size_t)rounds, sizeof(round[0]), compare);
	most = dearest(&sum);
	(void)printf("%zu %.0f %ld %s\n", clients,
	    (double)round[rounds / 2] / (double)clients, most->least,
	    most->name);
	return sum == 0; /* so that nothing is left out */
}
