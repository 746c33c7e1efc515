#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Why is an address an offender, and until when?  From a daemon, and from its
# store when none runs.
. "${0%/*}/lib.sh"
plan 29
over=$(($(date +%s) - 1000))
over_text=$(date -u -d "@$over" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null ||
    date -u -r "$over" +%Y-%m-%dT%H:%M:%SZ)
printf 'state_dir %s\nlisten filter %s\n' "$tmp/state" "$tmp/socket" | rules
mkdir -m 700 "$tmp/state"
# offender FIELD...: a line of a dump
offender() {
	printf offender
	printf '\t%s' "$@"
	echo
}
{
	echo dhfd-dump 1
	offender 198.51.100.7 trap honeypot 1224612000 1224613063 2 \
	    4000000000 7200 'from mail.example \134 $(id) \033'
	offender 198.51.100.7 storm watch 1700000000 1700003600 1 $over \
	    0 'User unknown'
	offender 2001:db8:1:2::/64 manual postmaster 1700000000 1700000000 1 \
	    4000000000 0 '' ban=4000000000
	offender 198.51.100.8 storm watch 1700000000 1700003600 1 $over \
	    0 x
} >"$tmp/dump"
dhfd -f "$db" --load "$tmp/dump" || note 'the dump was not loaded'

# why OPTION...: sets $got and $status
why() {
	got=$(dhf-test -f "$db" "$@" 2>&1)
	status=$?
}
trap_text="198.51.100.7 -> offender
trap: wrote to an address that nobody has
	until: 2096-10-02T07:06:40Z
	count: 2
	first: 2008-10-21T18:00:00Z
	last: 2008-10-21T18:17:43Z
	source: honeypot
	evidence: from mail.example \\ \$(id) ?
storm: tried many recipients that do not exist
	until: $over_text, over
	count: 1
	first: 2023-11-14T22:13:20Z
	last: 2023-11-14T23:13:20Z
	source: watch
	evidence: User unknown"
all() {
	why --offender 198.51.100.7
	is "$1: an offender, and why" "$trap_text"
	same 'is status 0' "$status" 0
	why --offender 198.51.100.8
	like 'what is over is shown' "$got" \
	    '198.51.100.8 -> no offender?storm: *, over?*evidence: x'
	same 'and is status 1' "$status" 1
	why --offender 198.51.100.9
	is 'nobody knows him' '198.51.100.9 -> no offender'
	same 'is status 1, too' "$status" 1
	for ip in 2001:db8:1:2::7 2001:db8:1:2::/64; do
		why --offender "$ip"
		like "$ip by its network" "$status $got" \
		    '0 2001:db8:1:2::/64 -> offender?manual: *evidence: ??dropped: until 2096-10-02T07:06:40Z'
	done
	why --offender 2001:db8:1:3::7
	same 'not by its neighbour' "$status $got" \
	    '1 2001:db8:1:3::/64 -> no offender'
}
all 'without a daemon'
dhfd_begin
all 'from a daemon'
why -j --offender 198.51.100.7
is 'as JSON' '{"address":"198.51.100.7","offender":true,"offences":'\
'[{"kind":"trap","held":true,"until":"2096-10-02T07:06:40Z","count":2,'\
'"first":"2008-10-21T18:00:00Z","last":"2008-10-21T18:17:43Z",'\
'"source":"honeypot","evidence":"from mail.example \\ $(id) ?","dropped":null},'\
'{"kind":"storm","held":false,"until":"'"$over_text"'","count":1,'\
'"first":"2023-11-14T22:13:20Z","last":"2023-11-14T23:13:20Z",'\
'"source":"watch","evidence":"User unknown","dropped":null}]}'
why -j --offender 198.51.100.9
is 'nobody as JSON' '{"address":"198.51.100.9","offender":false,"offences":[]}'
why --state 198.51.100.9 --offender 198.51.100.7
same 'of two the higher status' "$status" 1
for wrong in '' mail.example 198.51.100.0/24 198.51.100.7/64 2001:db8::/63 \
    "$(printf '198.51.100.7\n198.51.100.8')"; do
	why --offender "$wrong"
	like "'$wrong' is no address" "$status $got" '100 dhf-test: *'
done
dhfd_end
mkdir "$tmp/none"
printf 'state_dir %s\n' "$tmp/none/none" | rules
why --offender 198.51.100.7
like 'no daemon has run at all' "$status $got" '100 *no daemon has run here*'
printf 'state_dir %s\n' /dev/null | rules
why --offender 198.51.100.7
same 'and no folder' "$status" 100
