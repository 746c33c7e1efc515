/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expression.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DEPTH 4

const unsigned char expression_client[4] = { 192, 0, 28, 7 };

void
draw_begin(struct draw *d, const uint8_t *data, size_t size)
{
	size_t i;

	*d = (struct draw){ data, size, 0, 0xcbf29ce484222325u };
	for (i = 0; i < size; i++) /* so that the end depends on all of it */
		d->more = (d->more ^ data[i]) * 0x100000001b3u;
	d->more |= 1;
}

unsigned
draw_below(struct draw *d, unsigned below)
{
	if (d->at < d->size)
		return d->data[d->at++] % below;
	d->more ^= d->more << 13;
	d->more ^= d->more >> 7;
	d->more ^= d->more << 17;
	return (unsigned)(d->more >> 32) % below;
}

static void
add(struct expression *x, const char *text)
{
	size_t n = strlen(text);

	if (n >= sizeof(x->text) - x->len)
		return;
	memcpy(x->text + x->len, text, n + 1);
	x->len += n;
}

static void
add_byte(struct expression *x, char c)
{
	char text[2] = { c, '\0' };

	add(x, text);
}

static void
sample(struct expression *x, const char *text, size_t n)
{
	if (n >= sizeof(x->sample) - x->sample_len)
		return;
	memmove(x->sample + x->sample_len, text, n);
	x->sample_len += n;
}

static void
sample_byte(struct expression *x, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + 'a' - 'A');
	sample(x, &c, 1);
}

/* A byte of a name, or, seldom, of what should be none. */
static char
any_byte(struct draw *d)
{
	static const char common[] = "abcdefghijklmnopqrstuvwxyz0123456789"
	    "0123456789----....eeee1111nnnn";
	static const char rare[] = "_!\"#%&',/:;<=>@`~ \t\n\r\x01\x7f\x80\xe9"
	    "\xff]}ABKSZ^|$([{*+?)\\";
	unsigned n = draw_below(d, 255);

	return n < 235 ? common[n % (sizeof(common) - 1)] :
	    rare[draw_below(d, sizeof(rare) - 1)];
}

static void
byte(struct expression *x, struct draw *d)
{
	char c = any_byte(d);

	if (strchr("\\^$.[]|()*+?{}", c) != NULL && draw_below(d, 8) != 7)
		add_byte(x, '\\');
	if (c >= 'a' && c <= 'z' && draw_below(d, 8) == 7)
		add_byte(x, (char)(c - 'a' + 'A'));
	else
		add_byte(x, c);
	sample_byte(x, c);
}

/* Words that real expressions are made of, so that keys are shared. */
static void
word(struct expression *x, struct draw *d)
{
	static const char *const text[] = { "dyn", "pool", "dsl", "host",
		"\\.net", "\\.com", "\\.example", "\\.", "-", "dynamic",
		"\\.example\\.net", "\\.co\\.uk", "ip", "1", "12", "-0-",
		"averylonglabelofmanybytesandsomemoreofthemtofillaliteralup.x"
	};
	const char *p = text[draw_below(d, COUNT(text))];

	add(x, p);
	for (; *p != '\0'; p++)
		if (*p != '\\')
			sample_byte(x, *p);
}

struct sampled {
	const char *text, *sample;
};

/* One of a table whose first rows, common in number, are common. */
static void
pick(struct expression *x, struct draw *d, const struct sampled *table,
    size_t common, size_t len)
{
	const struct sampled *s = &table[draw_below(d,
	    (unsigned)(x->wild ? len : common))];

	add(x, s->text);
	sample(x, s->sample, strlen(s->sample));
}

