#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the filter does not do where DNS cannot matter: no socket is made, no
# file of the resolver read.  Where it does, one socket is enough, and the
# next program does not get it; and c-ares, which opens /dev/urandom for itself,
# is there only for what it has to ask again.  With dns_servers nothing in /etc
# is read, and without it what dhf.conf(5) says and no more, for each c-ares.
. "${0%/*}/lib.sh"
for program in python3 strace; do
	command -v $program >/dev/null || skip_all "no $program"
done
strace -o "$tmp/calls" true 2>/dev/null || skip_all 'strace does not work here'
dns_serve <<'END'
*.yes.test A 127.0.0.2
*.sick.test A servfail=1 127.0.0.2
END

# calls IP HOST: how many sockets, and files of a resolver, in $got
calls() {
	env -u TCPREMOTEHOST TCPREMOTEIP="$1" ${2:+"TCPREMOTEHOST=$2"} \
	    strace -qq -e signal=none -o "$tmp/calls" dyn-host-filter \
	    -r banner -f "$db" ls /proc/self/fd >"$tmp/out" 2>"$tmp/log" \
	    </dev/null
	sed '1d; /execve(/,$d' "$tmp/calls" >"$tmp/own"
	got="$(grep -c '^socket(' "$tmp/own") $(sed -n \
	    's/^open.*\(resolv\.conf\|urandom\|hosts\|nsswitch\).*/\1/p' \
	    "$tmp/own" | sort -u)"
}
none() { calls "$2" "$3"; is "$1" '0 '; }

rules <<'END'
pass @name=good.example
block @name=dyn.example
score 3 @ip=192.0.2.0/24
END
none 'no rule about DNS, and a name' 192.0.2.1 mx.example
none 'nor when it refuses' 192.0.2.1 a.dyn.example
calls 192.0.2.1 ''
is 'without a name it is asked for' '1 urandom'
rules <<'END'
default_unresolved_action pass
default_ip_action pass
END
none 'unless that cannot matter' 192.0.2.1 ''
rules <<'END'
pass @ip=192.0.2.1
block @host=bad.example
block @dnsbl=yes.test @name=asked.example
block @dnsbl=yes.test expires=2020-01-01
END
none 'a rule before decides' 192.0.2.1 mx.example
none 'so does one that refuses' 192.0.2.2 bad.example
none 'another criterion says no' 192.0.2.2 mx.example
calls 192.0.2.2 asked.example
is 'until all others say yes' '1 urandom'
same 'and that is how it is refused' "$(cut -c 1-3 "$tmp/out" | sed 1q)" 553
for i in 1 2 3 4 5 6 7 8; do echo "block @dnsbl=l$i.test"; done | rules
calls 192.0.2.2 mx.example
is 'eight lists, one socket' '1 urandom'
same 'eight questions' "$(grep -c ' 2.2.0.192.l[1-8].test A$' "$tmp/asked")" 8
ls /proc/self/fd </dev/null >"$tmp/before"
same 'the next program gets none of it' "$(cat "$tmp/out")" \
    "$(cat "$tmp/before")"
same 'and c-ares was not needed' "$(grep -c urandom "$tmp/own")" 1
echo 'block @dnsbl=sick.test' | rules
calls 192.0.2.2 mx.example
same 'but where a server fails' "$(cut -c 1-3 "$tmp/out" | sed 1q)" 553
ok 'it is' [ "$(grep -c urandom "$tmp/own")" -gt 1 ]

