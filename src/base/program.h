/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_PROGRAM_H
#define DHF_BASE_PROGRAM_H

/* Longest path of a program, NUL included. */
#define PROGRAM_PATH_MAX 512

/* Find the file that execvp(3) would run for name: name itself if it has a
 * slash, else the first executable file of that name in the folders of path
 * ($PATH; NULL: "/usr/bin:/bin").  Returns 0, or -1 with errno: ENOENT,
 * EACCES (not executable, or no file), ENAMETOOLONG. */
int program_find(char out[PROGRAM_PATH_MAX], const char *name,
    const char *path);

#endif
