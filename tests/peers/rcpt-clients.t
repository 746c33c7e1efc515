#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Mail programs of others are refused at RCPT: what they have for postmaster
# arrives whole, and of everything else they say why it came back, with our
# text and the receipt in it.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$(id -u)" = 0 ] || skip_all 'servers are started by root'
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 27
chmod 755 "$tmp" # the servers' own users go through it

rules <<'END'
reject_at rcpt
dns_timeout 0
block @name=pool.example id=pool
END
chmod 644 "$db"
mkdir "$tmp/mails"
cat >"$tmp/door" <<END
#!/bin/sh
exec env -u TCPREMOTEINFO TCPREMOTEIP=198.51.100.7 \
    TCPREMOTEHOST=dyn-7.pool.example dyn-host-filter -f '$db' \
    '$tools/smtp-server' "$tmp/mails/\$\$"
END
chmod 755 "$tmp/door"
listen 127.0.0.1 tcpserver -RHl0 127.0.0.1 PORT "$tmp/door" || exit 1
door=$port

# A mail with all that gets lost on the way: dots, long and empty lines.
{
	printf 'From: a@here.example\nTo: somebody@far.example\nSubject: x\n\n'
	printf '.\n..\n.x\n\nFrom here\n\t tab\n \n'
	python3 -c 'for i in range(3000):
    print(("%d." % i) * (i % 100))'
	printf '\n.'
	echo end
} >"$tmp/mail"

# arrived: one mail has, and its text is what was sent
arrived() {
	python3 - "$tmp/mail" "$tmp"/mails/* <<'END'
import ast, os, sys
want = open(sys.argv[1]).read().split("\n\n", 1)[1].rstrip("\n")
n = 0
for name in sys.argv[2:]:
    if not os.path.exists(name):
        continue
    for line in open(name):
        if not line.startswith("mail "):
            continue
        text = ast.literal_eval(line[5:]).decode().replace("\r\n", "\n")
        text = text.split("\n\n", 1)[1]
        text = "\n".join(l[1:] if l.startswith(".") else l
                         for l in text.split("\n"))
        n += 1 if text.rstrip("\n") == want else 100
sys.exit(n != 1)
END
}
ours='5.7.1*[[]????-????-????[]] mail from dyn-7.pool.example*rule pool*'
# is_ours NAME TEXT: lines that are folded are one
is_ours() {
	like "$1" "$(printf '%s\n' "$2" | tr -d '\r' |
	    sed -n 's/^[ 0-9]*-*\(5\.7\.1\)/\1/
	    H; ${ x; s/\n */ /g; p; }')" \
	    "*$ours"
}
# programs: what each does, by an argument: who is to have the mail; it says to
# descriptor 1 what it heard
by_smtplib() {
	python3 - "$door" "$1" "$tmp/mail" <<'END'
import smtplib, sys
s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), "client.example")
try:
    print(s.sendmail("a@here.example", [sys.argv[2]], open(sys.argv[3]).read()))
except smtplib.SMTPRecipientsRefused as e:
    print(e.recipients)
s.quit()
END
}
by_swaks() {
	swaks --server 127.0.0.1 --port "$door" --helo client.example \
	    --from a@here.example --to "$1" --data "@$tmp/mail" 2>&1
}
by_msmtp() {
	msmtp -C /dev/null --host=127.0.0.1 --port="$door" --tls=off --auth=off \
	    -f a@here.example "$1" <"$tmp/mail" 2>&1
}
by_nullmailer() {
	{
		printf 'a@here.example\n%s\n\n' "$1"
		cat "$tmp/mail"
	} >"$tmp/nullmailer"
	printf 'host=127.0.0.1\nport=%s\n' "$door" |
	    HELOHOST=client.example "$root/usr/lib/nullmailer/smtp" \
	    3<"$tmp/nullmailer" 2>&1
}
by_dma() {
	mkdir -p "$tmp/dma.etc" "$tmp/dma.queue"
	chmod 777 "$tmp/dma.queue"
	printf '%s\n' 'SMARTHOST 127.0.0.1' "PORT $door" \
	    "SPOOLDIR $tmp/dma.queue" 'MAILNAME client.example' \
	    >"$tmp/dma.etc/dma.conf"
	unshare -m sh -c 'mount --make-rprivate / &&
	    { [ -d /etc/dma ] || mkdir /etc/dma; } &&
	    mount --bind "$1" /etc/dma && exec dma -D -i -f "$2" "$3"' - \
	    "$tmp/dma.etc" a@here.example "$1" <"$tmp/mail" 2>&1
	cat "$tmp"/dma.queue/[QM]* 2>/dev/null # it tells the sender by mail
}

