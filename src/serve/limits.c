/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/limits.h"

#include <errno.h>
#include <stdint.h>
#include <sys/resource.h>

#include "base/err.h"

/* Less of anything is no service. */
#define LEAST 2

/* What is not shared. */
static unsigned
own(const struct limits *l)
{
	return LIMITS_OWN_FDS + (l->dns ? LIMITS_DNS_FDS : 0u) +
	    (l->relay ? LIMITS_RELAY_FDS : 0u);
}

static unsigned
shared(const struct limits *l)
{
	return l->clients + l->filters * LIMITS_FILTER_FDS + l->walls +
	    l->postfixes;
}

unsigned
limits_descriptors(const struct limits *l)
{
	return own(l) + shared(l);
}

/* n in the measure of part to whole. */
static unsigned
cut(unsigned n, unsigned part, unsigned whole)
{
	unsigned less = (unsigned)((uint64_t)n * part / whole);

	if (less >= n)
		return n;
	return less >= LEAST ? less : n < LEAST ? n : LEAST;
}

/* What can be made less, and is most. */
static unsigned *
largest(struct limits *l)
{
	unsigned *most = &l->clients;

	if (l->walls >= *most)
		most = &l->walls;
	return l->postfixes > *most ? &l->postfixes : most;
}

/*
 * What is left beside our own is shared as the whole was.  With 12,000 walls,
 * 10,000 clients and 1,024 filters, which need 4 descriptors each, 26,096 are
 * shared; with 1,024 descriptors it is 896, so each becomes 896/26,096 of what
 * it was: 412, 343 and 35.  Of few descriptors the least numbers of the others
 * may take more than their share, and the rest is what is left.
 */
bool
limits_fit(struct limits *l, unsigned most)
{
	const unsigned whole = shared(l);
	unsigned part, *most_of;

	if (most < own(l))
		return false;
	part = most - own(l);
	if (part >= whole)
		return true;
	l->clients = cut(l->clients, part, whole);
	l->filters = cut(l->filters, part, whole);
	l->walls = cut(l->walls, part, whole);
	l->postfixes = cut(l->postfixes, part, whole);
	while (shared(l) > part && *(most_of = largest(l)) > LEAST)
		--*most_of;
	return shared(l) <= part;
}

enum limits_answer
limits_set(struct limits *l, struct err *e)
{
	const unsigned wanted = limits_descriptors(l);
	struct rlimit was, now;

	if (getrlimit(RLIMIT_NOFILE, &was) == -1) {
		(void)err_perm(e, errno, "ask for the limit of descriptors");
		return LIMITS_FAILED;
	}
	now.rlim_cur = wanted;
	now.rlim_max = was.rlim_max < wanted ? wanted : was.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &now) == 0)
		return LIMITS_KEPT;
	now.rlim_cur = now.rlim_max = was.rlim_max;
	if (limits_fit(l, (unsigned)was.rlim_max) &&
	    setrlimit(RLIMIT_NOFILE, &now) == 0)
		return LIMITS_CUT;
	(void)err_perm(e, 0, "%lu descriptors are too few: raise the hard "
	    "limit, as by ulimit -Hn %u", (unsigned long)was.rlim_max, wanted);
	return LIMITS_FAILED;
}
