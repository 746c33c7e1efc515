/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/classes.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "base/num.h"

#define SIZE 3
#define MEND "write dynamic, static-generic, hosting, mail, plain or odd, " \
    "and a confidence as in dynamic:0.9"

/* A confidence from 0 to 1, with one digit before the dot. */
static int
confidence(int32_t *milli, const char *text, struct err *e)
{
	if ((*text != '0' && *text != '1') ||
	    (text[1] != '.' && text[1] != '\0') ||
	    num_score(milli, text, e) == -1 || *milli > 1000)
		return err_perm(e, 0, "\"%.32s\" is not a confidence from 0 "
		    "to 1: " MEND, text);
	return 0;
}

int
classes_add(struct packed *out, const char *text, struct err *e)
{
	size_t len = strcspn(text, ":");
	unsigned char raw[SIZE];
	int32_t milli = 0;
	const char *word;
	int k;

	if (text[len] == ':' && confidence(&milli, text + len + 1, e) == -1)
		return -1;
	for (k = 0; k < CLASS_KINDS; k++) {
		word = class_word((enum class_kind)k);
		if (strlen(word) == len && memcmp(word, text, len) == 0)
			break;
	}
	if (k == CLASS_KINDS)
		return err_perm(e, 0, "\"%.*s\" is not known here: " MEND,
		    (int)(len < 32 ? len : 32), text);
	raw[0] = (unsigned char)k;
	le_put16(raw + 1, (uint32_t)milli);
	return packed_add(out, raw, SIZE, e);
}

bool
classes_next(struct packed_cursor *at, struct class_least *out)
{
	struct packed_cursor next = *at;
	const unsigned char *raw = packed_take(&next, SIZE);

	if (raw == NULL || raw[0] >= CLASS_KINDS || le_get16(raw + 1) > 1000)
		return false;
	out->kind = (enum class_kind)raw[0];
	out->milli = (int32_t)le_get16(raw + 1);
	*at = next;
	return true;
}

void
classes_format(struct buf *out, struct packed_cursor at)
{
	char milli[NUM_SCORE_SIZE];
	struct class_least c;
	const char *comma = "";

	for (; classes_next(&at, &c); comma = ",") {
		buf_add_text(out, comma);
		buf_add_text(out, class_word(c.kind));
		if (c.milli == 0)
			continue;
		num_score_format(c.milli, milli);
		buf_add_text(out, ":");
		buf_add_text(out, milli);
	}
}
