/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * suffixes IMAGE <NAMES: for each name, a line, print what the image says is
 * its registrable domain; with a number behind IMAGE, print how many
 * nanoseconds a name takes instead, asking all of them so many times.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/err.h"
#include "rule/image.h"
#include "rule/suffixes.h"

static struct image img;

static void
die(const char *what)
{
	(void)fprintf(stderr, "suffixes: %s\n", what);
	exit(111);
}

/* All of a file, and how long it is. */
static char *
slurp(FILE *in, size_t *len)
{
	size_t cap = 1 << 20, n;
	char *data = malloc(cap);

	for (*len = 0; data != NULL; *len += n) {
		n = fread(data + *len, 1, cap - *len, in);
		if (n == 0)
			return data;
		if (*len + n == cap)
			data = realloc(data, cap *= 2);
	}
	die("out of memory");
	return NULL;
}

/* Ask for each line of names; what was cut off, to have used the answers. */
static size_t
ask(const char *names, size_t len, int print)
{
	const char *p = names, *nl;
	size_t at, sum = 0;
	struct err e;

	while ((nl = memchr(p, '\n', len - (size_t)(p - names))) != NULL) {
		if (suffixes_domain(&at, &img, p, (size_t)(nl - p), &e) == -1)
			die(e.msg);
		if (print)
			(void)fwrite(p + at, 1, (size_t)(nl - p) - at + 1,
			    stdout);
		sum += at;
		p = nl + 1;
	}
	return sum;
}

int
main(int argc, char *argv[])
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
	struct timespec from, to;
	size_t len, lines = 0, i, sum = 0;
	long times, k;
	char *image, *names;
	struct err e;

	if (file == NULL)
		die("no image");
	image = slurp(file, &len);
	if (image_borrow(&img, (unsigned char *)image, len, &e) == -1)
		die(e.msg);
	names = slurp(stdin, &len);
	if (argc < 3)
		(void)ask(names, len, 1);
	for (i = 0; i < len; i++)
		lines += names[i] == '\n';
	times = argc < 3 ? 0 : strtol(argv[2], NULL, 10);
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	for (k = 0; k < times; k++)
		sum += ask(names, len, 0);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	(void)fclose(file);
	free(names);
	free(image);
	if (times == 0)
		return 0;
	(void)printf("%.0f ns a name (%zu)\n", ((double)(to.tv_sec -
	    from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) /
	    ((double)times * (double)lines), sum);
	return 0;
}
