/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netline.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/json_read.h"
#include "base/network.h"
#include "base/num.h"
#include "book/source.h"
#include "import/netcolumn.h"
#include "import/netpeer.h"

/* Most words of a line. */
#define WORDS 256

struct words {
	char *word[WORDS + 1]; /* then NULL */
	size_t len;
};

/* Cut the comment and split what is before it at blanks. */
static int
split(struct words *w, char *text, struct err *e)
{
	char *p = text;

	for (; *p != '\0' && *p != '#' && *p != ';'; p++)
		if (p[0] == '/' && p[1] == '/' &&
		    (p == text || line_blank(p[-1])))
			break;
	*p = '\0';
	for (w->len = 0, p = line_skip(text); *p != '\0'; p = line_skip(p)) {
		if (w->len == WORDS)
			return err_perm(e, 0, "more than %d words: put # "
			    "before a comment", WORDS);
		w->word[w->len++] = p;
		while (*p != '\0' && !line_blank(*p))
			p++;
		if (*p != '\0')
			*p++ = '\0';
	}
	w->word[w->len] = NULL;
	return 0;
}

/* The prefix length of a netmask; false if its bits are not in one piece. */
static bool
mask_bits(unsigned *out, const struct ip *mask)
{
	struct ip none = { .bits = 32 }, last;
	unsigned bits;

	for (bits = 0; bits <= 32; bits++) {
		struct ip all = ip_last(&none, 0);

		last = ip_first(&all, bits);
		if (ip_compare(&last, mask) == 0) {
			*out = bits;
			return mask->bits == 32;
		}
	}
	return false;
}

/* Make *out the network of so many bits that address a is in. */
static void
take_network(struct netline *out, const struct ip *a, unsigned bits)
{
	out->first = ip_first(a, bits);
	out->last = ip_last(a, bits);
	out->bits = bits;
	out->masked = ip_compare(&out->first, a) != 0;
}

static int
take_range(struct netline *out, const struct ip *first, const struct ip *last,
    struct err *e)
{
	if (first->bits != last->bits || ip_compare(first, last) > 0)
		return err_perm(e, 0, "a range goes from the lower address "
		    "to the higher one of the same family");
	out->first = *first;
	out->last = *last;
	out->range = true;
	return 0;
}

/* ADDRESS/NETMASK, the slash at slash. */
static int
slash_mask(struct netline *out, char *word, char *slash, struct err *e)
{
	struct ip a, mask;
	unsigned bits;

	*slash = '\0';
	if (ip_parse(&a, word, e) == -1 ||
	    ip_parse(&mask, slash + 1, e) == -1)
		return -1;
	if (a.bits != 32 || !mask_bits(&bits, &mask))
		return err_perm(e, 0, "\"%.64s\" is no netmask: write "
		    "%.64s/BITS", slash + 1, word);
	take_network(out, &a, bits);
	return 0;
}

/* ADDRESS ADDRESS: a netmask, or the end of a range with its length behind
 * it.  How many words it takes, or -1. */
static int
two_addresses(struct netline *out, const struct words *w, const struct ip *a,
    const struct ip *b, struct err *e)
{
	const char *third = w->len > 2 ? w->word[2] : "";
	unsigned bits, said;
	struct ip first, last;

	out->at = w->word[1];
	if (a->bits == 32 && mask_bits(&bits, b) && bits >= 8 &&
	    (bits < 32 || a->octet[0] != 0)) {
		take_network(out, a, bits);
		return 2;
	}
	if (num_unsigned(&said, third, a->bits, e) == -1)
		return err_perm(e, 0, "a second address, \"%.64s\": write "
		    "FIRST-LAST for a range, ADDRESS/BITS for a network, or "
		    "two lines", w->word[1]);
	first = ip_first(a, said);
	last = ip_last(a, said);
	if (ip_compare(&first, a) != 0 || ip_compare(&last, b) != 0)
		return err_perm(e, 0, "from \"%.64s\" to \"%.64s\" is no "
		    "network of %u bits: write FIRST-LAST", w->word[0],
		    w->word[1], said);
	out->first = *a;
	out->last = *b;
	out->range = true;
	return 3;
}

/* A network, or two words that are one.  How many words it takes, or -1. */
static int
network(struct netline *out, const struct words *w, struct err *e)
{
	char *word = w->word[0], *slash = strchr(word, '/');
	const char *second = w->len > 1 ? w->word[1] : "";
	struct ip a, b;
	struct err no;

	if (slash != NULL && strchr(slash, '.') != NULL)
		return slash_mask(out, word, slash, e) == -1 ? -1 : 1;
	if (slash != NULL) {
		int masked = network_parse(&a, &out->bits, word, e);

		if (masked == -1)
			return -1;
		take_network(out, &a, out->bits);
		out->masked = masked == 1;
		return 1;
	}
	if (ip_parse(&a, word, e) == -1)
		return -1;
	if (*second != '\0' && ip_parse(&b, second, &no) == 0)
		return two_addresses(out, w, &a, &b, e);
	if (netcolumn_is_prefix(&a, second)) {
		out->at = second;
		return err_perm(e, 0, "\"%.32s\" reads as a prefix length: "
		    "write %s/%.32s, or take the column out", second, word,
		    second);
	}
	take_network(out, &a, a.bits);
	return 1;
}

/* The word behind the dash of a range, and how many words the range takes; 0:
 * there is no dash. */
