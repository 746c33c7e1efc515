# SPDX-License-Identifier: GPL-2.0-or-later
# TAP in shell, and one SMTP client per call.  Sourced by tests/e2e/*.t.
#
# Every client comes through a real tcpserver(1) on a port that the kernel
# chose; env(1) in the chain gives it any address and name, and DNS is a server
# of the test's own, so nothing needs root, a network or a fixed port, and all
# tests may run side by side.  cat -v keeps every control byte of a captured
# stream visible: CR is ^M.
#
# DHF_PROGRAMS is a folder of programs to try in place of the tree's, for
# packages: DHF_PROGRAMS=/usr/bin.
top=$(cd "${0%/*}/../.." && pwd) || exit 1
installed=$DHF_PROGRAMS
unset DHF_PROGRAMS # nothing that a program is to find
bindir=${installed:-$top/src/cmd}
tools=$top/tests/tools
shared=$top/../shared
PATH=$bindir:$PATH
LC_ALL=C
export PATH LC_ALL
unset RELAYCLIENT DHF DHF_DB DHF_VERDICT DHF_RULE DHF_SCORE DHF_WHY
unset TCPREMOTEIP TCPREMOTEHOST TCPPARANOID
tmp=$(mktemp -d) || exit 1
db=$tmp/db
server='' n=0 port='' got='' status='' log='' stub='' dns='' dhfd=''
trap 'kill $server $stub $dhfd 2>/dev/null; cleanup; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cleanup() { :; } # a test that mounts or changes modes defines its own

# plan [TESTS]: how many there are; the last line of a file need not say it
plan() { echo "1..${1:-$n}"; }
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
# of_tree: what it tries is made of the tree, and not installed
of_tree() { [ -z "$installed" ] || skip_all 'not of the installed programs'; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
note() { printf '%s\n' "$*" | cat -v | sed 's/^/# /'; }

# ok NAME COMMAND...: the command succeeds
ok() {
	name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
		return 0
	fi
	echo "not ok $n - $name"
	note "failed: $*"
	[ -z "$got" ] || note "got  $got"
	[ -z "$status" ] || note "exit $status"
	[ -z "$log" ] || note "log  $log"
}

# same NAME GOT WANT: two texts are equal
same() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
		return 0
	fi
	echo "not ok $n - $1"
	note "got  $2"
	note "want $3"
	[ -z "$log" ] || note "log  $log"
}

# is NAME WANT: compare $got
is() { same "$1" "$got" "$2"; }

# like NAME TEXT PATTERN: a shell pattern holds for the whole text
like() {
	n=$((n + 1))
	# shellcheck disable=SC2254 # the pattern is meant as one
	case $2 in
	$3) echo "ok $n - $1"; return 0 ;;
	esac
	echo "not ok $n - $1"
	note "got  $2"
	note "like $3"
}

# empty NAME FILE: a list of complaints, one a line, has nothing in it
empty() {
	n=$((n + 1))
	if [ -s "$2" ]; then
		echo "not ok $n - $1"
		head -n 20 "$2" | cat -v | sed 's/^/# /'
	else
		echo "ok $n - $1"
	fi
}

# hide <TEXT: replies and log lines with W for the receipts, which differ
hide() {
	receipt='[0-9A-HJKMNP-TV-Z]\{4\}'
	sed "s/\[$receipt-$receipt-$receipt]/[W]/g
	    s/ why=$receipt$receipt$receipt/ why=W/"
}

# dns_serve <ZONE [OPTION...]: start dns-stub, without lines of a zone one that
# knows no name at all, for all rules from now on; $tmp/asked is its log
dns_serve() {
	python3 -c '' 2>/dev/null || skip_all 'no python3'
	cat >"$tmp/zone"
	: >"$tmp/asked"
	rm -f "$tmp/dns"
	mkfifo "$tmp/dns"
	"$tools/dns-stub" -l "$tmp/asked" "$@" "$tmp/zone" >"$tmp/dns" &
	stub=$!
	read -r dns <"$tmp/dns"
}

# rules <TEXT: make $db from rule text; quiet, since warnings are no subject
rules() {
	cat >"$tmp/rules"
	[ -z "$dns" ] || echo "dns_servers 127.0.0.1:$dns" >>"$tmp/rules"
	dhf-compile -o "$db" "$tmp/rules" 2>"$tmp/compiled" && return 0
	note "dhf-compile failed: $(cat "$tmp/compiled")"
	return 1
}

# Whether the programs are built with sanitizers, which are slow and large.
sanitized() { grep -qa __asan_init "$bindir/dyn-host-filter"; }

# Whether they count which lines run ("make coverage"), by memory and system
# calls of their own.
counted() { grep -qa __llvm_profile "$bindir/dyn-host-filter"; }

