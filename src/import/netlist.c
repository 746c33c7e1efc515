/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netlist.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/import.h"
#include "import/netline.h"

/* A list that is being read. */
struct netlist {
	struct rulebook *book;
	uint32_t set;
	struct place said_at; /* if its line is not 0: */
	unsigned said;  /* how many objects there are, in the list's words */
	unsigned count; /* and how many there are */
	bool drop;      /* there are objects as Spamhaus' lists have them */
	bool cut;       /* the line that is read ends the file, and no newline
	                   ends it */
	struct err *e;
};

/* Whether a text ends in a prefix length. */
static bool
ends_open(const char *text)
{
	size_t len = strlen(text), at = len;

	while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
		at--;
	return at > 0 && at < len && text[at - 1] == '/';
}

/* Whether that of a network lost its end with the end of a file: "/1" of "/16".
 * Host bits are set then, or the network is larger than any that one owner has;
 * nothing begins with "/0". */
static bool
lost_end(const struct netline *n)
{
	return n->bits != 0 && (n->masked || n->bits < 8);
}

static enum parse_answer
add(struct netlist *l, const struct netline *n, const struct place *at)
{
	struct rulebook *b = l->book;
	char net[IP_TEXT_SIZE];

	l->count += n->json;
	l->drop = l->drop || n->drop;
	if (n->masked) {
		ip_format(&n->first, net);
		diag_warn(b->diag, at, "host bits are set: it is taken as "
		    "%s/%u, write it so", net, n->bits);
	}
	if ((n->range ? netset_add_range(&b->nets, &n->first, &n->last, l->set,
	    l->e) : netset_add(&b->nets, &n->first, n->bits, l->set, l->e)) ==
	    -1)
		return PARSE_FAILED;
	return PARSE_OK;
}

static enum parse_answer
read_line(struct netlist *l, const struct line *line)
{
	struct place at;
	struct netline n;
	const bool cut = l->cut && ends_open(line->text);
	enum netline_answer answer = netline_read(&n, line->text, l->e);

	at = line->place;
	at.column += (unsigned)(n.at - line->text);
	switch (answer) {
	case NETLINE_NETWORK:
		if (cut && lost_end(&n)) {
			diag_error(l->book->diag, &at, "the file ends here, "
			    "within a prefix length as it seems: get it "
			    "again, or end the line with a newline");
			return PARSE_WRONG;
		}
		return add(l, &n, &at);
	case NETLINE_ALLOWED:
		diag_warn(l->book->diag, &at, "a level from 127 on means that "
		    "the range is not blocked: it is left out");
		break;
	case NETLINE_RECORDS:
		l->said = n.records;
		l->said_at = at;
		break;
	case NETLINE_WRONG:
		diag_error(l->book->diag, &at, "%s", l->e->msg);
		return PARSE_WRONG;
	case NETLINE_NONE:
		break;
	}
	return PARSE_OK;
}

static int
by_first(const void *a, const void *b)
{
	const struct netset_net *x = a, *y = b;

	return ip_compare(&x->first, &y->first);
}

/* Whether sorted networks of one family leave no gap from first to last. */
static bool
no_gap(const struct netset_net *net, size_t len, const struct ip *first,
    const struct ip *last)
{
	struct ip next = *first, end;
	size_t i;

	for (i = 0; i < len; i++) {
		if (ip_compare(&net[i].first, &next) > 0)
			return false;
		end = ip_last(&net[i].first, net[i].bits);
		if (ip_compare(&end, last) >= 0)
			return true;
		if (ip_compare(&end, &next) >= 0) {
			next = end;
			(void)ip_next(&next);
		}
	}
	return false;
}

/* Everybody: the addresses that clients can have.  0.0.0.0/8 and what is
 * behind 224.0.0.0 is nobody's (RFC 6890), and all of IPv6 that is given out
 * is 2000::/3 (RFC 4291, section 2.4 and its registry). */
static const struct {
	struct ip first, last;
} everybody[] = {
	{ { { 1 }, 32 }, { { 223, 255, 255, 255 }, 32 } },
	{ { { 0x20 }, 128 }, { { 0x3f, 255, 255, 255, 255, 255, 255, 255, 255,
	    255, 255, 255, 255, 255, 255, 255 }, 128 } },
};

