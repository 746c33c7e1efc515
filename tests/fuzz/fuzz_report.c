/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A log of any octets: each line is one of four kinds, each decision has one
 * action, what is taken of a line lies in it, and the page stays small and has
 * no markup but ours.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/aspage.h"
#include "report/census.h"
#include "report/digest.h"
#include "report/framing.h"
#include "rule/image.h"

#define NOW INT64_C(1764496800)
#define PAGES 256 /* inputs for each page: it takes longer than lines do */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct census census;
static struct image none = { .fd = -1 };
static struct framing framing;
static unsigned runs;

static void
must(int claim)
{
	if (!claim)
		abort();
}

/* Whether the page has a tag, or an entity, that is not ours. */
static void
must_be_page(const char *page, size_t len)
{
	must(len <= ASPAGE_MOST);
	must(strlen(page) == len);
	must(strstr(page, "<script") == NULL);
	must(strstr(page, "<img") == NULL);
	/* no tag of ours is called so, and behind a quote of ours is no word */
	must(strstr(page, "<FUZZ") == NULL);
	must(strstr(page, "FUZZ\"FUZZ") == NULL);
}

static void
write_page(void)
{
	struct digest d = { .version = "0", .made_s = NOW };
	struct buf out = { 0 };
	struct err e;

	must(digest_fill(&d, &census, 20, &e) == 0);
	aspage_write(&out, &d);
	must(!out.failed);
	must_be_page(buf_text(&out), out.len);
	buf_free(&out);
	digest_free(&d);
}

static void
take(const char *line, size_t len)
{
	/* a copy of its own, so that a byte behind it is noticed */
	char *copy = malloc(len + 1);
	struct framed f;

	must(copy != NULL);
	memcpy(copy, line, len);
	if (framing_line(&framing, &f, copy, len, len)) {
		must((f.text >= copy && f.text + f.len <= copy + len) ||
		    (f.text >= framing.json && f.text + f.len <=
		    framing.json + sizeof(framing.json)));
		census_line(&census, &f);
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size, *newline;
	struct err e;
	uint64_t sum = 0;
	size_t i;

	if (census.clients == NULL) {
		census.now_s = NOW;
		census.img = &none;
		must(census_begin(&census, &e) == 0);
	}
	memset(&framing, 0, sizeof(framing));
	framing.now_s = NOW;
	for (; at < end; at = newline + 1) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			newline = end;
		if (newline - at <= FRAMING_LINE_MAX)
			take(at, (size_t)(newline - at));
	}
	for (i = 0; i < CENSUS_ACTIONS; i++)
		sum += census.action[i];
	must(sum == census.decisions);
	must(census.lines == census.decisions + census.foreign +
	    census.unreadable + census.crashes);
	if (runs++ % PAGES == 0)
		write_page();
	return 0;
}
