/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/channel.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/servers.h"
#include "dns/socket.h"

/* With the doubling of c-ares a lone server is asked again after 1/5 and 3/5
 * of the deadline, two servers after 1/5, 2/5 and 4/5. */
#define TRIES         3
#define FIRST_TIMEOUT 5

/* c-ares takes its query ids from rand(3), unseeded, where this file is
 * missing, and says nothing. */
static int
random_check(struct err *e)
{
	static const char path[] = "/dev/urandom";
	int fd = fd_open_read(path);
	char octet;

	if (fd == -1)
		return err_temp(e, errno,
		    "open %s (without it DNS ids can be guessed)", path);
	if (read(fd, &octet, 1) != 1) {
		fd_close(fd);
		return err_temp(e, errno, "read %s", path);
	}
	fd_close(fd);
	return 0;
}

static int
servers_set(ares_channel channel, const struct dns_server *server,
    size_t count)
{
	struct ares_addr_port_node node[DNS_SERVERS_MAX];
	size_t i;

	memset(node, 0, sizeof(node));
	for (i = 0; i < count; i++) {
		node[i].next = i + 1 < count ? &node[i + 1] : NULL;
		node[i].family = server[i].ip.bits == 32 ? AF_INET : AF_INET6;
		memcpy(&node[i].addr, server[i].ip.octet,
		    server[i].ip.bits / 8);
		node[i].udp_port = node[i].tcp_port = (int)server[i].port;
	}
	return ares_set_servers_ports(channel, node);
}

/* Everything is set here, so that nothing is left to the environment
 * (RES_OPTIONS, LOCALDOMAIN) or to files other than resolv.conf. */
static int
channel_make(ares_channel *out, unsigned timeout_ms,
    const struct dns_server *server, size_t count)
{
	char files[] = "b"; /* DNS alone */
	struct in_addr none = { .s_addr = htonl(INADDR_LOOPBACK) };
	struct ares_options o = { .flags = ARES_FLAG_NOSEARCH |
		ARES_FLAG_NOALIASES,
		.tries = TRIES, .ndots = 1, .lookups = files,
		.servers = &none, .nservers = 1 };
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
	    ARES_OPT_NDOTS | ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS |
	    ARES_OPT_SORTLIST | ARES_OPT_NOROTATE;
	int rc;

	o.timeout = timeout_ms > FIRST_TIMEOUT ?
	    (int)(timeout_ms / FIRST_TIMEOUT) : 1;
	if (count > 0)
		mask |= ARES_OPT_SERVERS; /* resolv.conf is not read then */
	rc = ares_init_options(out, &o, mask);
	if (rc != ARES_SUCCESS)
		return rc;
	socket_use(*out);
	if (count > 0)
		rc = servers_set(*out, server, count);
	if (rc != ARES_SUCCESS)
		ares_destroy(*out);
	return rc;
}

int
channel_open(ares_channel *out, const char *servers, unsigned timeout_ms,
    struct err *e)
{
	struct dns_server server[DNS_SERVERS_MAX];
	size_t count;
	int rc;

	if (servers_parse(server, &count, servers, e) == -1 ||
	    random_check(e) == -1)
		return -1;
	rc = ares_library_init(ARES_LIB_INIT_ALL);
	if (rc == ARES_SUCCESS) {
		rc = channel_make(out, timeout_ms, server, count);
		if (rc != ARES_SUCCESS)
			ares_library_cleanup();
	}
	if (rc != ARES_SUCCESS)
		return err_temp(e, 0, "prepare DNS: %s", ares_strerror(rc));
	return 0;
}

void
channel_close(ares_channel channel)
{
	ares_destroy(channel);
	ares_library_cleanup();
}
