# SPDX-License-Identifier: GPL-2.0-or-later
# Servers of others, unpacked by tools/unpack or installed.  Sourced by
# tests/peers/*.t behind tests/e2e/lib.sh.
peers=${PEERS_DIR:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/dyn-host-filter/peers}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
unset PROTO TCPREMOTEPORT TCPREMOTEINFO TCPLOCALIP TCPLOCALPORT TCPLOCALHOST
pids=''
cleanup() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
}

# peer NAME PROGRAM: find the program of a server, and what it needs; sets
# $root, where it is unpacked, or "" if it is installed.  False: it isn't there.
peer() {
	root=$peers/$1
	if [ -d "$root" ]; then
		PATH=$root/usr/bin:$root/usr/sbin:$root/sbin:$PATH
		for folder in "$root"/usr/lib/*-linux-gnu* "$root"/lib/*-linux-gnu* \
		    "$root/usr/lib" "$root"/usr/lib/courier-authlib; do
			[ ! -d "$folder" ] ||
			    LD_LIBRARY_PATH=$folder:${LD_LIBRARY_PATH-}
		done
		export PATH LD_LIBRARY_PATH
	else
		root=
	fi
	command -v "$2" >/dev/null
}

# free_port: one that was free a moment ago on all loopback addresses
free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# answers HOST PORT: somebody listens there
answers() {
	python3 -c 'import socket, sys
socket.create_connection((sys.argv[1], sys.argv[2]), 5)' "$1" "$2" 2>/dev/null
}

# listen HOST COMMAND...: run a server on a free port, which stands for PORT in
# the words, in the background; sets $port.  Tried again where another test was
# quicker with the port.
listen() {
	host=$1
	shift
	for _ in 1 2 3 4; do
		port=$(free_port)
		python3 -c 'import os, sys
words = [w.replace("PORT", sys.argv[1]) for w in sys.argv[2:]]
os.execvp(words[0], words)' "$port" "$@" </dev/null >>"$tmp/said" 2>>"$tmp/log" &
		pid=$!
		pids="$pids $pid"
		tries=600
		while kill -0 "$pid" 2>/dev/null &&
		    [ $((tries -= 1)) -gt 0 ]; do
			answers "$host" "$port" || continue
			logged 20
			return 0
		done
		kill "$pid" 2>/dev/null
	done
	note "cannot run $*: $(tail -n 5 "$tmp/log")"
	return 1
}

# logged TENTHS: wait so long for a log line, which is $log
logged() {
	tenths=$1
	while log=$(grep -a '^dyn-host-filter: ' "$tmp/log" | tail -n 1) &&
	    [ -z "$log" ] && [ $((tenths -= 1)) -gt 0 ]; do
		python3 -c 'import time; time.sleep(.1)'
	done
}

# call HOST [MODE] <SCRIPT: one client; sets $got and $log, the last log line
call() {
	: >"$tmp/log"
	"$tools/smtp-talk" "${2:-lockstep}" "$1" "$port" >"$tmp/raw"
	got=$(cat -v <"$tmp/raw")
	logged "${log_tenths-100}"
}

# What stands behind the filter and tells who it was told the client is.
cat >"$tmp/told" <<'TOLD'
#!/bin/sh
printf '220 %s %s %s %s by %s\r\n' "${PROTO--}" "${TCPREMOTEIP--}" \
    "${TCPREMOTEHOST--}" "${TCPLOCALPORT--}" "$DHF_RULE"
TOLD
chmod 755 "$tmp/told"
