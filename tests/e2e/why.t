#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From a refusal to its rule: dhf-test --why, with logs and without.
. "${0%/*}/lib.sh"

book() { # of the rules: what stands before them
	cat >"$tmp/dhf.conf" <<END
$1
block @name=dip.example id=dip remedy="write to postmaster@here.example"
block @dnsbl=bl.example id=listed
grey @name=line.example id=line
dns_servers 127.0.0.1:1
dns_timeout 0
default_unresolved_action pass
END
}
book ''
dhf-compile -o "$db" "$tmp/dhf.conf" 2>/dev/null
# why RECEIPT [ARGUMENT...]: sets $got and $status
why() {
	got=$(dhf-test -f "$tmp/dhf.conf" --why "$@" 2>&1 | cat -v)
	status=$(dhf-test -f "$tmp/dhf.conf" --why "$@" >/dev/null 2>&1; echo $?)
}
line() { printf '%s\n' "$got" | sed -n "s/^$1: //p"; }

# what a client hears leads back to its line
mail 198.51.100.7 p7.dip.example
token=$(sed -n 's/^553 5.7.1 \[\([^]]*\)] .*/\1/p' "$tmp/raw")
plain=$(printf %s "$token" | tr -d -)
like 'the reply begins with a receipt' "$token" '????-????-????'
ok 'which the log line ends with' grep -q " why=$plain\$" "$tmp/log"
grep ' why=' "$tmp/log" >"$tmp/mail.log"
why "$token"
same 'without a log: the rule' "$(line rule)" "dip at $tmp/dhf.conf:2"
same 'and what can be done' "$(line remedy)" 'write to postmaster@here.example'
same 'the exit status is 0' "$status" 0
like 'and the minute' "$(line time)" '????-??-?? ??:?? UTC'
why "$token" "$tmp/mail.log"
same 'with one: its line' "$(line line)" "$(cat "$tmp/mail.log")"
same 'the verdict of today' "$(line today) $status" 'block 553 0'
like 'by the same rules' "$(line 'decided by image ........, now ........')" \
    'the same rules'
like 'and the walk' "$got" '*	@name=dip.example: yes*'
why "$(printf %s "$plain" | tr A-Z a-z)" "$tmp/mail.log"
same 'it may be typed in small letters' "$(line today)" 'block 553'

# the rules change
book 'pass @name=dip.example id=friend'
why "$token" "$tmp/mail.log"
same 'rules have changed, and it may come in' "$(line today)" pass
like 'and says so' "$got" '*: the rules have changed since*'
got=$(dhf-test -f "$tmp/dhf.conf" -j --why "$token" "$tmp/mail.log" |
    python3 -c 'import json, sys
j = json.load(sys.stdin)
f = j["found"][0]
print(j["receipt"], j["rules"][0]["rule"], f["ip"], f["rule"], f["changed"],
      f["today"]["action"], f["walk"][0]["rule"], f["rules"][0]["remedy"])')
is 'the same in JSON' \
    "$token dip 198.51.100.7 dip True pass friend write to postmaster@here.example"

# logs of others, compressed, in a folder, twice, and without it
gzip -c "$tmp/mail.log" >"$tmp/mail.log.2.gz"
why "$token" "$tmp/mail.log.2.gz"
same 'compressed' "$(line today)" pass
mkdir "$tmp/logs"
sed 's/^/@400000006723a1b02d8f5a3c /' "$tmp/mail.log" >"$tmp/logs/current"
why "$token" "$tmp/logs"
like 'in a folder of multilog' "$(line written) $(line today)" \
    '2024-10-31T15:2*Z pass'
sed 's/^/2026-11-29T10:00:00.123456+01:00 mx /' "$tmp/mail.log" \
    >"$tmp/rfc3339"
why "$token" "$tmp/mail.log" "$tmp/rfc3339"
like 'two lines are told' "$(line today) $got" \
    'pass?pass *found 2 times: ask for the address to tell them apart*'
echo other >"$tmp/empty"
why "$token" "$tmp/empty"
like 'a log without it' "$status $got" '1 *log: not in it (1 file read)*'
why "$token" "$tmp/nothing"
same 'a log that is not there' "$status" 111

# typing errors
wrong() { printf %s "$1" | sed "s/$2/$3/"; }
why "$(printf %s "$token" | cut -c-13)" "$tmp/mail.log"
like 'a character is missing' "$status $got" \
    '100 *dhf-test: *is no receipt: it has 11 characters, and a receipt 12'
why "$(wrong "$token" '^..' 'ZZ')"
like 'some are wrong' "$status $got" '100 *dhf-test: *is no receipt*'
why U"$(printf %s "$token" | cut -c2-)"
like 'one is none' "$status $got" '100 *none has a "U"*'

# what DNS said stands in the line, and it is not asked
head='dyn-host-filter: pid=1 ip=198.51.100.9 host=mx.plain.example'
tail='error=- name=given db=00000001 by=filter why=1EQY354D9E3K'
echo "$head action=block code=553 rule=listed score=0 watch=- \
note=dns:bl.example:listed $tail" >"$tmp/listed"
why 1EQY-354D-9E3K "$tmp/listed"
same 'a list that had the client' "$(line today)" 'block 553'
sed 's/:listed/:no/' "$tmp/listed" >"$tmp/unlisted"
why 1EQY-354D-9E3K "$tmp/unlisted"
same 'or had not' "$(line today)" pass
same 'a receipt of no rule of today' "$(dhf-test -f "$tmp/dhf.conf" --why \
    1EQY354D9E3K | grep -c '^rule: dip')" 1
printf '%s action=block code=553 rule=\033[2J score=0 watch=- note=- %s\n' \
    "$head" "$tail" >"$tmp/hostile"
why 1EQY354D9E3K "$tmp/hostile"
same 'nothing of a line reaches the terminal' \
    "$(printf '%s' "$got" | grep -c '\^\[')" 0

# other ways to refuse
mail 198.51.100.8 a.line.example -i
like 'the next program is told' "$(grep -o 'why=.*' "$tmp/log")" 'why=-'
cat >"$tmp/next" <<'END'
#!/bin/sh
printf '220 %s\r\n' "${DHF_WHY-unset}"
read -r command
END
mail 198.51.100.7 p7.dip.example -i
same 'of the receipt in the log' "$(tr -d '\r' <"$tmp/raw" | head -n 1 |
    tr -d -)" "220 $(sed -n 's/.*why=//p' "$tmp/log")"
mail 198.51.100.7 mx.plain.example -i
like 'and of none' "$got" '220 unset*'
echo 'reply_url https://here.example/%w' >>"$tmp/dhf.conf"
sed 1d "$tmp/dhf.conf" | rules
mail 198.51.100.7 p7.dip.example
like 'a page is named' "$(refusal)" \
    '553 5.7.1 [[]W] * https://here.example/????-????-????^M'
rm "$tmp/next"
mail 198.51.100.7 mx.plain.example
like 'so has a 421' "$got" '421 4.3.0 [[]W] temporary failure*'
plan