static void
escape(struct expression *x, struct draw *d)
{
	static const struct sampled table[] = {
		{ "\\d", "4" }, { "\\w", "x" }, { "\\s", " " }, { "\\D", "a" },
		{ "\\W", "-" }, { "\\S", "." }, { "\\h", " " }, { "\\H", "b" },
		{ "\\t", "\t" }, { "\\n", "\n" }, { "\\e", "\x1b" },
		{ "\\a", "\a" }, { "\\f", "\f" }, { "\\r", "\r" },
		{ "\\.", "." }, { "\\-", "-" }, { "\\_", "_" },
		{ "\\\\", "\\" }, { ".", "q" }, { ".", "." }, { "$1", "192" },
		{ "$2", "00" }, { "$3", "028" }, { "$4", "7" },
		{ "$5", "c0" }, { "$6", "00" }, { "$7", "1c" },
		{ "$8", "07" }, { "$12", "1922" }, { "\\$1", "$1" },
		{ "\\v", "\n" }, { "\\V", "7" }, { "\\N", "n" },
		{ "\\R", "\n" }, { "\\x61", "a" }, { "\\x{2e}", "." },
		{ "\\x2d", "-" }, { "\\055", "-" }, { "\\o{60}", "0" },
		{ "\\cA", "\x01" }, { "\\X", "z" }, { "\\Qa.b\\E", "a.b" },
		{ "\\Q1-", "1-" }, { "\\E", "" }, { "\\Q\\E", "" },
		{ "\\K", "" }, { "\\\\Qx", "\\qx" }, { "\\0", "\x01" },
		{ "\\p{L}", "l" }, { "\\P{N}", "e" }, { "\\pN", "5" },
	};

	pick(x, d, table, 30, COUNT(table));
}

/* What matches a place, changes options, or is nothing at all. */
static void
place(struct expression *x, struct draw *d)
{
	static const struct sampled table[] = {
		{ "^", "" }, { "$", "" }, { "\\b", "" }, { "\\B", "" },
		{ "\\A", "" }, { "\\z", "" }, { "\\Z", "" }, { "\\Z", "\n" },
		{ "(?i)", "" }, { "(?-i)", "" }, { "()", "" }, { "(?:)", "" },
		{ "(?=)", "" }, { "(?!)", "" }, { "|", "" }, { "(?<=)", "" },
		{ "\\G", "" }, { "(?s)", "" }, { "(?m)", "" }, { "(?x)", "" },
		{ "(?-x) ", " " }, { "(?U)", "" }, { "(?J)", "" },
		{ "(?n)", "" }, { "(?^)", "" }, { "(?im-s)", "" },
		{ "(?xx)", "" }, { "(?#comment)", "" }, { "(?#a|b", "" },
		{ "(?C)", "" }, { "(*ACCEPT)", "" }, { "(*COMMIT)", "" },
		{ "(*F)", "" }, { "(*SKIP)", "" }, { "(*THEN)", "" },
		{ " # x\n", "" }, { "\\g{-1}", "" }, { "\\k<n>", "" },
		{ "(?P=n)", "" }, { "(?1)?", "" }, { "(?R)?", "" },
		{ "(?&n)?", "" }, { "(?P>n)?", "" }, { "(?-1)?", "" },
		{ "\\1?", "" }, { "(*MARK:a)", "" }, { "(*CRLF)", "" },
		{ "(?2)", "" }, { "(?(DEFINE)(?<n>ab))", "" },
		{ "(?(R)a|)", "" }, { "\\1", "" }, { "(?1)", "" },
		{ "(|^){0}", "" },
	};

	pick(x, d, table, 16, COUNT(table));
}

static void
class_item(struct expression *x, struct draw *d)
{
	static const struct sampled table[] = {
		{ "a-f", "c" }, { "0-9", "5" }, { "A-Z", "k" }, { "-", "-" },
		{ "\\d", "8" }, { "\\D", "d" }, { "\\w", "w" }, { "\\W", "." },
		{ "\\s", " " }, { "\\S", "s" }, { "\\h", " " }, { "\\H", "h" },
		{ "\\-", "-" }, { "\\]", "]" }, { "\\\\", "\\" }, { "[", "[" },
		{ "[:alpha:]", "e" }, { "[:digit:]", "3" }, { "^", "^" },
		{ "[:xdigit:]", "b" }, { "[:alnum:]", "2" },
		{ "[:upper:]", "u" }, { "[:lower:]", "l" }, { "]", "]" },
		{ "$1", "1" }, { "Z-a", "_" }, { "!-~", "~" }, { "--9", "/" },
		{ "+--", "," }, { "\\d-z", "z" }, { "\\.-\\/", "/" },
		{ "[:alpha:]-z", "z" }, { "\xe0-\xff", "\xe9" },
		{ "a-\\d", "-" }, { "x-[:digit:]", "x" }, { "[:^digit:]",
		"g" }, { "[:punct:]", "!" }, { "[:word:]", "_" },
		{ "[:space:]", " " }, { "[:print:]", "p" }, { "[:blank:]",
		"\t" }, { "[:", ":" }, { "[=a=]", "a" }, { "[.a.]", "a" },
		{ "\\x2d", "-" }, { "\\b", "\b" }, { "\\n", "\n" },
		{ "\\Qab\\E", "b" }, { "\\E", "" }, { "\\N", "n" },
		{ "\\055", "-" },
	};

	if (draw_below(d, 2) == 0)
		pick(x, d, table, 33, COUNT(table));
	else
		byte(x, d);
}