/* 1 if the networks hold everybody of a family, 0 if not, -1 with *e. */
static int
holds_everybody(const struct netset_net *net, size_t len, struct err *e)
{
	struct netset_net *copy;
	const uint64_t one = UINT64_C(1) << 60;
	uint64_t share[2] = { 0, 0 }; /* of all, in 1/one, rounded up */
	size_t ip4 = 0, i;
	bool all;

	for (i = 0; i < len; i++) {
		bool is4 = net[i].first.bits == 32;

		if (share[!is4] < one)
			share[!is4] += net[i].bits < 60 ? one >> net[i].bits :
			    1;
		ip4 += is4;
	}
	if (share[0] < one / 256 * 223 && share[1] < one / 8)
		return 0;
	if ((copy = malloc(len * sizeof(*copy))) == NULL)
		return err_memory(e);
	memcpy(copy, net, len * sizeof(*copy));
	qsort(copy, len, sizeof(*copy), by_first); /* IPv4 first */
	all = no_gap(copy, ip4, &everybody[0].first, &everybody[0].last) ||
	    no_gap(copy + ip4, len - ip4, &everybody[1].first,
	    &everybody[1].last);
	free(copy);
	return all;
}

/* Tell if objects are missing of a list that counts them at its end. */
static void
check_count(const struct netlist *l, const struct place *at, const char *path)
{
	if (l->said_at.line != 0 && l->said != l->count)
		diag_warn(l->book->diag, &l->said_at, "the list says that it "
		    "has %u networks, and has %u: get it again", l->said,
		    l->count);
	if (l->said_at.line == 0 && l->drop)
		diag_warn(l->book->diag, at, "%.200s does not end with how "
		    "many records it has, as lists with \"sblid\" do: get it "
		    "again", path);
}

/* A list that was read, its networks those of the book from number from on.
 * It is wrong if it had 0 bytes or lines that were left out. */
struct whole {
	struct rulebook *book;
	size_t from;
	const char *path;
	bool wrong;
};

/* Tell if a list holds nobody or everybody, unless the options allow it. */
static enum parse_answer
check(const struct whole *w, const struct import_options *options,
    const struct place *at, struct err *e)
{
	struct rulebook *b = w->book;
	size_t len = b->nets.len - w->from;
	int all;

	if (len == 0 && !options->empty) {
		if (!w->wrong) {
			diag_warn(b->diag, at, "%.200s has no address in it: "
			    "if it need not, write empty behind the import, "
			    "or set ipfile_empty on", w->path);
			return PARSE_OK;
		}
		diag_error(b->diag, at, "%.200s has no address in it, and is "
		    "no list: get it again, or write empty behind the "
		    "import, or set ipfile_empty on", w->path);
		return PARSE_WRONG;
	}
	if (len == 0 || options->all)
		return PARSE_OK;
	if ((all = holds_everybody(b->nets.net + w->from, len, e)) == -1)
		return PARSE_FAILED;
	if (all == 0)
		return PARSE_OK;
	diag_error(b->diag, at, "%.200s holds all addresses of a family, "
	    "IPv4 or IPv6: mend it, or write all behind the import, or set "
	    "ipfile_all on", w->path);
	return PARSE_WRONG;
}

enum parse_answer
netlist_read(struct rulebook *b, uint32_t set, const char *path,
    const struct import_options *options, const struct place *at,
    struct err *e)
{
	struct netlist l = { .book = b, .set = set, .e = e };
	enum parse_answer all = PARSE_OK, one;
	struct whole w = { .book = b, .from = b->nets.len, .path = path };
	struct source s;
	struct line line;
	bool ended;

	if (source_open(&s, &b->arena, path, e) == -1) {
		if (err_passes(e))
			return PARSE_FAILED;
		diag_skip_end(b->diag); /* no matter of a line */
		diag_error(b->diag, at, "%s: name a list that can be read",
		    e->msg);
		return PARSE_WRONG;
	}
	diag_import(b->diag, s.name);
	w.wrong = s.at == s.len;
	if (options->skip)
		diag_skip_begin(b->diag);
	ended = s.len == 0 || strchr("\r\n", s.text[s.len - 1]) != NULL;
	while (source_line(&s, SOURCE_PLAIN, &line)) {
		l.cut = !ended && s.at >= s.len;
		if ((one = read_line(&l, &line)) == PARSE_FAILED)
			return one;
		if (one != PARSE_OK)
			all = one;
	}
	w.wrong = w.wrong || all != PARSE_OK;
	diag_skip_end(b->diag);
	check_count(&l, at, path);
	if (all != PARSE_OK && !options->skip)
		return all;
	return check(&w, options, at, e);
}

enum parse_answer
netlist_read_named(struct rulebook *b, struct err *e)
{
	const int32_t *setting = b->settings.number;
	const struct import_options options = {
		.skip = setting[SET_IPFILE_SKIP] != 0,
		.empty = setting[SET_IPFILE_EMPTY] != 0,
		.all = setting[SET_IPFILE_ALL] != 0,
	};
	enum parse_answer all = PARSE_OK, one;
	size_t i;

	for (i = 0; i < b->lists && all != PARSE_FAILED; i++) {
		one = netlist_read(b, b->list[i].set, b->list[i].path,
		    &options, &b->list[i].place, e);
		if (one != PARSE_OK)
			all = one;
	}
	return all;
}
