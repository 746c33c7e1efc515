#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "make CONFDIR=...": where the programs look for rules and image.
. "${0%/*}/lib.sh"
of_tree
command -v make >/dev/null || skip_all 'no make here'
plan 8

# What is built is taken over, so that the programs alone are made again, with
# the options of "make check", if it is that.
mkdir "$tmp/tree" "$tmp/tree/tests" "$tmp/etc"
cp -Rp "$top/Makefile" "$top/src" "$top/tools" "$tmp/tree"
cp -Rp "$top/tests/unit" "$tmp/tree/tests"
build() { # CONFDIR
	(cd "$tmp/tree" && make STATIC=0 CONFDIR="$1" all) >"$tmp/said" 2>&1
	status=$?
	got=$(cat "$tmp/said")
}
build "$tmp/etc"
same 'with another CONFDIR it is built' "$status" 0
PATH=$tmp/tree/src/cmd:$PATH
echo 'block @host=bad.example id=bad' >"$tmp/etc/dhf.conf"
got=$(dhf-compile 2>&1)
is 'rules are read there'
ok 'and the image put there' test -s "$tmp/etc/dhf.db"
got=$(dhf-test -t bad.example)
is 'dhf-test reads them' 'bad.example -> block 553'
got=$(dhf-test -h)
like 'and says so' "$got" "*instead of $tmp/etc/dhf.conf*"
got=$(TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=bad.example \
    dyn-host-filter -i env 2>/dev/null | grep '^DHF_RULE=')
is 'the filter reads the image' 'DHF_RULE=bad'
build /etc
same 'and without it, again' "$status" 0
like 'it is /etc' "$(dhf-test -h)" '*instead of /etc/dhf.conf*'