for program in ${CLIENTS-smtplib swaks msmtp nullmailer dma}; do
	rm -f "$tmp"/mails/*
	if [ $program != smtplib ] && ! peer $program \
	    "$([ $program = nullmailer ] && echo nullmailer-send ||
	    echo $program)"; then
		skip "$program: what is for postmaster arrives whole" 'not there'
		skip "$program: what is not does not" 'not there'
		skip "$program: and it says why" 'not there'
		continue
	fi
	by_$program postmaster@far.example >"$tmp/heard"
	ok "$program: what is for postmaster arrives whole" await arrived
	got=$(by_$program bob@far.example)
	ok "$program: what is not does not" arrived
	is_ours "$program: and it says why" "$got"
done

# servers: each sends from its queue, and gives back what is refused
submit() {
	python3 - "$port" "$1" "$tmp/mail" <<'END'
import smtplib, sys
s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), "client.example", 60)
s.sendmail("a@here.example", [sys.argv[2]], open(sys.argv[3]).read())
s.quit()
END
}
run_postfix() {
	listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
	    "relayhost=[127.0.0.1]:$door" mynetworks=127.0.0.0/8 \
	    default_transport=smtp \
	    'smtpd_relay_restrictions=permit_mynetworks, reject_unauth_destination' \
	    'mydestination=' 127.0.0.1:PORT
}
run_sendmail() {
	listen 127.0.0.1 "$tools/sendmail-run" "$tmp/sendmail" \
	    -m "define(\`SMART_HOST', \`relay:[127.0.0.1]')dnl" \
	    -m "define(\`RELAY_MAILER_ARGS', \`TCP \$h $door')dnl" 127.0.0.1:PORT
}
run_opensmtpd() {
	listen 127.0.0.1 "$tools/opensmtpd-run" "$tmp/opensmtpd" \
	    -c "action \"out\" relay host smtp://127.0.0.1:$door" \
	    -c 'match from any for domain "far.example" action "out"' \
	    127.0.0.1:PORT
}
run_exim() {
	mkdir -p "$tmp/exim/box" "$tmp/exim/spool"
	chmod 777 "$tmp/exim" "$tmp/exim/box" "$tmp/exim/spool"
	cat >"$tmp/exim/conf" <<END
primary_hostname = client.example
spool_directory = $tmp/exim/spool
log_file_path = $tmp/exim/log-%s
acl_smtp_rcpt = accept
acl_smtp_data = accept
begin routers
box:
  driver = accept
  domains = here.example
  transport = box
out:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = out
begin transports
box:
  driver = appendfile
  directory = $tmp/exim/box
  user = $(exim4 -bP exim_user | sed "s,.*= ,,")
out:
  driver = smtp
  port = $door
  hosts_try_fastopen =
begin retry
* * F,1h,1m
END
	listen 127.0.0.1 exim4 -C "$tmp/exim/conf" -bdf -oX PORT -q1h
}
# returned SERVER: the mail that it sent back, or nothing
returned() {
	got=$(grep -rlsi 'pool.example' "$tmp/$1/box" | head -n 1)
	[ "$got" ] && got=$(cat "$got") 
}
for program in ${SERVERS-postfix sendmail opensmtpd exim}; do
	rm -f "$tmp"/mails/*
	case $program in
	exim) command -v exim4 >/dev/null && why= || why='no exim4' ;;
	*) why=$("$tools/$program-run" -n) ;;
	esac
	if [ "$why" ] || ! run_$program; then
		skip "$program: what is for postmaster arrives whole" \
		    "${why:-it does not start}"
		skip "$program: what is not does not" 'the same'
		skip "$program: and its sender hears why" 'the same'
		continue
	fi
	submit postmaster@far.example
	ok "$program: what is for postmaster arrives whole" await arrived
	submit bob@far.example
	await returned $program
	ok "$program: what is not does not" arrived
	is_ours "$program: and its sender hears why" "$got"
done
