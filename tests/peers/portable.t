#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All sources compile where only POSIX can be relied on, and with musl's headers,
# as FreeBSD and Alpine have them: what is Linux' or glibc's own is guarded.
. "${0%/*}/../e2e/lib.sh"
cd "$top" || exit 1
compiler=$(command -v gcc) || skip_all 'no gcc'
plan 3

# Of BSD's functions besides POSIX', those that we use, where BSD has them: for
# who says nothing of POSIX.
mkdir -p "$tmp/bsd/sys"
cat >"$tmp/bsd/sys/socket.h" <<'END'
#include_next <sys/socket.h>
#undef SO_PEERCRED
#undef SO_PASSCRED
#undef SCM_CREDENTIALS
#if !defined(_XOPEN_SOURCE)
int accept4(int, struct sockaddr *, socklen_t *, int);
#endif
END
cat >"$tmp/bsd/unistd.h" <<'END'
#include_next <unistd.h>
#if !defined(_XOPEN_SOURCE)
int getpeereid(int, uid_t *, gid_t *);
#endif
END
cat >"$tmp/bsd/poll.h" <<'END'
#include_next <poll.h>
#if !defined(_XOPEN_SOURCE)
#include <signal.h>
int ppoll(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);
#endif
END

# reads COMPILER OPTION...: what it has to say of the sources
reads() {
	"$@" -D_XOPEN_SOURCE=700 -Isrc -DCONFDIR='"/etc"' -Wall -Wextra -Werror \
	    -fsyntax-only ${sources:-src/*/*.c} 2>&1 | grep 'error:'
}
posix() {
	reads "$compiler" -std=gnu11 -U__linux__ -U__linux -Ulinux \
	    -isystem "$tmp/bsd"
}
posix >"$tmp/said"
empty 'nothing besides POSIX, and nothing of Linux, is used unguarded' \
    "$tmp/said"
printf '#include <unistd.h>\nint\nf(void)\n{\n\treturn setgroups(0, 0);\n}\n' \
    >"$tmp/bad.c"
sources=$tmp/bad.c posix >"$tmp/said"
like 'it would be seen' "$(cat "$tmp/said")" '*setgroups*'

# musl's headers, and of the system's those of libraries and of the kernel
musl() {
	mkdir "$tmp/musl"
	for file in pcre2.h ares.h ares_version.h ares_build.h ares_rules.h \
	    ares_dns.h ares_dns_record.h ares_nameser.h idn2.h lmdb.h \
	    maxminddb.h maxminddb_config.h sodium.h sodium uv.h uv \
	    microhttpd.h hiredis openssl libmilter seccomp.h \
	    seccomp-syscalls.h linux asm-generic asm; do
		for folder in /usr/include /usr/include/*-linux-gnu*; do
			[ ! -e "$folder/$file" ] || [ -e "$tmp/musl/$file" ] ||
			    ln -s "$folder/$file" "$tmp/musl"
		done
	done
	# a folder of headers that are the machine's alone
	mkdir "$tmp/musl.own"
	for folder in /usr/include/*-linux-gnu*/openssl; do
		[ ! -d "$folder" ] || ln -s "$folder" "$tmp/musl.own/openssl"
	done
	reads musl-gcc -std=c11 -isystem "$tmp/musl" -isystem "$tmp/musl.own"
}
if command -v musl-gcc >/dev/null; then
	musl >"$tmp/said"
	empty 'all compile with musl' "$tmp/said"
else
	skip 'all compile with musl' 'no musl-gcc'
fi
