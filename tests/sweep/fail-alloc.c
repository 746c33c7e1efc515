/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fail-alloc - let one allocation of a program fail
 *
 * To be preloaded, with glibc.  FAIL_ALLOC in the environment is the name of a
 * file of 8 bytes, FAIL_ALLOC_PROGRAM the name that a process has to have so
 * that its calls of malloc(3) and its like are counted, FAIL_ALLOC_AT the
 * number, from 1 on, of the one that fails, 0: none.  The file then holds the
 * count, of all such processes together.
 *
 * Those of libseccomp do not count, and none while a group is looked for:
 * version 2.5.4 and glibc 2.36 have errors of their own where one fails, by
 * which the process crashes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What glibc calls its own. */
void *__libc_malloc(size_t len);
void *__libc_calloc(size_t n, size_t len);
void *__libc_realloc(void *p, size_t len);
void *__libc_memalign(size_t align, size_t len);

static _Atomic uint64_t *count; /* NULL: this process does not count */
#define CALLER __builtin_return_address(0)

static uint64_t fail_at;
static const char *spared, *spared_end; /* the code of libseccomp */
static _Thread_local bool in_group; /* glibc looks for one */

static int
spare(struct dl_phdr_info *info, size_t size, void *unused)
{
	int i;

	(void)size;
	(void)unused;
	if (strstr(info->dlpi_name, "/libseccomp.") == NULL)
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_flags & PF_X) {
			spared = (const char *)info->dlpi_addr +
			    info->dlpi_phdr[i].p_vaddr;
			spared_end = spared + info->dlpi_phdr[i].p_memsz;
		}
	return 1;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("FAIL_ALLOC");
	const char *name = getenv("FAIL_ALLOC_PROGRAM");
	const char *at = getenv("FAIL_ALLOC_AT");
	int fd;

	if (path == NULL || name == NULL || at == NULL ||
	    strcmp(name, program_invocation_short_name) != 0 ||
	    (fd = open(path, O_RDWR | O_CLOEXEC)) == -1)
		return;
	count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	(void)close(fd);
	if (count == MAP_FAILED)
		count = NULL;
	(void)dl_iterate_phdr(spare, NULL);
	fail_at = strtoull(at, NULL, 10);
}

static bool
fails(const void *caller)
{
	const char *from = caller;

	if (count == NULL || in_group ||
	    (from >= spared && from < spared_end) ||
	    atomic_fetch_add(count, 1) + 1 != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

struct group *
getgrnam(const char *name)
{
	struct group *(*next)(const char *name), *g;

	*(void **)&next = dlsym(RTLD_NEXT, "getgrnam");
	in_group = true;
	g = next(name);
	in_group = false;
	return g;
}

void *
malloc(size_t len)
{
	return fails(CALLER) ? NULL : __libc_malloc(len);
}

void *
calloc(size_t n, size_t len)
{
	return fails(CALLER) ? NULL : __libc_calloc(n, len);
}

void *
realloc(void *p, size_t len)
{
	return fails(CALLER) ? NULL : __libc_realloc(p, len);
}

void *
aligned_alloc(size_t align, size_t len)
{
	return fails(CALLER) ? NULL : __libc_memalign(align, len);
}

int
posix_memalign(void **p, size_t align, size_t len)
{
	void *got;

	if (fails(CALLER) || (got = __libc_memalign(align, len)) == NULL)
		return ENOMEM;
	*p = got;
	return 0;
}
