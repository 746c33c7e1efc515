#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The ban helper that runs commands: which words a command gets, that no shell
# reads them, and that what a killed helper put in is taken out by the next.
. "${0%/*}/lib.sh"
plan 20

socket=$tmp/socket
cat >"$tmp/cmd" <<END
#!/bin/sh
printf '%s' "\$#" >>"$tmp/ran"
printf ' <%s>' "\$@" >>"$tmp/ran"
echo >>"$tmp/ran"
END
chmod 755 "$tmp/cmd"
band=''
cleanup() { [ -z "$band" ] || kill "$band" 2>/dev/null; }
begin() {
	: >"$tmp/band.log"
	dhf-band-exec -g '' -s "$socket" -D "$tmp/due" \
	    -a "$tmp/cmd add %a a;rm" -d "$tmp/cmd del %a" 2>>"$tmp/band.log" &
	band=$!
	await grep -q ready "$tmp/band.log"
}
ban() { dhf-ban -s "$socket" "$@" >/dev/null; }
: >"$tmp/ran"

ok 'it begins' begin
ban add 198.51.100.9 1h
same 'a ban is a command, its words no shell reads' "$(cat "$tmp/ran")" \
    '3 <add> <198.51.100.9> <a;rm>'
ok 'and is known until its time' grep -q 198.51.100.9 "$tmp/due"
like 'it is listed, with its reason' "$(dhf-ban -s "$socket" list)" \
    '198.51.100.9	20*Z	manual'
ban del 198.51.100.9
same 'and so is its end' "$(sed -n 2p "$tmp/ran")" '2 <del> <198.51.100.9>'
ban add 127.0.0.1 1h 2>/dev/null
same 'nobody who is never banned is' "$(wc -l <"$tmp/ran" | tr -d ' ')" 2
ban add 198.51.100.8 1h
kill -KILL "$band"
wait "$band" 2>/dev/null
sed -i 's/	1[0-9]*	0	$/	5	0	/' "$tmp/due" # its time passes
begin
ok 'what a killed helper put in the next takes out' \
    await grep -q '^2 <del> <198.51.100.8>$' "$tmp/ran"
kill -TERM "$band"
wait "$band"
same 'TERM: exit 0' $? 0
band=''
timeout 10 dhf-band-exec -g '' -s "$socket" -D "$tmp/due" -a "$tmp/none %a" \
    -d 'true %a' 2>"$tmp/said"
like 'a program that is not there: 100' "$? $(cat "$tmp/said")" \
    '100 *find the program *none*'
timeout 10 dhf-band-exec -g '' -s "$socket" -D "$tmp/due" -a 'true %x' \
    -d 'true %a' 2>"$tmp/said"
like 'so is a word that means nothing' "$? $(cat "$tmp/said")" '100 *%x*'
# wrong NAME ADD DELETE WHY: commands that are refused
wrong() {
	timeout 10 dhf-band-exec -g '' -s "$socket" -D "$tmp/due" -a "$2" \
	    -d "$3" 2>"$tmp/said"
	same "$1: 100" "$? $(cat "$tmp/said")" "100 dhf-band-exec: $4"
}
wrong 'a command that names nobody' true 'true %a' '-a has no %a, the address, so that it does nothing to anybody: true'
wrong 'one for a shell' 'true %a' 'true "%a"' '-d: ""%a"" is for a shell, and none reads it: write words without quotes, or a script of yours'
cp "$top/conf/dhf.conf" "$tmp/conf"
timeout 10 dhf-band-exec -g '' -s "$socket" -D "$tmp/conf" -a 'true %a' \
    -d 'true %a' 2>"$tmp/said"
same 'a file of another kind: 100' "$? $(cat "$tmp/said")" "100 dhf-band-exec: $tmp/conf:1: that is no line of an offender: mend it, or name another file"
ok 'and it is what it was' cmp "$top/conf/dhf.conf" "$tmp/conf"
: >"$tmp/band.log" # no word of the one before
dhf-band-exec -g '' -s "$socket" -D "$tmp/due" -a 'false %a' \
    -d 'true %a' \
    2>"$tmp/band.log" &
band=$!
await grep -q ready "$tmp/band.log"
ban add 198.51.100.7 2>/dev/null
like 'a program that fails: 111, and told' "$? $(cat "$tmp/band.log")" \
    '111 *ended with status 1*'
kill "$band"
wait "$band"
band=''

# the run files
for kind in daemontools runit s6; do
	: >"$tmp/ran" >"$tmp/band.log"
	mkdir -p "$tmp/$kind"
	DHF_BAND_ADD="$tmp/cmd add %f %a" DHF_BAND_DELETE="$tmp/cmd del %a" \
	    DHF_BAND_FOLDER=$tmp/$kind DHF_BAND_DUE=$tmp/$kind/lib/due \
	    DHF_BAND_ASKERS='' DHF_BAND_GROUP='' \
	    sh "$top/conf/run/$kind/dhf-band-exec/run" >"$tmp/band.log" &
	band=$!
	await grep -q ready "$tmp/band.log"
	dhf-ban -s "$tmp/$kind/socket" add 198.51.100.6 1h >/dev/null
	same "the run file of $kind starts it" "$(cat "$tmp/ran")" \
	    '3 <add> <4> <198.51.100.6>'
	kill "$band"
	wait "$band"
	band=''
done
dhf-band-exec -s "$socket" -a 'true %a' 2>/dev/null
same 'without a command to end it: 100' $? 100
dhf-band-exec -z 2>/dev/null
same 'wrong usage: 100' $? 100
