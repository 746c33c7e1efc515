#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The recipes of conf/run for one server each, as they are shipped: whom the
# rules let in reaches the server with what it needs, whom they refuse does not.
# Servers that Debian does not have are a script of this test.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
peer daemontools softlimit || skip_all 'no daemontools: make deps-peers'
recipes=$top/conf/run
allow=$tmp/allow.db deny=$tmp/deny.db
rules <<'END'
pass @ip=127.0.0.1 id=loop
END
mv "$db" "$allow"
rules <<'END'
block @ip=127.0.0.1 id=bad
END
mv "$db" "$deny"
printf '127.0.0.1:allow,FROM_RULES="yes"\n:deny\n' |
    tcprules "$tmp/cdb" "$tmp/cdb.tmp"
mkdir "$tmp/control" "$tmp/bin"
echo 7 >"$tmp/control/concurrencyincoming"

# A server that says what it was given, and a tcpserver that sets SSL's names, as
# sslserver does with -e, from the words that both have.
cat >"$tmp/smtpd" <<'END'
#!/bin/sh
printf '220 %s by %s of %s %s with' "$DHF_VERDICT" "$DHF_RULE" "$TCPREMOTEIP" \
    "$FROM_RULES"
printf ' %s' "$@"
printf '\r\n'
read -r command
printf '221 %s %s\r\n' "${UCSPITLS-none}" "${SPAMTHROTTLE-none}"
END
cat >"$tmp/bin/sslserver" <<'END'
#!/bin/sh
[ "$1 $2" = '-n -e' ] || exit 100
shift 2
exec tcpserver "$@"
END
chmod 755 "$tmp/smtpd" "$tmp/bin/sslserver"
PATH=$tmp/bin:$PATH

# runs RECIPE [NAME=VALUE...]: it listens at $port
runs() {
	recipe=$1
	shift
	rm -f "$tmp/said.fifo"
	mkfifo "$tmp/said.fifo"
	(cd "$tmp" && exec env DHF_USER='' DHF_ADDRESS=127.0.0.1 DHF_PORT=0 \
	    DHF_OPTIONS='-1 -PHl0' DHF_TCPRULES="$tmp/cdb" \
	    DHF_CONTROL="$tmp/control" DHF_SMTPD="$tmp/smtpd" \
	    DHF_CHECKPASSWORD='vchkpw /bin/true' "$@" \
	    "$recipes/$recipe/run") >"$tmp/said.fifo" 2>&1 &
	server=$!
	exec 3<"$tmp/said.fifo"
	# tcpserver -v says a word before and behind the port
	while read -r port <&3; do
		case $port in *[!0-9]*) ;; *) break ;; esac
	done
}
# meets LINE...: one client of the server that runs says them; sets $got and
# $log, and ends it
meets() {
	printf '%s\n' "$@" >"$tmp/script"
	"$tools/smtp-talk" lockstep 127.0.0.1 "$port" <"$tmp/script" \
	    >"$tmp/raw"
	got=$(cat -v <"$tmp/raw" | hide)
	serve_end
	log=$(grep -a '^dyn-host-filter: ' <&3)
	exec 3<&-
}
# passes NAME WANT RECIPE [NAME=VALUE...]: who is let in is greeted so, and who
# is refused by the filter
passes() {
	name=$1 want=$2
	shift 2
	runs "$@" DHF_DB="$allow"
	meets QUIT
	like "$name: who is let in reaches the server" "$got" "$want"
	like 'and the log comes where the supervisor logs' "$log" \
	    'dyn-host-filter: *action=pass* rule=loop *'
	runs "$@" DHF_DB="$deny"
	meets 'EHLO x' 'MAIL FROM:<>' 'RCPT TO:<a@b.example>' QUIT
	like 'who is refused does not' "$(told) $(key rule)" '553 bad'
}

greeted='220 pass by loop of 127.0.0.1 yes with'
passes QmailToaster "$greeted vchkpw /bin/true^M*" qmail/toaster
like "sagredo's list of lists is empty" "$(cat "$recipes/qmail/sagredo/run")" \
    '*control/dnsbllist*'
passes sagredo "$greeted vchkpw /bin/true^M*" qmail/sagredo
echo bl.example >"$tmp/control/dnsbllist"
got=$(env DHF_CONTROL="$tmp/control" DHF_USER='' DHF_OPTIONS=-nonsense \
    "$recipes/qmail/sagredo/run" | sed 1q)
is 'or it is told of' \
    "$tmp/control/dnsbllist is not empty: its lists are asked, too"
for qmail in toaster sagredo; do
	ok "$qmail: the verdict is not left to the server" sh -c \
	    "! grep -v '^#' '$recipes/qmail/$qmail/run' | grep -q -e ' -i '"
done
passes 's/qmail' "$greeted ^M
221  none^M" qmail/sqmail
mkdir "$tmp/variables"
echo 60000000 >"$tmp/variables/SOFT_MEM"
echo mx.here.example >"$tmp/variables/HOSTNAME"
echo env SPAMTHROTTLE=rbl >"$tmp/variables/RBL"
passes IndiMail "$greeted mx.here.example vchkpw /bin/true^M
221 none rbl^M" qmail/indimail

