#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The run files of conf/run where they are set wrongly: a user who does not exist
# is nobody, and never root.
. "${0%/*}/lib.sh"
mkdir "$tmp/bin" "$tmp/variables"
# each program that listens, or begins one that does, says its words
for program in tcpserver sslserver s6-tcpserver; do
	printf '#!/bin/sh\necho "$0 $*"\n' >"$tmp/bin/$program"
done
printf '#!/bin/sh\nshift\nexec "$@"\n' >"$tmp/bin/envdir"
printf '#!/bin/sh\nshift 2\nexec "$@"\n' >"$tmp/bin/softlimit"
chmod 755 "$tmp/bin"/*
PATH=$tmp/bin:$PATH
# starts RECIPE USER: sets $got and $status
starts() {
	got=$(cd "$tmp" && DHF_USER=$2 DHF_HOSTNAME=mx.test HOSTNAME=mx.test \
	    DHF_CONTROL=$tmp "$1" 2>&1)
	status=$?
}
echo 7 >"$tmp/concurrencyincoming"
root=$(id -un 0)
for recipe in $(cd "$top/conf/run" && grep -l 'id -u "\$user"' */run */*/run); do
	starts "$top/conf/run/$recipe" "$root"
	like "$recipe: a user is known by number" "$got" '*server *-u 0 -g 0 *'
	starts "$top/conf/run/$recipe" no-such-user-here
	like "$recipe: one who does not exist is nobody" "$status $got" \
	    '111 *no-such-user-here*'
	case $got in
	*server\ -*) ok "$recipe: and nothing listens" false ;;
	*) ok "$recipe: and nothing listens" true ;;
	esac
done
ok 'there are ten of them' [ "$n" -ge 30 ]
plan
