#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The daemon's store on a disk that is full: a tmpfs in a mount namespace of
# the test's own, in which the test runs anew.
if [ "$STORE_DISK" = '' ]; then
	unshare -rm true 2>/dev/null || {
		echo '1..0 # SKIP no mount namespace'
		exit 0
	}
	STORE_DISK=yes exec unshare -rm sh "$0"
fi
. "${0%/*}/lib.sh"
mkdir "$tmp/disk"
mount -t tmpfs -o size=2m none "$tmp/disk" 2>/dev/null ||
    skip_all 'no tmpfs of our own'
plan 17
cleanup() { umount "$tmp/disk"; }

rules <<END
state_dir $tmp/disk/state
state_size 64
listen filter $tmp/socket
END

# records FIRST LAST EXPIRES: a dump
records() {
	awk -v i="$1" -v last="$2" -v expires="$3" 'BEGIN {
		print "dhfd-dump 1"
		for (i += 0; i <= last + 0; i++)
			printf "grey\t10.%d.%d.%d\twait\tfirst=9\texpires=%s\n",
			    i / 65536, i / 256 % 256, i % 256, expires
	    }'
}
load() {
	dhfd -f "$db" --load >"$tmp/out" 2>&1
	status=$?
	got=$(cat "$tmp/out")
}
count() { dhfd -f "$db" --dump | grep -c ^grey; }

mkdir -m 700 "$tmp/disk/state"
far=9999999999
records 1 100000 $far >"$tmp/many"
load <"$tmp/many"
same 'more than the disk holds: not all of it' "$status" 111
like 'and that is said' "$got" '*is full*'
m=$(count)
ok "what was taken is there ($m records)" test "$m" -gt 10000
same 'the disk is full' "$(df "$tmp/disk" | awk 'NR == 2 {
    print $4 <= 256 ? "full" : $4 }')" full
records 5 5 8888888888 >"$tmp/one"
load <"$tmp/one"
same 'what is there can be changed' "$status" 0
like 'and is' "$(dhfd -f "$db" --state 10.0.0.5)" '*expires=8888888888'
records 5000000 5000000 $far >"$tmp/one"
load <"$tmp/one"
same 'a new record has no room' "$status" 111
same 'no other is lost' "$(count)" "$m"

# the same, with records that are past their time, and a daemon
rm -r "$tmp/disk/state"/*
records 1 100000 9 >"$tmp/many"
load <"$tmp/many"
same 'records that are past their time' "$status" 111
m=$(count)
dhfd_begin
empty_now() { [ "$(count)" = 0 ]; }
ok "they go ($m records)" await empty_now
records 1 1000 $far >"$tmp/one"
load <"$tmp/one"
same 'then new ones are taken' "$status $got" '0 '
same 'all of them' "$(count)" 1000
like 'it was told once that the store was full' \
    "$(grep -c 'is full' "$tmp/dhfd.log")" '[01]'
dhfd_end
same 'the daemon ends well' "$status" 0

# a disk on which there is no room for a store
rm -r "$tmp/disk/state"/*
dd if=/dev/zero of="$tmp/disk/fill" bs=4k 2>/dev/null
dhfd -f "$db" 2>"$tmp/dhfd.log"
status=$?
same 'no room for a store at all' "$status" 111
like 'is said' "$(cat "$tmp/dhfd.log")" '*No space left on device*'
rm "$tmp/disk/fill"
dhfd_begin && dhfd_end
same 'and passes' "$status" 0
