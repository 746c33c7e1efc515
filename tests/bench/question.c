/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * question PATH - ask the daemon at PATH whether 192.0.2.1 may come in, and
 * nothing else: what a question costs whoever asks it in whatever program
 */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* version, type, length; the address; the name; the rule */
static const char letter[] = "\1\1\47\0\4\300\0\2\1\0\0\0\0\0\0\0\0\0\0\0\0"
    "mail.example.org\0rule";

int
main(int argc, char **argv)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct pollfd ready = { .events = POLLIN };
	char answer[64];
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (argc != 2 || fd == -1 || strlen(argv[1]) >= sizeof(to.sun_path))
		return 100;
	strcpy(to.sun_path, argv[1]);
	ready.fd = fd;
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1 ||
	    send(fd, letter, sizeof(letter), 0) != sizeof(letter) ||
	    poll(&ready, 1, 5000) != 1)
		return 111;
	return read(fd, answer, sizeof(answer)) == 12 ? 0 : 111;
}
