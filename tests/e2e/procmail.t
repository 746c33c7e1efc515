#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real procmail with conf/procmailrc: mail is sorted by what dynawall says of
# who sent it, and is delivered unchanged whatever happens on the way.
. "${0%/*}/lib.sh"
command -v procmail >/dev/null || skip_all 'no procmail here'
python3 -c '' 2>/dev/null || skip_all 'no python3'
walls='' dhfd=''
cleanup() { kill $walls $dhfd 2>/dev/null; }
plan 31

# wall WORD...: start a server; sets $wall, its port
wall() {
	rm -f "$tmp/wall"
	mkfifo "$tmp/wall"
	"$tools/dynawall-stub" -l "$tmp/asked" "$@" >"$tmp/wall" &
	walls="$walls $!"
	read -r wall <"$tmp/wall"
}

ask=$bindir/dhf-ask # procmail has a PATH of its own

# deliver <MESSAGE: by the file as shipped, but for the places that
# are a site's own; sets $status, $in (which of the folders have it) and $got
deliver() {
	rm -rf "$tmp/home"
	mkdir "$tmp/home"
	{
		printf 'MAILDIR=%s\nDEFAULT=%s\nLOGFILE=%s\nSHELL=/bin/sh\n' \
		    "$tmp/home" "$tmp/home/Inbox" "$tmp/home/log"
		sed "s|/usr/local/bin/dhf-ask localhost|$ask 127.0.0.1:$wall|" \
		    "$top/conf/procmailrc"
	} >"$tmp/rc"
	procmail -m "$tmp/rc" 2>"$tmp/said"
	status=$?
	in=$(cd "$tmp/home" && ls | grep -v '^log$')
	got=$(cat -v "$tmp/home/$in")
	log=$(cat "$tmp/home/log")
}
# message IP: as a server writes it, with a field that was forged
message() {
	cat <<-END
	From a@client.example  Sun Nov 29 11:00:00 2026
	Received: from [203.0.113.9] (h.example [$1])
	 	by mx.example (Postfix) with ESMTP id 1;
	 	Sun, 29 Nov 2026 11:00:00 +0000
	X-DynaStop: forged D1
	Subject: hello

	text
	END
}
# plain IP: the same without that field
plain() { message "$1" | sed '/^X-DynaStop/d'; }

wall 192.0.2.1=1 192.0.2.2=2 192.0.2.3=3 192.0.2.4=4 192.0.2.5=5
while read -r digit folder; do
	message "192.0.2.$digit" >"$tmp/in"
	deliver <"$tmp/in"
	same "answer $digit: delivered" "$status" 0
	same "to $folder" "$in" "$folder"
	grep -v '^X-DynaStop: ' "$tmp/home/$in" | sed '$d' >"$tmp/rest"
	plain "192.0.2.$digit" >"$tmp/want"
	same 'and nothing else is changed' \
	    "$(diff "$tmp/want" "$tmp/rest")" ''
done <<'END'
1 Spam
2 Spam
3 Spam
4 Inbox
5 Inbox
0 Inbox
END

# whole NAME: the message of $tmp/in was delivered, to Inbox, as it is but for a
# forged field
whole() {
	deliver <"$tmp/in"
	sed '/^X-DynaStop/d' "$tmp/in" >"$tmp/want"
	sed '$d' "$tmp/home/Inbox" >"$tmp/rest"
	same "$1: delivered whole" \
	    "$status $in $(diff "$tmp/want" "$tmp/rest")" '0 Inbox '
}
message 192.0.2.1 >"$tmp/in"
served=$wall
wall refuse
whole 'no server'
like 'and procmail logs why' "$log" '*dhf-ask: 127.0.0.1:*: connect: *refused*'
wall hang
whole 'a server that says nothing'
wall=$served

# Programs that fail in the middle of the message.
program() {
	ask=$tmp/fails
	{ echo '#!/bin/sh'; cat; } >"$ask"
	chmod 755 "$ask"
}
plain 192.0.2.1 >"$tmp/in"
program <<'END'
head -c 60
exit 111
END
whole 'dhf-ask can pass on a part alone'
program <<'END'
head -c 60
kill -9 $$
END
whole 'dhf-ask is killed'
ask=$tmp/none
whole 'there is no dhf-ask'

# What procmail makes of strange bytes it makes of them without us, too.
python3 -c 'import sys
sys.stdout.buffer.write(b"From a@client.example  Sun Nov 29 11:00:00 2026\n"
    b"Received: from h (h.example [192.0.2.1]) by mx.example (Postfix); x\n"
    b"Subject: \xe4\x80\xff\n\n" + bytes(range(256)) * 40000 + b"\n")' >"$tmp/in"
program <<'END'
exec cat
END
deliver <"$tmp/in"
mv "$tmp/home/$in" "$tmp/want"
ask=$bindir/dhf-ask
deliver <"$tmp/in"
same 'ten megabytes of all bytes there are' \
    "$in $(sed -n '/^X-DynaStop: .* D1$/=' "$tmp/home/$in")" 'Spam 2'
sed 2d "$tmp/home/$in" | cmp -s - "$tmp/want"
same 'are as procmail alone delivers them' $? 0

# The real daemon.
dns_serve <<'END'
56.34.12.126.in-addr.arpa PTR softbank126012034056.bbtec.net
softbank126012034056.bbtec.net A 126.12.34.56
END
wall=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
rules <<END
pass @ip=198.51.100.7
block @ip=203.0.113.0/24 code=559
block softbank[0-9]{12}\\.bbtec\\.net\$
default_unresolved_action block
state_dir $tmp/state
listen dynawall 127.0.0.1:$wall
END
dhfd_begin
while read -r client folder field; do
	message "$client" >"$tmp/in"
	deliver <"$tmp/in"
	same "dhfd: $client to $folder" \
	    "$in $(sed -n 's/^X-DynaStop: //p' "$tmp/home/$in")" \
	    "$folder $field"
done <<'END'
126.12.34.56 Spam Dynamic IP address/126.12.34.56 D1
198.51.100.9 Spam No reverse address/198.51.100.9 D2
203.0.113.4 Spam Listed as NO mail/203.0.113.4 D3
END
message 198.51.100.7 >"$tmp/in"
whole 'dhfd, nothing against it'
dhfd_end
whole 'dhfd is gone'
