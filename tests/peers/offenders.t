#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-offenders(7), word by word but for its times: a machine that is made up of
# namespaces, and a network with its clients.  One of them writes to the trap,
# and is refused by Postfix and by the filter; another tries unknown users, and
# is dropped by the kernel; later both come in again.
if [ "$OFFENDERS_INSIDE" ]; then
	:
elif unshare -nmpfu --mount-proc true 2>/dev/null; then
	OFFENDERS_INSIDE=1 exec unshare -nmpfu --mount-proc --kill-child \
	    --propagation private sh "$0"
fi
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$OFFENDERS_INSIDE" ] || skip_all 'no namespaces here, or not root'
page=$top/man/dhf-offenders.7
client=198.51.100.7 rude=198.51.100.8 ttl=90s
chmod 755 "$tmp"
cleanup() { umount -l "$tmp/fs" 2>/dev/null; }

# What is unpacked lies over /usr, as if it were installed, and what is written
# to /etc and /var is gone with this process.
mkdir "$tmp/fs" "$tmp/bin" "$tmp/steps"
mount -t tmpfs tmpfs "$tmp/fs" && chmod 755 "$tmp/fs" ||
    skip_all 'no tmpfs here'
over=''
for name in fetchmail dovecot-imapd postfix-pcre; do
	[ ! -d "$peers/$name/usr" ] || over=$over$peers/$name/usr:
done
for folder in etc var; do
	mkdir "$tmp/fs/$folder" "$tmp/fs/$folder.work"
	mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$tmp/fs/$folder,workdir=$tmp/fs/$folder.work" \
	    /$folder || skip_all 'no overlay file system here'
done
[ -z "$over" ] || mount -t overlay overlay -o "lowerdir=$over/usr" /usr ||
    skip_all 'no overlay file system here'
mount -t tmpfs -o mode=755 tmpfs /run
for program in nft ip unbound rbldnsd fetchmail doveconf postconf dig useradd; do
	command -v $program >/dev/null || skip_all "no $program: make deps-peers"
done
# As "make install" would, and where all users may run it.
PATH=$tmp/bin:$PATH
cp "$top"/src/cmd/dh* "$top/src/cmd/dyn-host-filter" "$tmp/bin" # also .o, .c
rm -f /etc/dhf.conf
sh "$top/tools/install-conf" "$top/conf" /etc
hostname mx.here.example
echo '127.0.0.1 localhost imap.here.example mx.here.example' >/etc/hosts
echo 'nameserver 127.0.0.1' >/etc/resolv.conf
# Its DNS knows the clients and the list, and asks nobody.
rm -f /etc/unbound/unbound.conf.d/root-auto-trust-anchor-file.conf
cat >/etc/unbound/unbound.conf.d/test.conf <<'END'
server:
    local-zone: "." static
    local-zone: "bl.here.example" transparent
    local-data-ptr: "198.51.100.7 mail.client.example"
    local-data: "mail.client.example A 198.51.100.7"
END
cat >"$tmp/bin/service" <<'END'
#!/bin/sh
exec "$1" # nobody runs it yet
END
chmod 755 "$tmp/bin/service"

# The network: the clients are 198.51.100.7 to .9, we are 198.51.100.100.
unshare -n sleep 600 &
far=$!
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]
do :; done
ip link add near type veth peer name far netns $far 2>/dev/null ||
    skip_all 'no veth here'
far() { nsenter -t $far -n "$@"; }
ip link set lo up
ip addr add 198.51.100.100/24 dev near
ip link set near up
for host in 7 8 9; do
	far ip addr add 198.51.100.$host/24 dev far
done
far ip link set lo up
far ip link set far up

# Postfix, and the trap's box behind Dovecot, which is its IMAP server.
box=$tmp/postfix/box/trap
"$tools/postfix-run" "$tmp/postfix" maillog_file=/var/log/mail.log \
    maillog_file_prefixes=/var "virtual_mailbox_maps=inline:{
	trap@here.example=trap/, user@here.example=user/}" \
    smtp >"$tmp/log" 2>&1 &
export MAIL_CONFIG="$tmp/postfix/etc"
echo 'postfix:x:58025:58025::/:/bin/false' >>/etc/passwd
printf 'postfix:x:58025:\npostdrop:x:58026:\n' >>/etc/group
await answers 198.51.100.100 25 || skip_all "no Postfix: $(cat "$tmp/log")"
cat >"$tmp/imap.conf" <<END
protocols = imap
log_path = /var/log/imap.log
base_dir = $tmp/run
ssl = no
mail_location = maildir:$box
mail_uid = 58025
mail_gid = 58025
first_valid_uid = 1
END
cat >"$tmp/imap" <<END
#!/bin/sh
cat | env USER=trap HOME=$box doveconf -c $tmp/imap.conf -m imap \
    -e /usr/lib/dovecot/imap 2>>/var/log/imap.log | cat
END
chmod 755 "$tmp/imap"
tcpserver -HRl0 127.0.0.1 143 "$tmp/imap" 2>>"$tmp/log" &

