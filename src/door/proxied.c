/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/proxied.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/num.h"
#include "door/tcprules.h"

/* Read at a time of what is passed over. */
#define PIECE 1024

/* Read the next piece.  1; 0 at the end; -1 with errno. */
static int
read_piece(enum proxy_answer *answer, struct proxy *p, int fd,
    int64_t left_ms)
{
	unsigned char piece[PIECE];
	size_t wants = proxy_wants(p);
	ssize_t n;

	if (left_ms <= 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	n = fd_read_within(fd, piece, wants < PIECE ? wants : PIECE,
	    (unsigned)left_ms);
	if (n == -1)
		return -1;
	if (n == 0)
		return 0;
	*answer = proxy_take(p, piece, (size_t)n);
	return 1;
}

/* Why a header is none. */
static int
explain(enum proxy_answer answer, struct err *e)
{
	if (answer == PROXY_NONE)
		return err_temp(e, 0, "what it says first is no PROXY header: "
		    "have it send one, or take it out of -t");
	return err_temp(e, 0, "its PROXY header is wrong");
}

int
proxied_read(struct proxy *p, bool *own, int fd, unsigned limit_ms,
    struct err *e)
{
	const int64_t end_ms = fd_now_ms() + limit_ms;
	enum proxy_answer answer = PROXY_PART;
	int rc;

	*p = (struct proxy){ .len = 0 };
	while (answer == PROXY_PART) {
		rc = read_piece(&answer, p, fd, end_ms - fd_now_ms());
		if (rc == -1 && errno == EINTR)
			continue;
		if (rc == -1)
			return errno == ETIMEDOUT ? err_temp(e, 0, "no whole "
			    "PROXY header within %u ms", limit_ms) :
			    err_temp(e, errno, "read its PROXY header");
		if (rc == 0)
			return p->total == 0 ? 1 : err_temp(e, 0, "it hung up "
			    "within its PROXY header");
	}
	*own = answer == PROXY_OWN;
	return answer == PROXY_CLIENT || answer == PROXY_OWN ? 0 :
	    explain(answer, e);
}

bool
proxied_lies(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	unsigned char first[16];
	ssize_t n;

	(void)poll(&ready, 1, PROXIED_LOOK_MS);
	n = recv(fd, first, sizeof(first), MSG_PEEK | MSG_DONTWAIT);

	return n > 0 && proxy_begins(first, (size_t)n);
}

int
proxied_forget(struct tcprules *rules)
{
	static const char *const variable[] = { "RELAYCLIENT", "DHF",
		"RBLSMTPD", "TCPREMOTEHOST", "TCPREMOTEINFO", "TCPPARANOID",
		"TCP6REMOTEIP", "TCP6REMOTEPORT", "TCP6REMOTEHOST",
		"TCP6REMOTEINFO", "TCP6LOCALIP", "TCP6LOCALPORT",
		"TCP6LOCALHOST", "TCP6INTERFACE", "SSLREMOTEIP",
		"SSLREMOTEPORT", "SSLREMOTEHOST", "SSLREMOTEINFO",
		"SSLLOCALIP", "SSLLOCALPORT", "REMOTE_ADDR", "REMOTE_HOST",
		"REMOTE_PORT" };
	const char *name, *value;
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(variable) / sizeof(variable[0]); i++)
		rc |= unsetenv(variable[i]);
	if (rules == NULL)
		return rc;
	for (;;)
		switch (tcprules_next(&name, &value, rules)) {
		case TCPRULES_SET:
			rc |= unsetenv(name);
			break;
		case TCPRULES_DENY:
			break;
		case TCPRULES_END:
			return rc;
		}
}

/* Set an address and a port. */
static int
end_tell(const char *ip_name, const struct ip *ip, const char *port_name,
    unsigned port)
{
	char text[IP_TEXT_SIZE], digits[21];

	ip_format(ip, text);
	(void)num_format(port, digits);
	return setenv(ip_name, text, 1) | setenv(port_name, digits, 1);
}

int
proxied_tell(const struct proxy *p)
{
	int rc = end_tell("TCPREMOTEIP", &p->from, "TCPREMOTEPORT",
	    p->from_port);

	rc |= end_tell("TCPLOCALIP", &p->to, "TCPLOCALPORT", p->to_port);
	return rc | setenv("PROTO", "TCP", 1);
}

int
proxied_own(const char *ip)
{
	return setenv("TCPREMOTEIP", ip, 1) | setenv("PROTO", "TCP", 1);
}
