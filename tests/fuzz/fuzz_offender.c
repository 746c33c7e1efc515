/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line of a dump is an offender that is written as a line that says the
 * same, or it is none; and nothing in him is what no reader expects.
 */
#include "state/offender.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_be_printable(const char *text, size_t size, char first)
{
	must(memchr(text, '\0', size) != NULL);
	for (; *text != '\0'; text++)
		must(*text >= first && *text <= '~');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct offender o = { 0 }, back = { 0 };
	struct buf once = { 0 }, twice = { 0 };
	struct err e = { 0 };
	struct ip kept;

	if (offender_read(&o, (const char *)data, size, &e) != OFFENDER_IS)
		return 0;
	must_be_printable(o.source, sizeof(o.source), '!');
	must_be_printable(o.evidence, sizeof(o.evidence), ' ');
	must(o.source[0] != '\0' && o.count > 0 && o.kind < OFFENDER_KINDS);
	must(o.until_s >= 0 && o.until_s <= OFFENDER_TIME_MAX);
	must(o.zone_s >= -OFFENDER_ZONE_MAX && o.zone_s <= OFFENDER_ZONE_MAX);
	kept = offender_address(&o.ip);
	must(ip_compare(&kept, &o.ip) == 0);
	offender_write(&once, &o);
	must(!once.failed && once.data[once.len - 1] == '\n');
	must(memchr(once.data, '\n', once.len - 1) == NULL);
	must(offender_read(&back, (char *)once.data, once.len - 1, &e) ==
	    OFFENDER_IS);
	offender_write(&twice, &back);
	must(once.len == twice.len &&
	    memcmp(once.data, twice.data, once.len) == 0);
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
