#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Exim that asks dynawall by conf/exim/acl_ask_socket and acl_ask_run:
# each digit, and each way in which a server may fail.  Silence lets nobody in.
. "${0%/*}/lib.sh"
PATH=$PATH:/usr/sbin
exim=$(command -v exim4 || command -v exim) || skip_all 'no exim here'
python3 -c '' 2>/dev/null || skip_all 'no python3'
dies='' dhfd='' # pids
cleanup() { kill $dies $dhfd 2>/dev/null; }

# Exim may drop its privileges before it reads its files and writes the spool.
chmod 755 "$tmp"
mkdir "$tmp/log" "$tmp/spool"
chmod 777 "$tmp/log" "$tmp/spool"
cp "$bindir/dhf-ask" "$tmp"

# configure FORM PORT [PATH]: $tmp/FORM.PORT.conf with the file as shipped, but
# for the places that are a site's own; with PATH, a UNIX socket is asked
configure() {
	sed -e "s|inet:localhost:337|${3-inet:127.0.0.1:$2}|" \
	    -e "s|/usr/local/bin/dhf-ask localhost|$tmp/dhf-ask ${3-127.0.0.1:$2}|" \
	    "$top/conf/exim/acl_ask_$1" >"$tmp/$1.$2.acl"
	cat >"$tmp/$1.$2.conf" <<-END
	keep_environment =
	trusted_users = $(id -un)
	primary_hostname = here.example
	spool_directory = $tmp/spool
	log_file_path = $tmp/log/$1.$2.%slog
	tls_advertise_hosts =
	queue_only
	acl_smtp_rcpt = acl_rcpt
	acl_smtp_data = acl_data
	domainlist local_domains = here.example : free.example
	begin acl
	acl_rcpt:
	  accept hosts = :
	  accept local_parts = postmaster : abuse
	         domains = +local_domains
	.include $tmp/$1.$2.acl
	  accept domains = +local_domains
	  deny message = relay not permitted
	acl_data:
	  accept
	begin routers
	here:
	  driver = accept
	  transport = box
	begin transports
	box:
	  driver = appendfile
	  file = /dev/null
	END
}

# wall WORD...: start a server; sets $wall, its port
wall() {
	rm -f "$tmp/wall"
	mkfifo "$tmp/wall"
	"$tools/dynawall-stub" -l "$tmp/asked" "$@" >"$tmp/wall" &
	dies="$dies $!"
	read -r wall <"$tmp/wall"
}

# by_exim FORM PORT [CLIENT] <SCRIPT: a dialogue; sets $got, and $replies, the
# codes of all answers
by_exim() {
	got=$(sed 's/$/\r/' | "$exim" -C "$tmp/$1.$2.conf" \
	    -oMa "${3-192.0.2.7}" -bs 2>"$tmp/$1.$2.err" | tr -d '\r')
	replies=$(printf '%s\n' "$got" | grep -E '^[245][0-9][0-9] ' |
	    cut -c1-3 | tr '\n' ' ')
}
configure socket 1
"$exim" -C "$tmp/socket.1.conf" -bV >"$tmp/said" 2>&1 ||
    skip_all "exim does not take a configuration here: $(tail -n 1 "$tmp/said")"

ways='close reset flood hang deaf stay:1 slow:1xxxxxxxxxxxxxxxx refuse 6 11 5 -1'
plan 76

cat >"$tmp/script" <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<user@here.example>
RCPT TO:<postmaster@here.example>
RCPT TO:<abuse@here.example>
QUIT
END

# Each digit, in both forms.  Exim sees no byte behind a NUL; dhf-ask forgives
# the end of a line.
: >"$tmp/asked"
while read -r digit socket run; do
	wall "$digit"
	for form in socket run; do
		[ $form = socket ] && want=$socket || want=$run
		configure $form "$wall"
		by_exim $form "$wall" <"$tmp/script"
		same "$form, answer $(printf %s "$digit" | tr '\\' /): user $want" \
		    "$replies" "220 250 250 $want 250 250 221 "
		printf '%s\n' "$got" >"$tmp/$form.$digit"
	done