static int
find_dash(const struct words *w, char **last)
{
	char *dash = strchr(w->word[0], '-');

	if (dash != NULL) {
		*dash = '\0';
		*last = dash[1] != '\0' ? dash + 1 : w->word[1];
		return dash[1] != '\0' ? 1 : 2;
	}
	if (w->len == 1 || w->word[1][0] != '-')
		return 0;
	*last = w->word[1][1] != '\0' ? w->word[1] + 1 : w->word[2];
	return w->word[1][1] != '\0' ? 2 : 3;
}

static int
words_read(struct netline *out, const struct words *w, struct err *e)
{
	struct ip first, last;
	char *end;
	int n = find_dash(w, &end);

	if (n == 0)
		return network(out, w, e);
	if (ip_parse(&first, w->word[0], e) == -1)
		return -1;
	if (end == NULL)
		return err_perm(e, 0, "a range without its end: write "
		    "first-last, as in 192.0.2.7-192.0.2.99");
	if (ip_parse(&last, end, e) == -1)
		return -1;
	return take_range(out, &first, &last, e) == -1 ? -1 : n;
}

/* The heading that DShield writes over its columns. */
static bool
is_heading(const struct words *w)
{
	return w->len > 1 && strcasecmp(w->word[0], "start") == 0 &&
	    strcasecmp(w->word[1], "end") == 0;
}

static enum netline_answer
columns(struct netline *out, char *text, struct err *e)
{
	struct words w;
	int n;

	if (split(&w, text, e) == -1)
		return NETLINE_WRONG;
	if (w.len == 0 || is_heading(&w))
		return NETLINE_NONE;
	if ((n = words_read(out, &w, e)) == -1)
		return NETLINE_WRONG;
	for (; (size_t)n < w.len; n++)
		if (netcolumn_is_network(w.word[n])) {
			out->at = w.word[n];
			(void)err_perm(e, 0, "\"%.64s\" behind a network "
			    "changes what the line means: write one network "
			    "a line, and # before a comment", out->at);
			return NETLINE_WRONG;
		}
	return NETLINE_NETWORK;
}

static enum netline_answer
peer(struct netline *out, const struct netpeer *r, struct err *e)
{
	if (take_range(out, &r->first, &r->last, e) == -1)
		return NETLINE_WRONG;
	return r->level < NETPEER_ALLOWED ? NETLINE_NETWORK : NETLINE_ALLOWED;
}

/* What an object says of its list. */
struct metadata {
	bool is;                               /* it does */
	enum { NOT_SAID, SAID, ODD } records;  /* how many there are */
};

/* Note how many records the list has. */
static void
take_records(struct netline *out, const struct json_member *m,
    struct metadata *list)
{
	char digits[16] = "";
	struct err no;

	if (m->len < sizeof(digits))
		memcpy(digits, m->text, m->len);
	list->records = m->kind == JSON_NUMBER &&
	    num_unsigned(&out->records, digits, UINT_MAX, &no) == 0 ? SAID :
	    ODD;
}

/* Note a member that matters. */
static int
member(struct netline *out, const struct json_member *m,
    struct metadata *list, struct err *e)
{
	if (strcmp(m->name, "type") == 0)
		list->is = m->kind == JSON_STRING &&
		    strcmp(m->text, "metadata") == 0;
	if (strcmp(m->name, "sblid") == 0)
		out->drop = true;
	if (strcmp(m->name, "records") == 0)
		take_records(out, m, list);
	if (strcmp(m->name, "cidr") != 0)
		return 0;
	if (m->kind != JSON_STRING || out->json)
		return err_perm(e, 0, "the member \"cidr\" is no string, or "
		    "there are two: write one network a line");
	out->json = true;
	return network_parse(&out->first, &out->bits, m->text, e);
}

static enum netline_answer
object(struct netline *out, char *text, struct err *e)
{
	struct metadata list = { .is = false };
	struct json_reader r;
	struct json_member m;
	int rc = json_read(&r, text, e);

	while (rc == 0 && (rc = json_read_member(&r, &m, e)) == 1) {
		if ((rc = member(out, &m, &list, e)) == 1)
			out->masked = true;
		if (rc == -1)
			return NETLINE_WRONG;
		rc = 0;
	}
	if (rc == -1) {
		out->at = r.at;
		return NETLINE_WRONG;
	}
	if (out->json) {
		out->last = ip_last(&out->first, out->bits);
		return NETLINE_NETWORK;
	}
	if (list.is && list.records != ODD)
		return list.records == SAID ? NETLINE_RECORDS : NETLINE_NONE;
	if (list.is) {
		(void)err_perm(e, 0, "the member \"records\" is no number of "
		    "records: get the list again");
		return NETLINE_WRONG;
	}
	(void)err_perm(e, 0, "an object without a \"cidr\": write "
	    "{\"cidr\":\"192.0.2.0/24\"}");
	return NETLINE_WRONG;
}

enum netline_answer
netline_read(struct netline *out, char *text, struct err *e)
{
	char *start = line_skip(text);
	enum netline_answer answer;
	struct netpeer p2p, dat;
	bool is_p2p;

	*out = (struct netline){ .at = start };
	if (*start == '{')
		return object(out, start, e);
	if (strchr(start, ',') != NULL && netpeer_dat(&dat, start))
		return peer(out, &dat, e);
	is_p2p = netpeer_p2p(&p2p, start);
	answer = columns(out, start, e);
	if (answer != NETLINE_WRONG || !is_p2p)
		return answer;
	*out = (struct netline){ .at = start };
	return peer(out, &p2p, e);
}
