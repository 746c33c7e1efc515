/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_scanner.h"

#include "replay/word.h"

/* Take the one queue id that a line names, behind this word. */
static enum told
scored(struct telling *out, struct text t, const char *word)
{
	if (!text_once(&t, t, word) || !word_host(&out->key, &t))
		return TOLD_ODD;
	out->what = TELL_SCORED;
	return TOLD;
}

/* "(71-01) Blocked SPAM {...}, [IP] <...> -> <...>, Queue-ID: ID, ..." */
static enum told
read_amavis(struct telling *out, struct text t)
{
	struct text number;

	if (!text_take(&t, "(") || !text_until(&number, &t, ')') ||
	    (!text_take(&t, " Blocked SPAM") && !text_take(&t, " Passed SPAM")))
		return TOLD_NOTHING;
	return scored(out, t, ", Queue-ID: ");
}

/* "<tag>; proxy; rspamd_task_write_log: id: <...>, qid: <ID>, ip: IP, ...,
 * (default: T (reject): [15.20/15.00] [...])": T is spam. */
static enum told
read_rspamd(struct telling *out, struct text t)
{
	if (!text_behind(&t, t, "rspamd_task_write_log: "))
		return TOLD_NOTHING;
	if (text_count(t, "(default: ") != 1)
		return TOLD_ODD;
	return text_has(t, "(default: T (") ? scored(out, t, ", qid: <") :
	    TOLD_NOTHING;
}

/* "spamd: result: Y 15 - TESTS scantime=1,...,mid=<...>,..." */
static enum told
read_spamd(struct telling *out, struct text t)
{
	(void)text_take(&t, "spamd: ");
	if (!text_take(&t, "result: Y "))
		return TOLD_NOTHING;
	if (!text_behind(&t, t, ",mid=") || !word_angle(&out->key, &t))
		return TOLD_NOTHING; /* it has none */
	out->what = TELL_SCORED;
	out->global = true;
	return TOLD;
}

enum told
read_scanner(struct telling *out, const struct frame *f)
{
	if (text_is(f->program, "amavis"))
		return read_amavis(out, f->rest);
	return text_is(f->program, "spamd") ? read_spamd(out, f->rest) :
	    read_rspamd(out, f->rest);
}
