/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule images of any bytes: no read outside, no endless walk, and an error
 * wherever no answer can be had.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/asker.h"
#include "rule/image.h"

#define PAGES_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = "reply_text no %i\n"
    "pass @ip=192.0.2.0/24,2001:db8::/32 id=nets\n"
    "block ^dyn$1\\.\n"
    "score 2.5 @name=example.net,example.org good=-1 id=s\n"
    "import tcprules list\n"
    "mark @host=a.example\n"
    "defer @regex=(foo|bar)\\.example\\.com$ !@ip=10.0.0.0/8 code=450\n"
    "grey @range=10.1.2.0-10.1.2.9 expires=2030-01-01 text=wait\n"
    "score -3 @dnsbl=list.example\n"
    "suffix_list psl\n"
    "score 1 @class=dynamic\n"
    "block @any mode=watch id=last\n";
static const char list[] = "10.1.:allow\n10.:deny\n=.dyn.example:deny\n";
static const char psl[] = "// ===BEGIN ICANN DOMAINS===\nexample\n"
    "*.dyn.example\n!a.dyn.example\ncom\n"
    "// ===END ICANN DOMAINS===\n";

static struct buf base;

static void
seal(unsigned char *image, size_t pages)
{
	size_t i;

	for (i = 0; i < pages; i++)
		page_seal(image + i * IMAGE_PAGE, (uint32_t)i);
}

/* Overwrite bytes of a sound image: from each 4 bytes of input the offset,
 * of which only the payload counts, and the value, whole numbers too. */
static void
scratch(unsigned char *image, size_t len, const uint8_t *data, size_t size)
{
	size_t i, at;

	for (i = 0; i + 4 <= size; i += 4) {
		at = ((size_t)data[i] << 8 | data[i + 1]) % len;
		if (data[i + 2] & 1)
			image[at] = data[i + 3];
		else if (data[i + 2] & 2 && at + 4 <= len)
			memset(image + at, data[i + 3], 4);
		else if (at + 4 <= len)
			image[at - at % 4] = (unsigned char)(image[at -
			    at % 4] + data[i + 3]);
	}
}

/* A first byte of 0: the bytes as they are; 1: with magic, version and checks
 * made right; else a sound image with some bytes overwritten. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t pages = (size + IMAGE_PAGE - 1) / IMAGE_PAGE, rules;
	unsigned char *image;

	if (base.data == NULL) {
		asker_write("rules", text, sizeof(text) - 1);
		asker_write("list", list, sizeof(list) - 1);
		asker_write("psl", psl, sizeof(psl) - 1);
		asker_must(asker_compile(&base, &rules) == 0);
	}
	if (size < 2 || pages > PAGES_MAX)
		return 0;
	if (data[0] > 1)
		pages = base.len / IMAGE_PAGE;
	if ((image = calloc(pages, IMAGE_PAGE)) == NULL)
		return 0;
	if (data[0] > 1) {
		memcpy(image, base.data, base.len);
		scratch(image, base.len, data + 1, size - 1);
	} else {
		memcpy(image, data + 1, size - 1);
	}
	if (data[0] == 1)
		memcpy(image, base.data, 12);
	if (data[0] > 0)
		seal(image, pages);
	asker_survive(image, data[0] > 0 ? pages * IMAGE_PAGE : size - 1,
	    "a.dyn.example");
	free(image);
	return 0;
}
