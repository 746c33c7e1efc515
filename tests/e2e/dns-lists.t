#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is said of lists: whether they work (dhf-test --lists), what they say
# of a client, and that nobody is asked who need not be.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1
plan 37

# The test points of RFC 5782 section 5, listed and not, as they are asked.
zeros=0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0
in4=2.0.0.127 out4=1.0.0.127
in6=2.0.0.0.0.0.f.7.f.f.f.f.$zeros
out6=1.0.0.0.0.0.f.7.f.f.f.f.$zeros
key=abcdefgh12345678 # customers of lists have such a label
dns_serve <<END
$in4.both.test A 127.0.0.2
$in6.both.test A 127.0.0.2
$in4.four.test A 127.0.0.2
$(i=0; while [ $i -lt 130 ]; do i=$((i + 1)); echo "$in4.$i.many.test A 127.0.0.2"; done)
$in6.six.test A 127.0.0.2
test.names.test A 127.0.0.2
*.wild.test A 127.0.0.2
*.sold.test A 192.0.2.80
*.refuses.test A 127.255.255.254
*.refused.test * refused
*.silent.test * silent
$in4.$key.keyed.test A 127.0.0.2
*.$key.keyed.test A 127.0.0.2
*.$key.keyed.test TXT "paid by $key, thanks"
9.2.0.192.a.test A 127.0.0.2
9.2.0.192.a.test TXT "spam\\013\\010550 b\\000\\127\\255 %h %%"
9.2.0.192.b.test A 127.0.0.2
9.2.0.192.b.test TXT "b has it"
9.2.0.192.mute.test A 127.0.0.2
99.2.0.192.in-addr.arpa PTR dsl-192-0-2-99.dyn.example.net
END

# checked WANTED_STATUS TEXT WANT <RULES: the report on the lists
checked() {
	rules
	dhf-test -f "$db" --lists >out 2>err
	status=$?
	got=$(tr '\t' ' ' <out | sed 's/ *$//')
	same "--lists, $2: exit status" $status "$1"
	is "--lists, $2" "$3"
}
checked 0 'both families' 'both.test ipv4 ok
both.test ipv6 ok' <<'END'
block @dnsbl=both.test
END
checked 0 'a list for names' 'names.test names ok' <<'END'
block @rhsbl=names.test
END
checked 0 'one family, as it is written' 'four.test ipv4 ok
six.test ipv6 ok' <<'END'
block @dnsbl=four.test/4,six.test/6
END
checked 0 'no IPv6, and that is not written' 'four.test ipv4 ok
four.test ipv6 none knows no IPv6: write it with /4' <<'END'
pass @dnswl=four.test
END
checked 1 'dead for the only family asked' 'four.test ipv6 dead' <<'END'
block @dnsbl=four.test/6
END
checked 1 'dead, if one rule insists' 'four.test ipv4 ok
four.test ipv6 dead' <<'END'
score 1 @dnsbl=four.test
score 1 @dnsbl=four.test/6
END
# 256 questions go out at once, two for each of these
i=0
while [ $i -lt 130 ]; do
	i=$((i + 1))
	echo "score 1 @dnsbl=$i.many.test/4"
done >many
checked 0 'more than are asked at once' "$(sed 's/.*=\(.*\)\/4/\1 ipv4 ok/' many)" \
    <many
# one bad list among good ones is enough
worse() {
	rules <<END
block @dnsbl=both.test/4
score 1 @dnsbl=$1/4
END
	dhf-test -f "$db" --lists >out 2>err
	got="$? $(tail -n 1 out | cut -f 1-3 | tr '\t' ' ')"
	is "--lists: $1" "1 $1 ipv4 $2"
}
worse dead.test dead
worse wild.test wildcard
worse sold.test wildcard
worse refuses.test refuses
worse refused.test silent
printf 'dns_timeout 200\nblock @dnsbl=silent.test/4,both.test/4\n' | rules
dhf-test -f "$db" --lists >out 2>err
same '--lists: silent' "$? $(cut -f 1-3 out | tr '\t\n' ' ;')" \
    '1 silent.test ipv4 silent;both.test ipv4 ok;'
echo "block @dnsbl=$key.keyed.test/4" | rules
dhf-test -f "$db" --lists >out 2>err
same '--lists: a key is nobody'"'"'s business' "$(cut -f 1 out)" \
    KEY.keyed.test
echo 'block @name=dyn.example' | rules
same '--lists without a list' "$(dhf-test -f "$db" --lists; echo $?)" 0

# %t: the list that decided
rules <<'END'
block @dnsbl=a.test text="listed: %t"
END
mail 192.0.2.9 mx.example
same 'nothing of a text gets through that is no text' "$(refusal)" \
    '553 5.7.1 listed: spam??550 b??? %h %%^M'
same 'one line, of one reply' "$(grep -c . "$tmp/log")" 1
rules <<'END'
score_block 4
score 2 @dnsbl=b.test
score 2 @dnsbl=a.test
reply_text "%t"
END
mail 192.0.2.9 mx.example
same 'of scores, the first' "$(refusal)" '553 5.7.1 b has it^M'
echo 'block @dnsbl=mute.test text="see %t"' | rules
mail 192.0.2.9 mx.example
same 'without a text, its name' "$(refusal)" '553 5.7.1 see mute.test^M'
echo "block @dnsbl=$key.keyed.test text=\"%t\"" | rules
mail 192.0.2.9 mx.example
same 'a key in a text is hidden' "$(refusal)" '553 5.7.1 paid by KEY, thanks^M'
same 'and in the log' "$(key note)" dns:KEY.keyed.test:listed
same 'it is nowhere' "$(cat "$tmp/log" "$tmp/raw" | grep -c $key)" 0

# dhf-test -n
echo 'block @dnsbl=b.test' | rules
same '-t asks' "$(dhf-test -f "$db" -t mx.example/192.0.2.9)" \
    'mx.example/192.0.2.9 -> block 553'
: >"$tmp/asked"
same '-n -t does not: unknown is no reason' \
    "$(dhf-test -n -f "$db" -t mx.example/192.0.2.9)" \
    'mx.example/192.0.2.9 -> pass'
printf '192.0.2.9\t?\n' >in
same '-n -b neither, for a name' \
    "$(dhf-test -n -f "$db" -b <in | cut -f 3,4)" "$(printf 'defer\t451')"
dhf-test -n -f "$db" -x mx.example/192.0.2.9 >/dev/null 2>&1
same '-n: nobody was asked' "$(grep -c . "$tmp/asked")" 0
same 'no deadline, no question' "$(
	printf 'dns_timeout 0\nblock @dnsbl=b.test\n' | rules
	dhf-test -f "$db" -t mx.example/192.0.2.9)$(grep -c . "$tmp/asked")" \
    'mx.example/192.0.2.9 -> pass0'

# -i tells the class of a name, also of one that DNS told
cat >"$tmp/next" <<'NEXT'
#!/bin/sh
printf '220 next class=%s rbl=%s\r\n' "${DHF_CLASS-unset}" "${RBLSMTPD-unset}"
read -r command || exit 0
NEXT
echo 'default_unresolved_action pass' | rules
mail 192.0.2.99 dsl-192-0-2-99.dyn.example.net -i
like '-i: the class of a name' "$got" '220 next class=dynamic* rbl=unset^M'
class=$got
printf 'default_unresolved_action pass\nblock @rdns=none\n' | rules
mail 192.0.2.99 - -i
is '-i: of a name from DNS, the same' "$class"
mail 192.0.2.98 - -i
like '-i: there is none without a name' "$got" '220 next class=unset rbl=-*'
