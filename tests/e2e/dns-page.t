#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The table of dhf.conf(5), "When an answer may lead to 5xx", is true: each of
# its fields is asked of the program, with a rule as its column describes it.
. "${0%/*}/lib.sh"
[ -x "$tools/dns-stub" ] || skip_all 'no tests/tools/dns-stub'
plan 81

# 192.0.2.1 is on every list and has no name, .2 is on none and has one that
# leads back, of .3 nobody knows anything.
cat >"$tmp/zone" <<'END'
1.2.0.192.bl.example.org A 127.0.0.2
1.2.0.192.bl.example.net A 127.0.0.2
3.2.0.192.bl.example.org * servfail
2.2.0.192.in-addr.arpa PTR two.example
two.example A 192.0.2.2
3.2.0.192.in-addr.arpa * servfail
4.2.0.192.in-addr.arpa PTR four.example
four.example A 192.0.2.4
four.example.bl.example.org A 127.0.0.2
four.example.bl.example.net A 127.0.0.2
5.2.0.192.in-addr.arpa PTR five.example
five.example A 192.0.2.5
five.example.bl.example.org * servfail
END
"$tools/dns-stub" "$tmp/zone" >"$tmp/port" &
server=$!
until [ -s "$tmp/port" ]; do kill -0 $server || exit 1; done
read -r port <"$tmp/port"

# worst CLIENT HOST <RULES: 5xx, 4xx or "let in"
worst() {
	{ echo "dns_servers 127.0.0.1:$port"; cat; } >"$tmp/rules"
	printf '%s\t%s\n' "$1" "$2" | dhf-test -f "$tmp/rules" -b |
	    awk -F '\t' '{ print $4 == "-" ? "let in" : substr($4, 1, 1) "xx" }'
}

# client CRITERION ANSWER: whose address has this answer
client() {
	case "$1 $2" in
	'@rhsbl yes') echo 192.0.2.4 ;;
	'@rhsbl unknown') echo 192.0.2.5 ;;
	*' yes' | *' none' | '@rdns=unknown '*) echo 192.0.2.1 ;;
	*' no') echo 192.0.2.2 ;;
	*) echo 192.0.2.3 ;;
	esac | case $1 in @rdns=unknown) echo 192.0.2.3 ;; *) cat ;; esac
}

# rule_of CRITERION ZONE: as it is written in a rule
rule_of() {
	case $1 in
	@rdns) echo '@rdns=none' ;;
	@rdns=*) echo "$1" ;;
	@*) echo "$1=$2" ;;
	*) echo '@name=example.com' ;;
	esac
}

# field NAME GOT WANT OTHERWISE: "-" stands for what happens without the rule
field() {
	case $3 in -) same "$1" "$2" "$4" ;; *) same "$1" "$2" "$3" ;; esac
}

# row CRITERION ANSWER BLOCK UP DOWN PASS DEFAULT
row() {
	who=$(client "$1" "$2") rule=$(rule_of "$1" bl.example.org)
	second=$(rule_of "$1" bl.example.net) host=mail.example
	case $1 in the*) host='?' ;; esac
	quiet='default_unresolved_action pass
default_ip_action pass'
	field "$1 $2: block" \
	    "$(printf '%s\nblock %s\n' "$quiet" "$rule" |
	    worst "$who" "$host")" "$3" 'let in'
	up=$(printf '%s\nscore 8 %s\n' "$quiet" "$rule" | worst "$who" "$host")
	case $4 in
	*two*)
		same "$1 $2: score, one operator" "$up" 4xx
		up=$(printf '%s\nscore 4 %s\nscore 4 %s\n' "$quiet" "$rule" \
		    "$second" | worst "$who" "$host")
		;;
	esac
	field "$1 $2: score" "$up" "${4%%,*}" 'let in'
	case $5 in
	4xx) less=4xx ;;
	*) case $2 in yes) less='let in' ;; *) less=5xx ;; esac ;;
	esac
	same "$1 $2: a score that could be less" \
	    "$(printf '%s\nscore 8 @any\nscore -1 %s\n' "$quiet" "$rule" |
	    worst "$who" "$host")" "$less"
	field "$1 $2: pass" \
	    "$(printf 'pass %s\nblock @any\n' "$rule" |
	    worst "$who" "$host")" "$6" 5xx
	field "$1 $2: default" \
	    "$(echo 'default_unresolved_action block' |
	    worst "$who" "$host")" "$7" 'let in'
}

# The rows, with "|" between fields and the criterion in each of them.
sed -n '/^\.Ss When an answer may/,/^\.El/p' "$top/man/dhf.conf.5" |
    sed -n '/^\.It Em/d; s/^\.It //p' |
    sed 's/^Li //; s/"//g; s/ Ta /|/g; s/ ,/,/g; s/^Ta /|/' |
    awk -F '|' -v OFS='|' '$1 != "" { c = $1 } { $1 = c; print }' |
    awk -F '|' -v OFS='|' '{ n = split($1, c, ", ")
	for (i = 1; i <= n; i++) { $1 = c[i]; print } }' >"$tmp/table"
same 'the table is there' "$(wc -l <"$tmp/table" | tr -d ' ')" 15
while IFS='|' read -r what answer block up down pass default; do
	row "$what" "$answer" "$block" "$up" "$down" "$pass" "$default"
done <"$tmp/table"

# A "no" for want of an answer is none.
same 'not unknown, negated: a rule that would have let in' \
    "$(printf 'pass !@rdns=unknown\nblock @any\n' |
    worst 192.0.2.3 mail.example)" 4xx
same 'not unknown, negated: a miss that scores' \
    "$(printf 'score 0 !@rdns=none,unknown good=8\n' |
    worst 192.0.2.3 mail.example)" 'let in'
same 'not unknown, negated: with an answer' \
    "$(printf 'pass !@rdns=unknown\nblock @any\n' |
    worst 192.0.2.2 mail.example)" 'let in'
kill "$server"
server=''