done <<'END'
0 250 250
1 550 550
2 550 550
3 550 550
4 451 451
5 451 451
1\n 451 550
1\x00\n 550 451
END
for form in socket run; do
	like "$form: a dynamic address is told so" "$(cat "$tmp/$form.1")" \
	    "*550-Dynamic IP Address: Please use your provider's designated*"
	like "$form: and one without a name" "$(cat "$tmp/$form.2")" \
	    '*550-No Reverse Address: Please use *'
	like "$form: a greylisted one is asked to come back" \
	    "$(cat "$tmp/$form.4")" '*451 (D4) Please try later...*'
	like "$form: and where there is trouble" "$(cat "$tmp/$form.5")" \
	    '*451 4.7.1 There is no answer about your address*'
done
same 'asked is about the client and the recipient' \
    "$(sort -u "$tmp/asked")" "'192.0.2.7 user@here.example\\n'"

# Who a mail is for may be written in strange ways.
wall 1
: >"$tmp/asked"
for form in socket run; do
	configure $form "$wall"
	by_exim $form "$wall" <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<"a\"c$x{}|`;"@here.example>
QUIT
END
	same "$form: a strange recipient is refused, too" "$replies" \
	    '220 250 250 550 221 '
done
same 'and asked about as it is' "$(sort -u "$tmp/asked")" \
    "'192.0.2.7 a\"c\$x{}|\`;@here.example\\n'"

# milder WORD: in place of the first "deny" what the comment above it has
milder() {
	awk -v word="$1" '
	    sub(/^  #\t/, "  ") {
		if ($0 ~ /^  [a-z]+$/)
			take = $1 == word
		if (take)
			print
		next
	    }
	    /^  deny$/ && !skipped { skip = skipped = 1; next }
	    /^$/ { skip = 0 }
	    !skip' "$tmp/socket.$wall.acl" >"$tmp/milder"
	mv "$tmp/milder" "$tmp/socket.$wall.acl"
}
wall 1
configure socket "$wall"
milder defer
by_exim socket "$wall" <"$tmp/script"
like 'the milder form that defers' "$got" '*451 (D1) Please try later...*'

# What comes with a message says nothing; what dynawall said stands in it.
configure socket "$wall"
milder warn
by_exim socket "$wall" <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<user@here.example>
DATA
X-DynaStop: forged D1
Subject: x

text
.
QUIT
END
if [ "$(id -u)" = 0 ]; then
	same 'the field in the message is ours alone' \
	    "$(grep -h '^[0-9]*  X-DynaStop: ' "$tmp"/spool/input/*-H |
		cut -c6-)" 'X-DynaStop: Dynamic IP address/192.0.2.7 D1'
else
	skip 'the field in the message' 'Exim wants to own its spool: not root'
fi

# A program of this machine has no address that could be asked about.
: >"$tmp/asked"
printf 'HELO x\r\nMAIL FROM:<a@here.example>\r\nRCPT TO:<b@here.example>\r
QUIT\r\n' | "$exim" -C "$tmp/socket.$wall.conf" -bs >"$tmp/said" 2>&1
same 'local programs are not asked about' \
    "$(grep -c '^250 Accepted' "$tmp/said")$(cat "$tmp/asked")" 1

# Cardwell's macro, which DynaStop's users have.
wall 1
configure socket "$wall"
cat >"$tmp/socket.$wall.acl" <<'END'
  deny condition = ${if eq{DYNASTOP}{1}}
       message = Dynamic IP address
END
cat - "$tmp/socket.$wall.conf" >"$tmp/macro.$wall.conf" <<END
DYNASTOP = \${readsocket{inet:localhost:$wall}{\$sender_host_address\\n}\\
	{60s}{}{-1}}
END
wall_macro=$wall
by_exim macro "$wall" <"$tmp/script"
same 'the macro of old refuses, too' "$replies" '220 250 250 550 250 250 221 '

# INSTALL's lines for Debian's configuration.
wall 1
if command -v update-exim4.conf >/dev/null &&
    cp -R /etc/exim4 "$tmp/etc" 2>"$tmp/said"; then
	configure socket "$wall"
	sed -n '/^    CHECK_RCPT_/s/^ *//p' "$top/INSTALL" |
	    sed "s|= /etc/exim4/acl_ask_socket|= $tmp/socket.$wall.acl|" \
	    >"$tmp/etc/conf.d/main/000_localmacros"
	cat >>"$tmp/etc/conf.d/main/000_localmacros" <<-END
	SPOOLDIR = $tmp/spool
	log_file_path = $tmp/log/debian.%slog
	END
	sed -i -e "s/^\(dc_use_split_config=\).*/\1'true'/" \
	    -e "s/^\(dc_other_hostnames=\).*/\1'here.example'/" \
	    -e "s/^\(dc_eximconfig_configtype=\).*/\1'internet'/" \
	    "$tmp/etc/update-exim4.conf.conf"
	update-exim4.conf -d "$tmp/etc" -o "$tmp/debian.$wall.conf"
	sed 's/user@/root@/' "$tmp/script" >"$tmp/root"
	by_exim debian "$wall" <"$tmp/root"
	same "in Debian's configuration" "$replies" \
	    '220 250 250 550 250 250 221 '
