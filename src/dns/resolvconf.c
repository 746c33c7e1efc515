/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolvconf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

#define BLANK " \t\r"

/* Where a word is in a line of len bytes. */
static bool
line_has(const char *line, size_t len, const char *word)
{
	const char *at = strstr(line, word);

	return at != NULL && at < line + len;
}

/* Take the address in len bytes between blanks.  False if it is none. */
static bool
address_take(struct dns_servers *s, const char *at, size_t len)
{
	char text[IP_TEXT_SIZE];
	struct dns_server *server = &s->server[s->count];
	struct err e;
	size_t n, before = strspn(at, BLANK);

	if (before == 0 || before > len || s->count == DNS_SERVERS_MAX)
		return false;
	at += before;
	len -= before;
	n = strcspn(at, BLANK "\n");
	if (n >= sizeof(text) || n + strspn(at + n, BLANK) != len ||
	    memchr(at, '%', n) != NULL)
		return false;
	memcpy(text, at, n);
	text[n] = '\0';
	if (ip_parse(&server->ip, text, &e) == -1)
		return false;
	server->port = DNS_PORT;
	s->count++;
	return true;
}

/* Take what a line says.  False: the file is not plain. */
static bool
line_take(struct dns_servers *s, const char *line, size_t len)
{
	static const char word[] = "nameserver";
	const size_t n = sizeof(word) - 1;

	if (*line == '#' || *line == ';')
		return true;
	if (len > n && strncmp(line, word, n) == 0)
		return address_take(s, line + n, len - n);
	return !line_has(line, len, word) && !line_has(line, len, "use-vc");
}

void
resolvconf_parse(struct dns_servers *out, const char *text)
{
	size_t len;

	out->count = 0;
	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (line_take(out, text, len))
			continue;
		out->count = 0;
		return;
	}
}

void
resolvconf_read(struct dns_servers *out)
{
	char text[RESOLVCONF_MAX + 1];
	ssize_t n;
	int fd;

	out->count = 0;
	if (getenv("RES_OPTIONS") != NULL ||
	    (fd = fd_open_read(RESOLVCONF_PATH)) == -1)
		return;
	n = read(fd, text, sizeof(text));
	fd_close(fd);
	if (n <= 0 || (size_t)n == sizeof(text))
		return;
	text[n] = '\0';
	if (strlen(text) == (size_t)n)
		resolvconf_parse(out, text);
}
