#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Exim behind "dyn-host-filter -i", with conf/exim/acl_rcpt: it refuses
# users, and never the postmaster.
. "${0%/*}/../e2e/lib.sh"
PATH=$PATH:/usr/sbin
exim=$(command -v exim4 || command -v exim) || skip_all 'no exim'
plan 19

# Exim drops its privileges before it reads the file and writes the spool.
chmod 755 "$tmp"
mkdir "$tmp/spool" "$tmp/exim"
chmod 777 "$tmp/spool" "$tmp/exim"
cat >"$tmp/exim.conf" <<END
keep_environment = ^DHF_ : ^RBLSMTPD
primary_hostname = here.example
spool_directory = $tmp/spool
log_file_path = $tmp/exim/%slog
tls_advertise_hosts =
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
hosts_treat_as_local =
domainlist local_domains = here.example
begin acl
acl_rcpt:
  accept local_parts = postmaster
         domains = +local_domains
.include $top/conf/exim/acl_rcpt
  accept domains = +local_domains
  deny message = relay not permitted
acl_data:
  deny message = nothing is taken in a test
END
sed -i '/^hosts_treat_as_local/d' "$tmp/exim.conf"
"$exim" -C "$tmp/exim.conf" -bV >"$tmp/said" 2>&1 ||
    skip_all "exim does not take a configuration here: $(tail -n 1 "$tmp/said")"

rules <<'END'
default_unresolved_action pass
default_ip_action pass
block @name=bad.example id=bad text="no dial-ups here"
defer @name=late.example id=late
END

# by_exim HOST: a client of that name tries three recipients
by_exim() {
	talk lockstep env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST="$1" \
	    dyn-host-filter -i -f "$db" "$exim" -C "$tmp/exim.conf" -bs <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<user@here.example>
RCPT TO:<postmaster@here.example>
RCPT TO:<user@far.example>
QUIT
END
	replies=$(printf '%s\n' "$got" | tr -d '\r' | sed 's/\^M$//' |
	    grep -E '^[245][0-9][0-9] ' | cut -c1-3 | tr '\n' ' ')
}
by_exim x.bad.example
same 'a refused client: user 550, postmaster 250' "$replies" \
    '220 250 250 550 250 550 221 '
like 'with the text of the rule' "$got" '*550 5.7.1 no dial-ups here*'
like 'Exim logs the rule' "$(cat "$tmp"/exim/*log)" \
    '*dyn-host-filter: rule bad*'
like 'the filter logged its verdict' "$(key action) $(key rule)" 'block bad'
by_exim x.late.example
same 'a deferred client: user 451, postmaster 250' "$replies" \
    '220 250 250 451 250 451 221 '
like 'with the text' "$got" '*451 4.7.1 [[]W] try again later*'
by_exim good.example
same 'any other: both 250, and no relay' "$replies" \
    '220 250 250 250 250 550 221 '
ok 'nothing else is refused' [ "$(printf '%s\n' "$got" | grep -c '^5')" = 1 ]
sed -i '/^keep_environment/d' "$tmp/exim.conf"
by_exim x.bad.example
like 'without keep_environment Exim refuses nobody' "$replies" \
    '220 250 250 250 250 550 221 '
ok 'so the file says it' grep -q 'keep_environment = ^DHF_' \
    "$top/conf/exim/acl_rcpt"

# Behind pipes Exim takes its client for a user of this machine: "hosts = :" is
# the first line of Debian's ACL for RCPT.
sed -i 's/^acl_rcpt:/&\n  accept hosts = :/' "$tmp/exim.conf"
far=$(i=0; while [ $i -lt 20 ]; do i=$((i + 1)); echo "postmaster@far$i.example"; done)

# relayed LINE PROGRAM...: with this setting a refused client names the
# postmaster of 20 foreign hosts, and ours; sets $codes, that of each RCPT
relayed() {
	rules <<-END
	reject_at rcpt
	$1
	block @name=bad.example id=bad
	END
	shift
	# shellcheck disable=SC2086 # words
	{
		printf '%s\n' 'EHLO client.example' 'MAIL FROM:<a@client.example>'
		printf 'RCPT TO:<%s>\n' postmaster@here.example $far
		echo QUIT
	} >"$tmp/many"
	# shellcheck disable=SC2154 # talk sets it
	talk lockstep env TCPREMOTEIP=198.51.100.7 \
	    TCPREMOTEHOST=x.bad.example dyn-host-filter -f "$db" "$@" \
	    <"$tmp/many"
	codes=$(printf '%s\n' "$got" | sed -n '4,$p' | cut -c1-3 | uniq -c |
	    awk '{ printf "%s x %s, ", $1, $2 }')
}
relayed 'mode on' "$exim" -C "$tmp/exim.conf" -bs
like 'so the filter relays to none, and no recipient is taken' "$codes" \
    '*553*'
ok 'not one' [ "$(printf '%s\n' "$got" | sed -n '4,$p' | grep -c '^250')" = 0 ]
same 'as the log says' "$(key note) $(key child)" 'norelay -'
relayed 'mode on' env X=1 "$exim" -C "$tmp/exim.conf" -bs
same 'nor behind another program' "$(key note)" norelay
if [ -L /usr/sbin/sendmail ]; then
	relayed 'mode on' /usr/sbin/sendmail -C "$tmp/exim.conf" -bs
	same 'nor by the name of Sendmail' "$(key note)" norelay
else
	skip 'nor by the name of Sendmail' 'no link of that name'
fi
relayed 'relay_server env' "$exim" -C "$tmp/exim.conf" -bs
like 'for it would be an open relay: this is what is forbidden' "$codes" \
    '*[1-9]* x 250*'

# who is root can tell it who the client is
cat >"$tmp/relay" <<END
#!/bin/sh
exec "$exim" -C "$tmp/exim.conf" -bs -oMa "\$TCPREMOTEIP"
END
chmod 755 "$tmp/relay"
if [ "$(id -u)" = 0 ]; then
	relayed 'relay_server env' "$tmp/relay"
	ok 'told of its client, Exim refuses the same' [ "$(printf '%s\n' \
	    "$got" | grep -c '550 relay not permitted')" -ge 15 ]
	like 'and its own postmaster has the mail' "$codes" '1 x 250, *'
	ok 'and only that one' [ "$(printf '%s\n' "$got" | sed -n '4,$p' |
	    grep -c '^250')" = 1 ]
else
	for what in 'told of its client, Exim refuses the same' \
	    'and its own postmaster has the mail' 'and only that one'; do
		skip "$what" 'not root'
	done
fi
