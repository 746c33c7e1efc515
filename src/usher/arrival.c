/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/arrival.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "wire/parcel.h"
#include "wire/token.h"

/* Wait until there is something to read. */
static bool
is_there(int fd, int64_t end_ms)
{
	const int64_t left = end_ms - fd_now_ms();
	struct pollfd p = { fd, POLLIN, 0 };
	int n;

	if (left <= 0)
		return false;
	n = poll(&p, 1, (int)left);
	return n == 1 || (n == -1 && errno == EINTR);
}

/* Read the letter, and the descriptors that come with it. */
static int
read_letter(struct arrival *a, struct parcel *came, int fd, struct err *e)
{
	const int64_t end_ms = fd_now_ms() + ARRIVAL_MS;
	size_t len = 0, used;
	ssize_t n;

	for (;;) {
		switch (letter_unpack(&a->about, &used, a->data, len)) {
		case LETTER_WHOLE:
			return a->about.type == LETTER_SUSPECT &&
			    came->len == 2 && used == len ? 0 :
			    err_temp(e, 0, "no letter about a client");
		case LETTER_PART:
			break;
		default:
			return err_temp(e, 0, "a letter of another version: "
			    "install dhfd and dhf-relay of one version");
		}
		if (!is_there(fd, end_ms))
			return err_temp(e, 0, "a letter that is not whole");
		n = parcel_receive(came, fd, a->data + len,
		    sizeof(a->data) - len);
		if (n == 0)
			return err_temp(e, 0, "nobody: dhfd hung up");
		if (n == -1 && errno != EAGAIN && errno != EINTR)
			return err_temp(e, errno, "read a letter");
		len += n > 0 ? (size_t)n : 0;
	}
}

static void
answer(int fd, const struct letter *l)
{
	unsigned char out[LETTER_MAX];

	(void)send(fd, out, letter_pack(out, l), MSG_DONTWAIT | MSG_NOSIGNAL);
}

int
arrival_take(struct arrival *a, int fd, struct err *e)
{
	const struct letter taken = { .type = LETTER_TAKEN };
	const struct letter cannot = { .type = LETTER_CANNOT,
		.reason = "bad letter" };
	struct parcel came = { .len = 0 };
	int rc = read_letter(a, &came, fd, e);

	if (rc == -1) {
		answer(fd, &cannot);
	} else if (!token_take(came.fd[0])) {
		rc = err_temp(e, 0, "nobody: dhfd has taken the client back");
	} else {
		answer(fd, &taken);
		a->client = parcel_take(&came, 1);
	}
	parcel_drop(&came);
	(void)close(fd);
	return rc;
}
