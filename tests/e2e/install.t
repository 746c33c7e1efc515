#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "make install": everything is in its place, the installed rules compile, and
# what somebody changed stays.
. "${0%/*}/lib.sh"
of_tree
command -v make >/dev/null || skip_all 'no make here'
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
same 'the programs, each with a page' "$(cat "$tmp/bin")" \
    "$(ls "$top"/man/*.[18] | sed 's|.*/||; s|\..*||' | sort)"
same 'their pages' "$(cd "$root/usr/share/man" && echo man?/*)" \
    "$(cd "$top/man" && for s in 1 5 7 8; do
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

# An image of the version before is compiled anew, or stays if that fails.
python3 - "$top/tests/e2e/image-4.hex" "$tmp/old.db" <<'END'
import sys
image = bytearray()
for line in open(sys.argv[1]):
    at, row = line.split()
    image[int(at, 16):] = bytes(int(at, 16) - len(image)) + bytes.fromhex(row)
image += bytes(-len(image) % 4096)
open(sys.argv[2], "wb").write(image)
END
version() { echo $(od -An -tu1 -j 8 -N 1 "$etc/dhf.db"); }
cp "$tmp/old.db" "$etc/dhf.db"
rm "$changed.new"
cp "$top/conf/rules.d/10-names.conf" "$changed"
got=$(install_all 2>&1)
is 'an old image of other rules is told of' "$etc/dhf.db stays as it was, for \
its rules are not those of $etc/dhf.conf: see dhf-test -a, then run dhf-compile"
ok 'and stays' cmp -s "$tmp/old.db" "$etc/dhf.db"
cp "$etc/dhf.conf" "$tmp/shipped.conf"
for name in psl cdb; do
	cp "$top/tests/e2e/image-4.$name" "$etc/$name"
done
cp "$top/tests/e2e/image-4.conf" "$etc/dhf.conf"
got=$(install_all 2>&1)
is 'an old image is told of' "$etc/dhf.db is now an image of this version"
same 'and is of this version' "$(version)" 5
cp -p "$etc/dhf.db" "$tmp/new.db"
got=$(install_all 2>&1)
is 'which stays as it is' ''
{ head -c 8 "$tmp/old.db"; printf '\002'; tail -c +10 "$tmp/old.db"; } \
    >"$etc/dhf.db"
got=$(install_all 2>&1)
is 'one that nobody reads any more is, too' \
    "$etc/dhf.db is now an image of this version"
ok 'and holds the rules' cmp -s "$etc/dhf.db" "$tmp/new.db"
cp "$tmp/old.db" "$etc/dhf.db"
echo 'block @nonsense' >>"$etc/dhf.conf"
got=$(install_all 2>&1)
like 'rules that do not compile are told of' "$got" \
    "*no criterion*$etc/dhf.db stays as it was*"
ok 'and the old image is there' cmp -s "$tmp/old.db" "$etc/dhf.db"
{ head -c 8 "$tmp/old.db"; printf '\002'; tail -c +10 "$tmp/old.db"; } \
    >"$etc/dhf.db"
rm "$root/usr/bin/dhf-test"
got=$(install_all 2>&1)
like 'if nobody reads it then' "$got" '*nothing is installed*'
ok 'nothing is installed' test ! -e "$root/usr/bin/dhf-test"

# Where CONFDIR is not /etc, whatever is installed names the files there.
root=$tmp/other
got=$(cd "$top" && sed 's/^install: all$/install:/' Makefile |
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -f - DESTDIR="$root" \
    PREFIX=/usr/local CONFDIR=/usr/local/etc SUFFIXLIST=/usr/local/list \
    install 2>&1)
is 'another CONFDIR is as good' ''
(cd "$root/usr/local" &&
    grep -rnE '(^|[^l])/etc/dhf|/usr/share/publicsuffix' share/man share/doc \
    etc) >"$tmp/elsewhere"
empty 'no page, document or rule names files in /etc' "$tmp/elsewhere"
ok 'the pages name those that are read' grep -q \
    '^\.It Pa /usr/local/etc/dhf\.db' "$root/usr/local/share/man/man1/dyn-host-filter.1"
ok 'and the list' grep -q '^\.Pa /usr/local/list ,' \
    "$root/usr/local/share/man/man5/dhf.conf.5"
ok 'a run file can be run' test -x \
    "$root/usr/local/share/doc/dyn-host-filter/conf/run/s6/dhfd/run"
same 'its rules compile silently' \
    "$(dhf-compile -n "$root/usr/local/etc/dhf.conf" 2>&1)" ''
plan
