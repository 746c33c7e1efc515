/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_TESTIMONY_H
#define DHF_POLICY_TESTIMONY_H

#include <stdbool.h>

#include "name/class_kind.h"
#include "policy/evidence.h"
#include "policy/notes.h"
#include "policy/verdict.h"

/*
 * testimony - what another process of ours decided, and no more believed of it
 * than can be
 *
 * It is passed on as the bytes of this struct, to the same program.  Whoever
 * wrote it read what strangers sent, and may do what they want by now: so it
 * can decide wrongly, and nothing else.  No pointer of it is used, every string
 * ends, every enum and flag has a value that it may have.
 */
struct testimony {
	struct verdict verdict; /* class apart, for it is a pointer */
	enum class_kind class;  /* CLASS_KINDS: no rule asked for it */
	struct evidence learnt; /* the client, as it is known then */
	struct notes notes;
};

/* Write down what was decided about the client of *ev. */
void testimony_write(struct testimony *t, const struct verdict *v,
    const struct evidence *ev, const struct notes *n);

/* Take it: the verdict, the notes and, into *ev, what is known about the
 * client's name and offences.  False, and all three as they were, if no process
 * of ours would say so. */
bool testimony_read(struct verdict *v, struct evidence *ev, struct notes *n,
    const struct testimony *t);

#endif
