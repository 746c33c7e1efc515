/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_JUDGE_H
#define DHF_POLICY_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/source.h"
#include "policy/decide.h"
#include "policy/lookup.h"

/*
 * judge - one client from its first question to DNS to its verdict
 *
 * Nothing waits here: whoever calls owns descriptors and deadlines, and any
 * number of clients may be under way over one decider.
 *
 *	judge_begin
 *	judge_step	walks the rules with what is known, and sends the
 *			questions they come to
 *	judge_step	again when answers have come, until no answer that is
 *			still to come could change the verdict
 *	judge_end	time is up, or the verdict is to be explained: what is
 *			still open is unknown
 */
struct judge {
	const struct decider *decider; /* borrowed, like the next */
	struct evidence *ev;
	struct lookup lookup;
	struct client client; /* its notes go with the verdict */
	bool patient;         /* set by the caller: see judge_step */
	bool others_known;    /* of a name that was told: DNS was asked for
	                         the client's other names */
	bool decided;         /* only the text of the list is waited for */
};

enum judge_answer {
	JUDGE_SETTLED, /* *out stands */
	JUDGE_WAITING, /* for an answer of DNS, or what judge_wants_offences */
	JUDGE_FAILED   /* as decide; *e is filled */
};

/* Begin to judge the client of *ev at now_s, seconds since 1970.  *source is
 * copied and asked; it must not forget before the judge is done.  NULL, or a
 * client without an address: DNS is not asked.  A name that was told is doubted
 * if the settings say so, and what DNS says of it is put into *ev. */
void judge_begin(struct judge *j, const struct decider *d, struct evidence *ev,
    const struct dns_source *source, int64_t now_s);

/* Ask for the name that nobody has told before any rule is looked at, for who
 * mostly knows it at once: only the name tells the few rules that can hold, and
 * without it the walk leads through all of them.  False while DNS has not
 * answered.  The verdict is the same with and without. */
bool judge_name(struct judge *j);

/* Decide with the answers that have come.  *out is written in any case; while
 * JUDGE_WAITING it is what would be said now.  Not to be called any more after
 * JUDGE_SETTLED.  A patient judge takes no verdict for settled, so that all
 * questions are asked: it is JUDGE_WAITING until judge_end. */
enum judge_answer judge_step(struct verdict *out, struct judge *j,
    struct err *e);

/* Fetch what the list that decided says, if the refusal in *v is to tell.
 * JUDGE_SETTLED, or JUDGE_WAITING for that text.  judge_step does it; a
 * patient judge's caller has to, when nothing else can come. */
enum judge_answer judge_text(struct verdict *v, struct judge *j);

/* Whether a rule asks what the daemon's ledger has of the client: never unless
 * ev->offender was made ANSWER_WAITING after judge_begin. */
bool judge_wants_offences(const struct judge *j);

/* What it has, bit n for number n of enum offence, or that nobody knows. */
void judge_tell_offences(struct judge *j, bool known, unsigned offences);

/* Decide with what is there, and show the rules to the viewer, NULL: nobody
 * looks.  Returns 0, or -1 with *e as decide. */
int judge_end(struct verdict *out, struct judge *j,
    const struct decide_viewer *viewer, struct err *e);

/* Judge the same client once more, after judge_step or judge_end, since it has
 * said more: judge_step is next.  What DNS and the daemon have told of it is
 * not asked again. */
void judge_again(struct judge *j);

/* Put the word of the name's class into the verdict, whether or not a rule
 * asked for it.  Returns 0, or -1 with *e as naming_find. */
int judge_class(struct verdict *out, const struct judge *j, struct err *e);

#endif
