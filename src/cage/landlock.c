/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* syscall(2) */
#endif
#include "cage/landlock.h"

#include <stdint.h>

#if defined(__linux__)
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
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

/* What can be done with files: bits of <linux/landlock.h>. */
#define WRITE_FILE (UINT64_C(1) << 1)
#define READ_FILE (UINT64_C(1) << 2)
#define READ_DIR (UINT64_C(1) << 3)
#define REMOVE_FILE (UINT64_C(1) << 5)
#define MAKE_REG (UINT64_C(1) << 8)
#define TRUNCATE (UINT64_C(1) << 14)

#define READ (READ_FILE | READ_DIR)
#define WRITE (READ | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE)
#define OF_FILE (READ_FILE | WRITE_FILE | TRUNCATE)

/* What can be done by TCP. */
#define BIND (UINT64_C(1) << 0)
#define CONNECT (UINT64_C(1) << 1)

#define RULE_PATH_BENEATH 1

struct path_beneath {
	uint64_t allowed;
	int32_t path;
} __attribute__((packed));

/* Allow what is below a place, of the kinds of access that are known. */
static int
allow(int rules, const struct landlock_place *place, uint64_t known)
{
	struct path_beneath rule = { (place->write ? WRITE : READ) & known,
		-1 };
	struct stat st;
	int rc, why;

	rule.path = *place->path == '\0' ? -1 :
	    open(place->path, O_PATH | O_CLOEXEC);
	if (rule.path == -1)
		return 0;
	if (fstat(rule.path, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed &= OF_FILE;
	rc = (int)syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH,
	    &rule, 0);
	why = errno;
	(void)close(rule.path);
	errno = why;
	return rc;
}

/* Give up all but these places and, of TCP, what is not in net. */
static enum landlock_answer
enter(const struct landlock_place *place, size_t count, uint64_t net)
{
	long known = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1);
	struct ruleset rules;
	size_t at, i;
	int rc = 0, why;
	long fd;

	if (known < 1)
		return LANDLOCK_NONE;
	at = (size_t)known > VERSIONS ? VERSIONS - 1 : (size_t)known - 1;
	rules.files = (UINT64_C(1) << version[at].files) - 1;
	rules.net = net;
	rules.scoped = 3; /* both kinds */
	fd = syscall(SYS_landlock_create_ruleset, &rules, version[at].size, 0);
	if (fd == -1)
		return LANDLOCK_FAILED;
	for (i = 0; i < count && rc == 0; i++)
		rc = allow((int)fd, &place[i], rules.files);
	if (rc == 0)
		rc = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (rc == 0)
		rc = (int)syscall(SYS_landlock_restrict_self, (int)fd, 0);
	why = errno;
	(void)close((int)fd);
	errno = why;
	return rc == 0 ? LANDLOCK_ENTERED : LANDLOCK_FAILED;
}
#else
#define BIND 0
#define CONNECT 0

static enum landlock_answer
enter(const struct landlock_place *place, size_t count, uint64_t net)
{
	(void)place;
	(void)count;
	(void)net;
	return LANDLOCK_NONE;
}
#endif

enum landlock_answer
landlock_enter_but(const struct landlock_place *place, size_t count)
{
	return enter(place, count, BIND | CONNECT);
}

enum landlock_answer
landlock_enter_asking(const struct landlock_place *place, size_t count)
{
	return enter(place, count, BIND);
}

enum landlock_answer
landlock_enter(void)
{
	return landlock_enter_but(NULL, 0);
}
