/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_NOTED_H
#define DHF_REPLAY_NOTED_H

#include <stddef.h>

#include "dns/answer.h"
#include "replay/text.h"

/*
 * noted - what our log noted of lists: "dns:bl.example:listed,..."
 */
#define NOTED_SIZE 512

/* Write those of a note's items that say whether a list has the client,
 * without "dns:", with commas between; what has no room is left out.  Returns
 * the length. */
size_t noted_lists(char out[NOTED_SIZE], struct text note);

/* What a list said by its name in the log: DNS_FOUND, DNS_ABSENT, or
 * DNS_WAITING if the log does not say. */
enum dns_state noted_of(const char *lists, const char *zone);

#endif