# a root with the filter in it, and /dev/urandom
root=$tmp/root
rooted() {
	[ "$(id -u)" = 0 ] || return
	filter=$(command -v dyn-host-filter)
	mkdir -p "$root/dev" &&
	    cp "$filter" "$root/filter" &&
	    mknod "$root/dev/urandom" c 1 9 &&
	    dd if="$root/dev/urandom" of=/dev/null bs=1 count=1 || return
	ldd "$filter" | grep -o '/[^ ]*' | while read -r lib; do
		mkdir -p "$root/${lib%/*}" && cp "$lib" "$root/$lib" || return
	done
	for name in libpcre2-8.so.0 libcares.so.2; do # if it loads them late
		lib=$(${CC:-cc} -print-file-name=$name)
		[ ! -f "$lib" ] || cp "$lib" "$root/lib" || return
	done
	chroot "$root" /filter -h
	[ $? != 127 ]
}
# inside IP: what calls of it are about DNS, the reply's code first, in $got
inside() {
	cp "$db" "$root/db"
	env -u TCPREMOTEHOST TCPREMOTEIP="$1" strace -qq -e signal=none \
	    -o "$tmp/calls" chroot "$root" /filter -r banner -f /db true \
	    >"$tmp/out" 2>"$tmp/log" </dev/null
	got="$(cut -c 1-3 "$tmp/out" | sed 1q) $(sed '1,/execve(.*filter/d' \
	    "$tmp/calls" | sed -n \
	    's,^open[^"]*"\(/etc/[^"]*\|[^"]*random\|\)".*,\1,p' |
	    grep -v '^/etc/ld\.so' | sort -u | tr '\n' ' ')"
}
# c-ares before 1.22 takes the servers and is content
case $(pkg-config --modversion libcares 2>/dev/null) in
1.1[0-9].*|1.2[01].*) read='/etc/resolv.conf ' ;;
*) read='/etc/netsvc.conf /etc/nsswitch.conf /etc/resolv.conf /etc/svc.conf ' ;;
esac
unset RES_OPTIONS
# resolv LINE...: /etc/resolv.conf of that root
resolv() { printf '%s\n' "$@" >"$root/etc/resolv.conf"; }
if rooted >/dev/null 2>&1; then
	echo 'block @dnsbl=yes.test' | rules
	inside 192.0.2.2
	is 'in a root without /etc, dns_servers is enough' '553 /dev/urandom '
	mkdir "$root/etc"
	resolv 'nameserver 255.255.255.255'
	echo 'hosts: files' >"$root/etc/nsswitch.conf"
	inside 192.0.2.2
	is 'and nothing else there is read' '553 /dev/urandom '
	echo 'default_unresolved_action block' >"$tmp/plain"
	dhf-compile -o "$db" "$tmp/plain"
	inside 192.0.2.2
	is 'without, a plain resolv.conf is' '451 /dev/urandom /etc/resolv.conf '
	resolv 'nameserver 255.255.255.255' 'options use-vc'
	inside 192.0.2.2
	is 'with another, exactly the files that the page names' \
	    "451 /dev/urandom $read"
	resolv 'nameserver 255.255.255.255'
	export RES_OPTIONS=ndots:1
	inside 192.0.2.2
	is 'or with RES_OPTIONS' "451 /dev/urandom $read"
	unset RES_OPTIONS
else
	for name in 'in a root without /etc, dns_servers is enough' \
	    'and nothing else there is read' \
	    'without, a plain resolv.conf is' \
	    'with another, exactly the files that the page names' \
	    'or with RES_OPTIONS'; do
		skip "$name" 'chroot and mknod do not work here'
	done
fi

# the servers of resolv.conf have port 53: at an address of the test's own
own=127.98.$(($$ >> 8 & 255)).$((1 + $$ % 250))
asks="the first server that it names is asked"
next="if nobody is there, the next one"
kill $stub
if [ -d "$root/etc" ] && python3 -c 'import socket, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind((sys.argv[1], 53))' \
    $own 2>/dev/null; then
	dns_serve -a $own -P 53 <"$tmp/zone"
	echo 'block @dnsbl=yes.test' >"$tmp/plain"
	dhf-compile -o "$db" "$tmp/plain"
	resolv "nameserver $own"
	inside 192.0.2.2
	is "$asks" '553 /dev/urandom /etc/resolv.conf '
	resolv 'nameserver 255.255.255.255' "nameserver $own"
	inside 192.0.2.2
	is "$next" '553 /dev/urandom /etc/resolv.conf '
else
	skip "$asks" 'no port 53 here'
	skip "$next" 'no port 53 here'
fi
plan
