#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "make install": everything is in its place, the installed rules compile, and
# what somebody changed stays.
. "${0%/*}/lib.sh"
command -v make >/dev/null || skip_all 'no make here'
plan 14
root=$tmp/root
etc=$root/etc

# Nothing is built: other tests run the programs at the same time, and options
# in MAKEFLAGS are those of "make check".
install_all() {
	(cd "$top" && sed 's/^install: all$/install:/' Makefile |
	    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -f - \
	    DESTDIR="$root" PREFIX=/usr CONFDIR=/etc install)
}

got=$(install_all 2>&1)
is 'the first time there is nothing to say' ''
ls "$root/usr/bin" >"$tmp/bin"
same 'the programs' "$(echo $(cat "$tmp/bin"))" \
    'dhf-compile dhf-test dyn-host-filter'
same 'their pages' "$(cd "$root/usr/share/man" && echo man?/*)" \
    "$(cd "$top/man" && for s in 1 5 7; do
	for p in *."$s"; do printf 'man%s/%s ' "$s" "$p"; done; done |
	sed 's/ $//')"
same 'the rules' "$(cd "$etc" && echo $(find . -type f | sort))" \
    "$(cd "$top/conf" && { echo ./dhf.conf
	find rules.d profiles -type f | sed 's,^,./dhf/,'; } | sort |
	xargs echo)"

# Read from where they are: a copy has neither our folder nor the root above.
same 'the installed rules compile silently' \
    "$(dhf-compile -n "$etc/dhf.conf" 2>&1)" ''
same 'and they are as many as ours' \
    "$(dhf-test -f "$etc/dhf.conf" -l | wc -l)" \
    "$(dhf-test -f "$top/conf/dhf.conf" -l | wc -l)"
same 'a profile finds its rules from there' \
    "$(dhf-compile -n "$etc/dhf/profiles/strict.conf" 2>&1)" ''

cp -R "$etc" "$tmp/first"
got=$(install_all 2>&1)
is 'the second time there is nothing to say' ''
same 'and nothing changes' "$(diff -r "$tmp/first" "$etc")" ''

changed=$etc/dhf/rules.d/10-names.conf
echo 'pass @host=friend.example.com id=friend' >>"$changed"
echo 'mode watch' >>"$etc/dhf.conf"
rm "$etc/dhf/profiles/original.conf"
cp -R "$etc" "$tmp/second"
got=$(install_all 2>&1)
is 'a changed file is named' \
    "$changed differs from ours, which is now $changed.new"
same 'and stays, as the rule file does' \
    "$(cd "$tmp" && diff -r second root/etc)" \
    "Only in root/etc/dhf/profiles: original.conf
Only in root/etc/dhf/rules.d: 10-names.conf.new"
ok 'the new one is ours' cmp -s "$changed.new" \
    "$top/conf/rules.d/10-names.conf"
# read twice, its ids would be warned of
same 'which is not read' "$(dhf-compile -n "$etc/dhf.conf" 2>&1)" ''
same 'the changed one is' \
    "$(dhf-test -f "$etc/dhf.conf" -l | grep -c friend)" 1