# type_in SECTION: type what stands there, and print how it went if it went
# another way than the page says
type_in() {
	rm -f "$tmp"/steps/*
	count=$("$tools/tutorial" "$page" "$1" "$tmp/steps") || return
	step=0
	while [ $((step += 1)) -le "$count" ]; do
		command=$tmp/steps/$step.do
		got=$tmp/steps/$step.got
		sed -i -e "s/^offender_ttl 1h\$/offender_ttl $ttl/" \
		    -e 's/ -d 4h / -d 60s /' "$command"
		case $(sed 1q "$command") in *\&) got=$tmp/typed.log ;; esac
		. "$command" >>"$got" 2>>"$tmp/typed.log" ||
		    echo "$(sed 1q "$command"): exit $?"
		begun "$(sed 1q "$command")"
		[ "$got" = "$tmp/typed.log" ] ||
		    diff "$tmp/steps/$step.want" "$got"
	done
}
# begun LINE: what is in the background is there before the next is typed
begun() {
	case $1 in
	'dhf-band '*) await [ -S /run/dhf-band/socket ] ;;
	'dhfd &') await [ -S /run/dhf/offences ] ;;
	'rbldnsd '*) await grep -q started "$tmp/typed.log" ;;
	'service unbound '*) await answers 127.0.0.1 53 ;;
	esac
}

# calls PORT RCPT: a client has a mail for him; prints the first answer that is
# a refusal, or the last but QUIT's
calls() {
	cat >"$tmp/script" <<END
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<$2@here.example>
DATA
Subject: buy\\r\\n\\r\\nnow\\r\\n.
QUIT
END
	far "$tools/smtp-talk" lockstep 198.51.100.100 "$1" $client \
	    <"$tmp/script" 2>&1 | tr -d '\r' | grep -v '^221' |
	    awk '{ last = $0 } /^[45]/ { exit } END { print last }'
}
# hears PORT PATTERN: what it hears when it writes to a user
hears() {
	got=$(calls "$1" user)
	case $got in $2) : ;; *) false ;; esac
}
# within SECONDS COMMAND...: until it succeeds; $took has the seconds
within() {
	limit=$1 began=$(date +%s)
	shift
	until "$@"; do
		took=$(($(date +%s) - began))
		[ $took -lt "$limit" ] || return 1
		sleep 0.3
	done
	took=$(($(date +%s) - began))
}

# offend: the client writes to a user, which is all right, and then to the trap
offend() {
	tcpserver -HRl0 198.51.100.100 2525 dyn-host-filter "$tmp/next" \
	    2>>"$tmp/log" &
	await answers 198.51.100.100 2525
	ok 'Postfix takes mail of anybody' hears 25 '250 2.0.0 Ok: queued*'
	ok 'and so does the filter' hears 2525 '220 next verdict=*'
	got=$(calls 25 trap)
	like 'he writes to the trap' "$got" '250 2.0.0 Ok: queued*'
	ok 'Postfix refuses him' within 60 hears 25 '554*'
	note "after $took s"
	like 'with what the zone says' "$got" "554 5.7.1 Service unavailable; \
Client host [[]$client] blocked using bl.here.example; Spam from this IP \
received: $(date +%Y-%m-%d) [0-9][0-9].[0-9][0-9]h"
	like 'the log has it, too' "$(grep reject: /var/log/mail.log)" \
	    "*$client* Spam from this IP received: *"
	ok 'the filter refuses him' hears 2525 '553*'
	like 'by its rule' "$(grep "ip=$client" "$tmp/log" | tail -n 1)" \
	    '*action=block* rule=listed *'
}

# connects IP: yes or no, whether it hears a greeting
connects() {
	far python3 -c 'import socket, sys
s = socket.socket()
s.bind((sys.argv[1], 0))
s.settimeout(1)
try:
    s.connect(("198.51.100.100", 25))
    s.settimeout(30)
    print("yes" if s.recv(100).startswith(b"220 ") else "no")
except OSError:
    print("no")' "$1"
}
# is_out IP: it is dropped
is_out() { [ "$(connects "$1")" = no ]; }
# is_in IP: it is not
is_in() { [ "$(connects "$1")" = yes ]; }

# guess: another client tries eleven users who do not exist
guess() {
	ok 'whoever wants to may connect' is_in $rude
	{
		printf 'EHLO client.example\nMAIL FROM:<a@client.example>\n'
		for user in a b c d e f g h i j k; do
			echo "RCPT TO:<$user@here.example>"
		done
		echo QUIT
	} >"$tmp/script"
	got=$(far "$tools/smtp-talk" lockstep 198.51.100.100 25 $rude \
	    <"$tmp/script")
	same 'Postfix knows none of them' \
	    "$(printf '%s\n' "$got" | grep -c '^550 5.1.1 .*User unknown')" 11
	ok 'and the kernel does not let him connect' within 60 is_out $rude
	note "after $took s"
	ok 'but others' is_in 198.51.100.9
	ok 'the listed one, too' is_in $client
}

"$tools/tutorial" "$page" >"$tmp/sections"
plan $(($(wc -l <"$tmp/sections") + 16))
while read -r section; do
	case $section in *'Who is it')
		offend
		guess ;;
	esac
	same "the page: $section" "$(type_in "$section")" ''
done <"$tmp/sections"
ok 'when his time is over Postfix takes his mail' \
    within 300 hears 25 '250 2.0.0 Ok: queued*'
note "after $took s"
ok 'and so does the filter' within 60 hears 2525 '220 next verdict=*'
ok 'and the kernel lets the other one connect' within 300 is_in $rude
note "after $took s"