# made_tree DIR: a copy of the tree whose "make install" builds nothing: what is
# there is installed, and src stays as it is
made_tree() {
	mkdir -p "$1"
	for file in "$top"/*; do
		case $file in
		*/src|*/tests) ln -s "$file" "$1" ;;
		*) cp -R "$file" "$1" ;;
		esac
	done
	sed 's/^install: all$/install:/; /^CONFMADE/,/confdir$/d' \
	    "$top/Makefile" >"$1/Makefile"
}

# await COMMAND...: until it succeeds, for ten seconds at most
await() {
	i=0
	until "$@"; do
		[ $((i += 1)) -le 200 ] || return 1
		sleep 0.05
	done
}

# dhfd_begin [OPTION...]: start a daemon for $db, whose rules say
# "state_dir STATE"; its log is $tmp/dhfd.log, from an empty one on
dhfd_begin() {
	: >"$tmp/dhfd.log"
	dhfd -f "$db" "$@" 2>"$tmp/dhfd.log" &
	dhfd=$!
	await grep -q ': ready$' "$tmp/dhfd.log" && return 0
	note "dhfd did not begin: $(cat "$tmp/dhfd.log")"
	return 1
}

# dhfd_end [SIGNAL]: end it; sets $status
dhfd_end() {
	kill -"${1-TERM}" "$dhfd"
	wait "$dhfd"
	status=$?
	dhfd=
}

# The server behind the filter says what it was told, reads a line and leaves.
cat >"$tmp/next" <<'NEXT'
#!/bin/sh
printf '220 next verdict=%s rule=%s score=%s rbl=%s\r\n' \
    "${DHF_VERDICT-unset}" "${DHF_RULE-unset}" "${DHF_SCORE-unset}" \
    "${RBLSMTPD-unset}"
read -r command || exit 0
NEXT
chmod 755 "$tmp/next"

# serve COMMAND...: put the command behind a tcpserver, set $port
serve() {
	rm -f "$tmp/port"
	mkfifo "$tmp/port"
	tcpserver -1 -HRl0 127.0.0.1 0 "$@" >"$tmp/port" 2>>"$tmp/log" &
	server=$!
	read -r port <"$tmp/port"
}

serve_end() {
	kill "$server"
	wait "$server" 2>/dev/null
	server=
}

# talk MODE COMMAND... <SCRIPT: serve the command to one client of smtp-talk;
# sets $got (what the client was told, raw in $tmp/raw), $status and $log (raw
# in $tmp/log), both with W for a receipt.  The status comes through a fifo, so nothing is read too early.
talk() {
	mode=$1
	shift
	cat >"$tmp/script"
	: >"$tmp/log"
	rm -f "$tmp/status"
	mkfifo "$tmp/status"
	# shellcheck disable=SC2016 # for the inner shell
	serve sh -c '"$@"; s=$?; exec <&- >&-; echo $s >"$0"' \
	    "$tmp/status" "$@"
	python3 -SE "$tools/smtp-talk" "$mode" 127.0.0.1 "$port" \
	    <"$tmp/script" >"$tmp/raw" # -S: in half the time
	status=$(perl -e 'alarm 60; open F, "<", shift; print <F>' \
	    "$tmp/status" 2>&1) # nothing: it hangs
	serve_end
	got=$(cat -v <"$tmp/raw" | hide)
	log=$(grep -a '^dyn-host-filter: ' "$tmp/log" | cat -v | hide)
}

# mail IP HOST [OPTION...]: a client tries to deliver one mail through the
# filter, which gets these options; `-` leaves the address or name unset.
# What else the filter finds in its environment, the test exports before.
mail() {
	ip=$1 host=$2
	shift 2
	set -- dyn-host-filter -f "$db" "$@" "$tmp/next"
	[ "$host" = - ] || set -- "TCPREMOTEHOST=$host" "$@"
	[ "$ip" = - ] || set -- "TCPREMOTEIP=$ip" "$@"
	talk lockstep env -u TCPREMOTEIP -u TCPREMOTEHOST "$@" <<'END_MAIL'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
QUIT
END_MAIL
}

# told: what became of that client: pass, the code of the first refusal, or
# "banner" and the code if it was refused before it could speak
told() {
	case $got in
	'220 next '*) echo pass ;;
	'220 '*) printf '%s\n' "$got" | grep -v '^2' | cut -c1-3 | sed 1q ;;
	*) printf 'banner %s\n' "$got" | cut -c1-10 | sed 1q ;;
	esac
}

# refusal: the first line of the answer that refused, in full
refusal() { printf '%s\n' "$got" | grep -v '^2' | sed 1q; }

# key KEY: a value of the log line
key() { printf '%s\n' "$log" | tr ' ' '\n' | sed -n "s/^$1=//p"; }

# unclean FILE: what it holds besides newlines and 0x20..0x7e
unclean() { tr -d '\n\040-\176' <"$1" | od -An -c; }