# The limit of QmailToaster's run file is far above what the filter takes.
limited() {
	env DHF_DB="$deny" TCPREMOTEIP=127.0.0.1 softlimit -m "$1" \
	    dyn-host-filter -r banner true 2>/dev/null </dev/null
}
if sanitized; then
	skip 'with 5 MB the filter works' 'sanitizers want more'
else
	like 'with 5 MB the filter works' "$(limited 5000000)" '553 *'
fi

if peer mailfront mailfront; then
	[ -z "$root" ] || export MODULE_PATH="$root/usr/lib/mailfront"
	mkdir -p "$tmp/qmail/control"
	for file in rcpthosts locals me; do
		echo here.example >"$tmp/qmail/control/$file"
	done
	export QMAILHOME="$tmp/qmail"
	passes mailfront '220 *mailfront*221 *' mailfront DHF_BACKEND=echo \
	    DHF_PLUGINS='check-fqdn counters relayclient qmail-validate add-received'
else
	for what in passes logs refuses; do
		skip "mailfront $what" 'no mailfront: make deps-peers'
	done
fi

# couriertcpd itself, with a configuration that has a PATH of its own, as Debian's
mkdir "$tmp/courier"
: >"$tmp/log"
printf '%s\n' PATH=/usr/bin:/bin ADDRESS=127.0.0.1 PORT=smtp MAXPERC=9 MAXPERIP=9 \
    >"$tmp/courier/esmtpd"
cat >"$tmp/begin" <<END
#!/bin/sh
export DHF_COURIER="$tmp/courier" DHF_USER= DHF_SMTPD="$tmp/smtpd"
export DHF_OPTIONS=-nodnslookup DHF_PORT="\$1" DHF_DB="\$2" DHF_FILTER="\$3"
exec "$recipes/courier/run" >>"$tmp/log"
END
# by_courier IMAGE FILTER: one client of it
by_courier() {
	listen 127.0.0.1 sh "$tmp/begin" PORT "$1" "$2"
	call 127.0.0.1 <<-END
	QUIT
	END
	kill "$pid"
}
if peer courier-base couriertcpd; then
	by_courier "$allow" dyn-host-filter
	like 'Courier: who is let in reaches the server' "$got" \
	    '220 pass by loop of *127.0.0.1 * with ^M*'
	by_courier "$deny" 'dyn-host-filter -r banner'
	like 'who is refused does not, with options of the filter' "$got" '553 *'
	same 'and the log comes where the supervisor logs' "$(key rule)" bad
	by_courier "$deny" "dyn-host-filter -i $recipes/courier/block env"
	like 'block tells courieresmtpd' "$got" '220 block by bad *'
	for verdict in block defer pass; do
		DHF_VERDICT=$verdict RBLSMTPD=-text "$recipes/courier/block" \
		    sh -c 'echo "$DHF_VERDICT ${BLOCK-none}"'
	done >"$tmp/blocks"
	same 'the verdict, with its code' "$(tr '\n' ' ' <"$tmp/blocks")" \
	    'block 550 text defer 450 -text pass none '
else
	for what in passes refuses logs blocks verdict; do
		skip "Courier $what" 'no courier-base: make deps-peers'
	done
fi

# Exim, which drops its privileges before it reads the file and writes the spool.
exim=$(PATH=$PATH:/usr/sbin command -v exim4 || command -v exim)
chmod 755 "$tmp"
mkdir "$tmp/spool"
chmod 777 "$tmp/spool"
cat >"$tmp/exim.conf" <<END
keep_environment = ^DHF_ : ^RBLSMTPD
primary_hostname = here.example
spool_directory = $tmp/spool
log_file_path = $tmp/spool/%slog
tls_advertise_hosts =
acl_smtp_rcpt = acl_rcpt
domainlist local_domains = here.example
begin acl
acl_rcpt:
  accept local_parts = postmaster
         domains = +local_domains
.include $top/conf/exim/acl_rcpt
  accept domains = +local_domains
  deny message = relay not permitted
END
if [ "$exim" ] && "$exim" -C "$tmp/exim.conf" -bV >/dev/null 2>&1; then
	for rule in allow deny; do
		runs exim DHF_DB="$tmp/$rule.db" \
		    DHF_SMTPD="$exim -C $tmp/exim.conf -bs"
		meets 'HELO client.example' 'MAIL FROM:<a@far.example>' \
		    'RCPT TO:<user@here.example>' \
		    'RCPT TO:<postmaster@here.example>' QUIT
		echo "$got" | grep '^[0-9]* ' | cut -c1-3 | tr '\n' ' '
	done >"$tmp/codes"
	same 'Exim refuses users by its ACL, and never the postmaster' \
	    "$(cat "$tmp/codes")" '220 250 250 250 250 221 220 250 250 550 250 221 '
else
	skip 'Exim refuses by its ACL' 'no exim that takes a configuration here'
fi
plan
