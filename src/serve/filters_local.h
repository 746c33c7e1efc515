/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FILTERS_LOCAL_H
#define DHF_SERVE_FILTERS_LOCAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

#include "base/ip.h"
#include "serve/filters_terms.h"
#include "wire/parcel.h"
#include "wire/letter.h"

/*
 * filters_local - a session, for filters.c and filters_obey.c
 */
struct filters_session {
	uv_poll_t poll;
	struct filters *filters;
	struct filters_session *next, *before;
	bool watched, polls; /* by poll; just now */
	uid_t uid;
	int fd;
	struct parcel came;   /* descriptors that are not used yet */
	bool heard;           /* anything */
	bool knows, several, told; /* client; others, too; of an offence */
	struct filters_asker asker;
	struct deed *deed;    /* that an answer waits for, or NULL */
	bool asking, gone;    /* who asks goes on by himself; nobody reads */
	struct ip client;     /* that it is about */
	size_t len;           /* of data */
	uint64_t since_ms;    /* of the last byte, ... */
	uint64_t part_ms;     /* ... and of the first of a letter */
	unsigned char data[LETTER_MAX];
};

#endif