static void
class(struct expression *x, struct draw *d)
{
	size_t from = x->sample_len, n = draw_below(d, 4) + 1, chosen;
	bool negated = draw_below(d, 5) == 4;

	add(x, "[");
	if (negated)
		add(x, "^");
	if (draw_below(d, 12) == 11) {
		add(x, "]");
		sample_byte(x, ']');
	}
	while (n-- > 0)
		class_item(x, d);
	if (draw_below(d, 12) == 11)
		add(x, "-");
	add(x, "]");
	if (x->sample_len > from) {
		chosen = from + draw_below(d, (unsigned)(x->sample_len -
		    from));
		x->sample[from] = negated ? any_byte(d) : x->sample[chosen];
		x->sample_len = from + 1;
	}
}

/* A quantifier; the sample since from is repeated or taken away. */
static void
quantifier(struct expression *x, struct draw *d, size_t from)
{
	static const struct {
		const char *text;
		unsigned times;
	} table[] = {
		{ "*", 0 }, { "*", 3 }, { "+", 1 }, { "+", 2 }, { "?", 0 },
		{ "?", 1 }, { "{0}", 0 }, { "{0,2}", 0 }, { "{0,2}", 2 },
		{ "{1}", 1 }, { "{2}", 2 }, { "{3}", 3 }, { "{2,}", 2 },
		{ "{0,}", 0 }, { "{1,3}", 3 }, { "{1,3}", 1 }, { "{12}", 12 },
		{ "{02}", 2 }, { "{1,1}", 1 }, { "{260}", 1 },
		{ "{,3}", 1 }, { "{", 1 }, { "{}", 1 }, { "{a}", 1 },
		{ "{ 2 }", 2 }, { "{3,2}", 2 }, { "{2", 1 }, { "{,}", 1 },
		{ "{0}{2}", 0 },
	};
	unsigned i = draw_below(d, x->wild ? COUNT(table) : 20), k;
	size_t len = x->sample_len - from;

	add(x, table[i].text);
	switch (draw_below(d, 6)) {
	case 4:
		add(x, "?");
		break;
	case 5:
		add(x, "+");
		break;
	}
	x->sample_len = from;
	for (k = 0; k < table[i].times; k++)
		sample(x, x->sample + from, len);
}

static void alternation(struct expression *x, struct draw *d, unsigned depth);

static void
group(struct expression *x, struct draw *d, unsigned depth)
{
	static const struct {
		const char *text;
		bool looks;
	} table[] = {
		{ "(", false }, { "(?:", false }, { "(?>", false },
		{ "(?i:", false }, { "(?-i:", false }, { "(?=", true },
		{ "(?!", true }, { "(?<=", true }, { "(?<!", true },
		{ "(?<n>", false },
		{ "(?P<n>", false }, { "(?'n'", false }, { "(?|", false },
		{ "(?x: ", false }, { "(?i-s:", false }, { "(?^:", false },
		{ "(?(1)", false }, { "(?(?=a)", false }, { "(?(?!a)", false },
		{ "(*pla:", true }, { "(*atomic:", false },
		{ "(*nlb:", true }, { "(?*", true }, { "(?(<n>)", false },
		{ "(?-:", false }, { "(?i-i:", false }, { "(*sr:", false },
	};
	unsigned i = draw_below(d, draw_below(d, 2) == 0 ? 5 : x->wild ?
	    COUNT(table) : 9);
	size_t from = x->sample_len;

	add(x, table[i].text);
	alternation(x, d, depth + 1);
	add(x, ")");
	if (table[i].looks && draw_below(d, 2) == 0)
		x->sample_len = from;
}

static void
atom(struct expression *x, struct draw *d, unsigned depth)
{
	size_t from = x->sample_len;
	unsigned kind = draw_below(d, 16);

	if (kind < 5)
		byte(x, d);
	else if (kind < 8)
		word(x, d);
	else if (kind < 10)
		escape(x, d);
	else if (kind < 12)
		class(x, d);
	else if (kind < 13)
		place(x, d);
	else if (depth < DEPTH)
		group(x, d, depth);
	if (draw_below(d, 4) == 3)
		quantifier(x, d, from);
}

