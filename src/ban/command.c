/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/ip.h"
#include "state/offender.h"

#define BLANKS " \t"

/* How often it is looked whether a program has ended. */
#define LOOK_MS 2

/* Whether each "%" of a word is one of ours; *address is set if one is the
 * address. */
static bool
is_known(const char *word, bool *address)
{
	for (; (word = strchr(word, '%')) != NULL; word += 2) {
		if (word[1] == '\0' || strchr("afs%", word[1]) == NULL)
			return false;
		if (word[1] == 'a')
			*address = true;
	}
	return true;
}

/* Whether a word begins or ends with what only a shell takes away: a quote,
 * or an operator, which a number may stand before. */
static bool
is_shell(const char *word)
{
	const size_t digits = strspn(word, "0123456789");
	const char first = word[word[digits] == '>' ? digits : 0];
	const char last = word[strlen(word) - 1];

	return strchr("'\"`|&;<>", first) != NULL ||
	    strchr("'\"`|&;<>", last) != NULL;
}

/* Check a word, which is not empty. */
static int
check_word(const char *option, const char *word, bool *address, struct err *e)
{
	if (is_shell(word))
		return err_perm(e, 0, "%s: \"%.64s\" is for a shell, and "
		    "none reads it: write words without quotes, or a script "
		    "of yours", option, word);
	if (!is_known(word, address))
		return err_perm(e, 0, "%s: \"%.64s\": write %%a, %%f, %%s or "
		    "%%%%", option, word);
	return 0;
}

/* Copy text to c, a NUL behind each word. */
static int
split(struct command *c, const char *option, const char *text, bool *address,
    struct err *e)
{
	char *to = c->text;
	size_t len;

	for (c->words = 0;; c->words++) {
		text += strspn(text, BLANKS);
		if ((len = strcspn(text, BLANKS)) == 0)
			return 0;
		if (c->words == COMMAND_WORDS)
			return err_perm(e, 0, "%s: a command has at most %d "
			    "words", option, COMMAND_WORDS);
		memcpy(to, text, len);
		to[len] = '\0';
		if (check_word(option, to, address, e) == -1)
			return -1;
		to += len + 1;
		text += len;
	}
}

int
command_parse(struct command *c, const char *option, const char *text,
    struct err *e)
{
	bool address = false;

	if (strlen(text) >= sizeof(c->text))
		return err_perm(e, 0, "%s: the command is too long: %.64s",
		    option, text);
	if (split(c, option, text, &address, e) == -1)
		return -1;
	if (c->words == 0)
		return err_perm(e, 0, "%s: the command is empty", option);
	if (!address)
		return err_perm(e, 0, "%s has no %%a, the address, so that it "
		    "does nothing to anybody: %.64s", option, text);
	if (program_find(c->path, c->text, getenv("PATH")) == -1)
		return err_perm(e, errno, "%s: find the program %.64s",
		    option, c->text);
	return 0;
}

/* Append text if there is room; false if not. */
static bool
append(char out[COMMAND_TEXT], size_t *at, const char *text, size_t len)
{
	if (COMMAND_TEXT - *at < len)
		return false;
	memcpy(out + *at, text, len);
	*at += len;
	return true;
}

/* Append a word with what its "%" stand for, and its NUL. */
static bool
fill_word(char out[COMMAND_TEXT], size_t *at, const char *word,
    const char *const value[3])
{
	const char *put;
	size_t len;

	while (*word != '\0') {
		len = strcspn(word, "%");
		if (!append(out, at, word, len))
			return false;
		word += len;
		if (*word == '\0')
			break;
		put = word[1] == 'a' ? value[0] : word[1] == 'f' ? value[1] :
		    word[1] == 's' ? value[2] : "%";
		if (!append(out, at, put, strlen(put)))
			return false;
		word += 2;
	}
	return append(out, at, "", 1);
}

int
command_fill(const struct command *c, const struct ip *ip, uint32_t seconds,
    char out[COMMAND_TEXT], char *word[COMMAND_WORDS + 1], struct err *e)
{
	char address[OFFENDER_ADDRESS_SIZE], time[16];
	const char *const value[3] = { address, ip->bits == 32 ? "4" : "6",
		time };
	const char *from = c->text;
	size_t at = 0, i;

	offender_address_format(ip, address);
	(void)snprintf(time, sizeof(time), "%lu", (unsigned long)seconds);
	for (i = 0; i < c->words; i++, from += strlen(from) + 1) {
		word[i] = out + at;
		if (!fill_word(out, &at, from, value))
			return err_perm(e, 0, "the command is too long with "
			    "what it is given: %.64s", c->text);
	}
	word[i] = NULL;
	return 0;
}

/* Begin it, with standard error as its output. */
static int
begin(pid_t *pid, const char *path, char *const word[])
{
	char environment[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *const env[] = { environment, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc;

	(void)sigemptyset(&none);
	if ((rc = posix_spawn_file_actions_init(&files)) != 0)
		return rc;
	if ((rc = posix_spawnattr_init(&attr)) == 0) {
		rc |= posix_spawnattr_setsigmask(&attr, &none);
		rc |= posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
		rc |= posix_spawn_file_actions_addopen(&files, 0, "/dev/null",
		    O_RDONLY, 0);
		rc |= posix_spawn_file_actions_adddup2(&files, 2, 1);
		if (rc == 0)
			rc = posix_spawn(pid, path, &files, &attr, word, env);
		(void)posix_spawnattr_destroy(&attr);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* Wait for its end, or make it.  Returns its status, -1 if it took too
 * long. */
static int
finish(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	const int64_t end_ms = fd_now_ms() + COMMAND_MS;
	int status;
	pid_t got;

	while ((got = waitpid(pid, &status, WNOHANG)) != pid) {
		if (got == -1 && errno != EINTR)
			return -1;
		if (fd_now_ms() >= end_ms) {
			(void)kill(pid, SIGKILL);
			(void)waitpid(pid, &status, 0);
			return -1;
		}
		(void)nanosleep(&pause, NULL);
	}
	return status;
}

int
command_run(const struct command *c, const struct ip *ip, uint32_t seconds,
    struct err *e)
{
	char text[COMMAND_TEXT], *word[COMMAND_WORDS + 1];
	pid_t pid;
	int rc;

	if (command_fill(c, ip, seconds, text, word, e) == -1)
		return -1;
	if ((rc = begin(&pid, c->path, word)) != 0)
		return err_temp(e, rc, "run %s", c->path);
	rc = finish(pid);
	if (rc == -1)
		return err_temp(e, 0, "%s did not end within %d ms", c->path,
		    COMMAND_MS);
	if (WIFSIGNALED(rc))
		return err_temp(e, 0, "%s was ended by signal %d", c->path,
		    WTERMSIG(rc));
	if (WEXITSTATUS(rc) != 0)
		return err_temp(e, 0, "%s ended with status %d", c->path,
		    WEXITSTATUS(rc));
	return 0;
}
