/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* syscall(2) */
#endif
#include "cage/landlock.h"

#if defined(__linux__)
#include <errno.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(SYS_landlock_create_ruleset)
/* As <linux/landlock.h> of Linux 6.12 has it; ours may be older than the
 * kernel that we run on. */
struct ruleset {
	uint64_t files, net, scoped;
};

/* How many kinds of access to files each version knows, and how many bytes of
 * the struct. */
static const struct {
	unsigned files;
	size_t size;
} version[] = { { 13, 8 }, { 14, 8 }, { 15, 8 }, { 15, 16 }, { 16, 16 },
	{ 16, 24 } };
#define VERSIONS (sizeof(version) / sizeof(version[0]))

enum landlock_answer
landlock_enter(void)
{
	long known = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1);
	struct ruleset rules;
	size_t at;
	long fd;
	int rc, why;

	if (known < 1)
		return LANDLOCK_NONE;
	at = (size_t)known > VERSIONS ? VERSIONS - 1 : (size_t)known - 1;
	rules.files = (UINT64_C(1) << version[at].files) - 1;
	rules.net = rules.scoped = 3; /* both kinds of each */
	fd = syscall(SYS_landlock_create_ruleset, &rules, version[at].size, 0);
	if (fd == -1)
		return LANDLOCK_FAILED;
	rc = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (rc == 0)
		rc = (int)syscall(SYS_landlock_restrict_self, (int)fd, 0);
	why = errno;
	(void)close((int)fd);
	errno = why;
	return rc == 0 ? LANDLOCK_ENTERED : LANDLOCK_FAILED;
}
#else
enum landlock_answer
landlock_enter(void)
{
	return LANDLOCK_NONE;
}
#endif
