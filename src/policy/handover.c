/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/handover.h"

#include <stdbool.h>
#include <string.h>

#include "base/environment.h"
#include "base/err.h"
#include "base/num.h"
#include "base/receipt.h"
#include "policy/zone_mask.h"

/* Where who was refused can read more: appended if all of it has room. */
static void
add_url(char text[REPLY_LINE_MAX], const struct verdict *v,
    const struct reply_words *words)
{
	const size_t around = sizeof("553  \r\n") - 1 + strlen(v->dsn);
	char url[REPLY_LINE_MAX];
	size_t len = strlen(text);
	size_t more = reply_expand(url, sizeof(url), v->url, words);

	if (more == 0 || around + len + 1 + more > REPLY_LINE_MAX)
		return;
	text[len] = ' ';
	memcpy(text + len + 1, url, more + 1);
}

_Static_assert(VERDICT_TEXT <= REPLY_LINE_MAX, "a text has room in a line");

/* The text of a refusal with its words filled in. */
static void
text_of(char out[REPLY_LINE_MAX], const struct verdict *v,
    const struct evidence *ev)
{
	char zone[DNS_NAME_SIZE], seconds[21], receipt[RECEIPT_SHOWN_SIZE];
	struct reply_words words = { .rule = v->rule, .text = v->list_text,
		.seconds = seconds, .receipt = "RECEIPT",
		.remedy = "ask the postmaster" };

	if (v->receipt[0] != '\0') {
		receipt_show(receipt, v->receipt);
		words.receipt = receipt;
	}
	(void)num_format(v->wait_s, seconds);
	if (v->remedy[0] != '\0')
		words.remedy = v->remedy;
	if (ev->has_ip)
		words.address = ev->ip_text;
	if (ev->has_name == ANSWER_YES)
		words.host = ev->name;
	if (v->list_text[0] == '\0') { /* then at least whose list it is */
		zone_mask(zone, v->listed);
		words.text = v->listed[0] != '\0' ? zone : NULL;
	}
	if (!v->literal) {
		(void)reply_expand(out, REPLY_LINE_MAX, v->text, &words);
		add_url(out, v, &words);
		return;
	}
	memcpy(out, v->text, strlen(v->text) + 1);
}

int
handover_reply(char out[REPLY_LINE_MAX], size_t *len, const struct verdict *v,
    const struct evidence *ev, struct err *e)
{
	char text[REPLY_LINE_MAX];
	struct reply r = { v->code, v->dsn, text };

	text_of(text, v, ev);
	return reply_format(out, len, &r, e);
}

int
handover_environment(struct environment *env, const struct verdict *v,
    const struct evidence *ev, struct err *e)
{
	char text[REPLY_LINE_MAX + 1], score[NUM_SCORE_SIZE];
	char receipt[RECEIPT_SHOWN_SIZE];
	bool final;
	int rc;

	num_score_format(v->score_milli, score);
	rc = environment_set(env, "DHF_VERDICT", rule_action_word(v->action));
	rc |= environment_set(env, "DHF_RULE", v->rule);
	rc |= environment_set(env, "DHF_SCORE", score);
	if (v->class != NULL)
		rc |= environment_set(env, "DHF_CLASS", v->class);
	if (verdict_refuses(v)) {
		text_of(text + 1, v, ev);
		final = v->code >= 500;
		/* rblsmtpd(1): "-" makes it final, and nothing lets in */
		text[0] = final ? '-' : ' ';
		rc |= environment_set(env, "RBLSMTPD", final ||
		    text[1] == '-' || text[1] == '\0' ? text : text + 1);
	}
	if (v->receipt[0] != '\0') {
		receipt_show(receipt, v->receipt);
		rc |= environment_set(env, "DHF_WHY", receipt);
	}
	return rc == 0 ? 0 : err_temp(e, 0, "no room in the environment");
}