/* One to three branches, some of them empty; the sample is of one. */
static void
alternation(struct expression *x, struct draw *d, unsigned depth)
{
	size_t from = x->sample_len, start = from, n;
	unsigned branches = draw_below(d, 4) < 3 ? 1 : draw_below(d, 3) + 1;
	char kept[EXPRESSION_NAME];

	while (branches-- > 0) {
		start = x->sample_len;
		for (n = draw_below(d, depth == 0 ? 8 : 5); n > 0; n--)
			atom(x, d, depth);
		if (start > from && draw_below(d, 2) == 0) {
			n = x->sample_len - start; /* this one */
			memcpy(kept, x->sample + start, n);
			x->sample_len = from;
			sample(x, kept, n);
		} else if (start > from) {
			x->sample_len = start;
		}
		if (branches > 0)
			add(x, "|");
	}
}

/* Put any printable byte somewhere, or take one away. */
static void
spoil(struct expression *x, struct draw *d)
{
	size_t at = x->len > 0 ? draw_below(d, 255) % x->len : 0;

	if (draw_below(d, 3) > 0 && x->len + 1 < sizeof(x->text)) {
		memmove(x->text + at + 1, x->text + at, x->len - at + 1);
		x->text[at] = (char)(' ' + draw_below(d, 95));
		x->len++;
	} else if (x->len > 0) {
		memmove(x->text + at, x->text + at + 1, x->len - at);
		x->len--;
	}
}

void
expression_make(struct expression *x, struct draw *d)
{
	unsigned how = draw_below(d, 16), n;

	x->wild = draw_below(d, 3) == 2;
	x->len = x->sample_len = 0;
	x->text[0] = '\0';
	if (how == 15) {
		for (n = draw_below(d, 40); n > 0; n--)
			add_byte(x, (char)(' ' + draw_below(d, 95)));
		return;
	}
	if (how % 4 == 1)
		add(x, "^");
	alternation(x, d, 0);
	if (how % 4 >= 2)
		add(x, "$");
	for (n = how > 11 ? draw_below(d, 3) + 1 : 0; n > 0; n--)
		spoil(x, d);
}

/* The bytes of the expression that are no syntax, more or less. */
static size_t
plain_bytes(char out[EXPRESSION_NAME], const struct expression *x)
{
	size_t n = 0, i;

	for (i = 0; i < x->len && n < EXPRESSION_NAME - 1; i++)
		if (strchr("\\^$[]|()*+?{}", x->text[i]) == NULL)
			out[n++] = x->text[i];
	return n;
}

static size_t
insert(char out[EXPRESSION_NAME], size_t len, size_t at, const char *text)
{
	size_t n = strlen(text);

	if (len + n >= EXPRESSION_NAME)
		return len;
	memmove(out + at + n, out + at, len - at);
	memcpy(out + at, text, n);
	return len + n;
}

/* Change one byte, or add something at either end. */
static size_t
change(char out[EXPRESSION_NAME], size_t len, struct draw *d)
{
	static const char *const more[] = { "a", ".", "-", "1", "x.", "\n",
		".net", "a.b.c.d.e.f.g.h.i.j.k.l.m.n." };
	unsigned how = draw_below(d, 8);
	size_t at = len > 0 ? draw_below(d, 255) % len : 0;

	if (how < 2)
		return insert(out, len, 0, more[draw_below(d, COUNT(more))]);
	if (how < 4)
		return insert(out, len, len, more[draw_below(d, COUNT(more))]);
	if (len == 0)
		return 0;
	if (how < 6) {
		out[at] = any_byte(d);
		return len;
	}
	memmove(out + at, out + at + 1, len - at - 1);
	return len - 1;
}

size_t
expression_name(char out[EXPRESSION_NAME], const struct expression *x,
    struct draw *d)
{
	size_t len = 0, i;
	unsigned how = draw_below(d, 8), n;

	if (how < 6) {
		memcpy(out, x->sample, x->sample_len);
		len = x->sample_len;
	} else if (how < 7) {
		len = plain_bytes(out, x);
	} else {
		for (n = draw_below(d, 12); n > 0; n--)
			out[len++] = any_byte(d);
	}
	for (n = draw_below(d, 4); n > 0; n--)
		len = change(out, len, d);
	if (len == 0)
		out[len++] = 'a';
	for (i = 0; i < len; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] - 'A' + 'a');
	out[len] = '\0';
	return len;
}
