/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store DIR RECORDS - what a greylist of so many records costs
 *
 * Makes a store in the empty folder DIR, by first contacts of so many
 * addresses in random order, a commit for each thousand.  Prints, with a blank
 * between: the records; the octets of the file; microseconds of a first contact
 * with its share of the commits; milliseconds to open it again, all of it being
 * looked at; nanoseconds of the processor to ask for one that is known, in
 * random order, the median of 15 rounds; microseconds of the processor that the
 * longest step of a sweep took, of 1,000 records each, that finds nothing, and
 * of one that deletes all; and nanoseconds again where always the same 1,000
 * are asked for, which the processor then has in its caches, and where each of
 * these brings a mail that is known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "state/greylist.h"
#include "state/state.h"
#include "store/store.h"
#include "store/store_commit.h"
#include "store/store_sweep.h"

#define NOW 1767225600
#define ROUNDS 15
#define ASKED 20000
#define FEW 1000
#define SIZE ((size_t)1 << 30)

static struct greylist grey = { .delay_s = 60, .window_s = 86400,
	.green_s = 36 * 86400, .net4 = 32, .any_s = 1200 };
static unsigned records;

static void
die(const char *what)
{
	(void)fprintf(stderr, "store: %s\n", what);
	exit(111);
}

static void
tell(void *arg, const char *line)
{
	(void)arg;
	die(line);
}

static double
now_ns(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) == -1)
		die("no clock");
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
open_store(const char *dir)
{
	struct state_options o = { .dir = dir, .size = SIZE, .tell = tell };
	struct err e;

	if (state_open(&grey.store, &o, NOW, &e) == -1)
		die(e.msg);
}

static void
close_store(void)
{
	struct err e;

	if (store_close(grey.store, NOW, &e) == -1)
		die(e.msg);
}

/* The nth address, all different. */
static struct ip
address(unsigned n)
{
	uint32_t a = n * 2654435761u;
	struct ip ip = { .bits = 32 };

	ip.octet[0] = (unsigned char)(a >> 24);
	ip.octet[1] = (unsigned char)(a >> 16);
	ip.octet[2] = (unsigned char)(a >> 8);
	ip.octet[3] = (unsigned char)a;
	return ip;
}

static enum greylist_answer
ask(unsigned n, int64_t at)
{
	struct greylist_client c = { .ip = address(n),
		.sender = "somebody@example.com",
		.to = grey.by_mail ? "somebody@example.org" : NULL };
	struct greylist_out out;
	struct err e;
	enum greylist_answer a = greylist_ask(&grey, &c, NOW + at, &out, &e);

	if (a == GREYLIST_FAILED)
		die(e.msg);
	return a;
}

static double
fill_us(void)
{
	double from = now_ns(CLOCK_MONOTONIC);
	struct err e;
	unsigned n;

	for (n = 0; n < records; n++) {
		if (ask(n, 0) != GREYLIST_WAIT)
			die("known already");
		if (n % 1000 == 999 &&
		    store_commit(grey.store, NOW, &e) == -1)
			die(e.msg);
	}
	if (store_commit(grey.store, NOW, &e) == -1)
		die(e.msg);
	return (now_ns(CLOCK_MONOTONIC) - from) / 1e3 / records;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* A second try that comes too early changes nothing.  So many of the records
 * are asked for, all over the tree. */
static double
ask_ns(unsigned few)
{
	double round[ROUNDS], from;
	uint32_t seed = 1;
	unsigned i, j;

	for (i = 0; i < ROUNDS; i++) {
		from = now_ns(CLOCK_PROCESS_CPUTIME_ID);
		for (j = 0; j < ASKED; j++) {
			seed = seed * 1664525u + 1013904223u;
			if (ask((unsigned)((uint64_t)seed * few >> 32) *
			    (records / few), 30) != GREYLIST_WAIT)
				die("not known");
		}
		round[i] = (now_ns(CLOCK_PROCESS_CPUTIME_ID) - from) / ASKED;
	}
	qsort(round, ROUNDS, sizeof(*round), by_size);
	return round[ROUNDS / 2];
}

/* The longest step of a pass at some time. */
static double
sweep_us(int64_t at, unsigned *gone)
{
	double worst = 0, from, ns;
	struct err e;
	unsigned i;

	for (i = 0, *gone = 0; i <= records / 1000; i++) {
		from = now_ns(CLOCK_PROCESS_CPUTIME_ID);
		*gone += store_sweep(grey.store, NOW + at, 1000);
		ns = now_ns(CLOCK_PROCESS_CPUTIME_ID) - from;
		worst = ns > worst ? ns : worst;
		if (store_commit(grey.store, NOW + at, &e) == -1)
			die(e.msg);
	}
	return worst / 1e3;
}

static long
file_size(const char *dir)
{
	char path[4096];
	long size = -1;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/store", dir);
	if ((f = fopen(path, "r")) == NULL || fseek(f, 0, SEEK_END) == -1 ||
	    (size = ftell(f)) == -1 || fclose(f) == EOF)
		die(path);
	return size;
}

int
main(int argc, char **argv)
{
	double fill, from, open_ms, asked, few, mail, none, all;
	unsigned gone;

	if (argc != 3 || (records = (unsigned)atoi(argv[2])) == 0)
		die("usage: store DIR RECORDS");
	open_store(argv[1]);
	fill = fill_us();
	close_store();
	from = now_ns(CLOCK_MONOTONIC);
	open_store(argv[1]);
	open_ms = (now_ns(CLOCK_MONOTONIC) - from) / 1e6;
	asked = ask_ns(records);
	few = ask_ns(records < FEW ? records : FEW);
	grey.by_mail = true;
	mail = ask_ns(records < FEW ? records : FEW);
	none = sweep_us(43200, &gone);
	if (gone != 0)
		die("gone too early");
	all = sweep_us(86402, &gone);
	if (gone != records)
		die("not all gone");
	(void)printf("%u %ld %.2f %.0f %.0f %.0f %.0f %.0f %.0f\n", records,
	    file_size(argv[1]), fill, open_ms, asked, none, all, few, mail);
	close_store();
	return 0;
}
