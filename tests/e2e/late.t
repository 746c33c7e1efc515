#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The dynamic filter loads PCRE2 and c-ares when they are needed and not
# before.  One that is missing then, or too old, defers the client, and the log
# says which.
. "${0%/*}/lib.sh"
cc=${CC:-cc}

# is_late FILE: it knows a library by name that it is not linked with
is_late() {
	grep -qa 'libpcre2-8\.so\.0' "$1" && ! ldd "$1" | grep -q libpcre2
}
# Where the tree's filter is another one, its objects make one in a second.
filter=$bindir/dyn-host-filter
if ! is_late "$filter" 2>/dev/null; then
	of_tree
	filter=$tmp/dyn-host-filter
	# shellcheck disable=SC2046,SC2086 # lists of words
	(cd "$top" && $cc -std=c11 -D_XOPEN_SOURCE=700 -Isrc \
	    -DLATE_LIBRARIES $(pkg-config --cflags libpcre2-8 libcares) \
	    -o "$filter" src/cmd/dyn-host-filter.o src/expr/pcre.c \
	    src/dns/cares.c src/base/late.c src/libdhf.a) >"$tmp/said" 2>&1
	is_late "$filter" 2>/dev/null ||
	    skip_all "no such filter here: $(head -n 1 "$tmp/said")"
fi
dns_serve <<'END'
7.100.51.198.list.test A 127.0.0.2
END
cat >"$tmp/text" <<'END'
pass @name=good.example
block ^ppp-\d+\.(?=example)
block ^pppoe-\d+\.example$
block @dnsbl=list.test @name=asked.example
END
# A port where nobody is, and then the server: c-ares asks that.
next_server() {
	{ cat; echo "dns_servers 127.0.0.1:9,127.0.0.1:$dns"; } >"$tmp/rules"
	dhf-compile -o "$db" "$tmp/rules"
}
next_server <"$tmp/text"

# client HOST [OPTION...]: what it is told first, and what went wrong; with
# libraries of $library before those of the system
library='' trace=''
client() {
	host=$1
	shift
	# shellcheck disable=SC2086 # a list of words
	$trace env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST="$host" \
	    LD_LIBRARY_PATH="$library" "$filter" "$@" -r banner -f "$db" \
	    echo in >"$tmp/out" 2>"$tmp/log" </dev/null
	log=$(cat "$tmp/log")
	got="$(cut -c 1-3 "$tmp/out" | sed 1q) $(key error)"
}
client ppp-7.example
is 'an expression is searched' '553 -'
client asked.example
is 'DNS is asked' '553 -'
client ppp-7.example -I
is 'an expression is searched in a process without rights' '553 -'
client asked.example -I
is 'DNS is asked there' '553 -'
got=$(ldd "$filter" | grep -c -e libpcre2 -e libcares)
is 'the loader finds neither library in the program' 0
got=$(grep -ao '{"soname":\["[^]]*\],"priority":"[a-z]*"}' "$filter" | sort)
is 'but packaging tools do' \
    '{"soname":["libcares.so.2"],"priority":"required"}
{"soname":["libpcre2-8.so.0"],"priority":"required"}'

# loads NAME HOST LIBRARIES: what is opened for a client
loads() {
	if ! strace -o "$tmp/calls" true 2>/dev/null; then
		skip "$1" 'strace does not work here'
		return
	fi
	trace="strace -qq -e trace=open,openat,execve -o $tmp/calls"
	client "$2"
	trace=
	got=$(grep -v -e ENOENT "$tmp/calls" | sed '1,/execve(.*filter/d' |
	    sed '/execve(/,$d' | grep -o -e libpcre2-8 -e libcares | sort -u |
	    tr '\n' ' ')
	is "$1" "$3"
}
loads 'a client that needs none loads none' good.example ''
loads 'nor one whom no rule concerns' other.example ''
loads 'nor one with an expression that an automaton follows' pppoe-7.example ''
loads 'one with another expression loads PCRE2' ppp-7.example 'libpcre2-8 '
loads 'one with a question for c-ares loads that' asked.example 'libcares '
rules <"$tmp/text"
loads 'one whose question is answered at once does not' asked.example ''
next_server <"$tmp/text"

for host in good.example pppoe-7.example ppp-7.example asked.example; do
	env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=$host "$filter" -i \
	    -f "$db" ls /proc/self/fd 2>/dev/null </dev/null
done | sort -u >"$tmp/behind"
ls /proc/self/fd </dev/null 2>/dev/null | sort -u >"$tmp/bare"
got=$(cat "$tmp/behind")
is 'the next program has no descriptor of theirs' "$(cat "$tmp/bare")"

# What the loader finds first is no library, or has no functions.
mkdir "$tmp/none" "$tmp/old"
echo 'int nothing;' >"$tmp/old.c"
for soname in libpcre2-8.so.0 libcares.so.2; do
	: >"$tmp/none/$soname"
	# shellcheck disable=SC2086 # CC may have options
	$cc -shared -fPIC -o "$tmp/old/$soname" "$tmp/old.c"
done
library=$tmp/none
client good.example
is 'who needs no library does not miss one' 'in -'
client pppoe-7.example
is 'nor does an expression that needs none' '553 -'
client ppp-7.example
like 'no PCRE2: temporary, and the log names it' "$got" \
    '451 expressions_need_libpcre2-8.so.0:*'
client asked.example
like 'no c-ares: the same' "$got" '451 questions_to_DNS_need_libcares.so.2:*'
client ppp-7.example -o
like 'with -o there is no decision, which lets in' "$got $(key note)" \
    'in expressions_need_* open'
next_server <<'END'
pass @dnsbl=list.test
block @name=other.example
END
client other.example
like 'no rule of DNS is passed over, one that lets in neither' "$got" \
    '451 questions_to_DNS_need_*'
library=$tmp/old
next_server <"$tmp/text"
client ppp-7.example
is 'a PCRE2 that lacks a function' "451 expressions_need_a_newer_\
libpcre2-8.so.0,_with_pcre2_general_context_create_8"
client asked.example
is 'a c-ares that does' "451 questions_to_DNS_need_a_newer_\
libcares.so.2,_with_ares_library_init"
plan
