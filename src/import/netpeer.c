/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netpeer.h"

#include <string.h>

#define BLANKS " \t\r"

/* Pass over blanks, byte c of any, and blanks; false if c is not there. */
static bool
take(const char **p, const char *any)
{
	const char *at = *p + strspn(*p, BLANKS);

	if (*at == '\0' || strchr(any, *at) == NULL)
		return false;
	*p = at + 1 + strspn(at + 1, BLANKS);
	return true;
}

/* Read a number of at most max at *p; false if there is none. */
static bool
number(unsigned *out, const char **p, unsigned max)
{
	const char *at = *p;
	unsigned n = 0;

	for (; *at >= '0' && *at <= '9' && at < *p + 3; at++)
		n = n * 10 + (unsigned)(*at - '0');
	if (at == *p || n > max || (*at >= '0' && *at <= '9'))
		return false;
	*p = at;
	*out = n;
	return true;
}

/* Read four decimal numbers; zeros in front of them only if zeros. */
static bool
quad(struct ip *out, const char **p, bool zeros)
{
	struct ip a = { .bits = 32 };
	unsigned i, n;

	for (i = 0; i < 4; i++) {
		const char *start = *p;

		if (!number(&n, p, 255) || (!zeros && *start == '0' &&
		    *p > start + 1))
			return false;
		a.octet[i] = (unsigned char)n;
		if (i < 3 && *(*p)++ != '.')
			return false;
	}
	*out = a;
	return true;
}

bool
netpeer_p2p(struct netpeer *out, const char *text)
{
	const char *p = strrchr(text, ':');
	struct netpeer r = { .level = 0 };

	if (p == NULL)
		return false;
	p += 1 + strspn(p + 1, BLANKS);
	if (!quad(&r.first, &p, false) || !take(&p, "-") ||
	    !quad(&r.last, &p, false) || p[strspn(p, BLANKS)] != '\0')
		return false;
	*out = r;
	return true;
}

bool
netpeer_dat(struct netpeer *out, const char *text)
{
	const char *p = text + strspn(text, BLANKS);
	struct netpeer r;

	if (!quad(&r.first, &p, true) || !take(&p, "-,") ||
	    !quad(&r.last, &p, true) || !take(&p, ",") ||
	    !number(&r.level, &p, 255))
		return false;
	p += strspn(p, BLANKS);
	if (*p != '\0' && *p != ',')
		return false;
	*out = r;
	return true;
}
