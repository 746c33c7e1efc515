/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BOOK_RULEBOOK_H
#define DHF_BOOK_RULEBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/table.h"
#include "book/diag.h"
#include "book/origins.h"
#include "rule/netset.h"
#include "rule/rule.h"
#include "rule/settings.h"

struct err;
struct pattern_define;
struct regex_engine;

/*
 * rulebook - everything that rule files say, parsed
 *
 * Filled by lang/parse.h, looked over by lang/lint.h, written to an image by
 * build/bind.h.  The arena owns all strings and criteria.
 */

/* A must= or mustnot= entry. */
struct expectation {
	size_t rule;       /* index of the rule it speaks of */
	const char *entry; /* HOST, IP or HOST/IP */
	bool hit;          /* must: true, mustnot: false */
	struct place place;
};

/* Most rules of one book, and most bytes of their records in the image: more
 * would take over 1 GiB of memory to compile. */
#define RULEBOOK_RULES 1000000
#define RULEBOOK_BYTES ((size_t)160 << 20)

/* Deepest nesting of include. */
#define RULEBOOK_DEPTH 16

/* Most files that are read for one book: includes that repeat multiply. */
#define RULEBOOK_READS 10000

/* Longest text of a setting, bytes. */
#define RULEBOOK_TEXT_MAX 400

/* Who has set a setting: rule files count before imports. */
enum rulebook_given { RULEBOOK_UNSET, RULEBOOK_GIVEN, RULEBOOK_IMPORTED };

/* In rule.target while an import is read: go on behind the import. */
#define RULEBOOK_BEHIND UINT32_MAX

/* A file of networks that is read when all else is parsed. */
struct rulebook_list {
	uint32_t set; /* where they go */
	const char *path;
	struct place place;
};

struct rulebook {
	struct arena arena;
	struct settings settings;
	unsigned char given[SETTINGS]; /* enum rulebook_given */
	struct place set_at[SETTINGS]; /* their values */
	struct rule *rule;       /* owned; .target: index of a rule, 0 next */
	struct place *place;     /* owned; of each rule's action word */
	size_t len, cap, place_cap;
	size_t bytes;        /* of the rules' records */
	const char **file; /* owned array, names borrowed from the arena */
	size_t files, files_cap;
	struct netset nets; /* owned */
	uint32_t sets;      /* address sets numbered so far */
	struct rulebook_list *list; /* owned; files that @ipfile names */
	size_t lists, lists_cap;
	struct origins origins; /* owned; @country and @asn */
	struct table suffixes, exempt; /* owned; lang/NAME_text.h fills them */
	struct expectation *expect; /* owned */
	size_t expects, expects_cap;
	struct pattern_define *defines; /* newest first */
	struct regex_engine *regex;     /* owned, works in regex_mem */
	void *regex_mem;                /* owned */
	struct diag *diag;              /* borrowed */
	struct {
		dev_t dev;
		ino_t ino;
	} open[RULEBOOK_DEPTH]; /* the files being read, outermost first */
	size_t depth;           /* how many */
	size_t reads;           /* of rule files, one read twice counting two */
};

/* Start an empty book that reports to *d.  -1 with *e ERR_TEMP. */
int rulebook_init(struct rulebook *b, struct diag *d, struct err *e);

/* Release what *b owns.  May be repeated, and on all bytes zero. */
void rulebook_free(struct rulebook *b);

/* Append a copy of *r, which stands at *at.  -1 with *e: ERR_TEMP (memory),
 * ERR_PERM (too many rules, or bytes of them). */
int rulebook_add(struct rulebook *b, const struct rule *r,
    const struct place *at, struct err *e);

/* Append an expectation of the rule that is added next. */
int rulebook_expect(struct rulebook *b, const char *entry, bool hit,
    const struct place *at, struct err *e);

/* Append a file of networks, its path from the arena. */
int rulebook_list(struct rulebook *b, uint32_t set, const char *path,
    const struct place *at, struct err *e);

/* The index of a file name, added if it is new; -1 with *e ERR_TEMP. */
int64_t rulebook_file(struct rulebook *b, const char *name, struct err *e);

/* A rule with nothing given, every string "". */
struct rule rulebook_blank(void);

#endif