else
	skip "in Debian's configuration" "it can't be read here"
fi

# All ways to fail, side by side, since some take their 10 s.
for way in $ways; do
	wall "$way"
	for form in socket run; do
		configure $form "$wall"
		echo "$wall" >"$tmp/at.$way"
		(
			trap - EXIT
			by_exim $form "$wall" <"$tmp/script"
			echo "$replies" >"$tmp/$form.$way.replies"
		) &
		talks="${talks-} $!"
	done
done
# shellcheck disable=SC2086 # words
wait $talks
for form in socket run; do
	for way in $ways; do
		same "$form, a server that does ${way%xxx*}: 451, never 250" \
		    "$(cat "$tmp/$form.$way.replies")" \
		    '220 250 250 451 250 250 221 '
	done
done
# An Exim without privileges logs to standard error.
logged() {
	at=$1.$(cat "$tmp/at.$2")
	cat "$tmp/$at.err" "$tmp/log/$at.mainlog" 2>/dev/null
}
like 'the log says why: socket' \
    "$(logged socket hang)" \
    '*socket read timed out*'
like 'and run' "$(logged run refuse)" \
    '*no answer: 5 dhf-ask: 127.0.0.1:*Connection refused*'

# The real daemon, with both forms, over TCP and a UNIX socket.
dns_serve <<'END'
56.34.12.126.in-addr.arpa PTR softbank126012034056.bbtec.net
softbank126012034056.bbtec.net A 126.12.34.56
END
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
rules <<END
pass @ip=198.51.100.7
pass @rcpt=free.example
block @ip=203.0.113.0/24 code=559
block softbank[0-9]{12}\.bbtec\.net\$
grey @ip=192.0.2.0/24
default_unresolved_action block
state_dir $tmp/state
greylist_delay 1s
listen dynawall 127.0.0.1:$port
listen dynawall $tmp/dynawall
END
dhfd_begin
chmod 777 "$tmp/dynawall"
configure socket "$port"
configure run "$port"
configure socket unix "$tmp/dynawall"
configure run unix "$tmp/dynawall"
sed 's/abuse@here/a@free/' "$tmp/script" >"$tmp/free"
while read -r client want; do
	for form in socket run; do
		by_exim $form "$port" "$client" <"$tmp/free"
		same "dhfd, $form: $client $want, but for its own recipient" \
		    "$replies" "220 250 250 $want 250 250 221 "
	done
done <<'END'
126.12.34.56 550
198.51.100.9 550
198.51.100.7 250
203.0.113.4 550
END
for form in socket run; do
	by_exim $form unix 126.12.34.56 <"$tmp/script"
	same "dhfd, $form, over a UNIX socket" "$replies" \
	    '220 250 250 550 250 250 221 '
done
n4=0
for form in socket run; do
	n4=$((n4 + 1))
	by_exim $form "$port" 192.0.2.$n4 <"$tmp/script"
	same "dhfd, $form: the first time it is told to come back" \
	    "$replies" '220 250 250 451 250 250 221 '
	again() {
		by_exim $form "$port" 192.0.2.$n4 <"$tmp/script"
		[ "$replies" = '220 250 250 250 250 250 221 ' ]
	}
	ok "dhfd, $form: and let in when it does" await again
done
sed "s/localhost:[0-9]*}/localhost:$port}/" "$tmp/macro.$wall_macro.conf" \
    >"$tmp/macro.$port.conf"
by_exim macro "$port" 126.12.34.56 <"$tmp/script"
same 'dhfd: the macro of old refuses' "$replies" '220 250 250 550 250 250 221 '
by_exim macro "$port" 198.51.100.7 <"$tmp/script"
same 'dhfd: and lets in' "$replies" '220 250 250 250 250 250 221 '
dhfd_end
by_exim socket "$port" 198.51.100.7 <"$tmp/script"
socket=$replies
by_exim run "$port" 198.51.100.7 <"$tmp/script"
same 'without the daemon nobody is let in by silence' "$socket$replies" \
    '220 250 250 451 250 250 221 220 250 250 451 250 250 221 '
