#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real servers that hold the connection, each as it is run in practice: the
# filter knows the client behind each, or says in the log what to set.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 16
dns_serve <<'END'
1.0.0.127.in-addr.arpa PTR localhost
localhost              A   127.0.0.1
END
rules <<'END'
pass @ip=127.0.0.1,::1 id=loopback
block @any id=other
END
export DHF_DB="$db"
filter=$(command -v dyn-host-filter)

# each NAME WANT HOST: who the next program is told the client is, and the log
each() {
	call "$3" </dev/null
	like "$1" "$got | $(key ip) $(key action) $(key rule)" "$2"
}

# without SERVER COUNT: it isn't here
without() {
	i=0
	while [ $((i += 1)) -le "$2" ]; do
		skip "$1 $i" "no $1: make deps-peers"
	done
}

# has_ip6: this machine speaks IPv6 with itself
has_ip6() {
	python3 -c 'import socket
socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null
}

if peer ucspi-tcp-ipv6 tcpserver && [ "$root" ]; then
	ours=$root/usr/bin/tcpserver
	listen 127.0.0.1 "$ours" -HRl0 127.0.0.1 PORT "$filter" "$tmp/told"
	each 'ucspi-tcp-ipv6' \
	    '220 TCP 127.0.0.1 - * by loopback^M | 127.0.0.1 pass loopback' \
	    127.0.0.1
	if has_ip6; then
		# a stale variable for IPv6 changes nothing
		listen ::1 env TCP6REMOTEIP=192.0.2.9 "$ours" -HRl0 ::1 PORT \
		    "$filter" "$tmp/told"
		each 'ucspi-tcp-ipv6, a client over ::1' \
		    '220 TCP6 ::1 - * by loopback^M | ::1 pass loopback' ::1
	else
		skip 'ucspi-tcp-ipv6, a client over ::1' 'no IPv6 here'
	fi
else
	without ucspi-tcp-ipv6 2
fi

if peer ipsvd tcpsvd; then
	listen 127.0.0.1 tcpsvd 127.0.0.1 PORT "$filter" "$tmp/told"
	each 'tcpsvd' \
	    '220 TCP 127.0.0.1 - * by loopback^M | 127.0.0.1 pass loopback' \
	    127.0.0.1
	listen 127.0.0.1 tcpsvd -E 127.0.0.1 PORT "$filter" "$tmp/told"
	each 'tcpsvd -E tells nothing' '220 * | - defer TCPREMOTEIP' \
	    127.0.0.1
	like 'and the log says what to do' "$(key error)" \
	    'TCPREMOTEIP_is_not_set:_give_the_filter_the_option_-s,*'
	listen 127.0.0.1 tcpsvd -E 127.0.0.1 PORT "$filter" -s "$tmp/told"
	each 'tcpsvd -E with -s' \
	    '220 TCP 127.0.0.1 - * by loopback^M | 127.0.0.1 pass loopback' \
	    127.0.0.1
else
	without ipsvd 4
fi

if peer courier-base couriertcpd; then
	listen 127.0.0.1 couriertcpd -address=127.0.0.1 -noidentlookup \
	    -nodnslookup PORT "$filter" "$tmp/told"
	each 'couriertcpd' \
	    '220 - *127.0.0.1 - * by loopback^M | 127.0.0.1 pass loopback' \
	    127.0.0.1
	listen 127.0.0.1 couriertcpd -address=127.0.0.1 -noidentlookup PORT \
	    "$filter" "$tmp/told"
	call 127.0.0.1 </dev/null
	ok 'couriertcpd: softdnserr is no name' [ "$(key host)" != softdnserr ]
else
	without courier-base 2
fi

if command -v systemd-socket-activate >/dev/null; then
	listen 127.0.0.1 systemd-socket-activate --accept --inetd \
	    -l 127.0.0.1:PORT -E DHF_DB -E PATH "$filter" -s "$tmp/told"
	each "systemd's socket activation" \
	    '220 TCP 127.0.0.1 - * by loopback^M | 127.0.0.1 pass loopback' \
	    127.0.0.1
	listen 127.0.0.1 systemd-socket-activate --accept --inetd \
	    -l 127.0.0.1:PORT -E DHF_DB -E PATH "$filter" "$tmp/told"
	each 'systemd without -s' '220 * | - defer TCPREMOTEIP' 127.0.0.1
	like 'and the log says -s' "$(key error)" '*_the_option_-s,*'
else
	without systemd-socket-activate 3
fi

if peer socat socat; then
	listen 127.0.0.1 socat TCP4-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr \
	    "EXEC:$filter -s $tmp/told,nofork"
	each 'socat with nofork' \
	    '220 TCP 127.0.0.1 - * by loopback^M | 127.0.0.1 pass loopback' \
	    127.0.0.1
	listen 127.0.0.1 socat TCP4-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr \
	    "EXEC:$filter -s $tmp/told"
	each 'socat without it' '220 * | - defer TCPREMOTEIP' 127.0.0.1
	like 'and the log says where the address is' "$(key error)" \
	    '*descriptor_0_is_a_unix_socket*to_the_address_in_SOCAT_PEERADDR'
else
	without socat 3
fi

# inetd NAME PROGRAM CONF...: an inetd whose file's lines are CONF, with the port
# for @port@ and the filter's options for OPTION.  Descriptor 2 is the client
# there, too: no log line may come before the greeting.
inetd() {
	name=$1 program=$2 options=$3
	shift 3
	if ! peer "$name" "$program"; then
		without "$name" 2
		return
	fi
	for option in -s -i; do
		printf '%s\n' "$@" | sed "s,OPTION,$option," >"$tmp/inetd.in"
		# shellcheck disable=SC2016 # for the inner shell
		# shellcheck disable=SC2086 # options are words
		listen 127.0.0.1 sh -c 'sed "s/@port@/$1/" "$2.in" >"$2.$1"
			shift 3; exec "$@" "$0"' "$tmp/inetd.PORT" PORT \
		    "$tmp/inetd" -- "$program" $options
		log_tenths=1 # for what can't come
		call 127.0.0.1 </dev/null
		unset log_tenths
		if [ $option = -s ]; then
			like "$name with -s" "$got" \
			    '220 TCP 127.0.0.1 - * by loopback^M'
		else
			like "$name without it" "$got" \
			    '220 - - - - by TCPREMOTEIP^M'
		fi
		kill "$pid" 2>/dev/null
	done
}
user=$(id -un)
line="@port@ stream tcp nowait $user $filter dyn-host-filter OPTION -f $db $tmp/told"
inetd openbsd-inetd inetd -d "127.0.0.1:$line"
