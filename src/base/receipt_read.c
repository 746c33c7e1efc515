/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/receipt_read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define NO_DIGIT 32
#define MINUTE 60
/* What clocks of two machines may be apart. */
#define AHEAD_S 600

/* How many receipts are offered in place of a wrong one. */
#define OFFERS 4

/* Digits that are taken for each other: in print, and by ear. */
static const char *const alike[] = { "0DQ", "17", "2Z", "5S", "6G", "8B", "VY",
	"VW", "MN", "EF", "PR", "CG", "KX", "UV", "38", "49", "BD", "BP",
	"DT", "AH" };

/* The value of what somebody typed; NO_DIGIT if it has none. */
static unsigned
value_of(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	at = c != '\0' ? strchr(receipt_digits, c) : NULL;
	return at != NULL ? (unsigned)(at - receipt_digits) : NO_DIGIT;
}

static bool
is_between(char c)
{
	return c != '\0' && strchr("- []\t\r\n", c) != NULL;
}

/* What stands before it in a log. */
#define KEY "why="

/* Read the characters; values holds the first RECEIPT_LEN of *len. */
static int
take(unsigned char value[RECEIPT_LEN], size_t *len, const char *text,
    struct err *e)
{
	const char *p = text;
	unsigned n;

	*len = 0;
	if (strncmp(p, KEY, sizeof(KEY) - 1) == 0)
		p += sizeof(KEY) - 1;
	for (; *p != '\0'; p++) {
		if (is_between(*p))
			continue;
		n = value_of(*p);
		if (n == NO_DIGIT)
			return err_perm(e, 0, "\"%.40s\" is no receipt: none "
			    "has a \"%c\", which stands behind %zu others",
			    text, *p, *len);
		if (*len < RECEIPT_LEN)
			value[*len] = (unsigned char)n;
		++*len;
	}
	return 0;
}

static bool
is_right(const unsigned char value[RECEIPT_LEN])
{
	return receipt_check(value) == value[RECEIPT_LEN - 1];
}

static void
unpack(struct receipt *r, const unsigned char value[RECEIPT_LEN])
{
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < RECEIPT_LEN - 1; i++)
		bits = bits << 5 | value[i];
	r->serial = (uint32_t)(bits & ((1u << RECEIPT_SERIAL_BITS) - 1));
	bits >>= RECEIPT_SERIAL_BITS;
	r->rule = (uint32_t)(bits & ((1u << RECEIPT_RULE_BITS) - 1));
	r->minute = (uint32_t)(bits >> RECEIPT_RULE_BITS);
}

int64_t
receipt_time(const struct receipt *r)
{
	return RECEIPT_EPOCH_S + (int64_t)r->minute * MINUTE;
}

static bool
is_past(const unsigned char value[RECEIPT_LEN], int64_t now_s)
{
	struct receipt r;

	unpack(&r, value);
	return receipt_time(&r) <= now_s + AHEAD_S;
}

static void
put(char out[RECEIPT_SIZE], const unsigned char value[RECEIPT_LEN])
{
	size_t i;

	for (i = 0; i < RECEIPT_LEN; i++)
		out[i] = receipt_digits[value[i]];
	out[RECEIPT_LEN] = '\0';
}

/* What may have been meant. */
struct offers {
	int64_t now_s;
	size_t count;
	char text[OFFERS * (RECEIPT_SHOWN_SIZE + 4)];
};

/* Offer a receipt if it is a right one. */
static void
offer(struct offers *o, const unsigned char value[RECEIPT_LEN])
{
	char plain[RECEIPT_SIZE], shown[RECEIPT_SHOWN_SIZE];
	size_t len = strlen(o->text);

	if (o->count == OFFERS || !is_right(value) ||
	    !is_past(value, o->now_s))
		return;
	put(plain, value);
	receipt_show(shown, plain);
	(void)snprintf(o->text + len, sizeof(o->text) - len, "%s%s",
	    o->count > 0 ? " or " : "", shown);
	o->count++;
}

/* Offer what differs in one character that is easily taken for another. */
static void
offer_alike(struct offers *o, unsigned char value[RECEIPT_LEN], size_t at)
{
	const unsigned char was = value[at];
	const char *other;
	size_t i;

	for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		if (strchr(alike[i], receipt_digits[was]) == NULL)
			continue;
		for (other = alike[i]; *other != '\0'; other++) {
			value[at] = (unsigned char)value_of(*other);
			if (value[at] != was && value[at] != NO_DIGIT)
				offer(o, value);
		}
	}
	value[at] = was;
}

static void
change_places(unsigned char value[RECEIPT_LEN], size_t at)
{
	unsigned char was = value[at];

	value[at] = value[at + 1];
	value[at + 1] = was;
}

static int
wrong_check(unsigned char value[RECEIPT_LEN], const char *text, int64_t now_s,
    struct err *e)
{
	struct offers o = { .now_s = now_s };
	size_t i;

	for (i = 0; i + 1 < RECEIPT_LEN; i++) {
		change_places(value, i);
		offer(&o, value);
		change_places(value, i);
	}
	for (i = 0; i < RECEIPT_LEN; i++)
		offer_alike(&o, value, i);
	if (o.count == 0)
		return err_perm(e, 0, "\"%.40s\" is no receipt, there is a "
		    "typing error in it: compare it with the reply", text);
	return err_perm(e, 0, "\"%.40s\" is no receipt, there is a typing "
	    "error in it: is it %s?", text, o.text);
}

int
receipt_read(struct receipt *out, char canon[RECEIPT_SIZE], const char *text,
    int64_t now_s, struct err *e)
{
	unsigned char value[RECEIPT_LEN];
	size_t len;

	if (take(value, &len, text, e) == -1)
		return -1;
	if (len != RECEIPT_LEN)
		return err_perm(e, 0, "\"%.40s\" is no receipt: it has %zu "
		    "characters, and a receipt %d", text, len, RECEIPT_LEN);
	if (!is_right(value))
		return wrong_check(value, text, now_s, e);
	if (!is_past(value, now_s))
		return err_perm(e, 0, "\"%.40s\" is no receipt: its time is "
		    "still to come; there is more than one typing error in "
		    "it", text);
	unpack(out, value);
	put(canon, value);
	return 0;
}
