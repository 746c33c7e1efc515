/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_PROMTEXT_H
#define DHF_SERVE_PROMTEXT_H

#include <stddef.h>
#include <stdint.h>

struct buf;

/*
 * promtext - numbers as Prometheus reads them: the text format, version 0.0.4
 */
#define PROMTEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct promtext_label {
	const char *name;
	const char *value; /* any bytes: what is not ASCII becomes '?' */
};

enum promtext_kind { PROMTEXT_COUNTER, PROMTEXT_GAUGE, PROMTEXT_SUMMARY };

/* Begin with a name: what it is, for people, and its kind.  Its numbers have to
 * follow. */
void promtext_begin(struct buf *out, const char *name,
    enum promtext_kind kind, const char *help);

/* A number of that name, with labels. */
void promtext_count(struct buf *out, const char *name,
    const struct promtext_label *label, size_t labels, uint64_t n);

/* The same of a time, in seconds. */
void promtext_time(struct buf *out, const char *name,
    const struct promtext_label *label, size_t labels, uint64_t us);

#endif
