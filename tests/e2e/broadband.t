#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The clients that check_broadband was measured with: the shipped rules find
# the end users among them, and not what it took for one by mistake; its own
# profile says of each what it said.
. "${0%/*}/lib.sh"
plan 22

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

# check_broadband lets these in; we take a name below no top-level domain for
# what an end user's machine calls itself
client 10.0.0.1 cable found 'a name that nobody can ask for'
client 10.0.0.1 dsl found 'the same'
client 192.0.2.10 mx1.good.test not 'a mail server'

# an exception of its sample configuration; and a word inside another one
client 1.1.1.1 1.1.1.1 either 'the site decides'
client 10.0.0.1 xCaBleX either 'it may be a word or not'

# the profile: what check_broadband itself answered, and by which of its tests
vectors=$shared/vectors/check_broadband.txt
profile=$top/conf/profiles/broadband.conf
same 'the profile compiles without a warning' \
    "$(dhf-compile -n "$profile" 2>&1 | grep -v ': note: ')" ''
{
	echo 'pass @host=1.1.1.1 id=exception' # as in its sample
	echo "include $profile"
} >"$tmp/rules"
# a client without a name has [ADDRESS] as one there
# judge FILE: "ADDRESS NAME VERDICT RULE BAN" of each
judge() {
	awk '{ print $1 "\t" ($2 ~ /^\[/ ? "-" : $2) }' "$vectors" |
	    dhf-test -n -f "$1" -j -b 2>/dev/null |
	    sed 's/"host":null/"host":"-"/
		s/.*"ip":"\([^"]*\)","host":"\([^"]*\)","action":"\([^"]*\)"'\
'.*"rule":"\([^"]*\)".*"ban":\(.*\)}$/\1 \2 \3 \4 \5/'
}
if [ -r "$vectors" ]; then
	awk '{
		rule = "default_action"
		if (/CABLE/) rule = "cable"
		if (/HSDL/) rule = "hsdl"
		if (/ DSL/) rule = "dsl"
		if (/has its IP/) rule = "octets"
		if (/exception/) rule = "exception"
		name = $2 ~ /^\[/ ? "-" : tolower($2)
		ban = "{\"kind\":\"broadband\",\"seconds\":14400}"
		if ($4 == 0)
			print $1, name, "block", rule, ban
		else
			print $1, name, "pass", rule, "null"
	    }' "$vectors" >"$tmp/want"
	judge "$tmp/rules" | diff "$tmp/want" - >"$tmp/diff"
	empty 'it says what check_broadband said' "$tmp/diff"
	same 'of all clients' "$(wc -l <"$tmp/want" | tr -d ' ')" 16
	same 'and dhf.conf bans none of them' \
	    "$(judge "$top/conf/dhf.conf" | grep -vc ' null$')" 0
else
	skip 'it says what check_broadband said' 'no vectors'
	skip 'of all clients' 'no vectors'
	skip 'and dhf.conf bans none of them' 'no vectors'
fi
same 'dhf.conf does not include the profile' \
    "$(dhf-test -f "$top/conf/dhf.conf" -l | grep -c ' ban\|id=octets')" 0
like 'its clients hear 554' "$(dhf-test -n -f "$profile" -x \
    adsl-1.example.com/198.51.100.1 | grep '^reply')" 'reply: 554 5.7.1 *relay'
