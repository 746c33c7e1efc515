#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The clients that check_broadband was measured with: the shipped rules find
# the end users among them, and not what it took for one by mistake.
. "${0%/*}/lib.sh"
plan 16

# client ADDRESS NAME found|not|either WHY
client() {
	got=$(printf '%s\t%s\n' "$1" "$2" |
	    dhf-test -b -f "$top/conf/dhf.conf" 2>"$tmp/err" | cut -f3)
	case $got in
	pass | mark) hit=not ;;
	'') hit='no answer'; note "$(cat "$tmp/err")" ;;
	*) hit=found ;;
	esac
	want=$3
	[ "$3" = either ] && [ "$hit" != 'no answer' ] && want=$hit
	same "$2 is ${3}: $4" "$hit" "$want"
}

# check_broadband finds these, and they are end users
client 24.196.192.21 24-196-192-021.dhcp.hckr.nc.charter.com found \
    'its address, the last octet padded'
client 12.34.56.78 softbank012034056078.bbtec.net found \
    'its address in twelve digits'
client 12.34.56.78 78-56-34-12.rev.example found 'its address backwards'
client 10.0.0.1 adsl-1.example.com found 'a word of lines with a number'
client 10.0.0.1 ahsdl-1.example.com found 'the same'
client 192.0.2.10 '[192.0.2.10]' found 'nothing but its address'

# check_broadband does not, and it is one
client 80.65.5.1 p50410501.dip.example found 'its address in hexadecimal'

# check_broadband finds these, and they are none
client 1.2.3.4 mail1234.example.com not 'a number is no address'
client 5.5.5.5 mail5.example not 'one digit is not four octets'
client 1.1.1.1 host1.example.com not 'the same'
client 10.0.0.1 cable.example.com not 'a bare word tells nothing'

# check_broadband lets these in
client 10.0.0.1 cable not 'a bare word tells nothing'
client 10.0.0.1 dsl not 'the same'
client 192.0.2.10 mx1.good.test not 'a mail server'

# an exception of its sample configuration; and a word inside another one
client 1.1.1.1 1.1.1.1 either 'the site decides'
client 10.0.0.1 xCaBleX either 'it may be a word or not'
