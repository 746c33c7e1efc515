/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_SHARE_TERMS_H
#define DHF_SHARE_SHARE_TERMS_H

#include <stdbool.h>
#include <stdint.h>

/* How often; never reset. */
struct share_counts {
	uint64_t answers, answers_us; /* and how long all of them took */
	uint64_t errors;   /* questions without an answer */
	uint64_t unasked;  /* deeds that were given up since nobody was there */
	uint64_t again;    /* runs since somebody else was quicker */
	bool up;           /* now */
};

#endif
