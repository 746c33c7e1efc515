/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/ruleset.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "rule/settings_image.h"
#include "rule/span.h"

int
ruleset_begin(struct ruleset *s, struct image *img, struct err *e)
{
	const struct image_part *part = &img->head.settings;

	s->img = img;
	s->at = s->next = 0;
	if (part->len > SETTINGS_SIZE_MAX)
		return err_perm(e, 0, "the settings are damaged: run "
		    "dhf-compile");
	s->record = s->raw + part->len;
	if (image_copy(img, s->raw, part->at, part->len, e) == -1)
		return -1;
	return settings_decode(&s->settings, s->raw, part->len, e);
}

enum ruleset_answer
ruleset_next(struct ruleset *s, struct err *e)
{
	const struct image_part *part = &s->img->head.rules;
	const unsigned char *record;
	uint32_t size;

	if (s->next == part->len)
		return RULESET_END;
	record = span_read(s->img, s->record, part->at + s->next, 4, e);
	if (record == NULL)
		return RULESET_FAILED;
	size = rule_record_size(record);
	if (size == 0 || (uint64_t)s->next + size > part->len) {
		(void)err_perm(e, 0, "the rules are damaged: run dhf-compile");
		return RULESET_FAILED;
	}
	record = span_read(s->img, s->record, part->at + s->next, size, e);
	if (record == NULL ||
	    rule_decode(&s->rule, s->crit, record, size, e) == -1)
		return RULESET_FAILED;
	s->at = s->next;
	s->next += size;
	return RULESET_RULE;
}

void
ruleset_seek(struct ruleset *s, uint32_t at)
{
	s->next = at;
}

/* Find file number n in the table, which is strings one behind the other. */
static int
file_name(struct ruleset *s, uint32_t n, char out[RULESET_LABEL],
    struct err *e)
{
	const struct image_part *part = &s->img->head.files;
	uint32_t at = 0, len;
	const char *nul;

	for (;;) {
		len = part->len - at < RULESET_LABEL ? part->len - at :
		    RULESET_LABEL;
		if (image_copy(s->img, out, part->at + at, len, e) == -1)
			return -1;
		if ((nul = memchr(out, '\0', len)) == NULL)
			return err_perm(e, 0, "the table of files is damaged: "
			    "run dhf-compile");
		if (n-- == 0)
			return 0;
		at += (uint32_t)(nul - out) + 1;
	}
}

int
ruleset_place(struct ruleset *s, char out[RULESET_LABEL], struct err *e)
{
	size_t len, digits;
	char line[21];

	if (file_name(s, s->rule.file, out, e) == -1)
		return -1;
	len = strlen(out);
	digits = num_format(s->rule.line, line);
	if (len > RULESET_LABEL - digits - 2)
		len = RULESET_LABEL - digits - 2;
	out[len] = ':';
	memcpy(out + len + 1, line, digits + 1);
	return 0;
}

int
ruleset_label(struct ruleset *s, char out[RULESET_LABEL], struct err *e)
{
	size_t len = strlen(s->rule.id);

	if (len == 0 || len >= RULESET_LABEL)
		return ruleset_place(s, out, e);
	memcpy(out, s->rule.id, len + 1);
	return 0;
}
